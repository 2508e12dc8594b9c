"""``script/make_templates``: the standard templates of the Word documents, made anew."""

import argparse
import os

from . import console, paths, process, virtualenv


def main(arguments):
    """Build the templates and put them into the addon, or where somebody wants them."""
    parser = argparse.ArgumentParser(
        prog="script/make_templates",
        description="Make the standard templates of the Word documents.",
    )
    parser.add_argument("--folder", help="where to put them (default: where the addon ships them)")
    options = parser.parse_args(arguments)
    environment = virtualenv.any_complete() or virtualenv.ensure()
    command = [environment.python, "-m", "templates"]
    command += [options.folder] if options.folder else []
    folders = os.pathsep.join(map(str, (paths.SCRIPT, paths.ADDONS / paths.ADDON)))
    with console.step("Making the templates") as step:
        process.run(command, step, env=process.environment(PYTHONPATH=folders))
    return 0
