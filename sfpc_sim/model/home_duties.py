"""What home asks of its leaders every day, and who covers for whom.

Home duties are sized so that everything home asks (blocks, inspections, incidents) comes to the
drawn utilisation without a programme; they grow with the number of children looked after and with
vacancies, and shrink where a programme post relieves a leader. Work of a role nobody holds is
shared among those who cover it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.model.months import DAYS_PER_YEAR, financial_years

if TYPE_CHECKING:
    from collections.abc import Callable

    import simpy

    from sfpc_sim.inputs.scenario import Duty, Leader
    from sfpc_sim.model.working_time import LeaderTime
    from sfpc_sim.model.world import World

COVERING = "covering"
FULL_POST_DAYS_PER_MONTH = 18.3  # working days of a full post, leave taken off


def anchor_share(world: World, leader: Leader) -> float:
    """Give the home blocks that bring a role's utilisation without a programme to its drawn anchor.

    A programme role has none; a role that is created takes over the work of those it covers for.
    """
    if leader.post or (leader.starts and world.scenario.day(leader.starts) > world.env.now):
        return 0.0
    anchor = world.draw.of("home_duties_share", leader.key)
    home = [duty for duty in world.scenario.duties if not duty.programme]
    queued = sum(expected_days_per_year(world, duty, leader.key) for duty in home)
    return max(anchor - queued / (leader.working_days_per_month * 12), 0.0)


def expected_days_per_year(world: World, duty: Duty, leader: str) -> float:
    """Give the working days a year that a duty asks of a leader on average: an equal share of all listed."""
    if leader not in duty.leaders:
        return 0.0
    return times_per_year(world, duty) * _middle(world, duty.working_days) / len(duty.leaders)


def times_per_year(world: World, duty: Duty) -> float:
    """Give how often a duty comes in a year."""
    if duty.every_months is not None:
        return 12 / duty.every_months
    if duty.per_year is not None:
        return world.draw[duty.per_year]
    return DAYS_PER_YEAR / _middle(world, duty.interval or "")


def _middle(world: World, name: str) -> float:
    """Give a belief's middle; durations and days of work are near symmetric."""
    return world.draw.assumption(name).belief.quantile(0.5)


def refresh(world: World) -> None:
    """Bring every role's home duties and cover up to date with who is there and what home asks."""
    leadership = world.leadership
    covering: dict[str, float] = {}
    home_share = _home_shares(world)
    for time in leadership.home:
        present = leadership.presence(time.key)
        if present != time.present_share:
            time.change(present_share=present)
    for time in leadership.home:
        work = home_share(time)
        if time.present_share < 1.0 and (helpers := leadership.present(time.leader.covered_by)):
            days = work * (1.0 - time.present_share) * time.leader.working_days_per_month / len(helpers)
            for helper in helpers:
                share = days / helper.leader.working_days_per_month
                covering[helper.key] = covering.get(helper.key, 0.0) + share
            work *= time.present_share
        if work != time.home_share:
            time.change(home_share=work)
    for key, time in leadership.times.items():
        share = covering.get(key, 0.0)
        if share != time.other_shares.get(COVERING, 0.0):
            time.change(**{COVERING: share})


def count_vacancy(world: World, manager: str, more: int) -> None:
    """Let an empty post at home ask for its manager's days, and for nobody else's unless they are shared out."""
    world.leadership.open_vacancies[manager] += more
    time = world.leadership[manager]
    if time.present_share < 1.0:
        refresh(world)
    elif not time.leader.post:
        time.change(home_share=_home_shares(world)(time))


def _relief_days(world: World) -> dict[str, float]:
    """Give the working days a month that filled posts take off leaders."""
    days: dict[str, float] = {}
    for post in world.staff.relieving():
        relief = post.fte * world.draw["relief_share"] * FULL_POST_DAYS_PER_MONTH
        days[post.relieves or ""] = days.get(post.relieves or "", 0.0) + relief
    return days


def _home_shares(world: World) -> Callable[[LeaderTime], float]:
    """Give what tells how much home asks of a role in blocks now, as a share of its contract."""
    draw, leadership, relief = world.draw, world.leadership, _relief_days(world)
    growth = 1.0 + draw["home_duties_caseload_elasticity"] * (leadership.caseload_ratio - 1.0)
    days_per_vacancy = draw["vacancy_working_days_per_month"]
    anchors, open_vacancies, kept = leadership.anchor_shares, leadership.open_vacancies, leadership.kept_work

    def share(time: LeaderTime) -> float:
        key, contract = time.key, time.leader.working_days_per_month
        own = anchors[key] * growth
        if key in relief:
            own -= relief[key] / contract
        vacancies = open_vacancies[key] * days_per_vacancy / contract if key in open_vacancies else 0.0
        return (max(own, 0.0) + vacancies) * kept[key]

    return share


def follow_caseload(world: World) -> simpy.events.ProcessGenerator:
    """Size home duties anew each 1 April, by the children looked after on it against those first counted."""
    counted = sum(world.scenario.authority.stock_by_age)
    aprils = [year.first_day for year in financial_years(world.scenario) if year.first_day > world.scenario.first_day]
    for april in aprils if counted else ():
        yield world.env.timeout(april - world.env.now)
        world.leadership.caseload_ratio = world.care.looked_after_on(april) / counted
        refresh(world)
