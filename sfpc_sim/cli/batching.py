"""`sfpc batch` and `sfpc rank`: many plans, and which is best."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from sfpc_sim.cli.completing import complete_result
from sfpc_sim.cli.incomplete import end_incomplete
from sfpc_sim.cli.options import (
    HERE,
    RESULTS,
    Csv,
    Drift,
    Evidence,
    Executor,
    Json,
    NoAlternatives,
    Quiet,
    Replications,
    Results,
    Seed,
    Until,
    Workers,
)
from sfpc_sim.cli.progress import shown_progress
from sfpc_sim.cli.reading import print_folders
from sfpc_sim.cli.running import load_all, notice, simulate_all
from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from sfpc_sim.inputs.design_points import Point
    from sfpc_sim.study.ranking import Ranking

By = Annotated[str | None, typer.Option("--by", help="Outcome to rank by, as 'entries' or 'under_on:2020-03-31'.")]
Best = Annotated[Literal["lowest", "highest"] | None, typer.Option("--best", help="Which is best; known of most.")]
ALL_LOST = 3


def batch(
    *,
    folder: Annotated[Path, typer.Argument(help="Folder whose every .toml is run, or a design file.")],
    by: By = None,
    best: Best = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = None,
    executor: Executor = HERE,
    results: Results = RESULTS,
    evidence: Evidence = None,
    drift: Drift = None,
    until: Until = None,
    no_alternatives: NoAlternatives = False,
    quiet: Quiet = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Run every scenario in a folder, or every point of a design.

    All are checked before any is simulated. Doing it again simulates only what is missing.
    A design ends with a ranking of its plans.
    """
    said: dict[str, Any] = {"evidence": evidence, "drift": drift, "seed": seed, "until": until}
    how = {"as_json": as_json, "as_csv": as_csv}
    if folder.is_file():
        where = {"workers": workers, "executor": executor, "results": results, "quiet": quiet}
        _run_design(folder, said, replications, where, (by, best), how)
        return
    if by or best:
        raise refuse("--by" if by else "--best", "ranks the points of a design file.", "Use sfpc rank RESULT... after.")
    files = sorted(str(path) for path in folder.glob("*.toml"))
    if not files:
        raise refuse(str(folder), "holds no .toml file.", "Name a folder with scenario files, or a design file.")
    loaded = load_all(files, **said, replications=replications)
    folders = simulate_all(
        loaded, executor=executor, workers=workers, results=results, alternatives=not no_alternatives, quiet=quiet
    )
    print_folders(folders, quiet=quiet, **how)
    end_incomplete(folders)


def rank(
    *,
    result: Annotated[
        list[Path], typer.Argument(help="Results folders of plans to rank.", autocompletion=complete_result)
    ],
    by: By = None,
    best: Best = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Rank finished plans: which is best, and which cannot be told from it.

    By paired differences on the same luck, with intervals that hold for all plans at once.
    """
    _print_ranking(_ranking(result, by, best), {}, as_json=as_json, as_csv=as_csv)
    end_incomplete(result, say=True)


def _run_design(
    path: Path,
    said: dict[str, Any],
    replications: int | None,
    where: dict[str, Any],
    ranked_by: tuple[str | None, str | None],
    how: dict[str, bool],
) -> None:
    from sfpc_sim.outputs.ranking_text import outlook_text
    from sfpc_sim.study.crew import open_crew
    from sfpc_sim.study.points import outlook, run_points, write_points
    from sfpc_sim.study.preparing import prepare_kernels

    points = _points(path, said, replications, ranked_by[0])
    prepare_kernels(notice)
    table = where["results"] / f"{path.stem}.csv"
    with open_crew(where["executor"], where["workers"]) as crew:
        ahead = outlook(points, where["results"])
        crew.expect(ahead.seconds)
        if not where["quiet"]:
            notice(outlook_text(ahead, crew.workers))
        write_points(table, points, where["results"])
        with shown_progress(path.stem, quiet=where["quiet"]) as tell:
            done = run_points(
                points, ahead, crew=crew, results_folder=where["results"],
                on_progress=tell, on_notice=notice,
            )  # fmt: skip
    if len(done.folders) > 1:
        values = {point.scenario.name: point.values for point in points}
        _print_ranking(_ranking(done.folders, *ranked_by), values, **how)
    for name, why in done.lost.items():
        notice(f"{name} has no result. {why}")
    if not where["quiet"]:
        notice(f"Points and their results: {table}")
    end_incomplete(done.folders, say=True)
    if done.lost:
        raise typer.Exit(ALL_LOST if not done.folders else 4)


def _points(path: Path, said: dict[str, Any], replications: int | None, by: str | None) -> tuple[Point, ...]:
    """Make every point and check what can be checked before any is simulated."""
    from sfpc_sim.inputs.design_file import read_design
    from sfpc_sim.inputs.design_points import points_of
    from sfpc_sim.study.outcome_names import refuse_outcomes
    from sfpc_sim.study.points import refuse_incomparable
    from sfpc_sim.study.within import outcomes_of

    design = read_design(path)
    beside = path.parent / design.plan
    plan = str(beside) if design.plan.endswith(".toml") else design.plan
    scenario = load_all([plan], **said, replications=replications or design.replications)[plan]
    points = points_of(scenario, design, path.name)
    refuse_incomparable(points)
    if by:
        refuse_outcomes([by], outcomes_of(points[0].scenario))
    return points


def _ranking(folders: list[Path], by: str | None, best: str | None) -> Ranking:
    from sfpc_sim.study.ranking import rank as rank_results
    from sfpc_sim.study.result import open_result

    results = [open_result(folder) for folder in folders]
    return rank_results(results, by, highest=None if best is None else best == "highest")


def _print_ranking(ranking: Ranking, values: dict[str, dict[str, Any]], *, as_json: bool, as_csv: bool) -> None:
    from sfpc_sim.cli.printing import print_csv, print_json, print_text, rows_of
    from sfpc_sim.outputs.ranking_text import ranking_text

    if as_csv:
        print_csv(rows_of(ranking.table, outcome=ranking.outcome))
    elif as_json:
        best = "highest" if ranking.highest else "lowest"
        print_json({"schema": 1, "outcome": ranking.outcome, "best": best, "pairs": ranking.pairs,
                    "plans": rows_of(ranking.table)})  # fmt: skip
    else:
        print_text(ranking_text(ranking, values))
