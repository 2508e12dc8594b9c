"""The one reading of a number that a person wrote, in a cell, a form or a decree.

``static/src/number_field/number_text.js`` reads alike in the browser: both are held to the cases of
``static/tests/number_cases.js``.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal

from .amounts import Typed
from .text import one_line

MAX_DIGITS = 20
"""Digits of a number that somebody means as one."""

FRACTION_PLACES = 8
"""Decimals of a fraction that never ends: it is right to six as a percentage, too."""

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

_MINUS_SIGNS = ("-", "−", "–")
_NOT_FINITE = re.compile(r"[+-]?(?:s?nan|inf|infinity|∞)", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+(?:[., ][0-9]+)*")
_LEADING_GROUP = re.compile(r"[1-9][0-9]{0,2}")
_VULGAR_FRACTION = re.compile(r"(?P<whole>[0-9]*) ?(?P<part>[¼½¾⅐-⅞])")
_FRACTION = re.compile(r"(?P<above>[^/⁄%]{1,60})[/⁄](?P<below>[^/⁄%]{1,60})")


class NumberError(ValueError):
    """A text that is no number, or may be either of two.

    ``kind`` is ``not_number``, ``not_finite``, ``too_long`` (more than 20 digits) or ``ambiguous``; ``text`` is
    what was written, ``readings`` what it may mean.
    """

    def __init__(self, kind: str, text: str, readings: tuple[Decimal, ...] = ()):
        super().__init__(f"{kind}: {text}")
        self.kind = kind
        self.text = text
        self.readings = readings


def read_number(
    text: str, most: Decimal | None = None, *, is_whole: bool = False
) -> Decimal | None:
    """Return the number that ``text`` says, or None if it is blank.

    A comma or a point is the decimal mark. Points, commas or spaces that part the digits in threes are the
    thousands' if nothing else fits: "1.234,5", "1 234", "1.234.567". "1.250" alone is 1250 to one reader and 1.25
    to another: it is refused unless ``most``, the greatest number that the place takes, leaves but one reading, or
    the place takes whole numbers alone (``is_whole``), which nobody writes with zeros behind a mark.

    :raises NumberError: see there.
    """
    written = one_line(text)
    if not written:
        return None
    if _NOT_FINITE.fullmatch(written):
        raise NumberError("not_finite", written)
    is_negative = written.startswith(_MINUS_SIGNS)
    digits = written[1:].lstrip() if is_negative or written.startswith("+") else written
    number = _read_unsigned(digits, written, most, is_whole)
    return EXACT.minus(number) if is_negative else number


def read_share(text: str) -> tuple[Decimal, Decimal] | None:
    """Return what was done and out of how much, of "18/20" or "90 %"; None if ``text`` is neither.

    :raises NumberError: for a part of it that is no number.
    """
    written = text.strip()
    if written.endswith("%"):
        number = read_number(written[:-1], Decimal(1000))
        return None if number is None else (number, Decimal(100))
    if match := _FRACTION.fullmatch(written):
        above, below = read_number(match["above"]), read_number(match["below"])
        return None if above is None or below is None else (above, below)
    return None


def write_plainly(number: Decimal, mark: str = ",") -> str:
    """Return a number so that :func:`read_number` takes it: never three decimals after one to three digits."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, point, decimals = text.partition(".")
    if len(decimals) == 3 and _LEADING_GROUP.fullmatch(whole.lstrip("-")):
        decimals += "0"
    return whole + (mark if point else "") + decimals


def _read_unsigned(digits: str, written: str, most: Decimal | None, is_whole: bool) -> Decimal:
    if sum(map(str.isdigit, digits)) > MAX_DIGITS:
        raise NumberError("too_long", written)
    if match := _VULGAR_FRACTION.fullmatch(digits):
        # unicodedata gives a float; its repr is right to far more places than are kept here
        part = Decimal(repr(unicodedata.numeric(match["part"])))
        number = EXACT.add(Decimal(match["whole"] or 0), part)
        return number.quantize(Decimal(1).scaleb(-FRACTION_PLACES), context=EXACT).normalize(EXACT)
    if not _DIGITS.fullmatch(digits):
        raise NumberError("not_number", written)
    readings = _find_readings(digits)
    if is_whole:
        readings = readings[:1]
    elif len(readings) > 1 and most is not None:
        readings = [number for number in readings if number <= most] or readings
    if len(readings) > 1:
        raise NumberError("ambiguous", written, tuple(map(Typed, readings)))
    if not readings:
        raise NumberError("not_number", written)
    return readings[0]


def _find_readings(digits: str) -> list[Decimal]:
    """Return what digits with marks between them may mean, the greatest first."""
    parts = re.split("[., ]", digits)
    marks = [char for char in digits if char in "., "]
    if not marks:
        return [Decimal(digits)]
    readings = []
    if len(set(marks)) == 1 and _are_groups(parts):
        readings.append(Decimal("".join(parts)))
    *grouping, last = marks
    if last != " " and last not in grouping and len(set(grouping)) < 2:
        whole = parts[:-1]
        if len(whole) == 1 or _are_groups(whole):
            readings.append(Decimal(f"{''.join(whole)}.{parts[-1]}"))
    return readings


def _are_groups(parts: list[str]) -> bool:
    first, *others = parts
    return bool(_LEADING_GROUP.fullmatch(first)) and all(len(part) == 3 for part in others)
