"""The browser for browser tests, and a font that can write Vietnamese."""

import shutil
import tempfile

from . import console, debian, process

# The names, and their order, in which Odoo looks for it.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation")
START_SECONDS = 60


def ensure():
    """Install Chromium where it is missing, and see it start.

    Odoo skips browser tests when the browser needs more than ten seconds, which the first start after an installation
    can take.
    """
    if not find():
        debian.install("Chromium", PACKAGES, "The browser tests need")
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
        ]
        options += [
            "--disable-background-networking",
            f"--user-data-dir={profile}",
            "--dump-dom",
            "about:blank",
        ]
        try:
            process.run(["timeout", str(START_SECONDS), find(), *options])
        except process.CommandFailed as error:
            raise console.Failure(
                f"{find()} does not start, so the browser tests cannot run. The log has its reason."
            ) from error


def find():
    """The path of the browser, or None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)
