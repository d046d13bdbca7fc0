"""Checked tables to the frozen dataclasses the model reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.scenario import (
    EXIT_CAUSES,
    Authority,
    CostTable,
    Grade,
    JointRole,
    Leader,
    Money,
    Post,
    Programme,
    PublishedYear,
    Scenario,
    Target,
    Team,
)

if TYPE_CHECKING:
    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.scenario import PluginSource
    from sfpc_sim.inputs.schema import AuthorityFile, MoneyTable, ScenarioFile


def make_scenario(
    name: str,
    plan: ScenarioFile,
    authority: AuthorityFile,
    register: Register,
    *,
    plugins: tuple[PluginSource, ...],
    overlaid: dict[str, Any],
) -> Scenario:
    """Put a scenario together; nothing is checked any more."""
    return Scenario(
        name=name,
        title=plan.title,
        question=plan.question,
        start=plan.period.start,
        end=plan.period.end,
        seed=plan.run.seed,
        replications=plan.run.replications,
        target=Target(plan.target.children_under, plan.target.on),
        evidence=plan.evidence,
        drift=plan.drift,
        pandemic=plan.pandemic,
        programme=Programme(**plan.programme.model_dump()),
        authority=_authority(authority),
        posts=_posts(plan),
        teams=_teams(plan),
        leaders=tuple(Leader(key, t.title, t.tier, t.working_days_per_month) for key, t in plan.leaders.items()),
        joint_roles=tuple(JointRole(t.leader, t.partner, t.start) for t in plan.joint_roles.values()),
        money=_money(plan.money, plan),
        register=register,
        plugins=plugins,
        overlaid=overlaid,
    )


def _posts(plan: ScenarioFile) -> tuple[Post, ...]:
    return tuple(
        Post(f"{key}-{number}", group.title, group.team, group.grade, float(group.fte), group.social_worker)
        for key, group in plan.posts.items()
        for number in range(1, group.count + 1)
    )


def _teams(plan: ScenarioFile) -> tuple[Team, ...]:
    return tuple(
        Team(key, t.title, t.strand, t.delivers, t.cluster, tuple(t.managers), t.panel_leader)
        for key, t in plan.teams.items()
    )


def _money(money: MoneyTable, plan: ScenarioFile) -> Money:
    return Money(
        pay_year=money.pay_year,
        grades=tuple(Grade(name, _floats(grade.points_gbp), grade.start_point) for name, grade in plan.grades.items()),
        tables=tuple(
            CostTable(strand, t.title, _floats(t.pay_gbp), _floats(t.other_gbp), _floats(t.fixed_gbp))
            for strand, t in money.tables.items()
        ),
        tables_first_year=money.tables_first_year,
        grant_ends_on=money.grant_ends_on,
        grant_gbp=float(money.grant_gbp),
        gated_gbp=float(money.gated_gbp),
        average_placement_gbp_per_year=float(money.average_placement_gbp_per_year),
    )


def _authority(facts: AuthorityFile) -> Authority:
    rates, factors = facts.exits.rates.model_dump(), facts.exits.factors.model_dump()
    return Authority(
        name=facts.name,
        code=facts.code,
        origin=facts.origin,
        source=facts.source,
        stock_by_age=tuple(facts.stock.by_age),
        stock_unaccompanied=facts.stock.unaccompanied,
        entries_by_age=_floats(facts.entries.by_age),
        groups_per_first_entry=_floats(facts.entries.groups_per_first_entry),
        exit_rates=tuple(_floats(rates[cause]) for cause in EXIT_CAUSES),
        duration_edges_days=_floats(facts.exits.duration_edges_days),
        duration_factors=tuple(_floats(factors[cause]) for cause in EXIT_CAUSES),
        returned_home_by_past_year=tuple(facts.history.returned_home),
        kinship_by_past_year=tuple(facts.history.kinship),
        infant_starts_by_past_year=tuple(facts.history.infant_starts),
        home_exit_share_by_age=_floats(facts.history.home_exit_share_by_age),
        expected_repeat_entries_per_year=float(facts.entries.expected_repeat_per_year),
        first_entry_share=float(facts.entries.first_entry_share),
        under18_exit_share=float(facts.exits.under18_share),
        later=tuple(PublishedYear(**year.model_dump()) for year in facts.later),
    )


def _floats(values: list[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
