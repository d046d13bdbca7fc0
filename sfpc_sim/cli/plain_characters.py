"""Consoles that know few characters get plain ones."""

from __future__ import annotations

import codecs
import sys
import unicodedata

HANDLER = "sfpc.plain"
PLAIN = {
    **dict(zip("·•–—−‐‑’‘“”×", "-*-----''\"\"x", strict=True)),  # noqa: RUF001
    **dict.fromkeys("━╸╺─", "-"),  # of progress bars
    "£": "GBP ",
    "€": "EUR ",
    "…": "...",
    "→": "->",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}


def use_plain_characters() -> None:
    """Write plain characters on a stream that is not UTF-8, and let no character end a command on one that is.

    Windows' pipes and consoles disagree on every other encoding, so that only ASCII is read as it was written.
    """
    codecs.register_error(HANDLER, _in_plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            is_utf = (stream.encoding or "ascii").lower().startswith("utf")
            stream.reconfigure(encoding=stream.encoding if is_utf else "ascii", errors=HANDLER)


def is_plain() -> bool:
    """Tell whether the answer is written in plain characters."""
    return not (sys.stdout.encoding or "ascii").lower().startswith("utf")


def _in_plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(character: str) -> str:
    if character in PLAIN:
        return PLAIN[character]
    return unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode() or "?"
