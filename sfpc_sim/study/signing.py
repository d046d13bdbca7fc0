"""Who signed an assumption off, and whether its review is due: read from a manifest, no part of any digest."""

from __future__ import annotations

from datetime import date
from typing import Any

from sfpc_sim.inputs.signing import SIGNING_KEYS

Signing = dict[str, str]


def signing_of(manifest: dict[str, Any]) -> dict[str, Signing]:
    """Give what was said of each assumption's sign-off, by its name; one of which nothing is said is left out."""
    entries = manifest["overlaid"].get("assumptions", {})
    said = {name: {key: entry[key] for key in SIGNING_KEYS if key in entry} for name, entry in entries.items()}
    return {name: signing for name, signing in said.items() if signing}


def standing_of(signing: Signing | None, today: date) -> str:
    """Tell "signed", "unsigned" or "OVERDUE": a review that is due outweighs a signature."""
    if signing and "review_by" in signing and date.fromisoformat(signing["review_by"]) < today:
        return "OVERDUE"
    return "signed" if signing and {"signed_off_by", "signed_off_on"} <= signing.keys() else "unsigned"
