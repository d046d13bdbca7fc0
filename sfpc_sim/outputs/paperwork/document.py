"""One document from one result: limits first, then STRESS-DES, then logs of assumptions, decisions and data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.estimates_by_name import Estimates
from sfpc_sim.outputs.paperwork.assumptions_log import assumptions_log
from sfpc_sim.outputs.paperwork.checklist import checklist
from sfpc_sim.outputs.paperwork.data_log import data_log
from sfpc_sim.outputs.paperwork.decisions_log import decisions_log
from sfpc_sim.outputs.paperwork.limits import limits
from sfpc_sim.outputs.paperwork.markdown import bullets, field, plain
from sfpc_sim.outputs.text import headline
from sfpc_sim.outputs.words import count, on_date
from sfpc_sim.study.effects import effects_of
from sfpc_sim.study.restoring import restored
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    from datetime import date

    from sfpc_sim.study.result import Result

ROLES = ("commissioner", "analyst", "assurer (not the analyst)", "approver")
HOW_TO_READ = (
    '"CI a to b": with 95% confidence the number beside it lies there; more replications narrow it. "a to b" under'
    " P10 to P90: one future or one belief in ten lies below, one in ten above; replications do not narrow that."
)


def document(result: Result, *, today: date) -> str:
    """Write a result's paperwork as Markdown; what was simulated and assumed is read from the result.

    Parameters
    ----------
    today : the day it is written, against which reviews are due

    Raises
    ------
    Refusal : the plan in the folder is not the one that its digest names
    """
    facts, manifest = result.facts, result.manifest
    plan = restored(result.folder, manifest)
    estimates = Estimates(summarise(result), result.drift)
    effects = effects_of(result.folder)
    found = "\n".join(map(plain, headline(facts, estimates).splitlines()))
    sections = (
        ("Limits of this result", bullets(limits(result, estimates, today))),
        ("What was found", f"{found}\n\n{HOW_TO_READ}"),
        ("Who answers for it", bullets(f"{role}: {field('role and organisation')}" for role in ROLES)),
        ("STRESS-DES checklist", checklist(result)),
        ("Log of assumptions", assumptions_log(result, plan, effects, today)),
        ("Log of decisions", decisions_log(result)),
        ("Log of data", data_log(facts)),
    )
    top = (
        f"# {plain(facts['title'])}: paperwork\n\nWritten by `sfpc document` on {on_date(today)} from the result"
        f" `{result.folder.name}`: {count(len(result.replications))} replications of plan `{facts['name']}`, digest"
        f" `{manifest['digest']}`. Figures, settings and sources are read from it; how the"
        " model works is told in words that come with this version; fields are for a person to fill in."
    )
    return "\n\n".join([top, *(f"## {heading}\n\n{body}" for heading, body in sections)]) + "\n"
