"""Tables of assumptions to a `Register`: units to days, checks, one place for each number."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.inputs.assumptions import Assumption, Correlation, Register, Source
from sfpc_sim.inputs.beliefs import BeliefError, belief_of, table_of
from sfpc_sim.inputs.documents import Document
from sfpc_sim.inputs.schema_register import RegisterFile
from sfpc_sim.inputs.shapes import checked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sfpc_sim.inputs.toml_lines import KeyPath

DAYS_IN = {"_weeks": 7.0, "_months": 30.4375, "_years": 365.25}
NEEDED = ("meaning", "unit", "belief", "bounds", "level", "source")


def is_one_value(path: KeyPath) -> bool:
    """Tell the tables that an overlay replaces whole: a new belief shares nothing with the old one."""
    return len(path) == 3 and path[0] == "assumptions" and path[2] == "belief"


def is_said_together(path: KeyPath) -> bool:
    """Tell the tables whose parts are said in one breath: a new reference may have the old grade."""
    return is_one_value(path) or (len(path) == 3 and path[0] == "assumptions" and path[2] == "source")


def assumptions_in(document: Document, problems: list[Problem]) -> Document:
    """Check the types of a document's assumptions and bring their durations to days.

    Parameters
    ----------
    document : with the tables `assumptions` and `correlations`, both optional
    """
    found = len(problems)
    checked(RegisterFile, document, problems)
    if len(problems) > found:
        return Document(document.name)
    entries: dict[str, Any] = {}
    places: dict[KeyPath, str] = {path: place for path, place in document.places.items() if path[0] != "assumptions"}
    for name, entry in document.values.get("assumptions", {}).items():
        if "times" in entry.get("belief", {}):
            place = document.place(("assumptions", name, "belief"))
            problems.append(Problem(place, '"times" is not a kind of belief.', "Take it away."))
            continue
        new_name, new_entry = _in_days(name, entry)
        if new_name in entries:
            place = document.place(("assumptions", name))
            problems.append(Problem(place, f'"{new_name}" is given twice, in two units.', "Keep one of them."))
        entries[new_name] = new_entry
        for path, place in document.places.items():
            if path[:2] == ("assumptions", name):
                places["assumptions", new_name, *path[2:]] = place
    values = {"assumptions": entries, "correlations": document.values.get("correlations", {})}
    return Document(document.name, values, places)


def register_of(document: Document) -> Register:
    """Make the register of one document by itself, or refuse it."""
    problems: list[Problem] = []
    register = build_register(assumptions_in(document, problems), problems)
    if problems:
        raise Refusal(problems)
    return register


def entry_of(assumption: Assumption) -> dict[str, Any]:
    """Write an assumption as a register file would, in days."""
    return {
        "meaning": assumption.meaning,
        "unit": assumption.unit,
        "belief": table_of(assumption.belief),
        "bounds": list(assumption.bounds),
        "level": assumption.level,
        "source": {"ref": assumption.source.ref, "grade": assumption.source.grade},
    }


def build_register(document: Document, problems: list[Problem]) -> Register:
    """Turn entries in days into a register, adding every problem to the list."""
    made = []
    for name, entry in document.values.get("assumptions", {}).items():
        faults = list(_faults(name, entry, document))
        problems.extend(faults)
        if not faults:
            assumption = _assumption(name, entry, document, problems)
            made.extend([assumption] if assumption else [])
    correlations = [
        Correlation(name, tuple(table["names"]), tuple(tuple(map(float, row)) for row in table["matrix"]))
        for name, table in document.values.get("correlations", {}).items()
    ]
    names = set(document.values.get("assumptions", {}))
    for correlation in correlations:
        problems.extend(_correlation_faults(correlation, names, document.place(("correlations", correlation.name))))
    return Register(tuple(made), tuple(correlations))


def in_days(name: str) -> str:
    """Give the name under which the register keeps an assumption, whatever unit of time a file says it in."""
    ending = next((ending for ending in DAYS_IN if name.endswith(ending)), None)
    return name if ending is None else name.removesuffix(ending) + "_days"


def _in_days(name: str, entry: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    ending = next((ending for ending in DAYS_IN if name.endswith(ending)), None)
    if ending is None:
        return name, entry
    days, entry = DAYS_IN[ending], dict(entry)
    if "belief" in entry:
        entry["belief"] = {**entry["belief"], "times": days}
    if "bounds" in entry:
        entry["bounds"] = [bound * days for bound in entry["bounds"]]
    if "unit" in entry:
        entry["unit"] = "days"
    if "meaning" in entry:  # its first word is the file's unit
        entry["meaning"] = re.sub(r"^(Weeks|Months|Years)\b", "Days", entry["meaning"])
    return in_days(name), entry


def _faults(name: str, entry: dict[str, Any], document: Document) -> Iterator[Problem]:
    at = ("assumptions", name)
    for key in NEEDED:
        if key not in entry:
            yield Problem(document.place(at), f'"{name}" has no {key}.', f"Add it: {key} = ...")
    for key in ("ref", "grade"):
        if key not in entry.get("source", {"ref": "", "grade": ""}):
            yield Problem(document.place((*at, "source")), f'The source of "{name}" has no {key}.', f"Add {key} = ...")
    if "bounds" in entry and "unit" in entry:
        yield from _bounds_faults(name, entry["unit"], entry["bounds"], document.place((*at, "bounds")))


def _bounds_faults(name: str, unit: str, bounds: list[float], place: str) -> Iterator[Problem]:
    low, high = bounds
    if not low <= high or abs(low) > 1e15 or abs(high) > 1e15:
        yield Problem(place, f"Bounds {low:g} to {high:g} hold nothing.", "Write the lower one first.")
    if unit in ("probability", "share") and (low < 0 or high > 1):
        yield Problem(place, f'"{name}" is a {unit} and its bounds go outside 0 to 1.', "Write bounds within 0 and 1.")
    # A yearly share may fall, as a trend does; a number of events a year may not be negative.
    if low < 0 and (name.endswith("_rate") or unit.endswith(("per year", "days"))):
        yield Problem(place, f'"{name}" cannot be negative ({unit}).', "Write a lower bound of at least 0.")


def _assumption(name: str, entry: dict[str, Any], document: Document, problems: list[Problem]) -> Assumption | None:
    at = ("assumptions", name)
    low, high = (float(bound) for bound in entry["bounds"])
    try:
        belief = belief_of(entry["belief"], (low, high))
    except BeliefError as error:
        # Whoever changed the entry last is to blame: a plan before the shipped register.
        belief_at, bounds_at = document.place((*at, "belief")), document.place((*at, "bounds"))
        place = bounds_at if "/" in belief_at else belief_at
        problems.append(Problem(place, f'"{name}" ({entry["unit"]}): {error.fault}', error.remedy))
        return None
    source = Source(entry["source"]["ref"], weakest_grade(entry["source"]["grade"]))
    place, row = document.place(at), entry.get("evidence_row", "")
    return Assumption(
        name, entry["meaning"], entry["unit"], belief, (low, high), entry["level"], source, place, evidence_row=row
    )


def nearest_assumption(wrong: str, known: Collection[str]) -> str:
    """Suggest the nearest assumption, in any unit of time; a hundred names would help nobody."""
    spellings = {name.removesuffix("_days") + ending for name in known if name.endswith("_days") for ending in DAYS_IN}
    near = get_close_matches(wrong, sorted({*known, *spellings}), n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"?' if near else "List them with: sfpc assumptions SCENARIO"


def weakest_grade(written: str) -> str:
    """Read "A*" as A, and a split grade such as "B/D" as its weaker letter."""
    return max(written.replace("*", "").split("/"))


def _correlation_faults(correlation: Correlation, names: set[str], place: str) -> Iterator[Problem]:
    for name in correlation.names:
        if name not in names:
            yield Problem(place, f'"{name}" is not an assumption.', nearest_assumption(name, names))
    size = len(correlation.names)
    if len(correlation.matrix) != size or any(len(row) != size for row in correlation.matrix):
        yield Problem(place, f"The matrix is not {size} by {size}.", "Write one row and one column for each name.")
        return
    matrix = np.array(correlation.matrix)
    if not (np.allclose(matrix, matrix.T) and np.allclose(np.diag(matrix), 1.0) and np.abs(matrix).max() <= 1.0):
        yield Problem(place, "This is not a correlation matrix.", "Write a symmetric one with 1 on its diagonal.")
    elif np.linalg.eigvalsh(matrix).min() <= 1e-9:
        yield Problem(place, "The correlations contradict one another.", "Write a positive definite matrix.")
