"""The house itself: which way imports point, who may print, where chance may come from."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sfpc_sim"
FLOORS = {"errors": 0, "inputs": 1, "model": 2, "study": 3, "outputs": 4, "cli": 5}
ADDRESSES = {
    "simpy": {"model"},
    "pydantic": {"inputs"},
    "typer": {"cli"},
    "rich": {"cli"},
    "pyarrow": {"study"},
    "distributed": {"study"},
    "multiprocessing": {"study"},
    "altair": {"outputs"},
    "vl_convert": {"outputs"},
    "xlsxwriter": {"outputs"},
    "statsmodels": {"study"},
    "SALib": {"study"},
    "numba": {"model"},
}
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path, *, at_run_time: bool = False) -> set[str]:
    """List the modules a file imports; those for type checking only can be left out."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped: set[ast.AST] = set()
    if at_run_time:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
                skipped.update(ast.walk(node))
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names if node.module.startswith("sfpc_sim"))
    return found


def wing(module: str) -> str | None:
    """Name the wing a module of ours lives in."""
    parts = module.split(".")
    return parts[1] if parts[0] == "sfpc_sim" and len(parts) > 1 and parts[1] in FLOORS else None


def test_imports_point_down():
    """A wing knows the wings below it and none above: cli, outputs, study, model, inputs, errors."""
    upward = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in FILES
        if (own := wing(".".join(path.relative_to(ROOT).with_suffix("").parts)))
        for module in imports(path)
        if (other := wing(module)) and FLOORS[other] > FLOORS[own]
    ]
    assert not upward


def test_imports_make_no_ring():
    """Following imports never comes back to where one started."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}
    graph = {name: imports(path, at_run_time=True) & names.keys() - {name} for name, path in names.items()}
    graph = {name: modules - {"sfpc_sim"} for name, modules in graph.items()}  # its public names are lazy
    order: list[str] = []
    while free := [name for name in graph if not graph[name] & graph.keys()]:
        order += free
        for name in free:
            del graph[name]
    assert not graph, f"a ring among {sorted(graph)}"


def test_each_library_has_one_address():
    """A dependency is used in one wing, so that replacing it touches one place."""
    astray = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in FILES
        if (own := wing(".".join(path.relative_to(ROOT).with_suffix("").parts)))
        for module in imports(path)
        if own not in ADDRESSES.get(module.split(".")[0], {own})
    ]
    assert not astray


def test_only_the_command_line_prints():
    """No other wing writes to the screen."""
    printing = [
        str(path.relative_to(ROOT))
        for path in FILES
        if path.parent.name != "cli"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not printing


def test_the_model_draws_only_by_address():
    """No file of the model touches a generator; chance comes from luck by address."""
    drawing = [
        f"{path.name}: {ast.unparse(node)}"
        for path in (PACKAGE / "model").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node).startswith(("np.random", "random."))
    ]
    drawing += [path.name for path in (PACKAGE / "model").glob("*.py") if "random" in imports(path)]
    assert not drawing


def test_a_run_leaves_the_global_generators_alone():
    """A host program's own random numbers are the same with a simulation in between."""
    import random  # noqa: PLC0415

    import numpy as np  # noqa: PLC0415

    from sfpc_sim import load, simulate  # noqa: PLC0415

    state, legacy = random.getstate(), np.random.get_state()[1].tobytes()  # noqa: NPY002
    simulate(load("innovation-2017"), 1)
    assert random.getstate() == state
    assert np.random.get_state()[1].tobytes() == legacy  # noqa: NPY002


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_stay_short(path: Path):
    """A file that outgrows three hundred lines wants two names."""
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_the_package_imports_nothing_heavy():
    """`import sfpc_sim` costs nothing: the public names come on first use."""
    heavy = "numpy pandas scipy pydantic simpy pyarrow typer"
    code = f"import sys, sfpc_sim; print([m for m in {heavy.split()} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert shown.strip() == "[]"


def test_public_names_are_all_there():
    """Everything promised can be had, and is listed in order."""
    import sfpc_sim  # noqa: PLC0415

    assert sfpc_sim.__all__ == sorted(sfpc_sim.__all__)
    assert all(getattr(sfpc_sim, name) is not None for name in sfpc_sim.__all__)
