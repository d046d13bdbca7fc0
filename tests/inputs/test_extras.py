"""What is missing is installed by the command that is told: into this environment, by the libraries' own names."""

from __future__ import annotations

import shlex
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from sfpc_sim.cli import doctoring
from sfpc_sim.inputs.extras import install_command, libraries, missing_library

if TYPE_CHECKING:
    import pytest


def test_libraries_are_those_of_the_packages_metadata() -> None:
    assert {"altair", "vl-convert-python", "jinja2", "xlsxwriter"} == {name.lower() for name in libraries("report")}
    assert libraries("cluster") == ("distributed",)
    assert libraries("report-of-another-kind") == ()
    assert all(version(name) for extra in doctoring.EXTRAS for name in libraries(extra))


def test_the_command_is_understood_by_pip_and_aims_at_this_python() -> None:
    """Run as told, but for the word that installs: pip lists what this Python has."""
    told = shlex.split(install_command(["distributed"]))
    assert told[-2:] == ["install", "distributed"]
    done = subprocess.run(
        [sys.executable, *told[1:-2], "show", "sfpc-sim"], capture_output=True, text=True, check=False
    )
    assert "Name: sfpc-sim" in done.stdout, done.stderr


def test_a_folder_with_spaces_is_quoted_and_windows_has_its_own_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/home/a b/env")
    assert install_command(["x"]) == "python3 -m pip --python '/home/a b/env' install x"
    monkeypatch.setattr(sys, "platform", "win32")
    assert install_command(["x"]) == 'py -m pip --python "/home/a b/env" install x'


def test_outside_an_environment_the_program_itself_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """/usr/bin need not hold a program called python."""
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    assert f"--python {sys.executable} install" in install_command(["x"])


def test_the_refusal_and_the_doctor_tell_the_same_command(monkeypatch: pytest.MonkeyPatch) -> None:
    command = install_command(libraries("study"))
    assert str(missing_library("here", "SALib is not there.", "study")) == (
        f"here: SALib is not there. Install it: {command}"
    )
    monkeypatch.setattr(doctoring, "_version", lambda _name: None)
    assert any(each.verdict == "note" and each.words.endswith(command) for each in doctoring._extras())
