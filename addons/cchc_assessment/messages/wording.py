"""How what a sentence mentions is written for its reader."""

import datetime
import unicodedata
from decimal import Decimal
from functools import lru_cache, reduce

from odoo.tools import LazyTranslate, format_date, get_lang

from ..compat import LazyGettext, get_source
from ..core.plain.amounts import Percent, Rounded, Size, Typed
from ..core.plain.numbers import write_plainly
from ..core.scoring import format_number as write_number
from ..core.scoring import to_decimal

_lt = LazyTranslate(__name__)

_BYTES = _lt("%(number)s bytes")
_PERCENT = _lt("%(number)s%%")
_EITHER = _lt("%(one)s or %(other)s")

# Letters of a text of which it is remembered how it is quoted.
_SHORT = 200


def fill_in(env, sentence, params, longest=None):
    """Return a sentence of a ``LazyTranslate`` with what it mentions, in the language of ``env``.

    :param longest: how many characters of a text that people typed are shown; such a text is put on one line then.
    """
    written = {name: _write(env, value, longest) for name, value in params.items()}
    text = env._(sentence)
    try:
        text = text % written
    except (KeyError, TypeError, ValueError):
        # a translation that mentions what is not there, or a lone percent sign
        text = get_source(sentence) % written
    return text.strip()


def format_number(env, value, digits=None):
    """Return a number as people of the reader's language write it, without grouping.

    :param digits: decimals to round to and to show; without it the number is shown as stored, without trailing zeros.
    """
    return write_number(to_decimal(value), _get_decimal_mark(env), digits)


def format_size(env, size):
    """Return a number of bytes as people read it."""
    number, units = float(size), ["KB", "MB", "GB"]
    if number < 1024:
        return fill_in(env, _BYTES, {"number": int(size)})
    while number >= 1024 and units:
        number, unit = number / 1024, units.pop(0)
    text = f"{number:.1f}".removesuffix(".0").replace(".", _get_decimal_mark(env))
    return f"{text} {unit}"


def join_or(env, words):
    """Return words of which any will do, as one text."""
    return reduce(lambda one, other: fill_in(env, _EITHER, {"one": one, "other": other}), words)


def quote(text, longest):
    """Return a text that people typed, on one line and no longer than this."""
    return (_quote_short if len(text) <= _SHORT else _quote)(text, longest)


def _quote(text, longest):
    # what is not seen, a direction mark above all, would change how the sentence reads
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"


# The names of the same few options stand in each line of a sheet.
_quote_short = lru_cache(maxsize=4096)(_quote)


def _write(env, value, longest):
    if isinstance(value, LazyGettext):
        return env._(value)
    if isinstance(value, Decimal) and value.is_finite():
        return _write_number(env, value)
    if isinstance(value, datetime.date):
        return format_date(env, value)
    if isinstance(value, Size):
        return format_size(env, value)
    if isinstance(value, tuple | list):
        return ", ".join(_write(env, item, longest) for item in value)
    text = "" if value is None else str(value)
    return quote(text, longest) if longest else text


def _write_number(env, value):
    if isinstance(value, Typed):
        return write_plainly(value, _get_decimal_mark(env))
    text = f"{value:f}"
    if "." in text and not isinstance(value, Rounded):
        text = text.rstrip("0").rstrip(".")
    if "." in text:
        text = text.replace(".", _get_decimal_mark(env))
    return fill_in(env, _PERCENT, {"number": text}) if isinstance(value, Percent) else text


def _get_decimal_mark(env):
    return get_lang(env, env.lang or "en_US").decimal_point
