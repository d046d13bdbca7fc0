"""`sfpc reproduce`."""

from __future__ import annotations

from typing import Annotated

import typer

from sfpc_sim.cli.options import Quiet, ResultFolder, Workers, futures

DIFFERS = 1


def reproduce(
    *,
    result: ResultFolder,
    replications: Annotated[int | None, futures(1, "Only the first so many futures; all if left out.")] = None,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Make a result again from its own folder; say if it is the same.

    Nothing in the folder changes. Exit code 0: reproduced; 1: it differs.
    """
    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.cli.progress import shown_progress
    from sfpc_sim.cli.running import notice
    from sfpc_sim.outputs.reproduced import reproduced_line
    from sfpc_sim.study.reproduce import reproduce as make_again

    found = make_again(
        result,
        replications=replications,
        workers=workers,
        progress=lambda drift: shown_progress(drift, quiet=quiet),
        on_notice=notice,
    )
    print_text(reproduced_line(found))
    if not all(each.holds for each in found):
        raise typer.Exit(DIFFERS)
