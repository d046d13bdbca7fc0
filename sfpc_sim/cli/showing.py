"""`sfpc show` and `sfpc diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sfpc_sim.cli.completing import complete_plan_or_result
from sfpc_sim.cli.options import Evidence, Json, Plan, PlanOrResult  # noqa: TC001 Typer reads annotations
from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from sfpc_sim.inputs.differing import Difference
    from sfpc_sim.inputs.settings import Setting


def show(
    *,
    scenario: Plan,
    key: Annotated[str | None, typer.Argument(help="One key, the end of one, a table, or an assumption.")] = None,
    evidence: Evidence = None,
    as_json: Json = False,
) -> None:
    """Show every value of a plan, and the line that set it."""
    from dataclasses import asdict

    from sfpc_sim.cli.printing import print_json, print_text
    from sfpc_sim.inputs.loading import load
    from sfpc_sim.inputs.settings import matching, settings_of
    from sfpc_sim.outputs.settings_text import setting_text, settings_text

    loaded = load(scenario, evidence=evidence)
    settings = settings_of(loaded)
    found = matching(settings, key) if key is not None else settings
    if not found:
        raise refuse(scenario, f'There is no value "{key}".', _nearest(str(key), settings))
    if as_json:
        kept = ("key", "value", "unit", "place", "meaning", "source", "grade")
        rows = [{name: asdict(each)[name] for name in kept} for each in found]
        print_json({"schema": 1, "scenario": loaded.name, "settings": rows})
    elif len(found) == 1:
        print_text(setting_text(found[0]))
    else:
        print_text(settings_text(loaded.title, found))


def diff(
    *,
    a: PlanOrResult,
    b: Annotated[str, typer.Argument(help="What it is compared with.", autocompletion=complete_plan_or_result)],
    as_json: Json = False,
) -> None:
    """Say in which values two plans or results differ."""
    from sfpc_sim.cli.printing import print_json, print_text
    from sfpc_sim.inputs.differing import differences
    from sfpc_sim.outputs.settings_text import differences_text

    titles, (before, after) = _both(a, b)
    found = differences(before, after)
    if as_json:
        changed = [_as_row(each) for each in found.found]
        print_json({"schema": 1, "a": a, "b": b, "same": found.same, "differences": changed})
    else:
        print_text(differences_text(titles, found))


def _as_row(each: Difference) -> dict[str, Any]:
    old, new = ((side.value if side else None) for side in (each.before, each.after))
    return {
        "key": each.key, "a": old, "b": new, "unit": each.unit, "in_a": each.before is not None,
        "in_b": each.after is not None, "place": each.place,
    }  # fmt: skip


def _both(a: str, b: str) -> tuple[list[str], list[list[Setting]]]:
    """Read both: plans by the lines that set their values, results by what they record."""
    from sfpc_sim.cli.running import load_all
    from sfpc_sim.inputs.settings import settings_of
    from sfpc_sim.study.result import open_result
    from sfpc_sim.study.result_settings import result_settings, scenario_settings

    results = {each: open_result(Path(each)) for each in (a, b) if Path(each).is_dir()}
    plans = load_all([each for each in dict.fromkeys((a, b)) if each not in results], until=None)
    titles, settings = [], []
    for each in (a, b):
        if each in results:
            manifest = results[each].manifest
            titles.append(f"{manifest['facts']['title']} ({each})")
            settings.append(result_settings(manifest, Path(each).name, made_with=not plans))
        else:
            titles.append(f"{plans[each].title} ({plans[each].name})")
            settings.append(scenario_settings(plans[each]) if results else settings_of(plans[each]))
    return titles, settings


def _nearest(wrong: str, settings: list[Setting]) -> str:
    from sfpc_sim.inputs.nearest import nearest

    keys = [each.key for each in settings]
    ends = [key.partition(".")[2] for key in keys] + [key.rpartition(".")[2] for key in keys]
    return nearest(wrong, [*keys, *ends], "List them all: leave the key out.")
