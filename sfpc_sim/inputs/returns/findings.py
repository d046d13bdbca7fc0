"""What is wrong with a return: each place by file, row and column, never by what the cell holds.

A few bad rows are repaired and reported; where more than a stated share of rows would be, or the
meaning is open, the return is refused with every place at once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sfpc_sim.errors import Problem, Refusal

MOST_REPAIRED = 0.05  # share of the rows of a table that may need one kind of repair
MOST_WITHOUT_AGE = 0.5  # of children: missing ages leave counts whole, and others tell the rates by age
MOST_CUT_SHORT = 0.5  # of rows: spreadsheets leave out commas at the end of a row
FEWEST_SHOWN = 5  # smaller counts are masked


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault: what it is, what is done about it, and how much of it is too much."""

    fault: str
    repair: str
    remedy: str
    of: str = "episodes"  # what it is a share of; "children" for header faults, "ends of care" for their reasons
    most: float = MOST_REPAIRED  # 1 where nothing is guessed


KINDS = {
    "ragged": Kind("has more cells than columns", "row dropped", "Put quotes around cells that hold commas."),
    "short": Kind(
        "has fewer cells than columns", "what is missing read as blank", "Write a comma for each blank cell.",
        most=MOST_CUT_SHORT,
    ),
    "no_authority": Kind("names no authority, others do", "row dropped", "Fill in LA."),
    "no_child": Kind("has no child identifier", "row dropped", "Fill in CHILD."),
    "no_start": Kind("has no date of start", "row dropped", "Fill in DECOM."),
    "not_a_start": Kind("is not a date", "row dropped", "Write dd/mm/yyyy or yyyy-mm-dd."),
    "not_an_end": Kind("is not a date", "read as if it were blank", "Write dd/mm/yyyy or yyyy-mm-dd."),
    "ends_first": Kind("ends before it starts", "its end left out", "Correct DECOM or DEC."),
    "after_year": Kind("starts after the return's last day", "row dropped", "Correct DECOM, or move the row."),
    "end_after_year": Kind(
        "ends long after the return's last day", "read as open on that day", "Correct DEC, or move the row."
    ),
    "adult": Kind("starts at 18 or later", "row dropped", "Correct DECOM, or the date of birth."),
    "doubled": Kind("is there twice in one return, word for word", "read once", "Remove one of them.", most=1.0),
    "repeated": Kind("is there twice in one return", "the one that ends last kept", "Keep one of the rows."),
    "before_year": Kind(
        "ends before the return's first day", "read all the same",
        "Check the year of the file, or remove the row: is it a copy of an earlier return?",
    ),
    "unknown_code": Kind("holds no code of the return", "read as blank", "Correct the code."),
    "unknown_reason": Kind(
        "holds no code of the return", "read as blank", "Correct the code.", of="ends of care"
    ),
    "no_code": Kind("is blank", "no start of care, no short break, no kind of placement", "Fill in the code."),
    "no_reason": Kind(
        "has an end and no reason for it", 'reason "other" unless care goes on', "Fill in REC.", of="ends of care"
    ),
    "reason_open": Kind("has a reason for leaving and no end", "read as open", "Fill in DEC, or empty REC.", most=1.0),
    "overlap": Kind("overlaps the child's next episode", "ended where the next begins", "Correct DEC or DECOM."),
    "leaves_and_stays": Kind(
        "leaves care, and the next episode continues it", "care goes on", "Write X1, or S as reason of the next one."
    ),
    "starts_and_stays": Kind(
        "continues (X1), and the next episode starts care (S)", "care goes on",
        "Write why care was left, or another reason than S in the next one.",
    ),
    "small_gap": Kind(
        "continues, and the next episode begins up to a week later", "joined", "Correct DEC or the next DECOM."
    ),
    "nothing_follows": Kind(
        "continues (X1), and no episode follows", "watched until its end", "Add the next episode, or correct REC."
    ),
    "to_short_breaks": Kind("goes over into short breaks", "watched until then", "", most=1.0),
    "vanished": Kind(
        "is open, and the next return lacks the child", "watched until that return ends", "Add the row that ends it."
    ),
    "ended_unseen": Kind(
        "is open, and a later return starts the child anew", "watched until that return ends", "Add the row's end."
    ),
    "start_unseen": Kind(
        "is a child's first row, of a later return, and does not start care (RNE)",
        "in care from that row on, not counted as a start", "Add the earlier episodes, or correct RNE.", most=0.1,
    ),
    "start_unwatched": Kind(
        "is a child's first row, of the first return's year, and does not start care (RNE)",
        "in care from that row on, not counted as a start", "", most=1.0,
    ),
    "closed_by_next": Kind("was left open and is followed by another", "closed where that begins", "", most=1.0),
    "no_header": Kind(
        "belongs to a child in no header", "counted in totals, left out of rates by age", "Add the child to a header.",
        of="children", most=MOST_WITHOUT_AGE,
    ),
    "births_differ": Kind(
        "gives a child another date of birth than before", "age unknown: totals only", "Give each child one DOB.",
        of="children",
    ),
    "born_later": Kind(
        "is before the child's date of birth", "age unknown: totals only", "Correct DOB or DECOM.", of="children"
    ),
    "no_birth": Kind("is no date of birth", "age unknown: totals only", "Fill in DOB.", of="children"),
    "birth_elsewhere": Kind("is no date of birth", "taken from another header", "Fill in DOB.", of="children"),
    "listed_twice": Kind(
        "lists a child twice in one header", "read once", "Remove one of them.", of="children", most=1.0
    ),
    "no_day": Kind(
        "is not a date", "unaccompanied throughout", "Write dd/mm/yyyy or yyyy-mm-dd.", of="children"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place."""

    kind: str
    file: str
    row: int
    column: str
    code: str = ""  # an unknown code; nothing else of a row may be named
    hint: str = ""

    def problem(self) -> Problem:
        """Say it as a refusal does."""
        kind = KINDS[self.kind]
        named = f' "{self.code}"' if self.code else ""
        return Problem(
            f"{self.file}:{self.row}", f"Column {self.column}{named}: {kind.fault}.", self.hint or kind.remedy
        )


@dataclass(slots=True)
class Findings:
    """Everything found in one import: faults by place, and the counts that the import report prints."""

    found: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)  # that nothing can be done about
    notes: list[str] = field(default_factory=list)
    rows_read: dict[str, int] = field(default_factory=dict)  # by file
    counts: dict[str, int] = field(default_factory=dict)  # what was done to rows without fault

    def add(self, kind: str, file: str, row: int, column: str, *, code: str = "", hint: str = "") -> None:
        """Note a fault."""
        self.found.append(Finding(kind, file, row, column, code, hint))

    def refuse_if_any(self) -> None:
        """Refuse with what nothing can be done about so far."""
        if self.problems:
            raise Refusal(self.problems)

    def refuse_if_many(self, bases: dict[str, int]) -> None:
        """Refuse if a kind of fault touches more than its share of rows; `bases` counts what it is of."""
        number = Counter(finding.kind for finding in self.found)
        problems: list[Problem] = []
        for name, count in number.items():
            kind = KINDS[name]
            base = bases[kind.of]
            if count <= kind.most * base:
                continue
            of = "episode rows" if kind.of == "episodes" else kind.of
            fault = f"{count / max(base, 1):.0%} of {of}: {kind.fault}; at most {kind.most:.0%} can be repaired."
            problems.append(Problem("the return", fault, kind.remedy))
            problems.extend(finding.problem() for finding in self.found if finding.kind == name)
        if problems:
            raise Refusal(problems)

    def by_kind(self) -> dict[tuple[str, str, str, str], int]:
        """Count by kind, file, column and code."""
        return dict(sorted(Counter((f.kind, f.file, f.column, f.code) for f in self.found).items()))


def masked(count: int) -> str:
    """Write a count, small ones hidden."""
    return f"{count:,}" if count >= FEWEST_SHOWN else f"fewer than {FEWEST_SHOWN}"
