"""How a new scenario begins: it says only what differs from its parent, with examples that hold for that one."""

from __future__ import annotations

import contextlib
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from sfpc_sim.errors import refuse
from sfpc_sim.inputs.chain import read_chain
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.lookup import LONGEST_NAME, find_scenario, is_path, shipped_folder
from sfpc_sim.inputs.schema import ProgrammeTable, ScenarioFile
from sfpc_sim.inputs.shapes import table_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import BaseModel

    from sfpc_sim.inputs.scenario import Scenario

_NAME = re.compile(r"\w[\w .-]*")
_WEEK = timedelta(days=7)


def new_scenario(name: str, parent: str, folder: Path) -> Path:
    """Write an editable scenario that says only what differs from its parent: nothing yet.

    Raises
    ------
    Refusal
        If the parent does not exist or is at fault, the name cannot be a file name, or the file is there already.
    """
    stem = name.removesuffix(".toml")
    if not _NAME.fullmatch(stem) or len(stem) > LONGEST_NAME:
        raise refuse(name or "name", "This cannot be the name of a scenario.", "Write one word, for example my-plan.")
    path = folder / f"{stem}.toml"
    found = find_scenario(parent)
    if is_path(parent):
        parent = Path(os.path.relpath(found, folder)).as_posix()
    if stem == parent or found.resolve() == path.resolve():
        raise refuse(stem, "A scenario cannot extend itself.", "Choose another name for the new one.")
    if (shipped_folder() / f"{stem}.toml").is_file():
        raise refuse(stem, "A shipped scenario has this name, and would be hidden.", "Choose another name.")
    if path.exists():
        raise refuse(str(path), "This file exists already.", "Choose another name, or delete the file first.")
    examples = _examples(load(found), table_in(read_chain(found, []).plan, "posts"))
    _write_new(path, _beginning(stem, parent, examples))
    return path


def _beginning(stem: str, parent: str, examples: Iterable[str]) -> str:
    lines = "\n".join(f"# {line}" if line else "" for line in examples)
    return f"""\
# {stem}: what differs from {parent}. Everything not said here is as it is there.
# Lines that begin with "#" are examples; take the "#" away and change the value.

sfpc = 1
extends = "{parent}"
title = "{stem}"
question = "What changes if ...?"

{lines}
"""


def _examples(plan: Scenario, posts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield lines that each change something of a plan: who takes the "#" away gets no refusal."""
    yield _other(ScenarioFile, "evidence", plan.evidence)
    yield _other(ScenarioFile, "drift", plan.drift)
    yield from ("", "[target]", f"children_under = {plan.target.children_under + 100}")
    if posts:
        later, earlier = plan.programme.recruitment_from + _WEEK, plan.programme.recruitment_from - _WEEK
        yield from ("", "[programme]", _other(ProgrammeTable, "posts_filled", plan.programme.posts_filled))
        yield f"recruitment_from = {later if later <= plan.programme.planned_in_post_on else earlier}"
        most = max(posts, key=lambda key: posts[key].get("count", 1))
        yield from ("", f"[posts.{most}]", f"count = {posts[most].get('count', 1) + 1}")
    yield from ("", "[assumptions.advert_live_weeks]", "belief = { triangular = { low = 3, mode = 4, high = 6 } }")
    yield 'source = { ref = "Where the number comes from", grade = "C" }'


def _other(table: type[BaseModel], key: str, said: str) -> str:
    """Say a key of few words otherwise than a plan does, with the words that it may have besides."""
    *more, first = (word for word in get_args(table.model_fields[key].annotation) if word != said)
    also = f"    # or {', '.join(map(repr, more))}".replace("'", '"') if more else ""
    return f'{key} = "{first}"{also}'


def _write_new(path: Path, text: str) -> None:
    # Written aside and moved into place: a reader never meets half a file.
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    except OSError as error:
        raise refuse(str(path), f"The file cannot be written: {error.strerror}.", "Choose another folder.") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
