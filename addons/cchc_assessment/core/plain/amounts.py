"""Numbers that a sentence writes in a way of its own."""

from decimal import Decimal


class Size(int):
    """A number of bytes."""


class Percent(Decimal):
    """A percentage, written with its sign."""


class Rounded(Decimal):
    """A number rounded for its reader: its trailing zeros are written, too."""


class RoundedPercent(Percent, Rounded):
    """A share as documents print it."""


class Typed(Decimal):
    """A number offered to whoever types: written so that it can be read as no other."""
