"""What a researcher's plug-in may use: declare an assumption, mark a mechanism."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sfpc_sim.inputs.documents import Document
from sfpc_sim.inputs.register import register_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sfpc_sim.inputs.assumptions import Assumption, Source

    Marked = TypeVar("Marked", bound=Callable[..., Any])

_DRIFT = ("origin", "long_run", "shocks", "draw", "flow")
_RAMP = ("days", "draw")
_EFFECT = ("productivity", "draw")

# Each slot of `sfpc_sim.model.mechanisms.Mechanisms` with what its function receives; a test compares the two.
SLOTS: Mapping[str, tuple[str, ...]] = {
    "drift": _DRIFT,
    "team_ramp": _RAMP,
    "newly_qualified_ramp": _RAMP,
    "res_effect": _EFFECT,
    "rethink_effect": _EFFECT,
    "futures_effect": _EFFECT,
    "conference_effect": _EFFECT,
    "partner_effect": _EFFECT,
    "own_effect": _EFFECT,
    "recruitment": ("world", "vacancy"),
    "who_acts_up": ("world", "entry"),
}

MARK, OVER = "sfpc_slot", "sfpc_over"
INNER = "inner"


def mechanism(slot: str, *, over: bool = False) -> Callable[[Marked], Marked]:
    """Mark a function as the one for a slot; it is used only by scenarios that name its file.

    Parameters
    ----------
    slot : one of `SLOTS`; the function takes the arguments listed there, by position
    over : the function goes over what the slot holds, the default or the plug-in named before, which it is given as its
        first argument; two plug-ins on one slot are refused unless the later one does
    """

    def mark(function: Marked) -> Marked:
        setattr(function, MARK, slot)
        setattr(function, OVER, over)
        return function

    return mark


def assumption(
    *,
    name: str,
    meaning: str,
    unit: str,
    belief: Mapping[str, Any],
    bounds: tuple[float, float],
    source: Source,
    level: str = "world",
) -> Assumption:
    """Declare an uncertain number, as a register file would.

    Parameters
    ----------
    name : lower case; one that ends in _weeks, _months or _years is drawn in days and ends in _days
    belief : one kind with its parameters, for example `{"triangular": {"low": 6, "mode": 12, "high": 30}}`
    bounds : lowest and highest possible value, in `unit`
    level : where it is drawn: world, nation, authority, team, entity or year

    Raises
    ------
    Refusal
        If the entry cannot be used; it names everything wrong with it.
    """
    entry = {
        "meaning": meaning,
        "unit": unit,
        "belief": dict(belief),
        "bounds": list(bounds),
        "level": level,
        "source": {"ref": source.ref, "grade": source.grade},
    }
    register = register_of(Document("assumption", {"assumptions": {name: entry}}))
    return register.assumptions[0]
