"""Before the first replication on a machine: the kernels are compiled, once, and somebody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.inputs.loading import load
from sfpc_sim.model import compiling
from sfpc_sim.model.simulate import simulate
from sfpc_sim.study.digest import environment

if TYPE_CHECKING:
    from collections.abc import Callable

USES_EVERY_KERNEL = "innovation-2017"  # a test holds that it does
WORDS = "Preparing fast code for this computer: about half a minute, this once."


def prepare_kernels(tell: Callable[[str], None] | None = None) -> None:
    """Compile what is not compiled yet, by one replication of a shipped plan, so that workers find it done.

    Parameters
    ----------
    tell : called with a sentence for people if it will take a while
    """
    environment()  # before a minute passes in which somebody edits what this process has imported
    if compiling.is_ready():
        return
    if tell:
        tell(WORDS)
    simulate(load(USES_EVERY_KERNEL), 1)
    compiling.note_ready()
