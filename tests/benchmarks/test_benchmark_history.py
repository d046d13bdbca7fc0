"""The history: one line a change, with as many fields as the header, and no machine's name."""

from __future__ import annotations

import csv
import platform

from benchmarks.bounds import HEADLINES
from benchmarks.history import COLUMNS, HISTORY, append
from benchmarks.table import LeftOut, Row


def read(path):
    """Read lines of fields."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_line_has_as_many_fields_as_the_header(tmp_path):
    """Also where a block was left out; its fields stay empty."""
    path = tmp_path / "history.csv"
    append([Row("toy", 31.25, "x", name="toy_times_simpy"), Row("beside", 1.0, "ms"), LeftOut("a", "b")], path)
    append([Row("toy", 62.5, "x", name="toy_times_simpy")], path)
    header, first, second = read(path)
    assert tuple(header) == COLUMNS
    assert len(first) == len(second) == len(header)
    at = header.index("toy_times_simpy")
    assert (first[at], second[at]) == ("31.25", "62.5")
    assert sum(map(bool, first[4:])) == 1


def test_the_kept_history_fits_today_s_header():
    """Every line ever recorded has a value or a gap for each headline."""
    header, *lines = read(HISTORY)
    assert tuple(header) == COLUMNS
    assert lines
    assert all(len(line) == len(header) for line in lines)
    assert set(HEADLINES) < set(header)


def test_no_line_names_a_machine():
    """A class of machine is enough to compare by."""
    text = HISTORY.read_text("utf-8")
    assert platform.node() not in text.replace(",", " ").split()
