"""The toy in Ciw: a node with as many servers as there are children."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import ciw

from benchmarks.toy.delay import CHILDREN, ENTRIES_PER_YEAR, MEAN_STAY_YEARS, MONTHS, YEARS

if TYPE_CHECKING:
    from benchmarks.toy.delay import Census

BEGIN = 1e-9  # Ciw's first arrival comes after time 0


def run(seed: int) -> Census:
    """Simulate once."""
    ciw.seed(seed)
    stay = ciw.dists.Exponential(1 / MEAN_STAY_YEARS)
    network = ciw.create_network(
        arrival_distributions={
            "there at the start": [ciw.dists.Sequential([BEGIN, float("inf")])],
            "comes later": [ciw.dists.Exponential(ENTRIES_PER_YEAR)],
        },
        batching_distributions={
            "there at the start": [ciw.dists.Deterministic(CHILDREN)],
            "comes later": [ciw.dists.Deterministic(1)],
        },
        service_distributions={"there at the start": [stay], "comes later": [stay]},
        number_of_servers=[float("inf")],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(YEARS + 1 / 24)
    return _census(simulation)


def _census(simulation: ciw.Simulation) -> Census:
    """Count from everybody's records, which Ciw keeps anyway; a tracker of the stock would cost it a tenth more."""
    change = [0] * (MONTHS + 1)
    for record in simulation.get_all_records():
        change[int(record.arrival_date * 12)] += 1
        change[int(record.exit_date * 12)] -= 1
    for child in simulation.nodes[1].all_individuals:
        change[int(child.arrival_date * 12)] += 1
    return list(accumulate(change))[:MONTHS]
