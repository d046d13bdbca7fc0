"""A rule as a tree: what it asks for, what it answers, and how it is written.

What did not happen is NaN, and so is a division by zero. Every comparison with NaN is false, `!=` too: a rule about
what did not happen does not hold, and the same rule behind `not` does.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from decimal import Decimal
from math import nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": lambda left, right: left < right or left > right,  # unlike Python's, false for NaN as the others are
}
ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda left, right: left / right if right else nan,
}
BINDING = {"or": 1, "and": 2, "not": 3, **dict.fromkeys(COMPARISONS, 4), "+": 5, "-": 5, "*": 6, "/": 6}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A part of a rule starts at a character, from 1; that is no part of its meaning."""

    position: int = field(default=1, compare=False, repr=False)

    def __str__(self) -> str:
        return _text(self)


@dataclass(frozen=True, slots=True)
class Number(Placed):
    """A number as written; 80% is 0.8."""

    amount: float

    def __str__(self) -> str:
        return format(Decimal(repr(self.amount)), "f").removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Measured(Placed):
    """What is measured in a simulated future: of whom, if of somebody, and at the end of which day.

    Without a day it is the day on which the rule is asked.
    """

    name: str
    subject: str | None
    on: date | None

    def __str__(self) -> str:
        of = f" of {self.subject}" if self.subject is not None else ""
        return f"{self.name}{of} on {self.on}" if self.on is not None else f"{self.name}{of}"


@dataclass(frozen=True, slots=True)
class Assumed(Placed):
    """An assumption of the register."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Chance(Placed):
    """The share of all futures in which a rule holds."""

    rule: Rule

    def __str__(self) -> str:
        return f"chance({self.rule})"


@dataclass(frozen=True, slots=True)
class Arithmetic(Placed):
    """A sum, difference, product or quotient."""

    sign: str
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Comparison(Placed):
    """Two numbers compared."""

    sign: str
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Negation(Placed):
    """The opposite of a condition."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Joined(Placed):
    """Two or more conditions joined by "and", or by "or"."""

    word: str
    parts: tuple[Condition, ...]


Leaf = Measured | Assumed | Chance  # what only the caller knows
Term = Number | Leaf | Arithmetic
Condition = Comparison | Negation | Joined


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that has been read. As text it is written one way only, which reads back to an equal rule."""

    condition: Condition

    def __str__(self) -> str:
        return _text(self.condition)

    def holds(self, value: Callable[[Measured], float], number: Callable[[str], float]) -> bool:
        """Say whether the rule holds in one simulated future.

        Parameters
        ----------
        value : gives a measure in this future, in its own unit; NaN for what did not happen
        number : gives this future's draw of an assumption, by its name

        Raises
        ------
        ValueError
            If the rule compares chances, which a single future does not have.
        """

        def look_up(leaf: Leaf) -> float:
            match leaf:
                case Measured():
                    return float(value(leaf))
                case Assumed(name):
                    return float(number(name))
            raise ValueError(f"A single future has no {leaf}.")

        return _holds(self.condition, look_up)

    def is_met(self, chance: Callable[[Rule], float]) -> bool:
        """Say whether a requirement is met by the chances, estimated over many futures, of the rules it names.

        Parameters
        ----------
        chance : gives the share, from 0 to 1, of futures in which a rule holds; NaN if that is not known

        Raises
        ------
        ValueError
            If something outside `chance(...)` differs from future to future.
        """

        def look_up(leaf: Leaf) -> float:
            if isinstance(leaf, Chance):
                return float(chance(leaf.rule))
            raise ValueError(f"{leaf} differs from future to future.")

        return _holds(self.condition, look_up)

    def names(self) -> Iterator[Measured | Assumed]:
        """Yield every use of a measure or an assumption as written, those inside `chance(...)` too."""
        for leaf in _leaves(self.condition):
            if isinstance(leaf, Chance):
                yield from leaf.rule.names()
            else:
                yield leaf

    def chances(self) -> tuple[Rule, ...]:
        """List the rules whose chances this rule compares, each once."""
        return tuple(dict.fromkeys(leaf.rule for leaf in _leaves(self.condition) if isinstance(leaf, Chance)))


def _holds(condition: Condition, look_up: Callable[[Leaf], float]) -> bool:
    match condition:
        case Comparison(sign, left, right):
            return COMPARISONS[sign](_value(left, look_up), _value(right, look_up))
        case Negation(part):
            return not _holds(part, look_up)
        case Joined(word, parts):
            return (all if word == "and" else any)(_holds(part, look_up) for part in parts)


def _value(term: Term, look_up: Callable[[Leaf], float]) -> float:
    match term:
        case Number(amount):
            return amount
        case Arithmetic(sign, left, right):
            return ARITHMETIC[sign](_value(left, look_up), _value(right, look_up))
        case _:
            return look_up(term)


def _leaves(part: Condition | Term) -> Iterator[Leaf]:
    match part:
        case Number():
            return
        case Negation(inner):
            yield from _leaves(inner)
        case Joined(_, parts):
            for inner in parts:
                yield from _leaves(inner)
        case Comparison(_, left, right) | Arithmetic(_, left, right):
            yield from _leaves(left)
            yield from _leaves(right)
        case _:
            yield part


def _text(part: Placed, loosest: int = 0) -> str:
    """Write a part, in brackets if it binds more loosely than its neighbour asks."""
    match part:
        case Joined(sign, parts):
            text = f" {sign} ".join(_text(inner, BINDING[sign] + 1) for inner in parts)
        case Negation(inner):
            sign, text = "not", f"not {_text(inner, BINDING['not'])}"
        case Comparison(sign, left, right) | Arithmetic(sign, left, right):
            text = f"{_text(left, BINDING[sign])} {sign} {_text(right, BINDING[sign] + 1)}"
        case _:
            return str(part)
    return f"({text})" if BINDING[sign] < loosest else text
