"""`sfpc fit published`: published tables in, an authority's flows with their uncertainty out.

The drift (spread, damping) comes from all authorities of comparable size, the level from the
authority itself, the exit rates from its ages and reasons for ceasing. Only years up to `until`
are read, each as first published; later years are carried along for checks and marked so.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sfpc_sim.errors import refuse
from sfpc_sim.inputs.authority import EXIT_CAUSES
from sfpc_sim.inputs.loading import shipped_register
from sfpc_sim.inputs.published import read_country, read_history, read_panel
from sfpc_sim.model.expected_flows import accompanied
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.study.calibration.profile import profile_path
from sfpc_sim.study.fitting.balance import in_balance, next_imbalance
from sfpc_sim.study.fitting.drift import (
    ENTRY_DISPERSION,
    EXIT_DISPERSION,
    DriftFit,
    Drifts,
    Level,
    fit_drifts,
    fit_levels,
    ratio_noise,
)
from sfpc_sim.study.fitting.flows import (
    HISTORY_YEARS,
    ExitFit,
    children_per_group,
    expected_recurrences,
    expected_reentries,
    fit_exits,
    groups_for,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.published import Country, History, PublishedTables

    Floats = NDArray[np.float64]

COMPARABLE_STOCK = 100.0  # from this size on; how much noisier small ones are is fitted with the drift
FEWEST_AUTHORITIES = 10  # for a bootstrap over authorities to mean anything
AGE_YEARS = 2  # years of ages and reasons that are averaged: the last two, as the level moved before
# Stays of unaccompanied children are uniform over up to three years (they enter at 15 to 17 and
# leave at 18), so in a steady stream five ninths of those present leave within a year.
UNACCOMPANIED_LEAVE_SHARE = 5 / 9
UNACCOMPANIED_SAME_YEAR_SHARE = 1 / 6  # of a year's entrants, who turn 18 before it ends
SLOW = 0.2  # a year, at a propensity of one


@dataclass(frozen=True, slots=True)
class Fit:
    """Everything an authority file says, before it is written."""

    history: History
    entry_drift: DriftFit
    exit_drift: DriftFit
    entry_levels: dict[str, Level]  # by drift: log of entries but unaccompanied ones, a year at the origin's population
    exit_levels: dict[str, Level]  # by drift: log of ceases over mean stock
    exits: ExitFit
    entries_by_age: Floats  # (age,) a year, unaccompanied apart
    repeat_entries: float
    groups_per_first_entry: Floats
    unaccompanied_starts: float
    residual: tuple[float, float]  # mean, standard error
    country: Country
    shock_of_model: float  # variance of yearly starts that month-to-month and unaccompanied shocks make
    profile: dict[str, Any]
    authorities: int
    measured_shares: tuple[float, float] | None = None  # see `elasticity`; first-year shares without it

    @property
    def entries(self) -> float:
        """Entries a year at the origin, unaccompanied apart, before the counting residual."""
        return float(np.exp(self.entry_levels["damped"].today))

    @property
    def first_entry_share(self) -> float:
        """What a lasting change of first entries changes in all starts, as a share."""
        if self.measured_shares:
            return self.measured_shares[0]
        everyone = self.entries + self.residual[0] + self.unaccompanied_starts
        return (self.entries + self.residual[0] - self.repeat_entries) / everyone

    @property
    def under18_share(self) -> float:
        """What a lasting change of exit rates before 18 changes in ceases over stock, as a share."""
        if self.measured_shares:
            return self.measured_shares[1]
        return float(self.exits.exits.sum() / (self.exits.exits.sum() + self.exits.at_18))


def fit_published(tables: PublishedTables, authority: str, until: int) -> Fit:
    """Fit one authority from published tables, reproducibly.

    Parameters
    ----------
    tables : see `inputs.published.read_tables`
    authority : name or nine-character code
    until : the last year, ending 31 March, that is used
    """
    history = read_history(tables, authority, until)
    return fit_history(history, panel_drifts(tables, until), read_country(tables, until))


def fit_history(history: History, drifts: Drifts, country: Country) -> Fit:
    """Fit one authority to its history, with the drift of a panel and the growth of its country to the same year."""
    register, per_group = _shipped()
    profile = _exit_profile(history.until)
    alone = _unaccompanied_starts(history)
    residual = _counting_residual(history)
    recent_alone = float(np.mean(alone[-AGE_YEARS:]))
    noise = ratio_noise(history.started, history.ceased)
    entry_levels, exit_levels = in_balance(
        _entry_levels(history, country, alone, drifts.entry), _exit_levels(history, drifts.exit),
        stock=float(history.stock[-1]), others=recent_alone + residual[0], growth=country.growth,
        imbalance=next_imbalance(history.started, history.ceased, noise, drifts.imbalance),
        long_run_sd=drifts.imbalance.long_run_sd,
    )  # fmt: skip
    starts = np.nanmean(history.details.started_by_age[-AGE_YEARS:], axis=0)
    by_age = _without_unaccompanied(starts, recent_alone)
    entries = float(np.exp(entry_levels["damped"].today)) + residual[0]
    by_age = by_age / by_age.sum() * entries
    exits = _exits(history, by_age, exit_levels["damped"], recent_alone, profile, register)
    repeats = _repeat_entries(history, exits, register)
    first = np.maximum(by_age - repeats, 0.0)
    groups = groups_for(first / first.sum(), per_group)
    shock = _shock_of_model(register, recent_alone / history.started[-1])
    return Fit(
        history, drifts.entry, drifts.exit, entry_levels, exit_levels, exits, by_age, float(repeats.sum()), groups,
        recent_alone, residual, country, shock, profile, drifts.authorities,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _shipped() -> tuple[Register, Floats]:
    """Read the shipped beliefs once, and what a sibling group brings in by them."""
    register = shipped_register()
    return register, children_per_group(register)


@lru_cache(maxsize=8)
def _exit_profile(until: int) -> dict[str, Any]:
    """Read how exits change with time in care, as far as it had been published by the origin."""
    return tomllib.loads(profile_path(until).read_text("utf-8"))


def panel_drifts(tables: PublishedTables, until: int) -> Drifts:
    """Fit the drift of all authorities of comparable size without gaps in years to `until`."""
    panel = read_panel(tables, until, least_stock=COMPARABLE_STOCK)
    if len(panel.stock) < FEWEST_AUTHORITIES:
        fault = (
            f"has {len(panel.stock)} authorities of {COMPARABLE_STOCK:.0f} or more children without gaps to {until}."
        )
        raise refuse(tables.place, fault, f"Drift needs {FEWEST_AUTHORITIES}; give the tables of all authorities.")
    return fit_drifts(panel.stock, panel.started, panel.ceased)


def _unaccompanied_starts(history: History) -> Floats:
    """Infer unaccompanied starts by year from the stock; NaN where two years' stocks are not known."""
    stock = history.details.unaccompanied
    change = np.concatenate([[np.nan], np.diff(stock) + UNACCOMPANIED_LEAVE_SHARE * stock[:-1]])
    return np.maximum(change / (1 - UNACCOMPANIED_SAME_YEAR_SHARE), 0.0)


def _entry_levels(history: History, country: Country, alone: Floats, drift: DriftFit) -> dict[str, Level]:
    known = ~np.isnan(alone)
    children = country.children_in(history.years)
    entries = (history.started - alone) * children[-1] / children
    return _levels(np.log(entries[known]), ENTRY_DISPERSION / history.started[known], drift)


def _exit_levels(history: History, drift: DriftFit) -> dict[str, Level]:
    mean_stock = (history.stock[1:] + history.stock[:-1]) / 2
    return _levels(np.log(history.ceased[1:] / mean_stock), EXIT_DISPERSION / history.ceased[1:], drift)


def _levels(log_rates: Floats, noise: Floats, drift: DriftFit) -> dict[str, Level]:
    sd, persistence, shock, walk, walk_shock = (
        float(np.median(draws))
        for draws in (drift.damped_sd, drift.persistence, drift.shock_sd, drift.walk_sd, drift.walk_shock_sd)
    )
    return fit_levels(
        log_rates, noise, damped=(sd, persistence, shock), walk=(walk, walk_shock),
        stationary=(drift.stationary_sd, drift.stationary_persistence),
    )  # fmt: skip


def _shock_of_model(register: Register, unaccompanied_share: float) -> float:
    """Give the variance of log yearly starts that the model's month and unaccompanied shocks make by themselves."""
    month = register["entry_month_ratio"].belief
    month_sd = float(np.log(month.quantile(0.841345) / month.quantile(0.5)))
    alone = register["unaccompanied_shock_sd"].belief.quantile(0.5) * unaccompanied_share
    return month_sd**2 / 12 + alone**2


def _counting_residual(history: History) -> tuple[float, float]:
    """Give what stock changes by beyond published starts less ceases: mean and standard error."""
    residual = np.diff(history.stock) - (history.started - history.ceased)[1:]
    # Few years can agree by chance; children are counted whole, so nobody knows their mean better than this.
    least = 1 / np.sqrt(residual.size)
    return float(residual.mean()), float(max(residual.std(ddof=1) / np.sqrt(residual.size), least))


def _without_unaccompanied(starts: Floats, alone: float) -> Floats:
    """Take a year's unaccompanied starts from the bands they enter in: a third at 15, the rest at 16 and 17."""
    result = starts.copy()
    result[3] -= alone / 3
    result[4] -= alone * 2 / 3
    return np.maximum(result, 1.0)


def _exits(
    history: History, entries: Floats, level: Level, alone: float, profile: dict[str, Any], register: Register
) -> ExitFit:
    unaccompanied = int(history.details.unaccompanied[-1])
    stock = np.array(accompanied([int(n) for n in history.details.stock_by_age], unaccompanied), float)
    by_age = np.nanmean(history.details.ceased_by_age[-AGE_YEARS:], axis=0)
    by_cause = np.nanmean(history.details.ceased_by_cause[-AGE_YEARS:], axis=0)
    factors = np.array([profile["factors"][cause] for cause in EXIT_CAUSES], float)
    seeds = np.array([profile["age_propensity"][cause] for cause in EXIT_CAUSES], float)
    edges = np.array(profile["edges_days"], float)
    power = register["infant_entry_age_power"].belief.quantile(0.5)
    leaving_alone = unaccompanied * UNACCOMPANIED_LEAVE_SHARE + alone * UNACCOMPANIED_SAME_YEAR_SHARE
    wanted = np.exp(level.today) * history.stock[-1]
    at_18 = float(history.details.ceased_at_18[-1])
    rates = seeds * SLOW  # the first guess; only the propensities matter
    for _ in range(3):  # the total leaves room for the 18th birthdays that the stock's ages imply
        total = max(wanted - at_18, 1.0)
        fit = fit_exits(stock, entries, (by_age / by_age.sum() * total, by_cause / by_cause.sum() * total), rates,
                        factors=factors, edges_days=edges, infant_power=power)  # fmt: skip
        at_18, rates = fit.at_18 + leaving_alone, fit.rates
    return replace(fit, at_18=at_18)


def _repeat_entries(history: History, exits: ExitFit, register: Register) -> Floats:
    """Give expected re-entries and recurrences of the first year by age `(age,)`."""
    value = {name: register[name].belief.quantile(0.5) for name in (
        "reentry_home_chance", "reentry_home_wait_shape", "reentry_home_wait_days", "reentry_kinship_chance",
        "recurrence_chance")}  # fmt: skip
    years = value["reentry_home_wait_days"] / DAYS_PER_YEAR
    total = exits.exits.sum(axis=1, keepdims=True)
    shares = np.divide(exits.exits, total, out=np.zeros_like(exits.exits), where=total > 0)
    chance, shape = value["reentry_home_chance"], value["reentry_home_wait_shape"]
    this_year = [exits.exits[0].sum()]
    home = expected_reentries(np.concatenate([this_year, past_counts(history, 0)]), shares[0], chance, shape, years)
    kinship = past_counts(history, 1).mean() * value["reentry_kinship_chance"] * shares[1]
    wait = register["recurrence_wait_days"].belief
    low, median = wait.quantile(0.158655), wait.quantile(0.5)
    infants = expected_recurrences(
        past_infants(history), value["recurrence_chance"], median / DAYS_PER_YEAR, float(np.log(median / low))
    )
    return np.asarray(home + kinship + np.array([infants, 0, 0, 0, 0]))


def past_counts(history: History, cause: int) -> Floats:
    """Give exits by a cause in past years, the last first; earlier years than published count as the mean."""
    return _padded(history.details.ceased_by_cause[:, cause])


def past_infants(history: History) -> Floats:
    """Give starts under one year of age in past years, the last first, padded likewise."""
    return _padded(history.details.started_by_age[:, 0])


def _padded(values: Floats) -> Floats:
    known = values[~np.isnan(values)][::-1]
    rest = max(HISTORY_YEARS - known.size, 0)
    return np.round(np.concatenate([known, np.full(rest, known.mean())])[:HISTORY_YEARS])
