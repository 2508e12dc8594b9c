"""Apps of Odoo and addons of others: what an agency's database has before ours comes into it."""

import hashlib
import sys

from . import console, files, paths, process

APPS = ("hr", "project", "survey", "account", "website")
ADDONS = ("auditlog", "queue_job", "base_tier_validation", "dms", "web_responsive")
REQUIREMENTS = paths.SCRIPT / "requirements-guests.txt"


def site(environment):
    """The folder to put on ``PYTHONPATH`` for the addons, filled first where it is missing.

    It is a folder of its own: with the addons in the virtual environment, Odoo would offer them to every database.

    :param environment: the VirtualEnvironment whose pip fills it
    """
    pins = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:8]
    target = paths.cache_root() / "guests" / f"{sys.implementation.cache_tag}-{pins}"
    with files.locked(paths.cache_root() / "setup.lock", "Waiting for another set-up to finish …"):
        if not target.exists():
            with files.whole(target) as work, console.step("Installing the guests' addons") as step:
                _fill(environment, work, step)
    return target


def _fill(environment, folder, step):
    command = [environment.python, "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--no-deps", "--target", folder, "-r", REQUIREMENTS]
    try:
        process.run(command, step, env=process.environment(PIP_USER=None))
    except process.CommandFailed as error:
        raise error.explain("The guests' addons could not be installed", "Run again.") from error
