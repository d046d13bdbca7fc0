"""Whatever a console knows, no command ends for want of a character, and no text steers the console."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from short_plan import PLAN
from toy_plan import toy_plan, toy_world

from sfpc_sim.cli.app import app, main
from sfpc_sim.cli.plain_characters import use_plain_characters
from sfpc_sim.cli.progress import shown_progress
from sfpc_sim.inputs.hidden import harmless
from sfpc_sim.study.run import run

ODD = "Prügel £5 → 50% \N{NO-BREAK SPACE}😀"
REFUSED = "prügel£→😀"  # for commands whose own work takes long: what they say on standard error
ENCODINGS = ("cp1252", "ascii", "cp437")
SMALL = ("-n", "4", "--workers", "1")


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with a plan of an odd name and title, and results of the toy."""
    folder = tmp_path_factory.mktemp("plans")
    (folder / "odd.toml").write_text(f'title = "{ODD}"\n{PLAN}', "utf-8")
    plan = toy_plan(title=f"{ODD} \u202egnp.exe \x1b[31mred")
    made = run(plan, replications=12, results_folder=folder, workers=1, simulate=toy_world)
    made.rename(folder / "toy")
    return folder


COMMANDS = {
    "demo": (REFUSED + "/x",),
    "run": ("odd.toml", *SMALL, "--no-alternatives"),
    "batch": (REFUSED,),
    "rank": (REFUSED,),
    "compare": ("toy", "toy"),
    "decompose": (REFUSED,),
    "drivers": (REFUSED,),
    "uncertainty": (REFUSED,),
    "solve": (REFUSED,),
    "summary": ("toy",),
    "report": (REFUSED,),
    "export": (REFUSED,),
    "plot": (REFUSED,),
    "document": ("toy",),
    "reproduce": (REFUSED,),
    "new": ("prügel£", "--from", "odd"),
    "check": ("odd.toml",),
    "show": ("odd.toml",),
    "diff": ("odd.toml", "innovation-2017"),
    "assumptions": ("odd.toml",),
    "explain": ("£",),
    "schema": (),
    "validate": ("--data", REFUSED),
    "backtest": (REFUSED,),
    "doctor": (),
}


def said(arguments: tuple[str, ...], encoding: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Run a command in this process on streams that know few characters; give its exit code and all it says."""
    raw = io.BytesIO()
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(raw, encoding=encoding, write_through=True))
    monkeypatch.setattr(sys, "argv", ["sfpc", *arguments])
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    return code, raw.getvalue().decode("ascii")


def test_every_command_is_here() -> None:
    """A new command has to be added to the list."""
    names = {each.name or each.callback.__name__ for each in app.registered_commands if each.callback}
    assert names <= COMMANDS.keys()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("command", [each.callback.__name__ for each in app.registered_commands if each.callback])
def test_no_command_ends_for_want_of_a_character(
    command: str, encoding: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it says is plain ASCII, its refusals too; nothing of a title steers the console."""
    monkeypatch.chdir(folder)
    monkeypatch.delenv("SFPC_TRACEBACK", raising=False)
    if command == "demo":
        Path(REFUSED).write_text("a file where the folder would be")
    for made in Path().glob("prügel£.toml"):
        made.unlink()
    code, words = said((command, *COMMANDS[command]), encoding, monkeypatch)
    assert code in {0, 2}, words
    assert words.strip()
    assert "UnicodeEncodeError" not in words
    assert "\x1b" not in words


@pytest.mark.parametrize(
    "arguments",
    [
        ("fit", "published", REFUSED, "--authority", REFUSED, "--until", "2017", "-o", "x.toml"),
        ("fit", "ssda903", REFUSED, "--authority", REFUSED),
        ("calibrate", "beliefs", REFUSED),
        ("show", "odd.toml", REFUSED),
        ("diff", REFUSED, "toy"),
        ("run", REFUSED),
    ],
)
def test_no_refusal_ends_for_want_of_a_character(
    arguments: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the user wrote is told in plain characters."""
    monkeypatch.chdir(folder)
    code, words = said(arguments, "cp1252", monkeypatch)
    assert code == 2, words
    assert "prugelGBP" in words


@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-8"])
def test_a_progress_bar_is_drawn_in_what_the_console_knows(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a name that it does not know."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", Terminal(raw, encoding=encoding, write_through=True))
    use_plain_characters()
    with shown_progress("prügel→😀", quiet=False) as tell:
        assert tell is not None
        tell(1, 2)
    assert "1/2" in raw.getvalue().decode("utf-8")


@given(st.text(), st.sampled_from([*ENCODINGS, "utf-8", "utf-16"]))
def test_any_text_can_be_printed(text: str, encoding: str) -> None:
    """Lone surrogates of a file name included; lines stay lines, and what is ASCII stays as it is."""
    before = sys.stdout, sys.stderr
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, write_through=True, newline="")
    sys.stdout = sys.stderr = stream
    try:
        use_plain_characters()
        stream.write(harmless(text))
    finally:
        sys.stdout, sys.stderr = before
    told = raw.getvalue().decode("utf-8" if encoding == "utf-8" else "utf-16" if encoding == "utf-16" else "ascii")
    assert told.count("\n") == text.count("\n")
    kept = "".join(character for character in text if character.isascii() and character.isprintable())
    assert [c for c in kept if c not in told] == []


def test_pounds_and_dashes_are_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """In words that a planner knows."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252", write_through=True))
    use_plain_characters()
    sys.stdout.write("£91k · “so” → 5 – 6 ≥ 4 … é")  # noqa: RUF001
    assert raw.getvalue().decode().strip() == 'GBP 91k - "so" -> 5 - 6 >= 4 ... e'
