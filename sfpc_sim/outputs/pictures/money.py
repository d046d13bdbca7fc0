"""What the plan spends, against grants and the report's tables, and who pays it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.drawing import INK, WIDTH, drawing_libraries
from sfpc_sim.outputs.pictures.marks import data, diamonds, fan, futures_bars, layered, months_axis, rows_axis
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.sections.money import report_gbp
from sfpc_sim.outputs.table import POUNDS, Cell, Column, Table
from sfpc_sim.outputs.words import financial_year, in_month, on_day, percent, thousands
from sfpc_sim.study.by_month import futures_by_month, measured_by_month

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.outputs.found import Found

    Facts = dict[str, Any]

HEIGHT, ROW_HEIGHT, BARS_WIDTH = 220, 26, 290
SO_FAR = "spend_gbp_so_far"
ENDS = ("p10", "p50", "p90")
PARTS = {"Spend": "spend_gbp", "Left of tables": "underspend_gbp", "Paid by council": "council_gbp"}
READING = (
    "Above: all that the plan has spent, month by month: pale band, the middle 80 of 100 simulated futures; darker"
    " band, the middle 50. Dashed lines: what its grants leave for it, until they end. Below, by financial year: thick"
    " bar, the middle 80 of 100 futures; tick, half lie below; diamond, the report's own tables. What the"
    " council pays has in it what a grant fails to pay for purposes outside the plan. Pounds of the day. Pay awards and"
    " on-costs lean on assumptions, some of grade D."
)


def money_picture(found: Found) -> Picture | None:
    """Draw spend so far and by year; nothing where nothing is spent."""
    total = found.estimates("total_spend_gbp")
    if not total.there or not total.p90 or SO_FAR not in measured_by_month(found.result):
        return None
    so_far = futures_by_month(found.result, SO_FAR)
    return Picture(
        name="money",
        title=_title(found),
        description=_description(found, so_far),
        reading=READING,
        table=_table(found, so_far),
        chart=_chart(found, so_far),
    )


def _title(found: Found) -> str:
    spent, council = found.estimates("total_spend_gbp"), found.estimates("total_council_gbp")
    end = on_day(found.facts["end"], in_month)
    said = f"{thousands(spent.p10)} to {thousands(spent.p90)} is spent by {end} in 80 of 100 futures"
    return f"{said}; the council itself pays {thousands(council.p10)} to {thousands(council.p90)}"


def _description(found: Found, so_far: pd.DataFrame) -> str:
    half = so_far["p50"].iloc[-1]
    said = [f"A fan that rises to {thousands(half)} in half of the futures."]
    unfunded = [(year, found.estimates("unfunded_gbp", year)) for year in found.estimates.dates_of("unfunded_gbp")]
    for year, pressure in [(year, pressure) for year, pressure in unfunded if pressure.mean][:1]:
        said.append(
            f"After the grant {financial_year(int(year))} costs {pressure.range(thousands)} that no grant pays."
        )
    for grant in found.facts["money"].get("grants", ()):
        passed = found.estimates(f"gate_passed:{grant['gate']}") if grant["gate"] else None
        if passed and passed.there:
            said.append(f"The gated {thousands(grant['gated_gbp'])} come in {passed.known(percent)} of futures.")
    avoided = found.estimates("placement_cost_avoided_gbp")
    if avoided.there:
        said.append(f"Not drawn: placements avoided save {avoided.known(thousands)} over all years.")
    return " ".join(said)


def _years(found: Found) -> list[int]:
    return [int(year) for year in found.estimates.dates_of("spend_gbp")]


def _table(found: Found, so_far: pd.DataFrame) -> Table:
    report = _tables(found.facts)
    rows = []
    for year in _years(found):
        parts = [found.estimates(name, str(year)) for name in PARTS.values()]
        cells: list[Cell] = [
            getattr(part, end) if part.there else None for part in parts for end in ENDS
        ]  # fmt: skip
        then = so_far.loc[so_far.index <= str(date(year + 1, 3, 31))].iloc[-1]
        rows.append((financial_year(year), report.get(year), *cells, *(float(then[end]) for end in ENDS)))
    heads = [f"{part}, {end.upper()}" for part in (*PARTS, "Spent so far") for end in ENDS]
    return Table(
        "Spend by financial year, what the tables leave, and who pays",
        (Column("Year"), Column("Report's tables", POUNDS), *(Column(head, POUNDS) for head in heads)),
        tuple(rows),
    )


def _chart(found: Found, so_far: pd.DataFrame) -> Any:
    alt, _ = drawing_libraries()
    rows = [
        {"month": end.date().isoformat(), **{name: gbp / 1000 for name, gbp in row.items()}}
        for end, row in zip(so_far.index, so_far.to_dict("records"), strict=True)
    ]
    grants = [mark for gbp, words in _grants(found.facts) for mark in _until_it_ends(gbp, words, found.facts)]
    above = layered(
        [*fan(rows, months_axis(), "spent so far, £ thousand", zero=True), *grants], width=WIDTH, height=HEIGHT
    )
    return alt.vconcat(above, alt.hconcat(*_by_year(found)))


def _grants(facts: Facts) -> list[tuple[float, str]]:
    """List what grants leave for the plan once what else they pay for is taken off, with and without gated money."""
    grants = facts["money"].get("grants", ())
    left = sum(grant["total_gbp"] - grant["elsewhere_gbp"] for grant in grants)
    gated = sum(grant["gated_gbp"] for grant in grants)
    lines = [(left, f"grant for this plan {thousands(left)}")] if left > 0 else []
    without = f"without its gated part {thousands(left - gated)}"
    return [*lines, (left - gated, without)] if gated and left > gated else lines


def _until_it_ends(gbp: float, words: str, facts: Facts) -> list[Any]:
    """Draw what a grant leaves as a dashed line that stops where the grant does."""
    alt, _ = drawing_libraries()
    until = min(facts["end"], max(grant["ends_on"] for grant in facts["money"]["grants"]))
    base = alt.Chart(data([{"gbp": gbp / 1000, "words": words, "month": facts["start"], "until": until}]))
    base = base.encode(x="month:T", y="gbp:Q")
    line = base.mark_rule(color=INK, strokeDash=[6, 4], strokeWidth=1.5).encode(x2="until:T")
    return [line, base.mark_text(align="left", baseline="bottom", dx=2, dy=-3, color=INK).encode(text="words:N")]


def _by_year(found: Found) -> list[Any]:
    """Draw spend against the report's tables, and beside it what the council pays, on axes alike."""
    alt, _ = drawing_libraries()
    spent, council = (_rows(found, measure) for measure in ("spend_gbp", "council_gbp"))
    tables = _tables(found.facts)
    for row, year in zip(spent, _years(found), strict=True):
        row["tables"] = tables[year] / 1000 if year in tables else None
    highest = max(max(row["p90"], row.get("tables") or 0.0) for row in (*spent, *council))
    scale, y = alt.Scale(domain=[0, highest * 1.05]), rows_axis([row["label"] for row in spent])
    axis = alt.Axis(tickCount=5)
    x = alt.X("p10:Q", title="spent in the year, £ thousand", scale=scale, axis=axis)
    left = [*futures_bars(spent, x, y), diamonds(spent, alt.X("tables:Q"), y)]
    x, y = alt.X("p10:Q", title="paid by the council, £ thousand", scale=scale, axis=axis), y.copy()
    y.axis = None  # the years stand at the left
    size = {"width": BARS_WIDTH, "height": ROW_HEIGHT * len(spent)}
    return [layered(left, **size), layered(futures_bars(council, x, y), **size)]


def _rows(found: Found, measure: str) -> list[dict[str, Any]]:
    """Give a year's p10, p50 and p90 in thousands."""
    estimates = [(year, found.estimates(measure, str(year))) for year in _years(found)]
    return [
        {"label": financial_year(year), **{end: getattr(gbp, end) / 1000 for end in ENDS}} for year, gbp in estimates
    ]


def _tables(facts: Facts) -> dict[int, float]:
    """Give the report's own tables by year; none where the plan has none."""
    return report_gbp(facts["money"]) if facts["money"].get("tables") else {}
