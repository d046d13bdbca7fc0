"""Authorities that are supported: partners' launches and children, improvement plans, the centre's reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.words import (
    PAGE,
    count,
    cut,
    dates_of,
    decimal,
    folded,
    in_columns,
    in_month,
    on_day,
    percent,
    whole_percent,
)

if TYPE_CHECKING:
    from sfpc_sim.outputs.estimates_by_name import Estimates

    Facts = dict[str, Any]

LAUNCHES = ("", "planned", "launched", "people trained by the end", "judged inadequate meanwhile")
CHILDREN = ("looked after at the end", "with the programme", "", "without it (same luck)", "children fewer")


def partner_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell what became of every authority that is supported, and what that asked of leaders."""
    return [
        *_launches(facts, estimates),
        *_children(facts, estimates),
        *_load(estimates),
        *_recommendations(facts, estimates),
        *_reach(facts, estimates),
    ]


def _launches(facts: Facts, estimates: Estimates) -> list[str]:
    month, rows = dates_of(facts, in_month), []
    for partner in facts.get("partners", ()):
        names = ("launched_day", "trained_share", "judged_inadequate")
        launched, trained, judged = (estimates(f"{name}:{partner['key']}") for name in names)
        if launched.there:
            when = "under way" if partner["launched"] else launched.range(month)
            planned = on_day(partner["planned_launch"], in_month)
            title = cut(partner["title"], 24)
            rows.append((title, planned, when, trained.range(whole_percent), judged.known(percent)))
    return in_columns(LAUNCHES, rows)


def _children(facts: Facts, estimates: Estimates) -> list[str]:
    addressed = [(cut(partner["title"], 24), f":{partner['key']}") for partner in facts.get("partners", ())]
    rows = []
    for title, address in addressed:
        own = estimates(f"partner_looked_after_at_end{address}")
        usual = estimates(f"counterfactual_partner_looked_after_at_end{address}")
        fewer = estimates(f"partner_children_fewer{address}")
        if own.there:
            rows.append((title, own.known(count), own.range(count), usual.known(count), fewer.known(decimal)))
    return in_columns(CHILDREN, rows)


def _load(estimates: Estimates) -> list[str]:
    """Tell how many partners were active at once, and whether five asked more than the programme's roles supply."""
    lines = []
    if (most := estimates("most_partners_active")).there:
        lines.append(f"  Partners active at once, at most: {most.range(count)}")
    if (full := estimates("programme_over_full_with_five")).there:
        lines += folded(
            f"What partners ask passes what the programme's roles supply while five are active: {full.known(percent)};"
            " Director, deputies and Programme Director together are asked for more than their days:"
            f" {estimates('director_level_over_full_with_five').known(percent)}; over the"
            f" {count(full.replications)} of {count(estimates.futures())} futures in which five ever are"
        )
    return lines


def _recommendations(facts: Facts, estimates: Estimates) -> list[str]:
    lines = []
    for each in facts.get("improvement", ()):
        colours = ("red", "amber", "green")
        found = [(colour, estimates(f"recommendations_{colour}:{each['key']}")) for colour in colours]
        said = ", ".join(f"{colour} {number.range(count)}" for colour, number in found if number.there)
        if said:
            lines += folded(f"{cut(each['title'], PAGE)}, {each['recommendations']} recommendations: {said}")
    return lines


def _reach(facts: Facts, estimates: Estimates) -> list[str]:
    names = ("authorities_reached", "events_held", "visits_received")
    reached, events, visits = (estimates(name) for name in names)
    if not reached.there:
        return []
    centre = facts["centre"]
    return folded(
        f"The centre: {events.range(count)} events, {visits.range(count)} visits, reaching {reached.range(count)}"
        f" of {centre['authorities']} other authorities"
    )
