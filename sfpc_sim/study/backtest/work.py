"""A back-test's work: some questions a task, each task's futures kept as a file that its inputs name.

Whoever repeats the command finds what is done; other tables, code or settings have other names.
"""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sfpc_sim.errors import Refusal, refuse
from sfpc_sim.study.backtest.forecast import forecast
from sfpc_sim.study.files import whole_file
from sfpc_sim.study.worker import own_environment, unlike

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.study.backtest.question import Origin

QUESTIONS_A_TASK = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """What is the same for all questions."""

    mechanisms: tuple[str, ...]
    horizons: tuple[int, ...]
    replications: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes home of one task: futures by row, and who could not be forecast and why."""

    futures: pd.DataFrame
    left_out: tuple[tuple[int, str, str], ...]  # (origin, authority, reason)
    environment: tuple[tuple[str, str], ...]


def parts_of(origin: Origin) -> list[Origin]:
    """Cut an origin's questions into tasks."""
    some = QUESTIONS_A_TASK
    asked = origin.questions
    return [
        type(origin)(origin.year, origin.drifts, asked[first : first + some]) for first in range(0, len(asked), some)
    ]


def file_of(part: Origin, settings: Settings, folder: Path) -> Path:
    """Name the file that holds a task's futures: a digest of all they depend on."""
    digest = hashlib.sha256(pickle.dumps((part, settings, own_environment()), protocol=5)).hexdigest()[:16]
    return folder / f"{part.year}-{digest}.parquet"


def answer(part: Origin, settings: Settings) -> Answer:
    """Forecast a task's authorities; one that cannot be fitted leaves the others alone."""
    found, left_out = [], []
    for question in part.questions:
        try:
            futures = forecast(question, part.drifts, settings.mechanisms, settings.horizons, settings.replications)
        except Refusal as refusal:
            left_out.append((*question.key, str(refusal)))
            continue
        found.append(_rows(part.year, question.history.code, settings, futures.looked_after))
    return Answer(pd.concat(found) if found else pd.DataFrame(), tuple(left_out), own_environment())


def keep(home: Answer, path: Path) -> None:
    """Write what came home, whole or not at all; nothing of a worker with other code or versions."""
    if home.environment != own_environment():
        fault = unlike(dict(home.environment))
        raise refuse("a worker", fault, "Install the same version of everything there; nothing of it was kept.")
    with whole_file(path) as file:
        home.futures.to_parquet(file, index=False)


def _rows(year: int, code: str, settings: Settings, looked_after: np.ndarray) -> pd.DataFrame:
    """Lay futures `(drift, replication, horizon)` out in rows."""
    index = pd.MultiIndex.from_product(
        [settings.mechanisms, range(1, settings.replications + 1), settings.horizons],
        names=["method", "replication", "horizon"],
    )
    table = pd.DataFrame({"looked_after": looked_after.ravel().astype(np.int32)}, index=index).reset_index()
    return table.assign(origin=year, authority=code)
