"""How strained the leadership is: by role, at director level, and quarter by quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from sfpc_sim.inputs.leadership import DIRECTOR_LEVEL
from sfpc_sim.outputs.words import PAGE, count, cut, dates_of, decimal, folded, in_columns, percent, whole_percent

if TYPE_CHECKING:
    from sfpc_sim.outputs.estimates_by_name import Estimates

    Facts = dict[str, Any]

HEADS = ("", "utilisation", "months > 0.9", "months > 1.0", "three months running > 1.0")
QUARTER = 3
MOST_CELLS, CELL = 24, 4  # cells a line, characters a cell
WAITS = {
    "home_task_wait_days": "home's tasks begin",
    "partner_task_wait_days": "partners' begin",
    "panel_wait_days": "panels end",
}


def leaders_heading(facts: Facts) -> str:
    """Say what the leaders' time goes to in this plan, and on what evidence."""
    if not facts["programme"]["enabled"]:
        return "Leaders: home duties only (without the programme nobody is lent); workloads are assumptions (grade D)"
    lent = [cut(role["partner"], 40) for role in facts["joint_roles"]]
    lent += [cut(partner["title"], 40) for partner in facts.get("partners", ())]
    work = ["home duties", "recruitment panels", *(["reviews"] if facts.get("duties") else [])]
    work += [", ".join(dict.fromkeys(lent))] if len(set(lent)) == 1 else ["partner authorities"] if lent else []
    return f"Leaders: {', '.join(work)}; their workloads are assumptions (grade D)"


def leader_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell each role's utilisation, months above amber and red and chance of a red run, then what they add up to."""
    rows = []
    for leader in facts["leaders"]:
        key = leader["key"]
        used = estimates(f"mean_utilisation:{key}")
        amber, red = (estimates(f"months_above_{colour}:{key}") for colour in ("amber", "red"))
        running = estimates(f"red_three_months_running:{key}")
        cells = (used.range(whole_percent), amber.range(count), red.range(count), running.known(percent))
        if used.there:
            rows.append((cut(leader["title"], 42), *cells))
    running, red = (estimates(f"{name}:director level") for name in ("red_three_months_running", "months_above_red"))
    if rows and running.there:
        rows.append(("Director and deputies, any or all of them", "", "", red.range(count), running.known(percent)))
    return [*in_columns(HEADS, rows), *_held(facts, estimates), *_left_and_waited(estimates)]


def _held(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell from when the programme's own roles are held."""
    day = dates_of(facts)
    roles = [leader for leader in facts["leaders"] if leader.get("post")]
    held = [(role["title"], estimates(f"led_from_day:{role['key']}")) for role in roles]
    return [f"  {cut(title, 44)}, in the role from {since.range(day)}" for title, since in held if since.there]


def _left_and_waited(estimates: Estimates) -> list[str]:
    left, waits = estimates("leaders_left"), [(words, estimates(name)) for name, words in WAITS.items()]
    waited = ", ".join(f"{words} {wait.range(decimal)}" for words, wait in waits if wait.there)
    unmet, run = estimates("unmet_days:director level"), estimates("longest_red_run:director level")
    strained = f"At director level {unmet.range(decimal)} days unmet a month, longest red run {run.range(count)} months"
    said = [
        strained if unmet.there and run.there else "",
        f"Leaders who left {left.range(count)}" if left.there else "",
        f"Days until {waited}" if waited else "",
    ]
    return folded(". ".join(filter(None, said)))


def strip_columns(facts: Facts) -> list[str]:
    """Name the monthly columns `strip_lines` reads."""
    return [f"utilisation:{leader['key']}" for leader in facts["leaders"] if leader["tier"] in DIRECTOR_LEVEL]


def strip_lines(facts: Facts, monthly: pd.DataFrame) -> list[str]:
    """Lay the mean utilisation of director-level roles out by quarter, in per cent; by longer stretches if too wide.

    Parameters
    ----------
    monthly : has `month_end`, and of `strip_columns` those that were measured
    """
    there = [name for name in strip_columns(facts) if name in monthly]
    if not there:
        return []
    ends = pd.to_datetime(monthly["month_end"])
    months, size = ends.dt.year * 12 + ends.dt.month - 1, QUARTER
    while months.max() // size - months.min() // size >= MOST_CELLS:
        size *= 2
    means = monthly[there].groupby(months // size).mean()
    heading = f"% used, by {'quarter' if size == QUARTER else f'{size} months'}"
    years = [_year(cell * size, size, first=i == 0) for i, cell in enumerate(means.index)]
    rows = [(heading, years), *((name.partition(":")[2], list(map(_cell, means[name]))) for name in there)]
    label = min(max(len(words) for words, _ in rows) + 2, PAGE - 2 - CELL * len(means))
    return [f"  {words:<{label}.{label - 1}}{''.join(cells)}".rstrip() for words, cells in rows]


def _year(month: int, size: int, *, first: bool) -> str:
    """Name the year over the first cell, and over each that begins one."""
    named = f"'{month // 12 % 100:02d}" if first or month % 12 < size else ""
    return f"{named:<{CELL}}"


def _cell(share: float) -> str:
    return f"{'-' if pd.isna(share) else round(100 * share):>{CELL - 1}} "
