"""`sfpc doctor`: whether this computer can run it, and what would be gained."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from sfpc_sim.cli.options import RESULTS, Json

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = (3, 11)
NEEDED = ("simpy", "numpy", "scipy", "pandas", "pyarrow", "pydantic", "typer", "rich")
EXTRAS = {
    "fast": "compiled lives of children: a replication in half the time",
    "report": "the report, pictures and the workbook",
    "study": "what drives an answer: sfpc uncertainty",
    "backtest": "forecasts from past years beside other methods: sfpc backtest",
    "cluster": "work on many machines: --executor dask://HOST:PORT",
}
LEAST_MEMORY_GB, LEAST_DISK_GB = 2.0, 0.5  # the command and each worker hold up to 0.45 GB (measured)
BROWSERS = ("msedge", "google-chrome", "chrome", "chromium", "chromium-browser", "firefox", "safari")
FAULT = 3


class Finding(NamedTuple):
    """One thing that was looked at: "ok", "note" (it works without) or "fault" (nothing works), and what to do."""

    verdict: str
    words: str


def doctor(
    *,
    results: Annotated[Path, typer.Option("--results", help="Folder that results are to go into.")] = RESULTS,
    as_json: Json = False,
) -> None:
    """Look whether this computer has all it takes.

    Exit code 0: it has, whatever is noted; 3: a fault stops the work.
    """
    from sfpc_sim.cli.printing import print_json, print_text

    found = list(_findings(results))
    if as_json:
        print_json({"schema": 1, "findings": [each._asdict() for each in found]})
    else:
        print_text("\n".join(f"{each.verdict:<5}  {each.words}" for each in found))
    if any(each.verdict == "fault" for each in found):
        raise typer.Exit(FAULT)


def _findings(results: Path) -> Iterator[Finding]:
    yield _python()
    missing = [name for name in NEEDED if _version(name) is None]
    yield _libraries(missing)
    yield from _extras()
    yield _machine()
    yield _writable(results)
    yield _console()
    if not missing:
        yield _kernels()
        yield _plans()
    yield _browser()
    yield Finding("ok", "no network is needed or used")


def _python() -> Finding:
    import platform

    said = f"Python {platform.python_version()} on {platform.system()}, sfpc {_version('sfpc-sim') or 'not installed'}"
    if sys.version_info[:2] < OLDEST:
        return Finding("fault", f"{said}: install Python {'.'.join(map(str, OLDEST))} or later")
    return Finding("ok", said)


def _libraries(missing: list[str]) -> Finding:
    from sfpc_sim.inputs.extras import install_command

    if missing:
        return Finding("fault", f"missing: {', '.join(missing)}. Install them: {install_command(missing)}")
    return Finding("ok", ", ".join(f"{name} {_version(name)}" for name in NEEDED))


def _extras() -> Iterator[Finding]:
    """Tell each extra by the packages the installed metadata lists for it."""
    from sfpc_sim.inputs.extras import install_command, libraries

    for extra, purpose in EXTRAS.items():
        names = libraries(extra)
        missing = [name for name in names if _version(name) is None]
        if missing:
            yield Finding("note", f"extra {extra} not there ({purpose}): {install_command(names)}")
        elif names:
            have = ", ".join(f"{name} {_version(name)}" for name in names)
            yield Finding("ok", f"extra {extra} ({purpose}): {have}")


def _machine() -> Finding:
    import os
    from contextlib import suppress

    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cores = f"{workers} {'processor' if workers == 1 else 'processors'}"
    with suppress(AttributeError, ValueError, OSError):  # Windows has no such names
        gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        said = f"{cores}, {gigabytes:.1f} GB of memory"
        return (
            Finding("note", f"{said}: little; use --workers 1") if gigabytes < LEAST_MEMORY_GB else Finding("ok", said)
        )
    return Finding("ok", cores)


def _writable(results: Path) -> Finding:
    """Look at the folder itself, or at the nearest that is there and would hold it; nothing stays behind."""
    import shutil
    import tempfile

    try:
        there = next(each for each in (results, *results.resolve().parents) if each.exists())
        with tempfile.TemporaryFile(dir=there):
            pass
        gigabytes = shutil.disk_usage(there).free / 2**30
    except OSError as error:
        words = f"cannot write to {results.resolve()} ({error.strerror}): choose another folder with --results"
        return Finding("fault", words)
    said = f"can write to {results.resolve()}, {gigabytes:.1f} GB free"
    return Finding("note", f"{said}: little") if gigabytes < LEAST_DISK_GB else Finding("ok", said)


def _console() -> Finding:
    from sfpc_sim.cli.plain_characters import is_plain

    return (
        Finding("note", "console is not UTF-8: plain characters are used (GBP for the pound)")
        if is_plain()
        else (Finding("ok", "console is UTF-8"))
    )


def _kernels() -> Finding:
    from sfpc_sim.model import compiling

    if not compiling.is_compiled():
        return Finding("note", "children's lives are simulated by NumPy; the extra fast takes half the time")
    if not compiling.is_ready():
        return Finding("note", f"{compiling.name()}: fast code is compiled at the first run, about half a minute")
    return Finding("ok", f"fast code is compiled ({compiling.name()})")


def _plans() -> Finding:
    from sfpc_sim.errors import SfpcError
    from sfpc_sim.inputs.loading import load
    from sfpc_sim.inputs.lookup import shipped_folder

    try:
        load(shipped_folder() / "innovation-2017.toml")
    except SfpcError as error:
        return Finding("fault", f"the shipped plans are damaged, install again: {str(error).splitlines()[0]}")
    return Finding("ok", f"{sum(1 for _ in shipped_folder().glob('*.toml'))} plans ship and can be read")


def _browser() -> Finding:
    import shutil

    names = [name for name in BROWSERS if shutil.which(name)]
    if names:
        return Finding("ok", f"browser to read reports: {names[0]}")
    if sys.platform in ("win32", "darwin"):
        return Finding("ok", "browser to read reports: the system's own")
    return Finding("note", "no browser found: a report is one file, to be read on another computer")


def _version(name: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return None
