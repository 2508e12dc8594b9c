"""What speaks against a document where it is filed, as sentences."""

from odoo.tools import LazyTranslate

from ..core.plain.dates import short_date
from .wording import fill_in

_lt = LazyTranslate(__name__)

DOUBTS = {
    "other_day": _lt("It is dated %(date)s, and the year that is assessed is %(year)s."),
    "other_year": _lt("Its subject names the year %(named)s, and %(year)s is assessed."),
    "other_issuer": _lt("It was issued by “%(issuer)s”, and not by “%(unit)s”."),
    "other_kind": _lt("It is of the type “%(kind)s”, and “%(required)s” is asked for."),
    "no_proof": _lt(
        "It is filed for %(criterion)s as well, with which its subject has no word in common as it has "
        "with %(others)s."
    ),
    "replaced": _lt("It was replaced by “%(by)s”: file that one, or take this one off."),
    "revoked": _lt("It was revoked by “%(by)s”: take it off."),
    "expired": _lt("“%(by)s” says that it is in force no more."),
}

_TIMELINESS = _lt("Issued on %(issued)s, due on %(due)s → %(level)s")

_LONGEST = 120


def say_doubt(env, doubt):
    """Return what a ``Doubt`` says of a document."""
    return fill_in(env, DOUBTS[doubt.kind], doubt.params, longest=_LONGEST)


def say_timeliness(env, found):
    """Return which level the date of a document speaks for, and why."""
    days = {"issued": short_date(found.issued), "due": short_date(found.due)}
    return fill_in(env, _TIMELINESS, {**days, "level": found.level}, longest=_LONGEST)
