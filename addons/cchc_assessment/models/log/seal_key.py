"""The keys that sign checkpoints, from the file that Odoo's configuration names.

It names it in a section of its own, since Odoo warns of options that it does not know::

    [cchc_assessment]
    seal_key = /etc/odoo/cchc_seal.key
"""

import configparser
import logging

from odoo.tools import config

from ...core.tlog import KeyRing, SignedBefore, TlogError, read_key_file

_logger = logging.getLogger(__name__)

SECTION, OPTION = "cchc_assessment", "seal_key"


def get_key_path():
    """Return where the file of keys is, by the configuration; empty where it does not say."""
    parser = configparser.RawConfigParser()
    try:
        parser.read(config["config"] or [], encoding="utf-8")
        return parser.get(SECTION, OPTION, fallback="").strip()
    except (configparser.Error, UnicodeDecodeError):
        return ""


def read_keys() -> KeyRing | None:
    """Return the keys, or None where there are none to be had: nothing waits for them.

    Read each time: a key that was rotated signs from the next checkpoint on.
    """
    path = get_key_path()
    if not path:
        return None
    try:
        return read_key_file(path)
    except (OSError, TlogError) as error:
        _logger.error("The keys of the seals in %s cannot be used: %r", path, error)
        return None


def read_signed_before(origins):
    """Return ``{origin: the last checkpoint that was signed of this log}`` for those that have one.

    What cannot be read is there with a text that is none, so that nothing is signed over it.
    """
    path = get_key_path()
    before = SignedBefore(path) if path else None
    signed = {}
    for origin in origins if before else ():
        try:
            text = before.read(origin)
        except OSError as error:
            _logger.error("What was signed before cannot be read: %r", error)
            text = ""
        if text is not None:
            signed[origin] = text
    return signed


def keep_signed(notes):
    """Keep these checkpoints beside the key as those that were signed last; nothing waits for it."""
    try:
        SignedBefore(get_key_path()).keep(notes)
    except OSError as error:
        _logger.error("What was signed cannot be kept beside the key: %r", error)
