"""A year of a shipped plan, with rules about that year: quick enough to run as a command."""

from __future__ import annotations

PLAN = """sfpc = 1
extends = "innovation-2017"
[period]
end = 2018-03-31
[target]
on = 2018-03-31
[requirements.target]
rule = "chance(children_looked_after on 2018-03-31 < 1000) >= 50%"
[risks]
target-missed.rule = "children_looked_after on 2018-03-31 >= 1000"
gated-money-lost.rule = "gate_passed of satisfactory-progress = 0"
benefits-below-cost.rule = "children_looked_after > 1000"
leaders-strained.rule = "director_level_red_run >= 3"
"""
