"""The report of a result, or of several plans side by side: one file that needs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.found import found_in
from sfpc_sim.outputs.pictures.every import pictures_of
from sfpc_sim.outputs.report.annexes import annexes
from sfpc_sim.outputs.report.children import chance, children
from sfpc_sim.outputs.report.decision import decision
from sfpc_sim.outputs.report.html import rendered
from sfpc_sim.outputs.report.left_out import left_out
from sfpc_sim.outputs.report.limits import limits
from sfpc_sim.outputs.report.long_texts import with_long_texts_cut
from sfpc_sim.outputs.report.prose import HOW_TO_READ
from sfpc_sim.outputs.report.section import Section, Told
from sfpc_sim.outputs.report.warnings import warnings
from sfpc_sim.outputs.words import count, on_date, on_day
from sfpc_sim.study.effects import effects_of
from sfpc_sim.study.files import whole_file
from sfpc_sim.study.restoring import restored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from sfpc_sim.study.result import Result

SECTIONS = (limits, children, chance, left_out)


def write_report(results: Sequence[Result], path: Path, today: date) -> None:
    """Write the report of the first result, with the others beside it.

    Parameters
    ----------
    results : the first is told in full; the others as differences from it
    path : the file, whole or not there
    today : the day of writing, against which reviews are due

    Raises
    ------
    Refusal : results that cannot be compared, a folder whose plan is not its own, or a library that is missing
    """
    page = report(results, today)
    with whole_file(path) as temporary:
        temporary.write_text(page, encoding="utf-8")


def report(results: Sequence[Result], today: date) -> str:
    """Give the report as HTML."""
    told = _told(results[0], today)
    facts = told.facts
    return rendered(
        "page.html",
        title=facts["title"],
        opening=_opening(told),
        warnings=warnings(told),
        decision=decision(told),
        sections=[section for tell in SECTIONS if (section := tell(told)) is not None] + [_reading()],
        annexes=annexes(told),
        foot=f"Written by `sfpc report` on {on_date(today)} from {told.result.folder.name}; nothing here was typed.",
    )


def _told(result: Result, today: date) -> Told:
    shown, cut = with_long_texts_cut(result)
    found = found_in(shown)
    return Told(
        found=found,
        plan=restored(result.folder, result.manifest),
        pictures={picture.name: picture for picture in pictures_of(found)},
        effects=effects_of(result.folder),
        cut=cut,
        today=today,
    )


def _opening(told: Told) -> list[str]:
    facts = told.facts
    return [
        f"{facts['authority']['name']}, {on_day(facts['start'])} to {on_day(facts['end'])} · evidence:"
        f" {facts['evidence']} · drift: {facts['drift']} · seed {facts['seed']} ·"
        f" {count(told.estimates.futures())} simulated futures",
    ]


def _reading() -> Section:
    return Section("reading", "How to read the numbers", points=HOW_TO_READ)
