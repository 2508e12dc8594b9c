"""``script/bench``: what the addon's work costs, beside what the same work costs without it."""

import argparse
import contextlib
import subprocess
import tempfile
import time

from . import chromium, instance, paths, postgres, process, virtualenv

_MODULES = {
    "works": "measure",
    "browser": "measure.browser",
    "hostile": "measure.hostile",
    "country": "measure.country",
}
# What is tried on a real Odoo with several workers, each with the module that does it.
TRIALS = {"writers": "measure.writers", "kills": "measure.kills"}
RUSH = paths.SCRIPT / "requirements-rush.txt"


def main(arguments):
    """Measure on a database of this clone's own and print the table; returns the exit code."""
    what, options = parse(arguments)
    if what in TRIALS:
        # in a cluster of its own: where one of PostgreSQL's processes is killed, all others of the cluster end too
        return _run("trials", "trials", TRIALS[what], _as_arguments(options), copied=what)
    if what == "rush":
        return _rush(options)
    if what == "browser":
        chromium.ensure()
        options["chromium"] = chromium.find()
    # what a browser sees is committed, as is what a country is copied from
    copied = what if what in ("browser", "country") else ""
    return _run("demonstration", "bench", _MODULES[what], _as_arguments(options), copied)


def parse(arguments):
    """Return what is to be measured, and its options by their names."""
    if arguments and arguments[0] in TRIALS:
        return arguments[0], _parse_trial(arguments[0], arguments[1:])
    if arguments[:1] == ["rush"]:
        return "rush", _parse_rush(arguments[1:])
    if "--country" in arguments:
        return "country", _parse_country([one for one in arguments if one != "--country"])
    return _parse_works(arguments)


def _run(cluster, name, module, options, copied=""):
    """Run a module on a database of this clone's own and return its exit code.

    Nothing that is measured is kept: a transaction is rolled back or the copy dropped, the files go with their folder.

    :param copied: the purpose of the copy to work on, where what is done has to be committed
    """
    runtime = instance.runtime()
    with postgres.server(runtime.environment, cluster, postgres.SAFE) as variables:
        database = _database(runtime, variables, name)
        odoo = database.instance
        odoo.bring_up(database, "Preparing the database")
        with (
            tempfile.TemporaryDirectory(dir=odoo.folder) as data,
            _copied(odoo, database, copied) if copied else contextlib.nullcontext(database) as used,
        ):
            command = [runtime.environment.python, "-m", module, "-c", odoo.config]
            command += ["-d", used.name, "-D", data, *options]
            changes = {"PYTHONPATH": paths.SCRIPT, "PYTHONWARNINGS": "ignore"}
            return subprocess.run(
                [*map(str, command)],
                env=odoo.environ(**changes),
                preexec_fn=process.die_with_parent,
                check=False,
            ).returncode


def _database(runtime, variables, name):
    odoo = instance.Instance(runtime, variables, name, f"cchc_{name}_{paths.clone_key()}")
    return instance.Database(odoo, odoo.database)


def bring_copy(origin):
    """Let what is measured be a copy of ``origin``, which has the same addons, and nobody uses it.

    The tests have just installed one: the bench's takes minutes.
    """
    database = _database(origin.instance.runtime, origin.instance.variables, "bench")
    if not database.current or not database.exists():
        database.copy(origin)
        database.remember()
    return database


def _parse_trial(name, arguments):
    parser = argparse.ArgumentParser(prog=f"script/bench {name}")
    parser.add_argument("--workers", type=int, default=4, help="Odoo's workers (default: 4)")
    parser.add_argument("--leaves", type=int, default=24, help="criteria to score (default: 24)")
    parser.add_argument("--seed", type=int, default=1, help="of what is left to chance")
    parser.add_argument(
        "--only", default="", help="only those whose title has this, or one of these, in it: a,b"
    )
    if name == "writers":
        parser.add_argument("--tries", type=int, default=50, help="of each pair (default: 50)")
    else:
        parser.add_argument("--kills", type=int, default=50, help="of each kind (default: 50)")
        parser.add_argument("--units", type=int, default=20, help="of the period (default: 20)")
        parser.add_argument(
            "--minutes", type=int, default=60, help="after which no more are begun (default: 60)"
        )
    return vars(parser.parse_args(arguments))


def _parse_rush(arguments):
    parser = argparse.ArgumentParser(prog="script/bench rush")
    for name, default, what in (
        ("clients", 12, "people at once"),
        ("seconds", 60, "how long they go on, and once more in Odoo's list"),
        ("leaves", 100, "criteria to score"),
        ("seed", 1, "of what is left to chance"),
        ("lose", 0, "updates that are lost on purpose, to see that they are found"),
    ):
        parser.add_argument(
            f"--{name}", type=int, default=default, help=f"{what} (default: {default})"
        )
    parser.add_argument(
        "--workers",
        type=int,
        nargs="+",
        default=[2, 4],
        help="Odoo's workers, one run after the other (default: 2 4)",
    )
    return vars(parser.parse_args(arguments))


def _rush(options):
    """The evening of the deadline, played by Locust, which lies in a folder of its own."""
    beside = virtualenv.beside(instance.runtime().environment, RUSH, "what plays many people")
    return max(
        _run(
            *("demonstration", "bench", "measure.rush"),
            _as_arguments({**options, "beside": beside, "workers": workers}),
            copied="rush",
        )
        for workers in options.pop("workers")
    )


def _parse_country(arguments):
    parser = argparse.ArgumentParser(prog="script/bench --country")
    for name, default, what in (
        ("provinces", 34, "companies"),
        ("departments", 15, "of each"),
        ("communes", 99, "of each"),
        ("years", 3, "the newest of them under way"),
        ("leaves", 130, "criteria to score"),
        ("evidence", 26, "documents of an assessment"),
        ("seed", 1, "of what is left to chance"),
    ):
        parser.add_argument(
            f"--{name}", type=int, default=default, help=f"{what} (default: {default})"
        )
    return vars(parser.parse_args(arguments))


def _as_arguments(options):
    """Options as a command takes them."""
    return [text for name, value in options.items() for text in (f"--{name}", str(value))]


@contextlib.contextmanager
def _copied(odoo, database, purpose="browser"):
    """A copy of the database: what a browser, or another process, sees has to be committed."""
    copy = instance.Database(odoo, f"{database.name}_{purpose}")
    copy.drop()
    # As files, with a checkpoint: copied by the log, a sequence may forget its last numbers when PostgreSQL crashes.
    command = ["createdb", "-w", "-S", "file_copy", "-T", database.name, copy.name]
    process.output(command, env=odoo.environ())
    try:
        yield copy
    finally:
        _drop(copy)


def _drop(database):
    """Drop the database, once the server's own cleaning, which only the server may end, has left it."""
    for last in (False, False, False, True):
        try:
            return database.drop()
        except process.CommandFailed:
            if last:
                raise
            time.sleep(2)
    return None


def _parse_works(arguments):
    parser = argparse.ArgumentParser(
        prog="script/bench",
        description="Measure the addon.",
        epilog=f"Others take options of their own: script/bench {'|'.join(TRIALS)}|rush|--country --help",
    )
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
    return what, options
