"""The virtual environment with the pinned packages."""

import hashlib
import importlib.util
import re
import shutil
import sys
from pathlib import Path

from . import console, debian, files, paths, process

REQUIREMENTS = paths.SCRIPT / "requirements.txt"
ODOO_PINS = paths.SCRIPT / "requirements-odoo.txt"
NEWEST, ODOO = PINS = ("newest", "odoo")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
COMPLETE = "complete"
GIGABYTES = 1


class VirtualEnvironment:
    """A finished environment: where its programs and packages are."""

    def __init__(self, folder):
        self.folder = folder
        self.bin = folder / "bin"
        self.python = self.bin / "python"
        self.site_packages = (
            folder / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
        )

    @property
    def complete(self):
        return (self.folder / COMPLETE).exists() and self.python.exists()

    @property
    def pinned(self):
        """Whether it was made from the pins as they are now."""
        return (self.folder / COMPLETE).read_text() == _pins()


def requirements(pins=NEWEST):
    """Return the lines to install: everything exactly, with Odoo's own pins in place of the newest where asked."""
    lines = _lines(REQUIREMENTS)
    if pins == ODOO:
        older = _lines(ODOO_PINS)
        replaced = set(map(_project, older))
        lines = [line for line in lines if _project(line) not in replaced] + older
    return lines


def _lines(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _project(line):
    """The name that a line is about, as package indexes compare names."""
    return re.sub(r"[-_.]+", "-", NAME.match(line)[0]).lower()


def _pins(pins=NEWEST):
    return hashlib.sha256("\n".join(requirements(pins)).encode()).hexdigest()


def ensure(source=None, pins=NEWEST):
    """The environment for this Python, these pins and this Odoo, built first where it is missing.

    An environment cannot be moved, so it is built in place and a file written last says that it is whole.

    :param source: the OdooSource that is importable in it; None for one without Odoo
    :param pins: ``newest``, or ``odoo`` for the versions that Odoo itself asks for
    """
    identity = [_pins(pins), sys.base_prefix, str(source.home if source else "")]
    digest = hashlib.sha256("\0".join(identity).encode()).hexdigest()[:8]
    environment = VirtualEnvironment(
        paths.cache_root() / "venv" / f"{sys.implementation.cache_tag}-{digest}"
    )
    if not environment.complete:
        with files.setting_up():
            if not environment.complete:
                files.require_space(environment.folder.parent, GIGABYTES)
                shutil.rmtree(environment.folder, ignore_errors=True)
                _build(environment, source, pins)
    return environment


def any_complete():
    """An environment with these pins that some Odoo was already set up for, or None: linters need no Odoo."""
    folders = sorted((paths.cache_root() / "venv").glob(f"{sys.implementation.cache_tag}-*"))
    found = map(VirtualEnvironment, folders)
    return next(
        (environment for environment in found if environment.complete and environment.pinned), None
    )


def _build(environment, source, pins):
    _require_ensurepip()
    with console.step("Installing Python packages (about 400 MB)") as step:
        try:
            process.run([sys.executable, "-m", "venv", environment.folder], step)
            # Everything is pinned, so nothing has to be resolved; and the addons' need for the package "odoo", which
            # is on no index, does not get in the way.
            command = [
                environment.python,
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--no-input",
            ]
            wanted = environment.folder / "requirements.txt"
            wanted.write_text("\n".join(requirements(pins)), encoding="utf-8")
            process.run(
                [*command, "--no-deps", "-r", wanted],
                step,
                env=process.environment(PIP_USER=None),
            )
        except process.CommandFailed as error:
            raise error.explain(
                "The Python packages could not be installed", "Run again."
            ) from error
    if source:
        (environment.site_packages / "odoo_home.pth").write_text(f"{source.home}\n")
    (environment.folder / COMPLETE).write_text(_pins(pins))


def beside(environment, requirements, what):
    """A folder of further packages to put on ``PYTHONPATH``, filled first where it is missing.

    They are not in the environment itself: with addons in it, Odoo would offer them to every database.

    :param environment: the VirtualEnvironment whose pip fills it
    :param requirements: the file with exact versions of all that goes into it
    :param what: what it holds, as the user is told
    """
    pins = hashlib.sha256(requirements.read_bytes()).hexdigest()[:8]
    target = (
        paths.cache_root() / "beside" / f"{requirements.stem}-{sys.implementation.cache_tag}-{pins}"
    )
    if target.exists():
        return target
    with files.setting_up():
        if not target.exists():
            with files.whole(target) as work, console.step(f"Installing {what}") as step:
                command = [environment.python, "-m", "pip", "install", "--no-input", "--no-deps"]
                command += ["--disable-pip-version-check", "--target", work, "-r", requirements]
                try:
                    process.run(command, step, env=process.environment(PIP_USER=None))
                except process.CommandFailed as error:
                    raise error.explain(
                        f"{what[0].upper()}{what[1:]} could not be installed", "Run again."
                    ) from error
    return target


def _require_ensurepip():
    """Debian splits what ``python -m venv`` needs off into a package of its own."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    if Path(sys.base_prefix) != Path("/usr"):
        raise console.Failure(
            f"{sys.executable} has no ensurepip, so it cannot make virtual environments. Name another Python with "
            "PYTHON=/path/to/python3."
        )
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    debian.install(package, [package], "Virtual environments need")
