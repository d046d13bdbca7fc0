"""What a picture is: a chart that never comes without its message, its words and its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.drawing import png, styled, svg
from sfpc_sim.outputs.words import seen

if TYPE_CHECKING:
    from sfpc_sim.outputs.table import Table

TITLE_LETTERS = 80  # a line


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a result.

    Attributes
    ----------
    name : how it is called in files and addresses, such as "children"
    title : what it says, worked out from the numbers
    description : the same for who cannot see it: shape, ends, what is crossed
    reading : how its marks are read, and how good the evidence is that it leans on
    table : the numbers that are drawn
    chart : an Altair chart without title; notebooks may go on with it
    """

    name: str
    title: str
    description: str
    reading: str
    table: Table
    chart: Any

    def svg(self) -> str:
        """Give the picture as SVG without script, named and described for screen readers."""
        return svg(styled(self.chart), self.title, self.description)

    def png(self) -> bytes:
        """Give the picture with its title as PNG."""
        return png(self._titled())

    def _titled(self) -> Any:
        return styled(self.chart.properties(title={"text": wrap(seen(self.title), TITLE_LETTERS), "anchor": "start"}))

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Show the chart in a notebook, its message above it."""
        return self._titled()._repr_mimebundle_(**options)
