"""What befalls authorities, with or without a programme."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_plans import a_leader, a_partner, a_plan, populated

from sfpc_sim.model.shocks import Shocks

FOUR_YEARS = 4 * 365.25


def the_plan(**fixed):
    plan = a_plan(leaders=[a_leader("director", "director")], **fixed)
    return replace(plan, partners=(a_partner("North"), a_partner("South")))


def shocks(plan, replication=1) -> dict[str, Shocks]:
    return {key: each.shocks for key, each in populated(plan, replication).partnerships.items()}


def test_an_authority_meets_the_same_shocks_with_and_without_a_programme():
    """The judgement falls on the same day, and directors leave on the same days, each authority on its own."""
    plan = the_plan(inadequate_chance=0.9)
    without = replace(plan, programme=replace(plan.programme, enabled=False))

    for n in range(1, 11):
        assert shocks(plan, n) == shocks(without, n)
        north, south = (shocks(plan, n)[key] for key in ("North", "South"))
        assert north.director_left_days != south.director_left_days
        assert north.inadequate_from != south.inadequate_from or north.inadequate_from == math.inf


def test_a_shorter_horizon_or_another_partner_moves_nobodys_shocks():
    """Luck is the authority's own: what falls within two years falls on the same days."""
    plan = the_plan(inadequate_chance=0.9, director_change_per_year=0.7)
    shorter = replace(plan, end=date(2019, 3, 31), partners=plan.partners[1:])

    for n in range(1, 11):
        whole, part = shocks(plan, n)["South"], shocks(shorter, n)["South"]
        left = [day for day in whole.director_left_days if day < shorter.horizon_days]
        assert list(part.director_left_days) == left
        assert part.inadequate_from in {whole.inadequate_from, math.inf}


def test_the_chance_of_a_judgement_within_four_years_is_the_believed_one():
    """Over many worlds three in ten are judged inadequate within four years."""
    plan = the_plan(inadequate_chance=0.3)

    judged = [each.inadequate_from < FOUR_YEARS for n in range(1, 301) for each in shocks(plan, n).values()]

    assert np.mean(judged) == pytest.approx(0.3, abs=3.5 * math.sqrt(0.3 * 0.7 / 600))


def test_directors_leave_at_their_yearly_hazard():
    """Over many worlds as many leave in five years as the hazard says."""
    plan = the_plan(director_change_per_year=0.3)

    left = [len(each.director_left_days) for n in range(1, 301) for each in shocks(plan, n).values()]

    assert np.mean(left) == pytest.approx(0.3 * 1826 / 365.25, abs=3.5 * math.sqrt(1.5 / 600))


def test_what_was_known_when_the_plan_was_decided_does_not_happen_otherwise():
    """Stock counted in March 2016, decided in December: shocks begin then, some of them before day 0."""
    plan = the_plan(inadequate_chance=0.9)
    decided = replace(plan.programme, recruitment_from=date(2016, 12, 1))
    plan = replace(plan, authority=replace(plan.authority, origin=date(2016, 3, 31)), programme=decided)

    met = [shocks(plan, n)["North"] for n in range(1, 41)]

    assert plan.first_day < plan.decided_day < 0.0
    assert plan.decided_day <= min(each.inadequate_from for each in met) < 0.0
    assert plan.decided_day <= min(day for each in met for day in each.director_left_days) < 0.0


BEFALLEN = Shocks(100.0, 1000.0, 800.0, 200.0, (50.0, 290.0), 20.0)


@pytest.mark.parametrize(
    ("day", "until"),
    [(49.0, 49.0), (50.0, 70.0), (69.0, 70.0), (70.0, 70.0), (100.0, 300.0), (295.0, 310.0), (310.0, 310.0)],
)
def test_a_programme_pauses_after_a_judgement_and_when_a_director_leaves(day, until):
    """Two hundred days after the judgement, twenty after a director: whichever is later, and no longer."""
    assert BEFALLEN.paused_until(day) == until


def test_an_inadequate_authority_is_so_from_the_judgement_to_a_better_one():
    """On the day itself it is, on the day of the better one it is not any more."""
    assert [BEFALLEN.is_inadequate(day) for day in (99.0, 100.0, 999.0, 1000.0)] == [False, True, True, False]
