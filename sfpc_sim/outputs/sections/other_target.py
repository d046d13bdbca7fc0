"""Rules that ask about another number of children on the target's day than the plan's target has."""

from __future__ import annotations

import re
from typing import Any

from sfpc_sim.outputs.words import on_day

ASKED = re.compile(r"children_looked_after on (\d{4}-\d\d-\d\d) (?:<=|>=|<|>) (\d+)\b(?! *[-+*/])")
KINDS = {"requirements": "requirement", "risks": "risk"}


def other_target_lines(facts: dict[str, Any]) -> list[str]:
    """Say which rules a plan whose target was changed has kept from the plan it extends."""
    target = facts["target"]
    return [
        f'The {kind} "{rule["title"]}" asks about {int(number):,} children on {on_day(on)}, and the target is'
        f" {target['children_under']:,}: if it is about the target, change its rule in [{table}.{rule['key']}]."
        for table, kind in KINDS.items()
        for rule in facts.get(table, ())
        for on, number in ASKED.findall(rule["rule"])
        if on == target["on"] and int(number) != target["children_under"]
    ]
