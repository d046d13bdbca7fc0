"""A resume proves equality: one finished replication is simulated again and compared to the last bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import Refusal, ReplicationError, refuse
from sfpc_sim.study.chunk import join, stack

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.store import Store
    from sfpc_sim.study.worker import Simulate

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


def _bits(value: float) -> bytes:
    return np.float64(np.nan if value != value else value).tobytes()  # noqa: PLR0124 NaN is what is not itself
