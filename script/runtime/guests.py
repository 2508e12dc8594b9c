"""Apps of Odoo and addons of others: what an agency's database has before ours comes into it."""

from . import paths, virtualenv

APPS = ("hr", "project", "survey", "account", "website")
ADDONS = paths.GUESTS
REQUIREMENTS = paths.SCRIPT / "requirements-guests.txt"


def site(environment):
    """The folder to put on ``PYTHONPATH`` for the addons."""
    return virtualenv.beside(environment, REQUIREMENTS, "the guests' addons")
