"""A plan with something changed is another plan, checked like a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import refuse
from sfpc_sim.inputs.loading import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sfpc_sim.inputs.scenario import Scenario


def change(
    scenario: Scenario, changes: Mapping[str, Any], *, name: str | None = None, may_repeat: bool = False
) -> Scenario:
    """Give a new scenario with some of its plan changed; the old one stays as it is.

    Parameters
    ----------
    scenario : one that was loaded, or changed before
    changes : dotted keys of a scenario file to values, such as `{"posts.res-coordinator.count": 2}`; a new belief
        comes with its source, as in a file: `{"assumptions.NAME": {"belief": ..., "source": ...}}`
    name : of the new scenario, and of its results; the old one's if left out
    may_repeat : let a change say what is so already, as one point of a grid does; else it is refused

    Raises
    ------
    Refusal : with every problem at once, as `load` does, or the scenario was not read from a file
    """
    files = scenario.read_from
    if files is None:
        fault = "was not loaded from a file, so that changes cannot be checked."
        raise refuse(f'scenario "{scenario.name}"', fault, "Load it first: sfpc_sim.load(...).")
    layers = (*files.changes, (changes, may_repeat))
    return load(files.path, **files.settings, changes=layers, name=name or scenario.name)
