"""What is missing is installed by the command that is told: into this environment, by the libraries' own names."""

from __future__ import annotations

import shlex
import subprocess
import sys
from importlib.metadata import version

import pytest

from sfpc_sim.cli import doctoring
from sfpc_sim.inputs import extras
from sfpc_sim.inputs.extras import install_command, libraries, missing_library


def test_libraries_are_those_of_the_packages_metadata() -> None:
    assert {"altair", "vl-convert-python", "jinja2", "xlsxwriter"} == {name.lower() for name in libraries("report")}
    assert libraries("cluster") == ("distributed",)
    assert libraries("report-of-another-kind") == ()
    assert all(version(name) for extra in doctoring.EXTRAS for name in libraries(extra))


@pytest.mark.parametrize("pip", ["wherever it is", "only in the Python that the environment is made of"])
def test_the_command_is_understood_by_pip_and_aims_at_this_python(pip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run as told, but for the word that installs: pip lists what this Python has."""
    if pip != "wherever it is":
        monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    told = shlex.split(install_command(["distributed"]))
    assert told[-2:] == ["install", "distributed"]
    done = subprocess.run([*told[:-2], "show", "sfpc-sim"], capture_output=True, text=True, check=False)
    assert "Name: sfpc-sim" in done.stdout, done.stderr


def test_folders_with_spaces_are_quoted_as_the_shell_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    monkeypatch.setattr(sys, "prefix", "/home/a b/env")
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    assert install_command(["x"]) == "/usr/bin/python3 -m pip --python '/home/a b/env' install x"
    monkeypatch.setattr(sys, "platform", "win32")
    assert install_command(["x"]).endswith('python.exe -m pip --python "/home/a b/env" install x')


def test_the_refusal_and_the_doctor_tell_the_same_command(monkeypatch: pytest.MonkeyPatch) -> None:
    command = install_command(libraries("study"))
    assert str(missing_library("here", "SALib is not there.", "study")) == (
        f"here: SALib is not there. Install it: {command}"
    )
    monkeypatch.setattr(doctoring, "_version", lambda _name: None)
    assert any(each.verdict == "note" and each.words.endswith(command) for each in doctoring._extras())
