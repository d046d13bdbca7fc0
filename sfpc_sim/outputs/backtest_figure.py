"""A back-test in one picture: how often intervals held, and errors against pooled drift's, by horizon and method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.drawing import GREY, INK, drawing_libraries, styled, svg

if TYPE_CHECKING:
    import pandas as pd

WIDTH, HEIGHT = 330, 150
HELD, RATIO = "inside_80%", "crps_against_pooled_drift"


def backtest_figure(summary: pd.DataFrame) -> str:
    """Draw the summary of `study.backtest.scoring` as SVG; bars are two standard errors to either side."""
    alt, _ = drawing_libraries()
    # One certain number holds nothing and would squeeze all others together.
    shown = summary[summary[HELD] > 0]
    order = list(dict.fromkeys(shown["method"]))
    held = _panel(alt, shown, HELD, "share of counts inside the middle 80% of futures", 0.8, order)
    ratio = _panel(alt, shown, RATIO, "CRPS over that of pooled drift (less is better)", 1.0, order)
    chart = alt.vconcat(*(alt.hconcat(*pair) for pair in zip(held, ratio, strict=True)))
    words = " ".join(
        f"{row['horizon']} years, {row['method']}: {100 * row[HELD]:.0f}% held, CRPS ratio {row[RATIO]:.2f}."
        for _, row in shown.iterrows()
    )
    return svg(styled(chart), f"Back-test by horizon and method. {words}")


def _panel(alt: Any, table: pd.DataFrame, name: str, title: str, wanted: float, order: list[str]) -> list[Any]:
    """Draw one measure, a row of the picture for each horizon."""
    panels = []
    for years in sorted(set(table["horizon"].astype(int))):
        mine = table[table["horizon"] == years]
        rows = [
            {"method": row["method"], "value": float(row[name]), "low": float(row[name] - 2 * row[f"{name}_error"]),
             "high": float(row[name] + 2 * row[f"{name}_error"])}
            for _, row in mine.iterrows() if row[name] == row[name]
        ]  # fmt: skip
        base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("method:N", sort=order, title=None))
        across = alt.Scale(zero=False)
        rule = alt.Chart(alt.Data(values=[{"at": wanted}])).mark_rule(color=GREY, strokeDash=[4, 3]).encode(x="at:Q")
        spread = base.mark_rule(color=GREY).encode(x=alt.X("low:Q", scale=across, title=title), x2="high:Q")
        point = base.mark_point(color=INK, fill=INK, size=60, opacity=1).encode(x="value:Q")
        heading = f"{years} year{'s' if years > 1 else ''} on"
        panels.append(alt.layer(rule, spread, point).properties(width=WIDTH, height=HEIGHT, title=heading))
    return panels
