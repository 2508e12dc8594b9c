"""What is wrong with data of other programs, as sentences."""

from odoo.tools import LazyTranslate

from ..core.exchange import ExchangeError
from .wording import fill_in

_lt = LazyTranslate(__name__)

ERRORS = {
    "wrong_type": _lt("“%(place)s” has to be %(wanted)s."),
    "missing": _lt("“%(place)s” is missing."),
    "unknown": _lt("Nothing is called “%(place)s” here. Look at the schema for what there is."),
    "not_one_of": _lt("“%(place)s” has to be one of these: %(values)s."),
    "too_deep": _lt("“%(place)s” stands too deep: %(limit)s levels are the most."),
    "too_many": _lt("“%(place)s”: there are more than %(limit)s rows in all."),
}
KINDS = {
    "text": _lt("a text"),
    "number": _lt("a number"),
    "whole": _lt("a whole number"),
    "truth": _lt("true or false"),
    "day": _lt("a date such as 2026-12-31"),
    "moment": _lt("a point in time such as 2026-12-18T10:00:00Z"),
    "rows": _lt("a list"),
    "record": _lt("an object with named values"),
}

# How much of a name that the other program gives is shown.
_SHOWN = 120


def say_error(env, error: ExchangeError):
    """Return what is wrong with data of another program, and where, as a sentence in the reader's language."""
    params = {**error.params, "place": error.place or "data"}
    if "wanted" in params:
        params["wanted"] = KINDS[params["wanted"]]
    return fill_in(env, ERRORS[error.kind], params, longest=_SHOWN)
