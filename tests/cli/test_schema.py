"""`sfpc schema`: what an editor is told of a scenario file agrees with what the loader takes."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from command import sfpc
from jsonschema import Draft7Validator

from sfpc_sim.inputs.lookup import shipped_folder

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = sorted(shipped_folder().glob("*.toml"))


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Draft7Validator:
    """Give what an editor makes of the printed schema, dates looked at."""
    done = sfpc("schema", cwd=tmp_path_factory.mktemp("editor"))
    assert done.returncode == 0, done.stderr
    schema = json.loads(done.stdout)
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


def marks(validator: Draft7Validator, toml: str) -> list[str]:
    """List the key paths an editor would mark, with its reason; a date goes as its text."""
    values: Any = json.loads(json.dumps(tomllib.loads(toml), default=str))
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(values)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_shipped_scenario_is_marked(validator: Draft7Validator, path: Path) -> None:
    """Whole plans and those that say only what differs are both sound."""
    assert marks(validator, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("line", "where", "why"),
    [
        ('titel = "x"', "", "'titel' was unexpected"),
        ("[run]\nsed = 1", "run", "'sed' was unexpected"),
        ("[posts.lrpc-lead]\nftee = 1.0", "posts.lrpc-lead", "'ftee' was unexpected"),
        ("[posts.lrpc_lead]\nfte = 1.0", "posts", "'lrpc_lead' does not match"),
        ("[assumptions.advert_live_weeks]\nbound = [1, 2]", "assumptions.advert_live_weeks", "'bound' was unexpected"),
        ('[run]\nseed = "3"', "run.seed", "not of type 'integer'"),
        ("[posts.lrpc-lead]\nfte = 45", "posts.lrpc-lead.fte", "greater than the maximum"),
        ('[period]\nend = "2018-02-30"', "period.end", "is not a 'date'"),
        ('drift = "wlak"', "drift", "is not one of"),
    ],
)
def test_a_mistake_is_marked_where_it_stands(validator: Draft7Validator, line: str, where: str, why: str) -> None:
    """A mistyped key, a wrong type, a number out of bounds, a day that does not exist."""
    (mark,) = marks(validator, f'sfpc = 1\nextends = "innovation-2017"\n{line}\n')
    assert mark.startswith(f"{where}: ")
    assert why in mark


def test_only_the_version_is_required(validator: Draft7Validator) -> None:
    """A file over another says only what differs, and nothing else is said of what it leaves out."""
    assert marks(validator, "sfpc = 1") == []
    assert marks(validator, 'extends = "innovation-2017"') == [": 'sfpc' is a required property"]
    text = json.dumps(validator.schema)
    assert not any(word in text for word in ('"null"', "$defs", '"default"'))
    assert text.count('"required"') == 1


def test_the_schema_is_written_whole_or_refused(validator: Draft7Validator, tmp_path: Path) -> None:
    """The file says what the screen says, and a folder that is not there is the user's to mend."""
    done = sfpc("schema", "--output", "sfpc.schema.json", cwd=tmp_path)
    assert "#:schema ./sfpc.schema.json" in done.stdout
    assert json.loads((tmp_path / "sfpc.schema.json").read_text("utf-8")) == validator.schema
    done = sfpc("schema", "--output", "nowhere/sfpc.schema.json", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("nowhere/sfpc.schema.json: The file cannot be written")
    assert [path.name for path in tmp_path.iterdir()] == ["sfpc.schema.json"]
