"""What is wider than a phone scrolls by itself, and a keyboard can scroll it."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def setup(app: Sphinx) -> dict[str, bool]:
    """Put the writer in the place of Sphinx's."""
    app.set_translator("html", Translator, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
