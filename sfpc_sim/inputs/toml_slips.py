"""The commonest slips of who first writes TOML, each with what to write instead.

Dates, thousands, decimals and percentages as one writes them in letters, quotes as Word writes them, marks left out.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Slip = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

LONGEST_LINE = 500  # characters, that a person wrote: some of the patterns take a line's square
_WORDS = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'|(#.*)""")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_END = r"\s*(?=$|[,}\];])"


def slip_remedy(line: str) -> str:
    """Say what to write instead, if a line that is not valid TOML has one of these slips outside its texts."""
    if len(line) > LONGEST_LINE:
        return ""
    bare = _WORDS.sub(lambda found: "" if found[1] else '""', line).rstrip()
    return _first((*_FIRST, *_DATES, *_NUMBERS, *_MARKS), bare) or _first(_PATHS, line)


def unquoted_remedy(text: str, wanted: type) -> str:
    """Say how to write a text that stands where a date or a number belongs; nothing if it is none."""
    if len(text) > LONGEST_LINE:
        return ""
    bare = f"= {text.strip()}"
    try:
        meant = tomllib.loads(f"x {bare}")["x"]
    except (ValueError, RecursionError):
        return _first(_DATES if wanted is date else _NUMBERS, bare)
    fits = type(meant) is wanted or (wanted is float and type(meant) is int)  # true is no number, a time no date
    return f"Write it without quotation marks: {text.strip()}." if fits else ""


def _first(slips: Iterable[Slip], text: str) -> str:
    return next((remedy(found) for slip, remedy in slips if (found := slip.search(text))), "")


def _date(found: re.Match[str]) -> str:
    month = found["month"].lower()[:3]
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
    try:
        meant = date(int(found["year"]), number, int(found["day"])).isoformat()
    except ValueError:  # no such day, or the month first: which one is not ours to guess
        meant = "for example 2018-02-28"
    return f"Write a date as year-month-day, without quotation marks: {meant}."


def _thousands(found: re.Match[str]) -> str:
    return f"Write a number without commas: {found[1].replace(',', '')} or {found[1].replace(',', '_')}."


def _share(found: re.Match[str]) -> str:
    return f"Write a share as a part of 1: {float(found[1].replace(',', '.')) / 100:g}."


def _slip(pattern: str, remedy: str | Callable[[re.Match[str]], str]) -> Slip:
    """Make a slip; the remedy's braces are filled with what the pattern's brackets hold."""
    return re.compile(pattern), (lambda found: remedy.format(*found.groups())) if isinstance(remedy, str) else remedy


_FIRST = (
    _slip("[\u201c\u201d\u201e\u2018\u2019]", "Write straight quotes (\") instead of Word's curly ones."),
    _slip(r"^[^;]*[=\]][^;]*;$", "Take the semicolon at the end away."),
)
_DATES = (
    _slip(r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})(?![\d/.-])", _date),
    _slip(rf"=\s*(?P<day>\d{{1,2}}) +(?P<month>(?i:{'|'.join(_MONTHS)}))[a-z]* +(?P<year>\d{{4}}){_END}", _date),
    _slip(rf"=\s*(?P<year>\d{{4}})[/.-](?P<month>\d{{1,2}})[/.-](?P<day>\d{{1,2}}){_END}", _date),
    _slip(rf"=\s*(?P<year>\d{{2}})[/.-](?P<month>\d{{1,2}})[/.-](?P<day>\d{{1,2}}){_END}",
          "Write a date as year-month-day with all of the year, for example 2018-02-28."),
)  # fmt: skip
_NUMBERS = (
    _slip(r"=\s*(£\s*[\d,.]+)", "Write pounds as a number alone, without £ and commas."),
    _slip(r"=\s*(\d+(?:[.,]\d+)?)\s*%", _share),
    _slip(r"=\s*([+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?)(?![\d,])", _thousands),
    _slip(r"=\s*([+-]?\d+),(\d+)(?![\d,])", "Write a point instead of the comma: {}.{}."),
    _slip(rf"=\s*0+(\d+){_END}", "Write a number without noughts before it: {}."),
    _slip(rf"=\s*(?!true|false)(?i:true|yes|false|no){_END}", "Write true or false, in small letters."),
)
_MARKS = (
    _slip(r'^(?:[^"]|"")*"[^"]*$', 'Close the text with a quotation mark (") on the same line.'),
    _slip(r"=$", "Write a value after the equals sign, or take the line out."),
    _slip(r"^\s*\[\s*([\w.-]+)\s*$", "Close the bracket: [{}]."),
    _slip(r"^\s*([\w.-]+)\s*:[^=]*$", "Write an equals sign instead of the colon: {} = ..."),
    _slip(r"=\s*([A-Za-z][\w .'-]*)$", 'Put text in quotation marks: "{}".'),
    _slip(r"^[^=\[]*[;,\t][^=\[]*$", 'This looks like a spreadsheet; a plan has lines such as title = "My plan".'),
)
_PATHS = (_slip(r'"[^"]*\\', 'Write "/" instead of "\\" in a path.'),)
