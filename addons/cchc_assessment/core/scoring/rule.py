"""What a rule is, and what is filled in for it."""

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .rounding import Number, to_decimal

RULE_TYPES = ("choice", "band", "ratio", "per_item", "deduction", "manual", "met", "relative")
BASES = ("percent", "quantity")
#: Of the rules those by which one of several options holds.
WITH_OPTIONS = ("choice", "band", "met")


@dataclass(frozen=True)
class Option:
    """One level of a criterion: what was achieved, and what that is worth.

    Numbers may be given as int, float or machine-notation str; they are kept as Decimal.

    :ivar key: identifies the option within its rule; compared, never shown on its own.
    :ivar name: the option's text as the rubric has it.
    :ivar score: points, from 0 to the rule's maximum. Penalties too are positive numbers.
    :ivar threshold: for bands, from where the option holds: a percentage (70 is 70 %) or a
        quantity. None, like 0 that isn't strict, makes it the rest, for all that reach nothing
        higher.
    :ivar strict: the threshold itself is not enough ("trên 90 %", above 90 %).
    :raises ScoringError: when a number isn't one.
    """

    key: Hashable
    name: str
    score: Decimal
    threshold: Decimal | None = None
    strict: bool = False

    def __post_init__(self):
        _keep_decimal(self, "score", "option_score")
        _keep_decimal(self, "threshold")

    @property
    def lower_bound(self) -> tuple[Decimal, bool]:
        """Threshold and strictness, in the order in which results get better.

        Two bands of a rule are the same band if and only if their lower bounds are equal.
        """
        if self.threshold is None:
            return Decimal(0), False
        return self.threshold, self.strict


@dataclass(frozen=True)
class Rule:
    """How one criterion is scored. The score is always between 0 and ``max_score``.

    ============= ========================== ====================================================
    ``type``      inputs                     score
    ============= ========================== ====================================================
    ``choice``    option                     that of the option
    ``band``      numerator and denominator, that of the option with the highest threshold
                  or quantity (``basis``);   reached; 0 if there is none
                  where ``direct``, without  that of the option
                  any of them: option
    ``ratio``     numerator and denominator  maximum × ratio; 0 below ``ratio_floor``; the maximum
                                             from ``ratio_target`` or 100 %
    ``per_item``  quantity                   ``points_per_item`` × quantity, at most the maximum
    ``deduction`` quantity                   maximum − ``points_per_item`` × quantity, at least 0
    ``manual``    manual_score               that score
    ``met``       option                     none, whatever is chosen: the first option says "met"
    ``relative``  numerator and denominator, maximum × own figure / best figure of the group; none
                  or quantity (``basis``)    as long as nobody has said the best
    ============= ========================== ====================================================

    Whoever says figures is scored by them, whatever option was chosen before.

    Floor and target are percentages (70 is 70 %). Numbers may be given as int, float or
    machine-notation str; they are kept as Decimal. A rule is not checked when it is made, so that
    a draft can hold one that is not finished: see :func:`~scoring.check.check_rule`.

    :raises ScoringError: when a number isn't one.
    """

    type: str
    max_score: Decimal
    options: tuple[Option, ...] = ()
    basis: str = "percent"
    direct: bool = False
    ratio_floor: Decimal | None = None
    ratio_target: Decimal | None = None
    points_per_item: Decimal | None = None

    def __post_init__(self):
        object.__setattr__(self, "options", tuple(self.options))
        object.__setattr__(self, "max_score", to_decimal(self.max_score, "max_score"))
        for name in ("ratio_floor", "ratio_target", "points_per_item"):
            _keep_decimal(self, name)


@dataclass(frozen=True)
class Figure:
    """What one unit has declared where the best of its group decides: a ratio, or a count, which is out of 1."""

    numerator: Decimal
    denominator: Decimal = Decimal(1)

    @property
    def value(self) -> Fraction:
        """The exact number by which figures are compared."""
        return Fraction(self.numerator) / Fraction(self.denominator)


@dataclass(frozen=True)
class Inputs:
    """What was filled in for a criterion. None means "not filled in"; 0 is a value.

    The numbers are checked when they are scored. What the rule does not ask for is ignored, so
    that nothing has to be emptied when a rule changes.

    :ivar option: the key of the selected option.
    :ivar numerator: how many were achieved. :ivar denominator: out of how many.
    :ivar not_applicable: the criterion does not concern this unit; nothing else is looked at.
    :ivar best: the best figure of the group, for a ``relative`` rule: the council's, once all are in.
    """

    option: Hashable | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    quantity: Number | None = None
    manual_score: Number | None = None
    not_applicable: bool = False
    best: Figure | None = None


def _keep_decimal(owner, attribute: str, field: str | None = None) -> None:
    value = getattr(owner, attribute)
    if value is not None:
        object.__setattr__(owner, attribute, to_decimal(value, field or attribute))
