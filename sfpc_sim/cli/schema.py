"""`sfpc schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sfpc_sim.errors import refuse


def schema(
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; the screen if left out.")
    ] = None,
) -> None:
    """Describe a scenario file to an editor, as a JSON Schema.

    An editor that knows TOML then completes keys and marks mistyped ones. Its name stands in the scenario's first
    line: #:schema ./sfpc.schema.json
    """
    import json

    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.inputs.editor_schema import editor_schema

    text = json.dumps(editor_schema(), indent=2)
    if output is None:
        print_text(text)
    else:
        _write(output, text + "\n")
        print_text(f"Wrote {output}. First line of a scenario beside it: #:schema ./{output.name}")


def _write(output: Path, text: str) -> None:
    from sfpc_sim.study.files import whole_file

    try:
        with whole_file(output) as file:
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise refuse(str(output), f"The file cannot be written: {error.strerror}.", "Choose another name.") from None
