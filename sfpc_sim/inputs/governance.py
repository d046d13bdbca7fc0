"""Rules over simulated facts: gates decide during the run, requirements and risks are judged after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from sfpc_sim.inputs.rules import Rule


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule asked on a day, and again every `every_months` while it fails, up to `reviews` times.

    It opens a grant's gated money, or decides on a deployment: `holds` and `fails` say what becomes of that.
    """

    key: str
    title: str
    rule: Rule
    first_review: date
    every_months: int
    reviews: int
    deployment: str | None
    holds: str  # what happens when the rule holds: "opens", "ends", "extends" or "changes"
    fails: str  # after the last review: "stays", "ends", "extends" or "changes"
    months: int  # by how many an extension prolongs
    away_share: float  # of the leader's own contract after a change


@dataclass(frozen=True, slots=True)
class Requirement:
    """A rule over chances that a plan should meet: judged over all replications."""

    key: str
    title: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Risk:
    """An entry of the risk register: a rule that says when it has happened, and its impact from 1 to 5."""

    key: str
    title: str
    rule: Rule
    impact: int
