"""When posts are filled and teams start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.words import dates_of, in_month, on_day, percent, side_by_side

if TYPE_CHECKING:
    from sfpc_sim.outputs.estimates_by_name import Estimates

    Facts = dict[str, Any]


def post_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell when teams start, and how likely posts are filled by the planned date."""
    if not facts["programme"]["enabled"]:
        return ["  no programme: no posts are recruited"]
    month = dates_of(facts, in_month)
    starts = [(team["title"], estimates(f"team_started_day:{team['key']}")) for team in facts["teams"]]
    starts.append(("Last of the RES teams", estimates("last_res_team_started_day")))
    lines = side_by_side([(title, started.range(month)) for title, started in starts if started.there])
    share, every = estimates("share_of_posts_by_plan"), estimates("all_posts_by_plan")
    if share.there:
        planned = on_day(facts["programme"]["planned_in_post_on"])
        chances = f"one post {share.known(percent)}; every post {every.known(percent)}"
        lines.append(f"  Filled by {planned}, the plan's date: {chances}")
    return lines
