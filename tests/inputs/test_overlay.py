"""One file over another."""

from __future__ import annotations

from sfpc_sim.inputs.documents import Document
from sfpc_sim.inputs.overlay import overlay, unchanged


def test_tables_merge_and_everything_else_is_replaced_with_its_place():
    below = Document(
        "a", {"t": {"x": 1, "l": [1, 2]}, "u": 1}, {("t", "x"): "a:2", ("t", "l", 1): "a:3", ("u",): "a:9"}
    )
    above = Document("b", {"t": {"l": [3]}, "v": 2}, {("t", "l"): "b:5", ("v",): "b:6"})

    merged = overlay(below, above)

    assert merged.values == {"t": {"x": 1, "l": [3]}, "u": 1, "v": 2}
    assert [merged.place(path) for path in (("t", "x"), ("t", "l", 1), ("u",), ("v",))] == ["a:2", "b:5", "a:9", "b:6"]
    assert below.values["t"]["l"] == [1, 2]


def test_a_table_that_is_one_value_is_replaced_whole():
    below = Document("a", {"belief": {"uniform": {"low": 1}}})
    above = Document("b", {"belief": {"fixed": {"value": 1}}})

    assert overlay(below, above, whole=lambda path: path == ("belief",)).values == {"belief": {"fixed": {"value": 1}}}


def test_a_value_said_again_changes_nothing_but_its_neighbour_may():
    below = Document("a", {"t": {"x": 1, "y": True, "z": 1.0}})
    above = Document("b", {"t": {"x": 1, "y": 1, "z": 2.0}}, {("t", "x"): "b:2"})

    assert [problem.place for problem in unchanged(below, above)] == ["b:2"]
