"""What every column of the monthly table means, and its unit."""

from __future__ import annotations

from typing import NamedTuple

from sfpc_sim.study.measure_meanings import COUNTERFACTUAL, GRANT, IMPROVEMENT, PARTNER, ROLE, sentence, stem_of


class Monthly(NamedTuple):
    """A monthly column in words, its unit, and what the address after its name is of."""

    words: str
    unit: str
    of: str = ""


MONTHLY: dict[str, Monthly] = {
    "looked_after": Monthly("Children looked after at the month's end", "children"),
    "entries": Monthly("Entries to care in the month", "entries"),
    "exits": Monthly("Exits from care in the month", "exits"),
    "fte_in_post": Monthly("Full-time equivalents in post at the month's end", "FTE"),
    "utilisation": Monthly(
        "Work that arrived in the month over the days somebody was there; empty while nobody was",
        "share of contracted days",
        ROLE,
    ),
    "unmet_days": Monthly(
        "Working days of tasks still waiting at the month's end and of blocks there was no time for",
        "working days",
        ROLE,
    ),
    "director_level_red_run": Monthly("Most red months running so far of any leader at director level", "months"),
    "partners_launched": Monthly("Partners launched by the month's end", "partner authorities"),
    "partners_active": Monthly("Partners supported at the month's end", "partner authorities"),
    "partner_looked_after": Monthly("Children looked after at the month's end", "children", PARTNER),
    "trained_share": Monthly("Share of people trained by the month's end", "share of people", PARTNER),
    "recommendations_green_share": Monthly(
        "Share of recommendations that are green at the month's end", "share of recommendations", IMPROVEMENT
    ),
    "authorities_reached": Monthly("Other authorities the centre has reached by the month's end", "authorities"),
    "spend_gbp_so_far": Monthly("The programme's spend from its start to the month's end", "pounds"),
    "council_gbp_so_far": Monthly("What the council itself has paid by the month's end", "pounds"),
    "grant_charged_gbp_so_far": Monthly("Charged to the grant by the plan by the month's end", "pounds", GRANT),
    "grant_balance_gbp": Monthly("Left of the grant at the month's end", "pounds", GRANT),
    "placed": Monthly("Children placed, the mean over the month", "children", "kind of placement"),
    "placement_spend_gbp": Monthly("What placements cost in the month", "pounds"),
}


def monthly_unit_of(name: str) -> str:
    """Name a monthly column's unit; nothing for one that is not known."""
    found = MONTHLY.get(stem_of(name))
    return found.unit if found else ""


def monthly_meaning_of(name: str) -> str:
    """Say in a sentence what a monthly column means; nothing for one that is not known."""
    found = MONTHLY.get(stem_of(name))
    if found is None:
        return ""
    return sentence(found.words, found.of, without=name.startswith(COUNTERFACTUAL))
