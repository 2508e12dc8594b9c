"""Who speaks: the person who asked, whatever Odoo becomes on the way, or this addon itself.

Odoo's ways of telling it stand here and nowhere else.
"""

from odoo.api import SUPERUSER_ID


class _Voice:
    """What no remote caller can send: JSON and XML-RPC carry no such object."""

    __slots__ = ()

    def __repr__(self):
        return "the system's voice"


_VOICE = _Voice()
_KEY = "cchc_voice"


def as_system(records):
    """Return ``records`` with which the addon itself says what has happened."""
    return records.with_context(**{_KEY: _VOICE})


def is_system(env):
    """Whether the addon itself speaks: an object says so, no value that a caller could send."""
    return env.context.get(_KEY) is _VOICE


def get_asker(env):
    """Return the user who asked for what is being done.

    ``sudo()`` and a change to another user with ``sudo()`` leave it as it is: there the user of the call decides.
    Code that becomes another user with that user's own rights, as scheduled messages do, acts for that one. What
    nobody asked for, such as a job, is the superuser's.
    """
    caller = env.transaction.default_env
    asked_by_somebody = env.su and caller is not None and caller.uid != SUPERUSER_ID
    return env["res.users"].browse(caller.uid if asked_by_somebody else env.uid)
