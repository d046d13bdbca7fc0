"""Checked tables to the frozen dataclasses the model reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.authority import EXIT_CAUSES, Authority, LatestCount, PublishedYear
from sfpc_sim.inputs.finance import CostTable, Grade, Grant, Money
from sfpc_sim.inputs.governance import Gate, Requirement, Risk
from sfpc_sim.inputs.leadership import ActingUp, Deployment, Duty, JointRole, Leader
from sfpc_sim.inputs.partners import Centre, ImprovementPartnership, Partner
from sfpc_sim.inputs.rules import Measured, Rule, parse_rule
from sfpc_sim.inputs.scenario import Post, Programme, Scenario, Target, Team, ThoughtExperiment

if TYPE_CHECKING:
    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.scenario import PluginSource, ReadFrom
    from sfpc_sim.inputs.schema import ScenarioFile
    from sfpc_sim.inputs.schema_authority import AuthorityFile
    from sfpc_sim.inputs.schema_programme import CentreTable


def make_scenario(
    name: str,
    plan: ScenarioFile,
    authority: AuthorityFile,
    register: Register,
    *,
    partners: tuple[Partner, ...] = (),
    plugins: tuple[PluginSource, ...] = (),
    overlaid: dict[str, Any],
    read_from: ReadFrom | None = None,
) -> Scenario:
    """Put a scenario together; nothing is checked any more."""
    requirements = [Requirement(key, t.title, parse_rule(t.rule, chances=True)) for key, t in plan.requirements.items()]
    risks = [Risk(key, t.title, parse_rule(t.rule), t.impact) for key, t in plan.risks.items()]
    judged = [(each.title, each.rule) for each in requirements] + [(each.title, each.rule) for each in risks]
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
        authority=make_authority(authority),
        posts=_posts(plan),
        teams=_teams(plan),
        leaders=_leaders(plan),
        joint_roles=tuple(JointRole(**table.model_dump()) for table in plan.joint_roles.values()),
        money=_money(plan),
        register=register,
        plugins=plugins,
        overlaid=overlaid,
        read_from=read_from,
        deployments=tuple(Deployment(key, **table.model_dump()) for key, table in plan.deployments.items()),
        acting_up=tuple(ActingUp(key, **table.model_dump()) for key, table in plan.acting_up.items()),
        duties=_duties(plan),
        partners=partners,
        improvement=tuple(ImprovementPartnership(key, **t.model_dump()) for key, t in plan.improvement.items()),
        centre=_centre(plan.centre),
        gates=tuple(_gate(key, table.model_dump()) for key, table in plan.gates.items()),
        requirements=tuple(each for each in requirements if _in_time(each.rule, plan)),
        risks=tuple(each for each in risks if _in_time(each.rule, plan)),
        not_asked=tuple(title for title, rule in judged if not _in_time(rule, plan)),
        leaders_leave=plan.leaders_leave,
        strain_harms_practice=plan.strain_harms_practice,
        latest_count=LatestCount(**plan.latest_count.model_dump()) if plan.latest_count else None,
        thought_experiment=_thought_experiment(plan),
    )


def _in_time(rule: Rule, plan: ScenarioFile) -> bool:
    """Tell whether a rule asks of no day after the plan's end."""
    days = (leaf.on for leaf in rule.names() if isinstance(leaf, Measured))
    return all(day is None or day <= plan.period.end for day in days)


def _leaders(plan: ScenarioFile) -> tuple[Leader, ...]:
    return tuple(
        Leader(key, **table.model_dump() | {"skills": tuple(table.skills), "covered_by": tuple(table.covered_by)})
        for key, table in plan.leaders.items()
    )


def _duties(plan: ScenarioFile) -> tuple[Duty, ...]:
    return tuple(
        Duty(key, **table.model_dump() | {"leaders": tuple(table.leaders)}) for key, table in plan.duties.items()
    )


def _centre(table: CentreTable | None) -> Centre | None:
    if table is None:
        return None
    return Centre(table.events_from, tuple(table.event_leaders), tuple(table.visit_leaders), table.authorities)


def _thought_experiment(plan: ScenarioFile) -> ThoughtExperiment | None:
    table = plan.thought_experiment
    if table is None:
        return None
    return ThoughtExperiment(
        table.acts_from or plan.programme.planned_in_post_on, table.entries_ratio, table.exits_ratio
    )


def _gate(key: str, table: dict[str, Any]) -> Gate:
    return Gate(key, **table | {"rule": parse_rule(table["rule"])})


def _posts(plan: ScenarioFile) -> tuple[Post, ...]:
    return tuple(
        Post(
            f"{key}-{number}", group.title, group.team, group.grade, float(group.fte), group.social_worker,
            group.contract_ends, group.relieves, group.filled_by, group.trainer,
        )
        for key, group in plan.posts.items()
        for number in range(1, group.count + 1)
    )  # fmt: skip


def _teams(plan: ScenarioFile) -> tuple[Team, ...]:
    return tuple(
        Team(
            key, t.title, t.strand, t.delivers, t.cluster, tuple(t.managers), t.panel_leader,
            t.recruitment_from, t.planned_in_post_on, float(t.moved_fte),
        )
        for key, t in plan.teams.items()
    )  # fmt: skip


def _money(plan: ScenarioFile) -> Money:
    money = plan.money
    return Money(
        pay_year=money.pay_year,
        grades=tuple(Grade(name, _floats(grade.points_gbp), grade.start_point) for name, grade in plan.grades.items()),
        tables=tuple(
            CostTable(strand, t.title, _floats(t.pay_gbp), _floats(t.other_gbp), _floats(t.fixed_gbp), t.fixed_until)
            for strand, t in money.tables.items()
        ),
        tables_first_year=money.tables_first_year,
        tables_first_month=money.tables_first_month,
        grants=tuple(
            Grant(key, **table.model_dump() | {"strands": tuple(table.strands)}) for key, table in plan.grants.items()
        ),
        average_placement_gbp_per_year=float(money.average_placement_gbp_per_year),
        agency_cover=money.agency_cover,
    )


def make_authority(facts: AuthorityFile) -> Authority:
    """Freeze an authority's file."""
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
        published=tuple(PublishedYear(**year.model_dump()) for year in facts.published),
    )


def _floats(values: list[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
