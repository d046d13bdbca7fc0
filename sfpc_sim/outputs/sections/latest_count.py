"""The latest count that all futures pass through: named as an input, and where it stood among futures without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.model.latest_count import tolerance
from sfpc_sim.outputs.words import count, decimal, folded, on_day
from sfpc_sim.study.standing import standing_of

if TYPE_CHECKING:
    import pandas as pd

    Facts = dict[str, Any]


def starts_from(facts: Facts, indent: str = "") -> list[str]:
    """Name the count, its date and its source; nothing where there is none."""
    known = facts.get("latest_count")
    if not known:
        return []
    said = (
        f"Every future passes through the count of {on_day(known['on'])}: {count(known['looked_after'])} looked after,"
        f" give or take {tolerance(known['looked_after'])} ({known['source']})"
    )
    return folded(said, indent)


def latest_count_lines(facts: Facts, replications: pd.DataFrame) -> list[str]:
    """Tell where the count stands among the worlds that each replication tried first, and what it cost to meet it."""
    known = facts.get("latest_count")
    column = f"first_world_looked_after_on:{known['on']}" if known else ""
    if column not in replications:
        return []
    assert known is not None
    standing = standing_of(known["looked_after"], replications[column].to_numpy(float))
    tried = decimal(float(replications["worlds_tried"].mean()))
    return [
        *folded(standing.words(on_day(known["on"]))),
        f"  A future that passes through it was the first of {tried} tried, in the mean, to do so.",
    ]
