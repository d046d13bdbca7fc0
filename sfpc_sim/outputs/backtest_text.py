"""A back-test as an analyst reads it in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.text import Section
from sfpc_sim.outputs.words import count, decimal, folded, in_columns, percent, whole_percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

HEADS = ("", "80% held", "50% held", "95% held", "CRPS", "of pooled drift's", "of no change's", "median error")
FALL_HEADS = ("", "falls of", "expected", "came", "Brier score", "of base rate alone")
PIT_HEADS = ("", "", "1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th")
HOW_TO_READ = (
    "a ± b: b is the standard error, clustered by authority and by origin; few origins make it rough.",
    "80% held: share of counts inside the middle 80% of futures; 80% would be perfect, likewise 50% and 95%.",
    "CRPS: mean fair continuous ranked probability score in children, less is better; for one certain number it is the",
    "  error's size. Against pooled drift and no change: the ratio of the two means over the same questions.",
    "pooled drift: any authority changes as any has over so many years; no change: the last count, for certain.",
    "median error: half of the forecasts' middles were closer to the count than this, as a share of the count.",
)


def backtest_sections(
    facts: dict[str, str], summary: pd.DataFrame, falls: pd.DataFrame, positions: pd.DataFrame, notes: Sequence[str]
) -> list[Section]:
    """Say how forecasts fared.

    Parameters
    ----------
    facts : "title", "scope" and "best" in words
    summary, falls, positions : from `study.backtest.scoring`; positions by size
    notes : what the reader should know of the figures
    """
    by_horizon = [
        Section(_horizon_title(years, mine), tuple(_method_lines(mine)))
        for years in sorted(set(summary["horizon"].astype(int)))
        if len(mine := summary[summary["horizon"] == years])
    ]
    return [
        Section(facts["title"], (facts["scope"],)),
        *by_horizon,
        Section("Falls within three years of the origin", tuple(_fall_lines(falls))),
        Section("Where the counts fell among the futures, in tenths (10% each would be perfect)",
                tuple(_position_lines(positions))),
        Section("What this says", tuple(folded(facts["best"]))),
        Section("What to know of the figures", tuple(line for note in notes for line in folded(note))),
        Section("How to read the numbers", HOW_TO_READ),
    ]  # fmt: skip


def _horizon_title(years: int, mine: pd.DataFrame) -> str:
    return f"Children looked after {years} year{'s' if years > 1 else ''} on, {mine['forecasts'].max():,} forecasts"


def _method_lines(mine: pd.DataFrame) -> list[str]:
    rows = [
        (
            str(row.method),
            *(_with_error(row[f"inside_{share}%"], row[f"inside_{share}%_error"]) for share in (80, 50, 95)),
            f"{decimal(row['crps'])} ± {decimal(row['crps_error'])}",
            *(_ratio(row[f"crps_against_{other}"], row[f"crps_against_{other}_error"])
              for other in ("pooled_drift", "no_change")),
            f"{100 * row['median_absolute_error_share']:.1f}%",
        )
        for _, row in mine.iterrows()
    ]  # fmt: skip
    return in_columns(HEADS, rows)


def _with_error(share: float, error: float) -> str:
    return "" if share != share else f"{100 * share:.1f}% ± {100 * error:.1f}"  # noqa: PLR0124 (not a number)


def _ratio(ratio: float, error: float) -> str:
    return "-" if ratio != ratio else f"{ratio:.3f} ± {error:.3f}"  # noqa: PLR0124 (not a number)


def _fall_lines(falls: pd.DataFrame) -> list[str]:
    rows = [
        (str(row.method), f"{whole_percent(row['fall'])} or more", percent(row["expected"]), percent(row["came"]),
         f"{row['brier']:.4f}", f"{row['brier_of_base_rate']:.4f}")
        for _, row in falls.iterrows()
    ]  # fmt: skip
    return in_columns(FALL_HEADS, rows)


def _position_lines(positions: pd.DataFrame) -> list[str]:
    rows = []
    for (horizon, group), mine in positions.groupby(["horizon", "group"], sort=False):
        share = dict(zip(mine["tenth"], mine["share"], strict=True))
        years = f"{count(float(str(horizon)))} year{'s' if horizon != 1 else ''}"
        rows.append((years, str(group), *(whole_percent(share.get(tenth, 0.0)) for tenth in range(1, 11))))
    return in_columns(PIT_HEADS, rows)
