"""When each team is complete, against the plan's date."""

from __future__ import annotations

from datetime import date
from math import isinf
from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.pictures.labels import labels
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.pictures.spans import READING, Span, spans_chart, spans_table
from sfpc_sim.outputs.words import dates_of, in_month, on_date, on_day, percent

if TYPE_CHECKING:
    from sfpc_sim.outputs.found import Found

    Facts = dict[str, Any]

COMPLETE = (
    " Complete: the first day with all of a team in post (of a RES team: its programme starts). How long recruitment"
    " takes leans on assumptions, many of grade D."
)


def recruitment_picture(found: Found) -> Picture | None:
    """Draw when teams are complete; nothing where nobody is recruited."""
    spans = _spans(found)
    if not spans:
        return None
    return Picture(
        name="recruitment",
        title=_title(found, spans),
        description=_description(found.facts, spans),
        reading=READING + COMPLETE,
        table=spans_table("First day with the whole team", "Team", spans, found.facts),
        chart=spans_chart(spans, found.facts),
    )


def _spans(found: Found) -> list[Span]:
    programme = found.facts["programme"]
    if not programme["enabled"]:
        return []
    starts = [(team, found.estimates(f"team_started_day:{team['key']}")) for team in found.facts["teams"]]
    there = [(team, started) for team, started in starts if started.there]
    names = labels([team["title"] for team, _ in there])
    return [
        Span(name, started, date.fromisoformat(team.get("planned_in_post_on") or programme["planned_in_post_on"]))
        for name, (team, started) in zip(names, there, strict=True)
    ]


def _title(found: Found, spans: list[Span]) -> str:
    slowest, month = _slowest(spans), dates_of(found.facts, in_month)
    when = slowest.when
    if isinf(when.p90):
        last = f"{slowest.label} may not be complete by {on_day(found.facts['end'], in_month)}"
    elif len(spans) > 1 and len({each.when.p90 for each in spans}) == 1:
        last = f"every team is complete by {month(when.p90)} in nine of ten futures"
    else:
        last = f"the slowest team, {slowest.label}, is complete by {month(when.p90)} in nine of ten futures"
    share = found.estimates("share_of_posts_by_plan")
    if not share.there:
        return last[0].upper() + last[1:]
    planned = on_day(found.facts["programme"]["planned_in_post_on"])
    return f"{percent(share.mean)} of posts are filled by {planned}, the plan's date; {last}"


def _description(facts: Facts, spans: list[Span]) -> str:
    quickest, slowest = min(spans, key=_half_and_most), _slowest(spans)
    day = dates_of(facts)
    late = sum(isinf(each.when.p90) for each in spans)
    said = f" For {late} of them p90 lies after the end." if late else ""
    planned = sorted({each.planned for each in spans if each.planned})
    return (
        f"{len(spans)} rows of bars. The first half of futures has {quickest.label} complete by"
        f" {day(quickest.when.p50)}, and {slowest.label} by {day(slowest.when.p50)}."
        f" Planned: {' and '.join(map(on_date, planned))}.{said}"
    )


def _slowest(spans: list[Span]) -> Span:
    return max(spans, key=lambda each: (each.when.p90, each.when.p50))


def _half_and_most(span: Span) -> tuple[float, float]:
    return span.when.p50, span.when.p90
