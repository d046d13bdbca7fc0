"""What the theme leaves out: wide things scroll by themselves, by keyboard too; headings have a level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.writers.html5 import HTML5Translator

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx


class Translator(HTML5Translator):
    """Sphinx's own writer, with a frame about tables and code that takes the keyboard's focus."""

    def visit_table(self, node: nodes.table) -> None:
        """Open the frame."""
        self.body.append('<div class="wide" tabindex="0" role="group" aria-label="Table">')
        super().visit_table(node)

    def depart_table(self, node: nodes.table) -> None:
        """Close the frame."""
        super().depart_table(node)
        self.body.append("</div>\n")

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Let the keyboard into a block of code, which may be wider than the page."""
        start = len(self.body)
        try:
            super().visit_literal_block(node)
        finally:
            self.body[start:] = [part.replace("<pre>", '<pre tabindex="0">') for part in self.body[start:]]


def name_levels(_: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:  # noqa: ARG001
    """Give the headings of the contents, which are paragraphs, the level that a screen reader asks for."""
    if contents := context.get("furo_navigation_tree"):
        context["furo_navigation_tree"] = contents.replace('role="heading"', 'role="heading" aria-level="2"')


def setup(app: Sphinx) -> dict[str, bool]:
    """Put the writer in the place of Sphinx's, and come after the theme."""
    app.set_translator("html", Translator, override=True)
    app.connect("html-page-context", name_levels, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
