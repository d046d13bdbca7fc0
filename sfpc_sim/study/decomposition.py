"""Through what a programme's difference comes, and what held it back: factors switched off on the same luck."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import pandas as pd

from sfpc_sim.errors import refuse
from sfpc_sim.study.compare import refuse_unlike, verdict
from sfpc_sim.study.estimates import mean_interval, range_of_futures
from sfpc_sim.study.factorial import subsets, terms
from sfpc_sim.study.jobs import as_part
from sfpc_sim.study.plain import facts_of
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.switches import DELAY, ENTRIES, EXITS, FACTORS, STRAIN, absent, switched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.crew import Crew
    from sfpc_sim.study.factorial import Switched
    from sfpc_sim.study.jobs import Progress
    from sfpc_sim.study.result import Result

    Floats = NDArray[np.float64]
    Folders = dict[Switched, list[Path]]  # by the factors that are on: of one plan, or of two

REPLICATIONS = 400
HOME, PARTNERS = "home", "partners"
TOTAL, NEITHER = "difference", "neither"
ALL = frozenset(FACTORS)
COLUMNS = (
    *("where", "on", "question", "term", "difference", "ci_low", "ci_high", "p10", "p50", "p90"),
    *("pairs", "pairs_that_differ", "verdict"),
)


class Question(NamedTuple):
    """Two factors that are switched while the others stay as they are in the plan."""

    name: str
    factors: tuple[str, str]

    def cells(self) -> dict[Switched, Switched]:
        """Give what is on in all, by which of the two are."""
        return {on: on | (ALL - frozenset(self.factors)) for on in subsets(self.factors)}


QUESTIONS = (Question("through", (ENTRIES, EXITS)), Question("held back", (DELAY, STRAIN)))


def decompose(
    scenario: Scenario,
    second: Scenario | None = None,
    *,
    replications: int = REPLICATIONS,
    results_folder: Path = Path("results"),
    workers: int | None = None,
    executor: Executor | Crew | None = None,
    on_progress: Progress | None = None,
    on_notice: Callable[[str], None] = warnings.warn,
) -> pd.DataFrame:
    """Split a plan's difference in children looked after, on every 31 March and on the target's date.

    Parameters
    ----------
    scenario, second : the plan, against its own counterfactual; or two plans, differences second less first
    replications : of each choice of switches
    results_folder, workers, executor, on_progress, on_notice : as in `run`, over all choices together

    Returns
    -------
    One row a place (home, partners), date, question and term, with its paired interval and range of futures. The terms
    of a question add up to its row "difference" in every replication. `through`: fewer entries, more exits, what only
    both together do, and what neither does. `held back`: the difference with neither recruitment delay nor strain,
    what each takes or adds, and what only both together do. See docs/decomposition.md.

    Raises
    ------
    Refusal : there is no programme to decompose, or the two plans are unlike
    """
    plans = [scenario] if second is None else [scenario, second]
    where = {"results_folder": results_folder, "workers": workers, "executor": executor, "on_notice": on_notice}
    return table_of(simulate_switched(plans, replications, on_progress, **where))


def simulate_switched(
    plans: Sequence[Scenario], replications: int, on_progress: Progress | None = None, **where: Any
) -> Folders:
    """Run each choice of switches that the questions need into a results folder of its own; the same runs once."""
    _refuse_nothing_to_decompose(plans)
    cells = dict.fromkeys(cell for question in QUESTIONS for cell in question.cells().values())
    wanted = {on: [switched(plan, on) for plan in plans] for on in cells}
    variants = {(plan, each.name): each for variants in wanted.values() for plan, each in enumerate(variants)}
    made: dict[tuple[int, str], Path] = {}
    for number, (key, variant) in enumerate(variants.items(), start=1):
        tell = as_part(on_progress, number * replications, len(variants) * replications)
        reference = None if any(variant is plan for plan in plans) else ""
        made[key] = run(variant, replications=replications, alternatives=False, on_progress=tell, reference=reference,
                        **where)  # fmt: skip
    return {on: [made[plan, each.name] for plan, each in enumerate(variants)] for on, variants in wanted.items()}


def table_of(folders: Folders) -> pd.DataFrame:
    """Estimate every term from the results of all choices of switches."""
    differences = {on: _differences([open_result(folder) for folder in each]) for on, each in folders.items()}
    shared = sorted(set.intersection(*(set(table.index) for table in differences.values())))
    rows: list[tuple[object, ...]] = []
    for where, on in cast("list[tuple[str, str]]", differences[ALL].columns.to_list()):
        at = {cell: table.loc[shared, (where, on)].to_numpy(np.float64) for cell, table in differences.items()}
        for question in QUESTIONS:
            rows += [(where, on, question.name, *row) for row in _rows(question, at)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(question: Question, at: dict[Switched, Floats]) -> Iterator[tuple[object, ...]]:
    split = terms({on: at[cell] for on, cell in question.cells().items()}, question.factors)
    for on, values in (*split.items(), (None, at[ALL])):
        name = TOTAL if on is None else " x ".join(f for f in question.factors if f in on) or NEITHER
        mean, low, high = mean_interval(values)
        differ = int(np.count_nonzero(values))
        said = verdict(low, high, differ, values.size)
        yield name, mean, low, high, *range_of_futures(values), values.size, differ, said


def _differences(results: list[Result]) -> pd.DataFrame:
    """Give each replication's differences, a column a place and date: a plan's own, or second plan less first.

    Partners are not the same authorities under every plan: there it is the difference of both plans' own differences.
    """
    plans, own = [], []
    for result in results:
        plan, usual = _plan_and_counterfactual(result)
        plans.append(plan)
        own.append(plan.sub(usual))
    if len(results) == 1:
        return own[0]
    home = plans[1][[HOME]].sub(plans[0][[HOME]])
    if not all(PARTNERS in plan for plan in plans):
        return home
    return home.join(own[1][[PARTNERS]].sub(own[0][[PARTNERS]]))


def _plan_and_counterfactual(result: Result) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give children looked after, with the programme and without: one row a replication, a column a place and date."""
    columns = {HOME: ["looked_after"]}
    if result.facts["partners"]:
        columns[PARTNERS] = [f"partner_looked_after:{partner['key']}" for partner in result.facts["partners"]]
    names = [name for each in columns.values() for name in each]
    months = result.monthly([*names, *(f"counterfactual_{name}" for name in names)])
    months["on"] = [f"{when:%Y-%m-%d}" for when in months["month_end"]]
    shown = months["on"].str.endswith("-03-31") | (months["on"] == result.facts["target"]["on"])
    months = months[shown].set_index(["replication", "on"])
    return _by_place(months, columns, ""), _by_place(months, columns, "counterfactual_")


def _by_place(months: pd.DataFrame, columns: dict[str, list[str]], prefix: str) -> pd.DataFrame:
    """Add up each place's columns, and put the dates beside one another."""
    sums = {where: months[[f"{prefix}{name}" for name in names]].sum(axis=1) for where, names in columns.items()}
    return cast("pd.DataFrame", pd.DataFrame(sums).unstack("on"))


def _refuse_nothing_to_decompose(plans: Sequence[Scenario]) -> None:
    for plan in plans:
        if len(plans) == 1 and not plan.programme.enabled:
            fault = "has no programme, so nothing differs from what would have been."
            raise refuse(plan.name, fault, "Name a plan with one, or two plans to tell apart.")
    if len(plans) > 1:
        first, second = map(facts_of, plans)
        refuse_unlike(first, second)


def missing_factors(plans: Sequence[Scenario]) -> dict[str, str]:
    """Name the factors that no plan here has, with the first plan's reason."""
    each = [absent(plan) for plan in plans]
    return {factor: each[0][factor] for factor in FACTORS if all(factor in one for one in each)}
