"""How far a run is, told where nothing can be drawn: in a pipe, a file, a scheduler's log."""

from __future__ import annotations

import os
import re
from contextlib import suppress

import pytest

from sfpc_sim.cli import progress
from sfpc_sim.cli.progress import shown_progress


@pytest.fixture(autouse=True)
def every_line_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LINE_EVERY_SECONDS", 0.0)


def test_a_long_run_says_in_a_pipe_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, a line each, without a character that moves the cursor; the end is told by the answer."""
    with shown_progress("plan\x1b[2J", quiet=False) as tell:
        assert tell is not None
        for done in (400, 1_000, 3_000, 10_000):
            tell(done, 10_000)
    out, err = capsys.readouterr()
    assert not out
    assert [line.split(", about")[0][-15:] for line in err.splitlines()] == ["1,000 of 10,000", "3,000 of 10,000"]
    assert all(line.endswith("about a minute left") for line in err.splitlines())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", err)


def test_what_an_earlier_run_did_says_nothing_of_the_pace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run resumed at 9,000 that did ten in a minute needs 99 minutes more, not seconds."""
    clock = iter([0.0, 0.0, 60.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with shown_progress("plan", quiet=False) as tell:
        assert tell is not None
        tell(9_000, 10_000)
        tell(9_010, 10_000)
    assert capsys.readouterr().err == "plan: 9,010 of 10,000, about 99 minutes left\n"


def test_a_short_run_and_a_quiet_one_say_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with shown_progress("plan", quiet=True) as tell:
        assert tell is None
    monkeypatch.undo()
    with shown_progress("plan", quiet=False) as tell:
        assert tell is not None
        tell(1, 3)
        tell(2, 3)
    assert not capsys.readouterr().err


def test_a_reader_who_went_away_stops_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `sfpc run PLAN 2>&1 | head` does: the futures are kept all the same."""
    there, gone = os.pipe()
    os.close(there)
    nobody = os.fdopen(gone, "w", buffering=1)
    monkeypatch.setattr("sys.stderr", nobody)
    with shown_progress("plan", quiet=False) as tell:
        assert tell is not None
        told = [tell(done, 10_000) for done in (400, 1_000, 3_000)]
    assert told == [None] * 3
    with suppress(BrokenPipeError):  # closing writes what nobody took
        nobody.close()
