"""The shapes that data can have, after JSON's own: a record of named values, rows, and single values."""

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

#: How a kind of value is called to people who read an error, and in JSON Schema.
KINDS = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "whole": {"type": "integer"},
    "truth": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "rows": {"type": "array"},
    "record": {"type": "object"},
}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One value.

    :ivar is_required: whether it has to be there, and be no ``null``.
    :ivar is_taken: whether it is taken; others are told, and passed over when they come back.
    :ivar about: what it is, for whoever reads the schema.
    """

    is_required: bool = False
    is_taken: bool = True
    about: str = ""
    kind: ClassVar[str]

    def fits(self, value: Any) -> bool:
        """Whether ``value``, which is not ``None``, is of this kind."""
        raise NotImplementedError


class Text(Shape):
    kind = "text"

    def fits(self, value):
        return isinstance(value, str)


class Number(Shape):
    kind = "number"

    def fits(self, value):
        if type(value) not in (int, float):
            return False
        try:
            return math.isfinite(value)
        except OverflowError:
            # an integer that no number of the database holds
            return False


class Whole(Shape):
    kind = "whole"

    def fits(self, value):
        return type(value) is int


class Truth(Shape):
    kind = "truth"

    def fits(self, value):
        return isinstance(value, bool)


class Day(Shape):
    """A date as ISO 8601 writes it: 2026-12-31."""

    kind = "day"

    def fits(self, value):
        try:
            return date.fromisoformat(value).isoformat() == value
        except (TypeError, ValueError):
            return False


class Moment(Text):
    """A point in time of UTC as ISO 8601 writes it: 2026-12-18T10:00:00Z. Told, never taken."""

    kind = "moment"


@dataclass(frozen=True, kw_only=True)
class OneOf(Text):
    """One of some words."""

    values: Collection[str]


@dataclass(frozen=True, kw_only=True)
class Record(Shape):
    """Named values. A record's shape may stand in itself, through rows."""

    kind = "record"

    name: str
    values: dict[str, Shape] = field(hash=False, compare=False)

    def fits(self, value):
        return isinstance(value, dict)


@dataclass(frozen=True, kw_only=True)
class Rows(Shape):
    """Any number of values of one shape, in their order."""

    kind = "rows"

    of: Shape

    def fits(self, value):
        return isinstance(value, list)
