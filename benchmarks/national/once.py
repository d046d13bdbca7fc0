"""Time replications of the country in a process of their own, so that its memory is theirs alone.

    python -m benchmarks.national.once REPLICATIONS

Prints one line of JSON. Not called by hand; the table starts it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.care import quiet_world
from benchmarks.national.authorities import fitted
from benchmarks.national.country import scenario_of
from benchmarks.national.tables import PUBLISHED
from sfpc_sim.model.care import CareFlows, care_start

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario


class Part(NamedTuple):
    """Seconds of one replication."""

    world: float
    start: float
    living: float
    spells: int


def main() -> None:
    """Run so many replications after one that is not counted."""
    scenario = the_country()
    loaded_mb = peak_mb()
    parts = [replication(scenario, number) for number in range(int(sys.argv[1]) + 1)][1:]
    authorities = [scenario.authority, *(partner.authority for partner in scenario.partners)]
    seconds = {name: median(getattr(part, name) for part in parts) for name in ("world", "start", "living")}
    told = {name: 1000 * value for name, value in seconds.items()} | {
        "ms": 1000 * median(part.start + part.living for part in parts),
        "spells": median(part.spells for part in parts),
        "children": sum(sum(authority.stock_by_age) for authority in authorities),
        "authorities": len(authorities),
        "mb": peak_mb(),
        "loaded_mb": loaded_mb,
    }
    print(json.dumps(told))


def the_country() -> Scenario:
    """Read the country's fitted authorities."""
    return scenario_of(fitted(PUBLISHED))


def replication(scenario: Scenario, number: int) -> Part:
    """Live once, in three parts."""
    begun = process_time()
    world = quiet_world(scenario, number)
    made = process_time()
    start = care_start(world)
    prepared = process_time()
    world.care = CareFlows(world, start, last=True)
    world.env.run(until=world.env.process(world.care.live()))
    cohort = world.care.cohort
    done = process_time()
    world.end()  # as a whole replication does when it is over
    return Part(made - begun, prepared - made, done - prepared, int(cohort.entered[: cohort.size].sum()))


def peak_mb() -> float:
    """Give the most memory this process has held so far, in MB; 0 where the system does not tell."""
    if (status := Path("/proc/self/status")).is_file():
        # On Linux `getrusage` also remembers the process that started this one, which may have been larger.
        (most,) = (line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(most) * 1024 / 1e6
    try:
        from resource import RUSAGE_SELF, getrusage  # noqa: PLC0415 (not on Windows)
    except ImportError:
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    return getrusage(RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main()
