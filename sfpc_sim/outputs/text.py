"""The summary a planner reads in a terminal or a pipe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.estimates_by_name import Estimates
from sfpc_sim.outputs.sections.children import chance_lines, children_lines, history_lines
from sfpc_sim.outputs.sections.evidence import assumption_lines
from sfpc_sim.outputs.sections.governance import governance_lines
from sfpc_sim.outputs.sections.latest_count import latest_count_lines, starts_from
from sfpc_sim.outputs.sections.leaders import leader_lines, leaders_heading, strip_columns, strip_lines
from sfpc_sim.outputs.sections.money import money_lines
from sfpc_sim.outputs.sections.own_history import assumed_outside_lines, own_history_lines
from sfpc_sim.outputs.sections.partners import partner_lines
from sfpc_sim.outputs.sections.posts import post_lines
from sfpc_sim.outputs.sections.precision import precision_lines
from sfpc_sim.outputs.sections.thought_experiment import assumed_lines
from sfpc_sim.outputs.words import PAGE, count, cut, folded, interval, on_day, percent

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.study.result import Result

HISTORY = "Against what happened, a check only: published count (share of futures below it), range of futures"
HOW_TO_READ = (
    "(CI a to b): how well the number beside it is known, with 95% confidence; more replications narrow it.",
    "a | b | c:   how far futures range (p10 | p50 | p90): one in ten lies below a, half below b, one in ten",
    "             above c; that is life's uncertainty and ours about the inputs, and replications do not narrow it.",
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the lines under it."""

    heading: str
    lines: tuple[str, ...]


def summary_sections(result: Result, summary: pd.DataFrame) -> list[Section]:
    """Say in words and small tables what a run found.

    Parameters
    ----------
    result : the run
    summary : its tidy table, from `summarise`
    """
    facts, estimates = result.facts, Estimates(summary, result.drift)
    strip = strip_lines(facts, result.monthly(strip_columns(facts)))
    titled = (
        (cut(facts["title"], PAGE), _opening(facts, estimates)),
        ("", headline_lines(facts, estimates)),
        (f"Chance of fewer than {facts['target']['children_under']:,} children", chance_lines(facts, estimates)),
        ("Children looked after, and what the programme avoids", children_lines(facts, estimates)),
        ("Posts: first month with all of a team in post (RES: its programme starts)", post_lines(facts, estimates)),
        (leaders_heading(facts), leader_lines(facts, estimates) + strip),
        ("Other authorities", partner_lines(facts, estimates)),
        ("Money, in nominal pounds", money_lines(facts, estimates)),
        ("Gates, requirements and the risk register", governance_lines(facts, estimates)),
        (HISTORY, history_lines(facts, result.replications)),
        ("Where the latest count stands", latest_count_lines(facts, result.replications)),
        ("Far outside the authority's own history", own_history_lines(facts, result.replications)),
        ("Assumed outside the authority's own history", assumed_outside_lines(facts)),
        ("What it leans on, weakest evidence first", assumption_lines(facts)),
        ("How near the answer is, as asked", precision_lines(result.precision, result.manifest["replications"])),
        ("How to read the numbers", HOW_TO_READ),
    )
    return [Section(heading, tuple(lines)) for heading, lines in titled if lines]


def headline(facts: dict[str, Any], estimates: Estimates) -> str:
    """Answer the question in a sentence, as a number of futures and as the chances to miss and to meet the target."""
    on = facts["target"]["on"]
    under = estimates("under_on", on)
    what = f"{facts['target']['children_under']:,} children looked after on {on_day(on)}"
    if not under.replications:  # an older result, of a target not for a 31 March
        under = estimates("under_by_target")
        what = what.replace(" on ", " on any month end up to ")
    failing = round((1 - under.mean) * under.replications)
    meets = interval(percent, under.mean, under.ci_low, under.ci_high)
    misses = interval(percent, 1 - under.mean, 1 - under.ci_high, 1 - under.ci_low)
    return (
        f"In {count(failing)} of {count(under.replications)} simulated futures {cut(facts['authority']['name'], 40)}"
        f" does NOT have fewer than {what}.\n"
        f"Chance of missing the target: {misses}; of meeting it: {meets}.{_otherwise(estimates, on)}"
    )


def headline_lines(facts: dict[str, Any], estimates: Estimates) -> tuple[str, ...]:
    """Give the same as lines that fit the page."""
    return tuple(line for said in headline(facts, estimates).splitlines() for line in folded(said, ""))


def _otherwise(estimates: Estimates, on: str) -> str:
    """Say in the same breath what the chance is under the other drifts, and without a programme."""
    own, *others = estimates.drifts()
    chances = [(drift, estimates("under_on", on, drift)) for drift in others]
    shown = [f"{chance.known(percent)} under {drift} drift" for drift, chance in chances if chance.replications]
    without = estimates("counterfactual_under_on", on)
    if without.replications:
        shown.append(f"{without.known(percent)} without the programme ({own} drift)")
    return f"\nMeeting it has a chance of {', '.join(shown)}." if shown else ""


def as_text(sections: list[Section]) -> str:
    """Lay sections out as plain text."""
    return "\n\n".join("\n".join([*filter(None, [section.heading]), *section.lines]) for section in sections)


def _opening(facts: dict[str, Any], estimates: Estimates) -> tuple[str, ...]:
    where = f"{cut(facts['authority']['name'], 40)}, {on_day(facts['start'])} to {on_day(facts['end'])}"
    lived = estimates.futures()
    return (
        *folded(facts["question"], ""),
        f"{where} · evidence: {facts['evidence']} · drift: {facts['drift']} · seed {facts['seed']}"
        f" · {count(lived)} simulated future{'s' if lived != 1 else ''}",
        *starts_from(facts),
        *assumed_lines(facts),
    )
