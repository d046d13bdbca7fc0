"""What a comparison shows of all that was measured, in which order, and under which name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sfpc_sim.inputs.leadership import DIRECTOR_LEVEL
from sfpc_sim.outputs.words import financial_year, on_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    Facts = dict[str, Any]
    Named = tuple[str, str, str]  # measure, date or year, label

LEADERS = "Leaders; red: a month above 1.0, red 3 running: chance of three such (workloads are assumptions, grade D)"


class Compared(NamedTuple):
    """A line of a comparison: a measure, on a date or in a year if it has one, in a section."""

    section: str
    measure: str
    on: str
    label: str


def compared_measures(facts: Facts) -> list[Compared]:
    """List what may be shown of two plans, from the facts of one; what was not measured in both is passed over."""
    sections = {
        "Children": _children(facts),
        LEADERS: _leaders(facts),
        "Posts and other authorities": (*_posts(), *_partners(facts)),
        "Money": _money(facts),
        "Risks": ((f"risk:{risk['key']}", "", risk["title"]) for risk in facts.get("risks", ())),
    }
    return [Compared(section, *named) for section, lines in sections.items() for named in lines]


def _children(facts: Facts) -> Iterator[Named]:
    target, under = facts["target"]["on"], f"{facts['target']['children_under']:,}"
    yield "under_on", target, f"Chance: under {under} on {on_day(target)}"
    yield "under_by_target", "", f"Chance: under {under} ever by then"
    yield "looked_after_on", target, f"Looked after on {on_day(target)}"
    last = f"{facts['end'][:4]}-03-31"
    if last not in (target, facts["start"]):
        yield "looked_after_on", last, f"Looked after on {on_day(last)}"
    yield "entries", "", "Entries to care"
    yield "partners_children_fewer", "", "Children fewer in partners at the end"


def _leaders(facts: Facts) -> Iterator[Named]:
    roles = [leader for leader in facts["leaders"] if leader["tier"] in DIRECTOR_LEVEL or leader.get("post")]
    for role in roles:
        yield f"months_above_red:{role['key']}", "", f"Months red: {role['key']}"
    yield "red_three_months_running:director level", "", "Red 3 running: director level"
    directors = [role for role in roles if role["tier"] == DIRECTOR_LEVEL[0]]
    for role in directors:
        yield f"red_three_months_running:{role['key']}", "", f"Red 3 running: {role['key']}"
    for role in directors:
        yield f"led_from_day:{role['key']}", "", f"{role['title']} from"
    yield "leaders_left", "", "Leaders who left"


def _posts() -> Iterator[Named]:
    yield "share_of_posts_by_plan", "", "Posts filled by the plan's date"
    yield "last_res_team_started_day", "", "Last RES team started"
    yield "home_vacancy_days", "", "Home posts empty behind moves"


def _partners(facts: Facts) -> Iterator[Named]:
    yield "last_launched_day", "", "Last partner launched"
    for each in facts.get("improvement", ()):
        yield f"recommendations_green:{each['key']}", "", f"Green at the end: {each['title']}"
    yield "authorities_reached", "", "Authorities the centre reached"


def _money(facts: Facts) -> Iterator[Named]:
    yield "total_spend_gbp", "", "Spend, all years"
    for year in range(int(facts["start"][:4]) - 1, int(facts["end"][:4]) + 1):
        yield "spend_gbp", str(year), f"Spend {financial_year(year)}"
    yield "total_council_gbp", "", "Paid by the council, all years"
    yield "acting_up_gbp", "", "Acting-up allowances, on top"
    yield "placement_cost_avoided_gbp", "", "Placement cost avoided"
