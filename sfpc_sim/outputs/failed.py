"""What to say of replications that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.study.failures import repeat_words

if TYPE_CHECKING:
    from sfpc_sim.study.failures import Lost
    from sfpc_sim.study.result import Result

SMALL_SHARE = 0.01  # of replications; beyond it, what fails is likely to differ from what does not
WARNING = (
    "WARNING: that is more than 1 in 100. What fails is seldom average, so the estimates may be BIASED: do not use "
    "them before the fault is found."
)


def failed_count(result: Result) -> int:
    """Count the failed replications, alternatives included."""
    return sum(len(each.failures) for each in (result, *result.alternatives.values()))


def failed_lines(result: Result) -> list[str]:
    """Say how many failed, why the first did, and how it is repeated; nothing when none did."""
    lines: list[str] = []
    for each in (result, *result.alternatives.values()):
        failures, there = each.failures, len(each.replications)
        if not failures:
            continue
        first = failures[0]
        lines += [
            f"{len(failures):,} of {len(failures) + there:,} replications under {each.drift} drift FAILED; every"
            f" estimate leaves them out, and the next run tries them again. All are in {each.folder}/failures.csv.",
            f"The first is replication {first.replication} ({first.stage}, {first.place}): {first.message}."
            f" {repeat_words(first)}",
        ]
        if len(failures) > SMALL_SHARE * (len(failures) + there):
            lines.append(WARNING)
    return lines


def lost_lines(lost: Lost) -> list[str]:
    """Say what failed in a study that keeps no replications; nothing when nothing did."""
    if not lost.failed:
        return []
    said = f"{lost.failed:,} of {lost.lived:,} futures lived for this FAILED; every figure leaves out those it needs."
    few = lost.failed <= SMALL_SHARE * lost.lived
    return [said, f"The first is {lost.first}.", *(() if few else (WARNING,))]
