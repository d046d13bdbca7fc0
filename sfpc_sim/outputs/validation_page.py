"""The validation page: every check with its table and figure, one file, no script, no network."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from sfpc_sim import __version__
from sfpc_sim.outputs.figures import check_figure
from sfpc_sim.study.validation.check import OUTSIDE, WITHIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sfpc_sim.study.validation.check import Check, Line

STYLE = """
:root { color-scheme: light; }
body { font: 1rem/1.5 sans-serif; color: #1a1a1a; background: #fff; overflow-wrap: anywhere; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; } a { color: inherit; }
a:focus-visible, .scroll:focus-visible { outline: 3px solid #1a1a1a; outline-offset: 2px; }
.skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
.scroll { overflow-x: auto; } .scroll td, .scroll th { overflow-wrap: normal; }
figure { margin: 0.8rem 0; }
table { border-collapse: collapse; margin: 0.8rem 0; } caption { text-align: left; font-weight: bold; }
th, td { padding: 0.2rem 0.8rem 0.2rem 0; border-bottom: 1px solid #ccc; text-align: right; }
th:first-child, td:first-child { text-align: left; font-weight: normal; }
thead th { border-bottom: 2px solid #1a1a1a; vertical-align: bottom; }
.holds { border-left: 6px solid #999; padding-left: 0.8rem; }
.fails { border-left: 6px double #1a1a1a; padding-left: 0.8rem; }
.fails strong, td.outside { font-weight: bold; text-decoration: underline; }
svg { max-width: 100%; height: auto; background: #fff; forced-color-adjust: none; } dl { font-size: 0.9rem; }
dt { float: left; clear: left; width: 6rem; color: #555; }
dd { margin-left: 6.5rem; } section { break-inside: avoid-page; margin-top: 2.5rem; }
@page { size: A4; margin: 15mm; }
@media print {
  body { font-size: 11pt; margin: 0; max-width: none; } a { color: inherit; } .skip { display: none; }
  .scroll { overflow: visible; } table { font-size: 8pt; }
}
"""


def validation_page(checks: Sequence[Check], worlds: int, seed: int) -> str:
    """Give the whole page as HTML."""
    body = "\n".join([*_head(checks, worlds, seed), *(_section(number, check) for number, check in enumerate(checks))])
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>sfpc_sim: validation</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#content">Skip to the content</a>\n'
        f'<main id="content" tabindex="-1">\n{body}\n</main>\n</body>\n</html>\n'
    )


def _head(checks: Sequence[Check], worlds: int, seed: int) -> Iterator[str]:
    judged = [check for check in checks if check.holds is not None]
    failed = [check for check in judged if not check.holds]
    yield "<h1>Does the model do what was published?</h1>"
    yield (
        f"<p>{len(judged) - len(failed)} of {len(judged)} checks hold; {len(failed)} do not. Each holds only if every "
        "number it judges lies inside the stated margin. A check that does not hold is a finding about the model, and "
        "is told as loudly as the others.</p>"
    )
    yield (
        f"<p>Made by <code>sfpc validate --worlds {worlds} --seed {seed}</code>, sfpc_sim {escape(__version__)}. "
        "Nothing on this page was typed.</p>"
    )
    yield f"{_scroll('All checks')}<table><caption>All checks</caption>"
    yield '<thead><tr><th scope="col">Check</th><th scope="col">Verdict</th></tr></thead><tbody>'
    for number, check in enumerate(checks):
        kind = "" if check.holds else ' class="outside"'
        link = f'<a href="#check-{number}">{escape(check.title)}</a>'
        yield f'<tr><th scope="row">{link}</th><td{kind}>{_verdict(check)}</td></tr>'
    yield "</tbody></table></div>"


def _scroll(name: str) -> str:
    """Begin a region that scrolls by itself where the page is narrow, and is reached by keyboard."""
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(name)}">'


def _verdict(check: Check) -> str:
    if check.holds is None:
        return "shown only"
    outside = [line.name for line in check.lines if line.verdict == OUTSIDE]
    return "holds" if check.holds else f"does NOT hold: {escape(', '.join(outside))}"


def _section(number: int, check: Check) -> str:
    kind = "holds" if check.holds in (True, None) else "fails"
    table = _fan_table(check) if check.fan else _comparison_table(check)
    told = (("Margin", check.margin), ("Simulated", check.sample), ("Source", check.source), ("Grade", check.grade))
    facts = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in told)
    return (
        f'<section id="check-{number}" class="{kind}">\n<h2>{escape(check.title)}</h2>\n'
        f"<p><strong>{_verdict(check)}.</strong> {escape(check.words)}</p>\n"
        f"<figure>{check_figure(check)}<figcaption>{_caption(check)}</figcaption></figure>\n{table}\n<dl>{facts}</dl>\n</section>"
    )


def _caption(check: Check) -> str:
    if check.fan:
        return "Pale band: 95% of futures; dark band: 80%; broken line: the middle; dots: published."
    return "Dot or cross: simulated (a cross lies outside); upright line: published; bar: the margin."


def _comparison_table(check: Check) -> str:
    heads = ("", "Simulated", "Published", "Difference", "Wanted", "Verdict")
    rows = (
        (line.name, f"{line.simulated:.1f}" if _coarse(check) else f"{line.simulated:.2f}",
         f"{line.published:.1f}" if _coarse(check) else f"{line.published:.2f}",
         f"{line.simulated - line.published:+.1f}" if _coarse(check) else f"{line.simulated - line.published:+.2f}",
         _wanted(line), line.verdict)
        for line in check.lines
    )  # fmt: skip
    return _table(check.unit, f"{check.title}: numbers", heads, rows)


def _coarse(check: Check) -> bool:
    return check.unit.startswith("%")


def _wanted(line: Line) -> str:
    return f"{max(line.low, 0.0):.1f} to {line.high:.1f}" if line.judged else "-"


def _fan_table(check: Check) -> str:
    assert check.fan is not None
    shares = (f"p{100 * share:g}" for share in check.fan.shares)
    heads = ("", *shares, "Published", "% of futures below", "Verdict")
    rows = (
        (line.name, *(f"{value:,.0f}" for value in quantiles), f"{line.published:,.0f}", f"{line.simulated:.0f}",
         line.verdict)
        for line, quantiles in zip(check.lines, check.fan.quantiles.T.tolist(), strict=True)
    )  # fmt: skip
    return _table("Children looked after", f"{check.title}: numbers", heads, rows)


def _table(caption: str, name: str, heads: Sequence[str], rows: Iterator[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "\n".join(f"<tr>{_row(row)}</tr>" for row in rows)
    return (
        f"{_scroll(name)}<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def _row(cells: tuple[str, ...]) -> str:
    first, *middle, verdict = cells
    kind = "" if verdict == WITHIN else f' class="{verdict.lower()}"'
    return (
        f'<th scope="row">{escape(first)}</th>' + "".join(f"<td>{cell}</td>" for cell in middle)
        + f"<td{kind}>{verdict}</td>"
    )  # fmt: skip
