"""Pictures as SVG text: drawn by Altair, made without a browser or a network by vl-convert.

Nothing is told by colour alone, so a page printed in grey loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from sfpc_sim.study.validation.check import Check

INSTALL = "python3 -m pip install 'sfpc-sim[report]'"
INK, GREY, PALE = "#1a1a1a", "#777777", "#c8c8c8"
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
    return svg(chart, f"{check.title}. " + " ".join(
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
        chart,
        f"{check.title}. In {last['year']} 95% of futures lie from {last['lowest']:.0f} to {last['highest']:.0f}, "
        f"80% from {last['low']:.0f} to {last['high']:.0f}, the middle is {last['middle']:.0f}; dots are published.",
    )


def drawing_libraries() -> tuple[Any, Any]:
    """Give Altair and vl-convert.

    Raises
    ------
    Refusal
        If one of them is missing: the extra that brings it.
    """
    try:
        import altair as alt  # noqa: PLC0415
        import vl_convert  # noqa: PLC0415
    except ImportError as error:
        fault = f"{error.name} is not installed, and figures need it."
        raise refuse("sfpc validate", fault, f"Install it: {INSTALL}") from error
    return alt, vl_convert


def svg(chart: Any, words: str) -> str:
    """Give the picture as SVG that a reader of the page's text is told in words."""
    _, convert = drawing_libraries()
    styled = chart.configure(font="sans-serif").configure_view(stroke=GREY).configure_axis(
        labelColor=INK, titleColor=INK, titleFontWeight="normal", gridColor="#eeeeee", labelLimit=260
    )  # fmt: skip
    drawn = str(convert.vegalite_to_svg(styled.to_dict()))
    title = words.replace("&", "&amp;").replace("<", "&lt;")
    opening, rest = drawn.split(">", 1)
    quoted = title.replace('"', "&quot;")
    return f'{opening} role="img" aria-label="{quoted}"><title>{title}</title>{rest}'
