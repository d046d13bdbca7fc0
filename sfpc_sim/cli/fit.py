"""`sfpc fit`: from published tables, or an authority's own returns, to an authority file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

app = typer.Typer(help="Fit an authority's flows from data.", no_args_is_help=True)


@app.command()
def published(
    tables: Annotated[
        Path,
        typer.Argument(
            metavar="FILE-OR-FOLDER", help="The Department for Education's published tables; layouts are recognised."
        ),
    ],
    authority: Annotated[str, typer.Option(help="Name or nine-character code.")],
    until: Annotated[int, typer.Option(help="Last year, ending 31 March, that is used.", min=2012, max=2100)],
    output: Annotated[Path, typer.Option("--output", "-o", help="Authority file to write.")],
) -> None:
    """Write an authority file: entries, exits and drift with their uncertainty, and their source."""
    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.inputs.published import read_tables
    from sfpc_sim.study.files import whole_file
    from sfpc_sim.study.fitting.authority_file import authority_toml
    from sfpc_sim.study.fitting.elasticity import measure_shares
    from sfpc_sim.study.fitting.published import fit_published

    read = read_tables(tables)
    fit = fit_published(read, authority, until)
    fit = replace(fit, measured_shares=measure_shares(authority_toml(fit, "a first pass")))
    command = f"sfpc fit published FOLDER --authority {quote(authority)} --until {until} --output {output.name}"
    with whole_file(output) as file:
        file.write_text(authority_toml(fit, command), encoding="utf-8", newline="\n")
    for heading, lines in (
        ("Read", read.read_from), ("Stand-ins", fit.history.stand_ins), ("Warnings", fit.history.warnings)
    ):  # fmt: skip
        if lines:
            print_text("\n  ".join((f"{heading}:", *lines)))
    print_text(f"Wrote {output}: {fit.history.name}, years to March {until}, drift of {fit.authorities} authorities.")


@app.command()
def council_hope(
    scenario: Annotated[
        str, typer.Argument(help="Plan with every post filled on the day.")
    ] = "innovation-2017-on-plan",
    replications: Annotated[int, typer.Option("--replications", "-n", min=100, help="Worlds to solve on.")] = 1000,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; all processors if left out.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Evidence set to write.")] = Path("council-hope.toml"),
) -> None:
    """Solve for the reduction of entries that the council's target would need."""
    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.inputs.loading import load
    from sfpc_sim.study.executors import available_workers, open_executor
    from sfpc_sim.study.files import whole_file
    from sfpc_sim.study.hope import evidence_toml, solve_hope

    plan = load(scenario, evidence="council-hope")
    plan = load(scenario, evidence="council-hope", until=plan.target.on)
    with open_executor(workers or available_workers()) as executor:
        hope = solve_hope(plan, executor, replications)
    with whole_file(output) as file:
        file.write_text(evidence_toml(hope, plan), encoding="utf-8", newline="\n")
    print_text(f"Wrote {output}: entries times {hope.ratio:.3f} would put the median at {hope.median:.0f}.")
    if not hope.is_enough:
        print_text(
            f"That misses {hope.wanted:.0f}: no reduction of these entries inside the beliefs' bounds reaches it."
        )


@app.command()
def ssda903(
    folder: Annotated[Path, typer.Argument(help="Folder with header, episodes and uasc files as returned.")],
    authority: Annotated[str, typer.Option(help="The authority's name, as in a column LA if there is one.")],
    until: Annotated[
        int | None, typer.Option(help="Last year, ending 31 March, that is used; the last return if left out.")
    ] = None,
    drift_from: Annotated[
        str, typer.Option(help="Authority fitted to published tables, whose drift is copied and rates are the prior.")
    ] = "leeds-2019",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Authority file to write.")] = None,
) -> None:
    """Write an authority file from its own SSDA903 returns, and an import report beside it."""
    from sfpc_sim.cli.printing import print_text, tell
    from sfpc_sim.study.files import whole_file
    from sfpc_sim.study.fitting.returns import fit_returns
    from sfpc_sim.study.fitting.returns_report import import_report, places
    from sfpc_sim.study.fitting.returns_text import returns_toml, with_measured_shares

    fit, findings = fit_returns(folder, authority, until, drift_from)
    output = output or Path(f"{fit.code.removeprefix('own-').lower()}-{fit.until}.toml")
    fit = with_measured_shares(fit)
    command = f"sfpc fit ssda903 FOLDER --authority {quote(authority)} --until {fit.until} --output {output.name}"
    report = import_report(fit, findings)
    beside = output.with_name(f"{output.stem}-import.txt")
    for path, text in ((output, returns_toml(fit, command)), (beside, report)):
        with whole_file(path) as file:
            file.write_text(text, encoding="utf-8", newline="\n")
    print_text(report)
    for line in places(findings):
        tell(line)
    print_text(f"Wrote {output} and {beside.name}.")
