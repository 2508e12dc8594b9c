"""Scores as people and spreadsheets write them, read into exact decimals."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from .plain_text import clean

# A decree never gives more than three places; six keep a band's own arithmetic and still
# swallow the noise of binary floats (0.1 + 0.2).
PLACES = 6
MAX_DIGITS = 20
CEILING = Decimal(1_000_000)

_STEP = Decimal(1).scaleb(-PLACES)
_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:[.,]([0-9]+))?")
_UNIT = re.compile(r"\s*(?:điểm|đ)\s*\.?$", re.IGNORECASE)
_NOT_FINITE = re.compile(r"[+-]?(?:s?nan|inf|infinity|∞)", re.IGNORECASE)


class ScoreError(ValueError):
    """A value that is no usable score.

    ``kind`` is ``not_number``, ``not_finite``, ``too_long`` (more than 20 digits) or
    ``out_of_range`` (a million, or another ceiling, or more); ``text`` is the value as written, shortened.
    """

    def __init__(self, kind: str, text: str):
        super().__init__(f"{kind}: {text}")
        self.kind = kind
        self.text = text


def parse_score(value: object, ceiling: Decimal = CEILING) -> Decimal | None:
    """Return the score that a cell or a text holds, or ``None`` where it is blank.

    Takes ``int``, ``float``, ``Decimal`` or text with a decimal comma or point and an optional
    "điểm". The result has at most 6 decimals, rounded half up, and no trailing zeros. Its absolute
    value is below ``ceiling``.

    :raises ScoreError: for anything else, NaN, infinity and numbers that no score can be.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        raise ScoreError("not_number", str(value).upper())
    if isinstance(value, str):
        return _parse_text(value, ceiling)
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


def shorten(text: str, length: int = 60) -> str:
    """Return text short enough to stand in a sentence."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _parse_text(raw: str, ceiling: Decimal) -> Decimal | None:
    text = clean(raw)
    if not text:
        return None
    shown = shorten(text)
    bare = _UNIT.sub("", text).replace("−", "-").strip()
    if _NOT_FINITE.fullmatch(bare):
        raise ScoreError("not_finite", shown)
    match = _NUMBER.fullmatch(bare)
    if not match:
        raise ScoreError("not_number", shown)
    sign, whole, fraction = match.groups()
    if len(whole) + len(fraction or "") > MAX_DIGITS:
        raise ScoreError("too_long", shown)
    return _tidy(Decimal(f"{sign}{whole}.{fraction or 0}"), shown, ceiling)


def _tidy(number: Decimal, shown: str, ceiling: Decimal) -> Decimal:
    if abs(number) >= ceiling:
        raise ScoreError("out_of_range", shorten(shown))
    text = format(number.quantize(_STEP, rounding=ROUND_HALF_UP), "f").rstrip("0").rstrip(".")
    return Decimal(0) if text == "-0" else Decimal(text)
