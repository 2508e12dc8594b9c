"""``script/bench``: what the addon's work costs, beside what the same work costs without it."""

import argparse
import contextlib
import subprocess
import tempfile

from . import chromium, console, instance, paths, postgres, process

_MODULES = {"works": "measure", "browser": "measure.browser", "hostile": "measure.hostile"}


def main(arguments):
    """Measure on a database of this clone's own and print the table; returns the exit code."""
    options, what = _parse(arguments)
    in_browser = what == "browser"
    if in_browser:
        chromium.ensure()
    runtime = instance.runtime()
    with postgres.server(runtime.environment, "demonstration", postgres.SAFE) as variables:
        odoo = instance.Instance(runtime, variables, "bench", f"cchc_bench_{paths.clone_key()}")
        database = instance.Database(odoo, odoo.database)
        with console.step("Preparing the bench's database") as step:
            if not database.complete:
                odoo.install(database, step=step)
            elif not database.current:
                odoo.update(database, step=step)
        # Nothing that is measured is kept: the transaction is rolled back, the files go with their folder.
        with (
            tempfile.TemporaryDirectory(dir=odoo.folder) as data,
            _copied(odoo, database) if in_browser else contextlib.nullcontext(database) as used,
        ):
            module = _MODULES[what]
            command = [runtime.environment.python, "-B", "-m", module, "-c", odoo.config]
            command += ["-d", used.name, "-D", data, *options]
            if in_browser:
                command += ["--chromium", chromium.find()]
            changes = {"PYTHONPATH": paths.SCRIPT, "PYTHONWARNINGS": "ignore"}
            return subprocess.run(
                [*map(str, command)],
                env=odoo.environ(**changes),
                preexec_fn=process.die_with_parent,
                check=False,
            ).returncode


@contextlib.contextmanager
def _copied(odoo, database):
    """A copy of the database: what a browser sees has to be committed."""
    copy = instance.Database(odoo, f"{database.name}_browser")
    copy.drop()
    process.output(["createdb", "-w", "-T", database.name, copy.name], env=odoo.environ())
    try:
        yield copy
    finally:
        copy.drop()


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure the addon.")
    parser.add_argument("--units", type=int, default=60, help="units of the period (default: 60)")
    parser.add_argument("--leaves", type=int, default=136, help="criteria to score (default: 136)")
    parser.add_argument(
        "--evidence", type=int, default=100, help="documents of an assessment (default: 100)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the numbers that are made up")
    parser.add_argument("--only", default="", help="measure only works whose name has this in it")
    parser.add_argument(
        "--browser", action="store_true", help="measure the score sheet in Chromium instead"
    )
    parser.add_argument(
        "what",
        nargs="?",
        choices=("works", "hostile"),
        default="works",
        help="hostile: files that ask for more work than they are long, through every dialog",
    )
    options = vars(parser.parse_args(arguments))
    what = options.pop("what")
    if options.pop("browser"):
        what = "browser"
    return [text for name, value in options.items() for text in (f"--{name}", str(value))], what
