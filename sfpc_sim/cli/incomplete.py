"""Results that lack replications end a command with a code of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sfpc_sim.study.failures import Lost

INCOMPLETE = 4
SAID = 3  # results, before the rest are counted


def end_incomplete(folders: Iterable[Path], *, say: bool = False) -> None:
    """End with exit code 4 when replications failed; say so on standard error if it was not said yet."""
    from sfpc_sim.cli.printing import tell
    from sfpc_sim.outputs.failed import failed_lines
    from sfpc_sim.study.result import holds_failures, open_result

    incomplete = [folder for folder in dict.fromkeys(folders) if holds_failures(folder)]
    if say:
        for folder in incomplete[:SAID]:
            tell("\n".join(failed_lines(open_result(folder))))
        if incomplete[SAID:]:
            tell(f"Results that lack replications besides: {len(incomplete) - SAID:,}; each has its failures.csv.")
    if incomplete:
        raise typer.Exit(INCOMPLETE)


def end_lost(lost: Lost) -> None:
    """Do the same for a study that keeps no replications, whose failed futures nothing else tells."""
    from sfpc_sim.cli.printing import tell
    from sfpc_sim.outputs.failed import lost_lines

    if lost.failed:
        tell("\n".join(lost_lines(lost)))
        raise typer.Exit(INCOMPLETE)
