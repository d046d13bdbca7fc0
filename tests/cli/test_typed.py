"""What people type where a number or a day belongs is read, or refused with what to write instead."""

from __future__ import annotations

from datetime import datetime

import pytest
import typer

from sfpc_sim.cli.typed import day, whole_number


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [("1,000", "1000 or 1_000"), ("20.5", "digits alone"), ("ten", "digits alone"), ("0", "Write 2 or more")],
)
def test_a_number_that_cannot_be_read_is_refused_with_what_to_write(typed: str, remedy: str) -> None:
    with pytest.raises(typer.BadParameter, match=remedy):
        whole_number(2)(typed)


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [("31/03/2021", ": 2021-03-31"), ("31 March 2021", ": 2021-03-31"), ("2021-02-31", "2018-02-28"),
     ("soon", "real date as year-month-day")],
)  # fmt: skip
def test_a_day_that_cannot_be_read_is_refused_with_what_to_write(typed: str, remedy: str) -> None:
    with pytest.raises(typer.BadParameter, match=remedy):
        day(typed)


def test_what_is_read_may_be_read_again() -> None:
    """A default passes through the same reader."""
    assert whole_number(2)(whole_number(2)("1_000")) == 1000
    assert day(day("2021-03-31")) == datetime(2021, 3, 31)
