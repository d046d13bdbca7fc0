"""Write a fit of an authority's own returns as an authority file: three figures, small counts masked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import Refusal, refuse
from sfpc_sim.inputs.authority import AGE_BANDS, EXIT_CAUSES
from sfpc_sim.inputs.returns.findings import FEWEST_SHOWN
from sfpc_sim.inputs.scenario import DRIFTS
from sfpc_sim.study.fitting.authority_text import (
    belief_entry,
    copied_entry,
    correlation_entry,
    figure,
    fixed,
    listed,
    lognormal,
    normal,
    own_entry,
    quoted,
)
from sfpc_sim.study.fitting.elasticity import authority_of, measure_shares
from sfpc_sim.study.fitting.level_text import level_entries
from sfpc_sim.study.fitting.returns import MASKED_COUNT, past_counts
from sfpc_sim.study.fitting.returns_own import PRIOR_CHILDREN
from sfpc_sim.study.fitting.returns_rates import PRIOR_YEARS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.study.fitting.returns import ReturnsFit

    Floats = NDArray[np.float64]

FIGURES = 3


def with_measured_shares(fit: ReturnsFit) -> ReturnsFit:
    """Measure on the model itself what a lasting change of rates does to the counts of the authority.

    Raises
    ------
    Refusal
        If a fit of few children or wild years says what no plan could read.
    """
    try:
        fit = replace(fit, measured_shares=measure_shares(returns_toml(fit, "a first pass")))
        authority_of(returns_toml(fit, "a second pass"))
    except Refusal as refusal:
        told = " ".join(problem.fault for problem in refusal.problems)
        fault = f"fits to what the model cannot hold: {told}"
        raise refuse("the return", fault, "Fit the published tables instead: sfpc fit published.") from refusal
    return fit


def returns_toml(fit: ReturnsFit, command: str) -> str:
    """Give the text of the authority file."""
    parts = [_head(fit, command), _facts(fit), _exits(fit), _history(fit), _flows(fit)]
    parts += [_level(fit, drift) for drift in DRIFTS]
    return "\n".join([*parts, _own(fit), _copied(fit)])


def _three(values: Floats) -> str:
    return listed(values, FIGURES)


def _source(fit: ReturnsFit) -> str:
    return f"Own SSDA903 returns, years to March {fit.tally.years[0]} to {fit.until}"


def _head(fit: ReturnsFit, command: str) -> str:
    return f"""# Made by a command, from the authority's own SSDA903 returns to March {fit.until}. To make it again:
#   {command}
# Nothing here is about a single child. Numbers that rest on fewer than {FEWEST_SHOWN} events lean on the prior:
# {PRIOR_YEARS:.0f} child-years ({PRIOR_CHILDREN:.0f} children for a share) of "{fit.prior.name}".

name = {quoted(fit.name)}
code = {quoted(fit.code)}
origin = {fit.until}-03-31
source = {quoted(_source(fit))}
"""


def _facts(fit: ReturnsFit) -> str:
    first, later = (
        (_three(np.array([r.median for r in row])), _three(np.array([r.log_sd for r in row]))) for row in fit.entries
    )
    return f"""[stock]  # the total as counted, its ages smoothed
by_age = {listed(np.array(fit.stock_by_age))}  # {", ".join(AGE_BANDS)}
unaccompanied = {fit.stock_unaccompanied}  # to the nearest five

[entries]  # a year, unaccompanied children apart
by_age = {_three(fit.entries_by_age)}
# first.median = {first[0]}  # a child's first start in these returns, mean of the years
# first.log_sd = {first[1]}
# later.median = {later[0]}  # of a child whom they saw in care before
# later.log_sd = {later[1]}
groups_per_first_entry = {_three(fit.groups_per_first_entry)}  # by age of the youngest of a sibling group
expected_repeat_per_year = {figure(float(fit.repeat_by_age.sum()), FIGURES)}  # what the model makes in its first year
first_entry_share = {figure(_shares(fit)[0], FIGURES)}  # a lasting change of first entries shows in all starts so far
"""


def _shares(fit: ReturnsFit) -> tuple[float, float]:
    """Give what a lasting change of first entries, and of exit rates, changes in the counts: guessed or measured."""
    if fit.measured_shares:
        return fit.measured_shares
    total, exits = float(fit.entries_by_age.sum()), float(fit.tally.left.sum())  # of all, like ceases
    return 1.0 - float(fit.repeat_by_age.sum()) / total, exits / max(float(fit.tally.ceased.sum()), exits, 1.0)


def _exits(fit: ReturnsFit) -> str:
    exits = fit.exits
    lines = [
        "[exits]  # a year where the factor is 1, its mean over the time watched; 18th birthdays apart",
        f"under18_share = {figure(_shares(fit)[1], FIGURES)}  # one of exit rates in ceases over stock",
        f"duration_edges_days = {listed(fit.prior.edges_days)}",
    ]
    for number, cause in enumerate(EXIT_CAUSES):
        lines += [
            f"rates.{cause} = {_three(exits.medians[number])}",
            f"# log_sd.rates.{cause} = {_three(exits.log_sds[number])}{_leaning(exits.few_by_age[number])}",
        ]
    for number, cause in enumerate(EXIT_CAUSES):
        lines += [
            f"factors.{cause} = {_three(exits.factors[number])}",
            f"# log_sd.factors.{cause} = {_three(exits.factor_log_sd[number])}"
            f"{_leaning(exits.few_by_duration[number])}",
        ]
    return "\n".join([*lines, ""])


def _leaning(few: NDArray[np.bool_]) -> str:
    where = ", ".join(str(number + 1) for number in np.flatnonzero(few))
    return f"  # fewer than {FEWEST_SHOWN} events, leans on the prior: number {where}" if where else ""


def _history(fit: ReturnsFit) -> str:
    return f"""[history]  # by year, the last first; years before the returns are their mean; {MASKED_COUNT} means few
returned_home = {listed(past_counts(fit.tally.left[0]))}
kinship = {listed(past_counts(fit.tally.left[1]))}
infant_starts = {listed(past_counts(fit.tally.infant_starts))}
home_exit_share_by_age = {_three(fit.home_exit_shares)}
"""


def _flows(fit: ReturnsFit) -> str:
    alone = fit.unaccompanied
    return "\n".join(
        [
            belief_entry(
                "counting_residual",
                "What stock changes by in a year beyond starts less ceases, each child once; added to entries",
                "children a year",
                normal(float(f"{fit.residual[0]:.3g}"), float(f"{fit.residual[1]:.3g}")),
                f"{_source(fit)}: mean and standard error",
                grade="A",
                row="32",
            ),
            belief_entry(
                "unaccompanied_starts_per_year",
                "Unaccompanied asylum-seeking children who enter in a year",
                "children per year",
                lognormal(_rounded(alone.median), _rounded(alone.log_sd)) if alone.median else fixed(0.0),
                f"{_source(fit)}: starts of children in the uasc files",
                grade="A",
                row="45",
            ),
        ]
    )


def _rounded(value: float) -> float:
    return float(f"{value:.{FIGURES}g}")


def _level(fit: ReturnsFit, drift: str) -> str:
    return level_entries(
        drift, fit.entry_levels[drift], fit.exit_levels[drift], fitted_exit=fit.fitted_exit_level,
        under18_share=_shares(fit)[1], rounded=_rounded,
        note=f"{_source(fit)}, in the drift ({drift}) of {fit.prior.name}, generalised least squares",
    )  # fmt: skip


def _own(fit: ReturnsFit) -> str:
    text = []
    for own in fit.own.beliefs:
        numbers = ", ".join(f"{key} = {figure(value, FIGURES)}" for key, value in own.parameters.items())
        ref = f"{_source(fit)}: {own.events}"
        text.append(own_entry(own.assumption, f"{{ {own.kind} = {{ {numbers} }} }}", ref, "A"))
    kept = "\n".join(f"# {name} stays as shipped: {why}." for name, why in fit.own.kept.items())
    return "\n".join([*text, kept, ""])


def _copied(fit: ReturnsFit) -> str:
    tables = fit.prior.tables
    text = [
        copied_entry(name, entry, f"Copied from {fit.prior.name}: {entry['source']['ref']}")
        for name, entry in tables["assumptions"].items()
        if name not in {own.assumption.name for own in fit.own.beliefs}
    ]
    ties = [
        correlation_entry(name, tie["names"], np.array(tie["matrix"])) for name, tie in tables["correlations"].items()
    ]
    return "\n".join([*text, *ties])
