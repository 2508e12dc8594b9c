"""Where things lie. Everything outside the repository is below one of two roots."""

import ast
import hashlib
import os
from pathlib import Path

NAME = "cchc-assessment"
# The one that the others build on.
ADDON = "cchc_assessment"

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPT = REPOSITORY / "script"
ADDONS = REPOSITORY / "addons"
# Addons of others beside which ours are tested, and to some of which ours lead.
GUESTS = ("auditlog", "queue_job", "base_tier_validation", "dms", "web_responsive")
# An addon of such a name holds a demonstration: no test may lean on it.
DEMONSTRATION = "_demo"


def addons(demonstration=False):
    """The names of our addons, the one that the others build on first, without those that build on an app.

    :param demonstration: those that hold a demonstration too
    """
    return tuple(
        name
        for name in _all_addons()
        if not _is_bridge(name) and (demonstration or not name.endswith(DEMONSTRATION))
    )


def alone(demonstration=False):
    """The name of the main addon, and of its demonstration where that is wanted."""
    return (ADDON, ADDON + DEMONSTRATION) if demonstration else (ADDON,)


def bridges(guests=False):
    """The names of our addons that need an app beside the main one.

    :param guests: those to an addon of somebody else too, which is there only where the guests are
    """
    found = [name for name in _all_addons() if _is_bridge(name)]
    return tuple(name for name in found if guests or not _needs_guest(name))


def _is_bridge(name):
    return _manifest(name).get("auto_install") or _needs_guest(name)


def _needs_guest(name):
    return set(GUESTS) & set(_manifest(name)["depends"])


def _all_addons():
    found = (path.parent.name for path in ADDONS.glob("*/__manifest__.py"))
    return sorted(found, key=lambda name: (name != ADDON, name))


def _manifest(name):
    text = (ADDONS / name / "__manifest__.py").read_text(encoding="utf-8")
    return ast.literal_eval(text)


def tests(addons):
    """The folders of these addons' tests, as far as there are some."""
    return [folder for name in addons if (folder := ADDONS / name / "tests").is_dir()]


def pure(addons):
    """The folders of these addons' tests that must not import Odoo."""
    return [folder for tests_ in tests(addons) if (folder := tests_ / "pure").is_dir()]


def _xdg(variable, default):
    """A base folder; the specification says that a relative path is to be ignored."""
    value = os.environ.get(variable, "")
    return Path(value) if os.path.isabs(value) else Path.home() / default


def cache_root():
    """What can be fetched or built again: Odoo, virtual environments, logs."""
    return _xdg("XDG_CACHE_HOME", ".cache") / NAME


def data_root():
    """What people made: databases and filestores."""
    return _xdg("XDG_DATA_HOME", ".local/share") / NAME


def clone_key():
    """A short name of this clone, so that two clones never share a database."""
    return hashlib.sha256(os.fsencode(REPOSITORY)).hexdigest()[:8]


def clone_data():
    """This clone's configuration, filestore and state."""
    return data_root() / "clones" / f"{REPOSITORY.name}-{clone_key()}"


def make(folder):
    """Make ``folder`` and hand it back."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder
