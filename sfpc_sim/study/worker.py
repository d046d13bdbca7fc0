"""What a worker does: some replications in, one chunk out. A replication that fails is a row, not the end."""

from __future__ import annotations

import hashlib
import pickle
import shlex
import traceback
import zlib
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sfpc_sim.errors import Refusal
from sfpc_sim.study.chunk import Chunk, Failure, stack
from sfpc_sim.study.digest import environment, processor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.replication import Replication
    from sfpc_sim.study.chunk import Rows

    Simulate = Callable[[Scenario, int], Replication]

Answer = TypeVar("Answer")


@cache
def own_environment() -> tuple[tuple[str, str], ...]:
    """Say what this process imported, not what a later edit left on disk, and what it runs on."""
    return environment() + processor()


def run_chunk(simulate: Simulate, packed: bytes, numbers: range, reference: str, *, prove: int = 0) -> Chunk:
    """Simulate some replications; runs inside the worker.

    Parameters
    ----------
    simulate : from scenario and number to a replication
    packed : the scenario, as `pack` made it
    numbers : which
    reference : how the user called the scenario
    prove : a replication to give the digest of, once a worker; 0 for none
    """
    scenario = unpack(packed)
    proof = proof_of(simulate, packed, prove) if prove else ""
    began = perf_counter()
    done, failures = [], []
    for number in numbers:
        try:
            done.append(simulate(scenario, number))
        except Refusal:  # a plug-in's mechanism gave what it must not: the user's input, not our fault
            raise
        except Exception as error:
            failures.append(_failure(error, scenario, number, reference))
    seconds = perf_counter() - began
    return Chunk(stack(done) if done else None, tuple(failures), seconds, own_environment(), proof)


def pack(scenario: Scenario) -> bytes:
    """Make a scenario small enough to travel with each task; its plug-ins go along as text.

    Tasks in flight must fit into a pipe: one that waits for a reader who died would wait for ever.
    """
    return zlib.compress(pickle.dumps(replace(scenario, overlaid={}, read_from=None)))


@lru_cache(maxsize=8)
def unpack(packed: bytes) -> Scenario:
    """Give back what `pack` packed."""
    scenario: Scenario = pickle.loads(zlib.decompress(packed))
    return scenario


def rows_digest(rows: Rows) -> str:
    """Hash every bit of some replications."""
    digest = hashlib.sha256(repr((rows.measure_names, rows.month_names, rows.months.shape)).encode())
    for values in (rows.measures, rows.months):
        digest.update(np.where(np.isnan(values), np.nan, values).tobytes())
    return digest.hexdigest()


def repeat_command(scenario: Scenario, number: int, reference: str) -> str:
    """Write the command that repeats one replication; nothing of a plan that a command made and no file holds."""
    if not reference:
        return ""
    return (
        f"sfpc run {shlex.quote(reference)} --only {number} --seed {scenario.seed} --evidence {scenario.evidence}"
        f" --drift {scenario.drift} --until {scenario.end.isoformat()}"
    )


def died_of_it(scenario: Scenario, number: int, reference: str) -> Failure:
    """Say of a replication that it killed every worker it was given to."""
    message = "The worker process died of it each time, perhaps for lack of memory"
    return Failure(number, "worker", "", message, repeat_command(scenario, number, reference))


def tried(simulate: Callable[[Scenario, int], Answer], scenario: Scenario, number: int) -> Answer | None:
    """Live one replication ahead of a run; one that fails is for the run to tell.

    Raises
    ------
    Refusal : a plug-in's mechanism gave what it must not
    """
    try:
        return simulate(scenario, number)
    except Refusal:
        raise
    except Exception:
        return None


@lru_cache(maxsize=64)
def proof_of(simulate: Simulate, packed: bytes, number: int) -> str:
    """Digest a replication, once a process: by it a worker shows that it computes as others do."""
    try:
        return rows_digest(stack([simulate(unpack(packed), number)]))
    except Refusal:
        raise
    except Exception as error:
        return type(error).__name__


def unlike(theirs: Mapping[str, str]) -> str:
    """Say in what another process's code and versions differ from this one's."""
    mine = dict(own_environment())
    said = [
        f"another version of this package's code ({theirs.get(key, 'none')[:12]}, here {value[:12]})"
        if key == "code"
        else f"{key} {theirs.get(key) or 'none'} (here {value or 'none'})"
        for key, value in mine.items()
        if theirs.get(key) != value
    ]
    return f"has {', '.join(said)}: its results could differ."


def _failure(error: Exception, scenario: Scenario, number: int, reference: str) -> Failure:
    # SimPy raises a copy of what a process raised: the original knows the line.
    origin: BaseException = error
    while origin.__cause__ is not None:
        origin = origin.__cause__
    frames = list(traceback.extract_tb(error.__traceback__))
    if origin is not error:
        frames += traceback.extract_tb(origin.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
    message = f"{type(error).__name__}: {error}"
    return Failure(number, _stage(frames), place, message, repeat_command(scenario, number, reference))


def _stage(frames: Sequence[traceback.FrameSummary]) -> str:
    """Name the part of a replication's life that a traceback passes through, outermost first."""
    of_model = [frame for frame in frames if Path(frame.filename).parent.name == "model"]
    if any(Path(frame.filename).stem == "draw" for frame in of_model):
        return "draw"  # numbers are drawn when they are first asked for, wherever that is
    for frame in frames:
        path = Path(frame.filename)
        if path.parent.name == "simpy":
            return "live"
        if path.stem in ("populate", "starting_stock", "latest_count") or frame.name in ("make_world", "care_start"):
            return "populate"
    return "measure" if of_model else "simulate"
