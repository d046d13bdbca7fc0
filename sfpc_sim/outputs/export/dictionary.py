"""What every column means, wherever it stands: the one list for workbook and tidy files."""

from __future__ import annotations

import re
from typing import NamedTuple


class Field(NamedTuple):
    """A column of a tidy table: its type as Frictionless Table Schema names it, and what it means."""

    type: str
    words: str


AS_UNIT = "In the unit of the column `unit`. "
NARROWS, INFINITE = "more replications narrow it", "inf: after the last day"
FIELDS: dict[str, Field] = {
    "scenario": Field("string", "The plan's name; its results folder's where two results have the same plan's name"),
    "compared_with": Field("string", "The plan from which the differences are taken"),
    "drift": Field("string", "How entry and exit rates wander: damped, stationary or walk"),
    "replication": Field("integer", "The simulated future; the same number is the same luck under every plan"),
    "month_end": Field("date", "Last day of the month"),
    "measure": Field("string", "What was measured; the table `measures` says what it means"),
    "on": Field("string", "The date, or the financial year by its April, of a measure that has one"),
    "value": Field("number", f"{AS_UNIT}Empty: it did not happen by the last day, or there was nothing to measure"),
    "unit": Field("string", "The unit; a chance is from 0 to 1, in a replication 0 or 1"),
    "statistic_kind": Field("string", "chance; mean; or quantity, a time that may not come by the last day"),
    "mean": Field("number", f"{AS_UNIT}Mean over futures, or the chance; empty: a time did not always come"),
    "ci_low": Field("number", f"{AS_UNIT}With 95% confidence the mean or chance lies above; {NARROWS}"),
    "ci_high": Field("number", f"{AS_UNIT}With 95% confidence the mean or chance lies below; {NARROWS}"),
    "p10": Field("number", f"{AS_UNIT}One future in ten lies below, however many are simulated. {INFINITE}"),
    "p50": Field("number", f"{AS_UNIT}Half of the futures lie below. {INFINITE}"),
    "p90": Field("number", f"{AS_UNIT}One future in ten lies above. {INFINITE}"),
    "replications": Field("integer", "Futures in which there was something to measure"),
    "first_mean": Field("number", f"{AS_UNIT}Mean under the plan it is compared with, over the pairs"),
    "second_mean": Field("number", f"{AS_UNIT}Mean under the plan named in `scenario`, over the pairs"),
    "difference": Field("number", f"{AS_UNIT}Mean of the differences within pairs, second plan less first"),
    "pairs": Field("integer", "Futures that both plans have: the same children, the same luck"),
    "pairs_that_differ": Field("integer", "Pairs in which the two plans differ"),
    "absent_in_first": Field("integer", "Futures in which it did not happen under the plan it is compared with"),
    "absent_in_second": Field("integer", "Futures in which it did not happen under the plan named in `scenario`"),
    "verdict": Field("string", "What the interval tells: above zero, below zero, or cannot be told from zero"),
    "authority": Field("string", "The authority of which it is assumed"),
    "name": Field("string", "The assumption's name in files"),
    "meaning": Field("string", "What it means"),
    "low": Field("number", f"{AS_UNIT}Lower bound of the belief"),
    "high": Field("number", f"{AS_UNIT}Upper bound of the belief"),
    "grade": Field("string", "Evidence grade, from A (published data) to D (an assumption)"),
    "source": Field("string", "Where it comes from"),
    "evidence_row": Field("string", "Row of the evidence table, where it has one"),
    "level": Field("string", "What it is drawn for: a world, a place, a year or an entity"),
    "table": Field("string", "The table that tells the measure"),
}
# Of an assumption p10, p50 and p90 are of what is believed, and of a difference of the differences within pairs.
BELIEVED = {
    "p10": Field("number", f"{AS_UNIT}The belief gives one chance in ten to lie below"),
    "p50": Field("number", f"{AS_UNIT}The belief gives even chances to lie below and above"),
    "p90": Field("number", f"{AS_UNIT}The belief gives one chance in ten to lie above"),
}
BETWEEN = {
    "ci_low": Field("number", f"{AS_UNIT}With 95% confidence the mean difference lies above; more pairs narrow it"),
    "ci_high": Field("number", f"{AS_UNIT}With 95% confidence the mean difference lies below; more pairs narrow it"),
    "p10": Field("number", f"{AS_UNIT}In one pair in ten the difference lies below"),
    "p50": Field("number", f"{AS_UNIT}In half of the pairs the difference lies below"),
    "p90": Field("number", f"{AS_UNIT}In one pair in ten the difference lies above"),
}


def field_of(table: str, column: str) -> Field:
    """Say what a column of a tidy table is."""
    own = {"assumptions": BELIEVED, "differences": BETWEEN}.get(table, {})
    return own.get(column) or FIELDS[column]


TIDY_SHEETS = ("Differences", "Summary", "Assumptions", "Measures")
PERCENTILES = {"P10": "One future in ten lies below", "P25": "One future in four lies below",
               "P50": "Half of the futures lie below", "P75": "One future in four lies above",
               "P90": "One future in ten lies above"}  # fmt: skip
# What a head of a topic's table means, by its pattern; the first that fits the whole head.
HEADS = {
    r"Scenario": "The plan's name, or its results folder's where two have the same name",
    r"(?:.*, )?CI from": "With 95% confidence the mean or chance before it lies above",
    r"(?:.*, )?CI to": "With 95% confidence the mean or chance before it lies below",
    r"Belief, P10": "The belief gives one chance in ten to lie below",
    r"Belief, P90": "The belief gives one chance in ten to lie above",
    r"At (P\d\d)": "Mean difference of the outcome from usual with the assumption where: {}",
    r"Swing": "Mean difference of the outcome between the assumption's P90 and its P10",
    r"Told from 0": "Whether the swing can be told from nought (Holm's test over all assumptions)",
    r"Meaning": "What the assumption means",
    r"Grade": "Evidence grade, from A (published data) to D (an assumption)",
    r"(?:.*, |.* )?(P\d\d)": "{}; how far futures range",
    r"Chance.*|Without.*chance": "Share of simulated futures, from 0 to 1",
    r"Mean|.*, mean": "Mean over simulated futures",
    r"On|Month|Month end|From|Day": "Date",
    r"Comes to \w+": "Share of simulated futures, from 0 to 1, in which the partner comes to the stage by the last day",
    r"Report's tables": "The council's own cost tables, as its report has them",
    r"Published|Actual": "The published figure; the model was not given those after the plan's start",
    r"Planned": "The date or month that the plan gives",
    r"Role|Team|Partner|Plan|Posts|What|Setting|Measure": "What the row is about",
    r"Improvement plan|Assumption|Kind|Year|Financial year": "What the row is about",
    r"Colour": "A recommendation's colour at the end: red, amber or green",
    r"How many": "How many posts",
    r"[A-Z][a-z]{2} \d{4}": "Mean over the quarter or stretch that begins with the month",
    r"Impact": "Impact in the risk register, from 1 to 5",
    r"Score": "Probability's band, from 1 to 5, times impact",
    r"Rating": "Low from a score of 1, medium from 5, high from 10, very high from 16",
    r"Value": "As the plan's file says it",
    r"Unit": "The unit of the row's numbers",
}


def head_meaning(sheet: str, head: str) -> str:
    """Say what a column of a sheet means; nothing for a head that is not known."""
    if sheet in TIDY_SHEETS:
        return field_of(sheet.lower(), head).words
    for pattern, words in HEADS.items():
        if found := re.fullmatch(pattern, head):
            return words.format(*(PERCENTILES[name] for name in found.groups()))
    return ""
