"""The country's part of the table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.national.authorities import UNTIL, cache_folder, fitted
from benchmarks.national.tables import PUBLISHED, are_there
from benchmarks.table import LeftOut, Row, Rows

TITLE = "The country: 150 authorities made from the published panel, five years, care flows with drift; one core"
REPLICATIONS, QUICK_REPLICATIONS = 9, 3


def rows(*, quick: bool) -> Rows:
    """Fit the country where that has not been done, and time it in a fresh process."""
    if not are_there():
        return [LeftOut("the country", "the published tables do not lie beside the checkout (../shared/data)")]
    if quick and not (cache_folder(PUBLISHED, UNTIL) / "country.json").is_file():
        return [LeftOut("the country", "its authorities have not been fitted yet; run without --quick once")]
    country = fitted(PUBLISHED)
    told = measured(QUICK_REPLICATIONS if quick else REPLICATIONS)
    once_more = told["authorities"] - len(country.files)
    who = f"{told['authorities']} authorities, {told['children']:,} children on {UNTIL}-03-31"
    return [
        Row("care flows, a replication", told["ms"], "ms", f"{told['spells']:,.0f} spells of care", "national_ms"),
        Row("  of it the preparation", told["start"], "ms"),
        Row("  of it living five years", told["living"], "ms"),
        Row("  besides: the empty world", told["world"], "ms"),
        Row("most memory of the process", told["mb"], "MB", f"{told['loaded_mb']:.0f} MB once loaded", "national_mb"),
        Row("authorities fitted", len(country.files), "", f"in {country.seconds / 60:.0f} minutes, kept for next time"),
        Row("authorities that appear once more", once_more, "", f"{who}; England's others are not in the panel"),
        *(LeftOut(name, why) for name, why in country.left_out.items()),
    ]


def measured(replications: int) -> dict[str, float]:
    """Run `once` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.national.once", str(replications)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told
