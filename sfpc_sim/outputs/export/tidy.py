"""Tidy files, one row an observation, with their data dictionary as a Frictionless Data Package."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from sfpc_sim.outputs.csv_cells import shown_as_text
from sfpc_sim.outputs.export.dictionary import field_of
from sfpc_sim.outputs.export.frames import assumptions_frame, differences_frame, measures_frame, summary_frame
from sfpc_sim.outputs.failed import failed_count
from sfpc_sim.study.tidy import long_months, long_replications, pieces_of
from sfpc_sim.study.tidy_files import from_frame, whole_files, write_csv, write_parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from sfpc_sim.outputs.found import Found

    Pieces = Iterable[Any]  # tables, one after the other
    Progress = Callable[[int, int], None]

CSV, PARQUET = "csv", "parquet"
DICTIONARY = "datapackage.json"
LONG = {
    "replications": ("Every measure of every simulated future", long_replications),
    "monthly": ("Every monthly measure of every simulated future", long_months),
}
SMALL = {
    "summary": "Estimates of every measure under every drift, each with its interval and its range of futures",
    "assumptions": "Every uncertain number: what is believed, its bounds, evidence grade and source",
    "measures": "What every measure means",
    "differences": "Paired differences from the first plan, on the same luck",
}
APOSTROPHE = (
    "In CSV a text that begins with = + - @ or a tab has an apostrophe before it, so that no spreadsheet runs it, and"
    " characters that nobody sees are written out, as <U+202E>."
)


class _Resource(NamedTuple):
    name: str
    title: str
    pieces: Pieces
    packed: bool  # big enough for gzip

    def file_name(self, kind: str) -> str:
        return f"{self.name}.{kind}{'.gz' if self.packed and kind == CSV else ''}"


def write_tidy(
    founds: Sequence[Found], labels: Sequence[str], folder: Path, kind: str, on_progress: Progress | None = None
) -> list[Path]:
    """Write all tables and their dictionary, whole or not at all.

    Parameters
    ----------
    founds, labels : results, and what each is called in the column `scenario`
    folder : made where there is none; other files in it stay
    kind : "csv" or "parquet"
    on_progress : told how many pieces of how many are written

    Returns
    -------
    The files written.

    Raises
    ------
    Refusal : a file cannot be written
    """
    resources = list(_resources(founds, labels, on_progress))
    paths = [*(folder / resource.file_name(kind) for resource in resources), folder / DICTIONARY]
    described = []
    with whole_files(paths) as temporary:
        for resource, path in zip(resources, temporary[:-1], strict=True):
            columns: list[str] = []
            pieces = _noting_columns(resource.pieces, columns)
            if kind == PARQUET:
                write_parquet(path, pieces)
            else:
                write_csv(path, pieces, shown_as_text, packed=resource.packed)
            described.append(_description(resource, columns, kind))
        package = _package(founds, labels, described)
        temporary[-1].write_text(json.dumps(package, indent=1, ensure_ascii=False), encoding="utf-8")
    return paths


def _resources(founds: Sequence[Found], labels: Sequence[str], on_progress: Progress | None) -> Iterator[_Resource]:
    results = [found.result for found in founds]
    told = _Count(pieces_of(results), on_progress)
    for name, (title, read) in LONG.items():
        long = map(read, labels, results)
        yield _Resource(name, title, told(chain.from_iterable(long)), packed=True)
    frames = {
        "summary": summary_frame(founds, labels),
        "assumptions": assumptions_frame(founds, labels),
        "measures": measures_frame(founds),
        "differences": differences_frame(founds, labels),
    }
    for name, frame in frames.items():
        if frame is not None:
            yield _Resource(name, SMALL[name], [from_frame(frame)], packed=False)


class _Count:
    """Counts pieces as they pass, and tells."""

    def __init__(self, total: int, tell: Progress | None) -> None:
        self.done, self.total, self.tell = 0, total, tell

    def __call__(self, pieces: Pieces) -> Pieces:
        for piece in pieces:
            yield piece
            self.done += 1
            if self.tell:
                self.tell(self.done, self.total)


def _noting_columns(pieces: Pieces, columns: list[str]) -> Pieces:
    for piece in pieces:
        columns[:] = piece.column_names
        yield piece


def _description(resource: _Resource, columns: Sequence[str], kind: str) -> dict[str, Any]:
    fields = [(column, field_of(resource.name, column)) for column in columns]
    name = resource.file_name(kind)
    return {
        "name": resource.name, "title": resource.title, "path": name, "format": kind,
        "mediatype": "text/csv" if kind == CSV else "application/vnd.apache.parquet",
        **({"encoding": "utf-8", "profile": "tabular-data-resource"} if kind == CSV else {}),
        **({"compression": "gz"} if name.endswith(".gz") else {}),
        "schema": {
            "fields": [{"name": column, "type": field.type, "description": field.words} for column, field in fields],
            "missingValues": [""],
        },
    }  # fmt: skip


def _package(founds: Sequence[Found], labels: Sequence[str], resources: list[dict[str, Any]]) -> dict[str, Any]:
    facts = founds[0].facts
    plans = zip(labels, founds, strict=True)
    return {
        "name": "sfpc-sim-results",
        "title": facts["title"],
        "description": f"{facts['question']} Simulated by sfpc_sim; no row is about a real child. {APOSTROPHE}",
        "created": max(found.result.manifest["finished"] for found in founds),
        "resources": resources,
        "plans": [
            {"scenario": label, "title": found.facts["title"], "digest": found.result.manifest["digest"],
             "canonical_digest": found.result.manifest["canonical_digest"], "seed": found.facts["seed"],
             "replications": len(found.result.replications), "failed": failed_count(found.result),
             "versions": found.result.manifest["versions"]}
            for label, found in plans
        ],
    }  # fmt: skip
