"""The elicited shape of exits over time in care, moved as little as England's table of leavers' durations asks.

The table counts leavers by how long their last period of care was, over all causes. It can tell how
quickly children leave in each band of time; it cannot tell one cause from another within a band. So all
factors of a band are multiplied by one number, ages and reasons are fitted anew to their own margins, and
the numbers are the most likely ones under a prior that keeps them near one: what was elicited about causes
stays, and the rest moves as little as the table asks.

What a profile gives is asked of the fast kernel itself: the whole of England lives through the table's year
at the middle of its rates, and leavers are counted by the published rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import least_squares

from sfpc_sim.inputs.assumptions import Register
from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.inputs.authority import EXIT_CAUSES
from sfpc_sim.inputs.beliefs import belief_of
from sfpc_sim.inputs.loading import shipped_register
from sfpc_sim.model.expected_flows import accompanied
from sfpc_sim.study.care_counts import by_duration, last_ceases
from sfpc_sim.study.care_worlds import quiet_plan, year_edges
from sfpc_sim.study.fitting.authority_file import authority_toml
from sfpc_sim.study.fitting.flows import fit_exits
from sfpc_sim.study.fitting.published import SLOW
from sfpc_sim.study.fitting.usual_years import lived

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.calibration.profile import ExitProfile
    from sfpc_sim.study.fitting.published import Fit

    Floats = NDArray[np.float64]

PRIOR_LOG_SD = 0.7  # of a band's multiplier: what was elicited may be out by half or by double
DISCREPANCY = 0.005  # half a point in a band: rounding, and a stock whose past is taken for steady
DIFFERENCE = 0.2  # step of the derivative, far above the counting noise of thirty thousand leavers on the same luck
LEAST, MOST = np.log(0.1), np.log(10.0)  # a band's factors are never moved by more: it would be another fault
STAYS = 3  # the factor of six months to a year: only ratios count, as the level is fitted to all exits
# What moves rates from year to year; at the middle of England's rates none of it acts.
_WANDERING = ("entry_drift_sd", "exit_drift_sd", "entry_shock_sd", "exit_shock_sd", "national_shock_sd",
              "unaccompanied_shock_sd")  # fmt: skip


@dataclass(frozen=True, eq=False)
class DurationFit:
    """A calibrated profile, the authority's fit with it, and how far it moved and is known."""

    profile: ExitProfile
    england: Fit
    log_multipliers: Floats  # (factor,) of the elicited factors; the middle of the posterior
    log_sd: Floats  # (factor,) posterior; the prior's is `PRIOR_LOG_SD`
    correlation: Floats  # (factor, factor)
    before: Floats  # (band,) shares of leavers at the elicited profile
    after: Floats  # (band,)
    table: Floats  # (band,)


def calibrate_durations(
    england: Fit, prior: ExitProfile, table: Floats, *, seed: int, tell: Callable[[str], None] = lambda _: None
) -> DurationFit:
    """Find the most likely multipliers, given that they are probably small and the table probably right.

    Parameters
    ----------
    england : fitted to years before the table's
    prior : the elicited profile
    table : (band,) leavers, in the year after England's last
    seed : of the luck that every trial shares
    """
    wanted, shape = table / table.sum(), Shape(england, prior, seed)
    free = np.delete(np.arange(prior.edges_days.size + 1), STAYS)

    def off(x: Floats) -> Floats:
        shares = shape.shares(x)
        tell(f"Farthest band {100 * np.abs(shares - wanted).max():.2f} points from the table.")
        return np.concatenate([(shares - wanted) / DISCREPANCY, x / PRIOR_LOG_SD])

    def slopes(x: Floats) -> Floats:
        here, steps = off(x), DIFFERENCE * np.eye(free.size)
        return np.column_stack([(off(x + step) - here) / DIFFERENCE for step in steps])

    found = least_squares(off, np.zeros(free.size), jac=slopes, bounds=(LEAST, MOST), xtol=0.05, ftol=0.05, max_nfev=4)
    jacobian = np.asarray(found.jac)
    covariance = np.linalg.inv(jacobian.T @ jacobian)
    sd = np.sqrt(np.diag(covariance))
    return DurationFit(
        profile=shape.profile(found.x), england=with_profile(england, shape.profile(found.x)),
        log_multipliers=np.insert(found.x, STAYS, 0.0), log_sd=np.insert(sd, STAYS, 0.0),
        correlation=covariance / np.outer(sd, sd), before=shape.shares(np.zeros(free.size)),
        after=shape.shares(found.x), table=wanted,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Shape:
    """Leavers' durations as they follow from a profile's multipliers, on one world's luck."""

    fit: Fit
    prior: ExitProfile
    seed: int

    def profile(self, x: Floats) -> ExitProfile:
        """Give the profile whose free factors are multiplied by the exponentials of `x`."""
        return replace(self.prior, factors=self.prior.factors * np.exp(np.insert(x, STAYS, 0.0)))

    def shares(self, x: Floats) -> Floats:
        """Give simulated shares of leavers by band `(band,)`."""
        return simulated_shares(with_profile(self.fit, self.profile(x)), seed=self.seed)


def with_profile(fit: Fit, profile: ExitProfile) -> Fit:
    """Fit exit rates anew to the same ages and reasons, with other factors over time in care."""
    details = fit.history.details
    stock = accompanied([int(count) for count in details.stock_by_age], int(details.unaccompanied[-1]))
    targets = (fit.exits.exits.sum(axis=0), fit.exits.exits.sum(axis=1))
    exits = fit_exits(
        np.array(stock, float), fit.entries_by_age, targets, SLOW * profile.age_propensity, factors=profile.factors,
        edges_days=profile.edges_days,
        infant_power=shipped_register()["infant_entry_age_power"].belief.quantile(0.5),
    )  # fmt: skip
    table = {
        "grade": profile.grade, "source": profile.source, "edges_days": profile.edges_days.tolist(),
        "factors": dict(zip(EXIT_CAUSES, profile.factors.tolist(), strict=True)),
    }  # fmt: skip
    # Exits by age are as before, so who turns 18 in care hardly changes.
    return replace(fit, exits=replace(exits, at_18=fit.exits.at_18), profile=fit.profile | table)


def simulated_shares(fit: Fit, *, seed: int) -> Floats:
    """Give shares of leavers by band `(band,)` in the year after an authority's last, at the middle of its rates."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fitted.toml"
        path.write_text(authority_toml(fit, "a pass of the calibration"), encoding="utf-8")
        scenario = without_wandering(quiet_plan(*read_authority(path), years=1, seed=seed))
    cohort = lived(scenario, 1)
    counts = by_duration(cohort, last_ceases(cohort, *year_edges(scenario)))
    return np.asarray(counts / counts.sum())


def without_wandering(scenario: Scenario) -> Scenario:
    """Take away what moves rates from year to year, and leave each belief at its middle."""
    beliefs = {
        each.name: 0.0 if each.name in _WANDERING else each.belief.quantile(0.5)
        for each in scenario.register.assumptions
        if each.level != "entity"
    }
    fixed = tuple(
        replace(each, belief=belief_of({"fixed": {"value": beliefs[each.name]}}, each.bounds))
        if each.name in beliefs else each
        for each in scenario.register.assumptions
    )  # fmt: skip
    return replace(scenario, register=Register(fixed))
