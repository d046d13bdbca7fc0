"""A result that shows itself in a notebook: `result.plot.children()`."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from sfpc_sim.outputs.found import found_in
from sfpc_sim.outputs.pictures.every import PICTURES
from sfpc_sim.study.result import Result
from sfpc_sim.study.result import open_result as open_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sfpc_sim.outputs.found import Found
    from sfpc_sim.outputs.pictures.picture import Picture


class Plot:
    """The pictures of a result, each by its name: dashes are underscores, as in `time_to_fill()`.

    A picture that a plan has nothing to tell for is None.
    """

    def __init__(self, result: Result) -> None:
        self._result = result
        self._found: Found | None = None

    def __getattr__(self, name: str) -> Callable[[], Picture | None]:
        """Give the function that draws a picture."""
        draw = PICTURES.get(name.replace("_", "-"))
        if draw is None:
            raise AttributeError(f"There is no picture {name!r}. There are: {', '.join(dir(self))}.")
        return lambda: draw(self._estimated())

    def __dir__(self) -> list[str]:
        """List the pictures, for completion."""
        return [name.replace("-", "_") for name in PICTURES]

    def _estimated(self) -> Found:
        self._found = self._found or found_in(self._result)
        return self._found


class OpenedResult(Result):
    """A finished results folder, read back, with its pictures in `plot`."""

    __slots__ = ()

    @property
    def plot(self) -> Plot:
        """The pictures of this result."""
        return Plot(self)


def open_result(folder: Path | str) -> OpenedResult:
    """Read a results folder, with its alternatives and its pictures.

    Raises
    ------
    Refusal : there is no manifest, or the run it belongs to has not finished
    """
    from pathlib import Path  # noqa: PLC0415 (a folder may be named by text in a notebook)

    read = open_tables(Path(folder))
    return OpenedResult(**{field.name: getattr(read, field.name) for field in fields(Result)})
