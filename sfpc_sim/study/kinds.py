"""What the measures are: how each is estimated, and in what unit."""

from __future__ import annotations

import re
from math import inf

from sfpc_sim.inputs.partners import STAGES

CHANCES = (
    *("under_on", "not_under_on", "under_by_target", "under_for_twelve_months", "in_post_by_plan", "all_posts_by_plan"),
    *("red_three_months_running", "judged_inadequate"),
    *("programme_over_full_with_five", "director_level_over_full_with_five"),
    *("gate_passed", "gate_late", "risk", "chance"),
)
QUANTITIES = (  # times that may lie beyond the horizon
    *("in_post_day", "team_started_day", "last_res_team_started_day", "led_from_day", "gate_day"),
    *("launched_day", "last_launched_day", *(f"{stage}_from_day" for stage in STAGES[1:])),
)
UNITS = {
    **dict.fromkeys(CHANCES, "chance"),
    **dict.fromkeys(QUANTITIES, "days from start"),
    **dict.fromkeys(("looked_after_on", "started", "ceased"), "children"),
    **dict.fromkeys(("first_world_looked_after_on", "chosen_world_looked_after_on"), "children"),
    **dict.fromkeys(("partner_looked_after_at_end", "partners_looked_after_at_end"), "children"),
    **dict.fromkeys(("partner_children_fewer", "partners_children_fewer"), "children"),
    **dict.fromkeys(("entries", "entries_avoided", "partner_entries"), "entries"),
    **dict.fromkeys(("exits", "partner_exits"), "exits"),
    **dict.fromkeys(("home_vacancy_days", "panel_wait_days", "partner_task_wait_days", "home_task_wait_days"), "days"),
    **dict.fromkeys(("backlog_days", "unmet_days", "partner_days_asked"), "working days"),
    **dict.fromkeys(("months_above_amber", "months_above_red", "longest_red_run"), "months"),
    **dict.fromkeys(("recommendations_red", "recommendations_amber", "recommendations_green"), "recommendations"),
    **dict.fromkeys(("placement_years_avoided", "partner_placement_years_avoided"), "years"),
    "agency_foster_years_avoided": "years",
    "authorities_reached": "authorities",
    "events_held": "events",
    "failed_rounds": "rounds",
    "fte_in_post_on_plan": "FTE",
    "home_vacancies": "vacancies",
    "leaders_left": "leaders",
    "mean_utilisation": "share of contracted days",
    "most_partners_active": "partner authorities",
    "reentries": "re-entries",
    "share_of_posts_by_plan": "share of posts",
    "stranded_fte": "FTE",
    "stranded_posts": "posts",
    "trained_share": "share of people",
    "visits_received": "visits",
    "worlds_tried": "worlds",
}
SHARES = ("share of posts", "share of people")  # units whose means lie from 0 to 1


def split_name(name: str) -> tuple[str, str]:
    """Take a date or year off a measure's name; any other address stays part of it."""
    measure, _, address = name.partition(":")
    return (measure, address) if re.fullmatch(r"\d{4}(-\d\d-\d\d)?", address) else (name, "")


def kind_of(name: str) -> str:
    """Say how a measure is estimated: as a chance, a quantity that may not happen, or a mean."""
    stem = _stem(name)
    return "chance" if stem in CHANCES else "quantity" if stem in QUANTITIES else "mean"


def unit_of(name: str) -> str:
    """Name a measure's unit; nothing for one that is not known, such as a researcher's own."""
    stem = _stem(name)
    return "pounds" if "_gbp" in stem else UNITS.get(stem, "")


def bounds_of(name: str) -> tuple[float, float]:
    """Give what a measure's mean cannot pass."""
    return (0.0, 1.0) if unit_of(name) in SHARES else (-inf, inf)


def _stem(name: str) -> str:
    return name.partition(":")[0].removeprefix("counterfactual_")
