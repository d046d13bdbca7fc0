"""A key path leads to the line on which it is written."""

from __future__ import annotations

import contextlib
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.inputs.toml_lines import lines_of

TEXT = '''\
# comment = 1
title = "a # b"   # comment
"quoted key".'and another' = 1

[table]
list = [
    1,  # [not = this]
    { inner = 2, deep = { deeper = 3 } },
]
text = """
not = a key
[nor.a.table]
"""
dotted.key = 1979-05-27 07:32:00

[[many]]
x = 1
[many.sub]
y = """a"""""
[[many]]
x = 2
[many.sub]
y = \'\'\'b\'\'\'
["esc\\u0061ped"]
z = 1
'''


def test_every_form_of_key_is_found():
    lines = lines_of(TEXT)

    assert {path: lines[path] for path in PLACES} == PLACES


PLACES = {
    ("title",): 2,
    ("quoted key", "and another"): 3,
    ("table",): 5,
    ("table", "list"): 6,
    ("table", "list", 0): 7,
    ("table", "list", 1): 8,
    ("table", "list", 1, "inner"): 8,
    ("table", "list", 1, "deep", "deeper"): 8,
    ("table", "text"): 10,
    ("table", "dotted", "key"): 14,
    ("many", 0): 16,
    ("many", 0, "x"): 17,
    ("many", 0, "sub", "y"): 19,
    ("many", 1): 20,
    ("many", 1, "x"): 21,
    ("many", 1, "sub", "y"): 23,
    ("escaped",): 24,
    ("escaped", "z"): 25,
}


def _paths(values, at=()):
    inner = values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    for key, value in inner:
        yield (*at, key)
        yield from _paths(value, (*at, key))


def test_it_sees_exactly_the_keys_that_tomllib_sees():
    assert set(_paths(tomllib.loads(TEXT))) == set(lines_of(TEXT))


@pytest.mark.parametrize("path", sorted(shipped_folder().rglob("*.toml")), ids=lambda path: path.stem)
def test_every_key_of_every_shipped_file_has_its_line(path):
    text = path.read_text(encoding="utf-8")
    lines = lines_of(text)

    assert set(lines) == set(_paths(tomllib.loads(text)))
    written = text.splitlines()
    for key_path, line in lines.items():
        if isinstance(key_path[-1], str):
            assert key_path[-1] in written[line - 1]


@given(st.text(max_size=60))
def test_any_text_ends(text):
    with contextlib.suppress(ValueError):
        lines_of(text)
