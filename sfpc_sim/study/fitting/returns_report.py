"""The import report: what was read, left out, joined and guessed, by file and code; small counts masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.inputs.returns.findings import FEWEST_SHOWN, KINDS, masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.inputs.returns.findings import Finding, Findings
    from sfpc_sim.study.fitting.returns import ReturnsFit

MOST_PLACES = 50  # of a kind of repair that are named on the screen


def import_report(fit: ReturnsFit, findings: Findings) -> str:
    """Give the report's text. It names files, columns and codes; no row, no child, no date of a child's."""
    return "\n".join([*_lines(fit, findings), ""])


def places(findings: Findings) -> list[str]:
    """Say where each repair was made, the rarest kind first: for whoever holds the files, never written."""
    by_kind: dict[str, list[Finding]] = {}
    for finding in sorted(findings.found, key=lambda finding: (finding.file, finding.row)):
        if KINDS[finding.kind].remedy:
            by_kind.setdefault(finding.kind, []).append(finding)
    lines = []
    for _, found in sorted(by_kind.items(), key=lambda kind: (len(kind[1]), kind[0])):
        lines += [_place(finding) for finding in found[:MOST_PLACES]]
        if len(found) > MOST_PLACES:
            lines.append(f"... and {len(found) - MOST_PLACES:,} more of the kind.")
    return lines


def _place(finding: Finding) -> str:
    kind = KINDS[finding.kind]
    named, hint = (f' "{finding.code}"' if finding.code else ""), (f" {finding.hint}" if finding.hint else "")
    return f"{finding.file}:{finding.row}: Column {finding.column}{named}: {kind.fault}; {kind.repair}.{hint}"


def _lines(fit: ReturnsFit, findings: Findings) -> Iterator[str]:
    years = fit.tally.years
    yield f"Import of SSDA903 returns: {fit.name}, years to March {years[0]} to {years[-1]}"
    yield f"Counts below {FEWEST_SHOWN} are masked."
    yield from _section("Rows read", [f"{file}: {masked(rows)}" for file, rows in findings.rows_read.items()])
    yield from _section("How they were read", findings.notes)
    yield from _section("Left out, joined, counted", [f"{masked(n)} {what}" for what, n in findings.counts.items()])
    repaired = []
    for (name, file, column, code), count in findings.by_kind().items():
        kind = KINDS[name]
        named = f' "{code}"' if code else ""
        repaired.append(f"{file}: {masked(count)} {kind.of}: column {column}{named}: {kind.fault}; {kind.repair}")
    yield from _section("Repaired or guessed", repaired)
    yield from _section("What the fit rests on", list(_fitted(fit)))


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        yield from (f"  {line}" for line in lines)


def _fitted(fit: ReturnsFit) -> Iterator[str]:
    tally = fit.tally
    yield f"{tally.exposure.sum():,.0f} child-years in care, {masked(int(tally.exits.sum()))} exits before 18"
    yield f"{masked(int(tally.started.sum()))} children started, {masked(int(tally.ceased.sum()))} ceased, year by year"
    yield f"{masked(int(tally.moves[0]))} moves to another carer"
    yield f"looked after on 31 March {fit.until}: {masked(int(tally.stock[-1]))}"
    for name, why in fit.own.kept.items():
        yield f"{name} stays as shipped: {why}"
