"""Write a fit as an authority file: facts, fitted flows, and beliefs with source and grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from sfpc_sim.inputs.scenario import EXIT_CAUSES
from sfpc_sim.study.fitting.drift import joint_margins
from sfpc_sim.study.fitting.published import past_counts, past_infants

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sfpc_sim.study.fitting.drift import DriftFit
    from sfpc_sim.study.fitting.published import Fit

    Floats = NDArray[np.float64]

PUBLICATION = "DfE, Children looked after in England including adoption, underlying data as first published"


def authority_toml(fit: Fit, command: str) -> str:
    """Give the text of an authority file; rates to four figures, counts as published."""
    parts = [_head(fit, command), _facts(fit), _levels(fit), _drift(fit, "entry"), _drift(fit, "exit"), _growth(fit)]
    return "\n".join([*parts, _later(fit)])


def _head(fit: Fit, command: str) -> str:
    history = fit.history
    return f"""# Made by a command, from published tables of years to March {history.until} only. To make it again:
#   {command}
# [[later]] is what happened afterwards: for checks, never an input.

name = "{history.name}"
code = "{history.code}"
origin = {history.until}-03-31
source = "{PUBLICATION}, years to March {history.until}"
"""


def _facts(fit: Fit) -> str:
    history, profile = fit.history, fit.profile
    rates = "\n".join(f"rates.{cause} = {_list(fit.exits.rates[i])}" for i, cause in enumerate(EXIT_CAUSES))
    factors = "\n".join(f"factors.{cause} = {_list(profile['factors'][cause])}" for cause in EXIT_CAUSES)
    home = fit.exits.exits[0] / fit.exits.exits[0].sum()
    return f"""[stock]
by_age = {_list(history.stock_by_age)}  # under 1, 1 to 4, 5 to 9, 10 to 15, 16 and 17
unaccompanied = {history.unaccompanied[-1]:.0f}

[entries]  # a year, unaccompanied children apart
by_age = {_list(fit.entries_by_age)}
groups_per_first_entry = {_list(fit.groups_per_first_entry)}  # by age of the youngest of a sibling group
expected_repeat_per_year = {_figure(fit.repeat_entries)}  # re-entries and recurrent removals of the first year
first_entry_share = {_figure(fit.first_entry_share)}  # of all entries: carries the drift of them all

[exits]  # a year at duration factor 1, fitted jointly to ages and reasons for ceasing
under18_share = {_figure(fit.under18_share)}  # of all exits: carries the drift of them all
duration_edges_days = {_list(profile["edges_days"])}  # grade {profile["grade"]}: {profile["source"]}
{rates}
{factors}

[history]  # by year, the last first; years before the tables begin count as the mean of those known
returned_home = {_list(past_counts(history, 0))}
kinship = {_list(past_counts(history, 1))}
infant_starts = {_list(past_infants(history))}
home_exit_share_by_age = {_list(home)}
"""


def _levels(fit: Fit) -> str:
    scale = fit.history.population[-1]
    entry, exits = fit.entry_level, fit.exit_level
    share = fit.under18_share
    own = f"{fit.history.name}'s own years to {fit.history.until}"
    note = f"{own} in the drift of {fit.authorities} authorities (generalised least squares)"
    text = [
        _belief(
            "entries_origin_per_year",
            "Entries a year at the origin, unaccompanied children apart, before the counting residual",
            "children per year",
            _lognormal(np.exp(entry.today) * scale, entry.today_sd),
            note,
            grade="A",
            row="31",
        ),
        _belief(
            "entries_long_run_per_year",
            "Level that entries revert to, at the origin's child population",
            "children per year",
            _lognormal(np.exp(entry.long_run) * scale, entry.long_run_sd),
            note,
            grade="B",
        ),
        _belief(
            "exit_level_origin",
            "Exit rates before 18 at the origin against the fitted ones",
            "ratio",
            _lognormal(1.0, exits.today_sd / share),
            note,
            grade="A",
            row="38",
        ),
        _belief(
            "exit_level_long_run",
            "Level that exit rates before 18 revert to, against the fitted ones",
            "ratio",
            _lognormal(np.exp((exits.long_run - exits.today) / share), exits.long_run_sd / share),
            note,
            grade="B",
        ),
        _belief(
            "counting_residual",
            "Entries that published starts leave out: second starts of a child in a year",
            "children a year",
            _normal(*fit.residual),
            "Stock change less published starts and ceases, mean and standard error",
            grade="A",
            row="32",
        ),
        _belief(
            "unaccompanied_starts_per_year",
            "Unaccompanied asylum-seeking children who enter in a year",
            "children per year",
            _lognormal(fit.unaccompanied_starts, 0.25),
            "Inferred from the stock of unaccompanied children of the last two years",
            grade="B",
            row="45",
        ),
        _correlation(
            "entry_levels", ("entries_origin_per_year", "entries_long_run_per_year"), _pair(entry.correlation)
        ),
        _correlation("exit_levels", ("exit_level_origin", "exit_level_long_run"), _pair(exits.correlation)),
    ]
    return "\n".join(text)


def _drift(fit: Fit, flow: str) -> str:
    drift: DriftFit = fit.entry_drift if flow == "entry" else fit.exit_drift
    draws = {f"{flow}_drift_sd": drift.damped_sd, f"{flow}_drift_persistence": drift.persistence}
    margins, matrix = joint_margins(draws)
    of = {"entry": "starts", "exit": "ceases over mean stock"}[flow]
    panel = f"{fit.authorities} authorities, 2010-{fit.history.until}"
    note = f"Changes over one to seven years of {of}, {panel}, bootstrap over authorities"
    sd, persistence = margins[f"{flow}_drift_sd"], margins[f"{flow}_drift_persistence"]
    shock = float(np.sqrt(np.mean(drift.shock_sd**2)))
    walk, walk_sd = float(np.median(drift.walk_sd)), float(np.std(np.log(drift.walk_sd)))
    within = "Moments about each authority's own mean in a short panel: too quiet, an alternative to compare with"
    text = [
        _belief(
            f"{flow}_drift_sd",
            f"Yearly innovation of the log of {of}, damped walk",
            "log ratio",
            _lognormal(np.exp(sd[0]), sd[1]),
            note,
            grade="A",
            row="34" if flow == "entry" else "38",
        ),
        _belief(
            f"{flow}_drift_persistence",
            f"What is left after a year of a deviation of the log of {of}",
            "share",
            _beta(drift.persistence),
            note + f"; median {expit(persistence[0]):.2f}",
            grade="A",
        ),
        _belief(
            f"{flow}_shock_sd",
            f"Yearly shock to {of} that does not persist",
            "log ratio",
            f"{{ fixed = {{ value = {_figure(shock)} }} }}",
            note,
            grade="A",
        ),
        _belief(
            f"{flow}_walk_sd",
            f"Yearly innovation of the log of {of}, pure walk (alternative)",
            "log ratio",
            _lognormal(walk, walk_sd),
            note,
            grade="A",
        ),
        _belief(
            f"{flow}_stationary_sd",
            f"Spread of the log of {of} about its mean, stationary alternative",
            "log ratio",
            f"{{ fixed = {{ value = {_figure(drift.stationary_sd)} }} }}",
            within,
            grade="C",
        ),
        _belief(
            f"{flow}_stationary_persistence",
            f"Lag-one correlation of the log of {of}, stationary alternative",
            "share",
            f"{{ fixed = {{ value = {_figure(drift.stationary_persistence)} }} }}",
            within,
            grade="C",
        ),
        _correlation(f"{flow}_drift", tuple(draws), matrix),
    ]
    return "\n".join(text)


def _growth(fit: Fit) -> str:
    return "\n".join(
        [
            _belief(
                "population_growth",
                "Yearly growth of the population under 18",
                "log change a year",
                _normal(*fit.population_growth),
                "Population in the releases of the day, last five years",
                grade="A",
                row="46",
            ),
            _belief(
                "demand_growth",
                "Yearly growth of entries per child beyond population",
                "log change a year",
                _normal(*fit.demand_growth),
                f"England's starts per child since 2010, years to {fit.history.until}",
                grade="A",
                row="47",
            ),
        ]
    )


def _later(fit: Fit) -> str:
    return "\n".join(
        f"[[later]]\nyear = {year}\nlooked_after = {stock}\nstarted = {started}\nceased = {ceased}\n"
        for year, stock, started, ceased in fit.history.later
    )


_BOUNDS = {
    "share": "[0, 1]",
    "log ratio": "[0, 1]",
    "ratio": "[0.2, 5]",
    "children per year": "[0, 100000]",
    "children a year": "[-100, 1000]",  # a balance, which can be negative
    "log change a year": "[-0.2, 0.2]",
}


def _belief(name: str, meaning: str, unit: str, belief: str, ref: str, *, grade: str, row: str = "") -> str:
    evidence = f'evidence_row = "{row}"\n' if row else ""
    return (
        f'[assumptions.{name}]\nmeaning = "{meaning}"\nunit = "{unit}"\nbelief = {belief}\nbounds = {_BOUNDS[unit]}\n'
        f'level = "authority"\n{evidence}source = {{ ref = "{ref}", grade = "{grade}" }}\n'
    )


def _correlation(name: str, names: Iterable[str], matrix: Floats) -> str:
    rows = ", ".join(_list(row) for row in matrix)
    quoted = ", ".join(f'"{member}"' for member in names)
    return f"[correlations.{name}]\nnames = [{quoted}]\nmatrix = [{rows}]\n"


def _pair(correlation: float) -> Floats:
    return np.array([[1.0, correlation], [correlation, 1.0]])


def _lognormal(median: float, log_sd: float) -> str:
    return f"{{ lognormal = {{ median = {_figure(median)}, log_sd = {_figure(log_sd)} }} }}"


def _normal(mean: float, sd: float) -> str:
    return f"{{ normal = {{ mean = {_figure(mean)}, sd = {_figure(sd)} }} }}"


def _beta(draws: Floats) -> str:
    """Fit a beta belief to draws by their mean and variance."""
    mean, variance = float(draws.mean()), float(draws.var())
    size = mean * (1 - mean) / variance - 1
    return f"{{ beta = {{ a = {_figure(mean * size)}, b = {_figure((1 - mean) * size)} }} }}"


def _list(values: Sequence[float] | Floats) -> str:
    return "[" + ", ".join(_figure(float(value)) for value in values) + "]"


def _figure(value: float) -> str:
    """Write a number with four significant figures, whole numbers whole."""
    return f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e6 else f"{value:.4g}"
