"""One scenario of 150 authorities, of the fitted ones and, for those kept back from the panel, of some once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.many import again, together
from sfpc_sim.inputs.authorities import read_authority

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.many import Known
    from benchmarks.national.authorities import Country
    from sfpc_sim.inputs.scenario import Scenario

AUTHORITIES = 150
CHILDREN = 83_000  # looked after in England, about
HOME = "E08000035"  # Leeds, whose areas the base plan names


def scenario_of(country: Country) -> Scenario:
    """Put the country together: Leeds at home, 149 partners that take part in nothing, five years."""
    codes = sorted(country.files, key=lambda code: (code != HOME, code))
    known = [read_authority(country.files[code]) for code in codes]
    return together([*known, *stand_ins(known)][:AUTHORITIES])


def stand_ins(known: Sequence[Known]) -> list[Known]:
    """Give authorities once more, with luck of their own, so that there are 150 and about England's children.

    Neighbours in order of size are taken, from where on their children come nearest to those who lack.
    """
    lacking = AUTHORITIES - len(known)
    if lacking <= 0:
        return []
    by_size = sorted(known, key=children_of)
    wanted = CHILDREN - sum(map(children_of, known))
    first = min(
        range(max(len(by_size) - lacking, 0) + 1),
        key=lambda first: abs(sum(map(children_of, by_size[first : first + lacking])) - wanted),
    )
    return [again(each, number) for number, each in enumerate(by_size[first : first + lacking])]


def children_of(known: Known) -> int:
    """Count an authority's children looked after."""
    return sum(known[0].stock_by_age)
