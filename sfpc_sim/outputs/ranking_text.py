"""A ranking of plans, and what a batch will take, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.drivers_text import level_writer_of, outcome_words, points_of
from sfpc_sim.outputs.words import count, folded, in_columns, interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sfpc_sim.study.points import Outlook
    from sfpc_sim.study.ranking import Ranking

HEADS = ("", "plan", "mean (CI)", "behind the best of the others (CI)", "")
MAY_BE, AHEAD, BEHIND = "cannot be told from the best", "best", ""
HOUR, MINUTE = 3600, 60


def ranking_text(ranking: Ranking, values: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """Lay plans out from the best on, and say which cannot be told from it.

    Parameters
    ----------
    values : the factors' values by plan, shown beside its name
    """
    table = ranking.table
    best = int(table["may_be_best"].sum())
    order = "highest" if ranking.highest else "lowest"
    rows = [(f"{place}", *_cells(row, ranking.outcome, values or {}, alone=best == 1))
            for place, row in enumerate(table.to_dict("records"), start=1)]  # fmt: skip
    return "\n".join([
        f"{len(table)} plans by {outcome_words(ranking.outcome)}, {order} is best;"
        f" {count(ranking.pairs)} futures that all of them met",
        *in_columns(HEADS, rows),
        "",
        *_verdict(table["plan"].iloc[0], best, len(table)),
        *_legend(len(table)),
    ])  # fmt: skip


def outlook_text(ahead: Outlook, workers: int) -> str:
    """Say before a batch what it will take."""
    missing = sum(ahead.missing)
    if not missing:
        return f"{ahead.plans} plans, all simulated already."
    most = max(ahead.missing)
    plans = sum(1 for each in ahead.missing if each)
    each = f"{plans} plans x {most:,}" if missing == plans * most else f"{missing:,} in {plans} plans,"
    there = f" ({ahead.plans - plans} more are simulated already)" if plans < ahead.plans else ""
    where = f"{workers} processes" if workers > 1 else "1 process"
    return f"{duration(ahead.seconds / workers)} on {where}: {each} replications{there}"


def duration(seconds: float) -> str:
    """Write how long something will take, no finer than it can be known: "about 1 h 40 min"."""
    if seconds < MINUTE:
        return "less than a minute"
    minutes = round(seconds / MINUTE)
    if seconds < HOUR:
        return f"about {minutes} min"
    return f"about {minutes // MINUTE} h {minutes % MINUTE} min"


def _cells(
    row: Mapping[Any, Any], outcome: str, values: Mapping[str, Mapping[str, Any]], *, alone: bool
) -> tuple[str, ...]:
    short = {".".join(name.split(".")[-2:]): value for name, value in values.get(row["plan"], {}).items()}
    made = ", ".join(f"{name} {value}" for name, value in short.items())
    write, points = level_writer_of(outcome), points_of(outcome)
    level = interval(write, row["mean"], row["ci_low"], row["ci_high"])
    behind_by = (lambda share: f"{100 * share + 0.0:.1f}{points}") if points else write
    behind = interval(behind_by, row["behind_best"], row["behind_low"], row["behind_high"])
    said = BEHIND if not row["may_be_best"] else AHEAD if alone else MAY_BE
    return f"{row['plan']}{f' ({made})' if made else ''}", level, behind, said


def _verdict(first: str, best: int, plans: int) -> list[str]:
    if best == 1:
        return folded(f"{first} is the best of these {plans}, with 95% confidence.", "")
    if best == plans:
        return folded("None of these plans can be told from the best; more replications may tell them apart.", "")
    return folded(f"{best} of {plans} plans cannot be told from the best; the other {plans - best} are behind it.", "")


def _legend(plans: int) -> list[str]:
    return [
        *folded(f"(CI a to b) hold for all {plans} plans at once with 95%: the means' in one column, what each plan is"
                " behind the best of the others, by paired differences on the same luck, in the other; below zero it is"
                " ahead.", ""),
        *folded("The plan that comes first was picked for looking good, so its mean looks better than it is, the more"
                " so the more plans there are; the intervals allow for that, the mean does not.", ""),
    ]  # fmt: skip
