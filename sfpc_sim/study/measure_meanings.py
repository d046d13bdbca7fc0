"""What every measure means, in one sentence: the one place, for dictionaries, `sfpc explain` and everything else.

A name is a measure's own, then perhaps a colon and what it is of: a role, a post, a team, a grant, a partner. A date
or a year after the colon stands in the column `on`. With `counterfactual_` before it a measure is of the world
without the programme, on the same luck.
"""

from __future__ import annotations

from typing import NamedTuple

COUNTERFACTUAL = "counterfactual_"
WITHOUT = "Without the programme, on the same luck: "


class Meaning(NamedTuple):
    """A measure in words, and what the address after its name is of; nothing where it has none."""

    words: str
    of: str = ""


ROLE, POST, TEAM, PARTNER = "leader's role", "post", "team", "partner authority"
GRANT, GATE, IMPROVEMENT = "grant", "gate", "improvement partnership"
ROLES = "leader's role; some for a tier, the mean of its roles, and for director level"
YEAR = "the financial year that begins in April of the year in `on`"
TO_MARCH = "the year to 31 March of the year in `on`"

_CHILDREN = {
    "under_on": Meaning("Fewer children are looked after on the date than the target says"),
    "not_under_on": Meaning("As many children as the target's limit or more are looked after on the date"),
    "under_by_target": Meaning("Fewer children than the target says at some month's end up to the target's date"),
    "under_for_twelve_months": Meaning("Fewer children than the target says at thirteen month ends running"),
    "looked_after_on": Meaning("Children looked after at the end of the date"),
    "started": Meaning(f"Children who started to be looked after in {TO_MARCH}"),
    "ceased": Meaning(f"Children who ceased to be looked after in {TO_MARCH}"),
    "entries": Meaning("Entries to care from the plan's first day to its last"),
    "exits": Meaning("Exits from care from the plan's first day to its last"),
    "entries_avoided": Meaning("Entries without the programme less entries with it, in the same future"),
    "reentries": Meaning("Entries of children who had been looked after before"),
    "first_world_looked_after_on": Meaning("Children on the latest count's date in the first world tried"),
    "chosen_world_looked_after_on": Meaning("Children on the latest count's date in the world that is told"),
    "worlds_tried": Meaning("Worlds tried until one passed through the latest count"),
}
_POSTS = {
    "in_post_day": Meaning("Day on which somebody first holds the post, counted from the plan's start", POST),
    "in_post_by_plan": Meaning("The post is held by the end of the date the plan gives for it", POST),
    "share_of_posts_by_plan": Meaning("Share of posts that are held by the end of the plan's date"),
    "all_posts_by_plan": Meaning("Every post is held by the end of the plan's date"),
    "team_started_day": Meaning("Day on which a team starts its work, counted from the plan's start", TEAM),
    "last_res_team_started_day": Meaning("Day on which the last Restorative Early Support team starts"),
    "fte_in_post_on_plan": Meaning("Full-time equivalents in post on the plan's date"),
    "failed_rounds": Meaning("Recruitment rounds that ended without an appointment"),
    "home_vacancies": Meaning("Vacancies that appointments from within left behind in the home service"),
    "home_vacancy_days": Meaning("Days for which those home posts stood empty, added up"),
}
_LEADERS = {
    "mean_utilisation": Meaning("Mean over months of the work that arrived over the days somebody was there", ROLES),
    "months_above_amber": Meaning("Months with a utilisation above the amber level (amber_utilisation)", ROLES),
    "months_above_red": Meaning("Months with a utilisation above the red level (red_utilisation)", ROLES),
    "longest_red_run": Meaning("Most months running above the red level", ROLES),
    "red_three_months_running": Meaning("Three months running or more are above the red level", ROLES),
    "unmet_days": Meaning("Working days a month of tasks still waiting and of blocks there was no time for", ROLES),
    "backlog_days": Meaning("Working days of tasks that wait on the plan's last day", ROLE),
    "led_from_day": Meaning("Day from which the programme's own role is held, counted from the plan's start", ROLE),
    "leaders_left": Meaning("Leaders who left their role during the plan"),
    "panel_wait_days": Meaning("Mean days from asking for a recruitment panel to its end"),
    "home_task_wait_days": Meaning("Mean days from asking for a task at home to its beginning"),
    "partner_task_wait_days": Meaning("Mean days from a partner's asking for a task to its beginning"),
}
_PARTNERS = {
    "launched_day": Meaning("Day of a partner's launch, counted from the plan's start", PARTNER),
    "last_launched_day": Meaning("Day on which the last partner launches, counted from the plan's start"),
    **{
        f"{stage}_from_day": Meaning(f"Day from which a partner is in the stage {stage}", PARTNER)
        for stage in ("diagnose", "design", "implement", "embed", "sustain")
    },
    "trained_share": Meaning("Share of a partner's people trained by the end", PARTNER),
    "judged_inadequate": Meaning("The partner is judged inadequate before the plan's end", PARTNER),
    "most_partners_active": Meaning("Most partners supported at one month's end"),
    "partner_days_asked": Meaning("Working days that partners asked of leaders"),
    "programme_over_full_with_five": Meaning("While five partners are active they ask more than the roles supply"),
    "director_level_over_full_with_five": Meaning("While five are active director level is asked more than its days"),
    "partner_entries": Meaning("Entries to care at a partner, from the plan's first day to its last", PARTNER),
    "partner_exits": Meaning("Exits from care at a partner, from the plan's first day to its last", PARTNER),
    "partner_looked_after_at_end": Meaning("Children a partner looks after on the plan's last day", PARTNER),
    "partner_children_fewer": Meaning("Children fewer at a partner's end with the programme than without", PARTNER),
    "partners_looked_after_at_end": Meaning("Children all partners look after on the plan's last day"),
    "partners_children_fewer": Meaning("Children fewer at all partners' end with the programme than without"),
    "partner_placement_years_avoided": Meaning("Years in placement that are avoided at a partner", PARTNER),
    "partner_placement_cost_avoided_gbp": Meaning("Placement cost avoided at all partners, at a marginal price"),
    "recommendations_red": Meaning("Recommendations that are red at the end", IMPROVEMENT),
    "recommendations_amber": Meaning("Recommendations that are amber at the end", IMPROVEMENT),
    "recommendations_green": Meaning("Recommendations that are green at the end", IMPROVEMENT),
    "authorities_reached": Meaning("Other authorities that the centre reached by events or visits"),
    "events_held": Meaning("Events that the centre held"),
    "visits_received": Meaning("Visits of other authorities that the centre received"),
}
_MONEY = {
    "spend_gbp": Meaning(f"The programme's spend, nominal, in {YEAR}"),
    "total_spend_gbp": Meaning("The programme's spend, nominal, over all years"),
    "spend_real_gbp": Meaning("The programme's spend over all years in prices of its first financial year"),
    "underspend_gbp": Meaning(f"What is left of the council's own cost tables in {YEAR}"),
    "council_gbp": Meaning(
        f"What the council itself pays, what grants fail to pay for other purposes included, in {YEAR}"
    ),
    "total_council_gbp": Meaning(
        "What the council itself pays over all years, what grants fail to pay for other purposes included"
    ),
    "unfunded_gbp": Meaning(f"Spend after a grant's last day in {YEAR}"),
    "total_unfunded_gbp": Meaning("Spend after grants' last days, over all years"),
    "agency_gbp": Meaning("Agency cover, within the spend"),
    "acting_up_gbp": Meaning("Allowances of leaders who act up, on top of the spend"),
    "grant_received_gbp": Meaning("Received from a grant, the gated part included", GRANT),
    "grant_gated_gbp": Meaning("Received of a grant's gated part", GRANT),
    "grant_charged_gbp": Meaning("Charged to a grant by the plan", GRANT),
    "grant_elsewhere_gbp": Meaning("Charged to a grant for purposes outside the plan", GRANT),
    "grant_returned_gbp": Meaning("Returned to the funder after a grant's last day", GRANT),
    "grant_balance_gbp": Meaning("Left of a grant at the end", GRANT),
    "stranded_posts": Meaning("Permanent posts that somebody holds on the day after a grant ends", GRANT),
    "stranded_fte": Meaning("Full-time equivalents of those posts", GRANT),
    "stranded_gbp": Meaning("What those posts cost in a year", GRANT),
    "placement_spend_gbp": Meaning(f"What placements cost in {YEAR}"),
    "placement_years_avoided": Meaning("Years in placement without the programme less those with it"),
    "agency_foster_years_avoided": Meaning("Years with agency foster carers without the programme less those with it"),
    "placement_cost_avoided_gbp": Meaning("Placement cost without the programme less placement cost with it"),
    "placement_cost_avoided_by_fewer_children_gbp": Meaning("Of the placement cost avoided: by fewer children"),
    "placement_cost_avoided_by_cheaper_mix_gbp": Meaning("Of the placement cost avoided: by a cheaper mix"),
    "placement_cost_avoided_at_report_price_gbp": Meaning("Years in placement avoided, at the report's one price"),
    "exit_costs_gbp": Meaning(f"Guardianship, staying put and leaving care of who left during the plan, in {YEAR}"),
    "total_exit_costs_gbp": Meaning("Guardianship, staying put and leaving care, over all years"),
    "exit_costs_avoided_gbp": Meaning("Guardianship, staying put and leaving care that the programme avoids"),
    "special_guardianship_cost_avoided_gbp": Meaning("Special guardianship allowances that the programme avoids"),
    "staying_put_cost_avoided_gbp": Meaning("Cost of staying put that the programme avoids"),
    "leaving_care_cost_avoided_gbp": Meaning("Cost of leaving care that the programme avoids"),
}
_RULES = {
    "gate_passed": Meaning("The gate's rule holds at one of its reviews", GATE),
    "gate_day": Meaning("Days from the plan's start to the end of the review at which the rule holds", GATE),
    "gate_late": Meaning("The gate opens three months or more after its first review", GATE),
    "risk": Meaning("The risk has come true", "risk of the register"),
    "chance": Meaning("The condition of a requirement's chance holds", "requirement, its chances numbered from 0"),
}
MEANINGS: dict[str, Meaning] = {**_CHILDREN, **_POSTS, **_LEADERS, **_PARTNERS, **_MONEY, **_RULES}


def stem_of(name: str) -> str:
    """Give a measure's own name: without what it is of, and without the mark of the counterfactual."""
    return name.partition(":")[0].removeprefix(COUNTERFACTUAL)


def meaning_of(name: str) -> str:
    """Say in a sentence what a measure means; nothing for one that is not known, such as a researcher's own."""
    own = name.partition(":")[0]
    found = MEANINGS.get(stem_of(own))
    if found is None:
        return ""
    return sentence(found.words, found.of, without=own.startswith(COUNTERFACTUAL))


def sentence(words: str, of: str, *, without: bool) -> str:
    """Say what a number means, what it is of, and whether it is of the same future without the programme."""
    whole = f"{words} (for each {of})" if of else words
    return f"{WITHOUT}{whole[0].lower()}{whole[1:]}" if without else whole
