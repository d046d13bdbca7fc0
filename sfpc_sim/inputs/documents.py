"""A TOML file as values, each with the place where it is written.

Files are laid over one another later; a value keeps its place, so that a refusal names the file
and line of whoever wrote the value, not of whoever read it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import Problem, Refusal, refuse
from sfpc_sim.inputs.toml_lines import KeyPath, lines_of
from sfpc_sim.inputs.toml_slips import slip_remedy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEEPEST_KEY = 50
MOST_SLIPS = 50  # of one file, before it is no plan at all
SEE = "Write a line as key = value, text in quotation marks; toml.io tells how TOML is written."
_POSITION = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass
class Document:
    """Values as parsed, and where each key path stands ("plan.toml:12")."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[KeyPath, str] = field(default_factory=dict)

    def place(self, path: KeyPath = ()) -> str:
        """Give the place of a key path, or of the nearest table around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return self.name if self.name.startswith("--") else f"{self.name}:1"

    def only(self, *keys: str) -> Document:
        """Give some of the top-level keys as a document of its own."""
        values = {key: value for key, value in self.values.items() if key in keys}
        return Document(self.name, values, {path: at for path, at in self.places.items() if path[0] in keys})

    def without(self, *keys: str) -> Document:
        """Give all but some of the top-level keys as a document of its own."""
        return self.only(*(key for key in self.values if key not in keys))


def read_text(path: Path, place: str) -> str:
    """Read a text file, or refuse it in words."""
    if path.is_dir():
        raise refuse(place, "This is a folder, not a file.", "Name one file in it.")
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise refuse(place, "There is no such file.", "Check the spelling and the folder.") from None
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or error
        remedy = "Close it in other programs, and check its permissions and its name."
        raise refuse(place, f"The file cannot be read: {words}.", remedy) from None
    try:
        text = raw.decode("utf-8-sig")  # Notepad writes a byte order mark
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refuse(f"{place}:{line}", "This is not a text file in UTF-8.", "Save it as plain text, UTF-8.") from None
    return text


def read_document(path: Path, name: str) -> Document:
    """Read a TOML file with the place of every key, or refuse it."""
    text = read_text(path, name)
    try:
        values = tomllib.loads(text)
    except RecursionError:
        raise refuse(f"{name}:1", "Brackets are nested too deeply.", "Write a flatter file.") from None
    except ValueError as error:  # tomllib's own errors are ValueErrors too
        raise Refusal(_syntax_problems(name, text, str(error))) from None
    if not values:
        raise refuse(f"{name}:1", "The file is empty.", 'Start with: sfpc = 1 and extends = "innovation-2017".')
    try:
        lines = lines_of(text)
    except (ValueError, RecursionError):  # a place is a courtesy; a file is never refused for want of one
        lines = {}
    if any(len(where) > DEEPEST_KEY for where in lines):
        raise refuse(f"{name}:1", "Keys are nested too deeply.", "Write a flatter file.")
    return Document(name, values, {where: f"{name}:{line}" for where, line in lines.items()})


def _syntax_problems(name: str, text: str, message: str) -> Iterator[Problem]:
    """Yield what keeps a text from being TOML: the first fault, and the next as long as the line explains the last."""
    lines = text.split("\n")
    for _ in range(MOST_SLIPS):
        found = _POSITION.search(message)
        line = int(found[1]) if found and found[1] else max(1, "\n".join(lines).rstrip().count("\n") + 1)
        words = _POSITION.sub("", message).rstrip(".")
        fault, remedy = _explained(words, lines[line - 1])
        yield Problem(f"{name}:{line}", f"The file is not valid TOML: {fault}.", remedy or SEE)
        if not remedy or "=" not in lines[line - 1]:  # a heading left out would move what stands under it
            return
        lines[line - 1] = ""
        try:
            tomllib.loads("\n".join(lines))
        except RecursionError:
            return
        except ValueError as error:
            message = str(error)
        else:
            return


def _explained(words: str, line: str) -> tuple[str, str]:
    """Say a fault of tomllib's, and what to write instead if the line shows it."""
    if "date" in words.lower():
        return "This date does not exist", "Write a real date as year-month-day, for example 2018-02-28."
    if "overwrite" in words or "twice" in words or "already" in words.lower() or "Cannot declare" in words:
        return words, "Say each key and each table once."
    return words, slip_remedy(line)
