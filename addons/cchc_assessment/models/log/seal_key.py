"""The keys that sign checkpoints, from the file that Odoo's configuration names.

It names it in a section of its own, since Odoo warns of options that it does not know::

    [cchc_assessment]
    seal_key = /etc/odoo/cchc_seal.key
"""

import configparser
import logging

from odoo.tools import config

from ...core.tlog import KeyRing, TlogError, read_key_file

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
