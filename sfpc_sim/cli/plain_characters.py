"""Consoles that know few characters get plain ones, and a text from a file cannot steer a console."""

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
STEERING = {code: "?" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
REORDERING = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


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


def harmless(text: str) -> str:
    """Take from a text what would steer a console or turn its reading order round; lines and tabs stay."""
    return text.translate(STEERING | REORDERING)


def _in_plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(character: str) -> str:
    if character in PLAIN:
        return PLAIN[character]
    return unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode() or "?"
