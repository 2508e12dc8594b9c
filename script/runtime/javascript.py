"""eslint and prettier, from npm, in a folder of the cache."""

import hashlib
import os
import shutil

from . import console, debian, files, paths, process

FOLDER = paths.SCRIPT / "javascript"
PACKAGES = FOLDER / "package.json"
CONFIG = FOLDER / "eslint.config.cjs"


def checks(fix):
    """The commands to run, and the environment variable that they need; no command where npm cannot be had."""
    tools = _tools()
    if not tools:
        console.say(
            f"eslint and prettier are left out: there is no npm. Run: {debian.by_hand('npm')}"
        )
        return [], {}
    programs = tools / "node_modules/.bin"
    commands = [
        [programs / "eslint", "--config", CONFIG, *(["--fix"] if fix else []), "addons"],
        [programs / "prettier", "--write" if fix else "--check", "--log-level=warn"],
    ]
    commands[1] += ["--ignore-unknown", "addons", "script", ".prettierrc.cjs"]
    return commands, {"NODE_PATH": tools / "node_modules"}


def _tools():
    """The folder with the programs, filled first where it is missing; None where npm cannot be had."""
    digest = hashlib.sha256(PACKAGES.read_bytes()).hexdigest()[:8]
    target = paths.cache_root() / "javascript" / digest
    if target.exists():
        return target if shutil.which("node") else None
    with files.setting_up():
        if target.exists():
            return target if shutil.which("node") else None
        if not shutil.which("npm"):
            if os.geteuid() or not shutil.which("apt-get"):
                return None
            debian.install("npm", ["npm"], "The checks of JavaScript need")
        with files.whole(target) as work, console.step("Installing eslint and prettier") as step:
            _fill(work, step)
    return target


def _fill(folder, step):
    shutil.copy(PACKAGES, folder)
    command = ["npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"]
    try:
        process.run([*command, "--prefix", folder], step)
    except process.CommandFailed as error:
        raise error.explain("eslint and prettier could not be installed", "Run again.") from error
