"""What data of other programs has to look like: told once, as shapes, by which it is taken and described to others.

:func:`take` holds data against a shape, :func:`describe` writes the shape as JSON Schema (2020-12). Whatever is wrong
raises :class:`ExchangeError`, with a kind of :data:`ERRORS` and the place in the data. No Odoo, no database.
"""

from .errors import ERRORS, ExchangeError
from .schema import describe
from .shape import Day, Moment, Number, OneOf, Record, Rows, Shape, Text, Truth, Whole
from .taking import take

__all__ = [
    "ERRORS",
    "Day",
    "ExchangeError",
    "Moment",
    "Number",
    "OneOf",
    "Record",
    "Rows",
    "Shape",
    "Text",
    "Truth",
    "Whole",
    "describe",
    "take",
]
