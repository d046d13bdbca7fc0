"""`sfpc explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from sfpc_sim.errors import refuse


def explain(
    *,
    word: Annotated[list[str], typer.Argument(help="A key, an assumption, a measure, or a term of the field.")],
) -> None:
    """Explain a key, an assumption, a measure or a term."""
    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.inputs.lookup import known_scenarios
    from sfpc_sim.inputs.nearest import nearest
    from sfpc_sim.outputs.explaining import explained_names, explanations

    wanted = " ".join(word)
    found = explanations(wanted)
    if not found:
        otherwise = "A key of your own plan: sfpc show PLAN KEY. All terms: the glossary in the docs."
        if wanted in known_scenarios():
            raise refuse(wanted, "is the name of a plan.", f"All that it says: sfpc show {wanted}")
        raise refuse(
            wanted, "is not a key, an assumption, a measure or a term.", nearest(wanted, explained_names(), otherwise)
        )
    print_text("\n\n".join(map(str, found)))
