"""How many placement-years are avoided, against those that would pay for the programme once its grant has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sfpc_sim.outputs.drawing import INK, WIDTH, drawing_libraries
from sfpc_sim.outputs.pictures.marks import data, diamonds, futures_bars, layered, rows_axis
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.table import CHANCE, DECIMAL, Column, Table, range_columns
from sfpc_sim.outputs.words import count, financial_year, interval, percent, thousands
from sfpc_sim.study.by_month import by_month, measured_by_month
from sfpc_sim.study.estimates import chance_interval, range_of_futures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.outputs.found import Found

    Floats = NDArray[np.float64]

ROW_HEIGHT, MONTHS = 34, 12
OWN, WITHOUT = "looked_after", "counterfactual_looked_after"
READING = (
    "A placement-year: one child fewer looked after for a year, each future against itself without the programme."
    " Thick bar: the middle 80 of 100 simulated futures; tick: half lie below. Diamond: how many would pay for that"
    " year at {price} a placement, the report's average, not raised with prices since; the year's spend differs between"
    " futures, and the chance is worked out in each of them. What a cheaper mix of placements saves is not counted."
    " What the programme avoids leans on published effects and on assumptions of grade D."
)


class Year(NamedTuple):
    """A financial year that no grant pays for: placement-years avoided, those needed, and the chance to break even."""

    label: str
    avoided: tuple[float, float, float]
    needed: tuple[float, float, float]
    chance: float
    ci_low: float
    ci_high: float


def break_even_picture(found: Found) -> Picture | None:
    """Draw placement-years avoided against break-even; nothing where no grant ends within the plan."""
    years = _years(found)
    if not years:
        return None
    last, price = years[-1], found.facts["money"]["average_placement_gbp_per_year"]
    avoided, needed = last.avoided, last.needed
    return Picture(
        name="break-even",
        title=(
            f"In {last.label} the programme pays for itself in {_known(last)} of futures: that takes about"
            f" {count(needed[1])} placement-years, and 80 of 100 futures avoid {count(avoided[0])} to"
            f" {count(avoided[2])}"
        ),
        description=_description(years),
        reading=READING.format(price=thousands(price) if price % 1000 == 0 else f"£{price:,.0f}"),
        table=_table(years),
        chart=_chart(years),
    )


def _years(found: Found) -> list[Year]:
    """List whole financial years in which something is spent that no grant pays."""
    measured, price = measured_by_month(found.result), found.facts["money"]["average_placement_gbp_per_year"]
    unfunded = found.estimates.dates_of("unfunded_gbp")
    if OWN not in measured or WITHOUT not in measured or not unfunded or not price:
        return []
    fewer = by_month(found.result, WITHOUT) - by_month(found.result, OWN)
    years = []
    for year in map(int, unfunded):
        gbp = found.result.replications[f"unfunded_gbp:{year}"].to_numpy(np.float64)
        within = (fewer.columns >= f"{year}-04-01") & (fewer.columns <= f"{year + 1}-03-31")
        if within.sum() == MONTHS and gbp.any():
            years.append(_year(year, fewer.loc[:, within].mean(axis=1).to_numpy(), gbp / price))
    return years


def _year(year: int, avoided: Floats, needed: Floats) -> Year:
    even = int((avoided >= needed).sum())
    chance = even / avoided.size, *chance_interval(even, avoided.size)
    return Year(financial_year(year), range_of_futures(avoided), range_of_futures(needed), *chance)


def _known(year: Year) -> str:
    return interval(percent, year.chance, year.ci_low, year.ci_high)


def _description(years: list[Year]) -> str:
    said = [
        f"{year.label}: avoided {count(year.avoided[0])} to {count(year.avoided[2])}, half of futures above"
        f" {count(year.avoided[1])}; break-even at about {count(year.needed[1])}."
        for year in years
    ]
    short = all(year.avoided[2] < year.needed[1] for year in years)
    return f"A bar a year. {' '.join(said)} {'No bar reaches its diamond.' if short else ''}".strip()


def _table(years: list[Year]) -> Table:
    heads = [*range_columns("Avoided", DECIMAL),
             *range_columns("To break even", DECIMAL),
             *(Column(head, CHANCE) for head in ("Chance to break even", "CI from", "CI to"))]  # fmt: skip
    rows = tuple((year.label, *year.avoided, *year.needed, year.chance, year.ci_low, year.ci_high) for year in years)
    return Table("Placement-years avoided, and those that would pay for the year", (Column("Year"), *heads), rows)


def _chart(years: list[Year]) -> Any:
    alt, _ = drawing_libraries()
    rows = [
        {"label": year.label, **dict(zip(("p10", "p50", "p90"), year.avoided, strict=True)), "needed": year.needed[1],
         "words": f"breaks even at {count(year.needed[1])}: in {_known(year)}"}
        for year in years
    ]  # fmt: skip
    y, x = rows_axis([year.label for year in years]), alt.X("p10:Q", title="placement-years avoided in the year")
    nought = alt.Chart(data([{"at": 0}])).mark_rule(color=INK).encode(x="at:Q")
    needed = alt.X("needed:Q")
    told = alt.Chart(data(rows)).mark_text(align="left", dx=9).encode(x=needed, y=y, text="words:N")
    marks = [nought, *futures_bars(rows, x, y), diamonds(rows, needed, y), told]
    return layered(marks, width=WIDTH, height=ROW_HEIGHT * len(rows))
