"""Several authorities in one world: who shares what, and what must be left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from small_care import STILL, fixed, leeds, live, small_town, spells, three_authorities

from sfpc_sim.model.care import care_start, flow_rules
from sfpc_sim.model.draw import Draw
from sfpc_sim.model.luck import Luck
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.places import place_of_areas, places_of
from sfpc_sim.model.rates import make_rates
from sfpc_sim.model.world import World, make_world

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario

HOME, QUICK, SLOW = range(3)


def a_world(scenario: Scenario, number: int = 1) -> World:
    return make_world(scenario, number, Mechanisms())


def twins(scenario: Scenario) -> Scenario:
    """Give two partners of whom exactly the same is published and believed."""
    partners = tuple(small_town(key, scenario, size=0.5) for key in ("castor", "pollux"))
    return replace(scenario, partners=partners)


# --- Places ----------------------------------------------------------------------------------------------------------


def test_areas_are_numbered_through_home_first():
    """Elsewhere and the clusters of Leeds, then one area a partner; each authority's demand is shared out whole."""
    places = places_of(a_world(three_authorities()))
    home = places[HOME]

    assert place_of_areas(places).tolist() == [HOME] * len(home.area_names) + [QUICK, SLOW]
    assert np.concatenate([place.areas for place in places]).tolist() == list(range(len(home.area_names) + 2))
    assert len(home.area_names) > 5
    assert all(place.area_share.sum() == pytest.approx(1.0) for place in places)


def test_each_area_has_the_hazards_of_its_authority():
    """A shorter list of duration edges is filled up with days that never come."""
    scenario = three_authorities()
    places = places_of(a_world(scenario))
    rules = flow_rules(a_world(scenario), places)

    for place in places:
        authority, bands = place.authority, len(place.authority.duration_edges_days)
        for area in place.areas:
            assert np.array_equal(rules.exits.rates[area], authority.exit_rates)
            assert rules.exits.duration_edges_days[area, :bands].tolist() == list(authority.duration_edges_days)
            assert np.array_equal(rules.exits.duration_factors[area, :, : bands + 1], authority.duration_factors)
    assert np.all(np.isinf(rules.exits.duration_edges_days[places[QUICK].areas, 4:]))


# --- What is left alone ----------------------------------------------------------------------------------------------


def test_partners_leave_every_child_of_the_home_authority_alone():
    """Nobody, one or two of them: the same children enter and leave on the same days, to the last bit."""
    scenario = three_authorities()
    for number in (1, 2):
        alone, one, two = (
            spells(live(replace(scenario, partners=partners), number), HOME)
            for partners in ((), scenario.partners[:1], scenario.partners)
        )
        assert len(alone) > 2500
        assert one == alone
        assert two == alone


def test_partners_leave_one_another_alone():
    """First or second, with or without another: a partner's children do not know."""
    scenario = three_authorities()
    quick, slow = scenario.partners
    both = live(scenario, 1)
    turned = live(replace(scenario, partners=(slow, quick)), 1)
    alone = live(replace(scenario, partners=(slow,)), 1)

    assert spells(both, SLOW) == spells(turned, 1) == spells(alone, 1)
    assert spells(both, QUICK) == spells(turned, 2)
    assert len(spells(both, SLOW)) > 1000


def test_authorities_of_whom_the_same_is_believed_share_no_children():
    """Keys carry the authority: twins have neither a child nor a birthday in common."""
    cohort = live(twins(leeds()), 1)
    castor, pollux = spells(cohort, 1), spells(cohort, 2)

    assert not {key for key, _ in castor} & {key for key, _ in pollux}
    assert not {days[0] for days in castor.values()} & {days[0] for days in pollux.values()}
    assert min(len(castor), len(pollux)) > 1000


# --- What is believed ------------------------------------------------------------------------------------------------


def test_what_an_authority_declares_is_its_own_and_all_else_is_the_worlds():
    """Twins and Leeds draw three levels of entries in a world, and one chance to come back."""
    draws = [place.draw for place in places_of(a_world(twins(leeds())))]

    assert len({draw["entries_origin_per_year"] for draw in draws}) == 3
    assert len({draw["reentry_home_chance"] for draw in draws}) == 1
    assert len({draw["national_shock_sd"] for draw in draws}) == 1
    assert draws[1].assumption("recurrence_wait_days") is draws[0].assumption("recurrence_wait_days")


def test_an_authoritys_numbers_are_tied_to_one_another_and_not_to_anothers():
    """Its own correlation holds between its own levels; over many worlds two authorities' levels are independent."""
    scenario = leeds()
    partner = small_town("tied", scenario, size=1.0)
    tie = next(c for c in partner.register.correlations if c.name == "entry_levels_damped")
    strong = replace(partner.register, correlations=(replace(tie, matrix=((1.0, 0.9), (0.9, 1.0))),))
    seen = []
    for number in range(1, 401):
        luck = Luck(5, number)
        world = Draw(scenario.register, luck)
        own = Draw(strong, luck, owner="E1", shared=world)
        other = Draw(strong, luck, owner="E2", shared=world)
        seen.append([draw[name] for draw in (own, other) for name in tie.names] + [world[tie.names[0]]])

    matrix = np.corrcoef(np.log(seen).T)
    assert matrix[0, 1] == pytest.approx(0.9, abs=0.04)
    assert matrix[2, 3] == pytest.approx(0.9, abs=0.04)
    apart = np.abs([matrix[0, 2], matrix[0, 3], matrix[1, 2], matrix[0, 4], matrix[2, 4]])
    assert apart.max() < 4 / np.sqrt(len(seen))


def log_changes(scenario: Scenario, worlds: int = 40) -> np.ndarray:
    """Give yearly changes of log exit pace by place, over many worlds: (place, change)."""
    found = []
    for number in range(1, worlds + 1):
        world = a_world(scenario, number)
        pace = make_rates(world, places_of(world)).exit_pace[::12]
        found.append(np.diff(np.log(pace), axis=0))
    return np.concatenate(found).T


def test_the_nations_shock_moves_all_authorities_alike():
    """With only the nation's shock their rates move as one; without it they know nothing of one another."""
    quiet = {name: value for name, value in STILL.items() if name != "national_shock_sd"}
    still = twins(fixed(leeds(), **quiet, exit_drift_persistence=0.8))
    shared = log_changes(still)
    assert np.std(shared) > 0.02
    assert shared[1] == pytest.approx(shared[2])
    assert np.corrcoef(shared)[0, 1] == pytest.approx(1.0)

    apart = log_changes(twins(fixed(leeds(), national_shock_sd=0.0)))
    between = np.corrcoef(apart)[np.triu_indices(3, 1)]
    assert np.abs(between).max() < 4 / np.sqrt(apart.shape[1])
    assert np.std(apart) > 0.05


def test_two_worlds_differ_and_one_is_its_address():
    """The start of a world with partners is the same whenever it is made, and another world's is another."""
    scenario = three_authorities()
    one, again, other = (care_start(a_world(scenario, number)) for number in (1, 1, 2))

    assert np.array_equal(one.candidates.usual_rate, again.candidates.usual_rate)
    assert np.array_equal(one.cohort.birth_day[: one.cohort.size], again.cohort.birth_day[: again.cohort.size])
    assert not np.array_equal(one.candidates.usual_rate, other.candidates.usual_rate)
