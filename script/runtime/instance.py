"""This clone's Odoo: its configuration, how it is called, and its databases."""

import configparser
import contextlib
import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass

from . import console, odoosource, paths, process, sealkey, virtualenv

LAUNCHER = paths.SCRIPT / "launcher" / "odoo"
PAGES = paths.SCRIPT / "launcher" / "pages.py"
ADDRESS = """
    INSERT INTO ir_config_parameter (key, value)
         VALUES ('web.base.url', '{address}'), ('web.base.url.freeze', 'True')
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
SEVERE = re.compile(r" (ERROR|CRITICAL) ")


@dataclass(frozen=True)
class Runtime:
    """The programs: an Odoo and the virtual environment that can import it."""

    source: odoosource.OdooSource
    environment: virtualenv.VirtualEnvironment


def runtime(pins=virtualenv.NEWEST):
    """The Runtime, made first where it is missing, with the packages that ``pins`` names."""
    source = odoosource.find()
    return Runtime(source, virtualenv.ensure(source, pins))


def fingerprint(addon):
    """A hash of an addon's files: whether a database is older than the code."""
    digest = hashlib.sha256()
    root = paths.ADDONS / addon
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.is_file() and "__pycache__" not in relative.parts and relative.parts[0] != "tests":
            digest.update(os.fsencode(relative) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Instance:
    """Odoo with one configuration file, talking to one PostgreSQL."""

    def __init__(self, runtime, variables, name, database, addons=None, key_name=None, **options):
        """
        :param runtime: the Runtime
        :param variables: the environment variables that reach PostgreSQL
        :param name: a word that tells this clone's instances apart
        :param database: the database to use when a command names none
        :param addons: the names of the addons that its databases have (default: all but demonstrations)
        :param key_name: whose key it is that signs what is sealed; without it there is none
        :param options: further options of Odoo's configuration file
        """
        self.runtime = runtime
        self.folder = paths.make(paths.clone_data() / name)
        self.config = self.folder / "odoo.conf"
        self.data = self.folder / "data"
        self.database = database
        self.addons = paths.addons() if addons is None else addons
        self.variables = {**variables, "ODOO_RC": self.config, "PYTHONUNBUFFERED": "1"}
        self._write_config(options, key_name and sealkey.ensure(self.folder / "seal.key", key_name))

    def _write_config(self, options, key):
        config = configparser.RawConfigParser()
        config["options"] = {
            "addons_path": ",".join(map(str, (*self.runtime.source.addons, paths.ADDONS))),
            "data_dir": str(self.data),
            "db_name": self.database,
            "http_interface": "127.0.0.1",
            "list_db": "False",
            "workers": "0",
            "max_cron_threads": "1",
            **{name: str(value) for name, value in options.items()},
        }
        if key:
            config[paths.ADDON] = {"seal_key": str(key)}
        work = self.config.with_suffix(".new")
        with work.open("w", encoding="utf-8") as handle:
            config.write(handle)
        os.replace(work, self.config)

    def environ(self, **changes):
        return process.environment(**self.variables, **changes)

    def command(self, *arguments):
        return [self.runtime.environment.python, LAUNCHER, *arguments]

    def install(self, database, *arguments, first=(), **options):
        """Make ``database`` anew with the addons in it. ``arguments`` go to Odoo, ``options`` to ``process.run``.

        :param first: modules that are there before the addons, with all that Odoo installs by itself beside them
        """
        database.drop()
        if first:
            self._run(database, ["-i", ",".join(first)], "installed", modules=first, **options)
        else:
            arguments = ["--skip-auto-install", *arguments]
        self._run(database, ["-i", ",".join(self.addons), *arguments], "installed", **options)
        database.remember()

    def grow(self, database, origin, **options):
        """Make ``database`` anew as a copy of ``origin``, with the addons beside what is in that."""
        database.copy(origin)
        arguments = ["-i", ",".join(self.addons), "--skip-auto-install"]
        self._run(database, arguments, "installed", **options)
        database.remember()

    def bring_up(self, database, title):
        """Install the database where it is not whole, update it where the code has changed since."""
        with console.step(title) as step:
            if not database.complete:
                self.install(database, step=step)
            elif not database.current:
                self.update(database, step=step)

    def update(self, database, *arguments, **options):
        """Bring ``database`` up to the addons' code; one that has come since is installed."""
        database.forget()
        names = ",".join(self.addons)
        self._run(
            database,
            ["-i", names, "-u", names, "--skip-auto-install", *arguments],
            "updated",
            **options,
        )
        database.remember()

    def make_pages(self, database, **options):
        """Make what pages load and keep it in ``database``: a test would make it anew for itself, and take it back."""
        command = [self.runtime.environment.python, PAGES, "-d", database.name]
        try:
            process.run(command, env=self.environ(), **options)
        except process.CommandFailed as error:
            raise error.explain(
                "What pages load could not be made", "The log has Odoo's reason."
            ) from error

    def _run(self, database, arguments, what, modules=None, **options):
        wanted = set(modules or self.addons)
        command = self.command("-d", database.name, *arguments, "--stop-after-init", "--no-http")
        advice = "The log has Odoo's reason."
        try:
            process.run(command, env=self.environ(), **options)
        except process.CommandFailed as error:
            if reason := next(
                (line for line in reversed(error.tail) if SEVERE.search(line)), error.tail[-1:]
            ):
                advice = f"Odoo says: {''.join(reason)}"
            raise error.explain(
                f"{', '.join(sorted(wanted))} could not be {what}", advice
            ) from error
        installed = database.ask("SELECT name FROM ir_module_module WHERE state = 'installed'")
        if missing := wanted.difference(installed):
            raise console.Failure(f"{', '.join(sorted(missing))} could not be {what}. {advice}")


class Database:
    """A database of an Instance, with a note of what was installed in it.

    The note is written last, so a database without one was interrupted while it was made.
    """

    def __init__(self, instance, name):
        self.instance = instance
        self.name = name
        self._note = instance.folder / f"{name}.json"

    def _content(self):
        addons = {name: fingerprint(name) for name in self.instance.addons}
        return {"addons": addons, "odoo": str(self.instance.runtime.source.home)}

    def _noted(self):
        with contextlib.suppress(OSError, ValueError):
            return json.loads(self._note.read_text())
        return None

    @property
    def complete(self):
        """Whether an installation finished and the database is still there."""
        return self._noted() is not None and self.exists()

    @property
    def current(self):
        """Whether it was installed from the code as it is now."""
        return self._noted() == self._content()

    def remember(self):
        self._note.write_text(json.dumps(self._content()))

    def forget(self):
        self._note.unlink(missing_ok=True)

    def exists(self):
        return bool(
            self.ask(
                f"SELECT 1 FROM pg_database WHERE datname = '{self.name}'", database="postgres"
            )
        )

    def drop(self):
        self.forget()
        command = ["dropdb", "--if-exists", "-w", self.name]
        try:
            process.output([*command, "--force"], env=self.instance.environ())
        except process.CommandFailed:
            # PostgreSQL's own vacuum is not ours to end by force: without it, it is asked to leave
            process.output(command, env=self.instance.environ())
        shutil.rmtree(self.instance.data / "filestore" / self.name, ignore_errors=True)

    def copy(self, origin):
        """Make it anew with what is in ``origin``, a database of the same server that nobody uses."""
        self.drop()
        process.output(
            ["createdb", "-w", "-T", origin.name, self.name], env=self.instance.environ()
        )
        stores = [each.instance.data / "filestore" / each.name for each in (origin, self)]
        if stores[0].is_dir():
            # hard links: a stored file is named after its content and never written twice
            shutil.copytree(*stores, copy_function=os.link)

    def set_address(self, address):
        """Let links begin with ``address``, whoever signs in from wherever. Only while no Odoo runs on it."""
        self.ask(ADDRESS.format(address=address))

    def ask(self, query, database=None):
        """The lines of the answer; columns are separated by tabs."""
        command = [
            "psql",
            "-X",
            "-A",
            "-t",
            "-w",
            "-F",
            "\t",
            "-d",
            database or self.name,
            "-c",
            query,
        ]
        return process.output(command, env=self.instance.environ()).splitlines()
