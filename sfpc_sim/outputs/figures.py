"""The validation page's pictures as SVG text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.drawing import INK, PALE, drawing_libraries, styled, svg

if TYPE_CHECKING:
    from sfpc_sim.study.validation.check import Check

WIDTH, ROW_HEIGHT, FAN_HEIGHT = 430, 26, 240


def check_figure(check: Check) -> str:
    """Draw a check: a fan where it has one, otherwise simulated beside published."""
    return fan_figure(check) if check.fan else comparison_figure(check)


def comparison_figure(check: Check) -> str:
    """Draw each number of the model as a dot, the published one as a line across, its margin as a bar."""
    alt, _ = drawing_libraries()
    names = [line.name for line in check.lines]
    rows = [
        {"name": line.name, "simulated": line.simulated, "published": line.published, "low": max(line.low, 0.0),
         "high": line.high, "verdict": line.verdict}
        for line in check.lines
    ]  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("name:N", sort=names, title=None))
    judged = alt.datum.verdict != "shown"
    margin = base.transform_filter(judged).mark_bar(color=PALE, height=14)
    published = base.mark_tick(color=INK, thickness=2, size=18)
    outside = alt.condition(alt.datum.verdict == "OUTSIDE", alt.value("cross"), alt.value("circle"))
    chart = alt.layer(
        margin.encode(x=alt.X("low:Q", title=check.unit, scale=alt.Scale(zero=True)), x2="high:Q"),
        published.encode(x="published:Q"),
        base.mark_point(color=INK, fill=INK, size=70, opacity=1).encode(x="simulated:Q", shape=outside),
    ).properties(width=WIDTH, height=ROW_HEIGHT * len(names))
    return svg(styled(chart), f"{check.title}. " + " ".join(
        f"{line.name}: simulated {line.simulated:.1f}, published {line.published:.1f}, {line.verdict}."
        for line in check.lines
    ))  # fmt: skip


def fan_figure(check: Check) -> str:
    """Draw futures as two bands and a middle line, and published counts as dots."""
    alt, _ = drawing_libraries()
    fan = check.fan
    assert fan is not None
    columns = ("lowest", "low", "middle", "high", "highest")
    rows = [{"year": year, **dict(zip(columns, fan.quantiles[:, i].tolist(), strict=True))}
            for i, year in enumerate(fan.years)]  # fmt: skip
    known = [
        {"year": year, "count": count} for year, count in zip(fan.published_years, fan.published.tolist(), strict=True)
    ]
    futures = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("year:Q", title="31 March", axis=alt.Axis(format="d", tickMinStep=1))
    )
    counts = alt.Chart(alt.Data(values=known)).encode(x="year:Q", y="count:Q")
    scale = alt.Scale(zero=False)
    chart = alt.layer(
        futures.mark_area(color="#e4e4e4").encode(y=alt.Y("lowest:Q", title="children looked after", scale=scale),
                                                  y2="highest:Q"),
        futures.mark_area(color="#bdbdbd").encode(y="low:Q", y2="high:Q"),
        futures.mark_line(color=INK, strokeDash=[6, 3]).encode(y="middle:Q"),
        counts.mark_line(color=INK, point=alt.OverlayMarkDef(filled=True, color=INK, size=45)),
    ).properties(width=WIDTH, height=FAN_HEIGHT)  # fmt: skip
    last = rows[-1]
    return svg(
        styled(chart),
        f"{check.title}. In {last['year']} 95% of futures lie from {last['lowest']:.0f} to {last['highest']:.0f}, "
        f"80% from {last['low']:.0f} to {last['high']:.0f}, the middle is {last['middle']:.0f}; dots are published.",
    )
