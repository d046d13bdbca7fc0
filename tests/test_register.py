"""The shipped register: every uncertain number explained, bounded, sourced and graded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.assumptions import GRADES, LEVELS
from sfpc_sim.inputs.documents import Document
from sfpc_sim.inputs.loading import load, shipped_register
from sfpc_sim.inputs.register import register_of, weakest_grade
from sfpc_sim.inputs.scenario import DRIFTS, EVIDENCE_SETS

SHIPPED = sorted(path.stem for path in (Path(__file__).parents[1] / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("evidence", EVIDENCE_SETS)
def test_every_shipped_scenario_loads_under_every_evidence_set(name, evidence):
    scenario = load(name, evidence=evidence)

    assert scenario.evidence == evidence
    json.dumps(scenario.overlaid)


@pytest.mark.parametrize("drift", DRIFTS)
def test_every_assumption_is_explained_bounded_and_graded(drift):
    faults = []
    for assumption in load("innovation-2017", drift=drift).register.assumptions:
        low, high = assumption.bounds
        values = assumption.belief.quantiles([0.0, 1e-9, 0.01, 0.5, 0.99, 1 - 1e-9, 1 - 2**-53])
        slack = 1e-9 * max(abs(low), abs(high))
        faults += [f"{assumption.place} {assumption.name}: outside its bounds"] * bool(
            values.min() < low - slack or values.max() > high + slack
        )
        explained = assumption.meaning and assumption.unit and assumption.source.ref and ":" in assumption.place
        known = assumption.level in LEVELS and assumption.source.grade in GRADES
        faults += [f"{assumption.place} {assumption.name}: not explained"] * (not (explained and known))
    assert faults == []


def test_the_shared_register_needs_no_authority():
    own = {assumption.name for assumption in load("innovation-2017").register.assumptions}

    assert {assumption.name for assumption in shipped_register().assumptions} < own


def test_durations_are_days_inside():
    register = load("innovation-2017").register

    assert not [a.name for a in register.assumptions if a.name.endswith(("_weeks", "_months", "_years"))]
    advert = register["advert_live_days"]
    assert (advert.unit, advert.bounds) == ("days", (7, 84))
    assert advert.belief.quantile(0.0) == 14
    assert advert.evidence_row == "2"
    assert advert.meaning == "Days an advert stays open"  # the file says weeks, and gives weeks
    assert not [a.name for a in register.assumptions if a.unit == "days" and a.meaning.startswith(("Weeks", "Months"))]


@pytest.mark.parametrize(("written", "read"), [("A", "A"), ("A*", "A"), ("B/D", "D"), ("A*/B", "B")])
def test_a_split_grade_counts_as_its_weaker_letter(written, read):
    assert weakest_grade(written) == read


def _entry(**changes):
    return {
        "meaning": "m",
        "unit": "ratio",
        "belief": {"beta": {"a": 2, "b": 2}},
        "bounds": [0, 1],
        "level": "world",
        "source": {"ref": "r", "grade": "C"},
        **changes,
    }


def _refusal(values) -> str:
    with pytest.raises(Refusal) as refusal:
        register_of(Document("file.toml", values))
    return str(refusal.value)


@pytest.mark.parametrize("key", ["meaning", "unit", "belief", "bounds", "level", "source"])
def test_an_entry_without_a_part_is_refused(key):
    entry = _entry()
    del entry[key]

    assert f'"a" has no {key}' in _refusal({"assumptions": {"a": entry}})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": {"ref": "r"}}, 'The source of "a" has no grade'),
        ({"level": "planet"}, "'world', 'nation'"),
        ({"unit": "probability", "bounds": [0, 1.2]}, "outside 0 to 1"),
        ({"unit": "children per year", "bounds": [-1, 1]}, "cannot be negative"),
        ({"belief": {"beta": {"a": 2, "b": 2}, "times": 2}}, '"times" is not a kind of belief'),
        ({"bounds": [0.3, 1]}, "lies outside its bounds 0.3 to 1"),
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(changes, words):
    assert words in _refusal({"assumptions": {"a": _entry(**changes)}})


@pytest.mark.parametrize(
    ("names", "matrix", "words"),
    [
        (["a", "c"], [[1, 0.5], [0.5, 1]], '"c" is not an assumption'),
        (["a", "b"], [[1, 0.5]], "not 2 by 2"),
        (["a", "b"], [[1, 0.5], [0.4, 1]], "not a correlation matrix"),
        (["a", "b"], [[2, 0.5], [0.5, 2]], "not a correlation matrix"),
        (["a", "b"], [[1, 1], [1, 1]], "contradict one another"),
    ],
)
def test_a_matrix_that_is_no_correlation_is_refused(names, matrix, words):
    values = {
        "assumptions": {"a": _entry(), "b": _entry()},
        "correlations": {"tied": {"names": names, "matrix": matrix}},
    }

    assert words in _refusal(values)


def test_a_correlation_ties_two_assumptions():
    values = {
        "assumptions": {"a": _entry(), "b": _entry()},
        "correlations": {"tied": {"names": ["a", "b"], "matrix": [[1, 0.5], [0.5, 1]]}},
    }

    (correlation,) = register_of(Document("file.toml", values)).correlations
    assert (correlation.names, correlation.matrix) == (("a", "b"), ((1.0, 0.5), (0.5, 1.0)))


def test_a_number_the_model_needs_and_nobody_declares_is_the_users_to_mend():
    """An authority file that lacks an assumption is refused by name, not met by a fault of ours."""
    with pytest.raises(Refusal, match='no assumption "entries_origin_per_yeer"'):
        load("innovation-2017").register["entries_origin_per_yeer"]
