"""`sfpc validate`: the model against what was published, as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def validate(
    output: Annotated[Path, typer.Option("--output", "-o", help="Page to write.")] = Path("validation.html"),
    data: Annotated[Path | None, typer.Option(help="Folder of published tables, for figures that do not ship.")] = None,
    worlds: Annotated[int, typer.Option("--worlds", "-n", min=20, help="Futures of Leeds from each origin.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of all luck on the page.")] = 20260101,
) -> None:
    """Hold the model against published figures; write a page that says what fits and what does not."""
    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.outputs.drawing import drawing_libraries
    from sfpc_sim.outputs.validation_page import validation_page
    from sfpc_sim.study.files import whole_file
    from sfpc_sim.study.validation.all_checks import all_checks

    drawing_libraries()  # refused now rather than after all worlds
    found = all_checks(worlds, seed=seed, data=data, tell=print)
    with whole_file(output) as file:
        file.write_text(validation_page(found, worlds, seed), encoding="utf-8", newline="\n")
    judged = [check for check in found if check.holds is not None]
    print_text(f"Wrote {output}: {sum(bool(check.holds) for check in judged)} of {len(judged)} checks hold.")
    for check in judged:
        if not check.holds:
            print_text(f"  DOES NOT HOLD: {check.title}")
