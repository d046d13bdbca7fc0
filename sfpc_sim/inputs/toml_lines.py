"""On which line a TOML file says what: `tomllib` does not tell, and a refusal must.

The text has been parsed by `tomllib` before, so this scanner only has to find its way, not judge.
"""

from __future__ import annotations

import re
import tomllib

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
_KEY = re.compile(r'[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|\'([^\'\n]*)\'|([A-Za-z0-9_-]+))[ \t]*')
_TEXT = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)
_PLAIN = re.compile(r"[^,\]}\n#]*")


def lines_of(text: str) -> dict[KeyPath, int]:
    """Map every key path, array positions included, to the line on which it is written (from 1)."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.counted, self.line = 0, 1  # lines are counted once, up to `counted`
        self.found: dict[KeyPath, int] = {}
        self.arrays: dict[KeyPath, int] = {}  # arrays of tables: position of the last element

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self._blank() < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._entry(table)
        return self.found

    def _blank(self) -> int:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def _note(self, path: KeyPath, start: int) -> None:
        self.line += self.text.count("\n", self.counted, start)
        self.counted = start
        for length in range(1, len(path) + 1):
            self.found.setdefault(path[:length], self.line)

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while match := _KEY.match(self.text, self.at):
            escaped, literal, bare = match.groups()
            keys.append(_unescaped(escaped) if escaped is not None else literal if literal is not None else bare)
            self.at = match.end()
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1
        raise ValueError(f"no key at character {self.at}")

    def _header(self) -> KeyPath:
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        keys = self._keys()
        self.at += 2 if many else 1
        path: KeyPath = ()
        for key in keys[:-1]:
            path = self._last((*path, key))
        path = (*path, keys[-1])
        if many:
            self.arrays[path] = self.arrays.get(path, -1) + 1
        path = self._last(path)
        self._note(path, start)
        return path

    def _last(self, path: KeyPath) -> KeyPath:
        return (*path, self.arrays[path]) if path in self.arrays else path

    def _entry(self, table: KeyPath) -> None:
        start = self.at
        path = (*table, *self._keys())
        self._note(path, start)
        self.at += 1  # the equals sign
        self._blank()
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        opening = self.text[self.at : self.at + 1]
        if opening in ("[", "{") and opening:
            self._collection(path, opening)
            return
        match = _TEXT.match(self.text, self.at) or _PLAIN.match(self.text, self.at)
        self.at = match.end() if match else len(self.text)

    def _collection(self, path: KeyPath, opening: str) -> None:
        self.at += 1
        position = 0
        while self._blank() < len(self.text) and self.text[self.at] not in "]}":
            if opening == "{":
                self._entry(path)
            else:
                self._note((*path, position), self.at)
                self._value((*path, position))
                position += 1
        self.at += 1


def _unescaped(key: str) -> str:
    if "\\" not in key:
        return key
    (name,) = tomllib.loads(f'"{key}" = 0')
    return name
