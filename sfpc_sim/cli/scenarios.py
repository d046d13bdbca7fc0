"""`sfpc check`, `sfpc assumptions` and `sfpc new`."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sfpc_sim.cli.completing import complete_plan
from sfpc_sim.cli.options import Csv, Evidence, Json, Plan, Plans, Quiet  # noqa: TC001 Typer reads annotations
from sfpc_sim.errors import Problem, Refusal

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.money import YearOfCost


def check(
    *,
    scenario: Plans,
    evidence: Evidence = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Find every problem before running.

    A sound scenario is described, its posts set beside its money.
    """
    from sfpc_sim.cli.printing import print_json, print_text
    from sfpc_sim.inputs.loading import load

    problems: list[Problem] = []
    verdicts: list[dict[str, Any]] = []
    for reference in scenario:
        try:
            loaded = load(reference, evidence=evidence)
        except Refusal as refusal:
            problems += refusal.problems
            found = [asdict(problem) for problem in refusal.problems]
            verdicts.append({"scenario": reference, "ok": False, "problems": found})
        else:
            verdicts.append({"scenario": reference, "ok": True, "problems": []})
            if not quiet and not as_json:
                print_text(_what_it_is(loaded))
    if as_json:
        print_json({"schema": 1, "checked": verdicts})
    if problems:
        sys.stdout.flush()
        raise Refusal(problems)


def assumptions(
    *,
    scenario: Plan,
    evidence: Evidence = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List every uncertain number with its source.

    With range, bounds, source and grade, weakest evidence first.
    """
    from sfpc_sim.cli.printing import print_csv, print_json, print_text
    from sfpc_sim.inputs.loading import load
    from sfpc_sim.inputs.register_rows import register_rows
    from sfpc_sim.outputs.register_text import register_text

    loaded = load(scenario, evidence=evidence)
    rows = register_rows(loaded.register)
    if as_json:
        print_json({"schema": 1, "scenario": loaded.name, "assumptions": rows})
    elif as_csv:
        print_csv(rows)
    else:
        print_text(register_text(loaded.title, rows))


def new(
    *,
    name: Annotated[str, typer.Argument(help="Name of the new scenario; short, not `final`.")],
    parent: Annotated[str, typer.Option("--from", help="Scenario it differs from.", autocompletion=complete_plan)],
    folder: Annotated[Path, typer.Option(help="Folder to write it in.")] = Path(),
) -> None:
    """Write an editable scenario file.

    It says only what differs from its parent.
    """
    from sfpc_sim.cli.printing import as_typed, print_text
    from sfpc_sim.inputs.beginning import new_scenario

    path = new_scenario(name, parent, folder)
    print_text(f"Wrote {path}. Change a line, then: sfpc check {as_typed(path)}")


def _what_it_is(scenario: Scenario) -> str:
    from sfpc_sim.outputs.words import NAME, cut, on_date

    grades = Counter(assumption.source.grade for assumption in scenario.register.assumptions)
    graded = ", ".join(f"{grades[grade]} {grade}" for grade in sorted(grades))
    target = scenario.target
    return "\n".join([
        f"ok  {scenario.name}: {cut(scenario.title, NAME)}",
        f"    {cut(scenario.authority.name, NAME)}, {on_date(scenario.start)} to {on_date(scenario.end)};"
        f" fewer than {target.children_under:,} on {on_date(target.on)};"
        f" evidence {scenario.evidence}; drift {scenario.drift}",
        f"    {sum(grades.values())} assumptions by grade: {graded}; {len(scenario.leaders)} leaders;"
        f" {len(scenario.plugins)} plug-ins",
        *_latest_count(scenario),
        *_other_target(scenario),
        *_assumed(scenario),
        *_outside_history(scenario),
        *_reconciled(scenario),
    ])  # fmt: skip


def _other_target(scenario: Scenario) -> list[str]:
    """Say which rules still ask about the target of the plan that this one extends."""
    from sfpc_sim.outputs.sections.other_target import other_target_lines
    from sfpc_sim.outputs.words import folded
    from sfpc_sim.study.plain import facts_of

    return [line for words in other_target_lines(facts_of(scenario)) for line in folded(words, "    ")]


def _latest_count(scenario: Scenario) -> list[str]:
    """Say where all futures pass through, and how far that is from where they begin."""
    from sfpc_sim.outputs.sections.latest_count import starts_from
    from sfpc_sim.outputs.words import on_date
    from sfpc_sim.study.plain import as_plain

    if scenario.latest_count is None:
        return []
    then = sum(scenario.authority.stock_by_age)
    begin = f"    {then:,} were looked after on {on_date(scenario.authority.origin)}"
    change = f"{scenario.latest_count.looked_after / then - 1:+.1%} by the count."
    return [*starts_from({"latest_count": as_plain(scenario.latest_count)}, "    "), f"{begin}: {change}"]


def _assumed(scenario: Scenario) -> list[str]:
    """Say what is assumed that no team brings about."""
    from sfpc_sim.outputs.sections.thought_experiment import assumed_lines
    from sfpc_sim.study.plain import as_plain

    return assumed_lines({"thought_experiment": as_plain(scenario.thought_experiment)}, "    ")


def _outside_history(scenario: Scenario) -> list[str]:
    """Warn of entries assumed outside the authority's own years."""
    from sfpc_sim.outputs.sections.own_history import assumed_outside_lines
    from sfpc_sim.study.plain import facts_of

    lines = assumed_outside_lines(facts_of(scenario))
    return ["    WARNING, outside the authority's own history:", *(f"    {line}" for line in lines)] if lines else []


def _reconciled(scenario: Scenario) -> list[str]:
    """Set the establishment beside the money, strand by strand."""
    from sfpc_sim.outputs.words import thousands

    strand_of = {team.key: team.strand for team in scenario.teams}
    fte: Counter[str] = Counter()
    posts: Counter[str] = Counter()
    for post in scenario.posts:
        fte[strand_of[post.team]] += post.fte  # type: ignore[assignment]
        posts[strand_of[post.team]] += 1
    money = {t.strand: sum((*t.pay_gbp, *t.other_gbp, *t.fixed_gbp)) for t in scenario.money.tables}
    strands = dict.fromkeys([*fte, *money])
    lines = [
        f"    {strand}: {fte[strand]:g} FTE in {posts[strand]} posts; tables {thousands(money.get(strand, 0.0))}"
        for strand in strands
    ]
    in_all = f"{sum(fte.values()):g} FTE in {sum(posts.values())} posts; tables {thousands(sum(money.values()))}"
    by_year = [f"    tables by year: {_by_year(scenario)}"] if scenario.money.tables else []
    return [*lines, f"    total: {in_all}", *by_year, *_built_up(scenario)]


def _built_up(scenario: Scenario) -> list[str]:
    """Build the council's tables up from grades, spine points and on-cost, and show the difference."""
    from sfpc_sim.model.money import planned_cost
    from sfpc_sim.outputs.words import financial_year, thousands

    plain, awarded = (planned_cost(scenario, awards=awards) for awards in (False, True))
    if not plain:
        return []
    staffing = ", ".join(f"{financial_year(row.year)} {thousands(row.staffing_gbp)}" for row in plain)
    pay = f"in pay of {financial_year(scenario.money.pay_year)}"
    return [
        "    built up from grades, every post filled on its planned day:",
        f"      staffing {pay}: {staffing}",
        f"      with other costs, {pay}: {_beside_tables(plain)}",
        f"      with other costs and pay awards: {_beside_tables(awarded)}",
    ]


def _beside_tables(rows: tuple[YearOfCost, ...]) -> str:
    from sfpc_sim.outputs.words import financial_year, thousands

    years = [f"{financial_year(row.year)} {thousands(row.model_gbp)} ({row.difference:+.1%})" for row in rows]
    return f"{', '.join(years)}; {thousands(sum(row.model_gbp for row in rows))} in all"


def _by_year(scenario: Scenario) -> str:
    """Add the council's tables up, to be held against its report."""
    from sfpc_sim.model.money import grants_end, tables_total
    from sfpc_sim.outputs.words import financial_year, on_date, thousands

    years = tables_total(scenario)
    grant_ends = grants_end(scenario)
    granted = sum(pounds for year, pounds in years.items() if date(year + 1, 3, 31) <= grant_ends)
    listed = ", ".join(f"{financial_year(year)} {thousands(pounds)}" for year, pounds in years.items())
    return f"{listed}; to the grant's end on {on_date(grant_ends)} {thousands(granted)}"
