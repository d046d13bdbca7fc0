"""What the tutorial and the planner's guide print as output is what the commands above it print, as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from doc_blocks import blocks_of
from shell import printed

OUTPUT = "output"
LEFT_OUT = "..."


@pytest.mark.slow
@pytest.mark.parametrize("page", ["docs/first-run.md", "docs/tutorial.md", "docs/planners.md"])
def test_output_on_the_page_is_what_the_commands_print(page, tmp_path, monkeypatch):
    """Line by line, in order; `...` stands for lines left out."""
    monkeypatch.chdir(tmp_path)
    blocks = [block for block in blocks_of(page) if not block.reason]
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "sh" and after and OUTPUT in after.marks:
            said = "".join(printed(block, command) for command in block.commands)
            assert not missing(after.text, said), f"{after}\n{missing(after.text, said)}\n{said}"


def missing(shown: str, said: str) -> list[str]:
    """List the lines shown that are not said, or not in that order."""
    lines = iter(said.splitlines())  # looking for a line uses up those before it
    return [line for line in shown.splitlines() if line != LEFT_OUT and line not in lines]


def test_a_figure_that_is_not_printed_is_found():
    said = "one 1\ntwo 2\nthree 3\n"

    assert missing("one 1\n...\nthree 3\n", said) == []
    assert missing("one 1\ntwo 3\n", said) == ["two 3"]
    assert missing("two 2\none 1\n", said) == ["one 1"]


def test_a_line_shown_as_in_the_tutorial_stands_there():
    tutorial = "".join(block.text for block in blocks_of("docs/tutorial.md") if OUTPUT in block.marks)
    lines = [
        line for block in blocks_of("docs/planners.md") if "as in the tutorial" in block.marks
        for line in block.text.splitlines()
    ]  # fmt: skip

    assert lines
    assert all(line in tutorial for line in lines)
