"""The browser for browser tests, and a font that can write Vietnamese."""

import os
import shutil
import tempfile

from . import console, process

# The names, and their order, in which Odoo looks for it.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation")
BY_HAND = f"apt-get install {' '.join(PACKAGES)}"
START_SECONDS = 60


def ensure():
    """Install Chromium where it is missing, and see it start.

    Odoo skips browser tests when the browser needs more than ten seconds, which the first start after an installation
    can take.
    """
    if not find():
        _install()
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


def _install():
    if os.geteuid() or not shutil.which("apt-get"):
        raise console.Failure(
            f"The browser tests need Chromium, and only root can install it. Run: sudo {BY_HAND}, then run again."
        )
    environment = process.environment(DEBIAN_FRONTEND="noninteractive")
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *PACKAGES]
    with console.step("Installing Chromium (about 100 MB)") as step:
        try:
            try:
                process.run(install, step, env=environment)
            except process.CommandFailed:
                # No package lists, or lists so old that they name what is gone.
                process.run(["apt-get", "update", "-q"], step, env=environment)
                process.run(install, step, env=environment)
        except process.CommandFailed as error:
            raise error.explain(
                "Chromium could not be installed", f"Install it by hand: {BY_HAND}"
            ) from error
