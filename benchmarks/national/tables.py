"""The published tables of all authorities, in the shape that `sfpc fit published` reads.

The Department's ages and reasons for ceasing are kept tidy for a few areas and in codes for all
authorities. This writes the codes out in words, so that any authority can be fitted.
"""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pandas as pd

from sfpc_sim.inputs.published import MEASURES

VINTAGES = "cla_panel_vintages.csv"
CHARACTERISTICS = "cla_characteristics_key_areas.csv"
CODES = "cla_characteristics_all_la.csv.gz"
CODEBOOK = "cla_characteristics_codebook.csv"
PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data"  # beside the checkout


def are_there(published: Path = PUBLISHED) -> bool:
    """Tell whether the published tables lie beside the checkout."""
    return all((published / name).is_file() for name in (VINTAGES, CODES, CODEBOOK))


def write_out(published: Path, folder: Path) -> None:
    """Write a folder of published tables that holds every authority's ages and reasons in words."""
    folder.mkdir(parents=True, exist_ok=True)
    copyfile(published / VINTAGES, folder / VINTAGES)
    in_words(published).to_csv(folder / CHARACTERISTICS, index=False)


def in_words(published: Path) -> pd.DataFrame:
    """Give the characteristics of all authorities, one count a row, as the tidy table has them."""
    counts = pd.read_csv(published / CODES, low_memory=False)
    # Two spellings of one category share a code; either says the same.
    words = pd.read_csv(published / CODEBOOK).drop_duplicates(["measure", "category_code"])
    found = counts.merge(words, on=["measure", "category_code"], how="left", validate="many_to_one")
    hidden = found["suppressed"] == "s"
    found["flag"] = hidden.map({True: "suppressed (c)", False: None})
    return found[["la_code", "year", "population", "group", "category", "number", "flag"]]


def authorities(published: Path, until: int) -> pd.Series:
    """Name the authorities with counts of a year, by code; values are children looked after on its 31 March."""
    vintages = pd.read_csv(published / VINTAGES, low_memory=False)
    mine = vintages[(vintages["level"] == "Local authority") & (vintages["year"] == until)]
    wide = mine.pivot_table(index=["la_code", "la_name"], columns="measure", values="value", aggfunc="last")
    return wide.reindex(columns=list(MEASURES))["cla_31_march"]
