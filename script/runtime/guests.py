"""Apps of Odoo and addons of others: what an agency's database has before ours comes into it."""

from . import paths, virtualenv

APPS = ("hr", "project", "survey", "account", "website")
ADDONS = ("auditlog", "queue_job", "base_tier_validation", "dms", "web_responsive")
REQUIREMENTS = paths.SCRIPT / "requirements-guests.txt"


def site(environment):
    """The folder to put on ``PYTHONPATH`` for the addons."""
    return virtualenv.beside(environment, REQUIREMENTS, "the guests' addons")
