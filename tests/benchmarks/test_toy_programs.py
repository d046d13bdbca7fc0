"""Nobody wins the toy by doing less: every program gives the stock that the toy asks for."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.toy.delay import CHILDREN, ENTRIES_PER_YEAR, MEAN_STAY_YEARS, MONTHS, agrees, spread_of_mean
from benchmarks.toy.programs import CIW, FLOOR, OURS, SALABIM, SIMPY, all_programs, simulator, why_not

RUNS = {OURS: 400, FLOOR: 400, SIMPY: 40, CIW: 3, SALABIM: 3}
OFTEN = (OURS, FLOOR, SIMPY)  # enough runs to tell a variance


@pytest.fixture(scope="module")
def censuses():
    """Run each program once for all tests, (run, month) each."""
    return {
        program: np.array([simulator(program)(seed) for seed in range(1, RUNS[program] + 1)])
        for program in all_programs()
        if not why_not(program)
    }


@pytest.fixture
def census(request, censuses):
    """Give one program's censuses, (run, month)."""
    if request.param not in censuses:
        pytest.skip(why_not(request.param))
    return censuses[request.param]


@pytest.mark.parametrize("census", all_programs(), indirect=True)
def test_the_mean_stock_at_the_end_is_what_the_toy_asks_for(census):
    """Entries and exits balance, in each program within its Monte Carlo error."""
    assert census.shape[1] == MONTHS
    assert agrees(census[:, -1].mean(), len(census))


@pytest.mark.parametrize("census", OFTEN, indirect=True)
def test_the_stock_varies_as_it_must(census):
    """After a month few have come or gone; after five years it varies as independent children make it vary."""
    month = census[:, 0] - CHILDREN
    assert abs(month.mean()) <= 4 * np.sqrt(2 * ENTRIES_PER_YEAR / 12 / len(census))
    assert census[:, -1].std(ddof=1) == pytest.approx(spread_of_mean(1), rel=0.35)
    assert month.std(ddof=1) == pytest.approx(np.sqrt(2 * ENTRIES_PER_YEAR / 12), rel=0.35)


@pytest.mark.parametrize("census", OFTEN, indirect=True)
def test_children_stay_as_long_as_the_toy_says(census):
    """A month's stock remembers the month before by the share who stay."""
    early, late = census[:, 23] - census[:, 23].mean(), census[:, 35] - census[:, 35].mean()
    slope = float((early * late).sum() / (early**2).sum())
    spread = np.sqrt((late**2).sum() / (early**2).sum() / len(census))
    assert abs(slope - np.exp(-1 / MEAN_STAY_YEARS)) <= 4 * spread


def test_a_program_that_does_less_is_found_out():
    """Half the entries, or stays a tenth too short, do not pass for agreement."""
    assert not agrees(CHILDREN * 0.9, 60)
    assert not agrees(CHILDREN - 5 * spread_of_mean(400), 400)
    assert agrees(CHILDREN + spread_of_mean(6), 6)


@pytest.mark.parametrize("census", all_programs(), indirect=True)
def test_other_seeds_give_other_children(census):
    """No program repeats itself from run to run."""
    assert len({tuple(run) for run in census.tolist()}) == len(census)
