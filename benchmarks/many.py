"""Scenarios of as many authorities as one likes, in which only children move."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sfpc_sim import load
from sfpc_sim.inputs.authorities import merged, read_authority
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.inputs.partners import Partner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sfpc_sim.inputs.assumptions import Assumption, Register
    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.inputs.scenario import Scenario

    Known = tuple[Authority, Register]  # an authority, and what is believed of its own flows

CHILDREN_A_YEAR = ("entries_origin_per_year", "entries_long_run_per_year", "unaccompanied_starts_per_year",
                   "counting_residual")  # fmt: skip


def leeds() -> Known:
    """Give Leeds as of March 2017."""
    return read_authority(shipped_folder() / "authorities" / "leeds-2017.toml")


def together(known: Sequence[Known], years: int = 5) -> Scenario:
    """Put authorities together: the first at home, the others partners that take part in nothing.

    No programme runs; all live from the day after their common day of origin.
    """
    (home, own), *others = known
    plan = load("no-programme")
    start = home.origin + timedelta(days=1)
    partners = tuple(
        Partner(f"partner-{number}", authority.name, authority, register, start, sum(authority.stock_by_age),
                launched=False)
        for number, (authority, register) in enumerate(others, start=1)
    )  # fmt: skip
    return replace(
        plan, authority=home, register=merged(plan.register, own), partners=partners, start=start,
        end=start.replace(year=start.year + years) - timedelta(days=1),
    )  # fmt: skip


def again(known: Known, number: int) -> Known:
    """Give an authority once more under a code of its own, so that it meets luck of its own."""
    authority, own = known
    return replace(authority, code=f"{authority.code} again {number}"), own


def twice_as_large(known: Known) -> Known:
    """Give an authority with twice the children, and twice as many who come."""
    authority, own = known
    larger = replace(
        authority,
        stock_by_age=_twice(authority.stock_by_age),
        stock_unaccompanied=2 * authority.stock_unaccompanied,
        returned_home_by_past_year=_twice(authority.returned_home_by_past_year),
        kinship_by_past_year=_twice(authority.kinship_by_past_year),
        infant_starts_by_past_year=_twice(authority.infant_starts_by_past_year),
        expected_repeat_entries_per_year=2 * authority.expected_repeat_entries_per_year,
    )
    return larger, replace(own, assumptions=tuple(_more(assumption) for assumption in own.assumptions))


def _more(assumption: Assumption) -> Assumption:
    if assumption.name not in CHILDREN_A_YEAR:
        return assumption
    return replace(assumption, belief=replace(assumption.belief, scale=2 * assumption.belief.scale))


def _twice(counts: Sequence[int]) -> tuple[int, ...]:
    return tuple(2 * count for count in counts)
