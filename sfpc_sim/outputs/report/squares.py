"""A hundred squares, of which so many are filled as futures of a hundred come out so."""

from __future__ import annotations

from html import escape

from sfpc_sim.outputs.drawing import BLUE, GREY
from sfpc_sim.outputs.words import percent

SIDE, STEP, ACROSS = 14, 18, 10


def hundred_squares(share: float, what: str) -> tuple[str, str]:
    """Draw a share as an SVG of a hundred squares, and say the same in words.

    Parameters
    ----------
    share : of all futures
    what : which these are, after "futures"
    """
    filled = round(100 * share)
    near = "" if filled == 100 * share else f" ({percent(share)}, to the nearest square)"
    words = f"{filled} of 100 squares are filled, for simulated futures {what}{near}."
    marks = "".join(_square(number, filled=number < filled) for number in range(100))
    size = ACROSS * STEP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" aria-label="{escape(words)}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/>{marks}</svg>'
    ), words


def _square(number: int, *, filled: bool) -> str:
    x, y = STEP * (number % ACROSS) + 2, STEP * (number // ACROSS) + 2
    inside = BLUE if filled else "#fff"
    return f'<rect x="{x}" y="{y}" width="{SIDE}" height="{SIDE}" fill="{inside}" stroke="{GREY}"/>'
