"""What the fast and wide step has to show. Printed beside each number, never a timed test."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """A number that should be at least, or at most, so much."""

    title: str
    least: float | None = None
    most: float | None = None

    def is_met(self, value: float) -> bool:
        """Tell whether a value keeps the bound."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        return f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"


BOUNDS = {
    "toy_times_simpy": Bound("toy: times faster than plain SimPy", least=30),
    "toy_times_ciw": Bound("toy: times faster than Ciw", least=800),
    "toy_times_salabim": Bound("toy: times faster than salabim", least=800),
    "toy_times_floor": Bound("toy: times slower than the C floor", most=6),
    "care_times_simpy": Bound("care flows, Leeds, five years: times faster than plain SimPy", least=50),
    "innovation_2017_ms": Bound("innovation-2017, whole replication, ms", most=8),
    "sfpc_2020_ms": Bound("sfpc-2020, whole replication, ms", most=30),
    "ten_thousand_seconds": Bound("10,000 replications of innovation-2017 on two workers, seconds", most=60),
    "twice_children": Bound("twice the children: times the cost", most=2.2),
    "twice_years": Bound("twice the years: times the cost", most=2.2),
    "twice_replications": Bound("twice the replications: times the cost", most=2.2),
    "two_workers": Bound("two workers: times faster than one", least=1.8),
    "national_ms": Bound("150 authorities, care flows, ms a replication", most=150),
    "national_mb": Bound("150 authorities, most memory of the process, MB", most=600),
    "paired_over_independent": Bound("sd of a paired difference over that with independent seeds", most=0.25),
}

# Of interest beside them; no bound was asked for.
OTHERS = {
    "seven_times_simpy": "care flows, seven authorities: times faster than plain SimPy",
    "twice_authorities": "twice the authorities: times the cost",
    "twice_posts": "twice the posts: times the cost",
}

HEADLINES = (*BOUNDS, *OTHERS)
