"""The sections of the summary: facts and estimates in, lines out."""

from __future__ import annotations

from collections import Counter
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.words import (
    count,
    day_from,
    decimal,
    financial_year,
    futures,
    interval,
    on_date,
    percent,
    thousands,
    whole_percent,
)
from sfpc_sim.study.estimates import range_of_futures, share_below

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from sfpc_sim.outputs.estimates_by_name import Estimate, Estimates

Facts = dict[str, Any]
WEAKEST_NAMED = 8
DRIFTS_IN_WORDS = (
    "How entry and exit rates wander is not known.\n  damped: they revert slowly to the authority's own level;"
    " stationary: within a year or two; walk: they never revert."
)


def chance_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell the chance on each 31 March, ever and for twelve months, under every drift that was run."""
    drifts, target = estimates.drifts(), facts["target"]["on"]
    heads = "".join(f"{f'meets: {drift}, n={count(_futures(estimates, drift))}':<27}" for drift in drifts)
    lines = [f"  {'':25}{'misses':>7}  {heads}".rstrip()]  # misses: under the scenario's own drift
    for on in estimates.dates_of("under_on"):
        mark = " (target)" if on == target else ""
        lines.append(_chance(f"on {_day(on)}{mark}", "under_on", on, estimates, drifts))
    lines.append(_chance(f"ever by {_day(target)}", "under_by_target", "", estimates, drifts))
    lines.append(_chance(f"12 months by {_day(facts['end'])}", "under_for_twelve_months", "", estimates, drifts))
    lines.append(_chance("target, no programme", "counterfactual_under_on", target, estimates, drifts))
    return [*(line for line in lines if line), f"  misses: under {facts['drift']} drift. {DRIFTS_IN_WORDS}"]


def _chance(label: str, measure: str, on: str, estimates: Estimates, drifts: list[str]) -> str:
    own = estimates(measure, on)
    if not own.replications:
        return ""
    cells = [_known(percent, estimates(measure, on, drift)) for drift in drifts]
    return f"  {label:<25}{percent(1 - own.mean):>7}  " + "".join(f"{cell:<27}" for cell in cells).rstrip()


def children_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell the number looked after each 31 March beside the counterfactual, and the paired difference."""
    lines = [f"  {'':14}{'with the programme':<50}without it (same luck)"]
    for on in estimates.dates_of("looked_after_on"):
        own, without = estimates("looked_after_on", on), estimates("counterfactual_looked_after_on", on)
        shown = f"{_known(count, own)}  {_range(count, own)}"
        lines.append(f"  {_day(on):<14}{shown:<50}{_known(count, without)}")
    avoided = estimates("entries_avoided")
    if avoided.replications:
        lines.append(
            f"  Entries avoided to {_day(facts['end'])}: {_known(decimal, avoided)}  {_range(count, avoided)}"
            "  (each future against itself)"
        )
    return lines


def post_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell when teams start, and how likely posts are filled by the planned date."""
    start, end = date.fromisoformat(facts["start"]), date.fromisoformat(facts["end"])

    def day(value: float) -> str:
        return day_from(start, end, value)

    if not facts["programme"]["enabled"]:
        return ["  no programme: no posts are recruited"]
    lines = []
    for team in facts["teams"]:
        started = estimates(f"team_started_day:{team['key']}")
        if started.replications:
            lines.append(f"  {team['title'][:44]:<46}{_range(day, started)}")
    if (last := estimates("last_res_team_started_day")).replications:
        lines.append(f"  {'last of the RES teams':<46}{_range(day, last)}")
    share, every = estimates("share_of_posts_by_plan"), estimates("all_posts_by_plan")
    if share.replications:
        planned = _day(facts["programme"]["planned_in_post_on"])
        lines.append(
            f"  Filled by {planned}, the plan's date: one post {_known(percent, share)};"
            f" every post {_known(percent, every)}"
        )
    return [f"  {'first day with all in post (RES: programme starts)':<46}", *lines] if lines else []


def leader_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell each leader's utilisation and months above amber and red."""
    lines = []
    for leader in facts["leaders"]:
        used = estimates(f"mean_utilisation:{leader['key']}")
        amber, red = (estimates(f"months_above_{colour}:{leader['key']}") for colour in ("amber", "red"))
        if used.replications:
            known, months = _known(whole_percent, used), f"{_range(count, amber):<15}{_range(count, red)}"
            lines.append(f"  {leader['title'][:50]:<52}{known:<25}{months}")
    return [f"  {'':52}{'utilisation':<25}{'months > 0.9':<15}months > 1.0", *lines] if lines else []


def money_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell spend by financial year against the report's tables, the pressure after the grant and what is avoided."""
    if not facts["programme"]["enabled"]:
        return ["  no programme: nothing is spent"]
    report = report_gbp(facts["money"])
    lines = []
    for year in estimates.dates_of("spend_gbp"):
        in_report = f"   report: {thousands(report[int(year)])}" if int(year) in report else ""
        lines.append(
            f"  Spend {financial_year(int(year))}  {_range(thousands, estimates('spend_gbp', year))}{in_report}"
        )
    pressures = [
        f"{financial_year(int(year))} {_range(thousands, pressure)}"
        for year in estimates.dates_of("unfunded_gbp")
        if (pressure := estimates("unfunded_gbp", year)).mean
    ]
    if pressures:
        lines.append(f"  Unfunded after the grant ends: {'; '.join(pressures)}")
    avoided = estimates("placement_cost_avoided_gbp")
    if avoided.replications:
        lines.append(f"  Placement cost avoided: {_known(thousands, avoided)}  {_range(thousands, avoided)}")
    return lines


def report_gbp(money: Facts) -> dict[int, float]:
    """Add the council's own tables up by financial year."""
    first: int = money["tables_first_year"]
    return {
        first + year: float(sum(sum(amounts) for amounts in by_table))
        for year, by_table in enumerate(
            zip(*(zip(t["pay_gbp"], t["other_gbp"], t["fixed_gbp"], strict=True) for t in money["tables"]), strict=True)
        )
    }


def history_lines(facts: Facts, replications: pd.DataFrame) -> list[str]:
    """Tell where later published counts fall in their simulated distributions."""
    rows = [
        f"  {year['year']:<6}" + "".join(_placed(replications, year)).rstrip()
        for year in facts["authority"]["later"]
        if any(column.format(year["year"]) in replications for _, column, _ in COUNTED)
    ]
    heads = "".join(f"{key.replace('_', ' '):<{width}}" for key, _, width in COUNTED)
    return [f"  {'':6}{heads}".rstrip(), *rows] if rows else []


COUNTED = (
    ("looked_after", "looked_after_on:{}-03-31", 38),
    ("started", "started:{}", 30),
    ("ceased", "ceased:{}", 30),
)


def _placed(replications: pd.DataFrame, year: Facts) -> Iterator[str]:
    for key, column, width in COUNTED:
        name, placed = column.format(year["year"]), ""
        if name in replications and year[key]:
            values = replications[name].to_numpy(float)
            share = f"({share_below(values, year[key]):.0%})"
            placed = f"{year[key]:,} {share:<6} {futures(count, *range_of_futures(values))}"
        yield f"{placed:<{width}}"


def assumption_lines(facts: Facts) -> list[str]:
    """Name the weakest assumptions, and count each grade."""
    assumptions = facts["register"]["assumptions"]
    grades = Counter(assumption["source"]["grade"] for assumption in assumptions)
    weakest = sorted(assumptions, key=lambda assumption: assumption["source"]["grade"], reverse=True)
    named = ", ".join(assumption["name"] for assumption in weakest[:WEAKEST_NAMED])
    counted = ", ".join(f"{grades[grade]} of grade {grade}" for grade in sorted(grades, reverse=True))
    return [
        f"  {len(assumptions)} assumptions: {counted} (D: an assumption, A: published data).",
        *wrap(f"Weakest: {named} ...", 110, initial_indent="  ", subsequent_indent="    "),
        f"  All with value, bounds and source: sfpc assumptions {facts['name']}",
    ]


def _futures(estimates: Estimates, drift: str) -> int:
    return estimates("under_by_target", "", drift).replications or max(
        (estimates("under_on", on, drift).replications for on in estimates.dates_of("under_on")), default=0
    )


def _known(write: Any, estimate: Estimate) -> str:
    return interval(write, estimate.mean, estimate.ci_low, estimate.ci_high)


def _range(write: Any, estimate: Estimate) -> str:
    return futures(write, estimate.p10, estimate.p50, estimate.p90)


def _day(iso: str) -> str:
    return on_date(date.fromisoformat(iso))
