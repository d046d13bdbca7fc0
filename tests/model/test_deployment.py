"""Leaders lent, who acts up for them, and everybody back where they belong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from small_plans import a_deployment, a_leader, a_plan, a_post, acting_up, days_of, live_on, lived, populated

from sfpc_sim.inputs.governance import Gate
from sfpc_sim.inputs.rules import parse_rule
from sfpc_sim.model import strain
from sfpc_sim.model.home_duties import refresh
from sfpc_sim.model.leadership import ask

GO, HOME = date(2018, 1, 1), date(2019, 1, 1)
LEADERS = (
    a_leader("director", "director", covered_by=("deputy", "other")),
    a_leader("deputy", "deputy", covered_by=("head",)),
    a_leader("other", "deputy"),
    a_leader("head"),
    a_leader("programme-director", "director", working_days=11.0, post="programme-director-1", covered_by=("other",)),
)
CHAIN = (acting_up("director", "deputy", mentor="programme-director"), acting_up("deputy", "head", mentor="director"))
STAGES = {"advert_live_weeks": 4, "selection_weeks": 4, "internal_share_director": 0.0, "checks_days": 10,
          "notice_director_weeks": 12, "fill_chance_director": 1.0, "offer_declined_chance": 0.0,
          "turnover_per_year": 1e-9}  # fmt: skip
RECRUITED_DAYS = (4 + 4 + 12) * 7 + 10


def the_plan(deployment=None, acting=CHAIN, gates=(), contract_ends=None, **fixed):
    """Lend the director for a year; a deputy acts up, and a head for the deputy."""
    post = a_post("programme-director-1", grade="Director", filled_by="lent", contract_ends=contract_ends)
    beliefs = {"home_duties_share": 0.6, "acting_up_initial_speed": 0.5, "acting_up_ramp_months": 6} | STAGES | fixed
    plan = a_plan([post], leaders=LEADERS, **beliefs)
    return replace(plan, deployments=(deployment or a_deployment(),), acting_up=tuple(acting), gates=tuple(gates))


def a_review(on=date(2018, 10, 1), rule="posts_filled_share >= 100%", **other):
    """Make a review that holds as long as the post is filled."""
    given = {"every_months": 3, "reviews": 1, "deployment": "lent", "holds": "extends", "fails": "stays", "months": 6,
             "away_share": 0.5} | other  # fmt: skip
    return Gate("review", "review", parse_rule(rule), on, **given)


def presences(world):
    return {key: time.present_share for key, time in world.leadership.times.items()}


def at_home(world):
    """Tell whether everybody is in their own role alone and owes nothing to another."""
    leadership = world.leadership
    shares = [time.present_share for key, time in leadership.times.items() if not time.leader.post]
    return (
        shares == [1.0] * 4
        and not leadership.acting
        and not any(leadership.away.values())
        and all(time.speed == 1.0 and not time.other_shares for time in leadership.times.values())
        and all(time.home_share == pytest.approx(0.6) for time in leadership.times.values() if not time.leader.post)
    )


def test_a_director_is_lent_and_the_gap_moves_down_the_chain():
    """The deputy is in the director's role, the head in the deputy's, and the head's own work is uncovered."""
    world = live_on(populated(the_plan()), date(2018, 6, 1))

    assert presences(world) == {"director": 1.0, "deputy": 1.0, "other": 1.0, "head": 0.0, "programme-director": 1.0}
    assert world.leadership.acting == {"director": "deputy", "deputy": "head"}
    assert world.staff.in_post("programme-director-1", world.env.now)
    assert not world.staff.spells["programme-director-1"][0].permanent


def test_everybody_is_back_on_the_day_the_deployment_ends():
    """Not a month later: from that day on everybody does their own work at full speed, and the post is recruited."""
    world = populated(the_plan())
    before = at_home(world)

    live_on(world, HOME)

    assert before
    assert at_home(world)
    day = world.scenario.day(HOME)
    assert all(world.ledger.days_of("acting_up_over", role) == [day] for role in ("director", "deputy"))
    live_on(world)
    assert at_home(world)
    spells = world.staff.spells["programme-director-1"]
    assert [spell.in_post_day for spell in spells] == pytest.approx([world.scenario.day(GO), day + RECRUITED_DAYS])
    assert world.leadership["programme-director"].present_share == 1.0


def test_the_post_is_not_recruited_again_once_its_work_is_over():
    """The contract ends with the deployment: the role stays empty."""
    world = lived(the_plan(contract_ends=HOME))

    assert len(world.staff.spells["programme-director-1"]) == 1
    assert world.ledger.days_of("advertised", "programme-director-1") == []
    assert world.leadership["programme-director"].present_share == 0.0


@pytest.mark.parametrize("acting", [CHAIN, CHAIN[::-1]], ids=["from above", "from below"])
def test_the_order_in_the_file_does_not_matter(acting):
    """Whoever is written down first, the chain is complete on the first day."""
    world = live_on(populated(the_plan(acting=acting)), GO)

    assert world.leadership.acting == {"director": "deputy", "deputy": "head"}


def test_who_acts_up_is_slower_at_first_and_sooner_at_full_speed_with_a_mentor():
    """Half speed on the first day, in six steps to full: after half a year alone, after 0.5 of it with a mentor."""
    mentored, alone = CHAIN[:1], (replace(CHAIN[0], mentor=None),)
    speeds = {}
    for name, acting in (("mentored", mentored), ("alone", alone)):
        world = populated(the_plan(acting=acting, mentored_ramp_ratio=0.5, mentoring_working_days_per_month=1.1))
        live_on(world, GO)
        assert world.leadership["director"].speed == 0.5
        shares = world.leadership["programme-director"].other_shares
        assert list(shares.values()) == ([pytest.approx(0.1)] if name == "mentored" else [])
        live_on(world, date(2018, 4, 5))
        speeds[name] = world.leadership["director"].speed
        assert world.leadership["programme-director"].other_shares == {}

    assert speeds == {"mentored": pytest.approx(1.0), "alone": pytest.approx(0.75)}


def test_slowness_leaves_days_unmet_and_is_no_new_work():
    """At half speed 0.6 of work takes 1.2 of the days: utilisation stays, and a fifth of the month is not done."""
    world = lived(the_plan(acting=CHAIN[:1], mentored_ramp_ratio=1.0))

    utilisation = [month.utilisation for month in world.leadership.months["director"]]
    unmet = strain.monthly(world)["unmet_days:director"]
    assert utilisation[8:18] == pytest.approx([0.6] * 10)
    assert unmet[8] == pytest.approx(0.0)
    assert unmet[9] > 2.0
    assert unmet[17] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("gate", "day", "back"),
    [
        (a_review(), date(2018, 10, 2), None),
        (a_review(holds="ends"), date(2018, 10, 2), date(2018, 10, 2)),
        (a_review(rule="posts_filled_share < 1", fails="ends", reviews=2), date(2019, 1, 1), HOME),
    ],
    ids=["extends", "ends", "fails at the end"],
)
def test_a_review_prolongs_or_ends_a_deployment(gate, day, back):
    """Prolonged by six months from its own end, or over on the day; either way everybody is back afterwards."""
    world = lived(the_plan(gates=[gate]))

    (home,) = world.ledger.days_of("home", "director")
    expected = world.scenario.day(HOME) + 6 * 365.25 / 12 if back is None else world.scenario.day(back)
    assert home == pytest.approx(expected)
    assert world.ledger.days_of("acting_up_over", "director") == [home]
    assert at_home(world)


def test_a_review_that_changes_a_deployment_brings_the_leader_home_in_part():
    """From the day after the review half the director's own time is back; nobody has to act up for the other half."""
    plan = the_plan(acting=(), gates=[a_review(holds="changes", away_share=0.5)])
    world = populated(plan)

    shares = [presences(live_on(world, day))["director"] for day in (date(2018, 10, 1), date(2018, 10, 3), HOME)]

    assert shares == [0.0, 0.5, 1.0]
    assert at_home(live_on(world))


def test_a_review_after_everybody_is_home_decides_on_nothing():
    """It comes too late, says so, and the deployment is not longer for it."""
    late = a_review(on=date(2019, 6, 1))
    world = lived(the_plan(gates=[late]))

    assert world.ledger.days_of("nothing_to_decide_on", "lent") == [world.scenario.day(date(2019, 6, 2))]
    assert world.leadership.lent["lent"].end_day == world.scenario.day(HOME)
    assert at_home(world)


@pytest.mark.parametrize("state", ["leaving", "vacant"])
def test_who_has_resigned_is_not_lent_and_the_post_is_recruited_instead(state):
    """Nobody acts up for a director who stays, and the programme role is filled as any other."""
    world = populated(the_plan())
    getattr(world.leadership, state).add("director")
    refresh(world)

    live_on(world, HOME)

    assert world.ledger.days_of("nobody_to_lend", "director") == [world.scenario.day(GO)]
    assert world.leadership.acting == {}
    assert world.staff.first_day("programme-director-1") == pytest.approx(world.scenario.day(GO) + RECRUITED_DAYS)


def test_acting_up_waits_for_somebody_who_stays():
    """The deputy has resigned: the director's work is shared out, and the next deputy acts up within a month."""
    world = populated(the_plan())
    world.leadership.leaving.add("deputy")
    live_on(world, date(2018, 3, 10))
    assert world.leadership.acting == {}
    assert world.leadership["other"].block_share == pytest.approx(0.6 + 0.3)

    world.leadership.leaving.discard("deputy")
    live_on(world, date(2018, 4, 10))

    assert world.leadership.acting == {"director": "deputy", "deputy": "head"}
    live_on(world)
    assert at_home(world)


def test_one_may_act_up_after_another():
    """The day one goes back the other takes over; the first is home from that day on."""
    first = acting_up("director", "deputy", ends=date(2018, 7, 1))
    then = acting_up("director", "other", starts=date(2018, 7, 1))
    world = populated(the_plan(acting=(first, then)))

    assert live_on(world, date(2018, 7, 1)).leadership.acting == {"director": "other"}
    assert presences(world)["deputy"] == 1.0
    assert at_home(live_on(world))


def test_acting_up_that_ends_before_the_deployment_leaves_the_role_to_its_cover():
    """From then on two deputies share the director's work, and it is theirs no longer when the director is home."""
    world = populated(the_plan(acting=(acting_up("director", "deputy", ends=date(2018, 7, 1)),)))

    live_on(world, date(2018, 8, 1))
    assert presences(world)["director"] == 0.0
    assert world.leadership["deputy"].block_share == pytest.approx(0.9)
    assert at_home(live_on(world))


def test_a_leader_lent_in_part_keeps_the_rest_of_the_role():
    """With 0.4 given away 0.6 of the days are there for 0.6 of the work, the rest is covered; nobody acts up."""
    world = populated(the_plan(deployment=a_deployment(away_share=0.4), acting=()))

    live_on(world, date(2018, 6, 1))

    assert presences(world)["director"] == pytest.approx(0.6)
    assert world.leadership["director"].block_share == pytest.approx(0.36)
    assert world.leadership["deputy"].block_share == pytest.approx(0.72)


def test_shares_lent_in_parts_come_back_to_the_last_bit():
    """Three parts that do not add up in binary leave nobody, and exactly a whole director when they are over."""
    parts = [a_deployment(key=f"part {n}", to="Elsewhere", away_share=share) for n, share in enumerate((0.7, 0.2, 0.1))]
    world = populated(replace(the_plan(acting=()), deployments=tuple(parts)))

    assert presences(live_on(world, date(2018, 6, 1)))["director"] == 0.0
    assert presences(live_on(world))["director"] == 1.0


def test_what_waits_at_the_programme_is_handed_on_when_its_director_goes_home():
    """The partner's work that is left is done by who covers for the programme role."""
    world = populated(the_plan(acting=()))
    live_on(world, date(2018, 12, 20))
    ask(world, ["programme-director"], "partner", 30.0, "programme")

    live_on(world)

    assert [wait.kind for wait in world.leadership["other"].waits] == ["partner"]
    done = [days_of(world, key).tasks for key in ("programme-director", "other")]
    assert sum(done) == pytest.approx(30.0)
    assert done[0] == pytest.approx(12 * 11.0 * 12 / 365.25)


def test_without_the_programme_nobody_is_lent():
    """Deployments, acting up and their reviews come with the programme."""
    plan = the_plan(gates=[a_review()])
    world = lived(replace(plan, programme=replace(plan.programme, enabled=False)))

    assert world.ledger.events == []
    assert at_home(world)
