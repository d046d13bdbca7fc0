"""The shape of exit hazards over time in care, as a file: factors by cause and duration, source and date."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from sfpc_sim.errors import refuse
from sfpc_sim.inputs.authority import EXIT_CAUSES
from sfpc_sim.inputs.lookup import shipped_folder

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ELICITED = "exit-profile.toml"
CALIBRATED = "exit-profile-*.toml"


@dataclass(frozen=True, eq=False)
class ExitProfile:
    """Relative exit hazards; an authority's own tables give their level."""

    source: str
    grade: str
    edges_days: Floats  # (duration - 1,)
    factors: Floats  # (cause, duration)
    age_propensity: Floats  # (cause, age)
    known_from: date | None = None  # when the table it was calibrated on was published; always known without one


def read_profile(path: Path) -> ExitProfile:
    """Read a profile's file.

    Raises
    ------
    Refusal
        If it is not there, or is no profile.
    """
    if not path.is_file():
        raise refuse(str(path), "is not there.", "Give the path of an exit profile.")
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        return ExitProfile(
            source=str(table["source"]), grade=str(table["grade"]), edges_days=np.array(table["edges_days"], float),
            factors=np.array([table["factors"][cause] for cause in EXIT_CAUSES], float),
            age_propensity=np.array([table["age_propensity"][cause] for cause in EXIT_CAUSES], float),
            known_from=table.get("known_from"),
        )  # fmt: skip
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise refuse(str(path), f"is no exit profile ({error}).", f"Write it as {ELICITED} is written.") from None


def profile_path(until: int) -> Path:
    """Give the shipped profile that was known on 31 March of a year: the newest calibrated one, or the elicited."""
    folder, day = shipped_folder() / "fitting", date(until, 3, 31)
    known = [(read_profile(path).known_from, path) for path in sorted(folder.glob(CALIBRATED))]
    usable = [(since, path) for since, path in known if since is not None and since <= day]
    return max(usable)[1] if usable else folder / ELICITED


def profile_toml(profile: ExitProfile, heading: str) -> str:
    """Write a profile; factors to four figures."""
    lines = [f"# {line}".rstrip() for line in heading.splitlines()]
    lines += ["", f'grade = "{profile.grade}"', f'source = "{profile.source}"']
    if profile.known_from is not None:
        lines.append(f"known_from = {profile.known_from}")
    lines.append(f"edges_days = {_list(profile.edges_days)}")
    for name, table in (("factors", profile.factors), ("age_propensity", profile.age_propensity)):
        lines += ["", f"[{name}]", *(f"{cause} = {_list(row)}" for cause, row in zip(EXIT_CAUSES, table, strict=True))]
    return "\n".join(lines) + "\n"


def _list(values: Floats) -> str:
    return "[" + ", ".join(f"{value:.6g}" if value > 100 else f"{value:.4g}" for value in values.tolist()) + "]"
