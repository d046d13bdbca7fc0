"""What stands before the tables: cover, and notes that the sheets refer to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sfpc_sim.outputs.paperwork.limits import limits
from sfpc_sim.outputs.text import headline
from sfpc_sim.outputs.words import count, on_date, on_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sfpc_sim.outputs.export.sheet import Sheet
    from sfpc_sim.outputs.found import Found

CONTACT = "Contact: [to be completed: role, team and address]"
INTERVALS = (
    "A mean or a chance stands with the ends of its 95% confidence interval (CI from, CI to; ci_low, ci_high): how well"
    " it is known. More replications narrow it."
)
FUTURES = (
    "P10, P50 and P90 say how far simulated futures range: one in ten lies below P10, half below P50, one in ten above"
    " P90. That is life's uncertainty and ours about the inputs; replications do not narrow it."
)
EMPTY = (
    "An empty cell: there was nothing to measure or to tell, or a time has no mean because it did not come in every"
    " future. A text in a column of dates or numbers stands for itself: after the last day it is not known when."
)
SIMULATED = (
    "No child here is real. All are simulated, so no number is suppressed or rounded; what is said of real children is"
    " published, as the sources say."
)
DIGITS = "Numbers are kept with every digit; the format of a cell only shows fewer."
SUMS = "Ranges of parts do not add up to the range of their sum: parts are not high in the same futures."
NOTES = (INTERVALS, FUTURES, EMPTY, SIMULATED, DIGITS, SUMS)


def cover_lines(founds: Sequence[Found], labels: Sequence[str], today: date) -> list[str]:
    """List what the cover says, a line a cell; the first is the title."""
    lines = [founds[0].facts["title"] if len(founds) == 1 else "Plans side by side: " + ", ".join(labels)]
    for found, label in zip(founds, labels, strict=True):
        lines += _about(found, label)
    return [
        *lines,
        f"Written by sfpc export on {on_date(today)}.",
        CONTACT,
        "How to read the numbers",
        f"{INTERVALS} [note 1]",
        f"{FUTURES} [note 2]",
    ]


def _about(found: Found, label: str) -> Iterator[str]:
    facts, manifest = found.facts, found.result.manifest
    yield f"{label}: {facts['title']}"
    if facts["question"]:
        yield facts["question"]
    yield (
        f"{facts['authority']['name']}, {on_day(facts['start'])} to {on_day(facts['end'])}; evidence"
        f" {facts['evidence']}; drift {facts['drift']}; seed {facts['seed']};"
        f" {count(found.estimates.futures())} simulated futures"
    )
    yield from headline(facts, found.estimates).splitlines()
    finished = datetime.fromisoformat(manifest["finished"]).date()
    version = manifest["versions"]["sfpc_sim"]
    yield f"Simulated on {on_date(finished)} by sfpc_sim {version}; digest {manifest['digest']}"


def note_lines(founds: Sequence[Found], labels: Sequence[str], today: date) -> list[str]:
    """List the notes, numbered from 1 by their place: how to read, then the limits of each result."""
    lines = list(NOTES)
    for found, label in zip(founds, labels, strict=True):
        whose = f"{label}: " if len(founds) > 1 else ""
        told = limits(found.result, found.estimates, today)
        lines += [f"Limit. {whose}{limit.replace('**', '').replace('`', '')}" for limit in told]  # not Markdown here
    return lines


def references(sheet: Sheet) -> str:
    """Say which notes a sheet's table leans on."""
    heads, rows = " ".join(sheet.table.heads), sheet.table.rows
    told = []
    if "CI from" in heads or "ci_low" in heads:
        told.append("Confidence intervals: [note 1].")
    if sheet.name == "Assumptions":
        told.append("p10, p50 and p90 are of what is believed, not of futures.")
    elif "P10" in heads or "p10" in heads:
        told.append("Ranges: [note 2].")
    if any(cell is None or cell == "" for row in rows for cell in row):
        told.append("Some cells are empty: [note 3].")
    return " ".join(["This sheet contains one table.", *told])
