"""What every layout is turned into: figures (stock, starts, ceases) and cells (ages, reasons), one count a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sfpc_sim.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sfpc_sim.inputs.published_files import Table

STOCK, STARTED, CEASED = "cla_31_march", "started", "ceased"
MEASURES = (STOCK, STARTED, CEASED)
IN_WORDS = {STOCK: "children on 31 March", STARTED: "starts", CEASED: "ceases"}
NATIONAL, LOCAL = "National", "Local authority"
LEVELS = (NATIONAL, "Regional", LOCAL)

AGES = ("Under 1 year", "1 to 4 years", "5 to 9 years", "10 to 15 years", "16 years and over")
AGE_GROUPS = {"31 March": "Age group", "started": "Age on starting", "ceased": "Age on ceasing"}
REASON_GROUP = "Reason episode ceased"
UNACCOMPANIED = ("Unaccompanied asylum-seeking children", "UASC")
GROUPS = {("31 March", "Age group"), ("started", "Age on starting"), ("ceased", "Age on ceasing"),
          ("ceased", REASON_GROUP), ("31 March", UNACCOMPANIED[0])}  # fmt: skip


def areas_and_levels(
    table: Table, level: pd.Series[str], code: pd.Series[str], name: pd.Series[str], problems: list[Problem]
) -> pd.DataFrame:
    """Give each row's area; a level that is not known or an authority without a code is a problem."""
    spelt = {each.casefold(): each for each in LEVELS}
    known = level.str.casefold().map(spelt)
    for row in level.index[known.isna()]:
        told = str(level.at[row])
        where = table.place(int(row), str(level.name))
        problems.append(Problem(where, f'"{told}" is no level.', did_you_mean(told, LEVELS)))
    for row in level.index[(known.isin([NATIONAL, LOCAL]) & ((code.str.len() != 9) | (name == ""))).to_numpy(bool)]:
        fault = f'"{code.at[row]!s}" and "{name.at[row]!s}" are no code of nine characters and a name.'
        remedy = 'Write both, as in "E08000035", "Leeds".'
        problems.append(Problem(table.place(int(row), str(code.name)), fault, remedy))
    return pd.DataFrame({"level": known, "code": code, "name": name})


def rows_in_words(rows: Iterable[int]) -> str:
    """Say which rows of a sheet."""
    some = sorted(rows)
    more = f" and {len(some) - 5} more" if len(some) > 5 else ""
    return ", ".join(map(str, some[:5])) + more
