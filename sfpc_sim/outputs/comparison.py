"""Two plans side by side, as a planner reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sfpc_sim.outputs.alike import alike_lines
from sfpc_sim.outputs.compared_measures import compared_measures
from sfpc_sim.outputs.sections.thought_experiment import assumed_lines
from sfpc_sim.outputs.words import PAGE, count, cut, dates_of, decimal, folded, in_columns, percent, thousands
from sfpc_sim.study.compare import ABOVE, BELOW, SAME

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from sfpc_sim.study.lost_step import Trace
    from sfpc_sim.study.result import Result

    Write = Callable[[float], str]
    Row = dict[Any, Any]

HEADS = ("", "A", "B", "B less A")
NOT_TOLD = "cannot be told from 0"


class Wording(NamedTuple):
    """How differences in a unit are written: the number's own words, then what to call more of it and less of it."""

    write: Write
    difference: Write
    unit: str
    more: str
    less: str


def near(value: float) -> str:
    """Write a difference with a decimal where that is not lost in its size; what is not 0 is not written as 0."""
    if 0 < abs(value) < 0.05:
        return f"{value:.1g}"
    return decimal(value) if abs(value) < 100 else count(value)


def _pounds(value: float) -> str:
    """Write a difference in thousands of pounds, below half a thousand in pounds."""
    return f"{'-' if value < 0 else ''}£{abs(value):.0f}" if 0 < abs(value) < 500 else thousands(value)


def _points(share: float) -> str:
    return near(100 * share)


COUNTED = Wording(near, near, "", "more", "fewer")
WORDINGS = {
    "chance": Wording(percent, _points, " points", "likelier", "less likely"),
    "share of posts": Wording(percent, _points, " points", "more", "less"),
    "children": Wording(count, near, "", "more", "fewer"),
    "pounds": Wording(thousands, _pounds, "", "more", "less"),
    "days": Wording(near, near, " days", "more", "less"),
}


class Shown(NamedTuple):
    """A difference in words: its section, the cells under `HEADS`, and a note on pairs without a time."""

    section: str
    cells: tuple[str, ...]
    note: str


def comparison_text(first: Result, second: Result, table: pd.DataFrame, trace: Trace | None = None) -> str:
    """Lay the differences a planner asks for out as text; the whole table is in `--csv`.

    Lines whose difference is 0 in every pair are named together at the end.

    Parameters
    ----------
    first, second : the two runs
    table : their paired differences, from `compare`
    trace : where the plans lost step, if that was looked for
    """
    pairs = int(table["pairs"].max())
    shown, same = shown_and_same(first.facts, table)
    rows = {(str(row["measure"]), str(row["on"])): row for row in table.to_dict("records")}
    head = (f"A: {_called(first)}", f"B: {_called(second)}",
            f"{count(pairs)} pairs of futures: the same children and the same luck under both plans",
            *_in_other_worlds(rows),
            *assumed_lines(first.facts, "  A: "), *assumed_lines(second.facts, "  B: "))  # fmt: skip
    foot = folded(f"No difference in any pair: {'; '.join(same)}", "") if same else []
    reading = _how_to_read(sum("(CI " in each.cells[-1] for each in shown))
    return "\n".join([*head, *_laid_out(shown), *foot, *alike_lines(first.facts, table, trace), *reading])


def shown_and_same(facts: dict[str, Any], table: pd.DataFrame) -> tuple[list[Shown], list[str]]:
    """Tell the differences a planner asks for, and name those that are 0 in every pair.

    Parameters
    ----------
    facts : of the first plan
    table : paired differences, from `compare`
    """
    rows = {(str(row["measure"]), str(row["on"])): row for row in table.to_dict("records")}
    shown: list[Shown] = []
    same: list[str] = []
    for section, measure, on, label in compared_measures(facts):
        row = rows.get((measure, on))
        if row is None or (not row["pairs"] and row["absent_in_first"] == row["absent_in_second"]):
            continue
        if row["verdict"] == SAME and row["absent_in_first"] == row["absent_in_second"]:
            same.append(label)
        else:
            shown.append(_shown(section, label, row, wording_of(row, facts)))
    return shown, same


def _in_other_worlds(rows: dict[tuple[str, str], Row]) -> list[str]:
    """Say in how many pairs the latest count led the two plans into worlds that are not the same."""
    row = rows.get(("worlds_tried", ""))
    if row is None or not row["pairs_that_differ"]:
        return []
    return folded(
        f"But in {count(row['pairs_that_differ'])} of them the plans pass through the latest count in different worlds"
        " (they serve other areas, or believe other rates): those pairs add noise.", ""
    )  # fmt: skip


def _called(result: Result) -> str:
    facts = result.facts
    described = f"({facts['name']}; evidence {facts['evidence']}, drift {facts['drift']})"
    return f"{cut(facts['title'], 116 - len(described))} {described}"


def wording_of(row: Row, facts: dict[str, Any]) -> Wording:
    """Choose how a compared measure is written, by its unit."""
    if row["unit"] == "days from start":
        return Wording(dates_of(facts), near, " days", "later", "earlier")
    return WORDINGS.get(row["unit"], COUNTED)


def _shown(section: str, label: str, row: Row, wording: Wording) -> Shown:
    cells = (label, *(wording.write(row[f"{plan}_mean"]) for plan in ("first", "second")))
    told = told_difference(row, wording) if row["pairs"] else "no pair has both"
    return Shown(section, (*cells, told), _note(row))


def told_difference(row: Row, wording: Wording) -> str:
    """Say in words whether the difference can be told from zero, then the difference and its interval."""
    word = {ABOVE: wording.more, BELOW: wording.less, SAME: "same"}.get(row["verdict"], NOT_TOLD)
    mean, low, high = (_signed(wording.difference(row[name])) for name in ("difference", "ci_low", "ci_high"))
    return f"{word}: {mean}{wording.unit} (CI {low} to {high})"


def _signed(number: str) -> str:
    return f"+{number}" if any(digit in number for digit in "123456789") and number[0] != "-" else number


def _note(row: Row) -> str:
    """Say in how many pairs a time came, where it did not always come."""
    never = [(plan, row[f"absent_in_{which}"]) for plan, which in (("A", "first"), ("B", "second"))]
    said = ", ".join(f"not by the end in {count(number)} under {plan}" for plan, number in never if number)
    if row["statistic_kind"] != "quantity" or not said:
        return ""
    return f"    the dates of {count(row['pairs'])} pairs; {said}"


def _laid_out(shown: list[Shown]) -> list[str]:
    lines: list[str] = []
    section = ""
    widths = [max((len(each.cells[i]) for each in shown), default=0) for i in range(1, len(HEADS))]
    room = PAGE - 2 - sum(width + 2 for width in widths)
    head, *laid = in_columns(HEADS, [(cut(each.cells[0], room), *each.cells[1:]) for each in shown]) or [""]
    for each, line in zip(shown, laid, strict=True):
        lines += [each.section] if each.section != section else []
        lines += [line, *filter(None, [each.note])]
        section = each.section
    return [head, *lines] if lines else []


def _how_to_read(intervals: int) -> list[str]:
    if not intervals:
        return []
    return [
        "(CI a to b): how well the mean difference is known, with 95% confidence; more pairs narrow it.",
        f"{intervals} intervals are shown and about one in twenty misses the truth: a lone difference may be chance.",
        "How far single futures differ (p10, p50, p90), and every other measure: --csv",
    ]
