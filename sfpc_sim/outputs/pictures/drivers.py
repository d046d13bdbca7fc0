"""The tornado: what an outcome does when one assumption is at its P10 or its P90."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sfpc_sim.inputs.distributions import Belief, Component
from sfpc_sim.outputs.drawing import INK, LIGHT_BLUE, MID_BLUE, WIDTH, drawing_libraries
from sfpc_sim.outputs.drivers_text import outcome_words, points_of, writer_of
from sfpc_sim.outputs.pictures.labels import label
from sfpc_sim.outputs.pictures.marks import data, layered, rows_axis
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.table import Cell, Column, Form, Table
from sfpc_sim.outputs.words import figure, interval
from sfpc_sim.study.effects import CASE_LEVELS, FOLLOWED, effects_of
from sfpc_sim.study.kinds import kind_of

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.outputs.found import Found

    Facts = dict[str, Any]
    Known = tuple[float, float, float]  # a difference and the ends of its interval

MOST_ROWS, ROW_HEIGHT, MEANING, MOST_SAID = 12, 34, 120, 5
WEAK = "D"
ROOM = 0.3  # of the widest effect, at either side, for the values of beliefs
READING = (
    "Each assumption is held at the value that one in ten of what is believed lies below (P10), then above (P90):"
    " written at the ends of its bars. Pale bar: at P10; dark bar: at P90; a dashed edge: weak evidence (grade D)."
    " Thin line with caps: how well that is known, 95%. Everything else is drawn as usual, on the same luck."
)
YES = {True: "yes", False: "no"}
SIZE = Form(figure, "General")


class Driver(NamedTuple):
    """A row: an assumption, its grade and belief, and the outcome's difference from usual at either end of it."""

    name: str
    meaning: str
    grade: str
    believed: tuple[float, float]
    at: dict[str, Known]  # at "p10" and "p90"
    swing: Known
    told: bool


def drivers_picture(found: Found) -> Picture | None:
    """Draw the largest effects on the first outcome; nothing where `sfpc drivers` was not run."""
    effects = effects_of(found.result.folder)
    drivers, outcome = ([], "") if effects is None or effects.empty else _drivers(effects, found.facts)
    if not drivers:
        return None
    return Picture(
        name="drivers",
        title=_title(drivers, outcome),
        description=_description(drivers, outcome),
        reading=READING,
        table=_table(drivers, outcome),
        chart=_chart(drivers, outcome),
    )


def _drivers(effects: pd.DataFrame, facts: Facts) -> tuple[list[Driver], str]:
    """List the largest of those followed up, or of those screened where none was."""
    outcome = str(effects["outcome"].iloc[0])
    rows = effects[(effects["outcome"] == outcome) & ~effects["level"].isin(CASE_LEVELS)]
    followed = rows[rows["stage"] == FOLLOWED]
    known = {each["name"]: each for each in facts["register"]["assumptions"]}
    largest = (followed if len(followed) else rows).head(MOST_ROWS).to_dict("records")
    return [_driver(row, known[row["assumption"]]) for row in largest if row["assumption"] in known], outcome


def _driver(row: dict[Any, Any], assumption: Facts) -> Driver:
    at = {end: _known(row, f"at_{end}") for end in ("p10", "p90")}
    grade, told = assumption["source"]["grade"], bool(row["told_from_zero"])
    meaning, believed = label(assumption["meaning"], MEANING), _believed(assumption["belief"])
    return Driver(row["assumption"], meaning, grade, believed, at, _known(row, "swing"), told)


def _known(row: dict[Any, Any], what: str) -> Known:
    return float(row[what]), float(row[f"{what}_ci_low"]), float(row[f"{what}_ci_high"])


def _believed(belief: Facts) -> tuple[float, float]:
    """Give P10 and P90 of a belief that the frozen scenario holds."""
    parts = tuple(Component(**{**part, "parameters": tuple(part["parameters"])}) for part in belief["components"])
    low, high = Belief(parts, belief["scale"]).percentiles((0.1, 0.9))
    return low, high


def _title(drivers: list[Driver], outcome: str) -> str:
    told = [each for each in drivers if each.told]
    if not told:
        return f"Of no assumption can it be told that it moves {outcome_words(outcome)}"
    swing = interval(writer_of(outcome), *told[0].swing)
    return f"{told[0].name} moves {outcome_words(outcome)} most: {swing}{points_of(outcome)} from its P10 to its P90"


def _description(drivers: list[Driver], outcome: str) -> str:
    write, weak = writer_of(outcome), sum(each.grade == WEAK for each in drivers)
    said = "; ".join(f"{each.name} {write(each.swing[0])}" for each in drivers[:MOST_SAID])
    told, widest = sum(each.told for each in drivers), drivers[0].meaning
    return (
        f"{len(drivers)} pairs of bars, the widest first: {widest}. Swings from P10 to P90: {said}{points_of(outcome)}."
        f" Of {told} it can be told that they move it at all (Holm's test). {weak} rest on weak evidence"
        f" (grade {WEAK})."
    )


def _table(drivers: list[Driver], outcome: str) -> Table:
    change = Form(writer_of(outcome), "+0.0%;-0.0%" if kind_of(outcome) == "chance" else "+#,##0.0;-#,##0.0")
    ends = [
        Column(f"{what}{end}", change) for what in ("At P10", "At P90", "Swing") for end in ("", ", CI from", ", CI to")
    ]
    named = (Column("Assumption"), Column("Meaning"), Column("Grade"))
    beliefs = (Column("Belief, P10", SIZE), Column("Belief, P90", SIZE))
    heads = (*named, *beliefs, *ends, Column("Told from 0"))
    rows: list[tuple[Cell, ...]] = []
    for each in drivers:
        numbers = (*each.believed, *each.at["p10"], *each.at["p90"], *each.swing)
        rows.append((each.name, each.meaning, each.grade, *numbers, YES[each.told]))
    points = ", in percentage points" if points_of(outcome) else ""
    return Table(f"What moves {outcome_words(outcome)}: differences from usual{points}", heads, tuple(rows))


def _chart(drivers: list[Driver], outcome: str) -> Any:
    alt, _ = drawing_libraries()
    chance = kind_of(outcome) == "chance"
    rows = [row for each in drivers for row in _rows(each, 100 if chance else 1)]
    widest = max(max(abs(row["ci_low"]), abs(row["ci_high"])) for row in rows) * (1 + ROOM) or 1.0
    title = f"{outcome_words(outcome)}: {'percentage points' if chance else 'difference'} from usual"
    scale = alt.Scale(domain=[-widest, widest])
    x = alt.X("mean:Q", title=title, scale=scale, axis=alt.Axis(tickCount=8))
    y = rows_axis([row["label"] for row in rows[::2]])
    base = alt.Chart(data(rows)).encode(y=y, yOffset=alt.YOffset("end:N", sort=["p10", "p90"]))
    edge = alt.condition(alt.datum.weak, alt.value([3, 2]), alt.value([1, 0]))
    bars = base.mark_bar(stroke=INK).encode(
        x=x, x2=alt.datum(0), color=alt.Color("fill:N", scale=None), strokeDash=edge
    )
    nought = alt.Chart(data([{"at": 0}])).mark_rule(color=INK).encode(x="at:Q")
    marks = [bars, *_known_ends(base), *_beliefs(base), nought]
    return layered(marks, width=WIDTH, height=ROW_HEIGHT * len(drivers))


def _known_ends(base: Any) -> list[Any]:
    """Draw how well each end is known: a thin line with caps."""
    caps = base.mark_tick(color=INK, thickness=1.5, size=7, opacity=1)
    line = base.mark_rule(color=INK, strokeWidth=1.5).encode(x="ci_low:Q", x2="ci_high:Q")
    return [line, *(caps.encode(x=f"{end}:Q") for end in ("ci_low", "ci_high"))]


def _beliefs(base: Any) -> list[Any]:
    """Write the value that an assumption was held at beside the end of its bar."""
    alt, _ = drawing_libraries()
    right = base.transform_filter(alt.datum.mean >= 0).mark_text(align="left", dx=6, fontSize=10)
    left = base.transform_filter(alt.datum.mean < 0).mark_text(align="right", dx=-6, fontSize=10)
    return [right.encode(x="ci_high:Q", text="believed:N"), left.encode(x="ci_low:Q", text="believed:N")]


def _rows(driver: Driver, scale: float) -> list[dict[str, Any]]:
    """Give the two bars of a row."""
    words = "weak evidence" if driver.grade == WEAK else f"grade {driver.grade}"
    fills = {"p10": LIGHT_BLUE, "p90": MID_BLUE}
    return [
        {
            "label": f"{driver.name} ({words})",
            "end": end,
            "fill": fills[end],
            "weak": driver.grade == WEAK,
            "believed": f"{end.upper()}: {believed:.3g}",
            **{name: scale * value for name, value in zip(("mean", "ci_low", "ci_high"), driver.at[end], strict=True)},
        }
        for end, believed in zip(("p10", "p90"), driver.believed, strict=True)
    ]
