"""What twice as much of something costs: children, years, authorities, posts; cost over cost of one run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from benchmarks.care import ours
from benchmarks.clock import Program, Timed, direct, in_turns
from benchmarks.many import again, leeds, together, twice_as_large
from benchmarks.table import Row, Rows, times
from sfpc_sim import load, simulate

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario

TITLE = "Twice as much of it: cost over cost"
TURNS, QUICK_TURNS = 15, 3
RUNS = 3
CHILDREN = ("one authority of Leeds' size, five years", "one authority of twice its size")
YEARS = ("innovation-2017 whole, five years", "innovation-2017 whole, ten years")
AUTHORITIES = ("four authorities of Leeds' size", "eight authorities of Leeds' size")
POSTS = ("innovation-2017 whole, its own posts", "innovation-2017 whole, each post twice")
COMPARISONS = {
    "twice the children": (*CHILDREN, "twice_children"),
    "twice the years, care flows": (CHILDREN[0], "one authority, ten years", ""),
    "twice the years": (*YEARS, "twice_years"),
    "twice the authorities": (*AUTHORITIES, "twice_authorities"),
    "twice the posts": (*POSTS, "twice_posts"),
}


def rows(*, quick: bool) -> Rows:
    """Time each size beside its double."""
    found = in_turns(_programs(), QUICK_TURNS if quick else TURNS)
    result: Rows = [Row(label, timed.ms, "ms", _spells(timed)) for label, timed in found.items()]
    for label, (single, double, name) in COMPARISONS.items():
        result.append(times(label, found[double].ms, found[single].ms, name))
    return result


def _programs() -> dict[str, Program]:
    """List sizes and doubles; whatever is not said to be whole is care flows alone."""
    plan = load("innovation-2017")
    sizes = {
        CHILDREN[0]: together([leeds()]),
        CHILDREN[1]: together([twice_as_large(leeds())]),
        "one authority, ten years": together([leeds()], years=10),
        AUTHORITIES[0]: together([leeds(), *(again(leeds(), number) for number in range(3))]),
        AUTHORITIES[1]: together([leeds(), *(again(leeds(), number) for number in range(7))]),
    }
    whole = {
        YEARS[0]: plan,
        YEARS[1]: load("innovation-2017", until=date(2027, 3, 31)),
        POSTS[0]: plan,
        POSTS[1]: with_posts_twice(plan),
    }
    programs = {label: _living(scenario) for label, scenario in sizes.items()}
    return programs | {label: _whole(scenario) for label, scenario in whole.items()}


def with_posts_twice(plan: Scenario) -> Scenario:
    """Give each post a second one like it, in the same team."""
    return replace(plan, posts=(*plan.posts, *(replace(post, key=f"{post.key}-again") for post in plan.posts)))


def _living(scenario: Scenario) -> Program:
    return direct(lambda number: ours(scenario, number), RUNS)


def _whole(scenario: Scenario) -> Program:
    return direct(lambda number: simulate(scenario, number).measures["entries"], RUNS)


def _spells(timed: Timed) -> str:
    return f"{timed.mean:,.0f} spells of care or entries"
