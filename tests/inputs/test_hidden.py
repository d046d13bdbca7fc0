"""Characters that nobody sees and names that nobody can use are refused; what a terminal prints holds none."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.hidden import harmless, hidden_in
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.lookup import LONGEST_NAME

if TYPE_CHECKING:
    from pathlib import Path

PLAN = 'sfpc = 1\nextends = "innovation-2017"\n'


@pytest.mark.parametrize(
    ("written", "named"),
    [(r"\u001b[31mred", "U+001B"), (r"\u0007", "U+0007"), (r"\u009b2J", "U+009B"), (r"\u202eevil", "U+202E"),
     (r"\u2066", "U+2066"), (r"\u2028", "U+2028"), (r"a\rb", "U+000D")],
)  # fmt: skip
def test_a_hidden_character_is_refused_by_its_number(tmp_path: Path, written: str, named: str) -> None:
    """In a title and in a source; the place is the line that holds it."""
    path = tmp_path / "plan.toml"
    source = f'source = {{ ref = "{written}", grade = "D" }}'
    belief = f"[assumptions.advert_live_weeks]\nbelief = {{ fixed = {{ value = 3 }} }}\n{source}\n"
    path.write_text(f'{PLAN}title = "{written}"\n{belief}')
    with pytest.raises(Refusal) as refused:
        load(path)
    places = {problem.place for problem in refused.value.problems}
    assert places == {"plan.toml:3", "plan.toml:6"}
    assert all(f"holds {named}, a character that nobody sees" in problem.fault for problem in refused.value.problems)


def test_a_title_stands_on_one_line_and_a_question_may_not(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(f'{PLAN}question = """Which?\nAnd why?"""\n')
    assert load(path).question == "Which?\nAnd why?"
    path.write_text(f'{PLAN}title = """One\nTwo"""\n')
    with pytest.raises(Refusal, match="must stand on one line"):
        load(path)


@pytest.mark.parametrize("stem", ["a<b>", "`id`", "$(id)", "x" * (LONGEST_NAME + 1), "a\N{RIGHT-TO-LEFT OVERRIDE}b"])
def test_a_name_that_no_folder_or_command_can_bear_is_refused(tmp_path: Path, stem: str) -> None:
    """It would name a results folder, and stand in commands that people copy."""
    path = tmp_path / f"{stem}.toml"
    path.write_text(f'{PLAN}title = "x"\n')
    with pytest.raises(Refusal, match="Rename the file"):
        load(path)


@given(st.text())
def test_what_is_printed_gives_a_terminal_no_order(text: str) -> None:
    """No control character but tab and new line, no lone half of a character; all else as it was."""
    printed = harmless(text)
    kinds = {unicodedata.category(character) for character in printed if character not in "\t\n"}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    assert not hidden_in(printed)
    assert printed == text or hidden_in(text)
