"""What the answers to a survey come to, in points, and from what.

Only counts are looked at: how often each answer was given. Whose it was is known to nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from .shared import EXACT, as_stored, quantize

#: Of fewer answers nothing is ever shown, and nothing is made.
LEAST_SHOWN = 5


@dataclass(frozen=True)
class Answer:
    """How often one answer of a question was given.

    :ivar percent: what it is worth; None: no opinion, which does not count
    """

    name: str
    percent: Decimal | None
    online: int
    paper: int


@dataclass(frozen=True)
class Question:
    """The answers that one unit got to one question."""

    code: str
    name: str
    answers: tuple[Answer, ...]

    @cached_property
    def online(self) -> int:
        """How many answered over the network."""
        return sum(answer.online for answer in self.answers)

    @cached_property
    def left_out(self) -> int:
        """How many answers over the network are left out: so few that what is known of the paper would tell them."""
        return self.online if self.online < LEAST_SHOWN else 0

    @cached_property
    def counts(self) -> tuple[tuple[Answer, int], ...]:
        """Each answer, and how often it counts."""
        return tuple(
            (answer, answer.paper + (0 if self.left_out else answer.online))
            for answer in self.answers
        )

    @cached_property
    def counted(self) -> int:
        """How many answers say what the question is worth."""
        return sum(number for answer, number in self.counts if answer.percent is not None)

    @cached_property
    def total(self) -> Fraction:
        """The worth of all answers together, in percent."""
        return sum(
            (
                Fraction(answer.percent) * number
                for answer, number in self.counts
                if answer.percent is not None
            ),
            Fraction(0),
        )


@dataclass(frozen=True)
class Group:
    """What one group of respondents says of a unit in one criterion.

    :ivar least: the least number of answers that a question needs
    :ivar questions: those about the criterion
    """

    name: str
    weight: Decimal
    least: int
    questions: tuple[Question, ...]

    @cached_property
    def usable(self) -> tuple[Question, ...]:
        """The questions that were answered often enough."""
        least = max(self.least, LEAST_SHOWN)
        return tuple(one for one in self.questions if one.counted >= least)

    @cached_property
    def too_few(self) -> tuple[Question, ...]:
        """The questions that were not, of which nothing is shown."""
        return tuple(one for one in self.questions if one not in self.usable)

    @cached_property
    def answers(self) -> int:
        """How many answers its share stands on."""
        return sum(question.counted for question in self.usable)

    @cached_property
    def share(self) -> Fraction | None:
        """The mean of all answers, in percent; None where there are too few."""
        if not self.usable:
            return None
        return sum((question.total for question in self.usable), Fraction(0)) / self.answers


@dataclass(frozen=True)
class Reckoning:
    """What the groups together say of a unit in one criterion.

    :ivar maximum: of the criterion
    """

    groups: Sequence[Group]
    maximum: Decimal

    @cached_property
    def lacking(self) -> tuple[Group, ...]:
        """The groups without enough answers: there are no points then."""
        return tuple(group for group in self.groups if group.share is None)

    @cached_property
    def answers(self) -> int:
        return sum(group.answers for group in self.groups)

    @cached_property
    def exact_share(self) -> Fraction | None:
        if not self.groups or self.lacking:
            return None
        weights = sum(Fraction(group.weight) for group in self.groups)
        return sum(Fraction(group.weight) * group.share for group in self.groups) / weights

    @cached_property
    def share(self) -> Decimal | None:
        """The groups' mean by their weights, in percent, as it is stored."""
        return None if self.exact_share is None else store(self.exact_share)

    @cached_property
    def points(self) -> Decimal | None:
        """The exact share of the maximum, rounded once as every stored score is."""
        if self.exact_share is None:
            return None
        return store(self.exact_share * Fraction(self.maximum) / 100)


def store(number: Fraction) -> Decimal:
    """Return a fraction as numbers are stored: half up to six decimals."""
    return as_stored(_divide(number))


def to_percent(number: Fraction) -> Decimal:
    """Return a share as sentences and tables say it: half up to two decimals."""
    return quantize(_divide(number), 2)


def _divide(number: Fraction) -> Decimal:
    return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
