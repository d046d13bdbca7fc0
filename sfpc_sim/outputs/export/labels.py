"""What several results are called beside one another."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.study.compare import refuse_unlike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sfpc_sim.study.result import Result


def labels_of(results: Sequence[Result]) -> list[str]:
    """Call each result by its plan's name, or by its folder's where two have the same plan's name.

    Raises
    ------
    Refusal : a result is named twice, or results do not meet the same worlds
    """
    digests = [result.manifest["digest"] for result in results]
    twice = [
        Problem(str(result.folder), "the same result is named twice.", "Name it once.")
        for i, result in enumerate(results)
        if digests[i] in digests[:i]
    ]
    if twice:
        raise Refusal(twice)
    for one, two in pairwise(results):
        refuse_unlike(one.facts, two.facts)
    names = Counter(result.facts["name"] for result in results)
    return [
        result.facts["name"] if names[result.facts["name"]] == 1 else result.folder.resolve().name for result in results
    ]
