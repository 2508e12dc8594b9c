"""``script/seal_key``: the key that signs what is sealed, in a file outside the database."""

import argparse
import os
import subprocess
import sys

from . import files, paths, process, virtualenv


def main(arguments):
    """Make a key, put a new one in its place, or show the public ones, which are to be published."""
    parser = argparse.ArgumentParser(
        prog="script/seal_key",
        description="Make, rotate or show the key that signs what is sealed. See docs/seal.md.",
    )
    actions = parser.add_subparsers(dest="action", required=True)
    new = actions.add_parser("new", help="make a file with a new key")
    rotate = actions.add_parser("rotate", help="let a new key sign; the old public one stays")
    show = actions.add_parser("show", help="print the public keys, the one that signs first")
    accept = actions.add_parser(
        "accept",
        help="sign the logs as they are from now on, as after a backup was put back; what was signed is kept aside",
    )
    for one in (new, rotate, show, accept):
        one.add_argument("file")
    new.add_argument("name", help="whose key it is, such as the province's domain")
    rotate.add_argument("name", nargs="?", help="whose key it is from now on")
    options = parser.parse_args(arguments)
    with files.locked(paths.cache_root() / "setup.lock", "Waiting for another set-up to finish …"):
        environment = virtualenv.any_complete() or virtualenv.ensure()
    name = getattr(options, "name", None)
    command = [environment.python, "-B", "-m", "sealing", options.action, options.file]
    folders = os.pathsep.join(map(str, (paths.SCRIPT, paths.ADDONS / paths.ADDON)))
    done = subprocess.run(
        [*command, *([name] if name else [])],
        env=process.environment(PYTHONPATH=folders),
        stdout=sys.stdout,
        check=False,
    )
    return done.returncode
