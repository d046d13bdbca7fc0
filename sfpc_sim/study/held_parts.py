"""What was lived with something held, kept while a study is at work: an interrupted one goes on from there.

    <results folder of the plan>/held-STUDY/<digest of what is held>/000001-000012-CHECKSUM.parquet

The plan's folder is named after plan, code and versions; the digest of what is held covers the processor as well, on
which a last bit may depend.
"""

from __future__ import annotations

import hashlib
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sfpc_sim.study.digest import processor
from sfpc_sim.study.files import refuse_unwritable
from sfpc_sim.study.lock import locked
from sfpc_sim.study.parts import parts_in, write_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.held import Held
    from sfpc_sim.study.chunk import Rows

HELD_PREFIX = "held-"
LETTERS = 16  # of the digest in a folder's name


@dataclass(frozen=True, slots=True)
class HeldParts:
    """The parts of one plan, in a folder for each of what is held."""

    folder: Path

    def keep(self, held: Held, rows: Rows) -> None:
        """Write what a finished task measured."""
        folder = self._of(held)
        folder.mkdir(parents=True, exist_ok=True)
        write_part(folder, rows)

    def kept(self, held: Held) -> Iterator[Rows]:
        """Read back what is whole and as it was written."""
        for part in parts_in(self._of(held)):
            if part.sound():
                yield part.rows()

    def _of(self, held: Held) -> Path:
        said = repr((held.pinned, sorted(held.apart), held.further, processor()))
        return self.folder / hashlib.sha256(said.encode()).hexdigest()[:LETTERS]


@contextmanager
def keeping(study: str, scenario: Scenario, folder: Path) -> Iterator[HeldParts | None]:
    """Keep what comes home to a study of a plan, for one command at a time, and let go of it once all is done.

    Nothing is kept of a plan with plug-ins, which may read what no digest covers.

    Raises
    ------
    Refusal : the folder cannot be written, or another such study of the plan is at work
    """
    if scenario.plugins:
        yield None
        return
    parts = HeldParts(folder / f"{HELD_PREFIX}{study}")
    refuse_unwritable(parts.folder)
    try:
        with locked(parts.folder):
            yield parts
            for kept in filter(Path.is_dir, parts.folder.iterdir()):
                shutil.rmtree(kept, ignore_errors=True)
    finally:
        with suppress(OSError):  # there is something in it still
            parts.folder.rmdir()
            folder.rmdir()
