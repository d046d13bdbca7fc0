"""Two runs of one plan in one command: what an asterisk brings along after a plan was changed and run again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sfpc_sim.study.result import Result


def note_same_plan(results: Sequence[Result]) -> None:
    """Say on standard error which results are of plans of the same name, and when each was begun."""
    from sfpc_sim.cli.printing import tell

    named = Counter(result.facts["name"] for result in results)
    for name in (name for name, times in named.items() if times > 1):
        runs = [f"{each.folder} ({each.manifest['created'][:16]})" for each in results if each.facts["name"] == name]
        tell(f"Several results are of {name}: {', '.join(runs)}. If the plan was changed in between, name the new one.")
