"""The directive `commands`: what every command of `sfpc` takes, read from the commands themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from typer.main import get_command

from sfpc_sim.cli.app import app as sfpc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


class Commands(SphinxDirective):
    """A section a command: what it does, how it is called, each argument and option."""

    def run(self) -> list[nodes.Node]:
        """Give the sections."""
        self.env.note_reread()  # the commands may have changed where the page has not
        return [self._section(name, command) for name, command in every_command(get_command(sfpc), "sfpc")]

    def _section(self, name: str, command: Any) -> nodes.section:
        section = nodes.section(ids=[nodes.make_id(name)], names=[nodes.fully_normalize_name(name)])
        section += nodes.title("", "", nodes.literal(text=name))
        for words in (command.help or "").split("\n\n"):
            section += nodes.paragraph(text=" ".join(words.split()))
        context = command.make_context(name, [], resilient_parsing=True)
        usage = f"{name} {' '.join(command.collect_usage_pieces(context))}"
        section += nodes.literal_block(usage, usage, language="text")
        section += _options(command.get_params(context), context)
        return section


def every_command(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Give each command with the words that call it, in the order of `sfpc --help`."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, each in inner.items():
        yield from every_command(each, f"{name} {word}")


def _options(parameters: list[Any], context: Any) -> nodes.definition_list:
    found = nodes.definition_list()
    for parameter in parameters:
        record = parameter.get_help_record(context)
        if record:
            called, words = record
            item = nodes.definition_list_item("", nodes.term("", "", nodes.literal(text=called)))
            item += nodes.definition("", nodes.paragraph(text=words))
            found += item
    return found


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("commands", Commands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
