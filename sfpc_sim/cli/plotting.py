"""`sfpc plot`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sfpc_sim.cli.incomplete import end_incomplete
from sfpc_sim.cli.options import ResultFolders  # noqa: TC001 Typer reads annotations

if TYPE_CHECKING:
    from collections.abc import Collection

    from sfpc_sim.outputs.found import Found
    from sfpc_sim.outputs.pictures.picture import Picture

PICTURES_FOLDER = "pictures"


def plot(
    *,
    result: ResultFolders,
    picture: Annotated[
        list[str] | None, typer.Option("--picture", help="Which to draw, may be repeated; all if left out.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder to write into; pictures in the result if left out.")
    ] = None,
    png: Annotated[bool, typer.Option("--png", help="Write PNG as well, for slides and documents.")] = False,
) -> None:
    """Draw a result's pictures, each with its words.

    NAME.svg and NAME.txt: what it says, what is drawn, how to read it. Of several results, a folder each, and how the
    others differ from the first.
    """
    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.outputs.drawing import drawing_libraries
    from sfpc_sim.outputs.pictures.files import refuse_pictures, write_pictures

    refuse_pictures(picture or (), results=len(result))
    drawing_libraries()
    drawn = _drawn(result, picture or (), output)
    for place, pictures in drawn:
        for each, path in zip(pictures, write_pictures(pictures, place, png=png), strict=True):
            print_text(f"{each.title}\n  {path}")
    missing = sorted(set(picture or ()) - {each.name for _, pictures in drawn for each in pictures})
    if missing:
        print_text(f"Not drawn, because there is nothing to tell: {', '.join(missing)}")
    end_incomplete(result, say=True)


def _drawn(results: list[Path], names: Collection[str], output: Path | None) -> list[tuple[Path, list[Picture]]]:
    """Draw everything before anything is written; give each folder its pictures."""
    from sfpc_sim.outputs.found import found_in
    from sfpc_sim.outputs.pictures.differences import differences_picture
    from sfpc_sim.outputs.pictures.every import DIFFERENCES, pictures_of
    from sfpc_sim.study.result import open_result

    founds = [found_in(open_result(folder)) for folder in results]
    folder = output or (results[0] / PICTURES_FOLDER if len(results) == 1 else Path(PICTURES_FOLDER))
    drawn = []
    if len(founds) > 1 and (not names or DIFFERENCES in names):
        drawn.append((folder, [each for each in [differences_picture(founds)] if each]))
    places = _places(folder, founds)
    drawn += [(place, pictures_of(found, names)) for place, found in zip(places, founds, strict=True)]
    return [(place, pictures) for place, pictures in drawn if pictures]


def _places(folder: Path, founds: list[Found]) -> list[Path]:
    """Give each result its folder: one is alone in it, several are numbered in their order."""
    if len(founds) == 1:
        return [folder]
    return [folder / f"{number}-{found.facts['name']}" for number, found in enumerate(founds, 1)]
