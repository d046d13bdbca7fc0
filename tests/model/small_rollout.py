"""A small roll-out for the model's tests: one partner and more, of whom nothing is late unless a test says so."""

from __future__ import annotations

from dataclasses import replace

from small_plans import a_leader, a_partner, a_plan, a_post, a_team, populated

from sfpc_sim.model.shocks import Shocks

INF = float("inf")
SPARED = Shocks(INF, INF, INF, 0.0, (), 0.0)
JUDGED = Shocks(500.0, 1500.0, 1200.0, 250.0, (), 0.0)  # on day 500; better on day 1500, entries higher until 1200
SMOOTH = {
    "grant_approval_weeks": 39, "grant_asked_ahead_weeks": 39, "launch_slip_months": 0, "launch_gap_months": 4,
    "support_months": 20, "partner_leader_fte": 0.1, "home_duties_share": 0.5, "panel_free_share_floor": 0.1,
    "people_to_train_per_thousand_children": 20, "trainer_pace_people_per_month": 50, "partner_trainer_pace_share": 0.0,
    "family_valued_onset_months": 10, "inadequate_entry_ratio": 1.1,
}  # fmt: skip
LEADERS = (a_leader("director", "director", skills=("strategy", "practice")),
           a_leader("deputy", "deputy", skills=("learning",)), a_leader("head"))  # fmt: skip
TRAINERS = [a_post(f"trainer-{n}", "trainers", "PO1", trainer=True) for n in range(3)]


def a_roll_out(*partners, leaders=LEADERS, posts=(), evidence=None, **fixed):
    """Give a roll-out in which nothing is late, nobody is judged and no director leaves unless said so."""
    plan = a_plan(posts, [a_team("trainers"), a_team()], leaders, evidence=evidence, **(SMOOTH | fixed))
    return replace(plan, partners=partners or (a_partner(),))


def spared(plan, replication=1, **shocks):
    """Make a world in which partners meet no shocks but those given by hand."""
    world = populated(plan, replication)
    for key, partnership in world.partnerships.items():
        partnership.shocks = shocks.get(key, SPARED)
    return world
