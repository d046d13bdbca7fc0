"""What a back-test found: tables, and the sentences that the tables justify."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sfpc_sim.inputs.published import MEASURES, first_held
from sfpc_sim.study.backtest.baselines import POOLED
from sfpc_sim.study.backtest.run import LEFT_OUT
from sfpc_sim.study.backtest.scores import ratio_error
from sfpc_sim.study.backtest.scoring import falls, positions, score_all, summarise
from sfpc_sim.study.files import whole_file

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.published import PublishedTables
    from sfpc_sim.study.backtest.run import Asked
    from sfpc_sim.study.backtest.work import Settings

TEXT_FILES = ("summary", "falls", "positions by size", "positions by origin")


@dataclass(frozen=True, slots=True)
class Report:
    """Tables by name, the sentences about them, and what to know of the figures."""

    tables: dict[str, pd.DataFrame]
    facts: dict[str, str]
    notes: tuple[str, ...]


def report(
    tables: PublishedTables, asked: Asked, futures: pd.DataFrame, settings: Settings, folder: Path, least: int
) -> Report:
    """Score a back-test's futures; write all tables beside them."""
    scores = score_all(tables, asked, futures, settings.horizons)
    found = {
        "scores": scores,
        "summary": summarise(scores),
        "falls": falls(scores),
        "positions by size": _of_first(positions(scores, "size"), settings),
        "positions by origin": _of_first(positions(scores, "origin"), settings),
    }
    _write(found, folder)
    authorities = scores["authority"].nunique()
    years = f"{asked.origins[0].year} to {asked.origins[-1].year}"
    facts = {
        "title": f"Back-test of {authorities} authorities with {least:,} or more children looked after",
        "scope": f"Origins {years} (31 March), {settings.replications:,} futures a forecast, each from an authority "
        "file made of what was known.",
        "best": _best(scores, settings),
    }
    return Report(found, facts, (*_vintage_notes(tables, asked), *_left_out_notes(folder)))


def _of_first(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    return table[table["method"] == settings.mechanisms[0]].drop(columns="method").reset_index(drop=True)


def _write(found: dict[str, pd.DataFrame], folder: Path) -> None:
    with whole_file(folder / "scores.parquet") as file:
        found["scores"].to_parquet(file, index=False)
    for name in TEXT_FILES:
        with whole_file(folder / f"{name.replace(' ', '_')}.csv") as file:
            found[name].to_csv(file, index=False, lineterminator="\n")


def _best(scores: pd.DataFrame, settings: Settings) -> str:
    """Name the mechanism with the least mean CRPS relative to pooled drift's, and how sure its lead is."""
    relative = _relative(scores, settings)
    if len(settings.mechanisms) == 1:
        only = settings.mechanisms[0]
        return f"{only}: {relative[only].mean():.3f} of pooled drift's CRPS, mean over horizons."
    means = {name: float(relative[name].to_numpy(float).mean()) for name in settings.mechanisms}
    order = sorted(settings.mechanisms, key=means.__getitem__)
    best, next_best = order[0], order[1]
    lead = relative[next_best] - relative[best]
    clusters = _clusters(relative)
    error = ratio_error(lead.to_numpy(float), np.ones(len(lead)), clusters)
    sure = "more than two standard errors" if lead.mean() > 2 * error else "not to be told from chance"
    listed = ", ".join(f"{name} {means[name]:.3f}" for name in order)
    return (
        f"Mean CRPS over that of pooled drift, all horizons weighing alike: {listed}. Least: {best}; its lead over"
        f" {next_best} is {lead.mean():.3f} ± {error:.3f}, {sure}."
    )


def _relative(scores: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Give each question's CRPS by method over the horizon's mean of pooled drift, horizons weighted alike."""
    wide = scores.pivot_table(index=["origin", "authority", "horizon"], columns="method", values="crps")
    means = wide[POOLED].groupby("horizon").transform("mean")
    counts = wide[POOLED].groupby("horizon").transform("count")
    weight = len(wide) / (counts * wide.index.get_level_values("horizon").nunique())
    return wide[list(settings.mechanisms)].div(means, axis=0).mul(weight, axis=0)


def _clusters(relative: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Give the clusters of a table indexed by origin, authority and horizon: authorities and origins."""
    index = relative.index
    return pd.Series(index.get_level_values("authority")), pd.Series(index.get_level_values("origin"))


def _vintage_notes(tables: PublishedTables, asked: Asked) -> list[str]:
    """Tell of years whose first publication is not held."""
    late: dict[str, set[int]] = {}
    years = range(min(min(q.history.years) for o in asked.origins for q in o.questions), asked.origins[-1].year + 1)
    for year in years:
        for measure in MEASURES:
            held = first_held(tables, measure, year)
            if held is not None and held.covers > year:
                late.setdefault(held.release, set()).add(year)
    told = "; ".join(f"{', '.join(map(str, sorted(those)))} from {release}" for release, those in late.items())
    note = f"Not first publications, but the earliest release held, for years {told}." if late else (
        "Every figure an origin knew is a first publication.")  # fmt: skip
    return [note, "The truth of every forecast is the newest figure published for its year."]


def _left_out_notes(folder: Path) -> list[str]:
    left_out = pd.read_csv(folder / LEFT_OUT)
    if left_out.empty:
        return []
    names = ", ".join(f"{row.name_} {row.origin}" for row in left_out.rename(columns={"name": "name_"}).itertuples())
    return [f"Left out, {len(left_out)} of the questions: {names}. Reasons in {LEFT_OUT}."]
