"""The table names every bound of the issue, and says plainly whether it is met."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import benchmarks
from benchmarks.bounds import BOUNDS, HEADLINES, Bound
from benchmarks.table import LeftOut, Row, lines, times

FILES = sorted(Path(benchmarks.__file__).parent.rglob("*.py"))


def test_every_headline_is_measured_somewhere():
    """Each bound's name is said by a block that measures it, and no block says a name that is none."""
    said = {
        node.value
        for path in FILES
        if path.name != "bounds.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(HEADLINES) <= said


@pytest.mark.parametrize(
    ("name", "bound"),
    [
        ("care_times_simpy", Bound("", least=50)),
        ("toy_times_simpy", Bound("", least=30)),
        ("toy_times_ciw", Bound("", least=800)),
        ("toy_times_salabim", Bound("", least=800)),
        ("toy_times_floor", Bound("", most=6)),
        ("innovation_2017_ms", Bound("", most=8)),
        ("sfpc_2020_ms", Bound("", most=30)),
        ("ten_thousand_seconds", Bound("", most=60)),
        ("national_ms", Bound("", most=150)),
        ("national_mb", Bound("", most=600)),
        ("twice_children", Bound("", most=2.2)),
        ("twice_years", Bound("", most=2.2)),
        ("twice_replications", Bound("", most=2.2)),
        ("two_workers", Bound("", least=1.8)),
        ("paired_over_independent", Bound("", most=0.25)),
    ],
)
def test_the_bounds_are_those_that_were_asked_for(name, bound):
    """What has to be shown is not softened here."""
    assert (BOUNDS[name].least, BOUNDS[name].most) == (bound.least, bound.most)


def test_a_bound_is_met_on_its_edge_and_not_beyond():
    """At least and at most mean what they say."""
    assert BOUNDS["two_workers"].is_met(1.8)
    assert not BOUNDS["two_workers"].is_met(1.79)
    assert BOUNDS["national_mb"].is_met(600)
    assert not BOUNDS["national_mb"].is_met(600.1)


def test_a_row_says_its_bound_and_whether_it_is_met():
    """A reader sees the number, the bound and the verdict on one line."""
    slow, quick, missing = lines(
        "A block",
        [
            times("plain SimPy: times ours", 0.4, 0.01, "care_times_simpy"),
            times("plain SimPy: times ours", 1.0, 0.01, "care_times_simpy"),
            LeftOut("Ciw", "not installed"),
        ],
    )[1:]
    assert "40.00 x" in slow
    assert "NOT MET  at least 50" in slow
    assert "100.0 x" in quick
    assert "NOT" not in quick
    assert "met      at least 50" in quick
    assert "left out: not installed" in missing


def test_a_row_without_a_bound_has_no_verdict():
    """Nothing is met where nothing was asked."""
    (line,) = lines("A block", [Row("Ciw", 612.34, "ms")])[1:]
    assert line.split() == ["Ciw", "612.3", "ms"]
