"""``script/lint``: the tools of ``.pre-commit-config.yaml``, in versions of our own and without a network.

ruff, pylint-odoo, OCA's checks of Odoo's XML, CSV and PO files, eslint, prettier, and what is to be said of every file.
"""

import argparse
import hashlib
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from . import console, javascript, paths, plainfiles, process, virtualenv

SETTINGS = paths.REPOSITORY / ".pylintrc"


def main(arguments):
    """Run every check and show what they find; returns 1 when there is anything."""
    parser = argparse.ArgumentParser(
        prog="script/lint", description="Check the style of all files."
    )
    parser.add_argument("--fix", action="store_true", help="repair and format what can be repaired")
    options = parser.parse_args(arguments)
    environment = virtualenv.any_complete() or virtualenv.ensure()
    return run(environment, fix=options.fix)


def run(environment, fix=False):
    """The checks themselves; the findings go to the terminal."""
    addons = sorted(path.parent for path in paths.ADDONS.glob("*/__manifest__.py"))
    # POT files are checked with the others: all of Odoo's translation formats are one.
    translations = sorted(path for addon in addons for path in addon.glob("i18n/*.po*"))
    sources = ["script", *(["addons"] if paths.ADDONS.is_dir() else [])]
    ruff = environment.bin / "ruff"
    oca = environment.bin / "oca-checks-odoo-module"
    checks = [[ruff, "check", *sources], [ruff, "format", "--check", *sources]]
    if fix:
        checks = [[ruff, "check", "--fix", *sources], [ruff, "format", *sources]]
    if addons:
        if fix:
            checks.append([oca, "--fix", "--no-exit", "--no-verbose", *addons])
        checks.append([oca, *addons])
    if translations:
        checks.append([environment.bin / "oca-checks-po", *translations])
    scripts, needed = javascript.checks(fix)
    checks += scripts
    variables = process.environment(
        **needed,
        PATH=f"{environment.bin}:{os.environ.get('PATH', os.defpath)}",
        PYLINTHOME=paths.cache_root() / "pylint",
        RUFF_CACHE_DIR=paths.cache_root() / "ruff",
    )
    with ThreadPoolExecutor() as pool:
        # it repairs nothing, and would read what the others are repairing
        pylint = None if fix or not addons else pool.submit(_pylint, environment, addons, variables)
        results = [
            subprocess.run(check, cwd=paths.REPOSITORY, env=variables, check=False).returncode
            for check in checks
        ]
        for finding in (found := plainfiles.findings()):
            console.say(finding)
        results.append(len(found))
        if addons:
            code, said = pylint.result() if pylint else _pylint(environment, addons, variables)
            console.say(said)
            results.append(code)
    return int(any(results))


def _pylint(environment, addons, variables):
    """Return pylint's code, and what it says.

    It takes two minutes of a processor: what it found nothing in, it does not read again unchanged. In one process,
    since each of several reads anew what our files lean on.
    """
    clean = paths.make(paths.cache_root() / "pylint" / "clean") / _digest(environment, addons)
    if clean.exists():
        return 0, "pylint: nothing has changed since it found nothing."
    done = subprocess.run(
        [environment.bin / "pylint", f"--rcfile={SETTINGS}", *addons],
        cwd=paths.REPOSITORY,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if not done.returncode:
        clean.touch()
    return done.returncode, done.stdout.strip() or "pylint: nothing found."


def _digest(environment, addons):
    """A hash of all that pylint's answer depends on: the addons' files, what is asked of them, and its version."""
    digest = hashlib.sha256(os.fsencode(environment.folder.name))
    settings = [SETTINGS, environment.folder / virtualenv.COMPLETE]
    sources = (path for addon in addons for path in addon.rglob("*"))
    for path in [*settings, *sorted(sources)]:
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(os.fsencode(path) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
