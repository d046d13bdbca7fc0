"""Pictures drawn when the pages are built, from numbers in the repository: nothing is pasted in.

`validation` runs the checks of `sfpc validate` on the futures that `validation_worlds` asks for; `coverage_picture`
draws the table of the back-test page.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from register import table_of
from sphinx.util.docutils import SphinxDirective

from sfpc_sim.outputs.figures import INK, PALE, check_figure, drawing_libraries, svg
from sfpc_sim.study.validation.all_checks import all_checks

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sfpc_sim.study.validation.check import Check

SEED = 20260101  # that of `sfpc validate`
WANTED = 80.0
HORIZON = re.compile(r"^Children looked after (\d) years? on")
HELD = re.compile(r"^  (\S.*?)  +([\d.]+)% ± ([\d.]+)  ")
COVERAGE_CAPTION = (
    "Dot: share of forecasts whose 80% interval held what came; bar: its 95% interval; upright line: 80%. The numbers "
    "are in the tables of the back-test."
)
LINES = ("", "Simulated", "Published", "Wanted", "Verdict")


class Validation(SphinxDirective):
    """Every check: what was asked, what came, a picture and its numbers."""

    def run(self) -> list[nodes.Node]:
        """Give what holds, then a section a check."""
        worlds = self.config.validation_worlds
        checks = _checks(worlds)
        judged = [check for check in checks if check.holds is not None]
        held = sum(bool(check.holds) for check in judged)
        words = (
            f"{held} of {len(judged)} checks hold, {len(judged) - held} do not, in {worlds:,} futures of Leeds from "
            "each origin. A check holds only if every number it judges lies inside its margin."
        )
        sections = [_section(check) for check in sorted(checks, key=lambda check: check.holds is not False)]
        return [nodes.paragraph("", "", nodes.strong(text=words)), *sections]


@lru_cache(maxsize=1)
def _checks(worlds: int) -> list[Check]:
    return all_checks(worlds, seed=SEED, data=None, tell=lambda _: None)


def _section(check: Check) -> nodes.section:
    verdict = {True: "Holds.", False: "Does NOT hold.", None: "Shown only."}[check.holds]
    section = nodes.section(ids=[nodes.make_id(check.title)], names=[nodes.fully_normalize_name(check.title)])
    section += nodes.title(text=check.title)
    section += nodes.paragraph("", "", nodes.strong(text=verdict), nodes.Text(f" {check.words}"))
    caption = (
        "Pale band: 95% of futures; dark band: 80%; broken line: the middle; dots: published." if check.fan
        else "Dot or cross: simulated (a cross lies outside); upright line: published; bar: the margin."
    )  # fmt: skip
    section += picture(check_figure(check), caption)
    section += table_of(LINES, [_cells(line) for line in check.lines], widths=(30, 15, 15, 20, 15))
    section += nodes.paragraph(text=f"In {check.unit}. Wanted: {check.margin}. Simulated: {check.sample}. "
                                    f"Source: {check.source} (grade {check.grade}).")  # fmt: skip
    return section


def _cells(line: Any) -> list[list[nodes.Node]]:
    wanted = f"{max(line.low, 0.0):,.2f} to {line.high:,.2f}" if line.judged else "-"
    words = (line.name, f"{line.simulated:,.2f}", f"{line.published:,.2f}", wanted, line.verdict)
    return [[nodes.paragraph(text=word)] for word in words]


def picture(drawn: str, caption: str) -> nodes.raw:
    """Put a drawing on the page; it scrolls by itself where the page is narrow."""
    html = f'<figure class="picture">{drawn}<figcaption>{caption}</figcaption></figure>'
    return nodes.raw("", html, format="html")


class CoveragePicture(SphinxDirective):
    """How often 80% intervals held what came, by forecaster and years ahead."""

    def run(self) -> list[nodes.Node]:
        """Give the picture of the table on the page it stands on, or is told of."""
        return [picture(coverage_figure(coverage(Path(self.env.srcdir) / "backtest.md")), COVERAGE_CAPTION)]


def coverage(page: Path) -> list[dict[str, Any]]:
    """Read the shares held from the tables of the page."""
    rows: list[dict[str, Any]] = []
    years = 0
    for line in page.read_text(encoding="utf-8").splitlines():
        if heading := HORIZON.match(line):
            years = int(heading[1])
        elif (found := HELD.match(line)) and years:
            share, margin = float(found[2]), float(found[3])
            rows.append({"forecaster": found[1], "years": years, "share": share,
                         "low": share - margin, "high": share + margin})  # fmt: skip
    return rows


def coverage_figure(rows: list[dict[str, Any]]) -> str:
    """Draw the shares, one panel a horizon."""
    alt, _ = drawing_libraries()
    names = list(dict.fromkeys(row["forecaster"] for row in rows))
    base = alt.Chart().encode(y=alt.Y("forecaster:N", sort=names, title=None))
    panel = alt.layer(
        base.mark_bar(color=PALE, height=12).encode(x=alt.X("low:Q", title="% held"), x2="high:Q"),
        alt.Chart().mark_rule(color=INK, strokeDash=[4, 3], aria=False).encode(x=alt.datum(WANTED)),
        base.mark_point(color=INK, fill=INK, size=60, opacity=1).encode(x="share:Q"),
    ).properties(width=430, height=150)  # fmt: skip
    panels = panel.facet(row=alt.Row("years:O", title="years ahead"), data=alt.Data(values=rows))
    return svg(panels, "Share of 80% intervals that held what came. " + " ".join(
        f"{row['forecaster']}, {row['years']} years ahead: {row['share']:.1f}%." for row in rows
    ))  # fmt: skip


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directives."""
    app.add_config_value("validation_worlds", 400, "env")
    app.add_directive("validation", Validation)
    app.add_directive("coverage-picture", CoveragePicture)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
