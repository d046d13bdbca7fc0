"""A plan whose target was changed, and rules that still ask about the old one."""

from __future__ import annotations

from sfpc_sim.inputs.changing import change
from sfpc_sim.inputs.loading import load
from sfpc_sim.outputs.sections.other_target import other_target_lines
from sfpc_sim.study.plain import facts_of


def test_no_shipped_rule_asks_about_another_target() -> None:
    for plan in ("innovation-2017", "sfpc-2020", "redesign-2010"):
        assert other_target_lines(facts_of(load(plan))) == []


def test_rules_that_kept_the_old_target_are_named_with_the_table_to_change() -> None:
    plan = change(load("innovation-2017"), {"target.children_under": 1100}, name="eleven-hundred")
    requirement, risk = other_target_lines(facts_of(plan))
    assert "asks about 1,000 children on 31 Mar 2020, and the target is 1,100" in requirement
    assert requirement.endswith("change its rule in [requirements.target].")
    assert risk.endswith("change its rule in [risks.target-missed].")


def test_a_rule_that_follows_the_target_is_not_named() -> None:
    changes = {
        "target.children_under": 1100,
        "requirements.target.rule": "chance(children_looked_after on 2020-03-31 < 1100) >= 50%",
        "risks.target-missed.rule": "children_looked_after on 2020-03-31 >= 1100",
    }
    assert other_target_lines(facts_of(change(load("innovation-2017"), changes, name="eleven-hundred"))) == []
