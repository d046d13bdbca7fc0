"""Every example of the README and of the site is run, in the order in which a reader would.

A page has a folder to itself: its files are written, its commands and its Python run there. The rule that readers are
told (docs/index.md): with 10 futures (`solve`: 20), whatever an example says; words in capitals are the reader's
own; what cannot be run here says so, and why, in a comment above it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from doc_blocks import YOURS, Block, blocks_of, pages, with_few_futures
from shell import printed

import sfpc_sim

README = "README.md"  # each block has a folder of its own: they are not one story
# The README's lines have no room for a comment above each.
NOT_RUN_OF_README = {
    "python3 -m venv": "sets up an environment: the gate runs it, word for word",
    "sfpc drivers": "two minutes at the least: tests/cli/test_question_commands.py",
    "sfpc uncertainty": "a minute at the least: tests/cli/test_question_commands.py",
    "sfpc validate": "two minutes at the least: tests/study/test_validation.py",
    "sfpc backtest": "needs a panel of published tables: tests/study/test_backtest.py",
}
HOW_MANY_ARE_NOT_RUN = 21


def what_is_run(page: str) -> list[Block]:
    return [block for block in blocks_of(page) if block.language in ("sh", "python", "toml") and not block.reason]


def not_run(command: str, page: str) -> str:
    """Say why a command is not run, if it is not."""
    if YOURS.search(command.partition("'")[0]):
        return "names something of the reader's"
    readme = NOT_RUN_OF_README if page == README else {}
    return next((reason for start, reason in readme.items() if command.startswith(start)), "")


PAGES = [page for page in pages() if any(block.language in ("sh", "python") for block in what_is_run(page))]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_example_of_a_page_works(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said: dict[str, object] = {}
    for block in what_is_run(page):
        if page == README:
            monkeypatch.chdir(with_levers(tmp_path / str(block.line)))
        if block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            exec(compile(block.text, str(block), "exec"), said)
        elif block.language == "sh":
            for command in block.commands:
                if not not_run(command, page):
                    printed(block, with_few_futures(command))


def with_levers(folder: Path) -> Path:
    """Make a folder with the design that the README names and another page shows."""
    folder.mkdir()
    levers = next(block.text for block in blocks_of("docs/batches.md") if block.file == "levers.toml")
    (folder / "levers.toml").write_text(levers, encoding="utf-8")
    return folder


@pytest.mark.parametrize("page", pages())
def test_every_piece_of_a_plan_fits_into_a_plan(page, tmp_path, monkeypatch):
    """What is shown of a scenario file and is no whole file is laid over a shipped plan, and must be accepted."""
    monkeypatch.chdir(tmp_path)
    for block in what_is_run(page):
        if block.language == "toml" and not block.file:
            parent = "sfpc-2020" if "2024" in block.text else "innovation-2017"
            Path("piece.toml").write_text(f'sfpc = 1\nextends = "{parent}"\ntitle = "A piece"\n{block.text}', "utf-8")
            faults = faults_of("piece.toml")
            assert all("this changes nothing" in fault for fault in faults), (block, faults)


def faults_of(plan: str) -> list[str]:
    try:
        sfpc_sim.load(plan)
    except sfpc_sim.Refusal as refusal:
        return [str(problem) for problem in refusal.problems]
    return []


def test_what_is_not_run_is_counted_and_says_why():
    blocks = [block for page in pages() for block in blocks_of(page) if block.reason]
    lines = [
        (page, command) for page in pages() for block in what_is_run(page) if block.language == "sh"
        for command in block.commands if not_run(command, page)
    ]  # fmt: skip

    assert all(len(block.reason) > 10 for block in blocks)
    assert len(blocks) + len(lines) == HOW_MANY_ARE_NOT_RUN, "\n".join([*map(str, blocks), *map(str, lines)])


def test_examples_say_in_which_language_they_are():
    unsaid = [str(block) for page in pages() for block in blocks_of(page) if not block.language]

    assert not unsaid, "``` needs a word behind it: sh, python, toml or text"
