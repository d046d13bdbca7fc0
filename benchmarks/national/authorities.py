"""Every authority of the panel, fitted as `sfpc fit published` would, once, into a cache outside the checkout."""

from __future__ import annotations

import json
import os
import warnings
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from benchmarks.national.tables import CODES, VINTAGES, authorities, write_out
from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.study.executors import available_workers
from sfpc_sim.study.files import whole_file

UNTIL = 2024  # the last year of the panel with ages and reasons of nearly all authorities


@dataclass(frozen=True, slots=True)
class Country:
    """Authority files by code, and who is not among them."""

    files: dict[str, Path]
    left_out: dict[str, str]  # name to why
    seconds: float  # that fitting them took, all processors at once


def fitted(published: Path, until: int = UNTIL) -> Country:
    """Give the authority files of a country; fits those that the cache does not hold."""
    folder = cache_folder(published, until)
    known = folder / "country.json"
    if not known.is_file():
        fit_all(published, folder, until)
    told = json.loads(known.read_text("utf-8"))
    return Country({code: folder / f"{code}.toml" for code in told["fitted"]}, told["left_out"], told["seconds"])


def cache_folder(published: Path, until: int) -> Path:
    """Name the folder in the user's cache that belongs to these tables."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    digest = sha256(b"".join((published / name).read_bytes() for name in (VINTAGES, CODES))).hexdigest()[:12]
    return home / "sfpc-sim" / "benchmarks" / f"country-{until}-{digest}"


def fit_all(published: Path, folder: Path, until: int) -> None:
    """Fit one authority after another on all processors, and tell who could not be fitted and why."""
    tables = folder / "tables"
    write_out(published, tables)
    names = {str(code): str(name) for code, name in authorities(published, until).index}
    begun, left_out, done = perf_counter(), {}, []
    with ProcessPoolExecutor(available_workers(), mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(fit_one, tables, code, until, folder / f"{code}.toml"): code for code in names}
        for future in as_completed(waiting):
            code = waiting[future]
            if fault := future.result():
                left_out[names[code]] = fault
            else:
                done.append(code)
            print(f"\rfitting authorities: {len(done) + len(left_out)} of {len(names)}", end="", flush=True)
    print()
    told = {"fitted": sorted(done), "left_out": dict(sorted(left_out.items())), "seconds": perf_counter() - begun}
    with whole_file(folder / "country.json") as file:
        file.write_text(json.dumps(told, indent=1), "utf-8")


def fit_one(tables: Path, code: str, until: int, output: Path) -> str:
    """Write one authority's file; give why it cannot be used, or nothing."""
    from sfpc_sim.inputs.published import read_tables  # noqa: PLC0415 (a worker's own imports)
    from sfpc_sim.study.fitting.authority_file import authority_toml  # noqa: PLC0415
    from sfpc_sim.study.fitting.elasticity import measure_shares  # noqa: PLC0415
    from sfpc_sim.study.fitting.published import fit_published  # noqa: PLC0415

    if output.is_file():
        return ""
    warnings.simplefilter("ignore")  # means of years in which nothing was published
    try:
        fit = fit_published(read_tables(tables), code, until)
        fit = replace(fit, measured_shares=measure_shares(authority_toml(fit, "a first pass")))
        text = authority_toml(fit, f"sfpc fit published FOLDER --authority {code} --until {until}")
        with whole_file(output) as file:
            file.write_text(text, encoding="utf-8", newline="\n")
        read_authority(output)
    except Refusal as refusal:
        output.unlink(missing_ok=True)
        return "; ".join(problem.fault for problem in refusal.problems)
    except (ArithmeticError, LookupError, ValueError) as error:  # gaps and suppressed cells the fit does not expect
        return f"too little is published of it to fit ({type(error).__name__}: {error})"
    return ""
