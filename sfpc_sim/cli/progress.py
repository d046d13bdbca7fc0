"""How far a run is: a bar on a terminal; in a pipe or a file a line now and then, if it takes long."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING

from sfpc_sim.inputs.hidden import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.study.jobs import Progress

LINE_EVERY_SECONDS = 30.0  # where nothing can be drawn; what takes less is told nothing of


@contextmanager
def shown_progress(name: str, *, quiet: bool) -> Iterator[Progress | None]:
    """Give a callback that tells on standard error how much is done, and how long the rest will take."""
    if quiet:
        yield None
        return
    if not sys.stderr.isatty():
        yield _in_lines(harmless(name))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(harmless(name), total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield tell


def _in_lines(name: str) -> Progress:
    """Write a line now and then; the time left is reckoned from the pace since the first call."""
    begun: tuple[float, int] | None = None
    last = monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal begun, last
        now = monotonic()
        since, already = begun = begun or (now, done)
        if now - last < LINE_EVERY_SECONDS or not already < done < total:
            return
        last = now
        minutes = (now - since) / (done - already) * (total - done) / 60
        left = f"about {minutes:,.0f} minutes left" if minutes >= 1.5 else "about a minute left"
        with suppress(OSError):  # a reader that went away, a full disk: no reason to stop what is under way
            print(f"{name}: {done:,} of {total:,}, {left}", file=sys.stderr, flush=True)

    return tell
