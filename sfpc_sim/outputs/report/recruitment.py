"""When posts are filled and teams start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.report.evidence import marks
from sfpc_sim.outputs.report.prose import eight_in_ten
from sfpc_sim.outputs.report.section import Section, said
from sfpc_sim.outputs.words import dates_of, decimal, in_month, on_day, percent

if TYPE_CHECKING:
    from sfpc_sim.outputs.report.section import Told


def recruitment(told: Told) -> Section | None:
    """Tell how likely posts are filled by the planned date; nothing where nobody is recruited."""
    facts, estimates = told.facts, told.estimates
    share, every = estimates("share_of_posts_by_plan"), estimates("all_posts_by_plan")
    if not (facts["programme"]["enabled"] and share.there):
        return None
    planned = on_day(facts["programme"]["planned_in_post_on"])
    last, vacant = estimates("last_res_team_started_day"), estimates("home_vacancy_days")
    month = dates_of(facts, in_month)
    return Section(
        name="recruitment",
        heading=f"By {planned}, the plan's date, every post is filled in {percent(every.mean)} of futures",
        sentences=said((
            f"One post is filled by then with a chance of {share.known(percent)}; all with {every.known(percent)}.",
            f"The last of the RES teams starts: {eight_in_ten(last, month)}." if last.there else "",
            f"Posts at home stand empty behind moves: {eight_in_ten(vacant, decimal)} days." if vacant.there else "",
        )),
        evidence=marks(facts, "recruitment"),
        pictures=told.drawn("recruitment", "time-to-fill"),
    )  # fmt: skip
