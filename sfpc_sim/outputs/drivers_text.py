"""The tornado in words: what each assumption at its P10 or P90 does to an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.words import NAME, count, cut, decimal, folded, in_columns, interval, on_date, percent
from sfpc_sim.study.effects import CASE_LEVELS, FOLLOWED, SCREENED
from sfpc_sim.study.estimates import chance_interval
from sfpc_sim.study.kinds import kind_of, split_name, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from sfpc_sim.inputs.scenario import Scenario

SHOWN = 5  # of those that were not followed up, before the rest are counted
HEADS = ("", "at its P10", "at its P90", "swing, P10 to P90")


def drivers_text(scenario: Scenario, table: pd.DataFrame) -> str:
    """Say for each outcome what moves it, what cannot be told from nought, and what was only screened."""
    lines = [
        f"{cut(scenario.title, NAME)} ({scenario.name}; evidence {scenario.evidence}, drift {scenario.drift})",
        *folded(
            "Each assumption held at the value that one in ten of what is believed lies below (P10) or above (P90);"
            " everything else drawn as usual, on the same luck.",
            "",
        ),
    ]
    for outcome, rows in table.groupby("outcome", sort=False):
        lines += ["", *_of_outcome(str(outcome), rows)]
    return "\n".join([*lines, "", *_legend(table), *folded(fewer_words(table), "")])


def fewer_words(table: pd.DataFrame) -> str:
    """Say where effects rest on fewer futures than were lived for them; nothing where none does."""
    fewer = table[table["pairs"] < table["futures"]]
    if not len(fewer):
        return ""
    least = fewer.iloc[(fewer["pairs"] / fewer["futures"]).argmin()]
    return (
        f"{count(fewer['assumption'].nunique())} of {count(table['assumption'].nunique())} assumptions rest on fewer"
        f" futures than were lived, at the least {count(least['pairs'])} of {count(least['futures'])}: in the others a"
        " future failed, or the outcome did not happen."
    )


def outcome_words(outcome: str) -> str:
    """Name an outcome with its date and unit."""
    from datetime import date  # noqa: PLC0415 (read only here)

    measure, on = split_name(outcome)
    when = f" on {on_date(date.fromisoformat(on))}" if len(on) == len("2020-03-31") else f" {on}" if on else ""
    unit = unit_of(outcome)
    return f"{measure.replace('_on', '').replace('_', ' ')}{when}{f', {unit}' if unit else ''}"


def level_writer_of(outcome: str) -> Callable[[float], str]:
    """Give how an outcome is written."""
    return (lambda share: f"{100 * share + 0.0:.1f}%") if kind_of(outcome) == "chance" else decimal


def writer_of(outcome: str) -> Callable[[float], str]:
    """Give how an outcome's differences are written: those of a chance in percentage points, `points_of` it."""
    if kind_of(outcome) == "chance":
        return lambda share: f"{100 * share + 0.0:+.1f}"
    return lambda value: ("+" if round(value, 1) > 0 else "") + decimal(value)


def points_of(outcome: str) -> str:
    """Give the unit of a chance's differences, which are no per cent of it; of others `outcome_words` says it."""
    return " points" if kind_of(outcome) == "chance" else ""


def _of_outcome(outcome: str, rows: pd.DataFrame) -> list[str]:
    write = writer_of(outcome)
    followed = rows[rows["stage"] == FOLLOWED]
    told, not_told = followed[followed["told_from_zero"]], followed[~followed["told_from_zero"]]
    known = followed if len(followed) else rows
    futures = f"in the {count(known['pairs'].max())} futures followed up"
    lines = [f"{outcome_words(outcome)}: {_usually(outcome, known.iloc[0])}, {futures}"]
    lines[0] += "; differences in percentage points" if points_of(outcome) else ""
    lines += in_columns(HEADS, [_cells(row, write) for _, row in told.iterrows()])
    if not len(told):
        lines.append("  Of none can it be told that it moves this.")
    if len(not_told):
        names = ", ".join(str(name) for name in not_told["assumption"])
        lines += folded(f"Followed up, and cannot be told from nought: {names}.")
    ignorance = ~rows["level"].isin(CASE_LEVELS)
    return lines + _screened(rows[(rows["stage"] == SCREENED) & ignorance], write) + _cases(rows[~ignorance], write)


def _usually(outcome: str, row: pd.Series) -> str:
    """Write what is usual; a chance with how well it is known, as none of a hundred futures is not never."""
    if kind_of(outcome) != "chance":
        return f"{decimal(row['usual'])} usually"
    known = chance_interval(round(row["usual"] * row["pairs"]), int(row["pairs"]))
    return f"{interval(percent, row['usual'], *known)} usually"


def _cells(row: pd.Series, write: Callable[[float], str]) -> list[str]:
    ends = [interval(write, row[at], row[f"{at}_ci_low"], row[f"{at}_ci_high"]) for at in ("at_p10", "at_p90", "swing")]
    return [str(row["assumption"]), *ends]


def _screened(rows: pd.DataFrame, write: Callable[[float], str]) -> list[str]:
    moved = rows[rows["swing"] != 0]
    if not len(rows):
        return []
    said = f"Screened in {rows['pairs'].max()} futures and not followed up: {len(rows)},"
    return folded(f"{said} {len(rows) - len(moved)} of them without any swing.{_largest(moved, write)}")


def _cases(rows: pd.DataFrame, write: Callable[[float], str]) -> list[str]:
    moved = rows[rows["swing"] != 0]
    if not len(moved):
        return []
    said = (
        "Numbers that differ from case to case are chance, not ignorance. Were every case at its P10, then at its P90,"
    )
    return folded(f"{said} in {rows['pairs'].max()} futures.{_largest(moved, write)}")


def _largest(rows: pd.DataFrame, write: Callable[[float], str]) -> str:
    said = ", ".join(
        f"{row['assumption']} {interval(write, row['swing'], row['swing_ci_low'], row['swing_ci_high'])}"
        for _, row in rows.head(SHOWN).iterrows()
    )
    return f" The largest: {said}." if said else ""


def _legend(table: pd.DataFrame) -> list[str]:
    told = int((table["stage"] == FOLLOWED).sum())
    return [
        *folded("(CI a to b): how well the mean difference is known, with 95% confidence, each by itself.", ""),
        *folded(
            f"Shown in rows is what Holm's test tells from nought among all followed up ({told} tests, by outcome):"
            " with 95% none of an outcome's rows is chance. Who was followed up was chosen in other futures.",
            "",
        ),
        *folded("An assumption tied to another by a correlation takes that one along, as far as the two are tied.", ""),
    ]
