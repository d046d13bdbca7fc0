"""What it would take: one lever of a plan, moved until a rule holds with a stated chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import Refusal, refuse
from sfpc_sim.inputs.changing import change
from sfpc_sim.inputs.levers import lever_of
from sfpc_sim.inputs.rule_tree import Chance, Comparison, Number
from sfpc_sim.inputs.rules import RuleError, parse_rule
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.seeking import seek

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.inputs.levers import Lever
    from sfpc_sim.inputs.rule_tree import Rule
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.jobs import Progress
    from sfpc_sim.study.seeking import Found

DEFAULT_LEVER = "thought_experiment.entries_ratio"
DEFAULT_REPLICATIONS = 400  # a chance of one half within five points
USUAL_STEPS = 12  # tried until an answer is certified; more are shown as they come
ASKED = "solve"  # the requirement that asks the rule


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan, its lever, the rule it was moved for, and what was found."""

    scenario: Scenario
    lever: Lever
    rule: Rule
    found: Found
    at_most: bool  # the rule asks for a chance of at most so much; `found` is of its opposite
    folders: tuple[Path, ...]  # of ordinary results, one for each value tried

    def answer(self) -> dict[str, Any]:
        """Give the answer as plain values: None where there is none."""
        found, value = self.found, self.lever.value
        steps = {"value": found.answer, "told_not_enough": found.not_enough, "told_enough": found.enough}  # with 95%
        verdicts = {"out_of_reach": found.out_of_reach, "holds_everywhere": found.holds_everywhere}
        turns = [value(step) for step in found.wrong_way] if found.wrong_way else None
        said = {"lever": self.lever.key, "rule": str(self.rule), "step": self.lever.step, "rises": found.rises}
        known = {name: None if step is None else value(step) for name, step in steps.items()}
        return said | known | verdicts | {"turns_between": turns}

    def table(self) -> pd.DataFrame:
        """Give the frontier: every value tried, its chance of what the rule asks, how well known, and of how many."""
        import pandas as pd  # noqa: PLC0415

        rows = [
            (self.lever.value(each.step), *self._shown(each.chance, *each.interval), each.held.size)
            for each in self.found.tried
        ]
        return pd.DataFrame(rows, columns=[self.lever.key, "chance", "ci_low", "ci_high", "replications"])

    def _shown(self, chance: float, low: float, high: float) -> tuple[float, float, float]:
        return (1 - chance, 1 - high, 1 - low) if self.at_most else (chance, low, high)


def solve(
    scenario: Scenario,
    lever: str = DEFAULT_LEVER,
    *,
    until: str | None = None,
    low: float | None = None,
    high: float | None = None,
    replications: int = DEFAULT_REPLICATIONS,
    results_folder: Path = Path("results"),
    on_progress: Progress | None = None,
    **options: Any,
) -> Solved:
    """Move one lever of a plan until a rule holds with its chance.

    Parameters
    ----------
    scenario : one that was loaded from a file
    lever : a number of a scenario file, by its dotted key, or `assumptions.NAME`
    until : `chance(RULE) >= SHARE`; the plan's target with chance one half if left out
    low, high : bounds of the lever; those of the schema or the register if left out
    replications : at each value tried, the same for all
    results_folder : a value's ordinary results go into its `solve`; doing it again does only what is missing
    options : as of `run`

    Raises
    ------
    Refusal : there is no such lever, no such rule, or a plan that cannot be made at one of the bounds
    """
    rule = _rule(scenario, until)
    moved = lever_of(scenario, lever, low, high)
    for end in (moved.low, moved.high):
        _plan(scenario, moved, end, rule)
    share, at_most = _wanted(rule)
    folders: list[Path] = []

    def tell(done: int, _: int) -> None:
        if on_progress:
            tried = len(folders)
            on_progress(tried * replications + done, max(USUAL_STEPS, tried + 1) * replications)

    def try_step(step: int) -> pd.Series:
        plan = _plan(scenario, moved, moved.value(step), rule)
        folder = run(
            plan, replications=replications, results_folder=results_folder / "solve", alternatives=False,
            on_progress=tell, **options | {"reference": ""},
        )  # fmt: skip
        folders.append(folder)
        return _held(open_result(folder).replications.loc[:replications], at_most=at_most)

    found = seek(try_step, moved.steps, share)
    return Solved(scenario, moved, rule, found, at_most, tuple(folders))


def _rule(scenario: Scenario, until: str | None) -> Rule:
    target = scenario.target
    text = until or f"chance(children_looked_after on {target.on} < {target.children_under}) >= 50%"
    try:
        return parse_rule(text, chances=True)
    except RuleError as error:
        raise refuse("--until", error.fault, error.remedy) from None


def _wanted(rule: Rule) -> tuple[float, bool]:
    """Read one chance that is to be at least a share, or at most: then the chance of the opposite is to be at least."""
    match rule.condition:
        case Comparison(sign, Chance(), Number(share)) if sign[0] in "<>" and 0.0 < share < 1.0:
            return (share, False) if sign[0] == ">" else (1.0 - share, True)
    fault, remedy = "is not one chance compared with a share.", 'Write "chance(RULE) >= 50%", between 0% and 100%.'
    raise refuse("--until", fault, remedy)


def _plan(scenario: Scenario, lever: Lever, value: float, rule: Rule) -> Scenario:
    asked = {f"requirements.{ASKED}": {"title": "What is asked of the lever", "rule": str(rule)}}
    try:
        plan = change(scenario, lever.change(value) | asked, may_repeat=True)
    except Refusal as refusal:
        ours = f'change "requirements.{ASKED}"'
        problems = [replace(p, place="--until") if p.place == ours else p for p in refusal.problems]
        raise Refusal(problems) from None
    if ASKED not in {requirement.key for requirement in plan.requirements}:
        raise refuse("--until", f"asks for a day after the plan's end, {plan.end}.", "Write an earlier day.")
    return plan


def _held(replications: pd.DataFrame, *, at_most: bool) -> pd.Series:
    column = f"chance:{ASKED} 0"
    if column not in replications:
        fault = "asks for what only a programme has, and this plan has none."
        raise refuse("--until", fault, "Ask for something else, or enable the programme.")
    held = replications[column].astype(float)
    return 1.0 - held if at_most else held
