"""Leeds against itself: over-dispersion, children who come back, sibling groups, and its fans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.study.care_counts import Returns, group_sizes
from sfpc_sim.study.care_worlds import PublishedYears, published_years, quiet_plan, year_edges, years_of
from sfpc_sim.study.fitting.usual_years import lived
from sfpc_sim.study.validation.check import Check, Fan, Line, second_difference_dispersion, shares_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sfpc_sim.study.validation.facts import Facts

    Floats = NDArray[np.float64]

DISPERSION_YEARS = 8  # long enough for second differences, short enough for flows to stay at Leeds' size
LAST_YEAR = 2025  # of the published counts
QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
POINTS = 2.0
BY_HAND = 2010  # origin of the file that no fit could make
WIDE = (2.5, 97.5)  # percent of futures below: outside it a published count is a surprise


@dataclass(frozen=True, eq=False)
class Futures:
    """Many worlds of one authority, counted as published: (world, year)."""

    title: str
    file: str
    pandemic: bool
    years: tuple[int, ...]
    counts: PublishedYears
    returns: Returns  # home
    groups: Floats  # (size,)


def live_leeds(file: str, years: int, worlds: int, *, seed: int, pandemic: bool = False) -> Futures:
    """Let a shipped authority file live on without any programme."""
    authority, own = read_authority(shipped_folder() / "authorities" / f"{file}.toml")
    scenario = quiet_plan(authority, own, years, seed=seed, pandemic=pandemic)
    edges, counted, returns, groups = year_edges(scenario), [], [], np.zeros(12)
    for number in range(1, worlds + 1):
        cohort = lived(scenario, number)
        counted.append(published_years(scenario, cohort))
        returns.append(Returns(cohort, "home", edges[0], edges[-1]))
        sizes = group_sizes(cohort, edges[0], edges[-1])
        groups[: sizes.size] += sizes
    title = f"from 31 March {authority.origin.year}" + (", with the pandemic scenario" if pandemic else "")
    counts = PublishedYears(*(np.array(each) for each in zip(*counted, strict=True)))
    return Futures(title, file, pandemic, years_of(scenario), counts, Returns.pooled(returns), groups)


def leeds_checks(facts: Facts, worlds: int, *, seed: int) -> Iterator[Check]:
    """Give all checks of Leeds; the futures of 2017 serve several."""
    from_2017 = live_leeds("leeds-2017", DISPERSION_YEARS, worlds, seed=seed)
    from_2019 = live_leeds("leeds-2019", DISPERSION_YEARS, worlds, seed=seed)
    yield returns_check(from_2017, facts)
    for futures in (from_2017, from_2019):
        yield dispersion_check(futures, facts)
    yield sibling_check(from_2017, facts)
    with_pandemic = live_leeds("leeds-2019", LAST_YEAR - 2019, worlds, seed=seed, pandemic=True)
    from_2010 = live_leeds("leeds-2010", LAST_YEAR - 2010, worlds, seed=seed)
    for futures in (from_2010, from_2017, from_2019, with_pandemic):
        yield fan_check(futures, facts)


def _worlds_of(futures: Futures) -> str:
    return f"{len(futures.counts.started):,} worlds of Leeds {futures.title}"


def returns_check(futures: Futures, facts: Facts) -> Check:
    """Hold the share back in care after going home against the evidence."""
    known = facts.tables["reentry"]
    years = np.array(known["years"], float)
    simulated, published = 100 * futures.returns.share_by(years), 100 * np.array(known["shares"])
    lines = tuple(
        Line(f"{year:g} year(s) after going home", ours, theirs, theirs - POINTS, theirs + POINTS)
        for year, ours, theirs in zip(years, simulated, published, strict=True)
    )
    return Check(
        title="Back in care after going home, among children still under 18",
        words="Kaplan-Meier over every child who went home; who turns 18 or meets the end of the simulated years "
        "leaves the risk set that day. Beliefs about it come from the same studies.",
        unit="% back in care", lines=lines, margin=f"{POINTS:g} points",
        sample=f"{len(futures.returns.days):,} returns home in {_worlds_of(futures)}",
        source=known["source"], grade=known["grade"],
    )  # fmt: skip


def dispersion_check(futures: Futures, facts: Facts) -> Check:
    """Hold the unevenness of yearly counts in one world against Leeds' own."""
    known, lines, errors = facts.tables["dispersion"], [], []
    flows = (("starts", futures.counts.started, "starts"), ("exits", futures.counts.ceased, "exits"))
    for name, counts, key in flows:
        one_world = second_difference_dispersion(counts.astype(float))
        low, high = known[key]
        lines.append(Line(f"Yearly {name}", float(one_world.mean()), known[f"published_{key}"], low, high))
        middle = Line(f"Yearly {name}, the middle world", float(np.median(one_world)), known[f"published_{key}"], low,
                      high, judged=False)  # fmt: skip
        lines.append(middle)
        errors.append(float(one_world.std() / np.sqrt(one_world.size)))
    return Check(
        title=f"Unevenness of yearly starts and exits at Leeds' size, {futures.file}",
        words="Mean square of second differences over six times the mean of one world's series, averaged over worlds "
        f"(standard errors {errors[0]:.2f} and {errors[1]:.2f}). One series of {len(futures.years)} years tells it "
        "badly: half of all worlds lie below the middle one.",
        unit="variance over mean", lines=tuple(lines), margin="the range wanted of a world of Leeds' size",
        sample=f"{_worlds_of(futures)}, {len(futures.years)} years",
        source=known["source"], grade=known["grade"],
    )  # fmt: skip


def sibling_check(futures: Futures, facts: Facts) -> Check:
    """Hold the children who entered in groups against the evidence."""
    known = facts.tables["siblings"]
    groups = np.array(known["groups"])
    sizes = np.arange(1, groups.size + 1)
    simulated = futures.groups[: groups.size] * sizes
    names = ["Alone", *(f"In a group of {size}" for size in sizes[1:])]
    return Check(
        title="Children who enter care together with brothers and sisters",
        words="First entries by how many children of a family enter on one day; brothers and sisters who would be of "
        "age do not enter, which the belief drawn from this evidence does not allow for.",
        unit="% of first entries", lines=shares_beside(names, simulated, groups * sizes, POINTS),
        margin=f"{POINTS:g} points", sample=f"{int(futures.groups.sum()):,} groups in {_worlds_of(futures)}",
        source=known["source"], grade=known["grade"],
    )  # fmt: skip


def fan_check(futures: Futures, facts: Facts) -> Check:
    """Show where each published 31 March falls in the fan from an origin."""
    stock, known = futures.counts.looked_after.astype(float), facts.leeds("looked_after")
    within = tuple(year for year in futures.years if year <= LAST_YEAR)
    lines = []
    for number, year in enumerate(within):
        below = 100 * float(np.mean(stock[:, number] < known[year]) + np.mean(stock[:, number] == known[year]) / 2)
        lines.append(Line(f"31 March {year}", below, known[year], *WIDE))
    quantiles = np.quantile(stock[:, : len(within)], QUANTILES, axis=0)
    by_hand = within[0] - 1 == BY_HAND
    return Check(
        title=f"Where Leeds came out: {futures.title}",
        words="Children looked after on each 31 March among simulated futures without a programme: percent of futures "
        f"below the published count. {_known(futures, by_hand=by_hand)}",
        unit="% of futures below", lines=tuple(lines),
        margin="published count between 2.5 and 97.5% of futures", sample=f"{len(stock):,} worlds",
        source=facts.tables["leeds"]["source"], grade="D" if by_hand else "A",
        fan=Fan(within, QUANTILES, quantiles, tuple(known), np.array(list(known.values()), float)),
    )  # fmt: skip


def _known(futures: Futures, *, by_hand: bool) -> str:
    """Say what of the later years had a hand in a fan."""
    if by_hand:
        return "The file of 2010 is made by hand with rates and drift of years to 2017: hindsight, grade D."
    if futures.pandemic:
        return "Nothing after the origin was known but the pandemic itself, whose size is hindsight."
    return "Nothing after the origin was known."
