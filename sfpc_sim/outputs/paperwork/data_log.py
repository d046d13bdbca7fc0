"""The log of data: whose figures a result was fitted to, published until when, and every source that beliefs name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.paperwork.markdown import field, table
from sfpc_sim.outputs.words import count, on_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    Facts = dict[str, Any]

HEADS = ("Data", "What it gave", "Known until", "Source", "Quality checked by")


def data_log(facts: Facts) -> str:
    """Write one row a set of data."""
    return table(HEADS, data_rows(facts))


def data_rows(facts: Facts) -> list[list[str]]:
    """Give the cells of each set of data, under `HEADS`."""
    checked = field("role, date")
    return [[*row, checked] for row in (*_authorities(facts), *_count(facts), *_sources(facts))]


def _authorities(facts: Facts) -> Iterator[list[str]]:
    for authority in (facts["authority"], *(partner["authority"] for partner in facts["partners"])):
        years = [year["year"] for year in authority["published"]]
        kept = f"; {years[0]} to {years[-1]} kept for warnings" if years else ""
        later = [year["year"] for year in authority["later"]]
        kept += f"; {later[0]} to {later[-1]} for checks only, never an input" if later else ""
        stock = sum(authority["stock_by_age"])
        what = f"{count(stock)} children on the first day; entry and exit rates{kept}"
        yield [f"{authority['name']} ({authority['code']})", what, on_day(authority["origin"]), authority["source"]]


def _count(facts: Facts) -> Iterator[list[str]]:
    latest = facts["latest_count"]
    if latest:
        what = f"{count(latest['looked_after'])} children looked after, which every future passes through"
        yield ["Latest count", what, on_day(latest["on"]), latest["source"]]


def _sources(facts: Facts) -> Iterator[list[str]]:
    by_source: dict[str, list[str]] = {}
    for each in facts["register"]["assumptions"]:
        by_source.setdefault(each["source"]["ref"], []).append(each["name"])
    for number, (source, names) in enumerate(sorted(by_source.items()), 1):
        what = ", ".join(f"`{name}`" for name in sorted(names))
        yield [f"Source {number}", what, "as the source says", source]
