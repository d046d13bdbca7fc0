"""What is believed before an authority's own return is read: a shipped authority's rates, and its drift.

Five years of one authority cannot tell how rates wander; a fit to the published panel can. Its beliefs about
that are copied word for word, its levels are not.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sfpc_sim.errors import refuse
from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.inputs.loading import shipped_register
from sfpc_sim.inputs.lookup import find_authority, shipped_folder
from sfpc_sim.model.expected_flows import MONTHS, band_of_cells, starting_grid
from sfpc_sim.model.months import DAYS_PER_MONTH, DAYS_PER_YEAR
from sfpc_sim.model.rates import DRIFT_PREFIX
from sfpc_sim.study.fitting.drift import fit_levels
from sfpc_sim.study.fitting.returns_rates import PRIOR_YEARS
from sfpc_sim.study.fitting.returns_tally import Waits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.study.fitting.drift import Level

    Floats = NDArray[np.float64]

_LEVELS = ("_origin", "_long_run")
_OWN = ("counting_residual", "unaccompanied_starts_per_year")
_RETURN_WINDOW_YEARS = 5  # of the evidence on who comes back from kinship care


@dataclass(frozen=True, slots=True)
class Prior:
    """An authority fitted to published tables, and the shipped register."""

    name: str  # of its file
    authority: Authority
    drift: Register  # what its file says of its own rates
    register: Register
    tables: dict[str, Any]  # assumptions and correlations to copy, as the file writes them

    @property
    def edges_days(self) -> Floats:
        """Give the days on which the hazard changes with time in care."""
        return np.array(self.authority.duration_edges_days)

    def of_drift(self, name: str) -> float:
        """Give the median of one of its drift's numbers."""
        return self.drift[name].belief.quantile(0.5)

    def usual(self, name: str) -> float:
        """Give the median of a shipped assumption."""
        return self.register[name].belief.quantile(0.5)

    def exposure(self) -> Floats:
        """Give the child-years the prior weighs, (age, duration), spread as its own children are."""
        grid = starting_grid(self.authority, self.usual("infant_entry_age_power"))
        edges = np.concatenate([[0.0], self.edges_days, [np.inf]])
        begin = np.arange(MONTHS) * DAYS_PER_MONTH
        shared = np.clip(begin[:, None] + DAYS_PER_MONTH, edges[:-1], edges[1:]) - np.clip(
            begin[:, None], edges[:-1], edges[1:]
        )
        by_duration = grid[:, :, None] * (shared / DAYS_PER_MONTH)[None]
        result = np.array([by_duration[band_of_cells() == age].sum(axis=0) for age in range(5)])
        return np.asarray(result * (PRIOR_YEARS / result.sum()))

    def waits(self) -> Waits:
        """Give how long the model's leavers wait before they come back."""
        shape, scale = self.usual("reentry_home_wait_shape"), self.usual("reentry_home_wait_days")
        return Waits(shape, scale, _RETURN_WINDOW_YEARS * DAYS_PER_YEAR)


def read_prior(name_or_path: str) -> Prior:
    """Read the authority whose drift and rates are the prior: a shipped name or a file."""
    given = Path(name_or_path)
    path = given if given.suffix == ".toml" else find_authority(name_or_path, beside=Path(), place="--drift-from")
    authority, own = read_authority(path)
    tables = tomllib.loads(path.read_text("utf-8"))
    copied = {key: entry for key, entry in tables.get("assumptions", {}).items() if not _is_level(key)}
    known = {f"{flow}{prefix}" for prefix in DRIFT_PREFIX.values() for flow in ("entries_", "exit_level_")}
    foreign = [key for key in own.by_name if _is_level(key) and _before_level(key) not in {*known, *_OWN}]
    if foreign:
        fault = f"has levels of a drift that a return is not fitted to: {', '.join(foreign)}."
        raise refuse(str(path), fault, "Name another authority with --drift-from.")
    ties = {key: tie for key, tie in tables.get("correlations", {}).items() if set(tie["names"]) <= copied.keys()}
    return Prior(path.stem, authority, own, shipped_register(), {"assumptions": copied, "correlations": ties})


def _is_level(name: str) -> bool:
    return name in _OWN or any(level in name for level in _LEVELS)


def _before_level(name: str) -> str:
    """Give what stands before "origin" or "long_run" in a level's name."""
    for level in _LEVELS:
        name = name.partition(level.removeprefix("_"))[0]
    return name


def shipped_code(name: str) -> str:
    """Give the code of a shipped authority of this name, or one of our own making."""
    for path in sorted((shipped_folder() / "authorities").glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        if str(table["name"]).casefold() == name.casefold():
            return str(table["code"])
    return "own-" + "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def levels(log_rates: Floats, noise: Floats, flow: str, prior: Prior) -> dict[str, Level]:
    """Place an authority's years in each drift mechanism of the prior by itself."""
    sd, persistence, shock, walk, walk_shock, spread, still = (
        prior.of_drift(f"{flow}_{name}")
        for name in ("drift_sd", "drift_persistence", "shock_sd", "walk_sd", "walk_shock_sd", "stationary_sd",
                     "stationary_persistence")
    )  # fmt: skip
    return fit_levels(
        log_rates, noise, damped=(sd, persistence, shock), walk=(walk, walk_shock), stationary=(spread, still)
    )
