"""Write a fit as an authority file: facts, fitted flows, and beliefs with source and grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.authority import EXIT_CAUSES
from sfpc_sim.inputs.scenario import DRIFTS
from sfpc_sim.study.fitting.authority_text import (
    belief_entry,
    beta_of,
    correlation_entry,
    figure,
    fixed,
    listed,
    lognormal,
    normal,
)
from sfpc_sim.study.fitting.drift import joint_margins
from sfpc_sim.study.fitting.level_text import level_entries
from sfpc_sim.study.fitting.published import past_counts, past_infants

if TYPE_CHECKING:
    from sfpc_sim.study.fitting.drift import DriftFit
    from sfpc_sim.study.fitting.published import Fit

PUBLICATION = "DfE, Children looked after in England including adoption, underlying data as first published"


def authority_toml(fit: Fit, command: str) -> str:
    """Give the text of an authority file; rates to four figures, counts as published."""
    parts = [_head(fit, command), _facts(fit), _levels(fit), _drift(fit, "entry"), _drift(fit, "exit"), _growth(fit)]
    return "\n".join([*parts, _published(fit), _later(fit)])


def _head(fit: Fit, command: str) -> str:
    history = fit.history
    release = f'# Counts of {history.until} are those of "{history.release}", the first release of them held.\n'
    return f"""# Made by a command, from published tables of years to March {history.until} only. To make it again:
#   {command}
# [[published]] is what was known of past years: answers far outside it are told as such.
# [[later]] is what happened afterwards: for checks, never an input.
{release if history.release else ""}
name = "{history.name}"
code = "{history.code}"
origin = {history.until}-03-31
source = "{PUBLICATION}, years to March {history.until}"
"""


def _facts(fit: Fit) -> str:
    history, profile, details = fit.history, fit.profile, fit.history.details
    rates = "\n".join(f"rates.{cause} = {listed(fit.exits.rates[i])}" for i, cause in enumerate(EXIT_CAUSES))
    factors = "\n".join(f"factors.{cause} = {listed(profile['factors'][cause])}" for cause in EXIT_CAUSES)
    home = fit.exits.exits[0] / fit.exits.exits[0].sum()
    carried = ""
    if details.stock_year < history.until:
        known, until = details.stock_year, history.until
        carried = f"""# Neither ages nor unaccompanied children of {until} were published: the shares of {known}
# scaled to the {history.stock[-1]:.0f} children of {until}, and the number of {known}.
"""
    return f"""[stock]
{carried}by_age = {listed(details.stock_by_age)}  # under 1, 1 to 4, 5 to 9, 10 to 15, 16 and 17
unaccompanied = {details.unaccompanied[-1]:.0f}

[entries]  # a year, unaccompanied children apart
by_age = {listed(fit.entries_by_age)}
groups_per_first_entry = {listed(fit.groups_per_first_entry)}  # by age of the youngest of a sibling group
expected_repeat_per_year = {figure(fit.repeat_entries)}  # re-entries and recurrent removals of the first year
first_entry_share = {figure(fit.first_entry_share)}  # a change of first entries shows in its year's starts so far

[exits]  # a year at duration factor 1, fitted jointly to ages and reasons for ceasing
under18_share = {figure(fit.under18_share)}  # one of exit rates in its year's ceases over stock
duration_edges_days = {listed(profile["edges_days"])}  # grade {profile["grade"]}: {profile["source"]}
{rates}
{factors}

[history]  # by year, the last first; years before the tables begin count as the mean of those known
returned_home = {listed(past_counts(history, 0))}
kinship = {listed(past_counts(history, 1))}
infant_starts = {listed(past_infants(history))}
home_exit_share_by_age = {listed(home)}
"""


def _levels(fit: Fit) -> str:
    text = [
        belief_entry(
            "counting_residual",
            "What stock changes by in a year beyond published starts less ceases; added to entries",
            "children a year",
            normal(*fit.residual),
            "Stock change less published starts and ceases, mean and standard error",
            grade="A",
            row="32",
        ),
        belief_entry(
            "unaccompanied_starts_per_year",
            "Unaccompanied asylum-seeking children who enter in a year",
            "children per year",
            lognormal(fit.unaccompanied_starts, 0.25) if fit.unaccompanied_starts else fixed(0.0),
            "Inferred from the stock of unaccompanied children of the last two years",
            grade="B",
            row="45",
        ),
    ]
    return "\n".join([*text, *(_level(fit, drift) for drift in DRIFTS)])


def _level(fit: Fit, drift: str) -> str:
    own = f"{fit.history.name}'s own years to {fit.history.until}"
    return level_entries(
        drift, fit.entry_levels[drift], fit.exit_levels[drift], fitted_exit=fit.exit_levels["damped"].today,
        under18_share=fit.under18_share,
        note=f"{own} in the drift ({drift}) of {fit.authorities} authorities, generalised least squares",
    )  # fmt: skip


def _drift(fit: Fit, flow: str) -> str:
    drift: DriftFit = fit.entry_drift if flow == "entry" else fit.exit_drift
    draws = {f"{flow}_drift_sd": drift.damped_sd, f"{flow}_drift_persistence": drift.persistence}
    margins, matrix = joint_margins(draws)
    of = {"entry": "starts", "exit": "ceases over mean stock"}[flow]
    years = f"2010-{fit.history.until}"
    note = f"Part of {of} in changes of starts less ceases over stock, {fit.authorities} authorities, {years}"
    sd = margins[f"{flow}_drift_sd"]
    # What the model's months and unaccompanied children make by themselves must not come twice.
    made = fit.shock_of_model if flow == "entry" else 0.0
    shocks = [np.sqrt(max(float(np.mean(v**2)) - made, 0.0)) for v in (drift.shock_sd, drift.walk_shock_sd)]
    within = "Moments about each authority's own mean in a short panel: too quiet, an alternative to compare with"
    row = "34" if flow == "entry" else "38"
    entries = [
        ("drift_sd", "Yearly innovation, damped walk", "log ratio", lognormal(np.exp(sd[0]), sd[1]), note, "A"),
        ("drift_persistence", "What is left of a deviation after a year, damped walk", "share",
         beta_of(drift.persistence), note, "A"),
        ("shock_sd", "Yearly shock that does not persist, damped walk", "log ratio", fixed(shocks[0]), note, "A"),
        ("walk_sd", "Yearly innovation, pure walk", "log ratio",
         lognormal(float(np.median(drift.walk_sd)), float(np.std(np.log(drift.walk_sd)))), note, "A"),
        ("walk_shock_sd", "Yearly shock that does not persist, pure walk", "log ratio", fixed(shocks[1]), note, "A"),
        ("stationary_sd", "Spread about the mean, stationary", "log ratio", fixed(drift.stationary_sd), within, "C"),
        ("stationary_persistence", "Lag-one correlation, stationary", "share",
         fixed(drift.stationary_persistence), within, "C"),
        ("stationary_shock_sd", "Yearly shock that does not persist, stationary: in its spread already", "log ratio",
         fixed(0.0), within, "C"),
    ]  # fmt: skip
    text = [
        belief_entry(f"{flow}_{name}", f"Log of {of}: {meaning}", unit, belief, ref, grade=grade, row=row)
        for name, meaning, unit, belief, ref, grade in entries
    ]
    return "\n".join([*text, correlation_entry(f"{flow}_drift", tuple(draws), matrix)])


def _growth(fit: Fit) -> str:
    return "\n".join(
        [
            belief_entry(
                "population_growth",
                "Yearly growth of England's population under 18, which entries follow",
                "log change a year",
                normal(*fit.country.children_growth),
                "England's children under 18 in the releases of the day, last five years; see docs/decisions.md 96",
                grade="A",
                row="46",
            ),
            belief_entry(
                "demand_growth",
                "Yearly growth of entries per child beyond population",
                "log change a year",
                normal(*fit.country.growth_per_child),
                f"England's children looked after per child since 2010, years to {fit.history.until}",
                grade="A",
                row="47",
            ),
        ]
    )


def _published(fit: Fit) -> str:
    """Write the years that were fitted, so that an answer far outside them can be told."""
    history = fit.history
    counts = np.column_stack([history.years, history.stock, history.started, history.ceased]).round().astype(int)
    return "\n".join(_year("published", *row) for row in counts.tolist())


def _later(fit: Fit) -> str:
    return "\n".join(_year("later", *row) for row in fit.history.later)


def _year(table: str, year: int, stock: int, started: int, ceased: int) -> str:
    return f"[[{table}]]\nyear = {year}\nlooked_after = {stock}\nstarted = {started}\nceased = {ceased}\n"
