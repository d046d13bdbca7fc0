"""A page of HTML as a reader finds it, for tests of what it says."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """A page as a reader finds it: text by section, tags with attributes, tables by caption."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self.tables: dict[str, list[list[str]]] = {}
        self.headings: list[tuple[int, str]] = []
        self._section, self._open, self._cell = "", [], ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, where it opens what is kept apart."""
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "section":
            self._section = str(found["id"])
        if tag == "tr":
            self._rows.append([])
        if tag == "table":
            self._rows: list[list[str]] = []
        if tag in ("td", "th", "caption", "h1", "h2", "h3"):
            self._cell = ""
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Keep a cell, a caption or a heading."""
        if tag == "section":
            self._section = ""
        if tag in ("td", "th"):
            self._rows[-1].append(self._cell)
        if tag == "caption":
            self.tables[self._cell] = self._rows
        if tag in ("h1", "h2", "h3"):
            self.headings.append((int(tag[1]), self._cell))

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if self._open[-1:] not in (["style"], ["title"]):
            self._cell += data
            self.text[self._section] = self.text.get(self._section, "") + data
