"""What a partnership, and a judgement, do to a partner's children."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_plans import live_on, put_in_post
from small_rollout import JUDGED, TRAINERS, a_roll_out, spared

from sfpc_sim.model import partner_effects
from sfpc_sim.model.months import month_edges


def ratios_over_time(world):
    """Give a partner's entry and home-exit ratios at each month's first day, the world living on between."""
    result = []
    for year in range(2017, 2022):
        for month in range(1 if year > 2017 else 5, 13):
            live_on(world, date(year, month, 1))
            both = (partner_effects.entry_ratios, partner_effects.exit_ratios)
            result.append([ratios(world, world.env.now)[0, 0] for ratios in both])
    return np.array(result)


def test_the_effect_grows_with_people_trained_and_with_time_since_the_launch():
    """None before the launch and the first trained; at the end the full one; it never goes back."""
    plan = a_roll_out(posts=TRAINERS, family_valued_entry_ratio=0.8, family_valued_exit_ratio=1.5)
    world = spared(replace(plan, programme=replace(plan.programme, recruitment_from=date(2022, 3, 1))))
    for post in TRAINERS:
        put_in_post(world, post.key, 0.0)

    entries, exits = ratios_over_time(world).T

    launched = 8  # months from May 2017 to January 2018
    assert entries[: launched + 4].tolist() == [1.0] * (launched + 4)
    assert np.all(np.diff(entries) <= 1e-12)
    assert entries[-1] == pytest.approx(0.8)
    assert exits[-1] == pytest.approx(1.5)
    assert ((1 - entries) / 0.2).tolist() == pytest.approx(((exits - 1) / 0.5).tolist())


def test_a_judgement_raises_entries_with_or_without_a_programme_for_its_months():
    """From the day of the judgement to the end of the uplift, and the model's own effect beside it."""
    plan = a_roll_out(family_valued_entry_ratio=0.8)
    without = spared(replace(plan, programme=replace(plan.programme, enabled=False)), partner=JUDGED)

    entries, exits = ratios_over_time(without).T

    days = month_edges(without.scenario)[1 : entries.size + 1]
    assert entries.tolist() == pytest.approx(np.where((days >= 500.0) & (days < 1200.0), 1.1, 1.0).tolist())
    assert exits.tolist() == [1.0] * exits.size


def test_without_an_effect_in_the_evidence_every_ratio_is_exactly_one():
    """Partners are trained all the same, to the last bit without effect."""
    plan = a_roll_out(posts=TRAINERS, evidence="no-effect")
    world = spared(replace(plan, programme=replace(plan.programme, recruitment_from=date(2022, 3, 1))))
    put_in_post(world, "trainer-0", 0.0)

    ratios = ratios_over_time(world)

    assert world.partnerships["partner"].trained > 0
    assert np.array_equal(ratios, np.ones_like(ratios))
