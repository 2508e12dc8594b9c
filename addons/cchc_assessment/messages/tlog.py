"""What contradicts what in a ledger, and why a proof, a checkpoint or a key is not one, as sentences."""

from odoo.tools import LazyTranslate

from .wording import fill_in

_lt = LazyTranslate(__name__)

LEDGERS = {
    "unit": _lt("the log"),
    "council": _lt("the council's part of the log"),
    "register": _lt("the register"),
}
FINDINGS = {
    "row_missing": _lt("No. %(number)s of %(ledger)s is missing."),
    "row_changed": _lt("No. %(number)s of %(ledger)s was changed."),
    "row_added": _lt("No. %(number)s of %(ledger)s was added past the system."),
    "head": _lt("What is kept of %(ledger)s to go on from (%(size)s rows) is not of its rows."),
    "checkpoint": _lt("The checkpoint of %(time)s (%(size)s rows) contradicts %(ledger)s."),
    "checkpoint_damaged": _lt(
        "The checkpoint of %(ledger)s at %(size)s rows was changed, or cannot be read."
    ),
    "checkpoint_signature": _lt(
        "The checkpoint of %(time)s (%(size)s rows) of %(ledger)s is not signed by any of the known keys."
    ),
    "checkpoint_missing": _lt("The last checkpoint of %(ledger)s (%(size)s rows) is missing."),
    "held": _lt(
        "The checkpoint of %(time)s (%(size)s rows) that was kept elsewhere contradicts %(ledger)s: "
        "it was written anew since."
    ),
    "held_longer": _lt(
        "The checkpoint of %(time)s that was kept elsewhere is of %(size)s rows of %(ledger)s; "
        "there are %(count)s."
    ),
    "signed": _lt(
        "This server signed %(ledger)s differently on %(time)s (%(size)s rows): it was written anew since, and "
        "nothing more of it is signed."
    ),
    "signed_longer": _lt(
        "This server signed %(size)s rows of %(ledger)s on %(time)s; there are %(count)s, and nothing more of it is "
        "signed. A backup may have been put back."
    ),
    "signed_damaged": _lt(
        "What this server keeps of %(ledger)s beside the key, as signed last, cannot be read: "
        "nothing more of it is signed."
    ),
}
PROBLEMS = {
    "size": _lt("%(size)s is no size that a log can have."),
    "sizes": _lt("A log of %(first)s rows cannot have become one of %(second)s."),
    "index": _lt("There is no row %(index)s in a log of %(size)s rows."),
    "hash": _lt("A hash has to be 32 bytes."),
    "proof_length": _lt("The proof has %(found)s hashes where it needs %(expected)s."),
    "frontier": _lt("What is kept of the log to go on from was damaged."),
    "too_long": _lt("The text is longer than the %(limit)s characters that are read."),
    "not_a_note": _lt("This is not a signed text."),
    "not_a_checkpoint": _lt("This is not a checkpoint."),
    "signature": _lt("The signature of “%(key)s” is not of this text."),
    "unknown_key": _lt("It is signed by none of the known keys, but by: %(keys)s."),
    "key": _lt("A line of the file is not a key, or was damaged."),
    "key_name": _lt("“%(name)s” cannot be the name of a key: it has blanks or a plus sign."),
    "key_twice": _lt("The file has a second key that signs, “%(key)s”. There may be one only."),
    "no_key": _lt("The file has no key that signs."),
    "key_open": _lt("Everybody on the server may read the file of keys. Take that right away."),
}
# A checkpoint that somebody else has kept may say anything, at any length.
_LONGEST = 200


def say_finding(env, finding, kind):
    """Return a ``Finding`` in a ledger of that kind as a sentence."""
    params = {**finding.params, "ledger": LEDGERS[kind]}
    return fill_in(env, FINDINGS[finding.kind], params)


def say_problem(env, error):
    """Return a ``TlogError`` as a sentence."""
    return fill_in(env, PROBLEMS[error.kind], error.params, _LONGEST)
