"""Pictures as files: NAME.svg, NAME.txt with its words, and NAME.png if wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, Refusal, did_you_mean, refuse
from sfpc_sim.outputs.pictures.every import DIFFERENCES, PICTURES
from sfpc_sim.study.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sfpc_sim.outputs.pictures.picture import Picture


def refuse_pictures(names: Sequence[str], *, results: int) -> None:
    """Refuse names of pictures there are not.

    Raises
    ------
    Refusal : naming all of them, with the nearest there is
    """
    known = [*PICTURES, *([DIFFERENCES] if results > 1 else [])]
    problems = [
        Problem(f'--picture "{name}"', "needs two results or more.", "Name the result it is compared with.")
        if name == DIFFERENCES
        else Problem(f'--picture "{name}"', "no such picture is drawn.", did_you_mean(name, known))
        for name in names
        if name not in known
    ]
    if problems:
        raise Refusal(problems)


def write_pictures(pictures: Sequence[Picture], folder: Path, *, png: bool = False) -> list[Path]:
    """Write pictures and their words into a folder.

    Returns
    -------
    The SVG files, one a picture.

    Raises
    ------
    Refusal : the folder cannot be written
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for picture in pictures:
            contents = {"svg": picture.svg().encode(), "txt": in_words(picture).encode()}
            if png:
                contents["png"] = picture.png()
            for kind, content in contents.items():
                with whole_file(folder / f"{picture.name}.{kind}") as temporary:
                    temporary.write_bytes(content)
    except OSError as error:
        raise refuse(str(folder), f"cannot be written: {error.strerror}.", "Name another folder with -o.") from None
    return [folder / f"{picture.name}.svg" for picture in pictures]


def in_words(picture: Picture) -> str:
    """Write what a picture says, what it shows and how it is read, for who cannot see it."""
    return "\n\n".join((picture.title, picture.description, picture.reading)) + "\n"
