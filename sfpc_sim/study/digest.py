"""What makes two results the same thing: the digest that names a results folder, and that of its tables."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq

import sfpc_sim
from sfpc_sim.model import compiling
from sfpc_sim.study.plain import facts_of

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario

PACKAGE_FOLDER = Path(sfpc_sim.__file__).parent
NUMERIC_PACKAGES = ("numpy", "scipy", "simpy")  # another version may give other numbers
CELLS_AT_ONCE = 4_000_000  # of a table, while it is hashed: 32 MB
RECORDED_PACKAGES = (*NUMERIC_PACKAGES, "pandas", "pyarrow", "pydantic")


def digest_parts(scenario: Scenario, package_folder: Path = PACKAGE_FOLDER) -> dict[str, Any]:
    """List what a result depends on; the number of replications is not among it."""
    return {
        "scenario": _sha256(json.dumps(facts_of(scenario), sort_keys=True, allow_nan=True)),
        "seed": scenario.seed,
        "until": scenario.end.isoformat(),
        "plugins": {plugin.name: plugin.sha256 for plugin in scenario.plugins},
        **dict(environment(package_folder)),
    }


@cache  # what a process imported does not change when somebody edits a file while it runs
def environment(package_folder: Path = PACKAGE_FOLDER) -> tuple[tuple[str, str], ...]:
    """List what must be the same wherever replications of one folder are simulated: code and versions.

    The code is that of the first call: it is made before anything takes long, see `prepare_kernels`.
    """
    return (
        ("code", code_digest(package_folder)),
        ("python", f"{sys.version_info.major}.{sys.version_info.minor}"),
        ("kernel", compiling.name()),
        *((package, version(package)) for package in NUMERIC_PACKAGES),
    )


def processor() -> tuple[tuple[str, str], ...]:
    """List what of a machine can move the last bit of a result.

    NumPy computes logarithms and powers by the instructions a processor has, Python by the C library; either
    can round otherwise elsewhere, and a last bit can decide whether somebody comes a day later.
    """
    simd = np.show_config(mode="dicts").get("SIMD Extensions", {})
    return (
        ("machine", platform.machine()),
        ("libc", " ".join(platform.libc_ver()).strip() or platform.system()),
        ("instructions", " ".join(simd.get("found", []))),
    )


def digest_of(parts: dict[str, Any]) -> str:
    """Reduce the parts to one hexadecimal number."""
    return _sha256(json.dumps(parts, sort_keys=True))


def code_digest(package_folder: Path) -> str:
    """Hash every Python file of the package; the shipped scenarios are hashed as scenarios."""
    digest = hashlib.sha256()
    for path in sorted(package_folder.rglob("*.py"), key=lambda path: path.relative_to(package_folder).as_posix()):
        name = path.relative_to(package_folder).as_posix()
        if not name.startswith("scenarios/"):
            digest.update(f"{name}\n".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Record the versions of everything that had a hand in a result."""
    return {
        "sfpc_sim": sfpc_sim.__version__,
        "python": platform.python_version(),
        **{package: _version(package) for package in RECORDED_PACKAGES},
    }


def canonical_digest(*tables: Path) -> str:
    """Hash the tables' contents: columns by name, 64-bit floats, rows in replication order.

    Neither the number of workers, nor the size of chunks, nor the layout of the files can change it.
    """
    digest = hashlib.sha256()
    for path in tables:
        file = pq.ParquetFile(path)
        names, rows = sorted(file.schema_arrow.names), file.metadata.num_rows
        together = max(1, CELLS_AT_ONCE // max(rows, 1))  # a file is opened once, and never held whole
        for first in range(0, len(names), together):
            some = names[first : first + together]
            columns = file.read(columns=some)
            for name in some:
                values = columns[name].to_numpy().astype("datetime64[D]" if name == "month_end" else "float64")
                values = values.astype("<f8")
                values[np.isnan(values)] = np.nan  # one bit pattern for all that did not happen
                digest.update(f"{path.name} {name} {values.size}\n".encode() + values.tobytes())
    return digest.hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
