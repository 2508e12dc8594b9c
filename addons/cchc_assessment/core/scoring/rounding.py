"""Numbers: reading them, keeping them exact, rounding them once, writing them.

Scores, counts and percentages are :class:`~decimal.Decimal` with at most six decimals, which is
also what the database keeps. They are rounded, half up, when they are shown and nowhere else.
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from ..plain.numbers import (
    EXACT,
    FRACTION_PLACES,
    NumberError,
    read_number,
    read_share,
)
from ..plain.text import one_line
from .errors import ScoringError

Number = Decimal | int | float | str

STORED_PLACES = 6
"""Decimals of a stored score: what cannot be written exactly (1/3) is kept to this many."""

MAX_INTEGER_DIGITS = 15
"""Digits before the decimal mark. Sums of money in đồng fit, and survive a float field intact."""

_MACHINE_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,9})?")


def to_decimal(value: Number, field: str | None = None) -> Decimal:
    """Return a number from code, a database or a file as a Decimal of at most six decimals.

    :param value: a finite int, float, Decimal, or str in machine notation (``"1.125"``,
        ``"1e-3"``). A float means the shortest decimal that reads back as it, so 0.1 is 0.1.
    :param field: the input it belongs to, for the error's sentence.
    :return: the value rounded half up to six decimals, without trailing zeros or an exponent.
    :raises ScoringError: ``not_a_number`` (also for NaN, infinity, True and None), ``too_large``.
    """
    if isinstance(value, float) or (isinstance(value, Decimal) and value.is_finite()):
        return _to_stored(value, field)
    return as_stored(_exact(value, field))


# The scores and maxima of a whole province are few numbers, read again and again.
@lru_cache(maxsize=4096, typed=True)
def _to_stored(value: float | Decimal, field: str | None) -> Decimal:
    return as_stored(_exact(value, field))


def parse_number(text: Number, field: str | None = None) -> Decimal:
    """Return the number that a person wrote.

    Reads what :func:`~core.plain.numbers.read_number` reads, and fractions (``"2/3"``). One that never ends is
    given to eight decimals, so that it is right to six as a percentage. What is a number already passes through
    :func:`to_decimal`.

    :raises ScoringError: ``not_a_number``, ``ambiguous_number``, ``too_large``, ``too_many_decimals``.
    """
    if not isinstance(text, str):
        return to_decimal(text, field)
    written = one_line(text)
    try:
        share = read_share(written) if not written.endswith("%") else None
        number = read_number(written) if share is None else _divide(*share)
    except NumberError as error:
        raise _refuse(error, field) from error
    if number is None:
        raise _error("not_a_number", field, value=written)
    places = -number.as_tuple().exponent
    if written[-1].isdecimal() and share is None and places > STORED_PLACES:
        raise _error("too_many_decimals", field, digits=places, limit=STORED_PLACES)
    return _trim(_sized(number, field))


def _divide(above: Decimal, below: Decimal) -> Decimal | None:
    return quantize(EXACT.divide(above, below), FRACTION_PLACES) if below else None


def _refuse(error: NumberError, field: str | None) -> ScoringError:
    if error.kind == "ambiguous":
        whole, decimal = error.readings
        return _error("ambiguous_number", field, value=error.text, whole=whole, decimal=decimal)
    if error.kind != "too_long":
        return _error("not_a_number", field, value=error.text)
    whole, _mark, decimals = error.text.replace(",", ".").partition(".")
    if len(whole) <= MAX_INTEGER_DIGITS:
        return _error("too_many_decimals", field, digits=len(decimals), limit=STORED_PLACES)
    return _error("too_large", field, digits=len(whole), limit=MAX_INTEGER_DIGITS)


def round_half_up(value: Number, digits: int) -> Decimal:
    """Round to ``digits`` decimals, a half always away from zero (0.125 to 0.13).

    A float is first taken to six decimals, which drops the noise of its binary form: 1.005 read
    from a float field rounds to 1.01. Every other number is rounded once, from its exact value.

    :return: a Decimal with exactly ``digits`` decimals, never a negative zero.
    :raises ScoringError: ``not_a_number``, ``too_large``.
    """
    if isinstance(value, float) or (isinstance(value, Decimal) and value.is_finite()):
        return _to_rounded(value, digits)
    return quantize(_exact(value), digits)


# The same few points stand in each line of a sheet.
@lru_cache(maxsize=4096, typed=True)
def _to_rounded(value: float | Decimal, digits: int) -> Decimal:
    return quantize(_exact(value), digits)


def format_number(value: Number, mark: str = ",", digits: int | None = None) -> str:
    """Write a number for people, without grouping.

    :param mark: the decimal mark of their language; documents are Vietnamese.
    :param digits: decimals to round to and to show; without it the number is shown exactly as
        stored (six decimals), without trailing zeros.
    """
    number = to_decimal(value) if digits is None else round_half_up(value, digits)
    return f"{number:f}".replace(".", mark)


def fewest_decimals(
    value: Decimal, at_least: int, is_faithful: Callable[[Decimal], bool]
) -> Decimal:
    """Round ``value`` for a sentence, to no more decimals than its reader needs.

    Starts at ``at_least`` decimals and adds more until ``is_faithful(rounded)`` holds: 99.9996 %
    must not be written as 100 % next to a score that 100 % would not give. Gives up at twelve.
    """
    rounded = value
    for digits in range(at_least, 2 * STORED_PLACES + 1):
        rounded = quantize(value, digits)
        if is_faithful(rounded):
            break
    return _trim(rounded)


def as_stored(number: Decimal) -> Decimal:
    """Return a computed number as it is kept: six decimals, no trailing zeros, no exponent."""
    return _trim(quantize(number, STORED_PLACES))


def quantize(number: Decimal, digits: int) -> Decimal:
    """Round a computed number half up; unlike :func:`round_half_up`, of whatever size it is."""
    unit = Decimal((0, (1,), -digits))
    # ``plus`` turns a negative zero into zero: nobody wants to read "-0,00".
    return EXACT.plus(number.quantize(unit, rounding=ROUND_HALF_UP, context=EXACT))


def _exact(value: Number, field: str | None = None) -> Decimal:
    """Return ``value`` as a finite Decimal of bearable size, without losing a digit it means."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float | str):
        raise _error("not_a_number", field, value=value)
    if isinstance(value, str) and not _MACHINE_NUMBER.fullmatch(value):
        raise _error("not_a_number", field, value=value)
    is_float = isinstance(value, float)
    number = Decimal(repr(float(value))) if is_float else Decimal(value)
    if not number.is_finite():
        raise _error("not_a_number", field, value=str(number))
    _sized(number, field)
    return quantize(number, STORED_PLACES) if is_float else number


def _sized(number: Decimal, field: str | None) -> Decimal:
    digits = number.adjusted() + 1
    if number and digits > MAX_INTEGER_DIGITS:
        raise _error("too_large", field, digits=digits, limit=MAX_INTEGER_DIGITS)
    return number


def _trim(number: Decimal) -> Decimal:
    """Drop trailing zeros but keep 100 as ``100``, which ``normalize`` would make ``1E+2``."""
    trimmed = number.normalize(EXACT)
    return trimmed if trimmed.as_tuple().exponent < 0 else quantize(trimmed, 0)


def _error(kind: str, field: str | None, **params) -> ScoringError:
    return ScoringError(kind, params if field is None else {"field": field, **params})
