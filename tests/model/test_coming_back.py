"""Who comes back into care, and which families lose another child: as often and as late as the evidence says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from small_care import EIGHTEEN, LEAST_P, LUCK, YEAR, by_kind, children, lived, rules, spells

from sfpc_sim.model.luck import child_keys
from sfpc_sim.model.spells import RECURRENCE, REENTRY, Cohort


@pytest.fixture(scope="module")
def sent_home() -> Cohort:
    """Give 60,000 one-year-olds who all go home within months, followed for fifteen years."""
    hazards = rules((12.0, 0.0, 0.0, 0.0), reentry_chance=np.array([0.38, 0.06, 0.015, 0.0, 0.0]))
    return lived(children(LUCK, np.zeros(60_000), 1.0), [0, YEAR, 15 * YEAR], hazards, LUCK)


def first_return(cohort: Cohort, count: int) -> np.ndarray:
    """Give days between the first exit and the return, by child; infinity for who does not come back."""
    back = by_kind(cohort, REENTRY)
    back = back[cohort.spell[back] == 1]
    wait = np.full(count, np.inf)
    number = cohort.key[back].astype(int) - 1
    wait[number] = cohort.entry_day[back] - cohort.exit_day[:count][number]
    return wait


def test_children_who_went_home_come_back_as_often_and_as_late_as_the_evidence_says(sent_home):
    """38% ever return, after a Weibull time of shape 0.65 and scale 1.6 years."""
    wait = first_return(sent_home, 60_000) / YEAR
    law = stats.weibull_min(0.65, scale=1.6)
    known = 14.0  # everybody left in the first year and is followed for fifteen

    share = np.mean(wait < known)
    expected = 0.38 * law.cdf(known)
    assert share == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / wait.size))
    seen = wait[wait < known]
    assert stats.kstest(law.cdf(seen) / law.cdf(known), "uniform").pvalue > LEAST_P


def test_who_came_back_and_went_home_again_may_come_back_again(sent_home):
    """A second return is as likely as the first, and its luck is its own."""
    back = by_kind(sent_home, REENTRY)
    gone_again = {
        (k, s): x
        for (k, s), (_, x, cause) in spells(sent_home).items()
        if s == 1 and cause == 0 and x < 4 * YEAR  # followed for eleven years at least
    }
    second = {int(k) for k in sent_home.key[back[sent_home.spell[back] == 2]]}

    expected = 0.38 * stats.weibull_min(0.65, scale=1.6).cdf(11)
    share = np.mean([k in second for k, _ in gone_again])
    assert len(gone_again) > 3000
    assert share == pytest.approx(expected, abs=0.01 + 4 * np.sqrt(expected / len(gone_again)))


@pytest.mark.parametrize(("cause", "chance"), [(1, 0.06), (2, 0.015)])
def test_kinship_orders_and_adoptions_break_down_evenly_over_five_years(cause, chance):
    """6% and 1.5% come back within five years, and none after."""
    rates = np.eye(4)[cause] * 12.0
    hazards = rules(rates, reentry_chance=np.array([0.38, 0.06, 0.015, 0.0, 0.0]))
    end = lived(children(LUCK, np.zeros(40_000), 1.0), [0, YEAR, 7 * YEAR], hazards, LUCK)
    wait = first_return(end, 40_000) / YEAR
    came = np.isfinite(wait)

    assert came.mean() == pytest.approx(chance, abs=4 * np.sqrt(chance / wait.size))
    assert stats.kstest(wait[came] / 5, "uniform").pvalue > LEAST_P


def test_nobody_comes_back_from_other_exits_or_after_eighteen():
    """Who moved abroad or grew up is gone; who went home at seventeen returns only before the birthday."""
    chance = np.array([1.0, 0.06, 0.015, 0.0, 0.0])
    other = lived(children(LUCK, np.zeros(500), 2.0), [0, 5 * YEAR], rules((0, 0, 0, 9.0), reentry_chance=chance), LUCK)
    home = lived(children(LUCK, np.zeros(500), 17.0), [0, 5 * YEAR], rules((9.0, 0, 0, 0), reentry_chance=chance), LUCK)
    back = by_kind(home, REENTRY)

    assert by_kind(other, REENTRY).size == 0
    assert back.size > 100
    assert np.all(home.entry_day[back] - home.birth_day[back] < EIGHTEEN)


def test_families_whose_infant_was_removed_lose_another_as_often_and_as_late_as_the_evidence_says():
    """24% of families, a third of young ones, lose another infant; the interval has a median of 17.5 months."""
    given = {"recurrence_chance": 0.24, "recurrence_young_chance": 0.33, "young_share": 0.4}
    count = 30_000
    cohort = children(LUCK, np.zeros(count), 0.3)
    end = lived(cohort, [0, YEAR, 16 * YEAR], rules((0.0, 0.0, 1.0, 0.0), **given), LUCK)
    next_of_kin = child_keys(cohort.key[:count], 1)
    rows = np.arange(end.size)
    mine = rows[(end.kind[rows] == RECURRENCE) & np.isin(end.key[rows], next_of_kin)]
    came = mine[end.entered[mine]]

    assert mine.size == count
    young = end.young[mine]
    for some, chance in ((young | True, 0.24), (young, 0.33), (~young, (0.24 - 0.4 * 0.33) / 0.6)):
        share = end.entered[mine][some].mean()
        assert share == pytest.approx(chance, abs=0.001 + 4 * np.sqrt(chance * (1 - chance) / some.sum()))
    assert young.mean() == pytest.approx(0.4, abs=4 * np.sqrt(0.24 / count))
    months = end.entry_day[came] / (YEAR / 12)
    law = stats.lognorm(0.7, scale=17.5)
    inside = law.cdf([1.0, 16 * 12])  # bounds of the belief, and what could be seen
    assert stats.kstest((law.cdf(months) - inside[0]) / (inside[1] - inside[0]), "uniform").pvalue > LEAST_P
    age = (end.entry_day[came] - end.birth_day[came]) / YEAR
    assert stats.kstest(age ** (1 / 2.5), "uniform").pvalue > LEAST_P


def test_a_programme_thins_those_who_come_again_and_moves_nobody():
    """With half the risk, half of the returns happen: some of the same ones, on the same days."""
    given = {"recurrence_chance": 0.24, "recurrence_young_chance": 0.33, "young_share": 0.4}
    hazards = rules((6.0, 0, 0, 0), reentry_chance=np.array([0.38, 0, 0, 0, 0]), **given)
    cohort = children(LUCK, np.linspace(0, YEAR, 8000), 0.3)
    usual = spells(lived(cohort, [0, 4 * YEAR], hazards, LUCK))
    fewer = spells(lived(cohort, [0, 4 * YEAR], hazards, LUCK, entry_ratio=0.5))

    assert fewer.items() < usual.items()
    first = {address: spell for address, spell in usual.items() if address[0] <= 8000 and address[1] == 0}
    assert first.items() <= fewer.items()
    again = [address for address in usual if address[1] == 1 and address[0] <= 8000]
    kept = np.mean([address in fewer for address in again])
    assert kept == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(len(again)))
