"""Texts of a plan that are too long for a heading or an axis: cut wherever they are shown, whole in the annex."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sfpc_sim.study.result import Result

LONGEST = 300  # characters; the longest text of a shipped plan has fewer
CUT = " ... (cut)"


def with_long_texts_cut(result: Result) -> tuple[Result, list[str]]:
    """Give the same result with the long texts of its plan cut, and these texts whole, in order."""
    whole: dict[str, None] = {}
    facts = _cut(result.facts, whole)
    return replace(result, manifest=result.manifest | {"facts": facts}), list(whole)


def shortened(text: str) -> str:
    """Cut a text that is too long."""
    return text if len(text) <= LONGEST else text[:LONGEST] + CUT


def _cut(value: Any, whole: dict[str, None]) -> Any:
    if isinstance(value, dict):
        return {key: _cut(each, whole) for key, each in value.items()}
    if isinstance(value, list):
        return [_cut(each, whole) for each in value]
    if isinstance(value, str) and len(value) > LONGEST:
        whole[value] = None
        return shortened(value)
    return value
