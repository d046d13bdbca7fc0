"""`sfpc backtest`: forecasts from past origins, scored on what came."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sfpc_sim.cli.options import HERE, RESULTS, Executor, Json, Quiet, Results, Workers
from sfpc_sim.cli.running import notice
from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from sfpc_sim.inputs.published import PublishedTables


def backtest(
    panel: Annotated[Path, typer.Argument(help="File or folder of the Department for Education's published tables.")],
    origins: Annotated[str, typer.Option(help="Years ending 31 March to forecast from: first:last, or a list.")],
    horizons: Annotated[str, typer.Option(help="Years ahead, with commas.")] = "1,3,5",
    authorities: Annotated[str | None, typer.Option(help="Names or codes with commas; all if left out.")] = None,
    least: Annotated[int, typer.Option(min=1, help="Fewest children looked after at the origin.")] = 100,
    drift: Annotated[str, typer.Option(help="Mechanisms to score, with commas.")] = "damped,walk,stationary",
    replications: Annotated[int, typer.Option("--replications", "-n", min=20, help="Futures of each forecast.")] = 200,
    workers: Workers = None,
    executor: Executor = HERE,
    results: Results = RESULTS,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Forecast from past years by what was known then, and score it beside simple methods.

    Doing it again makes only the forecasts that are missing.
    """
    from sfpc_sim.cli.printing import print_json, print_sections, print_text
    from sfpc_sim.cli.progress import shown_progress
    from sfpc_sim.inputs.published import read_tables
    from sfpc_sim.outputs.backtest_figure import backtest_figure
    from sfpc_sim.outputs.backtest_text import backtest_sections
    from sfpc_sim.outputs.drawing import drawing_libraries
    from sfpc_sim.study.backtest.baselines import smoothing_library
    from sfpc_sim.study.backtest.report import report
    from sfpc_sim.study.backtest.run import Forecasting, ask_all
    from sfpc_sim.study.backtest.work import Settings
    from sfpc_sim.study.crew import open_crew
    from sfpc_sim.study.files import whole_file
    from sfpc_sim.study.preparing import prepare_kernels

    for library in (drawing_libraries, smoothing_library):  # refused now rather than after all forecasts
        library()
    settings = Settings(_mechanisms(drift), _numbers(horizons, "--horizons"), replications)
    years = _numbers(origins, "--origins")
    tables = read_tables(panel)
    wanted = _codes(tables, authorities, years)
    prepare_kernels(notice)
    with open_crew(executor, workers) as crew:
        with shown_progress("What was known", quiet=quiet) as tell:
            asked = ask_all(tables, years, least_stock=least, wanted=wanted, on_progress=tell)
        with shown_progress("Forecasts", quiet=quiet) as tell:
            work = Forecasting(asked, settings, crew, results / "backtest", tell, notice)
            futures = work.run()
    found = report(tables, asked, futures, settings, work.folder, least)
    with whole_file(work.folder / "backtest.svg") as file:
        file.write_text(backtest_figure(found.tables["summary"]), encoding="utf-8")
    if as_json:
        print_json({name: table.to_dict("records") for name, table in found.tables.items()})
        return
    sections = backtest_sections(
        found.facts, found.tables["summary"], found.tables["falls"], found.tables["positions by size"], found.notes
    )
    print_sections(sections)
    print_text(f"Tables, figure and futures: {work.folder}")


def _numbers(text: str, option: str) -> tuple[int, ...]:
    """Read "2016:2022" or "1,3,5"."""
    first, colon, last = text.partition(":")
    try:
        numbers = list(range(int(first), int(last) + 1)) if colon else sorted({int(part) for part in text.split(",")})
    except ValueError:
        numbers = []
    if not numbers or min(numbers) < 1:
        raise refuse(option, f'"{text}" is not a list of years.', "Write for instance 2016:2022, or 1,3,5.")
    return tuple(numbers)


def _mechanisms(text: str) -> tuple[str, ...]:
    from sfpc_sim.errors import did_you_mean
    from sfpc_sim.model.mechanisms import DRIFT_MECHANISMS

    names = tuple(part.strip() for part in text.split(","))
    for name in names:
        if name not in DRIFT_MECHANISMS:
            raise refuse("--drift", f'there is no mechanism "{name}".', did_you_mean(name, DRIFT_MECHANISMS))
    return names


def _codes(tables: PublishedTables, authorities: str | None, years: tuple[int, ...]) -> set[str] | None:
    """Find the authorities asked for; all that are not known are refused together."""
    from sfpc_sim.errors import Problem, Refusal, did_you_mean
    from sfpc_sim.inputs.published import authorities_of

    if authorities is None:
        return None
    known = {
        key.casefold(): code
        for year in years
        for code, name in authorities_of(tables, year, least_stock=0, unbroken_from=None)
        for key in (code, name)
    }
    found, problems = set(), []
    for part in (part.strip() for part in authorities.split(",")):
        if part.casefold() in known:
            found.add(known[part.casefold()])
        else:
            remedy = did_you_mean(part, [key.title() for key in known])
            problems.append(
                Problem("--authorities", f'nobody "{part}" can be forecast from any of the origins.', remedy)
            )
    if problems:
        raise Refusal(problems)
    return found
