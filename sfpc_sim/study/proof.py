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
            "Something changed that the folder's name does not cover, such as the processor or a library: delete the"
            " folder, or name another with --results.",
        )


def _refuse_other_processor(store: Store) -> None:
    there = read_manifest(store.folder).get("processor") if (store.folder / MANIFEST_NAME).is_file() else None
    differing = [f"{key} {there.get(key) or 'none'}, here {value or 'none'}" for key, value in processor()
                 if there and there.get(key) != value]  # fmt: skip
    if differing:
        raise refuse(
            str(store.folder),
            f"was simulated on a machine that may compute otherwise ({'; '.join(differing)}).",
            f"Go on there, or name another folder with --results. {SAME_INSTRUCTIONS}",
        )


def _bits(value: float) -> bytes:
    return np.float64(np.nan if value != value else value).tobytes()  # noqa: PLR0124 NaN is what is not itself
