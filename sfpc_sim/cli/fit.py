"""`sfpc fit`: from published tables to an authority file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Fit an authority's flows from data.", no_args_is_help=True)


@app.command()
def published(
    folder: Annotated[Path, typer.Argument(help="Folder with the Department for Education's published tables.")],
    authority: Annotated[str, typer.Option(help="Name or nine-character code.")],
    until: Annotated[int, typer.Option(help="Last year, ending 31 March, that is used.", min=2014, max=2100)],
    output: Annotated[Path, typer.Option("--output", "-o", help="Authority file to write.")],
) -> None:
    """Write an authority file: entries, exits and drift with their uncertainty, and their source."""
    from sfpc_sim.study.files import whole_file
    from sfpc_sim.study.fitting.authority_file import authority_toml
    from sfpc_sim.study.fitting.published import fit_published

    fit = fit_published(folder, authority, until)
    command = f"sfpc fit published FOLDER --authority {authority} --until {until} --output {output.name}"
    with whole_file(output) as file:
        file.write_text(authority_toml(fit, command), encoding="utf-8", newline="\n")
    print(f"Wrote {output}: {fit.history.name}, years to March {until}, drift of {fit.authorities} authorities.")
