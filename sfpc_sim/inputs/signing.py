"""Sign-off of an assumption: said beside its belief, of that belief alone, and no part of what results depend on."""

from __future__ import annotations

from sfpc_sim.inputs.documents import Document
from sfpc_sim.inputs.overlay import overlay
from sfpc_sim.inputs.register import is_one_value

SIGNING_KEYS = ("decided_on", "why", "signed_off_by", "signed_off_on", "review_by")


def lapsed(below: Document, above: Document) -> Document:
    """Take from below what was signed of beliefs that are replaced above: nobody signed the new ones."""
    above_entries = above.values.get("assumptions", {})
    entries = {
        name: {key: value for key, value in entry.items() if key not in SIGNING_KEYS}
        if "belief" in above_entries.get(name, {})
        else entry
        for name, entry in below.values.get("assumptions", {}).items()
    }
    return Document(below.name, {**below.values, "assumptions": entries}, dict(below.places))


def lay_assumptions(below: Document, above: Document) -> Document:
    """Lay assumptions over one another."""
    return overlay(lapsed(below, above), above, whole=is_one_value)
