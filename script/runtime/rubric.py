"""``script/rubric``: what is read of a rubric's file, without Odoo and without a database."""

import argparse
import os
import subprocess
import sys

from . import paths, process, virtualenv


def main(arguments):
    """Print the criteria, options, rules and findings of a file, for people or as JSON."""
    parser = argparse.ArgumentParser(
        prog="script/rubric",
        description="Print what is read of a rubric's file: its tree, options, rules and what was found.",
    )
    parser.add_argument("file")
    parser.add_argument("--sheet", help="which of its sheets or tables (default: what is offered)")
    parser.add_argument("--json", action="store_true", help="as JSON, with every cell and its part")
    options = parser.parse_args(arguments)
    environment = virtualenv.any_complete() or virtualenv.ensure()
    command = [environment.python, "-m", "reading", options.file]
    command += ["--json"] if options.json else []
    command += ["--sheet", options.sheet] if options.sheet else []
    folders = os.pathsep.join(map(str, (paths.SCRIPT, paths.ADDONS / paths.ADDON)))
    done = subprocess.run(
        command, env=process.environment(PYTHONPATH=folders), stdout=sys.stdout, check=False
    )
    return done.returncode
