"""Children looked after: the target's chance, the numbers, and what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.drifts import UNKNOWN, drifts_in_words
from sfpc_sim.outputs.words import count, decimal, futures, on_day, percent
from sfpc_sim.study.estimates import range_of_futures, share_below

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from sfpc_sim.outputs.estimates_by_name import Estimates

    Facts = dict[str, Any]

COUNTED = (
    ("looked_after", "looked_after_on:{}-03-31", 38),
    ("started", "started:{}", 30),
    ("ceased", "ceased:{}", 30),
)


def chance_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell the chance on each 31 March, ever and for twelve months, under every drift that was run."""
    drifts, target = estimates.drifts(), facts["target"]["on"]
    heads = "".join(f"{f'meets: {drift}, n={count(estimates.futures(drift))}':<27}" for drift in drifts)
    lines = [f"  {'':25}{'misses':>7}  {heads}".rstrip()]  # misses: under the scenario's own drift
    for on in estimates.dates_of("under_on"):
        mark = " (target)" if on == target else ""
        lines.append(_chance(f"on {on_day(on)}{mark}", "under_on", on, estimates, drifts))
    lines.append(_chance(f"ever by {on_day(target)}", "under_by_target", "", estimates, drifts))
    lines.append(_chance(f"12 months by {on_day(facts['end'])}", "under_for_twelve_months", "", estimates, drifts))
    lines.append(_chance("target, no programme", "counterfactual_under_on", target, estimates, drifts))
    return [*filter(None, lines), f"  misses: under {facts['drift']} drift. {UNKNOWN}", f"  {drifts_in_words()}"]


def _chance(label: str, measure: str, on: str, estimates: Estimates, drifts: list[str]) -> str:
    own = estimates(measure, on)
    if not own.there:
        return ""
    cells = [estimates(measure, on, drift).known(percent) for drift in drifts]
    return f"  {label:<25}{percent(1 - own.mean):>7}  " + "".join(f"{cell:<27}" for cell in cells).rstrip()


def children_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell the number looked after each 31 March beside the counterfactual, and the paired difference."""
    lines = [f"  {'':14}{'with the programme':<50}without it (same luck)"]
    for on in estimates.dates_of("looked_after_on"):
        own, without = estimates("looked_after_on", on), estimates("counterfactual_looked_after_on", on)
        shown = f"{own.known(count)}  {own.range(count)}"
        lines.append(f"  {on_day(on):<14}{shown:<50}{without.known(count)}".rstrip())
    avoided = estimates("entries_avoided")
    if avoided.there:
        lines.append(
            f"  Entries avoided to {on_day(facts['end'])}: {avoided.known(decimal)}  {avoided.range(count)}"
            "  (each future against itself)"
        )
    again, without = estimates("reentries"), estimates("counterfactual_reentries")
    if again.there and without.there:  # beside every fall stands who came back
        lines.append(f"  Children who came back into care: {again.known(decimal)}, without it {without.known(decimal)}")
    return lines


def history_lines(facts: Facts, replications: pd.DataFrame) -> list[str]:
    """Tell where later published counts fall in their simulated distributions."""
    rows = [
        f"  {year['year']:<6}" + "".join(_placed(replications, year)).rstrip()
        for year in facts["authority"]["later"]
        if any(column.format(year["year"]) in replications for _, column, _ in COUNTED)
    ]
    heads = "".join(f"{key.replace('_', ' '):<{width}}" for key, _, width in COUNTED)
    return [f"  {'':6}{heads}".rstrip(), *rows] if rows else []


def _placed(replications: pd.DataFrame, year: Facts) -> Iterator[str]:
    for key, column, width in COUNTED:
        name, placed = column.format(year["year"]), ""
        if name in replications and year[key]:
            values = replications[name].to_numpy(float)
            share = f"({share_below(values, year[key]):.0%})"
            placed = f"{year[key]:,} {share:<6} {futures(count, *range_of_futures(values))}"
        yield f"{placed:<{width}}"
