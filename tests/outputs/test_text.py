"""The summary a planner reads, as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toy_plan import toy_plan

from sfpc_sim.outputs.text import as_text, summary_sections
from sfpc_sim.study.plain import facts_of

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.study.result import Result

FIRST_STEP = ("looked_after_on", "under_on", "in_post_day", "team_started_day", "spend_gbp", "mean_utilisation")
SECOND_STEP_FACTS = ("partners", "improvement", "centre", "gates", "requirements", "risks", "duties")


def test_it_answers_the_question_first(result: Result, text: str) -> None:
    """In a number of futures, and as a chance with its interval."""
    failing = int((result.replications["looked_after_on:2019-03-31"] >= 1000).sum())
    assert (
        f"In {failing} of 300 simulated futures Toytown does NOT have fewer than 1,000 children looked after"
        " on 31 Mar 2019.\nChance of missing the target: "
    ) in text


def test_missing_and_meeting_stand_in_one_line_and_every_post_beside_one(result: Result, text: str) -> None:
    """They add up to one; all posts at once are likelier late than one."""
    meets = (result.replications["looked_after_on:2019-03-31"] < 1000).mean()
    assert f"  on 31 Mar 2019 (target)  {1 - meets:>7.0%}  {meets:.0%} (CI " in text
    early = result.replications[["in_post_day:res/1", "in_post_day:res/2"]] < 184
    assert f"one post {early.to_numpy().mean():.0%} (CI " in text
    assert not early.all(axis=1).any()
    assert "; every post 0% (CI 0% to 1.2%)" in text


def test_it_shows_the_chance_under_every_drift_with_its_own_replications(text: str) -> None:
    """The alternatives are labelled with their smaller run."""
    assert "meets: damped, n=300" in text
    assert "meets: walk, n=200" in text
    assert "meets: stationary, n=200" in text
    assert "12 months by 31 Mar 2020" in text
    assert "walk: they never revert" in text
    assert "on 31 Mar 2019 (target)" in text


def test_it_never_writes_a_confidence_interval_like_a_range_of_futures(text: str) -> None:
    """And says in words which is which."""
    assert "(CI a to b): how well the number beside it is known" in text
    assert "a | b | c:   how far futures range (p10 | p50 | p90)" in text


def test_it_tells_posts_money_leaders_history_and_assumptions(text: str) -> None:
    """One section each."""
    assert "after Mar 2020" in text
    assert "Filled by 1 Oct 2017, the plan's date: one post " in text
    assert "  2017/18  £91k | £95k | £99k     £101k" in text
    assert "Unfunded after the grant ends: 2020/21 £1,900k | £1,900k | £1,900k" in text
    assert "months > 0.9  months > 1.0" in text
    assert "2018  1,030 (" in text
    assert "1 assumptions: 1 of grade D" in text
    assert "sfpc assumptions toy" in text


def test_every_topic_has_its_section(result: Result, summary: pd.DataFrame) -> None:
    """In the order a board reads them: children first, what it leans on last."""
    headings = [section.heading.partition(":")[0] for section in summary_sections(result, summary)]
    assert headings[2:] == [
        "Chance of fewer than 1,000 children",
        "Children looked after, and what the programme avoids",
        "Posts",
        "Leaders",
        "Other authorities",
        "Money, in nominal pounds",
        "Gates, requirements and the risk register",
        "Against what happened, a check only",
        "What it leans on, weakest evidence first",
        "How to read the numbers",
    ]


def test_no_line_is_wider_than_a_page(text: str) -> None:
    """And the whole is no longer than it is for two leaders, one team and one partner."""
    assert len(text.splitlines()) < 100
    assert max(map(len, text.splitlines())) <= 120


def test_a_measure_that_is_absent_breaks_nothing(result: Result, summary: pd.DataFrame) -> None:
    """Whichever it is: what is said without it has no number that is none."""
    for name in summary["measure"].unique():
        text = as_text(summary_sections(result, summary[summary["measure"] != name]))
        assert "nan" not in text, name
        assert "- (CI" not in text, name


def test_results_of_the_first_step_still_read(result: Result, summary: pd.DataFrame) -> None:
    """They know nothing of partners, gates and risks, and of leaders only their months."""
    facts = {key: value for key, value in result.facts.items() if key not in SECOND_STEP_FACTS}
    facts["leaders"] = [{"key": "director", "title": "Director", "tier": "director"}]
    facts["money"] = {key: facts["money"][key] for key in ("tables", "tables_first_year")}
    old = replace(result, manifest=result.manifest | {"facts": facts})
    text = as_text(summary_sections(old, summary[summary["measure"].str.startswith(FIRST_STEP)]))
    assert "  Director  " in text
    assert not any(heading in text for heading in ("Other authorities", "Gates", "Programme Director"))


def test_without_a_programme_the_text_says_so(result: Result, summary: pd.DataFrame) -> None:
    """Nobody is recruited or lent, and nothing is spent."""
    facts = facts_of(toy_plan())
    facts["programme"]["enabled"] = False
    none = replace(result, manifest=result.manifest | {"facts": facts})
    text = as_text(summary_sections(none, summary))
    for words in ("no posts are recruited", "nobody is lent", "nothing is spent"):
        assert words in text
