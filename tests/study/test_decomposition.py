"""Through what a difference comes, and what held it back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from short_plan import PLAN
from toy_plan import toy_plan, toy_world

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.loading import load
from sfpc_sim.model.simulate import simulate
from sfpc_sim.outputs.decomposition_text import decomposition_text
from sfpc_sim.study.decomposition import ALL, decompose, missing_factors, simulate_switched, table_of
from sfpc_sim.study.switches import DELAY, ENTRIES, EXITS, STRAIN, absent, switched

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.replication import Replication

QUESTIONS = {
    "through": {"neither", "entries", "exits", "entries x exits"},
    "held back": {"neither", "delay", "strain", "delay x strain"},
}


def known_world(scenario: Scenario, number: int) -> Replication:
    """Take 6 children by entries, 4 by exits less 1 both catch; delay leaves half, strain adds 3 or, late, 5."""
    late, acts = scenario.programme.posts_filled == "simulated", scenario.effects_on
    fewer = 6.0 * ("entries" in acts) + 4.0 * ("exits" in acts) - 1.0 * (len(acts) == 2)
    added = (5.0 if late else 3.0) * scenario.strain_harms_practice
    made = toy_world(scenario, number)
    usual = made.monthly["looked_after"]
    months = {"counterfactual_looked_after": usual, "looked_after": usual - fewer * (0.5 if late else 1.0) + added}
    partners = {f"{prefix}partner_looked_after:northtown": usual for prefix in ("", "counterfactual_")}
    return replace(made, monthly=made.monthly | months | partners)


def values_on(table: pd.DataFrame, on: str, where: str = "home") -> dict[tuple[str, str], float]:
    rows = table[(table["on"] == on) & (table["where"] == where)]
    return {(row.question, row.term): row.difference for row in rows.itertuples()}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("known")
    where = {"results_folder": folder, "workers": 1, "simulate": known_world}
    return table_of(simulate_switched([toy_plan()], 12, **where))


def test_known_effects_are_told_apart(known: pd.DataFrame) -> None:
    """By hand: late posts halve 6 + 4 - 1 and let strain add 5 instead of 3."""
    assert values_on(known, "2019-03-31") == pytest.approx({
        ("through", "neither"): 5.0, ("through", "entries"): -3.0, ("through", "exits"): -2.0,
        ("through", "entries x exits"): 0.5, ("through", "difference"): 0.5,
        ("held back", "neither"): -9.0, ("held back", "delay"): 4.5, ("held back", "strain"): 3.0,
        ("held back", "delay x strain"): 2.0, ("held back", "difference"): 0.5,
    })  # fmt: skip


def test_every_march_is_told(known: pd.DataFrame) -> None:
    """Each year, at home and at partners, and the target's date once."""
    assert list(dict.fromkeys(known["on"])) == ["2018-03-31", "2019-03-31", "2020-03-31"]
    assert set(known["where"]) == {"home", "partners"}


def test_what_does_nothing_is_said_to_do_nothing(known: pd.DataFrame) -> None:
    """Partners' children are the same with and without: zero in every pair, and the text says so."""
    at_partners = known[known["where"] == "partners"]
    assert (at_partners["verdict"] == "same in every pair").all()
    assert "left out: Fewer entries, More exits, Recruitment delay, Leaders' strain" in decomposition_text(
        [toy_plan()], known
    )


def short(tmp_path: Path, more: str = "") -> Scenario:
    (tmp_path / "short.toml").write_text('title = "Short"\n' + PLAN + more)
    return load(tmp_path / "short.toml")


def test_a_factor_the_plan_has_not_got_is_named_and_not_run(tmp_path: Path) -> None:
    """No team of the innovation programme raises exits: with and without is the same plan, run once."""
    plan = short(tmp_path)
    assert absent(plan) == {EXITS: "no team raises exits, and there are no partners"}
    assert switched(plan, ALL - {EXITS}) is plan
    assert switched(plan, ALL - {ENTRIES}) == switched(plan, ALL - {ENTRIES, EXITS})
    on_plan = replace(plan, programme=replace(plan.programme, posts_filled="on-plan"), strain_harms_practice=False)
    assert set(missing_factors([on_plan])) == {EXITS, DELAY, STRAIN}
    assert set(missing_factors([on_plan, plan])) == {EXITS}


def test_a_real_plan_adds_up_in_every_future(tmp_path: Path) -> None:
    """Terms and the difference are of the same futures; what the plan has not got is exactly zero."""
    plan = short(tmp_path)
    table = decompose(plan, replications=6, results_folder=tmp_path / "results", workers=1)
    found = values_on(table, "2018-03-31")
    for question, terms in QUESTIONS.items():
        total = sum(found[question, term] for term in terms)
        assert total == pytest.approx(found[question, "difference"], abs=1e-9)
    assert found["through", "exits"] == found["through", "entries x exits"] == 0.0
    assert "More exits: not in this plan" in decomposition_text([plan], table)


def test_two_plans_differ_by_nothing_from_themselves(tmp_path: Path) -> None:
    """Not by about nothing, whatever is switched."""
    plan = short(tmp_path)
    table = decompose(plan, plan, replications=2, results_folder=tmp_path / "results", workers=1)
    assert (table["verdict"] == "same in every pair").all()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_with_everything_off_the_programme_changes_nothing(number: int) -> None:
    """At home and at partners: the switches leave no other way from a plan to children, and luck stays in step."""
    months = simulate(switched(load("sfpc-2020"), frozenset({DELAY})), number).monthly
    stocks = [name for name in months if name.split(":")[0] in ("looked_after", "partner_looked_after")]
    assert len(stocks) > 1
    for name in stocks:
        assert np.array_equal(months[name], months[f"counterfactual_{name}"]), name


def test_switching_exits_off_leaves_entries_alone() -> None:
    """Before anybody came back because they had left, exactly the same children enter."""
    plan = load("sfpc-2020")
    both, one = (simulate(switched(plan, ALL - off), 1).monthly for off in (frozenset(), frozenset({EXITS})))
    assert np.array_equal(both["entries"][:18], one["entries"][:18])
    assert not np.array_equal(both["looked_after"], one["looked_after"])


def test_no_programme_is_refused(tmp_path: Path) -> None:
    """There is nothing to decompose."""
    with pytest.raises(Refusal, match="has no programme"):
        decompose(short(tmp_path, "[programme]\nenabled = false\n"), results_folder=tmp_path)
