"""Who signed an assumption off stands beside it, changes nothing, and lapses with the number it was for."""

from __future__ import annotations

import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.loading import load
from sfpc_sim.study.digest import digest_parts

NUMBER = "[assumptions.advert_live_weeks]\nbelief = { fixed = { value = 5 } }\nsource = { ref = 'ours', grade = 'D' }\n"
SIGNED = 'signed_off_by = "Head of Performance"\nsigned_off_on = 2026-01-05\nreview_by = 2027-01-05\n'
ALONE = f"[assumptions.advert_live_weeks]\n{SIGNED}"


def signature(scenario) -> str | None:
    return scenario.overlaid["assumptions"]["advert_live_days"].get("signed_off_by")


def test_a_sign_off_moves_no_result(plan) -> None:
    """It is written in the file's own unit and found under the name in days."""
    with_it, without = load(plan(NUMBER + SIGNED)), load(plan(NUMBER))
    assert signature(with_it) == "Head of Performance"
    assert digest_parts(with_it) == digest_parts(without)


def test_a_plan_signs_a_number_it_does_not_change(plan) -> None:
    scenario = load(plan(ALONE))
    assert signature(scenario) == "Head of Performance"
    belief = load("innovation-2017").register["advert_live_days"].belief
    assert scenario.register["advert_live_days"].belief == belief


def test_another_number_is_unsigned(folder, plan) -> None:
    """What a parent's role stood for was the parent's number, not the child's."""
    plan(NUMBER + SIGNED)
    child = folder / "child.toml"
    head = 'sfpc = 1\nextends = "plan.toml"\n'
    child.write_text(head + NUMBER.replace("5", "6").replace("ours", "theirs"))
    assert signature(load(child)) is None
    child.write_text(head + "[run]\nseed = 1\n")
    assert signature(load(child)) == "Head of Performance"


@pytest.mark.parametrize("wrong", ["signed_off_by = 3", 'signed_of_by = "x"', 'signed_off_on = "May"'])
def test_a_sign_off_that_cannot_be_read_is_refused(plan, wrong) -> None:
    with pytest.raises(Refusal, match="signed_of"):
        load(plan(f"[assumptions.advert_live_weeks]\n{wrong}\n"))
