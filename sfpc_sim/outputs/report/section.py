"""What a section of the report is, and what all sections are told from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import pandas as pd

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.outputs.estimates_by_name import Estimates
    from sfpc_sim.outputs.found import Found
    from sfpc_sim.outputs.pictures.picture import Picture
    from sfpc_sim.outputs.report.evidence import Mark
    from sfpc_sim.outputs.report.strip import Strip
    from sfpc_sim.outputs.table import Table
    from sfpc_sim.study.result import Result


@dataclass(frozen=True, slots=True)
class Told:
    """All that is known of a result, worked out once for every section.

    Attributes
    ----------
    found : the result with its estimates
    plan : the frozen scenario, made again from the folder
    pictures : those that the result has something to tell for, by name
    effects : what each assumption does to outcomes, where `sfpc drivers` was run
    cut : the whole of each text that is shown shortened
    today : the day of writing, against which reviews are due
    """

    found: Found
    plan: Scenario
    pictures: Mapping[str, Picture]
    effects: pd.DataFrame | None
    cut: Sequence[str]
    today: date

    @property
    def result(self) -> Result:
        """The run."""
        return self.found.result

    @property
    def facts(self) -> dict[str, Any]:
        """The frozen scenario as plain values, long texts cut."""
        return self.found.facts

    @property
    def estimates(self) -> Estimates:
        """The estimates by name."""
        return self.found.estimates

    def drawn(self, *names: str) -> tuple[Picture, ...]:
        """Give those of these pictures that there are."""
        return tuple(self.pictures[name] for name in names if name in self.pictures)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading that says the answer, and what bears it.

    Attributes
    ----------
    name : its address in the page
    heading : the answer, worked out from the numbers
    sentences : what is said below it, one paragraph each
    evidence : how good the evidence is that it leans on
    pictures, strip : what is drawn
    shown : tables in the open
    numbers : tables behind "show the numbers", beside the pictures' own
    points : a list
    caveat : what matters most against it
    """

    name: str
    heading: str
    sentences: tuple[str, ...] = ()
    evidence: tuple[Mark, ...] = ()
    pictures: tuple[Picture, ...] = ()
    strip: Strip | None = None
    shown: tuple[Table, ...] = ()
    numbers: tuple[Table, ...] = ()
    points: tuple[str, ...] = ()
    caveat: str = ""


def said(sentences: Iterable[str]) -> tuple[str, ...]:
    """Keep the sentences in which something is said, each on one line."""
    return tuple(" ".join(sentence.split()) for sentence in sentences if sentence.strip())
