"""Names near a mistyped one, where there are too many to list."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 3


def nearest(wrong: str, known: Iterable[str], otherwise: str) -> str:
    """Suggest up to three names that look like a wrong one or hold it, or say how to see them all."""
    names = sorted({name for name in known if name})
    near = get_close_matches(wrong, names, n=MOST, cutoff=0.6)
    near += [name for name in names if len(wrong) > 2 and wrong.lower() in name.lower() and name not in near]
    quoted = [f'"{name}"' for name in near[:MOST]]
    return f"Did you mean {' or '.join(quoted)}?" if quoted else otherwise
