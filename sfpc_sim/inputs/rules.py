"""The rule language that targets, gates, requirements and risks share: text in, a `Rule` out, nothing evaluated.

    posts_filled_share on 2018-09-30 >= 80% and not (longest_red_run of director >= 3)

    rule       = every { "or" every }
    every      = single { "and" single }
    single     = "not" single | comparison | "(" rule ")"
    comparison = sum ( "<" | "<=" | ">" | ">=" | "=" | "!=" ) sum
    sum        = product { ( "+" | "-" ) product }
    product    = factor { ( "*" | "/" ) factor }
    factor     = [ "-" ] NUMBER | measure | ASSUMPTION | "chance" "(" rule ")" | "(" sum ")"
    measure    = NAME [ "of" SUBJECT ] [ "on" DATE ]

A minus sign stands between spaces, because a SUBJECT such as deputy-safeguarding has joining signs of its own.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from sfpc_sim.inputs.measures import MEASURES
from sfpc_sim.inputs.rule_tree import (
    COMPARISONS,
    Arithmetic,
    Assumed,
    Chance,
    Comparison,
    Condition,
    Joined,
    Measured,
    Negation,
    Number,
    Rule,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Measured", "Rule", "RuleError", "parse_rule"]

MOST_WORDS = 200
LONGEST_WORD = 80
DEEPEST = 20  # brackets and "not" inside one another
OTHER_SIGNS = {"==": "=", "<>": "!=", "≤": "<=", "≥": ">=", "≠": "!="}
STRAY = {
    ")": ("this bracket closes none", "Take it away, or open one before it."),
    "(": ("only chance has brackets after it", "Write names, signs and numbers."),
}
RESERVED = {"and", "or", "not", "of", "on", "chance"}

_WORD = re.compile(
    rf"(?P<other>{'|'.join(map(re.escape, OTHER_SIGNS))})"
    r"|(?P<word>[A-Za-z0-9][A-Za-z0-9_.-]*%?|<=|>=|!=|[<>=+*/()-])|(?P<blank>\s+)|(?P<unknown>.)"
)
_NUMBER = re.compile(r"[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?%?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SUBJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class RuleError(ValueError):
    """A rule cannot be read: at which character, from 1, what is wrong, and what to write instead."""

    def __init__(self, position: int, fault: str, remedy: str) -> None:
        super().__init__(position, fault, remedy)
        self.position, self.fault, self.remedy = position, fault, remedy


def parse_rule(text: str, *, chances: bool = False) -> Rule:
    """Read a rule.

    Parameters
    ----------
    text : one rule, at most `MOST_WORDS` words and signs
    chances : whether it is a requirement, judged over all futures: it compares `chance(...)` with numbers, and names
        measures and assumptions inside `chance(...)` only

    Raises
    ------
    RuleError
        At the first character at which it cannot be read.
    """
    return _Parser(text, chances=chances).whole()


class _Word(NamedTuple):
    text: str
    position: int


def _error(word: _Word, fault: str, remedy: str) -> RuleError:
    shown = f'"{word.text}"' if len(word.text) <= 40 else f'"{word.text[:37]}..."'
    place = f"The rule cannot be read at character {word.position}, {shown if word.text else 'its end'}"
    return RuleError(word.position, f"{place}: {fault}.", remedy)


def _words(text: str) -> Iterator[_Word]:
    count = 0
    for match in _WORD.finditer(text):
        word = _Word(match[0], match.start() + 1)
        if match["blank"]:
            continue
        if match["other"]:
            raise _error(word, "a rule has no such sign", f"Write {OTHER_SIGNS[word.text]} instead.")
        if match["unknown"]:
            raise _error(word, "a rule has no such sign", "Write names, numbers and < <= > >= = != + - * / ( ) only.")
        count += 1
        if count > MOST_WORDS:
            raise _error(word, f"the rule has more than {MOST_WORDS} words and signs", "Write a shorter one.")
        if len(word.text) > LONGEST_WORD:
            raise _error(word, f"this has more than {LONGEST_WORD} characters", "Write a shorter one.")
        yield word
    yield _Word("", len(text) + 1)


class _Parser:
    """Reads words from left to right, one method for each line of the grammar, the loosest first."""

    def __init__(self, text: str, *, chances: bool) -> None:
        self.words = list(_words(text))
        self.at = 0
        self.depth = 0
        self.requirement = chances
        self.in_chance = False

    def whole(self) -> Rule:
        part = self._either()
        if self.word.text:
            fault, remedy = STRAY.get(self.word.text, ('"and", "or" or a sign is missing before it', "Write one."))
            raise _error(self.word, fault, remedy)
        return Rule(self._condition(part))

    @property
    def word(self) -> _Word:
        return self.words[self.at]

    def _take(self) -> _Word:
        self.at += 1
        return self.words[self.at - 1]

    def _either(self) -> Condition | Term:
        return self._joined("or", self._every)

    def _every(self) -> Condition | Term:
        return self._joined("and", self._single)

    def _joined(self, joint: str, inner: Callable[[], Condition | Term]) -> Condition | Term:
        first = inner()
        if self.word.text != joint:
            return first
        parts = [self._condition(first)]
        while self.word.text == joint:
            self._take()
            parts.append(self._condition(inner()))
        return Joined(joint, tuple(parts), position=first.position)

    def _single(self) -> Condition | Term:
        if self.word.text != "not":
            return self._comparison()
        start = self._take()
        return Negation(self._condition(self._inside(start, self._single)), position=start.position)

    def _comparison(self) -> Condition | Term:
        left = self._sum()
        if self.word.text not in COMPARISONS:
            return left
        sign = self._take().text
        compared = Comparison(sign, self._term(left), self._term(self._sum()), position=left.position)
        if self.word.text in COMPARISONS:
            raise _error(self.word, "a comparison has two sides", 'Write two comparisons joined by "and".')
        return compared

    def _sum(self) -> Condition | Term:
        return self._arithmetic("+-", self._product)

    def _product(self) -> Condition | Term:
        return self._arithmetic("*/", self._factor)

    def _arithmetic(self, signs: str, inner: Callable[[], Condition | Term]) -> Condition | Term:
        left = inner()
        while self.word.text and self.word.text in signs:
            sign = self._take().text
            left = Arithmetic(sign, self._term(left), self._term(inner()), position=left.position)
        return left

    def _factor(self) -> Condition | Term:
        word = self.word
        if word.text == "(":
            return self._bracketed()
        if word.text == "chance":
            return self._chance()
        if word.text == "-" and _NUMBER.fullmatch(self.words[self.at + 1].text):
            self._take()
            return Number(-self._number().amount, position=word.position)
        if _NUMBER.fullmatch(word.text):
            return self._number()
        if _NAME.fullmatch(word.text) and word.text not in RESERVED:
            return self._name()
        raise self._no_factor()

    def _no_factor(self) -> RuleError:
        if _DATE.fullmatch(self.word.text):
            return _error(self.word, "a rule compares numbers, and this is a date", 'Write a date after "on".')
        if not self.word.text[:1].isalnum() or self.word.text in RESERVED:
            return _error(self.word, "a number or a measure is missing here", "Write one, such as 80% or vacancies.")
        remedy = "Names are of lower-case letters, digits and _; a minus sign stands between spaces."
        return _error(self.word, "this is neither a number nor a name", remedy)

    def _number(self) -> Number:
        word = self._take()
        amount = float(Decimal(word.text.rstrip("%").replace("_", "")) / (100 if word.text.endswith("%") else 1))
        if amount and not 1e-15 <= amount < 1e15:
            raise _error(word, "this number is too large or too small", "Write one below 1e15, as 1_000_000.")
        return Number(amount, position=word.position)

    def _name(self) -> Measured | Assumed:
        word, subject, on = self._take(), None, None
        if self.requirement and not self.in_chance:
            remedy = f"Write it inside a chance: chance({word.text} < 1000) >= 50%."
            raise _error(word, "this differs from future to future, and a requirement is asked over all", remedy)
        if self.word.text == "of":
            self._take()
            subject = self._subject()
        if self.word.text == "on":
            self._take()
            on = self._date()
        if word.text in MEASURES or subject is not None or on is not None:
            return Measured(word.text, subject, on, position=word.position)
        return Assumed(word.text, position=word.position)

    def _subject(self) -> str:
        if not _SUBJECT.fullmatch(self.word.text) or self.word.text in RESERVED:
            raise _error(self.word, 'a subject is missing after "of"', "Write its key, such as deputy-safeguarding.")
        return self._take().text

    def _date(self) -> date:
        if not _DATE.fullmatch(self.word.text):
            raise _error(self.word, 'a date is missing after "on"', "Write it as 2018-02-28.")
        try:
            return date.fromisoformat(self._take().text)
        except ValueError:
            raise _error(self.words[self.at - 1], "there is no such day", "Write a real date, as 2018-02-28.") from None

    def _chance(self) -> Chance:
        start = self._take()
        if not self.requirement:
            raise _error(start, "this rule is asked in one future", "Compare the measure itself, without chance(...).")
        if self.in_chance:
            raise _error(start, "a chance stands inside another", "Write one chance(...) beside the other.")
        if self.word.text != "(":
            raise _error(self.word, "a bracket is missing here", "Write chance(vacancies = 0), for example.")
        self.in_chance = True
        rule = Rule(self._condition(self._bracketed()))
        self.in_chance = False
        return Chance(rule, position=start.position)

    def _bracketed(self) -> Condition | Term:
        opening = self._take()
        inner = self._inside(opening, self._either)
        if self.word.text != ")":
            fault = f"the bracket at character {opening.position} is not closed"
            raise _error(self.word, fault, "Write ) where it ends.")
        self._take()
        return inner

    def _inside(self, opening: _Word, inner: Callable[[], Condition | Term]) -> Condition | Term:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _error(opening, f"this is nested more than {DEEPEST} deep", "Write a flatter rule.")
        part = inner()
        self.depth -= 1
        return part

    def _condition(self, part: Condition | Term) -> Condition:
        if isinstance(part, Condition):
            return part
        fault = "a comparison is needed here, and this is a number"
        raise _error(_Word(str(part), part.position), fault, "Compare it with another number.")

    def _term(self, part: Condition | Term) -> Term:
        if isinstance(part, Term):
            return part
        fault = "a number is needed here, and this is a comparison"
        raise _error(_Word(str(part), part.position), fault, 'Join comparisons with "and" or "or".')
