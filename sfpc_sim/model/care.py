"""The SimPy process that moves children. It decides when rates change; the cohort decides who moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.scenario import AGE_BANDS, EXIT_CAUSES
from sfpc_sim.model import delivery
from sfpc_sim.model.candidates import CandidateField
from sfpc_sim.model.cohort import Step, advance
from sfpc_sim.model.luck import key_of
from sfpc_sim.model.months import DAYS_PER_YEAR, month_edges
from sfpc_sim.model.rates import Rates, make_rates
from sfpc_sim.model.spells import FIRST, RECURRENCE, UNACCOMPANIED, Cohort, FlowRules
from sfpc_sim.model.starting_stock import starting_cohort

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy
    from numpy.typing import NDArray

    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]

UNACCOMPANIED_BAND = len(AGE_BANDS)


@dataclass(frozen=True, slots=True)
class CareStart:
    """What a plan and its counterfactual share in one replication: luck, rates and the first day."""

    rules: FlowRules
    rates: Rates
    groups_per_first_entry: Floats  # (field,) sibling groups a year per first entry a year
    field_area: NDArray[np.int64]  # (field,)
    field_band: NDArray[np.int64]  # (field,)
    candidates: CandidateField
    usual_rate: Floats  # (month, field) groups a year before any programme
    cohort: Cohort  # of the first day; copied, never moved


def care_start(world: World) -> CareStart:
    """Prepare one replication's care flows; nothing here depends on the programme."""
    authority = world.scenario.authority
    rules = flow_rules(world)
    clusters = delivery.clusters(world.scenario)
    area_share = _area_share(world, len(clusters))
    areas = ("elsewhere", *clusters)
    names = [f"{authority.code}/{area}/{band}" for area in areas for band in AGE_BANDS]
    field_area = np.repeat(np.arange(len(areas)), len(AGE_BANDS))
    field_band = np.tile(np.arange(len(AGE_BANDS)), len(areas))
    groups = area_share[field_area] * np.array(authority.groups_per_first_entry)[field_band]
    keys = np.array([key_of(name) for name in (*names, f"{authority.code}/unaccompanied")], np.uint64)
    bands = np.append(field_band, UNACCOMPANIED_BAND)
    rates = make_rates(world)
    usual = np.column_stack([np.outer(rates.first_entries, groups), rates.unaccompanied])
    return CareStart(
        rules=rules, rates=rates, groups_per_first_entry=groups, usual_rate=usual,
        field_area=np.append(field_area, 0), field_band=bands, cohort=starting_cohort(world, rules, area_share),
        candidates=CandidateField(world.luck, world.draw, keys, bands),
    )  # fmt: skip


def flow_rules(world: World) -> FlowRules:
    """Gather the numbers that move children."""
    draw, authority = world.draw, world.scenario.authority
    chances = [draw["reentry_home_chance"], draw["reentry_kinship_chance"], draw["reentry_adopted_chance"], 0.0, 0.0]
    return FlowRules(
        exit_rates=np.array(authority.exit_rates),
        duration_factors=np.array(authority.duration_factors),
        duration_edges_days=np.array(authority.duration_edges_days),
        reentry_chance=np.array(chances),
        reentry_shape=draw["reentry_home_wait_shape"],
        reentry_scale_days=draw["reentry_home_wait_days"],
        recurrence_chance=draw["recurrence_chance"],
        recurrence_young_chance=draw["recurrence_young_chance"],
        young_share=draw["young_parent_share"],
        recurrence_wait=draw.assumption("recurrence_wait_days").belief,
        infant_power=draw["infant_entry_age_power"],
    )


def _area_share(world: World, clusters: int) -> Floats:
    """Split demand: each of the seven high-need clusters has a seventh of their share (001, 3.4)."""
    each = world.draw["res_cluster_share"] / 7
    return np.concatenate([[1 - clusters * each], np.full(clusters, each)])


def care(world: World, start: CareStart, cohort: Cohort) -> Generator[simpy.Event, None, None]:
    """Wake each month, and move the children on when their rates have changed or somebody must know them.

    While nothing changes the months are put together and lived through at once; the days that come
    out are the same to the last bit.
    """
    edges = month_edges(world.scenario)
    stretch: Step | None = None
    for month, (begin, end) in enumerate(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)):
        places = int(delivery.futures_places(world, begin))
        pace = np.full(len(EXIT_CAUSES), start.rates.exit_pace[month])
        step = Step(begin, end, pace, delivery.entry_ratios(world, begin), delivery.recurrence_ratio(world))
        if stretch is not None and (places or not step.continues(stretch)):
            advance(cohort, stretch, start.rules, world.luck)
            stretch = None
        offer_futures_places(world, cohort, begin, places)
        admit(start, cohort, step, month)
        stretch = step if stretch is None else replace(stretch, end_day=end)
        yield world.env.timeout(end - world.env.now)
    if stretch is not None:
        advance(cohort, stretch, start.rules, world.luck)


def admit(start: CareStart, cohort: Cohort, step: Step, month: int) -> None:
    """Let the candidate groups whose coordinate lies below this month's rate wait at their time of entry."""
    alone = start.field_band == UNACCOMPANIED_BAND
    ratio = step.entry_ratio[start.field_area, np.minimum(start.field_band, len(AGE_BANDS) - 1)]
    rate = start.usual_rate[month] * np.where(alone, 1.0, ratio)
    # The highest usual rate of all months, so that a year's candidates are made once.
    ceiling = np.maximum(start.usual_rate.max(axis=0), rate)
    for year in range(int(step.start_day // DAYS_PER_YEAR), int(np.nextafter(step.end_day, 0) // DAYS_PER_YEAR) + 1):
        children = start.candidates.year(year, ceiling)
        mine = np.arange(children.day.size)[children.between(step.start_day, step.end_day)]
        mine = mine[children.coordinate[mine] < rate[children.field[mine]]]
        field = children.field[mine]
        cohort.add(
            mine.size, children.budget[:, mine], key=children.key[mine], family=children.family[mine],
            kind=np.where(alone[field], UNACCOMPANIED, FIRST), area=start.field_area[field],
            birth_day=children.birth_day[mine], entry_day=children.day[mine],
        )  # fmt: skip


def offer_futures_places(world: World, cohort: Cohort, day: float, places: int) -> None:
    """Give free Futures places to young families, the latest removal first (002, 3.16-3.17).

    Places are whole: a team that can support 6.9 parents supports 6.
    """
    if not places:
        return
    rows = slice(0, cohort.size)
    # A family's next removal has a date from the start, whether or not it comes to pass; nobody knows
    # it, so a place is taken until support ends or a child is removed, and a date that passes frees none.
    families = (cohort.kind[rows] == RECURRENCE) & cohort.young[rows] & ~cohort.entered[rows]
    supported = families & (cohort.support_from[rows] <= day) & (day < cohort.support_until[rows])
    free = places - int(supported.sum())
    since = day - cohort.removed_day[rows]
    eligible = families & (cohort.support_from[rows] == np.inf) & (since >= 0)
    eligible &= since < world.draw["futures_eligible_days"]
    chosen = np.flatnonzero(eligible)
    chosen = chosen[np.argsort(since[chosen], kind="stable")][: max(free, 0)]
    cohort.support_from[chosen] = day
    support = [world.draw.of("futures_support_days", int(key)) for key in cohort.key[chosen]]
    cohort.support_until[chosen] = day + np.array(support)
