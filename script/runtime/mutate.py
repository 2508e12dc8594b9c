"""``script/mutate``: change the code in small ways, and see whether the tests notice."""

import argparse
import collections
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mutation import rooms

from . import chromium, console, files, instance, paths, postgres, process, virtualenv

PLUGINS = paths.SCRIPT / "pytest_plugins"
REQUIREMENTS = paths.SCRIPT / "mutation/requirements.txt"
NOTICED = ("killed", "timeout")
MISSED = ("survived", "untested")


def main(arguments):
    """Try the changes and print those that nobody noticed; returns 0 when the room's aim is reached."""
    names = (*paths.addons(), *paths.bridges())
    options = _parse(arguments, rooms.find(_folders(names)))
    # guards of one that builds on an app of Odoo's are tried where that is installed
    if options.room == "guards" and not set(paths.bridges()) & set(options.file):
        names = paths.addons()
    room = rooms.find(_folders(names), options.file)[options.room]
    if not room.files:
        raise console.Failure(
            f"{options.room} has no file or folder called {' or '.join(options.file)}."
        )
    runtime = instance.runtime()
    tool = _ensure_tool()
    with tempfile.TemporaryDirectory() as folder:
        plan = _plan(tool, room, options, Path(folder))
        started = time.monotonic()
        results = _try_all(runtime, room, plan["mutants"], options, Path(folder), names)
    return _report(room, plan, results, options, time.monotonic() - started)


def _folders(names):
    return [paths.ADDONS / name for name in names]


def _parse(arguments, every):
    parser = argparse.ArgumentParser(prog="script/mutate", description=__doc__.partition(": ")[2])
    parser.add_argument("room", choices=every, metavar="ROOM", help=", ".join(every))
    parser.add_argument("--sample", type=int, default=0, help="try so many, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="of the drawing (default: 1)")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), help="at a time (default: one per core)"
    )
    parser.add_argument(
        "--budget",
        type=float,
        default=60,
        help="seconds of tests for one change; the quickest come first (default: 60)",
    )
    parser.add_argument(
        "--file", action="append", default=[], help="only files of this name, or in a folder of it"
    )
    parser.add_argument(
        "-k",
        dest="expression",
        default="",
        help="only tests of such names, as script/test takes it",
    )
    parser.add_argument("--results", type=Path, help="keep what became of each in this file")
    return parser.parse_args(arguments)


def _ensure_tool():
    """The Python that has cosmic-ray, which must not mix with what the tests need."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes() + os.fsencode(sys.base_prefix)).hexdigest()[
        :8
    ]
    environment = virtualenv.VirtualEnvironment(paths.cache_root() / "venv" / f"mutation-{digest}")
    if environment.complete:
        return environment
    with files.setting_up():
        if environment.complete:
            return environment
        shutil.rmtree(environment.folder, ignore_errors=True)
        with console.step("Installing cosmic-ray") as step:
            try:
                process.run([sys.executable, "-m", "venv", environment.folder], step)
                process.run(
                    [
                        *(environment.python, "-m", "pip", "install", "--no-input", "--no-deps"),
                        *("--disable-pip-version-check", "-r", REQUIREMENTS),
                    ],
                    step,
                    env=process.environment(PIP_USER=None),
                )
            except process.CommandFailed as error:
                raise error.explain("cosmic-ray could not be installed", "Run again.") from error
        (environment.folder / virtualenv.COMPLETE).touch()
    return environment


def _plan(tool, room, options, folder):
    """Write down the changes that are to be tried."""
    order = {
        # without functions that decide a file has nothing to change
        "files": {
            str(path): names for path, names in room.files.items() if names or not room.in_odoo
        },
        "seed": options.seed,
        "sample": options.sample,
    }
    plan = folder / "plan.json"
    with console.step("Looking for what can be changed"):
        done = subprocess.run(
            [str(tool.python), str(paths.SCRIPT / "mutation/plan.py"), str(plan)],
            input=json.dumps(order),
            text=True,
            capture_output=True,
            check=False,
        )
    if done.returncode:
        console.log(done.stderr)
        raise console.Failure("cosmic-ray could not read the files. The log has its reason.")
    return json.loads(plan.read_text(encoding="utf-8"))


def _try_all(runtime, room, mutants, options, folder, addons):
    """Return what became of each change, tried where ``addons`` are installed."""
    if not room.in_odoo:
        pure = next(folder for folder in room.tests[0].parents if folder.name == "pure")
        command = ["-p", "no:odoo", f"--confcutdir={pure}", *room.tests]
        runs = [_start(runtime, command, mutants, options, folder / "0", {}, options.jobs)]
        return _wait(runs, len(mutants))
    chromium.ensure()
    with (
        postgres.server(runtime.environment, "tests", postgres.FAST) as variables,
        contextlib.ExitStack() as stack,
    ):
        name = "mutate" if addons == paths.addons() else "mutate_bridges"
        odoo = instance.Instance(
            runtime, variables, name, f"cchc_{name}_{paths.clone_key()}", addons
        )
        database = instance.Database(odoo, odoo.database)
        odoo.bring_up(database, "Preparing the database")
        runs = []
        for job in range(min(options.jobs, len(mutants))):
            copy = stack.enter_context(_copied(odoo, database, job))
            command = [
                f"--odoo-config={odoo.config}",
                *(f"--odoo-database={copy}", "--odoo-http", "--odoo-log-level=critical"),
                *(f"--ignore={folder}" for folder in paths.pure(paths.addons())),
                *room.tests,
            ]
            share = mutants[job :: options.jobs]
            runs.append(
                _start(runtime, command, share, options, folder / str(job), odoo.variables, 1)
            )
        return _wait(runs, len(mutants))


@contextlib.contextmanager
def _copied(odoo, database, job):
    """A copy of the database with its files: two runs of one test would wait for each other."""
    copy = instance.Database(odoo, f"{database.name}_{job}")
    copy.drop()
    process.output(["createdb", "-w", "-T", database.name, copy.name], env=odoo.environ())
    store = odoo.data / "filestore"
    if (store / database.name).is_dir():
        shutil.copytree(store / database.name, store / copy.name, copy_function=os.link)
    try:
        yield copy.name
    finally:
        copy.drop()
        shutil.rmtree(store / copy.name, ignore_errors=True)


def _start(runtime, arguments, mutants, options, folder, variables, jobs):
    """Start pytest on a share of the changes; return (process, file of its results, file of what it says)."""
    folder.mkdir()
    results = folder / "results.jsonl"
    order = folder / "order.json"
    order.write_text(
        json.dumps(
            {
                "mutants": mutants,
                "jobs": jobs,
                "results": str(results),
                "failed": str(folder / "failed.json"),
                "budget": options.budget,
            }
        ),
        encoding="utf-8",
    )
    command = [
        *(runtime.environment.python, "-m", "pytest", "-q", "--disable-warnings"),
        *("-p", "cchc_mutants", "-p", "no:cacheprovider", "-k", options.expression),
        *arguments,
    ]
    changes = {
        **variables,
        "PYTHONPATH": PLUGINS,
        "CCHC_MUTATION": order,
        "CCHC_EXAMPLES": "mutation",
        "HYPOTHESIS_STORAGE_DIRECTORY": folder / "hypothesis",
    }
    output = folder / "output.txt"
    with output.open("w", encoding="utf-8") as handle:
        child = subprocess.Popen(
            [*map(str, command)],
            cwd=paths.REPOSITORY,
            env=process.environment(**changes),
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=subprocess.STDOUT,
            preexec_fn=process.die_with_parent,
        )
    return child, results, output


def _wait(runs, total):
    """Wait until all is tried; return the results."""
    with console.step(f"Trying {total} changes") as step:
        while any(child.poll() is None for child, *_rest in runs):
            step.note = f"{sum(len(_read(results)) for _child, results, _output in runs)} done"
            time.sleep(1)
    for child, _results, output in runs:
        if child.returncode:
            text = output.read_text(encoding="utf-8")
            console.log(text)
            raise console.Failure(
                f"The tests could not be run, or fail without any change:\n{text[-1500:]}"
            )
    for _child, results, _output in runs:
        for test in json.loads(results.with_name("failed.json").read_text(encoding="utf-8")):
            console.say(f"Left out, since it fails without any change: {test}")
    return [one for _child, results, _output in runs for one in _read(results)]


def _read(path):
    if not path.exists():
        return []
    # the last line may still be on its way
    lines = path.read_text(encoding="utf-8").rpartition("\n")[0].splitlines()
    return [json.loads(line) for line in lines]


def _report(room, plan, results, options, seconds):
    known = rooms.equivalents()
    counts = collections.Counter()
    missed = []
    for one in sorted(results, key=lambda one: (one["file"], one["line"])):
        file = Path(one["file"]).name
        outcome = one["outcome"]
        change = file, one["was"], one["becomes"]
        methods = "", one["definition"].rpartition(".")[2]
        if outcome in MISSED and any((*change, method) in known for method in methods):
            outcome = "equivalent"
        elif outcome not in NOTICED:
            missed.append((outcome, file, one))
        counts[outcome] += 1
    for outcome, file, one in missed:
        console.say(f"\n{outcome}: {file}:{one['line']} {one['definition']} ({one['operator']})")
        console.say(f"  - {one['was']}\n  + {one['becomes']}")
        if reason := one.get("by"):
            console.say(f"  ({reason})")
    if options.results:
        lines = (json.dumps(one, ensure_ascii=False) for one in results)
        options.results.write_text("\n".join(lines) + "\n", encoding="utf-8")
    noticed = sum(counts[outcome] for outcome in NOTICED)
    counted = noticed + sum(counts[outcome] for outcome in MISSED)
    # an empty room has nothing that could be missed
    score = 100 * noticed / counted if counted else 100
    console.say(
        f"\n{options.room}: {score:.1f} % of {counted} changes were noticed; the aim is {room.aim} %."
    )
    console.say(
        f"{plan['total']} changes are possible, {len(results)} were tried in {seconds:.0f} s: "
        + ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
    )
    return int(score < room.aim or bool(counts["failed to run"]))
