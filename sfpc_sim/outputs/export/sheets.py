"""Which sheets the workbook has: the pictures' tables, further topics, all estimates, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.export import topics
from sfpc_sim.outputs.export.dictionary import head_meaning
from sfpc_sim.outputs.export.frames import assumptions_frame, differences_frame, measures_frame, summary_frame
from sfpc_sim.outputs.export.sheet import AS_IT_IS, Sheet, from_frame, stacked
from sfpc_sim.outputs.pictures.every import pictures_of
from sfpc_sim.outputs.table import DAY, Column, Table
from sfpc_sim.study.by_month import FUTURES, futures_by_month, measured_by_month
from sfpc_sim.study.monthly_meanings import monthly_unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sfpc_sim.outputs.found import Found
    from sfpc_sim.outputs.table import Cell

    Named = dict[str, tuple[list[str], list[Table], list[str]]]  # by sheet: plans, their tables, their messages

TOPICS = {
    "Leaders": topics.leaders,
    "Partners children": topics.partners,
    "Spend and grants": topics.money,
    "Gates and risks": topics.governance,
}
CAPTIONS = {
    "summary": "Every estimate, under every drift that was simulated",
    "assumptions": "Every uncertain number, weakest evidence first",
    "measures": "What every measure means",
    "differences": "Paired differences, plan less the plan it is compared with, on the same luck",
}


def sheets_of(founds: Sequence[Found], labels: Sequence[str]) -> list[Sheet]:
    """Gather all sheets with a table, the data dictionary last."""
    sheets = [*_by_topic(founds, labels), *_frames(founds, labels)]
    return [*sheets, _dictionary(sheets)]


def _by_topic(founds: Sequence[Found], labels: Sequence[str]) -> Iterator[Sheet]:
    """Give the pictures' own tables, each with its picture's message, then the other topics."""
    gathered: Named = {}
    for label, found in zip(labels, founds, strict=True):
        told = [(each.name.capitalize().replace("-", " "), each.table, each.title) for each in pictures_of(found)]
        told += [(name, table, "") for name, tell in TOPICS.items() if (table := tell(found)) is not None]
        for name, table, message in told:
            if table.rows:
                plans, tables, messages = gathered.setdefault(name, ([], [], []))
                plans.append(label)
                tables.append(table)
                messages.append(f"{label}: {message}" if message and len(founds) > 1 else message)
    for name, (plans, tables, messages) in gathered.items():
        yield Sheet(name, stacked(plans, tables, named=len(founds) > 1), tuple(filter(None, messages)))


def _frames(founds: Sequence[Found], labels: Sequence[str]) -> Iterator[Sheet]:
    """Give what is tidy: one row an estimate, an assumption, a measure."""
    differences = differences_frame(founds, labels)
    if differences is not None:
        yield Sheet("Differences", from_frame("differences", CAPTIONS["differences"], differences))
    yield Sheet("Summary", from_frame("summary", CAPTIONS["summary"], summary_frame(founds, labels)))
    months = [_months(found) for found in founds]
    yield Sheet("Monthly futures", stacked(labels, months, named=len(founds) > 1))
    settings = [(label, table) for label, found in zip(labels, founds, strict=True) if (table := _settings(found))]
    if settings:
        plans, tables = zip(*settings, strict=True)
        yield Sheet("What the plan says", stacked(plans, tables, named=len(founds) > 1))
    yield Sheet("Assumptions", from_frame("assumptions", CAPTIONS["assumptions"], assumptions_frame(founds, labels)))
    yield Sheet("Measures", from_frame("measures", CAPTIONS["measures"], measures_frame(founds)))


def _months(found: Found) -> Table:
    """Give how far futures range month by month, for every monthly measure under the plan's own drift."""
    rows: list[tuple[Cell, ...]] = []
    for name in measured_by_month(found.result):
        futures, unit = futures_by_month(found.result, name), monthly_unit_of(name)
        rows += [
            (name, end.date(), *values, unit)
            for end, values in zip(futures.index, futures.itertuples(index=False, name=None), strict=True)
        ]
    heads = (Column("Measure"), Column("Month end", DAY), *(Column(name.upper(), AS_IT_IS) for name in FUTURES))
    return Table("How far futures range, month by month", (*heads, Column("Unit")), tuple(rows))


def _settings(found: Found) -> Table | None:
    """List what the plan's own file says over the plan it extends; nothing where it extends none."""
    own = found.result.manifest.get("overlaid", {}).get("own", {})
    if "extends" not in own:
        return None
    rows = tuple((name, text) for name, text in _flat(own) if name != "sfpc")
    return Table("What the plan's own file says over the plan it extends", (Column("Setting"), Column("Value")), rows)


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _dictionary(sheets: Sequence[Sheet]) -> Sheet:
    """Say what every column of every sheet means."""
    rows = tuple((sheet.name, head, head_meaning(sheet.name, head)) for sheet in sheets for head in sheet.table.heads)
    heads = (Column("Sheet"), Column("Column"), Column("Meaning"))
    return Sheet("Data dictionary", Table("What every column of every sheet means", heads, rows))
