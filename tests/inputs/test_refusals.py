"""What cannot be used is refused with its place, its fault and a remedy, all at once."""

from __future__ import annotations

import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.loading import load

BELIEF = "belief = { triangular = { low = 6, mode = 12, high = 30 } }"
COUNT = '[latest_count]\non = {}\nlooked_after = {}\nsource = "a return"'

# What a plan says from its third line on; the line, and words of the fault and the remedy.
REFUSED = {
    "unknown key": ('titel = "x"', 3, '"titel" is not a setting', 'Did you mean "title"?'),
    "key without its heading": (
        "recruitment_from = 2017-09-01",
        3,
        '"recruitment_from" is not a setting',
        "Put it under [programme] or [teams.NAME].",
    ),
    "key of one table only": ("seed = 1", 3, '"seed" is not a setting', "Put it under [run]."),
    "key of many tables": (
        'leader = "director"',
        3,
        '"leader" is not a setting',
        "Put it under [joint_roles.NAME], [deployments.NAME] or [acting_up.NAME].",
    ),
    "unknown inner key": ("[run]\nsed = 1", 4, '"run.sed"', 'Did you mean "seed"?'),
    "text for a number": ('[run]\nseed = "3"', 4, "whole number", "quotation marks"),
    "truth for a number": ("[run]\nreplications = true", 4, "whole number", "quotation marks"),
    "point for a number": ("[run]\nreplications = 2.5", 4, "whole number", "without a point"),
    "number for truth": ("pandemic = 1", 3, "true or false", "true or false"),
    "text for a date": ('[target]\non = "2019-03-31"', 4, "must be a date", "without quotation marks: 2019-03-31"),
    "text that is another date": ('[target]\non = "31/03/2019"', 4, "must be a date", "2019-03-31"),
    "text that is no date": ('[target]\non = "1,100"', 4, "must be a date", "2018-02-28"),
    "time of the day": ("[target]\non = 2019-03-31T12:00:00", 4, "must be a date", "the day alone: 2019-03-31"),
    "text that is a time": ('[target]\non = "2019-03-31T12:00:00"', 4, "must be a date", "2018-02-28"),
    "text that is a truth": ('[target]\nchildren_under = "true"', 4, "whole number", "without a point"),
    "text of brackets": (f'[target]\nchildren_under = "{"[" * 499}"', 4, "whole number", "without a point"),
    "thousands in a text": ('[target]\nchildren_under = "1,100"', 4, "whole number", "1100 or 1_100"),
    "plan's own key in a table": ('[target]\ndrift = "walk"', 4, '"target.drift" is not', "above the first [table]"),
    "plan's table in a table": (
        "[target.programme]\nenabled = true",
        3,
        '"target.programme"',
        "Write [programme].",
    ),
    "key of another table": ("[target]\nseed = 3", 4, '"target.seed" is not a setting', "Put it under [run]."),
    "parent in a table": ('[target]\nextends = "x"', 4, '"target.extends"', "above the first [table]"),
    "mistyped key of a post": ("[posts.lrpc-lead]\ncuont = 2", 4, "not a setting", 'Did you mean "count"?'),
    "capitals": ("[posts.lrpc-lead]\nFTE = 0.5", 4, "not a setting", 'Did you mean "fte"?'),
    "number for an assumption": (
        "[assumptions]\nadvert_live_weeks = 4",
        4,
        "must be a table, not 4",
        "[assumptions.advert_live_weeks]",
    ),
    "belief whose source has no grade": (
        f'[assumptions.advert_live_weeks]\n{BELIEF}\nsource = {{ ref = "a guess" }}',
        5,
        "has a source without grade",
        'grade = "D"',
    ),
    "table for a value": ("[run.seed]\nx = 1", 3, "whole number", "Write"),
    "impossible date": ("[target]\non = 2018-02-30", 4, "date does not exist", "year-month-day"),
    "start after end": ("[period]\nend = 2017-01-01", 4, "ends on 2017-01-01", "after the start"),
    "target outside": ("[target]\non = 2024-03-31", 4, "outside the period", "within the period"),
    "recruiting too early": ("[programme]\nrecruitment_from = 2017-01-01", 4, "authority's figures begin", "Write"),
    "start before the stock": ("[period]\nstart = 2017-03-01", 4, "known as of 2017-03-31", "Start within two years"),
    "start long after the stock": ("[period]\nstart = 2019-05-01", 4, "known as of 2017-03-31", "fitted for another"),
    "not a number": ("[grants.innovation]\ntotal_gbp = nan", 4, "finite", "ordinary"),
    "negative pounds": ("[grants.innovation]\ntotal_gbp = -1", 4, "at least 0", "range"),
    "fte of 45": ("[posts.lrpc-lead]\nfte = 45", 4, "at most 1", 'grade = "Dir 45%" and fte = 1.0'),
    "fte of 0": ("[posts.lrpc-lead]\nfte = 0", 4, "above 0", "0.5"),
    "unknown evidence": ('evidence = "hope"', 3, "council-hope", "council-hope"),
    "unknown drift": ('drift = "wlak"', 3, "must be", 'Did you mean "walk"?'),
    "unknown team": ('[posts.lrpc-lead]\nteam = "lprc"', 4, 'no team "lprc"', 'Did you mean "lrpc"?'),
    "unknown grade": ('[posts.lrpc-lead]\ngrade = "P06"', 4, 'no grade "P06"', "PO6"),
    "unknown leader": ('[teams.lrpc]\npanel_leader = "directr"', 4, 'no leader "directr"', '"director"?'),
    "unknown manager": ('[teams.lrpc]\nmanagers = ["lrpc-led-1"]', 4, 'no post "lrpc-led-1"', '"lrpc-lead-1"?'),
    "unknown strand": ('[teams.lrpc]\nstrand = "lrp"', 4, 'no cost table "lrp"', '"lrpc"?'),
    "unknown joint leader": ('[joint_roles.kirklees-deputy]\nleader = "x"', 4, 'no leader "x"', "Use one of"),
    "changes nothing": ("[programme]\nenabled = true", 4, "changes nothing", "Leave it out"),
    "changes no belief": (
        "[assumptions.advert_live_weeks]\nbelief = { triangular = { low = 2, mode = 2.5, high = 4 } }",
        4,
        "changes nothing",
        "Leave it out",
    ),
    "unknown assumption": ("[assumptions.advert_live_week]\nbounds = [0, 9]", 3, "not an assumption", "live_weeks"),
    "bounds outside the belief": ("[assumptions.advert_live_weeks]\nbounds = [3, 9]", 4, "outside its bounds", "Widen"),
    "belief outside its bounds": (
        "[assumptions.advert_live_weeks]\nbelief = { fixed = { value = 99 } }",
        4,
        "100% of the belief lies outside",
        "restate",
    ),
    "probability above 1": ("[assumptions.fill_chance_upper]\nbounds = [0, 1.5]", 4, "outside 0 to 1", "0 and 1"),
    "negative rate": ("[assumptions.turnover_per_year]\nbounds = [-1, 1]", 4, "cannot be negative", "at least 0"),
    "reversed bounds": ("[assumptions.advert_live_weeks]\nbounds = [9, 2]", 4, "hold nothing", "lower one first"),
    "unknown belief": (
        "[assumptions.advert_live_weeks]\nbelief = { trianglar = { low = 2 } }",
        4,
        "not a kind of belief",
        '"triangular"?',
    ),
    "belief without names": (
        "[assumptions.advert_live_weeks]\nbelief = { triangular = [2, 3, 4] }",
        4,
        "no names",
        "triangular = { low = ..., mode = ..., high = ... }",
    ),
    "unordered belief": (
        "[assumptions.advert_live_weeks]\nbelief = { triangular = { low = 5, mode = 3, high = 4 } }",
        4,
        "order is low, mode, high",
        "low = ...",
    ),
    "two spellings": (
        "[assumptions.advert_live_weeks]\nbounds = [1, 13]\n[assumptions.advert_live_days]\nbounds = [1, 99]",
        5,
        "given twice",
        "Keep one",
    ),
    "grade of evidence": (
        '[assumptions.advert_live_weeks]\nsource = { ref = "x", grade = "E" }',
        4,
        "must be a grade of evidence",
        "A, B, C or D",
    ),
    "plug-in that is not there": ('plugins = ["plugins/slow.py"]', 3, "no such file", "spelling"),
    "key said twice": ("pandemic = true\npandemic = true", 4, "not valid TOML", "once"),
    "no value": ("pandemic = ", 3, "not valid TOML", "a value after the equals sign"),
    "no equals sign": ("pandemic true", 3, "not valid TOML", "toml.io"),
    "date as people write it": ("[target]\non = 31/03/2019", 4, "not valid TOML", "2019-03-31"),
    "date with points": ("[target]\non = 7.8.2017", 4, "not valid TOML", "2017-08-07"),
    "date that is none": ("[target]\non = 31/02/2019", 4, "not valid TOML", "for example 2018-02-28"),
    "thousands with a comma": ("[grants.innovation]\ntotal_gbp = 1,100", 4, "not valid TOML", "1100 or 1_100"),
    "thousands in a belief": ("x = { low = 9,850,000.5 }", 3, "not valid TOML", "9850000.5 or 9_850_000.5"),
    "quotes from Word": ("title = \u201cA plan\u201d", 3, "not valid TOML", "straight quotes"),
    "quotes from Word at one end": ('title = "A plan\u201d', 3, "not valid TOML", "straight quotes"),
    "what words may hold": ('x = "31/03/2019 1,100 \u201cx\u201d" y # 1/2/2019', 3, "not valid TOML", "toml.io"),
    "date in words": ("[target]\non = 31 March 2019", 4, "not valid TOML", "2019-03-31"),
    "date in short": ("[target]\non = 2019-3-31", 4, "not valid TOML", "2019-03-31"),
    "year in short": ("[target]\non = 19-03-31", 4, "not valid TOML", "all of the year"),
    "decimal comma": ("[posts.lrpc-lead]\nfte = 0,5", 4, "not valid TOML", "a point instead of the comma: 0.5."),
    "percentage": ("[posts.lrpc-lead]\nfte = 50%", 4, "not valid TOML", "part of 1: 0.5."),
    "pounds": ("[grants.innovation]\ntotal_gbp = £1,100", 4, "not valid TOML", "without £"),
    "nought in front": ("[target]\nchildren_under = 0900", 4, "not valid TOML", "before it: 900."),
    "truth in capitals": ("pandemic = True", 3, "not valid TOML", "small letters"),
    "truth in words": ("pandemic = yes # of course", 3, "not valid TOML", "true or false"),
    "text without quotation marks": ("drift = walk", 3, "not valid TOML", 'quotation marks: "walk".'),
    "text that does not end": ('drift = "walk', 3, "not valid TOML", "same line"),
    "semicolon": ("pandemic = true;", 3, "not valid TOML", "semicolon"),
    "colon": ("pandemic: true", 3, "not valid TOML", "pandemic = ..."),
    "heading that does not end": ("[target\non = 2019-03-31", 3, "not valid TOML", "Close the bracket: [target]."),
    "path of Windows": (r'plugins = ["C:\Users\x.py"]', 3, "not valid TOML", 'Write "/" instead'),
    "spreadsheet": ("post;fte\nres;0,5", 3, "not valid TOML", "looks like a spreadsheet"),
    "missing authority": ('authority = "leads-2017"', 3, 'no authority "leads-2017"', '"leeds-2017"?'),
    "authority that is no name": ("authority = 3", 3, "must be a name", "leeds-2017"),
    "count of the stock's day": (COUNT.format("2017-03-31", 1290), 4, "known as of 2017-03-31 already", "a later day"),
    "count of a later year": (COUNT.format("2018-09-30", 1290), 4, "over a year after", "sfpc fit published"),
    "count after the end": (
        COUNT.format("2022-03-31", 1290),
        4,
        "the plan ends on 2022-03-31",
        "before the plan's end",
    ),
    "count of something else": (COUNT.format("2017-09-30", 129), 5, "and 1,253 were on 2017-03-31", "published"),
    "count of England": (COUNT.format("2017-09-30", 72_670), 5, "72,670 children", "whole authority"),
    "count of nobody": (COUNT.format("2017-09-30", 0), 5, "at least 1", "range"),
    "count of parts of children": (COUNT.format("2017-09-30", 1290.5), 5, "whole number", "without a point"),
    "count without a source": (
        "[latest_count]\non = 2017-09-30\nlooked_after = 1290",
        3,
        '"latest_count.source" is missing',
        "Add it",
    ),
    "post that was perhaps another": ("[posts.res-manager-weest]\nfte = 0.5", 3, "is missing", '"res-manager-west"?'),
    "count whose source is empty": (
        COUNT.format("2017-09-30", 1290).replace("a return", ""),
        6,
        "not be empty",
        "text",
    ),
    "count in the authority's place": ("[authority.latest_count]\non = 2017-09-30", 3, "must be", "leeds-2017"),
    "grade without such a point": ("[grades.C1]\nstart_point = 4", 4, "no point 4", "0 to 3"),
    "salaries that fall": ("[grades.C1]\npoints_gbp = [2, 1]", 4, "do not rise", "lowest"),
    "tables of unequal years": ("[money.tables.res]\npay_gbp = [1]", 3, "same years", "as many"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused_with_place_fault_and_remedy(refuses, case):
    refuses(*REFUSED[case])


def test_every_problem_is_told_at_once_in_the_order_of_the_lines(problems):
    found = problems(
        'titel = "x"\ndrift = "wlak"\n[run]\nseed = "3"\n[posts.lrpc-lead]\nfte = 45\ngrade = "P06"\n'
        "[assumptions.advert_live_week]\nbounds = [1, 2]\n"
    )

    lines = [int(problem.place.removeprefix("plan.toml:")) for problem in found]
    assert lines == [3, 4, 6, 8, 9, 10]


def test_lines_that_are_no_toml_are_told_at_once_as_long_as_they_explain_themselves(problems):
    """A line that nobody can explain ends it, and so does a heading: what follows may be its consequence."""
    slips = "[posts.lrpc-lead]\nfte = 0,5\ncount = 2;\n[target]\non = 31/03/2019\nchildren_under = 1,100\n"
    told = [(problem.place, problem.remedy) for problem in problems(slips)]
    assert [place for place, _ in told] == ["plan.toml:4", "plan.toml:5", "plan.toml:7", "plan.toml:8"]
    assert len(set(told)) == 4

    for stop in ("a b c = 1", "[target"):
        assert [problem.place for problem in problems(f"pandemic = yes\n{stop}\n{slips}")] == [
            "plan.toml:3",
            "plan.toml:4",
        ]


def test_everything_wrong_with_a_latest_count_is_told_at_once(problems):
    found = problems(COUNT.format("2022-04-30", 3) + "\nby = 1")
    assert [problem.place for problem in found] == ["plan.toml:7"]  # its shape first

    found = problems(COUNT.format("2022-04-30", 3))
    assert [problem.place for problem in found] == ["plan.toml:4", "plan.toml:4", "plan.toml:5"]


def test_the_fault_of_a_parent_has_the_parents_place(folder, plan):
    parent = folder / "innovation-2017.toml"
    parent.write_text(parent.read_text().replace('grade = "C1"\nfte = 0.5', 'grade = "C7"\nfte = 0.5'))
    line = next(n for n, text in enumerate(parent.read_text().splitlines(), 1) if '"C7"' in text)

    with pytest.raises(Refusal) as refusal:
        load(plan("[run]\nseed = 1\n"))
    assert [problem.place for problem in refusal.value.problems] == [f"innovation-2017.toml:{line}"]


def test_taking_a_teams_posts_away_is_refused_at_the_team(problems):
    (problem,) = problems("[posts.res-worker-jess]\ncount = 0")

    assert problem.place.startswith("innovation-2017.toml:")
    assert 'team "res-jess" has no posts' in problem.fault


def _refusal(path) -> str:
    with pytest.raises(Refusal) as refusal:
        load(path)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"# only a comment\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "not a text file"),
        (b"a = 1\xff\n", "not a text file"),
        (b"a = " + b"[" * 100_000, "TOML"),
        (b"a = " + b"9" * 5000, "TOML"),
        (b"," * 1_000_000 + b"=", "TOML"),
        (b'a = ["' + b"," * 1_000_000 + b"=", "TOML"),
        (b'title = "no parent"\n', "No authority is named"),
    ],
)
def test_a_file_that_holds_no_plan_is_refused(folder, content, words):
    path = folder / "odd.toml"
    path.write_bytes(content)

    words = {"TOML": ("TOML", "nested")}.get(words, (words,))
    assert any(word in _refusal(path) for word in words)


def test_a_folder_and_a_missing_file_are_refused(folder):
    assert "folder" in _refusal(folder)
    (folder / "x.toml").mkdir()
    assert "folder" in _refusal("x")
    assert "no file" in _refusal(folder / "nowhere.toml")
    assert 'Did you mean "innovation-2017"?' in _refusal("inovation-2017")
    assert 'Did you mean "innovation-2017"?' in _refusal("INNOVATION-2017")
    assert "no file" in _refusal("a\0b.toml")
    assert "no scenario" in _refusal("n" * 5000)


def test_a_file_with_another_ending_and_a_folder_are_told(folder, monkeypatch):
    """Notepad adds an ending that an explorer hides; a spreadsheet's file is none; `sfpc batch` takes a folder."""
    monkeypatch.chdir(folder)
    for name in ("mine.toml.txt", "mine.csv"):
        (folder / name).write_text("sfpc = 1\n")
    (folder / "plans").mkdir()

    for name in ("mine.toml", folder / "mine.toml"):
        assert _refusal(name).endswith('mine.toml". There is "mine.toml.txt": rename it to mine.toml.')
    assert _refusal("mine.csv").endswith('There is "mine.csv": rename it to mine.toml.')
    assert _refusal("plans").endswith("It is a folder: name a file in it, or sfpc batch.")


def test_parents_are_found_at_most_three_deep_and_never_in_a_circle(folder):
    for child, parent in (("a", "innovation-2017"), ("b", "a"), ("c", "b"), ("d", "c"), ("e", "f"), ("f", "e")):
        (folder / f"{child}.toml").write_text(f'sfpc = 1\nextends = "{parent}"\ntitle = "{child}"\n')
    (folder / "g.toml").write_text('sfpc = 1\nextends = "innovation-2071"\n')
    (folder / "h.toml").write_text("sfpc = 1\nextends = 3\n")

    assert load("c").title == "c"
    assert "d.toml" not in _refusal("d")
    assert "more than 3 deep" in _refusal("d")
    assert "circle: e -> f -> e" in _refusal("e")
    assert _refusal("g").startswith('g.toml:2: There is no scenario "innovation-2071". Did you mean "innovation-2017"?')
    assert _refusal("h").startswith('h.toml:2: "extends" must be the name')


def test_a_fault_in_the_authority_has_its_place(folder):
    path = folder / "authorities" / "leeds-2017.toml"
    path.write_text(
        path.read_text().replace("[14, 182, 730]", "[182, 14]").replace("rates.home = [0.2", "rates.home = [-1")
    )

    told = _refusal("innovation-2017")
    assert 'authorities/leeds-2017.toml:16: "exits.rates.home.0" must be at least 0' in told
