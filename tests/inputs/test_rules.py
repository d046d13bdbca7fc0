"""The rule language: what can be said, what it means, and what is refused."""

from __future__ import annotations

import pickle
import string
from datetime import date
from math import inf, nan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sfpc_sim.inputs.measures import MEASURES
from sfpc_sim.inputs.rule_tree import (
    ARITHMETIC,
    COMPARISONS,
    Arithmetic,
    Assumed,
    Chance,
    Comparison,
    Joined,
    Measured,
    Negation,
    Number,
    Rule,
)
from sfpc_sim.inputs.rules import DEEPEST, MOST_WORDS, RESERVED, RuleError, parse_rule

# One of each kind of rule the reports ask for: the target, satisfactory progress, a review, a requirement, a risk.
PLANS_RULES = {
    "children_looked_after on 2020-03-31 < 1000": False,
    "posts_filled_share on 2018-09-30 >= satisfactory_progress_share"
    " and children_looked_after on 2018-09-30 < children_looked_after on 2017-09-30": False,
    "not longest_red_run of director on 2022-03-31 >= 3": False,
    "chance(children_looked_after on 2020-03-31 < 1000) >= 0.5": True,
    "grant_balance_gbp of sfpc on 2024-03-31 >= 0.02 * spend_gbp on 2024-03-31": False,
}


def holds(text: str, **values: float) -> bool:
    """Ask a rule, with values for the names in it."""
    return parse_rule(text).holds(lambda measured: values[measured.name], lambda name: values[name])


def refused(text: str, *, chances: bool = False) -> str:
    """Give the words with which a rule is refused."""
    with pytest.raises(RuleError) as error:
        parse_rule(text, chances=chances)
    assert 1 <= error.value.position <= len(text) + 1
    assert f"at character {error.value.position}, " in error.value.fault
    return f"{error.value.fault} {error.value.remedy}"


@pytest.mark.parametrize(("text", "requirement"), PLANS_RULES.items())
def test_the_rules_of_the_plans_are_read_and_written_back(text, requirement):
    """A rule reads like a sentence, and what was read is written as the same sentence."""
    assert str(parse_rule(text, chances=requirement)) == text


def test_a_rule_is_a_tree_of_plain_values():
    """What the parser made is what was meant: a subject, a day, a percentage and a thousands separator."""
    rule = parse_rule("posts_filled_share of res-jess on 2018-09-30 >= 80% and spend_gbp < 1_000_000 * pay_factor")

    share = Comparison(">=", Measured("posts_filled_share", "res-jess", date(2018, 9, 30)), Number(0.8))
    spend = Comparison("<", Measured("spend_gbp", None, None), Arithmetic("*", Number(1e6), Assumed("pay_factor")))
    assert rule == Rule(Joined("and", (share, spend)))
    assert [(str(name), name.position) for name in rule.names()] == [
        ("posts_filled_share of res-jess on 2018-09-30", 1),
        ("spend_gbp", 57),
        ("pay_factor", 81),
    ]


@pytest.mark.parametrize(
    ("loose", "bracketed"),
    [
        ("a < 1 or b < 2 and c < 3", "a < 1 or (b < 2 and c < 3)"),
        ("not a < 1 and b < 2", "(not (a < 1)) and b < 2"),
        ("not a + 1 < 2", "not ((a + 1) < 2)"),
        ("1 + 2 * a < 3", "(1 + (2 * a)) < 3"),
        ("a - b - c < 0", "((a - b) - c) < 0"),
        ("a / b / c < 0", "((a / b) / c) < 0"),
        ("a - -5 < 0", "(a - (-5)) < 0"),
        ("a\n  < 1", "((a < 1))"),
    ],
)
def test_what_binds_tighter_needs_no_brackets(loose, bracketed):
    """Products before sums before comparisons before not before and before or, from left to right."""
    assert parse_rule(loose) == parse_rule(bracketed)
    assert str(parse_rule(bracketed)) == " ".join(loose.split())


@pytest.mark.parametrize("text", ["a - (b - c) < 0", "(a < 1 or b < 2) and c < 3", "not (a < 1 and b < 2)"])
def test_brackets_that_matter_stay(text):
    """Taking them away would change the meaning."""
    assert str(parse_rule(text)) == text
    assert parse_rule(text) != parse_rule(text.replace("(", "").replace(")", ""))


def test_a_minus_sign_stands_between_spaces():
    """A subject may have joining signs, so "a - b" is a difference and "a-b" is nothing."""
    (measured,) = parse_rule("utilisation of deputy-safeguarding < 1").names()
    assert measured.subject == "deputy-safeguarding"
    assert holds("a - b = 2", a=5, b=3)
    assert "neither a number nor a name" in refused("a-b = 2")


# What each rule is refused for: where, what and how to write it instead, word for word.
READ = "The rule cannot be read at character"
REFUSED = {
    "": f"{READ} 1, its end: a number or a measure is missing here. Write one, such as 80% or vacancies.",
    "vacancies = 0 and and months_red of director < 3": f'{READ} 19, "and": a number or a measure is missing here.'
    " Write one, such as 80% or vacancies.",
    "vacancies": f'{READ} 1, "vacancies": a comparison is needed here, and this is a number.'
    " Compare it with another number.",
    "1 < vacancies < 5": f'{READ} 15, "<": a comparison has two sides. Write two comparisons joined by "and".',
    "1 + (a < b) > 2": f'{READ} 6, "a < b": a number is needed here, and this is a comparison.'
    ' Join comparisons with "and" or "or".',
    "vacancies == 0": f'{READ} 11, "==": a rule has no such sign. Write = instead.',
    "(vacancies = 0": f"{READ} 15, its end: the bracket at character 1 is not closed. Write ) where it ends.",
    "vacancies = 0)": f'{READ} 14, ")": this bracket closes none. Take it away, or open one before it.',
    "vacancies on 2019-02-29 = 0": f'{READ} 14, "2019-02-29": there is no such day. Write a real date, as 2018-02-28.',
    "vacancies < 2019-02-28": f'{READ} 13, "2019-02-28": a rule compares numbers, and this is a date.'
    ' Write a date after "on".',
    "utilisation of on 2019-02-28 < 1": f'{READ} 16, "on": a subject is missing after "of".'
    " Write its key, such as deputy-safeguarding.",
    "chance(vacancies = 0) > 0.5": f'{READ} 1, "chance": this rule is asked in one future.'
    " Compare the measure itself, without chance(...).",
    "vacancies = 1e3": f'{READ} 13, "1e3": this is neither a number nor a name.'
    " Names are of lower-case letters, digits and _; a minus sign stands between spaces.",
}


@pytest.mark.parametrize(("text", "words"), REFUSED.items())
def test_a_rule_that_cannot_be_read_is_refused_in_words(text, words):
    """The place in the rule, what is wrong there, and what to write instead."""
    assert refused(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true') = 0",
        "vacancies.real = 0",
        "abs(vacancies) = 0",
        "vacancies[0] = 0",
        "lambda: 0",
        "vacancies = 0; vacancies = 0",
        "vacancies ** 9 = 0",
        'gate_passed of "money" = 1',
        "vacancies = 0 # why",
    ],
)
def test_a_rule_is_never_code(text):
    """No call, attribute, index, string, statement or comment can be said."""
    refused(text)


def test_a_requirement_names_what_differs_between_futures_inside_a_chance_only():
    """A chance is a number between chances, does not nest, and a bare measure would belong to no future."""
    parse_rule("chance(vacancies = 0) - chance(vacancies on 2018-01-01 = 0) >= 5%", chances=True)

    assert "a chance stands inside another" in refused("chance(chance(vacancies = 0) > 0.5) > 0.5", chances=True)
    assert "Write it inside a chance: chance(vacancies < 1000) >= 50%." in refused("vacancies = 0", chances=True)
    assert "a comparison is needed here" in refused("chance(vacancies) > 0.5", chances=True)
    assert "a bracket is missing" in refused("chance > 0.5", chances=True)


def test_hostile_rules_are_refused_at_once():
    """Too long, too deep, too wide, or from another alphabet: a refusal, never a RecursionError."""
    deep = "(" * DEEPEST + "vacancies = 0" + ")" * DEEPEST
    assert parse_rule(deep) == parse_rule("vacancies = 0")
    assert f"nested more than {DEEPEST} deep" in refused(f"({deep})")
    assert holds(" and ".join(["(0 = 0)"] * (DEEPEST + 1)))  # beside one another is not inside
    assert f"nested more than {DEEPEST} deep" in refused("not " * 100 + "vacancies = 0")
    assert f"more than {MOST_WORDS} words" in refused("(" * 1_000_000)
    assert f"more than {MOST_WORDS} words" in refused("1 + " * 1_000_000)
    assert "more than 80 characters" in refused("vacancies < " + "9" * 1_000_000)
    assert "too large or too small" in refused("vacancies < 1_000_000_000_000_000")
    assert "Write >= instead." in refused("vacancies ≥ 0")
    assert "no such sign" in refused("vacancies < \u0663")  # an Arabic three is a digit to Python
    assert "no such sign" in refused("v\u0430cancies < 3")  # a Cyrillic a
    assert "no such sign" in refused("vacancies < 3\0")


def test_the_longest_rule_travels_to_a_worker():
    """As wide as may be, a rule can still be written, hashed and pickled."""
    longest = "not 1" + " + 1" * (MOST_WORDS // 2 - 2) + " < 1"
    rule = parse_rule(longest)
    assert pickle.loads(pickle.dumps(rule)) == rule == parse_rule(str(rule))
    assert hash(rule) == hash(parse_rule(str(rule)))
    assert holds(longest)
    assert f"more than {MOST_WORDS} words" in refused(f"{longest} + 1")


BOTH = [(one, two) for one in (False, True) for two in (False, True)]


@pytest.mark.parametrize(("one", "two"), BOTH)
def test_and_or_and_not_say_what_they_say_elsewhere(one, two):
    """All of them, one at least, the opposite."""
    values = {"a": float(one), "b": float(two)}
    assert holds("a = 1 and b = 1", **values) == (one and two)
    assert holds("a = 1 or b = 1", **values) == (one or two)
    assert holds("not (a = 1 or b = 1)", **values) == (not (one or two))


@pytest.mark.parametrize(
    ("value", "true"), [(2, {"<", "<=", "!="}), (3, {"<=", "=", ">="}), (4, {">", ">=", "!="}), (nan, set())]
)
def test_comparisons_and_what_did_not_happen(value, true):
    """Nothing compares with what did not happen: every sign is false, and only `not` makes it true."""
    assert {sign for sign in COMPARISONS if holds(f"a {sign} 3", a=value)} == true
    assert {sign for sign in COMPARISONS if holds(f"not a {sign} 3", a=value)} == COMPARISONS.keys() - true


def test_a_division_by_zero_did_not_happen():
    """A ratio to nothing compares with nothing, whichever way it is asked."""
    assert not holds("a / b > 0 or a / b <= 0 or a / b != a / b", a=1, b=0)
    assert holds("a / b > 0", a=1, b=2)


def test_a_measure_is_asked_for_with_its_subject_and_day():
    """The caller sees whom and when; without a day, the day on which the rule is asked."""
    asked = []
    rule = parse_rule("months_red of director on 2018-03-31 + utilisation of deputy-learning > limit")
    rule.holds(lambda measured: asked.append((measured.name, measured.subject, measured.on)) or 0.0, {"limit": 1}.get)
    assert asked == [("months_red", "director", date(2018, 3, 31)), ("utilisation", "deputy-learning", None)]


def test_a_requirement_is_met_by_the_chances_of_the_rules_it_names():
    """Chances are estimated elsewhere, each rule once, and one that is not known meets nothing."""
    target, posts = "children_looked_after on 2020-03-31 < 1000", "vacancies on 2017-10-01 = 0"
    rule = parse_rule(f"chance({target}) >= 50% and chance({posts}) > 10% or chance({target}) > 0.9", chances=True)
    assert rule.chances() == (parse_rule(target), parse_rule(posts))

    for chance_of_target, chance_of_posts, met in [(0.5, 0.2, True), (0.4, 1, False), (0.95, 0, True), (nan, 1, False)]:
        chances = {parse_rule(target): chance_of_target, parse_rule(posts): chance_of_posts}
        assert rule.is_met(chances.__getitem__) == met
    with pytest.raises(ValueError, match="single future"):
        rule.holds(lambda measured: 0.0, lambda name: 0.0)
    with pytest.raises(ValueError, match="from future to future"):
        parse_rule(target).is_met(lambda rule: 0.0)


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True).filter(lambda name: name not in RESERVED)
KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,9}", fullmatch=True).filter(lambda key: key not in RESERVED)
NUMBERS = st.one_of(st.just(0.0), st.floats(1e-15, 1e15, exclude_max=True), st.integers(0, 10**9).map(float))
MEASURED = st.builds(Measured, st.sampled_from(list(MEASURES)), st.none() | KEYS, st.none() | st.dates())
LEAVES = st.one_of(
    st.builds(Number, NUMBERS | NUMBERS.map(lambda number: -number)),
    MEASURED,
    st.builds(Measured, NAMES, KEYS, st.none()),
    st.builds(Assumed, NAMES.filter(lambda name: name not in MEASURES)),
)


def conditions(leaves, *, most):
    """Give any condition of so many comparisons over some leaves; few enough to be read back."""
    signs = st.sampled_from(list(ARITHMETIC))
    terms = st.recursive(leaves, lambda inner: st.builds(Arithmetic, signs, inner, inner), max_leaves=3)
    comparisons = st.builds(Comparison, st.sampled_from(list(COMPARISONS)), terms, terms)
    return st.recursive(
        comparisons,
        lambda inner: st.one_of(
            st.builds(Negation, inner),
            st.builds(Joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple)),
        ),
        max_leaves=most,
    )


MEASURE_COMPARISONS = st.builds(Comparison, st.sampled_from(list(COMPARISONS)), MEASURED, MEASURED)
CHANCES = st.builds(Chance, st.builds(Rule, MEASURE_COMPARISONS))


@given(st.builds(Rule, conditions(LEAVES, most=4)))
def test_any_rule_reads_back_as_itself(rule):
    """What is written is read as an equal rule, also after a journey to another process."""
    assert parse_rule(str(rule)) == rule == pickle.loads(pickle.dumps(rule))


@given(st.builds(Rule, conditions(CHANCES, most=2)))
def test_any_requirement_reads_back_as_itself(rule):
    """And its measures are found inside its chances."""
    assert parse_rule(str(rule), chances=True) == rule
    assert [name for inner in rule.chances() for name in inner.names()] != []


@given(st.builds(Rule, conditions(st.builds(Number, st.integers(-3, 3).map(float)), most=6)))
def test_numbers_are_compared_as_python_would(rule):
    """Python's own grammar, which shares these signs, is a second opinion on order and value."""
    try:
        expected = eval(str(rule).replace(" = ", " == "))
    except ZeroDivisionError:
        assume(False)
    assert rule.holds(lambda measured: inf, lambda name: inf) == expected


WORDS = """
( ) and or not of on chance < <= = != + - * / 5 80% 1_000 2018-02-28 vacancies utilisation director a-b ≤
"""
SENTENCES = st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join)


@given(st.one_of(st.text(), st.text(string.printable), SENTENCES), st.booleans())
def test_any_text_is_a_rule_or_refused(text, chances):
    """Nothing else can happen, and what is a rule is one again when written."""
    try:
        rule = parse_rule(text, chances=chances)
    except RuleError:
        refused(text, chances=chances)
    else:
        assert parse_rule(str(rule), chances=chances) == rule
