"""The SimPy process that moves children. It decides when rates change; the cohort decides who moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.authority import AGE_BANDS
from sfpc_sim.model import delivery, kernel, partner_effects, thought_experiment
from sfpc_sim.model.candidates import UNACCOMPANIED_BAND, CandidateField, fields_of
from sfpc_sim.model.cohort import Step
from sfpc_sim.model.months import DAYS_PER_YEAR, life_edges
from sfpc_sim.model.places import HOME, place_of_areas, places_of
from sfpc_sim.model.rates import Rates, make_rates
from sfpc_sim.model.spells import CAUSES, Cohort, ExitRates, FlowRules
from sfpc_sim.model.staff import nobody_in_post

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import simpy
    from numpy.typing import NDArray

    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.model.places import Place
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

MONTHS_BETWEEN_EXIT_RATIOS = 3  # a new pace is reckoned for all in care; what programmes do to exits grows slowly
ROOM_PER_GROUP = 2.6  # rows for who may enter at up to the headroom, with brothers and sisters, and for who comes back
HEADROOM = 1.25  # candidates are made for so many times the rates asked for: some things raise entries a little


@dataclass(frozen=True, slots=True)
class CareStart:
    """What a plan and its counterfactual share in one replication: luck, rates and the first day."""

    places: tuple[Place, ...]
    rules: FlowRules
    rates: Rates
    candidates: CandidateField
    cohort: Cohort  # of the first day, and who may enter at up to `HEADROOM` times the usual rates


def care_start(world: World) -> CareStart:
    """Prepare one replication's care flows; nothing here depends on the programme."""
    places = places_of(world)
    rules = flow_rules(world, places)
    rates = make_rates(world, places)
    fields = fields_of(places)
    place = place_of_areas(places)[fields.area]
    alone = fields.band == UNACCOMPANIED_BAND
    entries = np.where(alone, rates.unaccompanied[:, place], rates.first_entries[:, place])
    groups = entries * fields.groups_per_first_entry
    candidates = CandidateField(world.luck, world.draw, fields, life_edges(world.scenario), groups)
    expected_groups = float(np.diff(life_edges(world.scenario)) @ groups.sum(axis=1)) / DAYS_PER_YEAR
    cohort = kernel.starting_cohort(world, places, rules, round(ROOM_PER_GROUP * expected_groups))
    kernel.admit(cohort, candidates, 0.0, HEADROOM)
    return CareStart(places, rules, rates, candidates, cohort)


def flow_rules(world: World, places: Sequence[Place]) -> FlowRules:
    """Gather the numbers that move children."""
    draw = world.draw
    chances = [draw["reentry_home_chance"], draw["reentry_kinship_chance"], draw["reentry_adopted_chance"], 0.0, 0.0]
    return FlowRules(
        exits=_exit_rates(tuple(place.authority for place in places for _ in place.area_names)),
        reentry_chance=np.array(chances),
        reentry_shape=draw["reentry_home_wait_shape"],
        reentry_scale_days=draw["reentry_home_wait_days"],
        recurrence_chance=draw["recurrence_chance"],
        recurrence_young_chance=draw["recurrence_young_chance"],
        young_share=draw["young_parent_share"],
        recurrence_wait=draw.belief("recurrence_wait_days"),
        infant_power=draw["infant_entry_age_power"],
    )


@lru_cache(maxsize=16)
def _exit_rates(authorities: tuple[Authority, ...]) -> ExitRates:
    """Lay out the exit rates of areas by their authority, (area,); the same in every replication."""
    most = max(len(authority.duration_edges_days) for authority in authorities)
    missing = [most - len(authority.duration_edges_days) for authority in authorities]
    factors = [np.pad(a.duration_factors, ((0, 0), (0, n)), "edge") for a, n in zip(authorities, missing, strict=True)]
    edges = [(*a.duration_edges_days, *(np.inf,) * n) for a, n in zip(authorities, missing, strict=True)]
    return ExitRates(np.array([authority.exit_rates for authority in authorities]), np.array(factors), np.array(edges))


class CareFlows:
    """The children of all authorities in one world, who live as far as somebody had to know.

    Parameters
    ----------
    world, start : the world, and what its plan shares with the counterfactual
    last : nobody needs the first day after this world, which then lives on from it and not from a copy
    """

    def __init__(self, world: World, start: CareStart, *, last: bool = False) -> None:
        self.cohort = start.cohort if last else start.cohort.copy()
        self._world, self._start = world, start
        self._month_days = np.array(life_edges(world.scenario))
        areas, self._home_areas = self.cohort.place_of_area.size, start.places[HOME].areas.size
        self._entry_ratio = np.ones((self._month_days.size - 1, areas, len(AGE_BANDS)))
        self._exit_ratio = np.ones((CAUSES, len(start.places)))
        self._pace = np.ones((CAUSES, areas))
        level = start.rates.exit_pace
        self._pace_changes = [True, *np.any(level[1:] != level[:-1], axis=1).tolist()]  # (month,)
        self._later: list[tuple[float, Floats]] = []  # paces since: from which day on
        self._lived_to = world.scenario.first_day
        self._admitted = np.full(areas, HEADROOM)  # times the usual rates: whose candidates wait in the cohort

    def live(self) -> Generator[simpy.Event, None, None]:
        """Wake each month for its rates, and note when the pace of children's lives changes.

        Months are put together and lived through at once when somebody has to know; the days that
        come out are the same to the last bit. Where nothing can act, only a new pace wakes anybody.
        """
        world, days = self._world, self._month_days.tolist()
        acts = delivery.can_act(world) or bool(world.partnerships)
        for month, day in enumerate(days[:-1]):
            if not acts and not self._pace_changes[month]:
                continue
            if day > world.env.now:
                yield world.env.timeout(day - world.env.now)
            self._keep_pace(month, day)
            if acts:
                self._offer_futures_places(day, int(delivery.futures_places(world, day)))
                self._thin_entries(month, day)
        yield world.env.timeout(days[-1] - world.env.now)
        self._live_to(days[-1])

    def looked_after_on(self, day: float, place: int = HOME) -> int:
        """Count children in care of a place (0 is home, then the partners in order) on a day that has come."""
        self._live_to(self._world.env.now)
        return kernel.spells_between(self.cohort, place, -np.inf, day, day)

    def entries_until(self, day: float, place: int = HOME) -> int:
        """Count the spells of care that began in a place from day 0 to a day that has come."""
        self._live_to(self._world.env.now)
        return kernel.spells_between(self.cohort, place, 0.0, day, -np.inf)

    def _live_to(self, day: float) -> None:
        """Let everybody live up to a day, at the rates known for it."""
        if day <= self._lived_to:
            return
        ratio = delivery.recurrence_ratio(self._world)
        months = self._month_days[:-1]
        step = Step(self._lived_to, day, self._pace, months, self._entry_ratio, ratio, tuple(self._later))
        kernel.advance(self.cohort, step, self._start.rules, self._world.luck)
        self._lived_to = day
        if self._later:
            self._pace = self._later.pop()[1]
            self._later.clear()

    def _keep_pace(self, month: int, day: float) -> None:
        """Take a month's pace of exits, and what programmes make of it."""
        if month % MONTHS_BETWEEN_EXIT_RATIOS == 0 or thought_experiment.begins(self._world.scenario, day):
            exit_ratio = self._exit_ratio.copy()
            exit_ratio[:, HOME] = delivery.exit_ratios(self._world, day)
            if self._world.partnerships:
                exit_ratio[:, HOME + 1 :] = partner_effects.exit_ratios(self._world, day).T
            if np.array_equal(exit_ratio, self._exit_ratio) and not self._pace_changes[month]:
                return
            self._exit_ratio = exit_ratio
        elif not self._pace_changes[month]:
            return
        pace = (self._start.rates.exit_pace[month] * self._exit_ratio)[:, self.cohort.place_of_area]
        if day <= self._lived_to:
            self._pace = pace
        elif not np.array_equal(pace, self._later[-1][1] if self._later else self._pace):
            self._later.append((day, pace))

    def _thin_entries(self, month: int, day: float) -> None:
        """Take what programmes leave of a month's entries; where it is more than usual, more candidates wait."""
        world, start = self._world, self._start
        ratio, home = self._entry_ratio[month], self._home_areas
        ratio[:home] = delivery.entry_ratios(world, day)
        if world.partnerships:
            ratio[home:] = partner_effects.entry_ratios(world, day)
        if ratio.max() <= HEADROOM:
            return
        highest = ratio.max(axis=1)
        if np.any(highest > self._admitted):
            wanted = np.where(highest > self._admitted, HEADROOM * highest, self._admitted)
            area = start.candidates.fields.area
            kernel.admit(self.cohort, start.candidates, self._admitted[area], wanted[area], from_day=day)
            self._admitted = wanted

    def _offer_futures_places(self, day: float, places: int) -> None:
        """Give free Futures places to young families at home, the latest removal first (002, 3.16-3.17).

        Places are whole: a team that can support 6.9 parents supports 6.
        """
        if not places:
            return
        self._live_to(day)
        cohort, draw = self.cohort, self._world.draw
        chosen = kernel.families_to_support(cohort, day, places, draw["futures_eligible_days"])
        for row in chosen.tolist():
            cohort.support_from[row] = day
            cohort.support_until[row] = day + draw.of("futures_support_days", int(cohort.key[row]))


def live_alone(world: World, start: CareStart | None = None) -> Cohort:
    """Let the children of a world where nothing else happens live to its end, from its own first day or a given one."""
    world.staff = nobody_in_post(world.scenario)
    world.care = CareFlows(world, start or care_start(world), last=start is None)
    world.env.run(until=world.env.process(world.care.live()))
    cohort = world.care.cohort
    world.end()
    return cohort
