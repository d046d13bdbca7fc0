"""Codes of the SSDA903 return, and what the model calls them.

From the Department for Education's guides to the return; codes that older years used are kept.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

CONTINUES = "X1"  # the episode ends, another begins on the same or the next day
STARTS = "S"
MOVES = frozenset("PB")  # to another carer; T and U change the placement with the same carer

NEW_EPISODE = frozenset({"S", "P", "L", "T", "U", "B"})
LEGAL_STATUS = frozenset({
    "C1", "C2", "D1", "E1", "J1", "J2", "J3", "L1", "L2", "L3", "V2", "V3", "V4",
})  # fmt: skip
SHORT_BREAKS = frozenset({"V3", "V4"})  # not counted among children looked after

_CAUSES = {
    "home": ("E4", "E4A", "E4B"),
    "kinship": ("E13", "E41", "E42", "E43", "E44", "E45", "E46", "E47", "E48"),  # E13: no parental responsibility
    "adopted": ("E11", "E12"),
    "other": ("E2", "E3", "E5", "E6", "E7", "E8", "E9", "E14", "E15", "E16"),
    "at 18": ("E17",),
}
CAUSE_OF = {code: cause for cause, codes in _CAUSES.items() for code in codes}
REASON_CEASED = frozenset({CONTINUES, *CAUSE_OF})

_KINDS = {
    "foster": ("U4", "U5", "U6"),
    "kinship": ("U1", "U2", "U3"),
    "residential": ("K1", "K2", "R1", "R2", "R3", "R5", "S1"),
    "semi-independent": ("H5", "P2", "P3"),
    "with parents": ("P1",),
    "for adoption": ("A3", "A4", "A5", "A6"),
}
KIND_OF = {code: kind for kind, codes in _KINDS.items() for code in codes}
PLACEMENT = frozenset({*KIND_OF, "T0", "T1", "T2", "T3", "T4", "Z1"})  # temporary and other ones have no kind

KNOWN = {"RNE": NEW_EPISODE, "LS": LEGAL_STATUS, "REC": REASON_CEASED, "PLACE": PLACEMENT}

_LOOKS_LIKE_ONE = re.compile(r"[A-Z][A-Z0-9]{0,3}")


def nameable(value: str, identifiers: frozenset[str]) -> str:
    """Give a cell that may be named in a message, or "": a shifted column may hold a date or a child's identifier."""
    return value if _LOOKS_LIKE_ONE.fullmatch(value) and value not in identifiers else ""


def nearest(value: str, column: str) -> str:
    """Suggest the code that was meant."""
    near = get_close_matches(value, sorted(KNOWN[column]), n=1, cutoff=0.5) if value else []
    return f'Did you mean "{near[0]}"?' if near else f"Use one of: {', '.join(sorted(KNOWN[column]))}."
