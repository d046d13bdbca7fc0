"""The factors of a plan that can be switched off one by one, on the same luck."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sfpc_sim.inputs.scenario import EFFECTS

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario

ENTRIES, EXITS, DELAY, STRAIN = "entries", "exits", "delay", "strain"
FACTORS = (ENTRIES, EXITS, DELAY, STRAIN)
PREVENTS = ("res", "res-city", "rethink", "futures", "own")  # what a team may deliver that acts on entries
_WORDS = {ENTRIES: "fewer-entries", EXITS: "more-exits", DELAY: "delay", STRAIN: "strain"}


def switched(scenario: Scenario, on: frozenset[str]) -> Scenario:
    """Give a plan with only these factors on; what it has not got is neither on nor off.

    Off means: teams and the model at partners do nothing to `entries`, or to `exits`; every post is filled on its
    planned day (`delay`); leaders' strain does no harm to practice (`strain`), with the programme or without.
    """
    off = [factor for factor in FACTORS if factor not in on and factor not in absent(scenario)]
    if not off:
        return scenario
    programme = replace(scenario.programme, posts_filled="on-plan") if DELAY in off else scenario.programme
    return replace(
        scenario,
        name="-".join((scenario.name, "without", *(_WORDS[factor] for factor in off))),
        programme=programme,
        effects_on=tuple(effect for effect in EFFECTS if effect not in off),
        strain_harms_practice=scenario.strain_harms_practice and STRAIN not in off,
    )


def absent(scenario: Scenario) -> dict[str, str]:
    """Name the factors that a plan has not got, with the reason."""
    delivers = {team.delivers for team in scenario.teams}
    reasons = {}
    if not scenario.partners and not delivers.intersection(PREVENTS):
        reasons[ENTRIES] = "no team prevents entries, and there are no partners"
    if not scenario.partners and "kinship" not in delivers:
        reasons[EXITS] = "no team raises exits, and there are no partners"
    if not scenario.posts or scenario.programme.posts_filled == "on-plan":
        reasons[DELAY] = "every post is filled on its planned day"
    if not scenario.strain_harms_practice:
        reasons[STRAIN] = "strain_harms_practice is false"
    return reasons
