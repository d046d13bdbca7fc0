"""The Aqua Book's log of assumptions: what, why, when, how reliable, what it does to the answer, who signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.register_rows import register_rows
from sfpc_sim.inputs.signing import SIGNING_KEYS
from sfpc_sim.outputs.drivers_text import fewer_words, points_of, writer_of
from sfpc_sim.outputs.paperwork.markdown import plain, table
from sfpc_sim.outputs.words import decimal, figure
from sfpc_sim.study.kinds import kind_of, unit_of
from sfpc_sim.study.signing import signing_of, standing_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    import pandas as pd

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.result import Result

    Row = dict[Any, Any]

HEADS = (
    "Assumption", "What", "P10 to P90 of the belief (middle)", "Why: source", "Grade", "Effect of P10 to P90",
    "Decided", "Signed off", "Review by",
)  # fmt: skip
GRADES = (
    "Reliability is the evidence grade: A published data, D an assumption. Weakest first. Sign-off is said beside an"
    " assumption (`signed_off_by`, a role; `signed_off_on`; `review_by`; `decided_on`; `why`) and changes no result:"
    " repeat `sfpc run` to bring it into the folder. A new belief takes the old one's sign-off away."
)


def assumptions_log(result: Result, plan: Scenario, effects: pd.DataFrame | None, today: date) -> str:
    """Write one row an assumption, and a line for those of other authorities."""
    rows = table(HEADS, assumption_rows(result, plan, effects, today))
    return "\n\n".join(filter(None, (about(effects), rows, plain(of_others(plan)))))


def assumption_rows(
    result: Result, plan: Scenario, effects: pd.DataFrame | None, today: date
) -> Iterator[tuple[str, ...]]:
    """Give the cells of each assumption, under `HEADS`."""
    signings, told = signing_of(result.manifest), _effects(effects)
    missing = "not varied" if told else f"not measured: run `sfpc drivers {plan.name}`"
    for row in register_rows(plan.register):
        name = str(row["name"])
        yield tuple(_row(row, signings.get(name, {}), told.get(name, missing), today))


def of_others(plan: Scenario) -> str:
    """Say whose numbers are not listed; nothing where all are."""
    partners = [f"{each.title} {len(each.register.assumptions)}" for each in plan.partners]
    return f"Other authorities draw numbers of their own, not listed here: {', '.join(partners)}." if partners else ""


def _row(row: Row, signing: dict[str, str], effect: str, today: date) -> Iterator[str]:
    decided, why, by, on, review = (signing.get(key, "") for key in SIGNING_KEYS)
    standing = standing_of(signing, today)
    values = tuple(figure(row[key]) for key in ("p10", "p90", "p50"))
    yield from (f"`{row['name']}`", row["meaning"], f"{values[0]} to {values[1]} ({values[2]}) {row['unit']}")
    yield f"{row['source']}{f'. {why}' if why else ''}"
    yield from (row["grade"], effect, decided or "no date", f"{by} {on}".strip() or standing)
    yield f"OVERDUE: {review}" if standing == "OVERDUE" else review or "no date"


def about(effects: pd.DataFrame | None) -> str:
    """Say how the log is read."""
    if effects is None or effects.empty:
        return GRADES
    outcome = effects["outcome"].iloc[0]
    read = f"{GRADES} Effects are on `{outcome}`, from `effects.csv`; those not told from 0 say so."
    return " ".join(filter(None, (read, fewer_words(effects[effects["outcome"] == outcome]))))


def _effects(effects: pd.DataFrame | None) -> dict[str, str]:
    """Write each assumption's swing of the first outcome with its interval."""
    if effects is None or effects.empty:
        return {}
    first = effects[effects["outcome"] == effects["outcome"].iloc[0]]
    return {str(row["assumption"]): _swing(row) for row in first.to_dict("records")}


def _swing(row: Row) -> str:
    chance = kind_of(row["outcome"]) == "chance"
    write: Callable[[float], str] = writer_of(row["outcome"]) if chance else decimal
    mean, low, high = (write(row[key]) for key in ("swing", "swing_ci_low", "swing_ci_high"))
    unit = points_of(row["outcome"]) or f" {unit_of(row['outcome'])}"
    told = "" if row["told_from_zero"] else f"; not told from 0 ({row['stage']})"
    return f"{mean}{unit} (CI {low} to {high}){told}"
