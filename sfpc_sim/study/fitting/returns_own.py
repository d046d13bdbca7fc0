"""Beliefs of the register that an authority's own return can replace: coming back, moves, where children live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.beliefs import BeliefError, belief_of
from sfpc_sim.inputs.returns.findings import FEWEST_SHOWN
from sfpc_sim.model.placements import KINDS
from sfpc_sim.study.fitting.returns_rates import PRIOR_YEARS, Gamma

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.inputs.assumptions import Assumption
    from sfpc_sim.study.fitting.returns_prior import Prior
    from sfpc_sim.study.fitting.returns_tally import Tally

PRIOR_CHILDREN = 20.0  # whom the prior of a share weighs

# Of new placements: ages (rows of the tally) and kind. What is left is fostered.
SHARES = {
    "kinship_share_under_5": ((0, 1), "kinship"),
    "kinship_share_5_to_17": ((2, 3, 4), "kinship"),
    "residential_share_under_10": ((0, 1, 2), "residential"),
    "residential_share_10_to_15": ((3,), "residential"),
    "residential_share_16_17": ((4,), "residential"),
    "semi_independent_share_16_17": ((4,), "semi-independent"),
    "semi_independent_share_unaccompanied": ((5,), "semi-independent"),
    "with_parents_share_under_5": ((0, 1), "with parents"),
    "with_parents_share_5_to_17": ((2, 3, 4), "with parents"),
    "adoption_share_under_5": ((0, 1), "for adoption"),
}


@dataclass(frozen=True, slots=True)
class OwnBelief:
    """A belief of the register in the authority's own words."""

    assumption: Assumption
    kind: str
    parameters: dict[str, float]
    events: str  # what it rests on, in words


@dataclass(frozen=True, slots=True)
class OwnBeliefs:
    """What the return says of them, and which stay as shipped and why."""

    beliefs: list[OwnBelief]
    kept: dict[str, str]


def own_beliefs(tally: Tally, prior: Prior) -> OwnBeliefs:
    """Fit what rests on five events or more and lies where the model can use it; leave the rest as shipped."""
    beliefs, kept = [], {}
    for name, kind, parameters, enough in _fitted(tally, prior):
        assumption = prior.register[name]
        if not enough:
            kept[name] = f"fewer than {FEWEST_SHOWN} events"
            continue
        rounded = {key: float(f"{value:.3g}") for key, value in parameters.items()}
        try:
            belief_of({kind: rounded}, assumption.bounds)
        except BeliefError:
            kept[name] = "the return's lies outside the bounds the model holds to"
            continue
        beliefs.append(OwnBelief(assumption, kind, rounded, "events over person-time"))
    return OwnBeliefs(beliefs, kept)


def _fitted(tally: Tally, prior: Prior) -> Iterator[tuple[str, str, dict[str, Any], bool]]:
    """Yield name, kind and parameters of each belief, and whether it rests on enough events."""
    for number, name in ((0, "reentry_home_chance"), (1, "reentry_kinship_chance")):
        seen, weighed = tally.returns_to_care[number]
        yield name, "beta", _beta(seen, weighed, prior.usual(name)), seen >= FEWEST_SHOWN and weighed > seen
    moved = moves_rate(tally, prior)
    yield (
        "placement_moves_per_year",
        "lognormal",
        {"median": moved.median, "log_sd": moved.log_sd},
        bool(tally.moves[0] >= FEWEST_SHOWN),
    )
    for name, (ages, kind) in SHARES.items():
        begun = tally.placements[list(ages)].sum(axis=0)
        of_kind = float(begun[KINDS.index(kind)])
        others = float(begun.sum()) - of_kind
        enough = min(of_kind, others) >= FEWEST_SHOWN
        yield name, "beta", _beta(of_kind, float(begun.sum()), prior.usual(name)), enough


def _beta(events: float, trials: float, prior_share: float) -> dict[str, float]:
    return {
        "a": events + PRIOR_CHILDREN * prior_share,
        "b": max(trials - events, 0.0) + PRIOR_CHILDREN * (1 - prior_share),
    }


def moves_rate(tally: Tally, prior: Prior) -> Gamma:
    """Give moves a year; some children move often, so the rate is less certain than as many single events."""
    moves, years, surprise = tally.moves
    prior_moves = PRIOR_YEARS * prior.usual("placement_moves_per_year")
    events = moves + prior_moves
    unevenness = max(surprise / moves, 1.0) if moves else 1.0
    return Gamma(float(events / (years + PRIOR_YEARS)), float(events / unevenness))
