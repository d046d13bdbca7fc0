"""Plans side by side: how each differs from the first, in the same futures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sfpc_sim.outputs.compared_measures import compared_measures
from sfpc_sim.outputs.comparison import told_difference, wording_of
from sfpc_sim.outputs.drawing import GREY, drawing_libraries
from sfpc_sim.outputs.pictures.labels import label, labels
from sfpc_sim.outputs.pictures.marks import data, known_intervals, layered, rows_axis, words_at
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.table import Cell, Column, Form, Table
from sfpc_sim.outputs.words import count, figure
from sfpc_sim.study.compare import ABOVE, BELOW, compare

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sfpc_sim.outputs.found import Found

    Facts = dict[str, Any]
    Row = dict[Any, Any]

WIDTH, ROW_HEIGHT, LOWEST = 420, 28, 40
MOST_SAID, TITLE = 5, 80
# What a Board asks of two plans, in its order; what was not measured in all of them is passed over.
MEASURES = (
    *("under_on", "looked_after_on", "entries", "months_above_red:director", "share_of_posts_by_plan"),
    *("authorities_reached", "partners_children_fewer", "total_spend_gbp", "total_council_gbp"),
    "placement_cost_avoided_gbp",
)
READING = (
    "Dot: the mean difference from {first}, each future against itself under the other plan; thin line with caps: how"
    " well it is known (95%). Where the line crosses 0 it cannot be told which plan has more. {number} intervals are"
    " shown and about one in twenty misses the truth."
)
SCALES = {"chance": (100.0, "percentage points"), "share of posts": (100.0, "percentage points"),
          "pounds": (0.001, "£ thousand")}  # fmt: skip


class Difference(NamedTuple):
    """A row: an outcome, a plan, and how it differs from the first."""

    outcome: str
    plan: str
    row: Row
    words: str


def differences_picture(founds: Sequence[Found], compared: Sequence[pd.DataFrame] = ()) -> Picture | None:
    """Draw paired differences from the first plan, an outcome a panel.

    Parameters
    ----------
    compared : `compare`'s table of each further plan, where it is there already

    Raises
    ------
    Refusal : the plans do not meet the same worlds, or do not answer the same question
    """
    first, *others = founds
    names = labels([found.facts["name"] for found in founds])
    tables = compared or [compare(first.result, other.result) for other in others]
    differences = [each for table, name in zip(tables, names[1:], strict=True) for each in _of(first, table, name)]
    if not differences:
        return None
    return Picture(
        name="differences",
        title=_title(names[0], differences),
        description=_description(names, founds, differences),
        reading=READING.format(first=names[0], number=len(differences)),
        table=_table(names[0], differences),
        chart=_chart(differences),
    )


def _of(first: Found, table: pd.DataFrame, name: str) -> list[Difference]:
    """List the differences of one plan, each measure once, on the target's date where it has one."""
    rows = {(str(row["measure"]), str(row["on"])): row for row in table.to_dict("records") if row["pairs"] > 1}
    shown: dict[str, Difference] = {}
    for each in compared_measures(first.facts):
        row = rows.get((each.measure, each.on))
        if row is not None and each.measure in MEASURES and each.measure not in shown:
            words = told_difference(row, wording_of(row, first.facts))
            shown[each.measure] = Difference(label(each.label, 60), name, row, words)
    return [shown[measure] for measure in MEASURES if measure in shown]


def _title(first: str, differences: list[Difference]) -> str:
    """Say what differs in the first outcome of which anything can be told."""
    told = [each for each in differences if _is_told(each)]
    if not told:
        return f"In nothing that was measured can a plan be told from {first}"
    leading = [each for each in told if each.outcome == told[0].outcome]
    most = max(leading, key=lambda each: abs(each.row["difference"]))
    others = f"; {count(len(leading))} plans differ" if len(leading) > 1 else ""
    return f"{most.outcome}, {most.plan} against {first}: {most.words}{others}"


def _description(names: list[str], founds: Sequence[Found], differences: list[Difference]) -> str:
    told = [each for each in differences if _is_told(each)]
    said = "; ".join(f"{each.outcome}, {each.plan}: {each.words}" for each in told[:MOST_SAID])
    more = f"; and {count(len(told) - MOST_SAID)} more" if len(told) > MOST_SAID else ""
    called = "; ".join(
        f"{name}: {label(found.facts['title'], TITLE)}" for name, found in zip(names, founds, strict=True)
    )
    pairs = count(max(each.row["pairs"] for each in differences))
    return f"{called}. In {pairs} pairs of futures, told from 0: {said or 'nothing'}{more}."


def _is_told(difference: Difference) -> bool:
    return difference.row["verdict"] in (ABOVE, BELOW)


def _table(first: str, differences: list[Difference]) -> Table:
    plain = Form(figure, "#,##0.####")
    numbers = ("Mean of the first", "Mean of the plan", "Difference", "CI from", "CI to", "Pairs")
    names = ("first_mean", "second_mean", "difference", "ci_low", "ci_high", "pairs")
    heads = [Column("Outcome"), Column("Plan"), *(Column(head, plain) for head in numbers), Column("In words")]
    rows: list[tuple[Cell, ...]] = [
        (each.outcome, each.plan, *(float(each.row[name]) for name in names), each.words) for each in differences
    ]
    return Table(f"Paired differences from {first}", tuple(heads), tuple(rows))


def _chart(differences: list[Difference]) -> Any:
    alt, _ = drawing_libraries()
    outcomes = dict.fromkeys(each.outcome for each in differences)
    panels = [_panel(outcome, [each for each in differences if each.outcome == outcome]) for outcome in outcomes]
    return alt.vconcat(*panels, spacing=12)


def _panel(outcome: str, differences: list[Difference]) -> Any:
    """Draw one outcome in its own unit, nought always in sight."""
    alt, _ = drawing_libraries()
    scale, unit = SCALES.get(differences[0].row["unit"], (1.0, differences[0].row["unit"]))
    rows = [
        {"label": each.plan, "words": each.words, "mean": scale * each.row["difference"],
         "ci_low": scale * each.row["ci_low"], "ci_high": scale * each.row["ci_high"]}
        for each in differences
    ]  # fmt: skip
    names = [row["label"] for row in rows]
    x = alt.X("ci_low:Q", title=unit or None, axis=alt.Axis(tickCount=5))
    y = rows_axis(names)
    nought = alt.Chart(data([{"at": 0}])).mark_rule(color=GREY, strokeDash=[4, 3]).encode(x="at:Q")
    marks = [nought, *known_intervals(rows, x, y), words_at(rows, alt.value(WIDTH), y)]
    height = max(LOWEST, ROW_HEIGHT * len(rows))
    title = {"text": outcome, "anchor": "start", "fontSize": 12, "fontWeight": "normal"}
    return layered(marks, width=WIDTH, height=height).properties(title=title)
