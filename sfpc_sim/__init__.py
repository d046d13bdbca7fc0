"""A discrete-event Monte Carlo simulator of a council's children's-services programme.

The public names below are all that is promised. They are looked up on first use, so that
`import sfpc_sim` and `sfpc --help` cost nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sfpc_sim.errors import Problem, Refusal, ReplicationError, SfpcError
    from sfpc_sim.inputs.assumptions import Assumption, Source
    from sfpc_sim.inputs.changing import change
    from sfpc_sim.inputs.loading import load
    from sfpc_sim.inputs.plugin_api import assumption, mechanism
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.draw import Draw
    from sfpc_sim.model.hiring import Appointment
    from sfpc_sim.model.mechanisms import newly_qualified_year, team_programme
    from sfpc_sim.model.replication import Replication
    from sfpc_sim.model.simulate import simulate
    from sfpc_sim.outputs.opened import open_result
    from sfpc_sim.study.assumptions_table import assumptions
    from sfpc_sim.study.compare import compare
    from sfpc_sim.study.decomposition import decompose
    from sfpc_sim.study.precision import Aim
    from sfpc_sim.study.run import run
    from sfpc_sim.study.solve import solve
    from sfpc_sim.study.summary import summarise
    from sfpc_sim.study.within import compare_within, run_within

__version__ = "0.1.0"

_HOMES = {
    "Aim": "study.precision",
    "Appointment": "model.hiring",
    "Assumption": "inputs.assumptions",
    "Draw": "model.draw",
    "Problem": "errors",
    "Refusal": "errors",
    "Replication": "model.replication",
    "ReplicationError": "errors",
    "Scenario": "inputs.scenario",
    "SfpcError": "errors",
    "Source": "inputs.assumptions",
    "assumption": "inputs.plugin_api",
    "assumptions": "study.assumptions_table",
    "change": "inputs.changing",
    "compare": "study.compare",
    "compare_within": "study.within",
    "decompose": "study.decomposition",
    "load": "inputs.loading",
    "mechanism": "inputs.plugin_api",
    "newly_qualified_year": "model.mechanisms",
    "open_result": "outputs.opened",
    "run": "study.run",
    "run_within": "study.within",
    "simulate": "model.simulate",
    "solve": "study.solve",
    "summarise": "study.summary",
    "team_programme": "model.mechanisms",
}

__all__ = [
    "Aim",
    "Appointment",
    "Assumption",
    "Draw",
    "Problem",
    "Refusal",
    "Replication",
    "ReplicationError",
    "Scenario",
    "SfpcError",
    "Source",
    "assumption",
    "assumptions",
    "change",
    "compare",
    "compare_within",
    "decompose",
    "load",
    "mechanism",
    "newly_qualified_year",
    "open_result",
    "run",
    "run_within",
    "simulate",
    "solve",
    "summarise",
    "team_programme",
]


def __getattr__(name: str) -> Any:
    """Bring a public name in on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
