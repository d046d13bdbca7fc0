"""What cannot be meant of leaders, partners, grants, gates and rules is refused: place, fault, remedy, all at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from command import sfpc

from sfpc_sim.inputs.loading import load

if TYPE_CHECKING:
    from pathlib import Path


def lent(key="lent", share=1.0, to="Kirklees", leader="director", ends="2019-01-01"):
    """Write a deployment; `to` stands on its third line."""
    return (
        f'[deployments.{key}]\nleader = "{leader}"\nto = "{to}"\nstarts = 2018-01-01\nends = {ends}\n'
        f"away_share = {share}\n"
    )


def acting(key, role, leader, starts="2018-01-01", ends="2019-01-01"):
    """Write somebody who acts up."""
    return f'[acting_up.{key}]\nrole = "{role}"\nleader = "{leader}"\nstarts = {starts}\nends = {ends}\n'


def partner(launch="2018-05-01", authority="north-2017"):
    """Write a partner authority."""
    return (
        f'[partners.north]\ntitle = "North"\nauthority = "{authority}"\nplanned_launch = {launch}\nchildren = 50_000\n'
    )


def gate(rule="vacancies = 0", on="2018-06-30", holds="ends"):
    """Write a gate."""
    return f'[gates.review]\ntitle = "Review"\nrule = "{rule}"\nfirst_review = {on}\nholds = "{holds}"\n'


def grant(first_year=2018, strand="lrpc"):
    """Write a second grant."""
    return (
        f'[grants.other]\ntitle = "Another"\ntotal_gbp = 100\nfirst_year = {first_year}\nyears = 1\n'
        f'ends_on = 2019-03-31\nstrands = ["{strand}"]\n'
    )


def risk(rule):
    """Write a risk with a rule: it stands on the plan's fifth line."""
    return f'[risks.new]\ntitle = "New"\nrule = "{rule}"\nimpact = 3\n'


ROLE = """[leaders.programme-director]
title = "Programme Director"
tier = "director"
working_days_per_month = 11
post = "{post}"
[teams.lead]
title = "Lead"
strand = "lrpc"
delivers = "none"
panel_leader = "director"
[posts.programme-director]
title = "Programme Director"
team = "lead"
grade = "PO6"
fte = 0.6
count = 1
social_worker = false
"""

# What a plan says from its third line on; the line, and words of the fault and the remedy.
REFUSED = {
    "away above 100%": (lent(share=1.2), 8, "at most 1.0, not 1.2", "range"),
    "away above 100% in all": (
        lent("one", 0.6) + lent("two", 0.6),
        3,
        '"director" is away 120% of the time from 2018-01-01 ("one", "two")',
        "at most 100%",
    ),
    "lent and acting up": (
        lent(share=0.6) + acting("up", "deputy-learning", "director"),
        9,
        '"director" is away 160% of the time',
        "at most 100%",
    ),
    "lent before the end": (lent(ends="2017-01-01"), 7, '"lent" ends on 2017-01-01, before it starts', "later day"),
    "lent to nowhere": (lent(to="Kirkles"), 5, "neither a programme role nor an authority", '"Kirklees"?'),
    "lent to a home role": (lent(to="deputy-learning"), 5, "neither a programme role", "Use one of"),
    "lent by nobody": (lent(leader="directr"), 4, 'no leader "directr"', '"director"?'),
    "lent to a role that is recruited": (
        ROLE.format(post="programme-director-1") + lent(to="programme-director"),
        22,
        '"lent" fills "programme-director", and its post is recruited as well',
        'filled_by = "lent"',
    ),
    "role without its post": (
        ROLE.format(post="programme-directr-1"),
        7,
        'no post "programme-directr-1"',
        "director-1",
    ),
    "overlapping acting up": (
        acting("one", "director", "deputy-learning") + acting("two", "director", "head-targeted", "2018-06-01"),
        8,
        '"one" and "two" both act up in "director" from 2018-06-01',
        "one end before the other starts",
    ),
    "acting in one's own role": (acting("one", "director", "director"), 5, "their own role", "another leader"),
    "circular backfill": (
        acting("one", "director", "deputy-learning")
        + acting("two", "deputy-learning", "head-targeted")
        + acting("three", "head-targeted", "director", starts="2018-06-01"),
        13,
        "in a circle: head-targeted <- director <- deputy-learning <- head-targeted",
        "outside the circle",
    ),
    "acting for nobody": (acting("one", "directer", "deputy-learning"), 4, 'no leader "directer"', '"director"?'),
    "joint role of an area lead": (
        '[joint_roles.new]\nleader = "area-lead-east"\npartner = "Kirklees"\nstart = 2018-01-01',
        4,
        '"joint_role_area_share"',
        "a director, a deputy or a head",
    ),
    "leader gone before they come": (
        "[leaders.director]\nstarts = 2018-02-01\nends = 2018-01-31",
        5,
        '"director" ends on 2018-01-31, before it starts',
        "later day",
    ),
    "unknown cover": ('[leaders.director]\ncovered_by = ["directr"]', 4, 'no leader "directr"', '"director"?'),
    "unknown skill": ('[leaders.director]\nskills = ["stratgy"]', 4, "'strategy'", '"strategy"?'),
    "duty without a rhythm": (
        '[duties.new]\ntitle = "New"\nleaders = ["director"]\nworking_days = "board_working_days"\npriority = "crisis"',
        3,
        "has 0 rhythms",
        "exactly one of every_months, interval, per_year",
    ),
    "duty with two rhythms": ("[duties.inspection]\nevery_months = 3", 3, "has 2 rhythms", "exactly one"),
    "duty of unknown days": (
        '[duties.inspection]\nworking_days = "inspection_workng_days"',
        4,
        "not an assumption",
        '"inspection_working_days"?',
    ),
    "duty of more than there are": ("[duties.inspection]\neach = 3", 4, "asks 3 of 2 leaders", "Name more leaders"),
    "duty of no known priority": ('[duties.inspection]\npriority = "statutry"', 4, "statutory", '"statutory"?'),
    "partner before the programme": (
        partner("2017-05-01"),
        6,
        '"north" is planned to start on 2017-05-01, before the programme does',
        "Write 2017-06-23 or later",
    ),
    "partner launched in the future": (
        partner() + "launched = true",
        6,
        "cannot have been launched already",
        "Take launched = true away",
    ),
    "partner of itself": (partner(authority="leeds-2017"), 5, "is the home authority", "another"),
    "partner of another origin": (partner(authority="late"), 5, "known as of 2018-03-31", "same day"),
    "partner of no file": (partner(authority="nort-2017"), 5, 'no authority "nort-2017"', "north-2017"),
    "event of nobody": ('[centre]\nevent_leaders = ["head-early"]', 4, 'no leader "head-early"', '"head-early-help"?'),
    "grant that ends before it starts": (
        grant(2019),
        8,
        'The grant "other" ends on 2019-03-31, before it starts in April 2019',
        "later day",
    ),
    "grant for nothing": (grant(strand="lrcp"), 9, 'no cost table "lrcp"', '"lrpc"?'),
    "two grants for one thing": (grant(), 9, "both pay for", "one grant"),
    "more gated than granted": ("[grants.innovation]\ngated_gbp = 10_000_000", 4, "More of the grant is gated", "most"),
    "gate that is not there": ('[grants.innovation]\ngate = "x"', 4, 'no gate "x"', "satisfactory-progress"),
    "gate that opens nothing": (
        lent() + '[gates.satisfactory-progress]\nholds = "ends"\ndeployment = "lent"\nfirst_review = 2018-06-30',
        10,
        "opens nothing",
        'holds = "opens"',
    ),
    "gate that decides on nothing": (gate(), 3, "decides on no deployment", "Add it"),
    "gate before anybody is lent": (
        gate(on="2017-06-30") + 'deployment = "lent"\n' + lent(),
        6,
        'first asked on 2017-06-30; "lent" lends nobody then',
        "2018-01-01",
    ),
    "gate on an unknown measure": (
        gate("post_filled_share >= 80%", holds="opens"),
        5,
        'character 1, "post_filled_share": there is no such measure',
        '"posts_filled_share"?',
    ),
    "grade without a table": ('[posts.lrpc-lead]\ngrade = "PO7"', 4, 'no grade "PO7"', "PO"),
    "grade without a spine": ("[grades.C1]\npoints_gbp = []", 4, "at least 1", "Write"),
    "rule that stops short": (risk("vacancies >="), 5, "cannot be read at character 13, its end", "Write one, such as"),
    "rule with a stray sign": (risk("vacancies => 3"), 5, "character 12", "Write"),
    "rule with a bracket open": (
        risk("(vacancies > 3 and 1 < 2"),
        5,
        "bracket at character 1 is not closed",
        "Write )",
    ),
    "rule of a chance in one future": (risk("chance(vacancies = 0) > 5%"), 5, "character 1", "without chance"),
    "rule of a day before the plan": (risk("vacancies on 2017-01-01 = 0"), 5, "outside the period", "within it"),
    "gate on a day after the plan": (
        gate("vacancies on 2030-01-01 = 0", holds="opens"),
        5,
        "2030-01-01 is outside the period",
        "within it",
    ),
    "rule of nobody": (risk("months_red of directr > 3"), 5, 'character 1, "months_red of directr"', '"director"?'),
    "requirement without a chance": (
        '[requirements.new]\ntitle = "New"\nrule = "vacancies = 0"',
        5,
        "character 1",
        "Write it inside a chance",
    ),
    "impact of six": ("[risks.posts-late]\nimpact = 6", 4, "at most 5", "range"),
}


@pytest.fixture(autouse=True)
def authorities(folder: Path) -> None:
    """Put two more made-up authorities beside Leeds."""
    leeds = (folder / "authorities" / "leeds-2017.toml").read_text()
    north = leeds.replace("E00000000", "E00000001").replace('"Madeup"', '"North"')
    (folder / "authorities" / "north-2017.toml").write_text(north)
    late = north.replace("2017-03-31", "2018-03-31").replace("year = 2018", "year = 2019")
    (folder / "authorities" / "late.toml").write_text(late)


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused_with_place_fault_and_remedy(refuses, case):
    """In every case the line of the file, what cannot be meant, and what to write instead."""
    refuses(*REFUSED[case])


SOUND = (
    lent("one", 0.4)
    + lent("two", 0.6)
    + acting("first", "deputy-learning", "head-targeted", ends="2018-06-01")
    + acting("then", "deputy-learning", "head-complex-needs", starts="2018-06-01")
    # Round, but on no one day: the chain has lost a link before it would close.
    + acting("up", "head-early-help", "area-lead-east")
    + acting("down", "area-lead-east", "area-lead-west", ends="2018-03-01")
    + acting("back", "area-lead-west", "head-early-help", starts="2018-06-01")
    + partner()
    + gate(holds="extends")
    + 'deployment = "one"\n'
)


def test_what_touches_and_does_not_overlap_is_sound(plan):
    """A leader away in two parts, one who acts after another, a partner after the programme, a review in time."""
    scenario = load(plan(SOUND))

    assert [deployment.away_share for deployment in scenario.deployments] == [0.4, 0.6]
    assert [partner.key for partner in scenario.partners] == ["north"]


WRONG = {
    "at most 1.0, not 1.2": lent(share=1.2),
    "before the programme does": partner("2017-05-01"),
    "both act up in": acting("one", "head-targeted", "deputy-learning") + acting("two", "head-targeted", "director"),
    "in a circle": acting("three", "deputy-learning", "head-targeted"),
    "no such measure": gate("post_filled_share >= 80%", holds="opens"),
    "before it starts in April 2019": grant(2019),
    'no grade "PO7"': '[posts.lrpc-lead]\ngrade = "PO7"\n',
    "at least 1": "[grades.C1]\npoints_gbp = []\n",
    "cannot be read at character 13": risk("vacancies >="),
}


def test_every_problem_of_one_file_is_told_at_once_and_the_command_ends_with_2(plan):
    """One file with all of them: each has its line, a fault and a remedy on the error stream; exit code 2."""
    path = plan("".join(WRONG.values()))

    done = sfpc("check", path.name, cwd=path.parent, COLUMNS="1000")

    told = done.stdout + done.stderr
    assert done.returncode == 2, told
    for words in WRONG:
        assert re.search(rf"plan\.toml:\d+: [^\n]*{re.escape(words)}", told), words
    lines = [int(number) for number in re.findall(r"plan\.toml:(\d+):", told)]
    assert lines == sorted(lines)
    assert "Traceback" not in told
