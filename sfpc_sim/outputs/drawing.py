"""The one place that draws: Altair describes, vl-convert makes SVG and PNG without a browser or a network.

Nothing is told by colour alone, so a page printed in grey loses nothing. How far futures range is always drawn as
bands or thick bars; how well a number is known always as a thin line with end caps: never alike.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from sfpc_sim.inputs.extras import missing_library
from sfpc_sim.outputs.words import seen

INK, GREY, PALE = "#1a1a1a", "#595959", "#c8c8c8"
# The Analysis Function's palette; on white each has 3:1 or stands inside an edge that has.
BLUE, MID_BLUE, LIGHT_BLUE = "#12436D", "#2073BC", "#6BACE6"
WIDTH = 620
_TAG = re.compile(r"<[a-z][^>]*>")
# What a picture says to a screen reader it says as a whole; the rest are defaults, and names nobody refers to.
_SPARE = re.compile(r' (?:aria-[a-z]+|role|class|pointer-events)="[^"]*"| (?:fill-|stroke-)?opacity="1"')


def drawing_libraries() -> tuple[Any, Any]:
    """Give Altair and vl-convert.

    Raises
    ------
    Refusal
        If one of them is missing: the command that installs it.
    """
    try:
        import altair as alt  # noqa: PLC0415
        import vl_convert  # noqa: PLC0415
    except ImportError as error:
        fault = f"{error.name} is not installed, and pictures need it."
        raise missing_library("pictures", fault, "report") from error
    return alt, vl_convert


def styled(chart: Any) -> Any:
    """Give a chart the house's type, ink and grid."""
    return (
        chart.configure(font="sans-serif", background="white", aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=INK, titleFontWeight="normal", gridColor="#eeeeee", domainColor=GREY,
            tickColor=GREY, labelLimit=300, labelFontSize=12, titleFontSize=12,
        )
        .configure_text(fontSize=12, color=INK)
        .configure_legend(labelColor=INK, titleColor=INK)
    )  # fmt: skip


def svg(chart: Any, title: str, description: str = "") -> str:
    """Give a styled chart as SVG whose title and description a screen reader speaks."""
    _, convert = drawing_libraries()
    drawn = _slim(str(convert.vegalite_to_svg(chart.to_dict())))
    words = escape(" ".join(filter(None, (seen(title), seen(description)))))
    opening, rest = drawn.split(">", 1)
    return f'{opening} role="img" aria-label="{words}"><title>{escape(seen(title))}</title>{rest}'


def _slim(drawn: str) -> str:
    """Leave out what says nothing, up to a third of a file, and roles of marks that have no names."""
    return _TAG.sub(lambda tag: _SPARE.sub("", tag[0]), drawn)


def png(chart: Any, *, pixels_per_point: float = 2.0) -> bytes:
    """Give a styled chart as PNG, twice as fine as a screen if nothing else is said."""
    _, convert = drawing_libraries()
    return bytes(convert.vegalite_to_png(chart.to_dict(), scale=pixels_per_point))
