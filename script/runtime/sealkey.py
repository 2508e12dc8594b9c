"""``script/seal_key``: the key that signs what is sealed, in a file outside the database."""

import argparse
import os
import subprocess
import sys

from . import console, paths, process, virtualenv


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
    countersign = actions.add_parser(
        "countersign",
        help="print the checkpoints of another agency's file with this key's signature added to each",
    )
    for one in (new, rotate, show, accept, countersign):
        one.add_argument("file")
    new.add_argument("name", help="whose key it is, such as the province's domain")
    rotate.add_argument("name", nargs="?", help="whose key it is from now on")
    countersign.add_argument("name", metavar="CHECKPOINTS", help="the file that was given to you")
    options = parser.parse_args(arguments)
    environment = virtualenv.any_complete() or virtualenv.ensure()
    name = getattr(options, "name", None)
    arguments = [options.action, options.file, *([name] if name else [])]
    return _run(environment, arguments, stdout=sys.stdout).returncode


def ensure(path, name):
    """Return the file at this path, with a key in it: a new one where there was none."""
    if not path.exists():
        environment = virtualenv.any_complete() or virtualenv.ensure()
        done = _run(environment, ["new", path, name], capture_output=True, text=True)
        if done.returncode:
            raise console.Failure(f"No key could be made: {done.stderr.strip()}")
    return path


def _run(environment, arguments, **options):
    folders = os.pathsep.join(map(str, (paths.SCRIPT, paths.ADDONS / paths.ADDON)))
    return subprocess.run(
        [environment.python, "-m", "sealing", *map(str, arguments)],
        env=process.environment(PYTHONPATH=folders),
        check=False,
        **options,
    )
