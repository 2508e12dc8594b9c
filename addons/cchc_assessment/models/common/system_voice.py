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
_KEEPER = _Voice()
_KEEPER_KEY = "cchc_keeper"
_FETCHER = _Voice()
_FETCHER_KEY = "cchc_fetcher"
# What of a caller's context goes along where files are kept: nothing that tells an addon where to put them.
_KEPT_CONTEXT = ("lang", "tz", "uid", "allowed_company_ids")
# Files of these records are stored by the addon itself and by nobody else.
KEEPERS = {
    "cchc.evidence",
    "cchc.figure.batch",
    "cchc.publication",
    "cchc.submission",
    "cchc.tray.document",
}


def as_system(records):
    """Return ``records`` with which the addon itself says what has happened."""
    return records.with_context(**{_KEY: _VOICE})


def is_system(env):
    """Whether the addon itself speaks: an object says so, no value that a caller could send."""
    return env.context.get(_KEY) is _VOICE


def as_keeper(attachments):
    """Return ``attachments`` with which the addon itself stores the files of documents and submissions.

    They are stored as they are: a scan is not scaled down.
    """
    context = {key: value for key, value in attachments.env.context.items() if key in _KEPT_CONTEXT}
    context.update({_KEEPER_KEY: _KEEPER, "image_no_postprocess": True})
    # in place of the caller's, which is the point of it
    return attachments.with_context(context)  # pylint: disable=context-overridden


def is_keeper(env):
    """Whether the addon itself stores a file, and nobody else through it."""
    return env.context.get(_KEEPER_KEY) is _KEEPER


def as_fetcher(servers):
    """Return servers of e-mail with which Odoo fetches letters, in nobody's name, whoever pressed the button."""
    return servers.with_user(SUPERUSER_ID).with_context(**{_FETCHER_KEY: _FETCHER})


def is_fetcher(env):
    """Whether a letter comes from a server of e-mail, and from nobody who calls."""
    return env.context.get(_FETCHER_KEY) is _FETCHER


def get_asker(env):
    """Return the user who asked for what is being done.

    ``sudo()`` and a change to another user with ``sudo()`` leave it as it is: there the user of the call decides.
    Code that becomes another user with that user's own rights, as scheduled messages do, acts for that one. What
    nobody asked for, such as a job, is the superuser's.
    """
    caller = env.transaction.default_env
    asked_by_somebody = env.su and caller is not None and caller.uid != SUPERUSER_ID
    return env["res.users"].browse(caller.uid if asked_by_somebody else env.uid)
