"""What a rule may name, and how a rule that names something else is refused."""

from __future__ import annotations

from datetime import date

import pytest

from sfpc_sim.inputs.loading import shipped_register
from sfpc_sim.inputs.measures import MEASURES, SUBJECTS, faults_of
from sfpc_sim.inputs.rules import RESERVED, parse_rule

SUBJECT_KEYS = {"leader": ["director", "deputy-learning"], "team": ["res-jess"], "grant": ["sfpc"], "partner": []}
ANSWERED = "The rule cannot be answered at character"
UNANSWERED = {
    "childern_looked_after < 1000": f'{ANSWERED} 1, "childern_looked_after": there is no such measure or assumption.'
    ' Did you mean "children_looked_after"?',
    "vacancies < turnover_per_yaer": f'{ANSWERED} 13, "turnover_per_yaer": there is no such measure or assumption.'
    ' Did you mean "turnover_per_year"?',
    "month_red of director < 3": f'{ANSWERED} 1, "month_red of director": there is no such measure or assumption.'
    ' Did you mean "months_red"?',
    "months_red < 3": f'{ANSWERED} 1, "months_red": it does not say of which leader.'
    " Write months_red of deputy-learning, for example.",
    "months_red of directr < 3": f'{ANSWERED} 1, "months_red of directr": there is no leader "directr".'
    ' Did you mean "director"?',
    "vacancies of res-jess < 3": f'{ANSWERED} 1, "vacancies of res-jess": "vacancies" is of the whole plan.'
    ' Leave "of res-jess" out.',
    "children_looked_after of leeds < 1": f'{ANSWERED} 1, "children_looked_after of leeds":'
    ' there is no partner authority "leeds". Leave it out.',
    "vacancies on 2024-03-31 = 0": f'{ANSWERED} 1, "vacancies on 2024-03-31": 2024-03-31 is outside the period'
    " 2017-04-01 to 2022-03-31. Write a date within it.",
    "turnover_per_year on 2018-03-31 < 1": f'{ANSWERED} 1, "turnover_per_year on 2018-03-31":'
    " an assumption has neither a subject nor a date. Write turnover_per_year alone.",
}


def faults(text: str, *, chances: bool = False) -> list[tuple[int, str]]:
    """List what cannot be answered in a rule of a small plan."""
    period = date(2017, 4, 1), date(2022, 3, 31)
    found = faults_of(parse_rule(text, chances=chances), SUBJECT_KEYS, {"turnover_per_year"}, *period)
    return [(each.position, f"{each.fault} {each.remedy}") for each in found]


@pytest.mark.parametrize(("text", "words"), UNANSWERED.items())
def test_a_rule_that_nobody_can_answer_is_refused_in_words(text, words):
    """Unknown names with the nearest known one, subjects that are missing or too many, days outside the period."""
    assert [told for _, told in faults(text)] == [words]


def test_everything_unanswerable_is_told_at_once():
    """In the order of writing and inside chances too; what can be answered is passed over."""
    text = "chance(months_red of x on 2030-01-01 < vacancies or turnover < posts_filled_share of res-jess) > 0.5"
    assert [position for position, _ in faults(text, chances=True)] == [8, 8, 53]
    assert faults("spend_gbp of sfpc on 2017-04-01 < spend_gbp on 2022-03-31 / turnover_per_year") == []


def test_every_name_means_one_thing():
    """No assumption has the name of a measure, no measure that of a word of the language, and all subjects exist."""
    assumptions = {assumption.name for assumption in shipped_register().assumptions}
    assert not assumptions & MEASURES.keys()
    assert not RESERVED & (assumptions | MEASURES.keys())
    assert {measure.of for measure in MEASURES.values()} == {None, *SUBJECTS}
    assert all(parse_rule(f"{name} of x < 1") for name in MEASURES)
