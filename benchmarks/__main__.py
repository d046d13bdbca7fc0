"""How fast the simulator is, as ratios from one run.

`python -m benchmarks [BLOCK ...] [--quick] [--record]` prints the table, `python -m benchmarks profile [SCENARIO]`
where a replication's time goes. How to read them: docs/performance.md.
"""

from __future__ import annotations

import argparse
import platform
import sys
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks import care, growth, history, luck, replications, study
from benchmarks.national import block as national
from benchmarks.table import lines
from benchmarks.toy import block as toy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.table import Rows

BLOCKS = {"toy": toy, "care": care, "replications": replications, "growth": growth, "study": study,
          "national": national, "luck": luck}  # fmt: skip


def main(words: Sequence[str]) -> None:
    """Do what the command line asks for."""
    if words and words[0] == "profile":
        print_profile(words[1:])
    else:
        print_table(words)


def print_table(words: Sequence[str]) -> None:
    """Measure block by block, and print each as soon as it is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("blocks", nargs="*", metavar="BLOCK", help=f"some of {', '.join(BLOCKS)}; all if left out")
    parser.add_argument("--quick", action="store_true", help="few repeats: does it run, not how fast is it")
    parser.add_argument("--record", action="store_true", help="append a line to benchmarks/history.csv")
    asked = parser.parse_args(words)
    for name in asked.blocks:
        if name not in BLOCKS:
            parser.error(f'"{name}" is no block: choose some of {", ".join(BLOCKS)}')
    print(f"Python {platform.python_version()}, {history.machine()}, commit {history.commit()}")
    print("Medians of processor time, programs in turns; only ratios travel to another machine.")
    begun, measured = perf_counter(), []
    for name in asked.blocks or BLOCKS:
        rows: Rows = BLOCKS[name].rows(quick=asked.quick)
        print("\n".join(lines(BLOCKS[name].TITLE, rows)), flush=True)
        measured += rows
    print(f"\nMeasured in {perf_counter() - begun:.0f} s.")
    if asked.record:
        history.append(measured)


def print_profile(words: Sequence[str]) -> None:
    """Profile a scenario's replications, one process."""
    from benchmarks.profiling import group_of, profile_of  # noqa: PLC0415 (not on Windows: its alarms are Unix')

    parser = argparse.ArgumentParser(prog="python -m benchmarks profile", description="Where time goes.")
    parser.add_argument("scenario", nargs="?", default="innovation-2017", help='a scenario, or "national"')
    parser.add_argument("--replications", type=int, default=50)
    asked = parser.parse_args(words)
    profile = profile_of(asked.scenario, asked.replications)
    ms = 1000 * sum(profile.seconds.values()) / asked.replications
    print(f"{asked.scenario}, {asked.replications} replications, {ms:.1f} ms each under the profiler\n")
    for group, share in profile.group_shares.items():
        inside = [f"{module} {part:.1%}" for module, part in profile.shares.items() if group_of(module) == group]
        print(f"  {group:28} {share:6.1%} {share * ms:8.2f} ms   {', '.join(inside[:6])}")
    print(f"  {'together':28} {sum(profile.group_shares.values()):6.1%} {ms:8.2f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
