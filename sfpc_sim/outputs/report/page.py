"""The report of a result, or of several plans side by side: one file that needs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.found import found_in
from sfpc_sim.outputs.pictures.every import pictures_of
from sfpc_sim.outputs.report.annexes import annexes
from sfpc_sim.outputs.report.children import chance, children
from sfpc_sim.outputs.report.decision import decision
from sfpc_sim.outputs.report.drivers import drivers
from sfpc_sim.outputs.report.html import rendered
from sfpc_sim.outputs.report.left_out import left_out
from sfpc_sim.outputs.report.limits import limits
from sfpc_sim.outputs.report.long_texts import with_long_texts_cut
from sfpc_sim.outputs.report.money import money
from sfpc_sim.outputs.report.partners import partners
from sfpc_sim.outputs.report.prose import HOW_TO_READ, listed
from sfpc_sim.outputs.report.recruitment import recruitment
from sfpc_sim.outputs.report.risks import risks
from sfpc_sim.outputs.report.section import Section, Told
from sfpc_sim.outputs.report.side_by_side import answers, beside_first, side_by_side
from sfpc_sim.outputs.report.strain import strain
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

SECTIONS = (limits, children, chance, recruitment, strain, partners, money, risks, drivers)


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
    told, *others = (_told(result, today, drawn=number == 0) for number, result in enumerate(results))
    beside = beside_first(told, others)
    sections = [section for tell in SECTIONS if (section := tell(told)) is not None]
    compared = [side_by_side(told, beside)] if beside else []
    return rendered(
        "page.html",
        title=_title(told, others),
        opening=_opening(told),
        warnings=[*warnings(told), *(f"{each.facts['name']}: {line}" for each in others for line in warnings(each))],
        decision=decision(told, others, answers(beside)),
        sections=[*sections, *compared, left_out(told), _reading()],
        annexes=annexes(told),
        foot=f"Written by `sfpc report` on {on_date(today)} from {told.result.folder.name}; nothing here was typed.",
    )


def _told(result: Result, today: date, *, drawn: bool) -> Told:
    shown, cut = with_long_texts_cut(result)
    found = found_in(shown)
    return Told(
        found=found,
        plan=restored(result.folder, result.manifest),
        pictures={picture.name: picture for picture in pictures_of(found)} if drawn else {},
        effects=effects_of(result.folder),
        cut=cut,
        today=today,
    )


def _title(told: Told, others: Sequence[Told]) -> str:
    beside = listed([each.facts["title"] for each in others])
    return f"{told.facts['title']}, beside {beside}" if beside else str(told.facts["title"])


def _opening(told: Told) -> list[str]:
    facts = told.facts
    return [
        f"{facts['authority']['name']}, {on_day(facts['start'])} to {on_day(facts['end'])} · evidence:"
        f" {facts['evidence']} · drift: {facts['drift']} · seed {facts['seed']} ·"
        f" {count(told.estimates.futures())} simulated futures",
    ]


def _reading() -> Section:
    return Section("reading", "How to read the numbers", points=HOW_TO_READ)
