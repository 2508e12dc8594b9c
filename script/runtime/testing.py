"""``script/test``: every check and test, from nothing to a verdict."""

import contextlib
import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from . import (
    bench,
    chromium,
    console,
    files,
    guests,
    instance,
    libreoffice,
    logcheck,
    paths,
    postgres,
    process,
    tesseract,
    virtualenv,
)

USAGE = """usage: script/test [--keep] [--reuse] [--alone] [--pins odoo] [--storage] [--guests]
                   [--essential] [--damaged N] [PATH…] [-k EXPRESSION] [pytest's options]

Without arguments: style checks, tests that need no Odoo, an installation without and one with demonstration data,
and all tests inside Odoo. A path, -k or -m narrows it to the tests that are named.

  --keep    keep the test database afterwards
  --reuse   use the kept test database, brought up to the code as it is now, and keep it
  --alone   install the main addon without those that build on it, and run its tests only
  --pins odoo
            with the versions of Python packages that Odoo itself pins, instead of the newest
  --storage only the tests with files kept elsewhere: OCA's fs_attachment in a folder and in S3, and the database
  --guests  only the tests inside Odoo, in a database that has apps of Odoo and addons of others first
  --essential
            only installation, tests without Odoo, documents and the main job
  --damaged N
            import this many damaged workbooks and archives where the suite is content with a few"""
COMMANDS = paths.SCRIPT / "tests"
STORAGE = COMMANDS / "test_storage.py"
PLUGINS = paths.SCRIPT / "pytest_plugins"
# What shows that the addon works with other versions of what it needs.
ESSENTIAL = (
    "pure",
    "assessment/test_main_job.py",
    "reporting/test_appendix.py",
    "reporting/test_word_report.py",
    "council/test_minute.py",
    "reporting/test_package.py",
    "result/test_consolidated.py",
)
NOTHING_COLLECTED = 5
SLOWEST = 15
VALUE_OPTIONS = frozenset(
    ["-k", "-m", "-p", "-n", "-c", "-o", "-W", "-r", "--maxfail", "--dist", "--durations", "--tb"]
)
SHOWN_ENTRIES = 20


@dataclass
class Options:
    """What was asked for on the command line."""

    keep: bool = False
    reuse: bool = False
    alone: bool = False
    damaged: str | None = None
    pins: str = virtualenv.NEWEST
    guests: bool = False
    essential: bool = False
    paths: list = field(default_factory=list)
    pytest: list = field(default_factory=list)

    @property
    def narrowed(self):
        return bool(self.paths) or any(
            option.startswith(("-k", "-m", "--lf", "--ff")) for option in self.pytest
        )

    @property
    def whole(self):
        """Whether nothing is to be left out: neither a part was chosen nor another kind of run."""
        return not (self.narrowed or self.guests)

    @property
    def addons(self):
        """The names of the addons that are installed and tested together."""
        if self.alone:
            return paths.alone()
        return _every() if self.guests else paths.addons()

    @property
    def pure(self):
        """What to run without Odoo: each folder of such tests with what is asked for in it."""
        asked = {}
        if self.guests:
            return asked
        for folder in paths.pure(self.addons if self.alone else _every()):
            inside = [path for path in self.paths if _file(path).is_relative_to(folder)]
            whole = not self.paths or any(folder.is_relative_to(_file(p)) for p in self.paths)
            if inside or whole:
                asked[folder] = inside or [folder]
        return asked

    @property
    def odoo(self):
        """What to run inside Odoo."""
        outside = (*paths.pure(_every()), COMMANDS)
        if not self.guests:
            outside += (*paths.tests(paths.bridges(guests=True)),)
        return [
            path
            for path in self.paths or paths.tests(self.addons)
            if not any(map(_file(path).is_relative_to, outside))
        ]

    @property
    def bridges(self):
        """What to run with the apps that our bridges lead to: all of it in a whole run, else what is named."""
        folders = paths.tests(paths.bridges())
        if self.guests or self.alone:
            return []
        if self.whole:
            return folders
        pure = paths.pure(paths.bridges())
        return [
            path
            for path in self.paths
            if any(map(_file(path).is_relative_to, folders))
            and not any(map(_file(path).is_relative_to, pure))
        ]

    @property
    def commands(self):
        """What to run with the commands of ``script/``: all of it in a whole run, else what is named."""
        if self.whole:
            return [COMMANDS]
        return [path for path in self.paths if _file(path).is_relative_to(COMMANDS)]


class Clock:
    """Seconds since it was made: the clock's, and a processor's with all that was started meanwhile."""

    def __init__(self, variables=None):
        """:param variables: the environment variables that reach PostgreSQL, where it has a part in it"""
        self._variables = variables or {}
        self._before = self._read()

    def _read(self):
        return time.monotonic(), sum(os.times()[:4]) + postgres.processor(self._variables)

    def stop(self):
        return [now - before for now, before in zip(self._read(), self._before, strict=True)]


@dataclass
class Outcome:
    """What one stage brought."""

    stage: str
    seconds: float
    processor: float
    problem: str = ""
    passed: int = 0
    failed: int = 0
    collected: bool = True


def main(arguments):
    """Run what was asked for; returns 0 only when nothing at all was found."""
    if {"-h", "--help"} & set(arguments):
        console.say(USAGE)
        return 0
    options = _parse(arguments)
    with files.locked(
        paths.clone_data() / "tests.lock", "Waiting for another test run of this clone to finish …"
    ):
        return _report(list(_stages(options)), options)


def _parse(arguments):
    """Sort our own options and the paths out of those for pytest."""
    options = Options()
    previous = ""
    for argument in arguments:
        if argument == "--keep":
            options.keep = True
        elif argument == "--reuse":
            options.reuse = options.keep = True
        elif argument in ("--alone", "--guests", "--essential"):
            setattr(options, argument.strip("-"), True)
        elif argument == "--storage":
            options.paths.append(str(STORAGE))
        elif previous == "--damaged":
            options.damaged = argument
        elif previous == "--pins":
            options.pins = _known_pins(argument)
        elif argument in ("--damaged", "--pins"):
            pass
        elif previous in VALUE_OPTIONS or argument.startswith("-"):
            options.pytest.append(argument)
        else:
            path, separator, test = argument.partition("::")
            bases = (Path.cwd(), *paths.tests(_every()))
            found = next((base / path for base in bases if (base / path).exists()), None)
            if not found:
                raise console.Failure(
                    f"There is no {path}. Name a file or folder of tests, or a part of a name with -k."
                )
            options.paths.append(f"{found.resolve()}{separator}{test}")
        previous = argument
    if options.essential and not options.paths:
        options.paths = [paths.ADDONS / paths.ADDON / "tests" / name for name in ESSENTIAL]
    return options


def _known_pins(name):
    if name not in virtualenv.PINS:
        raise console.Failure(f"--pins takes one of: {', '.join(virtualenv.PINS)}.")
    return name


def _every():
    """The names of all our addons but demonstrations: what needs no app of Odoo's is tested without any."""
    return (*paths.addons(), *paths.bridges(guests=True))


def _file(path):
    return Path(str(path).partition("::")[0])


def _stages(options):
    runtime = instance.runtime(options.pins)
    inside = options.odoo or options.commands or options.bridges
    if inside:
        with console.step("Looking for Chromium"):
            chromium.ensure()
    if inside or options.pure:
        tesseract.ensure()
    checks = StyleChecks() if options.whole else None
    for folder, asked in options.pure.items():
        yield _pure(runtime, options, folder, asked)
    if checks:
        yield checks.finish()
    if inside:
        with postgres.server(runtime.environment, "tests", postgres.FAST) as variables:
            yield from _odoo(runtime, variables, options)


class StyleChecks:
    """``script/lint`` beside other work: most of it is one process, which leaves all other cores idle."""

    def __init__(self):
        console.say("\nStyle checks, beside the tests without Odoo")
        self._started = time.monotonic()
        self._child = subprocess.Popen(
            [paths.SCRIPT / "lint"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=process.die_with_parent,
        )

    def finish(self):
        # a child's seconds are known, and counted, when it is waited for
        clock = Clock()
        said, _none = self._child.communicate()
        _waited, processor = clock.stop()
        console.say(f"\nStyle checks\n{said.rstrip()}")
        problem = "findings above" if self._child.returncode else ""
        return Outcome("style checks", time.monotonic() - self._started, processor, problem)


def _pure(runtime, options, folder, asked):
    """The tests of an addon's plain Python. What lies above their folder would import Odoo, so it stays unseen.

    Each addon's in processes of their own: they have modules of the same names.
    """
    command = [
        "-p",
        "no:odoo",
        "--forbid-module=odoo",
        f"--confcutdir={folder}",
        *_parallel(options),
        *options.pytest,
        *asked,
    ]
    addon = folder.relative_to(paths.ADDONS).parts[0]
    return _pytest(runtime, f"tests without Odoo, {addon}", command, {})


def _odoo(runtime, variables, options):
    name = f"cchc_test_{paths.clone_key()}{'_alone' if options.alone else ''}"
    folder = "tests"
    if options.guests:
        name, folder = f"{name}_guests", "tests_guests"
        variables = {**variables, "PYTHONPATH": guests.site(runtime.environment)}
    odoo = instance.Instance(runtime, variables, folder, name, options.addons)
    bridged = instance.Instance(
        runtime, variables, "tests_bridges", f"{name}_bridges", paths.bridges()
    )
    with_demonstration = instance.Instance(
        runtime,
        variables,
        "tests_demonstration",
        f"{name}_demo",
        paths.alone(demonstration=True) if options.alone else paths.addons(demonstration=True),
    )
    logs = {
        stage: odoo.folder / f"{stage}.log"
        for stage in ("install", "demonstration", "tests", "bridges")
    }
    for log in logs.values():
        log.unlink(missing_ok=True)
    database = instance.Database(odoo, name)
    demonstration = instance.Database(with_demonstration, with_demonstration.database)
    bridges = instance.Database(bridged, bridged.database)
    try:
        yield _install(odoo, database, demonstration, logs, options)
        if options.commands:
            yield _commands(demonstration, database, options)
        if options.odoo:
            yield _run(odoo, logs["tests"], options, options.odoo)
        if options.bridges:
            if not (options.reuse and bridges.current and bridges.exists()):
                yield _install_bridges(bridges, database, logs["bridges"])
            yield _run(bridged, logs["bridges"], options, options.bridges)
        yield _check_logs(logs)
    finally:
        _clean(database, demonstration, bridges, keep=options.keep)


def _install(odoo, database, demonstration, logs, options):
    """Install the addons, and once more with demonstration data, which no test may lean on but which has to load."""
    clock = Clock(odoo.variables)
    problem = ""
    with ThreadPoolExecutor() as pool:
        if options.commands and not (options.reuse and demonstration.complete):
            jobs = [
                pool.submit(
                    demonstration.instance.install,
                    demonstration,
                    transcript=logs["demonstration"],
                )
            ]
        elif options.commands and not demonstration.current:
            jobs = [
                pool.submit(
                    demonstration.instance.update, demonstration, transcript=logs["demonstration"]
                )
            ]
        else:
            jobs = []
        with console.step("Preparing the test database") as step:
            if not (options.odoo or options.bridges):
                pass
            elif not (options.reuse and database.complete):
                first = (*guests.APPS, *guests.ADDONS) if options.guests else ()
                odoo.install(database, first=first, step=step, transcript=logs["install"])
                _make_pages(odoo, database, options, step, logs["install"])
            elif not database.current:
                odoo.update(database, step=step, transcript=logs["install"])
                _make_pages(odoo, database, options, step, logs["install"])
        for job in jobs:
            with console.step("Installing with demonstration data"):
                try:
                    job.result()
                except console.Failure as failure:
                    console.complain(f"With demonstration data: {failure}")
                    problem = "the demonstration data does not load"
    return Outcome("installation", *clock.stop(), problem)


def _make_pages(odoo, database, options, step, log):
    """Before all tests are run; a few that are named are done sooner without."""
    if not options.narrowed:
        odoo.make_pages(database, step=step, transcript=log)


def _install_bridges(bridges, database, log):
    """The addons that build on apps of Odoo, with those apps, in a copy of the tests' database."""
    clock = Clock(bridges.instance.variables)
    with console.step("Installing what builds on other apps") as step:
        bridges.instance.grow(bridges, database, step=step, transcript=log)
    return Outcome("bridges", *clock.stop())


def _parallel(options, by="worksteal"):
    """Options for all cores that this process may use; none where a debugger may be wanted.

    Tests stay in their order, so that those of a class share its set-up; whoever has nothing left takes over half of
    what another one still has.
    """
    if options.narrowed and not options.essential:
        return []
    return ["-n", str(len(os.sched_getaffinity(0))), "--dist", by]


def _commands(demonstration, database, options):
    """The tests of what lies in ``script/``, on the demonstration.

    In a worker per core: those of a file share what they make, and take turns with what they start.
    """
    if options.whole:
        # two workers cannot install programs at the same time
        libreoffice.ensure()
    if options.whole and database.instance.addons == paths.addons():
        bench.bring_copy(database)
    # in the order of their names, by which those that take longest come before the many short ones
    workers = [*_parallel(options, by="loadfile"), "--no-loadscope-reorder"]
    command = ["-p", "no:odoo", f"--confcutdir={COMMANDS}", *workers]
    command += [*options.pytest, *options.commands]
    odoo = demonstration.instance
    variables = {
        **odoo.variables,
        "CCHC_DEMONSTRATION": demonstration.name,
        "CCHC_DEMONSTRATION_DATA": odoo.data,
        "CCHC_PINS": options.pins,
    }
    return _pytest(odoo.runtime, "tests of the commands", command, variables)


def _run(odoo, log, options, asked):
    main = asked == options.odoo
    command = [
        "-p",
        "cchc_filestore",
        f"--odoo-config={odoo.config}",
        "--odoo-http",
        "--odoo-log-level=warn",
        f"--odoo-extra=logfile={log}",
    ]
    command += [
        f"--odoo-extra=screenshots={odoo.folder}",
        *(f"--ignore={folder}" for folder in paths.pure(_every())),
        *_parallel(options),
        *options.pytest,
        *asked,
    ]
    variables = {**odoo.variables, "CCHC_DAMAGED_FILES": options.damaged}
    stage = "tests inside Odoo" if main else "tests of bridges"
    return _pytest(odoo.runtime, stage, command, variables)


def _pytest(runtime, stage, arguments, variables):
    console.say(f"\n{stage[0].upper()}{stage[1:]}")
    clock = Clock(variables)
    folder = paths.make(paths.clone_data() / "tests")
    results = folder / "results.json"
    results.unlink(missing_ok=True)
    command = [
        runtime.environment.python,
        "-m",
        "pytest",
        "-p",
        "cchc_strict",
        "--disable-warnings",
        f"--durations={SLOWEST}",
        "-o",
        f"cache_dir={folder / 'pytest'}",
    ]
    search = filter(None, (PLUGINS, paths.SCRIPT, variables.get("PYTHONPATH")))
    changes = {
        **variables,
        "PYTHONPATH": os.pathsep.join(map(str, search)),
        "CCHC_RESULTS": results,
        "HYPOTHESIS_STORAGE_DIRECTORY": folder / "hypothesis",
    }
    code = subprocess.run(
        [*map(str, command), *map(str, arguments)],
        cwd=paths.REPOSITORY,
        env=process.environment(**changes),
        stdin=None,
        check=False,
    ).returncode
    outcome = Outcome(stage, *clock.stop(), collected=code != NOTHING_COLLECTED)
    with contextlib.suppress(OSError):
        counts = json.loads(results.read_text(encoding="utf-8"))
        outcome.passed, outcome.failed = counts["passed"], counts["failed"]
        if counts["complaints"]:
            outcome.problem = f"{len(counts['complaints'])} skipped or otherwise not allowed"
    if code and outcome.collected and not outcome.problem:
        outcome.problem = (
            f"{outcome.failed} failed" if outcome.failed else f"pytest ended with {code}"
        )
    return outcome


def _check_logs(logs):
    clock = Clock()
    findings = logcheck.check(*logs.values())
    for entry in findings.others:
        console.log(f"Not ours: {entry}")
    if findings.ours:
        console.say("\nWarnings and errors in Odoo's log that are ours")
        for entry in findings.ours[:SHOWN_ENTRIES]:
            console.say(entry)
        if len(findings.ours) > SHOWN_ENTRIES:
            console.say(
                f"… and {len(findings.ours) - SHOWN_ENTRIES} more in {logs['tests'].parent}"
            )
    if findings.others:
        console.say(f"{len(findings.others)} warnings of other modules, in {console.log_path()}")
    problem = f"{len(findings.ours)} warnings or errors" if findings.ours else ""
    return Outcome("Odoo's log", *clock.stop(), problem)


def _clean(*databases, keep):
    """Drop the databases, those included that an interrupted run of parallel workers left behind."""
    for database in databases:
        query = f"SELECT datname FROM pg_database WHERE datname LIKE '{database.name}-gw%'"
        for name in database.ask(query, database="postgres"):
            instance.Database(database.instance, name).drop()
        if not keep:
            database.drop()
    if keep:
        console.say(f"The test database is kept: {databases[0].name}")


def _report(outcomes, options):
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    problems = [outcome for outcome in outcomes if outcome.problem]
    width = max((len(outcome.stage) for outcome in outcomes), default=0)
    console.say(f"\n{'Summary':{width + 2}}     clock  processor")
    for outcome in outcomes:
        verdict = outcome.problem or ("nothing collected" if not outcome.collected else "good")
        count = f"{outcome.passed} passed, " if outcome.passed else ""
        seconds = f"{outcome.seconds:6.1f} s  {outcome.processor:6.1f} s"
        console.say(f"  {outcome.stage:{width}}  {seconds}  {count}{verdict}")
    nothing = not (passed or failed) or (
        not options.narrowed and any(not outcome.collected for outcome in outcomes)
    )
    if nothing:
        console.say("No test was run where there should be some.")
    if problems:
        console.say(f"Details: {console.log_path()} and {paths.clone_data() / 'tests'}")
    console.say(f"\n{passed} passed, {failed} failed")
    return int(bool(problems or failed or nothing))
