"""What depends on a plan alone is made once."""

from __future__ import annotations

from sfpc_sim.model.once import MOST_KEPT, once


def counted():
    """Make a function that is kept, and the list of what it was called with."""
    calls = []

    @once
    def joined(*parts):
        calls.append(parts)
        return "".join(parts[0])

    return joined, calls


def test_the_same_objects_are_worked_on_once():
    """Asked again about the same parts it gives the very same answer."""
    joined, calls = counted()
    parts = ["a", "b"]

    assert joined(parts) is joined(parts)
    assert calls == [(parts,)]


def test_equal_objects_are_not_the_same_object():
    """A copy may be another plan's: it is worked on anew, whatever it says."""
    joined, calls = counted()
    first, second = ["a", "b"], ["a", "b"]

    assert joined(first) == joined(second)
    assert len(calls) == 2


def test_an_object_that_nobody_else_holds_lends_its_address_to_no_other():
    """While an answer is kept its parts are, so no later object can be taken for one of them."""
    joined, calls = counted()

    answers = [joined([str(number)]) for number in range(100)]

    assert answers == [str(number) for number in range(100)]
    assert len(calls) == 100


def test_no_more_is_kept_than_some_plans_need():
    """What was asked about long ago is worked on again, and every answer is right."""
    joined, calls = counted()
    parts = [[str(number)] for number in range(MOST_KEPT + 10)]

    answers = [joined(each) for each in parts + parts]

    assert answers == [each[0] for each in parts] * 2
    assert len(parts) < len(calls) <= 2 * len(parts)
