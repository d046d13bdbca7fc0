"""Whatever stops a study from outside is told in words: what is kept, and how to go on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sfpc_sim.errors import SfpcError, refuse
from sfpc_sim.study.batch import WorkersDied, WorkLost
from sfpc_sim.study.interrupted import RunInterrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GOES_ON = "The same command goes on from there."


@contextmanager
def stopping_in_words(stopped: Callable[[str], str], place: str, kept: Callable[[], str] = str) -> Iterator[None]:
    """Say what is kept, and how to go on, whatever stopped the work from outside.

    Parameters
    ----------
    stopped : from what happened to all there is to say of it
    place : where finished work is written, as a refusal names it; empty where none is
    kept : what a refusal says of it besides
    """
    try:
        yield
    except KeyboardInterrupt:
        raise RunInterrupted(stopped("Interrupted")) from None
    except (WorkersDied, WorkLost) as error:
        raise SfpcError(stopped(str(error))) from error
    except OSError as error:  # a full disk, a folder that went away, a share that is gone
        if not place:
            raise
        fault = f"cannot be written any more: {error.strerror or error}. {kept()}".rstrip()
        remedy = "Mend that and repeat the command: it goes on from what is there."
        raise refuse(place, fault, remedy) from error
