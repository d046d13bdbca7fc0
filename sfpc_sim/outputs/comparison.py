"""Two plans side by side, as a planner reads them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.words import count, decimal, financial_year, futures, interval, on_date, percent, thousands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from sfpc_sim.study.result import Result

SHOWN: dict[str, tuple[str, Callable[[float], str]]] = {
    "under_on": ("Chance of meeting the target count", percent),
    "under_by_target": ("Chance of meeting it ever by the date", percent),
    "under_for_twelve_months": ("Chance of staying under for a year", percent),
    "looked_after_on": ("Children looked after", count),
    "entries": ("Entries", decimal),
    "entries_avoided": ("Entries avoided", decimal),
    "share_of_posts_by_plan": ("Share of posts filled by the plan's date", percent),
    "fte_in_post_on_plan": ("FTE in post on the plan's date", decimal),
    "spend_gbp": ("Spend", thousands),
    "unfunded_gbp": ("Unfunded pressure", thousands),
    "placement_cost_avoided_gbp": ("Placement cost avoided", thousands),
}


def comparison_text(first: Result, second: Result, table: pd.DataFrame) -> str:
    """Lay the differences a planner asks for out as text; the whole table is in `--csv`.

    Parameters
    ----------
    first, second : the two runs
    table : their paired differences, from `compare`
    """
    pairs = int(table["pairs"].max())
    head = (
        f"A: {_called(first)}\nB: {_called(second)}\n"
        f"{count(pairs)} pairs of futures: the same children and the same luck under both plans\n\n"
        f"  {'':50}{'A':>9}{'B':>9}   B less A"
    )
    foot = (
        "(CI a to b): how well the mean difference is known, with 95% confidence; more replications narrow it.\n"
        "a | b | c:   the difference in single futures (p10 | p50 | p90); replications do not narrow it."
    )
    return "\n".join([head, *_lines(table), "", foot])


def _called(result: Result) -> str:
    facts = result.facts
    return f"{facts['title']} ({facts['name']}; evidence {facts['evidence']}, drift {facts['drift']})"


def _lines(table: pd.DataFrame) -> Iterator[str]:
    rows = [row for row in table.to_dict("records") if row["measure"] in SHOWN and row["pairs"]]
    order = list(SHOWN)
    for row in sorted(rows, key=lambda row: (order.index(row["measure"]), row["on"])):
        label, write = SHOWN[row["measure"]]
        means = f"{write(row['first_mean']):>9}{write(row['second_mean']):>9}"
        yield f"  {label + _when(str(row['on'])):<50}{means}   {_written(row, write)}"


def _written(row: dict[Any, Any], write: Callable[[float], str]) -> str:
    if row["difference"] == 0 and row["ci_low"] == 0 and row["ci_high"] == 0:
        return "exactly 0"
    signed = _signed({percent: _points, count: decimal}.get(write, write))
    known = interval(signed, row["difference"], row["ci_low"], row["ci_high"])
    if row["statistic_kind"] == "chance":
        return known
    return f"{known}  {futures(signed, row['p10'], row['p50'], row['p90'])}"


def _signed(write: Callable[[float], str]) -> Callable[[float], str]:
    return lambda value: ("+" if value > 0 else "") + write(value)


def _points(share: float) -> str:
    return f"{100 * share:.1f} pts"


def _when(on: str) -> str:
    if not on:
        return ""
    return f", {financial_year(int(on))}" if on.isdigit() else f", {on_date(date.fromisoformat(on))}"
