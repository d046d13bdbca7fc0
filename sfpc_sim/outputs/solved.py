"""What it would take, as a planner reads it: an answer in a sentence, and the frontier it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.sections.thought_experiment import NOBODYS
from sfpc_sim.outputs.words import NAME, count, cut, folded, interval, on_date, percent, whole_percent

if TYPE_CHECKING:
    from sfpc_sim.study.solve import Solved

HOW_TO_READ = (
    "Every value is tried in the same futures. (CI a to b) beside a chance is how well it is known, with 95%"
    " confidence; beside the answer: the values from the last whose interval says too little to the first whose says"
    " enough."
)


def solved_text(solved: Solved) -> str:
    """Say the answer, what was asked, and every value tried."""
    lever, scenario = solved.lever, solved.scenario
    futures = count(solved.found.tried[0].held.size)
    moved = (
        f"Lever: {lever.key} from {lever.low:g} to {lever.high:g}, steps of {lever.step:g}; {futures} futures at each"
    )
    return "\n".join([
        f"{cut(scenario.title, NAME)}: what would it take?",
        *folded(f"Asked: {solved.rule}", ""),
        *folded(f"{moved} · evidence: {scenario.evidence} · drift: {scenario.drift} · seed {scenario.seed}", ""),
        *_assumed(solved),
        "",
        *[line for each in answer_lines(solved) for line in folded(each, "")],
        "",
        f"{lever.key}: chance of what is asked",
        *[
            f"  {value:>8g}  {interval(percent, chance, low, high)}"
            for value, chance, low, high, _ in solved.table().itertuples(index=False)
        ],
        "",
        *folded(HOW_TO_READ, ""),
    ])  # fmt: skip


def answer_lines(solved: Solved) -> list[str]:
    """Answer in sentences: where the rule holds, or plainly that it does not."""
    found, lines = solved.found, []
    if found.answer is not None:
        lines = [_crossing(solved)]
    elif found.holds_everywhere:
        lines = [f"It holds at every value tried, from {solved.lever.low:g} to {solved.lever.high:g}."]
    else:
        lines = [_no_crossing(solved)]
    if found.wrong_way:
        one, two = sorted(solved.lever.value(step) for step in found.wrong_way)
        lines.append(
            f"The chance does not move one way only: between {one:g} and {two:g} it turns, beyond noise. There may be"
            " other values at which the rule holds; look between them with narrower bounds."
        )
    return lines


def _crossing(solved: Solved) -> str:
    found, lever = solved.found, solved.lever
    assert found.answer is not None
    value, side = lever.value(found.answer), "more" if found.rises else "less"
    first = found.not_enough
    if first is not None and lever.whole:  # the value that is not enough is no answer: the next one may be
        first += 1 if found.rises else -1
    known = [lever.value(end) for end in (first, found.enough) if end is not None]
    bounds = f"CI {min(known):g} to {max(known):g}" if len(known) == 2 else "CI reaches past the bounds"
    return f"It holds at {lever.key} of {value:g} or {side} ({bounds}).{_in_words(solved, value, known)}"


def _in_words(solved: Solved, value: float, known: list[float]) -> str:
    """Say a ratio as so many per cent. Exit rates that much higher are not that many more exits: fewer are left."""
    said = {"thought_experiment.entries_ratio": "fewer entries", "thought_experiment.exits_ratio": "higher exit rates"}
    if solved.lever.key not in said or len(known) < 2:
        return ""
    low, high = sorted(abs(1 - each) for each in known)
    return f" That is {interval(whole_percent, abs(1 - value), low, high)} {said[solved.lever.key]}."


def _no_crossing(solved: Solved) -> str:
    found, lever = solved.found, solved.lever
    table = solved.table()
    row = table.iloc[found.tried.index(found.best)]
    best = f"{interval(percent, row['chance'], row['ci_low'], row['ci_high'])} at {row[lever.key]:g}"
    between = f"between {lever.low:g} and {lever.high:g}"
    if found.out_of_reach:
        return f"Not reachable {between}: the nearest is a chance of {best}."
    if found.best.chance < found.wanted:
        more = "More replications (-n) would tell."
        return f"Not reached {between}, and not told to be out of reach: the nearest is a chance of {best}. {more}"
    return (
        f"It holds at some values {between} and not at others, the bounds being alike: best {best}. Narrow the bounds."
    )


def _assumed(solved: Solved) -> list[str]:
    if not solved.lever.key.startswith("thought_experiment."):
        return []
    scenario = solved.scenario
    assumed = scenario.thought_experiment
    day = assumed.acts_from if assumed else scenario.programme.planned_in_post_on
    return folded(f"It is {NOBODYS}: it says what would have to be true at home from {on_date(day)} on.", "")
