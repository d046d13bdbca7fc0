"""What a word means: a term of the field, a key of a plan, an assumption, a measure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.inputs.keys import Key, keys_like, known_keys
from sfpc_sim.inputs.loading import shipped_register
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.inputs.measures import MEASURES, SUBJECTS
from sfpc_sim.inputs.register import in_days
from sfpc_sim.outputs.glossary import glossary
from sfpc_sim.outputs.words import figure, folded
from sfpc_sim.study.kinds import kind_of, unit_of
from sfpc_sim.study.measure_meanings import MEANINGS, meaning_of, stem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.inputs.assumptions import Assumption

EXAMPLE = "leeds-2017"  # whose file declares what every authority's declares
KINDS = {
    "chance": "The share of futures in which it is so; its interval says how well that is known.",
    "quantity": "A day that may not come before the plan ends: p10, p50 and p90 over all futures, infinite if not.",
    "mean": "Its mean with an interval of confidence, and p10, p50 and p90 of futures.",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a word is, and what there is to say of it."""

    heading: str
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([self.heading, *(line for sentence in self.sentences for line in folded(sentence))])


def explanations(word: str) -> list[Explanation]:
    """Explain a word in everything it may mean; nothing where it is not known."""
    wanted = " ".join(word.split())
    return [*_terms(wanted.lower()), *_keys(wanted), *_assumption(wanted), *_measure(wanted), *_rule_measure(wanted)]


def explained_names() -> list[str]:
    """List all that can be explained."""
    terms = [name for term in glossary() for name in (term.name, *term.also)]
    keys = [name for key in known_keys() for name in (str(key), key.path[-1])]
    return sorted({*terms, *keys, *_shared_assumptions(), *MEANINGS, *MEASURES} - {"NAME"})


def _terms(word: str) -> Iterator[Explanation]:
    for term in glossary():
        if word in term.names:
            also = (f"Also: {', '.join(term.also)}.",) if term.also else ()
            yield Explanation(term.name, (term.meaning, *also))


def _keys(word: str) -> Iterator[Explanation]:
    for key in keys_like(word):
        heading = f"{key}: a key of {key.file}{f' ({key.unit})' if key.unit else ''}"
        yield Explanation(
            heading, tuple(sentence for sentence in (key.meaning, f"Takes {key.takes}.", _own(key)) if sentence)
        )


def _own(key: Key) -> str:
    """Say where its values are seen."""
    inside = [other.path[-1] for other in known_keys() if other.path[:-1] == key.path and other.path[-1] != "NAME"]
    return f"Holds: {', '.join(inside)}." if inside else ""


def _assumption(word: str) -> Iterator[Explanation]:
    found = _shared_assumptions().get(in_days(word))
    if found is None:
        return
    assumption, own = found
    low, high = assumption.bounds
    p10, p50, p90 = (float(value) for value in assumption.belief.percentiles((0.1, 0.5, 0.9)))
    believed = figure(p10) if p10 == p90 else " | ".join(map(figure, (p10, p50, p90)))
    row = f", row {assumption.evidence_row} of the evidence table" if assumption.evidence_row else ""
    yield Explanation(
        f"{assumption.name}: an assumption of grade {assumption.source.grade} ({assumption.unit})",
        (
            f"{assumption.meaning}.",
            f"Believed: {believed} {assumption.unit} (p10 | p50 | p90); bounds {figure(low)} to {figure(high)};"
            f" drawn once for each {assumption.level}.",
            f"Source: {assumption.source.ref}{row}.",
            f"Set in {assumption.place}{'; every authority has its own' * own}. In a plan: sfpc show PLAN {word}",
        ),
    )


@cache
def _shared_assumptions() -> dict[str, tuple[Assumption, bool]]:
    """Give the shipped assumptions, and whether each authority's file declares its own."""
    _, own = read_authority(shipped_folder() / "authorities" / f"{EXAMPLE}.toml")
    shared = {name: (assumption, False) for name, assumption in shipped_register().by_name.items()}
    return shared | {name: (assumption, True) for name, assumption in own.by_name.items()}


def _measure(word: str) -> Iterator[Explanation]:
    name = word.partition(":")[0]
    if stem_of(name) in MEANINGS:
        unit = f" ({unit_of(name)})" if unit_of(name) else ""
        yield Explanation(f"{name}: a measure of summary.csv{unit}", (f"{meaning_of(name)}.", KINDS[kind_of(name)]))


def _rule_measure(word: str) -> Iterator[Explanation]:
    measure = MEASURES.get(word)
    if measure is None:
        return
    of = f"Of a {SUBJECTS[measure.of]}{' or of the whole plan' * measure.whole}" if measure.of else "Of the whole plan"
    heading = f"{word}: what a rule of a plan may ask ({measure.unit})"
    yield Explanation(heading, (f"{measure.meaning}.", f"{of}, on a date or at the plan's end."))
