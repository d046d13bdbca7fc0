"""Characters that nobody sees but a terminal or a page obeys: refused in files, written out wherever text is printed.

They are control characters (escape sequences begin with one), separators of lines that no editor shows, marks that
turn the direction of the text after them until another ends it, and halves of characters, which file names may hold.
Marks of direction that act on their own place only (U+200E, U+200F) are text like any other.
"""

from __future__ import annotations

import re

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def hidden_in(text: str) -> str:
    """Name the first hidden character, as "U+202E"; nothing where there is none. Tabs and new lines are none."""
    found = _HIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def harmless(text: str) -> str:
    """Write hidden characters out, as "<U+202E>"."""
    return _HIDDEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
