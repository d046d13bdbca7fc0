"""A command that runs the toy plan slowly with a pool of two: `python toy_command.py FOLDER REPLICATIONS [DEATHS]`."""

from __future__ import annotations

import sys
from pathlib import Path

from toy_plan import slow_world, toy_plan

from sfpc_sim.errors import SfpcError
from sfpc_sim.study import batch
from sfpc_sim.study.run import run

if __name__ == "__main__":
    folder, replications, *deaths = sys.argv[1:]
    if deaths:
        batch.MOST_DEATHS = int(deaths[0])
    try:
        run(toy_plan(), replications=int(replications), workers=2, results_folder=Path(folder), simulate=slow_world,
            alternatives=False)  # fmt: skip
    except SfpcError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(3)
