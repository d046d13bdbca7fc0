"""Through what a difference comes and what held it back, as a planner reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.comparison import near
from sfpc_sim.outputs.words import NAME, cut, folded, in_columns, interval, on_day
from sfpc_sim.study.compare import SAME
from sfpc_sim.study.decomposition import HOME, PARTNERS, TOTAL, missing_factors
from sfpc_sim.study.switches import DELAY, ENTRIES, EXITS, STRAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sfpc_sim.inputs.scenario import Scenario

DATES_TOGETHER = 3  # that fit the page
QUESTIONS = {
    "through": ("Through what it comes, with posts and leaders as simulated", {
        ENTRIES: "Fewer entries", EXITS: "More exits", f"{ENTRIES} x {EXITS}": "Both together, beyond each",
        "neither": "Neither: leaders' strain",
    }),
    "held back": ("What held it back, with entries and exits as simulated", {
        "neither": "Posts on their day, no harm by strain", DELAY: "Recruitment delay", STRAIN: "Leaders' strain",
        f"{DELAY} x {STRAIN}": "Both together, beyond each",
    }),
}  # fmt: skip
FACTORS = {ENTRIES: "Fewer entries", EXITS: "More exits", DELAY: "Recruitment delay", STRAIN: "Leaders' strain"}
HOW_TO_READ = (
    "(CI a to b): how well the mean is known, with 95% confidence. A question's lines add up to its difference.",
    "A factor's line is what it does alone; what two do only together has a line of its own.",
)
TITLE = 80  # characters
PLACES = {HOME: "at home", PARTNERS: "in all partners together"}


def decomposition_text(plans: Sequence[Scenario], table: pd.DataFrame) -> str:
    """Lay out a decomposition of one plan against its counterfactual, or of two plans."""
    lines = [*_heading(plans), f"{int(table['pairs'].iloc[0]):,} futures, each lived again with factors switched off on"
             " the same luck; below zero is fewer children"]  # fmt: skip
    for where, of_place in table.groupby("where", sort=False):
        dates = list(dict.fromkeys(of_place["on"]))
        differs = of_place[of_place["verdict"] != SAME]
        seen = set(zip(differs["question"], differs["term"], strict=True))
        for first in range(0, len(dates), DATES_TOGETHER):
            some = dates[first : first + DATES_TOGETHER]
            lines += ["", *_block(f"Children {PLACES[str(where)]}", of_place, some, seen)]
        lines += _left_out(seen)
    lines.append("")
    for factor, reason in missing_factors(plans).items():
        lines += folded(f"{FACTORS[factor]}: not in {'this plan' if len(plans) == 1 else 'these plans'}; {reason}.", "")
    return "\n".join([*lines, *HOW_TO_READ])


def _heading(plans: Sequence[Scenario]) -> list[str]:
    if len(plans) == 1:
        return folded(f"{cut(plans[0].title, NAME)}: children looked after, with the programme less without it", "")
    named = [f"{letter}: {cut(plan.title, TITLE)} ({plan.name})" for letter, plan in zip("AB", plans, strict=True)]
    return ["Children looked after, B less A", *named]


def _block(heading: str, table: pd.DataFrame, dates: Sequence[str], seen: set[tuple[str, str]]) -> list[str]:
    """Give both questions for a few dates; a term that is zero in every future of all dates is left out."""
    cells = {(row["question"], row["term"], row["on"]): row for row in table.to_dict("records")}
    rows: list[list[str]] = []
    for question, (words, terms) in QUESTIONS.items():
        rows.append([words, *("" for _ in dates)])
        for term, label in (*terms.items(), (TOTAL, "= the difference")):
            if term == TOTAL or (question, term) in seen:
                rows.append([f"  {label}", *(_cell(cells[question, term, on]) for on in dates)])
    return in_columns([heading, *(on_day(on) for on in dates)], rows)


def _left_out(seen: set[tuple[str, str]]) -> list[str]:
    """Name what did nothing here; the question tells apart what has the same name in both."""
    unseen = [label for question, (_, terms) in QUESTIONS.items() for term, label in terms.items()
              if (question, term) not in seen and term in FACTORS]  # fmt: skip
    return folded(f"Zero in every future on all these dates, and left out: {', '.join(unseen)}") if unseen else []


def _cell(row: dict[Any, Any]) -> str:
    if row["verdict"] == SAME:
        return "0 in every future"
    return interval(near, row["difference"], row["ci_low"], row["ci_high"])
