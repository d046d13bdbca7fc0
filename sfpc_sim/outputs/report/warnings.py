"""What must be read before any number, where it applies; nothing where nothing does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.failed import failed_lines
from sfpc_sim.outputs.report.section import said
from sfpc_sim.outputs.sections.latest_count import latest_count_lines, starts_from
from sfpc_sim.outputs.sections.other_target import other_target_lines
from sfpc_sim.outputs.sections.own_history import assumed_outside_lines, own_history_lines
from sfpc_sim.outputs.sections.precision import precision_lines
from sfpc_sim.outputs.sections.provenance import uncommitted_lines
from sfpc_sim.outputs.sections.thought_experiment import assumed_lines
from sfpc_sim.outputs.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sfpc_sim.outputs.report.section import Told

DRAFT_BELOW = 200  # replications: a chance near one half is then known to about 7 points


def warnings(told: Told) -> tuple[str, ...]:
    """List them, the gravest first."""
    result, facts = told.result, told.facts
    return said(
        (
            *failed_lines(result),
            *uncommitted_lines(result.manifest),
            *_draft(len(result.replications)),
            *other_target_lines(facts),
            *_together(assumed_lines(facts)),
            *_together(starts_from(facts)),
            *_together(latest_count_lines(facts, result.replications)),
            *own_history_lines(facts, result.replications),
            *assumed_outside_lines(facts),
            *_together(precision_lines(result.precision, result.manifest["replications"])),
        )
    )


def _draft(replications: int) -> Iterator[str]:
    if replications < DRAFT_BELOW:
        yield (
            f"DRAFT: only {count(replications)} simulated futures. From {count(DRAFT_BELOW)} on a chance is known well"
            " enough to be shown as an answer; run more with `-n`."
        )


def _together(lines: Iterable[str]) -> Iterator[str]:
    """Join what was folded into lines."""
    yield " ".join(line.strip() for line in lines)
