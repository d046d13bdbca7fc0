"""Episodes to spells of care: contiguous episodes joined, short breaks left out, ends and starts told apart.

A spell is what the model calls one: from starting to be looked after to ceasing. What a return does
not say is not made up: a spell whose end nobody saw is watched until the last day it was known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sfpc_sim.inputs.returns.codes import CAUSE_OF, CONTINUES, KIND_OF, MOVES, SHORT_BREAKS, STARTS
from sfpc_sim.inputs.returns.years import last_day

if TYPE_CHECKING:
    from sfpc_sim.inputs.returns.findings import Findings
    from sfpc_sim.inputs.returns.reading import Returns
    from sfpc_sim.inputs.returns.rows import Episode

DAYS_PER_YEAR = 365.25
JOINED_GAP_DAYS = 7  # between an episode that continues and the next one
EVE_DAYS = 7  # before the 18th birthday: who leaves then for other reasons ages out
AT_18, UNSEEN = "at 18", ""


@dataclass(slots=True, repr=False, eq=False)
class Spell:
    """One spell of care. Days are day numbers; its text shows nothing: it is about a child."""

    child: str
    birth: int | None
    began: int
    start_known: bool  # else `began` is only a day by which care had begun
    is_start: bool  # a start that the returns saw
    former: Spell | None  # the child's spell before
    unaccompanied: bool
    ended: int = 0  # left, or no longer watched
    cause: str = UNSEEN
    placements: list[tuple[int, str, bool]] = field(default_factory=list)  # day, kind, a move to another carer

    @property
    def day_18(self) -> float:
        """Give the day number of the 18th birthday, far away where it is not known."""
        return float("inf") if self.birth is None else self.birth + 18 * DAYS_PER_YEAR


def spells_of(returns: Returns, findings: Findings) -> list[Spell]:
    """Make the spells of every child."""
    return [spell for child, rows in returns.episodes.items() for spell in _of_child(child, rows, returns, findings)]


def _of_child(child: str, rows: list[Episode], returns: Returns, findings: Findings) -> list[Spell]:
    birth = returns.births.get(child)
    care, breaks = _without_short_breaks(rows, birth, findings)
    spells: list[Spell] = []
    going: Spell | None = None
    for at, row in enumerate(care):
        if going is None:
            going = _begin(row, spells[-1] if spells else None, child, birth, returns, findings)
            spells.append(going)
        _place(going, row)
        after = care[at + 1] if at + 1 < len(care) else None
        if not _goes_on(going, row, after, breaks, returns, findings):
            going = None
    for spell in spells:
        _at_18(spell)
    return [spell for spell in spells if spell.ended >= spell.began]


def _without_short_breaks(rows: list[Episode], birth: int | None, findings: Findings) -> tuple[list[Episode], set[int]]:
    """Leave out short breaks and rows that start as an adult; give also the days on which short breaks begin."""
    care, breaks = [], set()
    for row in rows:
        if row.legal_status in SHORT_BREAKS:
            breaks.add(row.began)
        elif birth is not None and row.began >= birth + 18 * DAYS_PER_YEAR:
            findings.add("adult", row.file, row.row, "DECOM")
        else:
            care.append(row)
    if breaks:
        name = "rows of short breaks (V3, V4), not counted as looked after"
        findings.counts[name] = findings.counts.get(name, 0) + len(breaks)
    return care, breaks


def _begin(
    row: Episode, former: Spell | None, child: str, birth: int | None, returns: Returns, findings: Findings
) -> Spell:
    known = row.reason == STARTS or former is not None
    first_of_all = min(returns.returned)
    if not known and row.first_year > first_of_all and row.first_year - 1 in returns.returned:
        findings.add("start_unseen", row.file, row.row, "RNE")
    elif not known and row.began > last_day(first_of_all - 1):
        findings.add("start_unwatched", row.file, row.row, "RNE")
    until = returns.unaccompanied.get(child, row.began)  # 0 while the status lasts
    return Spell(child, birth, row.began, known, known, former, not until or row.began < until)


def _place(spell: Spell, row: Episode) -> None:
    """Note where a child lives from an episode on; legal status alone moves nobody."""
    kind = KIND_OF.get(row.placement)
    begins = row.began == spell.began and spell.start_known
    if kind and (begins or row.reason in MOVES):
        spell.placements.append((row.began, kind, not begins))


def _goes_on(
    spell: Spell, row: Episode, after: Episode | None, breaks: set[int], returns: Returns, findings: Findings
) -> bool:
    """Tell whether a child's next episode continues the spell; if not, end it."""
    starts_anew = after is not None and after.reason == STARTS
    ended = row.ended
    if after is not None and ended is not None and ended > after.began:
        findings.add("overlap", row.file, row.row, "DEC")
        ended = after.began
    if ended is None:
        return _open_goes_on(spell, row, after, returns, findings)
    near = after is not None and after.began - ended <= 1
    if row.ceased not in {CONTINUES, ""}:
        if near and not starts_anew:
            findings.add("leaves_and_stays", row.file, row.row, "REC")
            return True
        spell.ended, spell.cause = ended, CAUSE_OF[row.ceased]
        return False
    if near:
        if starts_anew:
            findings.add("starts_and_stays", row.file, row.row, "REC")
        return True
    return _gap_goes_on(spell, row, ended, after, breaks, findings)


def _gap_goes_on(
    spell: Spell, row: Episode, ended: int, after: Episode | None, breaks: set[int], findings: Findings
) -> bool:
    """Judge an episode that has an end, no reason to leave, and no next episode on that day."""
    spell.ended = ended
    if row.ceased == "":
        findings.add("no_reason", row.file, row.row, "REC")
        spell.cause = "other"
        return False
    if breaks & {ended, ended + 1}:
        findings.add("to_short_breaks", row.file, row.row, "LS")
        return False
    if ended >= spell.day_18 - 1:
        spell.cause = AT_18
        return False
    if after is not None and after.reason != STARTS and after.began - ended <= JOINED_GAP_DAYS:
        findings.add("small_gap", row.file, row.row, "DEC")
        return True
    findings.add("nothing_follows", row.file, row.row, "REC")
    return False


def _open_goes_on(spell: Spell, row: Episode, after: Episode | None, returns: Returns, findings: Findings) -> bool:
    """Judge an episode without an end: the next one closes it, or it is last known on its return's last day."""
    if after is not None and (after.reason != STARTS or after.began - row.last_day <= 1):
        findings.add("closed_by_next", row.file, row.row, "DEC")
        return True
    spell.ended = row.last_day
    if row.year + 1 not in returns.returned:  # nobody told: the end of all returns, or a missing one
        return False
    if after is not None:
        findings.add("ended_unseen", row.file, row.row, "DEC")
    elif not _grown_up(spell, row):
        findings.add("vanished", row.file, row.row, "DEC")
    return False


def _grown_up(spell: Spell, row: Episode) -> bool:
    """Tell whether the child turned 18 before the next return would have shown it."""
    return spell.day_18 <= last_day(row.year + 1)


def _at_18(spell: Spell) -> None:
    """End care on the 18th birthday, and count leaving on its eve as that."""
    if spell.ended >= spell.day_18:
        spell.ended, spell.cause = int(spell.day_18), AT_18
    elif spell.cause == "other" and spell.ended >= spell.day_18 - EVE_DAYS:
        spell.cause = AT_18
