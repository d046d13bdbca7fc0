"""`sfpc fit ssda903`: an authority's own returns in, its flows with their uncertainty out.

Rows about children live inside `sealed` only and leave it as counts and times. What five years of one
authority cannot tell, how rates wander, is taken from an authority fitted to the published panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import refuse
from sfpc_sim.inputs.characteristics_lent import shared_out
from sfpc_sim.inputs.returns.findings import Findings
from sfpc_sim.inputs.returns.reading import read_returns
from sfpc_sim.inputs.returns.sealed import sealed
from sfpc_sim.inputs.returns.spells import UNSEEN, spells_of
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.study.fitting.drift import ENTRY_DISPERSION, EXIT_DISPERSION
from sfpc_sim.study.fitting.flows import (
    HISTORY_YEARS,
    children_per_group,
    expected_recurrences,
    expected_reentries,
    groups_for,
)
from sfpc_sim.study.fitting.returns_own import PRIOR_CHILDREN, OwnBeliefs, own_beliefs
from sfpc_sim.study.fitting.returns_prior import levels, read_prior, shipped_code
from sfpc_sim.study.fitting.returns_rates import ExitRates, Gamma, count_rate, few, fit_hazards, guarded
from sfpc_sim.study.fitting.returns_tally import Tally, tally_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from sfpc_sim.study.fitting.drift import Level
    from sfpc_sim.study.fitting.returns_prior import Prior

    Floats = NDArray[np.float64]

FEWEST_STARTS = 20  # in all years: below this the published tables tell more
LEAST_RESIDUAL_SD = 0.5
UNACCOMPANIED_SHAPE = 16.0  # at most, a log-sd of a quarter: their starts vary more than by chance alone
SHOWN_TO = 5  # a small stock is written to the nearest five
MASKED_COUNT = 2  # what stands for a count of fewer than five


@dataclass(frozen=True, slots=True)
class ReturnsFit:
    """Everything the authority file says, before it is written."""

    name: str
    code: str
    tally: Tally
    prior: Prior
    exits: ExitRates
    entries: list[list[Gamma]]  # (first or again, age) a year
    entry_levels: dict[str, Level]  # by drift: log of starts but unaccompanied ones, a year
    exit_levels: dict[str, Level]  # by drift: log of ceases over mean stock
    fitted_exit_level: float  # what the fitted rates stand for
    residual: tuple[float, float]  # mean, standard error
    unaccompanied: Gamma  # starts a year
    entries_by_age: Floats  # (age,) a year, unaccompanied apart, before the counting residual
    repeat_by_age: Floats
    groups_per_first_entry: Floats
    stock_by_age: tuple[int, ...]
    stock_unaccompanied: int
    home_exit_shares: Floats  # (age,)
    own: OwnBeliefs
    measured_shares: tuple[float, float] | None = None  # see `elasticity`; a first guess without it

    @property
    def until(self) -> int:
        """Give the year, to March, of the last return."""
        return self.tally.years[-1]


def fit_returns(folder: Path, name: str, until: int | None, drift_from: str) -> tuple[ReturnsFit, Findings]:
    """Fit an authority's own returns.

    Parameters
    ----------
    folder : holds its header, episodes and uasc files
    name : the authority's
    until : last year, ending 31 March, that is used; all years if not given
    drift_from : authority file whose drift is copied and whose rates are the prior

    Raises
    ------
    Refusal
        With every place, if the returns cannot be used.
    """
    prior = read_prior(drift_from)
    findings = Findings()
    tally = sealed(lambda: _tally(folder, name, until, prior, findings))
    if tally.started.sum() < FEWEST_STARTS:
        fault = f"tells of fewer than {FEWEST_STARTS} starts."
        raise refuse("the return", fault, "Fit the published tables instead: sfpc fit published.")
    return _fit(name, tally, prior), findings


def _tally(folder: Path, name: str, until: int | None, prior: Prior, findings: Findings) -> Tally:
    """Read children, count, and forget them."""
    returns = read_returns(folder, name, until, findings)
    spells = spells_of(returns, findings)
    children, ends = len(returns.episodes), sum(spell.cause != UNSEEN for spell in spells)
    findings.refuse_if_many({"episodes": returns.rows, "children": children, "ends of care": ends})
    findings.counts["children"], findings.counts["spells of care"] = children, len(spells)
    return tally_of(spells, returns.years, prior.edges_days, prior.waits())


def _fit(name: str, tally: Tally, prior: Prior) -> ReturnsFit:
    authority = prior.authority
    rates, factors = np.array(authority.exit_rates), np.array(authority.duration_factors)
    exits = fit_hazards(tally.exits, tally.exposure, rates, factors, prior.exposure())
    started = np.maximum(tally.started - tally.started_alone, 1.0)
    entry_levels = levels(np.log(started), ENTRY_DISPERSION / started, "entry", prior)
    mean_stock, ceased = (tally.stock[1:] + tally.stock[:-1]) / 2, np.maximum(tally.ceased, 1.0)
    exit_levels = levels(np.log(ceased / mean_stock), EXIT_DISPERSION / ceased, "exit", prior)
    residual = _counting_residual(tally)
    entries = _entries(tally, prior)
    by_age = np.array([[rate.median for rate in row] for row in entries]).sum(axis=0)
    by_age *= (np.exp(entry_levels["damped"].today) + residual[0]) / by_age.sum()
    own = own_beliefs(tally, prior)
    home = _smoothed(tally.exits[0].sum(axis=1), np.array(authority.home_exit_share_by_age))
    repeats = _repeats(tally, home, own, prior)
    first = np.maximum(by_age - repeats, 0.0)
    stock, alone = _stock(tally, prior)
    return ReturnsFit(
        name=name, code=shipped_code(name), tally=tally, prior=prior, exits=exits, entries=entries,
        entry_levels=entry_levels, exit_levels=exit_levels,
        fitted_exit_level=float(np.log(ceased.sum() / mean_stock.sum())), residual=residual,
        unaccompanied=_unaccompanied(tally, prior), entries_by_age=by_age, repeat_by_age=repeats,
        groups_per_first_entry=groups_for(first / first.sum(), children_per_group(prior.register)),
        stock_by_age=stock, stock_unaccompanied=alone, home_exit_shares=home, own=own,
    )  # fmt: skip


def _counting_residual(tally: Tally) -> tuple[float, float]:
    """Give what stock changes by beyond starts less ceases, each child once a year: mean and standard error."""
    residual = np.diff(tally.stock) - (tally.started - tally.ceased)
    error = float(residual.std(ddof=1) / np.sqrt(residual.size))
    return float(residual.mean()), max(error, LEAST_RESIDUAL_SD)


def _entries(tally: Tally, prior: Prior) -> list[list[Gamma]]:
    """Fit first and later starts a year by age; the prior weighs as many children as that of a share."""
    years, total = len(tally.years), tally.entries.sum()
    again = prior.authority.expected_repeat_entries_per_year / sum(prior.authority.entries_by_age)
    by_age = np.array(prior.authority.entries_by_age)
    shares = np.outer([1 - again, again], by_age / by_age.sum())
    prior_time = PRIOR_CHILDREN / total * years
    return [
        [count_rate(count, years, PRIOR_CHILDREN * share, prior_time) for count, share in zip(*row, strict=True)]
        for row in zip(tally.entries, shares, strict=True)
    ]


def _smoothed(counts: Floats, shares: Floats) -> Floats:
    """Give shares of counts, small ones hidden, pulled towards the prior's."""
    shares = shares / shares.sum()
    hidden = guarded(counts, shares * counts.sum()) + PRIOR_CHILDREN * shares
    return np.asarray(hidden / hidden.sum())


def past_counts(by_year: Floats) -> Floats:
    """Give counts of past years, the last first, small ones hidden; years before the returns count as the mean."""
    known = by_year[::-1][:HISTORY_YEARS]
    mean = np.full(HISTORY_YEARS - known.size, np.round(known.mean()))
    return np.where(few(padded := np.concatenate([known, mean])), MASKED_COUNT, padded)


def _repeats(tally: Tally, home_shares: Floats, own: OwnBeliefs, prior: Prior) -> Floats:
    """Give the re-entries and recurrences `(age,)` that the model will make by itself in its first year."""
    value = {belief.assumption.name: belief for belief in own.beliefs if belief.kind == "beta"}

    def usual(name: str) -> float:
        if name in value:
            a, b = value[name].parameters["a"], value[name].parameters["b"]
            return a / (a + b)
        return prior.usual(name)

    waits = prior.waits()
    homes = past_counts(tally.left[0])
    scale = waits.scale_days / DAYS_PER_YEAR
    home = expected_reentries(
        np.concatenate([homes[:1], homes]), home_shares, usual("reentry_home_chance"), waits.shape, scale
    )
    relatives = tally.exits[1].sum(axis=1)
    relatives = _smoothed(relatives, np.array(prior.authority.exit_rates[1]))
    kinship = past_counts(tally.left[1]).mean() * usual("reentry_kinship_chance") * relatives
    wait = prior.register["recurrence_wait_days"].belief
    low, median = wait.quantile(0.158655), wait.quantile(0.5)
    infants = expected_recurrences(
        past_counts(tally.infant_starts),
        usual("recurrence_chance"),
        median / DAYS_PER_YEAR,
        float(np.log(median / low)),
    )
    return np.asarray(home + kinship + np.array([infants, 0, 0, 0, 0]))


def _unaccompanied(tally: Tally, prior: Prior) -> Gamma:
    count = float(tally.started_alone.sum())
    if not count and not tally.stock_alone:
        return Gamma(0.0, 1.0)
    usual = prior.of_drift("unaccompanied_starts_per_year") / sum(prior.authority.entries_by_age)
    years = len(tally.years)
    rate = count_rate(count, years, 1.0, 1.0 / (usual * tally.entries.sum() / years))
    return Gamma(rate.mean, min(rate.shape, UNACCOMPANIED_SHAPE))


def _stock(tally: Tally, prior: Prior) -> tuple[tuple[int, ...], int]:
    """Give the stock by age, its total as counted and its shares smoothed, and how many are unaccompanied.

    The unaccompanied enter evenly from 15 to 18 in the model, so a ninth of them counts in the band to 15.
    """
    alone = SHOWN_TO * round(tally.stock_alone / SHOWN_TO)
    at_15 = round(alone / 9)
    total = int(tally.stock[-1])
    shares = _smoothed(tally.stock_by_age, np.array(prior.authority.stock_by_age, float))
    whole = shared_out(shares, total - alone)
    return (*map(int, whole[:3]), int(whole[3]) + at_15, int(whole[4]) + alone - at_15), alone
