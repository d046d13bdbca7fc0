"""A resume proves equality: one finished replication is simulated again and compared to the last bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import Refusal, ReplicationError, refuse
from sfpc_sim.study.chunk import join, stack
from sfpc_sim.study.digest import processor
from sfpc_sim.study.manifest import MANIFEST_NAME, read_manifest

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.chunk import Rows
    from sfpc_sim.study.store import Store
    from sfpc_sim.study.worker import Simulate

SAME_INSTRUCTIONS = "Processors agree when NPY_DISABLE_CPU_FEATURES names the instructions that only one has."
SHOWN = 3  # differences, before the rest are counted


def prove_equal(store: Store, scenario: Scenario, simulate: Simulate) -> None:
    """Simulate again a replication that is on disk.

    Raises
    ------
    Refusal : it comes out otherwise, so the rest would not belong to what is there
    """
    stored = store.one()
    if stored is None:
        return
    _refuse_other_processor(store)
    _refuse_unequal(store, stored, scenario, simulate)


def prove_plugins(store: Store, scenario: Scenario, simulate: Simulate) -> None:
    """Do the same where nothing is missing: a plug-in is code, and may read what its own text does not hold.

    On another processor, where a last bit may differ, nothing is said: nothing is added.
    """
    stored = store.one() if scenario.plugins else None
    if stored is not None and not _of_another_processor(store):
        _refuse_unequal(store, stored, scenario, simulate)


def _refuse_unequal(store: Store, stored: Rows, scenario: Scenario, simulate: Simulate) -> None:
    number = int(stored.numbers[0])
    try:
        again = stack([simulate(scenario, number)])
    except Refusal:
        raise
    except Exception as error:
        raise ReplicationError(f"Replication {number} of {scenario.name}, once finished, now fails: {error}") from error
    # Joined, both have the same columns; a table has those of all its replications.
    both = join([stored, again])
    differing = [
        f"{name} {one!r}, now {two!r}"
        for name, one, two in zip(both.measure_names, *both.measures.tolist(), strict=True)
        if _bits(one) != _bits(two)
    ]
    months = np.where(np.isnan(both.months), np.nan, both.months)
    differing += [
        f"{name} by month" for name, one, two in zip(both.month_names, *months, strict=True)
        if one.tobytes() != two.tobytes()
    ]  # fmt: skip
    if differing:
        more = f" and {len(differing) - SHOWN:,} more" if len(differing) > SHOWN else ""
        raise refuse(
            str(store.folder),
            f"replication {number}, simulated again, is not what is stored: {'; '.join(differing[:SHOWN])}{more}.",
            "Something changed that the folder's name does not cover, such as the processor, a library, or a file that"
            " a plug-in reads: delete the folder, or name another with --results.",
        )


def _of_another_processor(store: Store) -> list[str]:
    """Say in what the processor is not the one that made the folder."""
    there = read_manifest(store.folder).get("processor") if (store.folder / MANIFEST_NAME).is_file() else None
    return [f"{key} {there.get(key) or 'none'}, here {value or 'none'}" for key, value in processor()
            if there and there.get(key) != value]  # fmt: skip


def _refuse_other_processor(store: Store) -> None:
    differing = _of_another_processor(store)
    if differing:
        raise refuse(
            str(store.folder),
            f"was simulated on a machine that may compute otherwise ({'; '.join(differing)}).",
            f"Go on there, or name another folder with --results. {SAME_INSTRUCTIONS}",
        )


def _bits(value: float) -> bytes:
    return np.float64(np.nan if value != value else value).tobytes()  # noqa: PLR0124 NaN is what is not itself
