"""Equations as MathML, which browsers draw by themselves: no script, no font, no outside request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils.nodes import SkipNode
from docutils.utils.math.latex2mathml import tex2mathml

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx


def inline(writer: Any, node: nodes.math) -> None:
    """Write an equation within a line."""
    writer.body.append(tex2mathml(node.astext()))
    raise SkipNode


def display(writer: Any, node: nodes.math_block) -> None:
    """Write an equation on a line of its own, which scrolls by itself where the page is narrow."""
    writer.body.append(f'<div class="equation" tabindex="0" role="group" aria-label="Equation">'
                       f"{tex2mathml(node.astext(), as_block=True)}</div>\n")  # fmt: skip
    raise SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Offer the renderer to Sphinx and choose it."""
    app.add_html_math_renderer("mathml", inline_renderers=(inline, None), block_renderers=(display, None))
    app.config.html_math_renderer = "mathml"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
