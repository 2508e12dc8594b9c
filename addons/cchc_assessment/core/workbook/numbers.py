"""Scores as people and spreadsheets write them, read into exact decimals."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from ..plain.numbers import NumberError, read_number
from ..plain.text import clean, shorten

# A decree never gives more than three places; six keep a band's own arithmetic and still
# swallow the noise of binary floats (0.1 + 0.2).
PLACES = 6
CEILING = Decimal(1_000_000)
# No decree gives a criterion, or all of them, more points than that: "2.125" is no two thousand points.
MOST_POINTS = Decimal(1_000)

_STEP = Decimal(1).scaleb(-PLACES)
_UNIT = re.compile(r"\s*(?:điểm|đ)\s*\.?$", re.IGNORECASE)


class ScoreError(ValueError):
    """A value that is no usable score.

    ``kind`` is ``not_number``, ``not_finite``, ``too_long`` (more than 20 digits), ``ambiguous`` or
    ``out_of_range`` (a million, or another ceiling, or more); ``text`` is the value as written, shortened, and
    ``params`` what a sentence about it says: ``text``, and for an ambiguous one ``whole`` and ``decimal``, the two
    numbers that it may mean.
    """

    def __init__(self, kind: str, text: str, **params: str):
        super().__init__(f"{kind}: {text}")
        self.kind = kind
        self.text = text
        self.params = {"text": text, **params}


def parse_score(
    value: object,
    ceiling: Decimal = CEILING,
    *,
    most: Decimal | None = None,
    is_whole: bool = False,
) -> Decimal | None:
    """Return the score that a cell or a text holds, or ``None`` where it is blank.

    Takes ``int``, ``float``, ``Decimal`` or text as people write numbers (see ``read_number``, which ``most``
    and ``is_whole`` are for), with an optional "điểm". The result has at most 6 decimals, rounded half up, and no
    trailing zeros. Its absolute value is below ``ceiling``.

    :raises ScoreError: for anything else, NaN, infinity and numbers that no score can be.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        raise ScoreError("not_number", str(value).upper())
    if isinstance(value, str):
        return _parse_text(value, ceiling, most, is_whole)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ScoreError("not_finite", str(value))
        return _tidy(Decimal(repr(value)), str(value), ceiling)
    if isinstance(value, int):
        # Digits are not counted through str(): Python refuses to print very long integers.
        if abs(value) >= ceiling:
            raise ScoreError("out_of_range", f"≥ {ceiling}" if value > 0 else f"≤ -{ceiling}")
        return Decimal(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ScoreError("not_finite", str(value))
        return _tidy(value, str(value), ceiling)
    raise ScoreError("not_number", shorten(str(value)))


def _parse_text(raw: str, ceiling: Decimal, most: Decimal | None, is_whole: bool) -> Decimal | None:
    text = clean(raw)
    if not text:
        return None
    try:
        number = read_number(_UNIT.sub("", text), most, is_whole=is_whole)
    except NumberError as error:
        readings = dict(zip(("whole", "decimal"), error.readings, strict=False))
        raise ScoreError(error.kind, shorten(text), **readings) from error
    if number is None:
        raise ScoreError("not_number", shorten(text))
    return _tidy(number, shorten(text), ceiling)


def _tidy(number: Decimal, shown: str, ceiling: Decimal) -> Decimal:
    if abs(number) >= ceiling:
        raise ScoreError("out_of_range", shorten(shown))
    text = format(number.quantize(_STEP, rounding=ROUND_HALF_UP), "f").rstrip("0").rstrip(".")
    return Decimal(0) if text == "-0" else Decimal(text)
