"""Old files of Office made into new ones by LibreOffice, where it is installed, in a process held to its bounds."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

_FOLDER = "cchc-office-"
_KEPT = ("LANG", "LD_LIBRARY_PATH", "PATH")

#: What LibreOffice takes a file for, whatever is in it, and what it makes of it: filters, and endings. Not .doc: of a
#: document of Word 97 tables were lost.
_FORMS = {
    "xlsb": ("Calc MS Excel 2007 Binary", "xlsx", "Calc MS Excel 2007 XML"),
}

_REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{}
</oor:items>
"""
# No macro runs, no link is followed, nothing is fetched, nobody is asked.
_SETTINGS = "\n".join(
    f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    f"<value>{value}</value></prop></item>"
    for path, name, value in (
        ("Office.Common/Security/Scripting", "MacroSecurityLevel", 3),
        ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
        ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
        ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
        ("Office.Writer/Content/Update", "Link", 0),
        ("Office.Calc/Content/Update", "Link", 2),
        ("Inet/Settings", "ooInetProxyType", 2),
        ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
        ("Inet/Settings", "ooInetHTTPProxyPort", 9),
        ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
        ("Inet/Settings", "ooInetHTTPSProxyPort", 9),
    )
)

# Run by a Python of its own, which LibreOffice then takes the place of: the server's threads are not copied. It has a
# network of its own, with nothing in it, where the system allows that, and ends with whoever started it.
_START = """
import ctypes, os, resource, signal, sys
seconds, memory, output = map(int, sys.argv[1:4])
system = ctypes.CDLL(None)
for kind, most in (
    (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, output),
    (resource.RLIMIT_NOFILE, 256), (resource.RLIMIT_CORE, 0),
):
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))
if hasattr(system, "unshare"):
    system.unshare(0x40000000) == 0 or system.unshare(0x50000000)
if hasattr(system, "prctl"):
    system.prctl(1, signal.SIGKILL)
os.nice(10)
os.execv(sys.argv[4], sys.argv[4:])
"""


@dataclass(frozen=True)
class OfficeLimits:
    """Greatest size of the file and of what is made of it, seconds by the clock and of the processor, memory."""

    file: int = 10 * 1024 * 1024
    output: int = 20 * 1024 * 1024
    wall: int = 60
    seconds: int = 40
    memory: int = 3 * 1024**3


OFFICE_LIMITS = OfficeLimits()


def find_office() -> str | None:
    """Return where LibreOffice is installed; None where it is not."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def modernise(data: bytes, form: str, limits: OfficeLimits = OFFICE_LIMITS) -> bytes | None:
    """Return the bytes of an old file as those of a new one (.xlsx).

    Nothing of it is left on the disk, nor any process, however it ends.

    :param form: "xlsb"; a file that is something else is not taken for what it is
    :return: None where LibreOffice is not installed, or could not make one within its bounds
    :raises KeyError: for another form
    """
    taken, ending, made = _FORMS[form]
    office = find_office()
    if not office or len(data) > limits.file:
        return None
    with tempfile.TemporaryDirectory(prefix=_FOLDER, ignore_cleanup_errors=True) as folder:
        settings = Path(folder, "profile", "user", "registrymodifications.xcu")
        settings.parent.mkdir(parents=True)
        settings.write_text(_REGISTRY.format(_SETTINGS), "utf-8")
        Path(folder, "in").mkdir()
        source = Path(folder, "in", f"file.{form}")
        source.write_bytes(data)
        _run(
            [
                office,
                f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
                f"--infilter={taken}",
                "--convert-to",
                f"{ending}:{made}",
                "--outdir",
                str(Path(folder, "out")),
                str(source),
            ],
            folder,
            limits,
        )
        result = Path(folder, "out", f"file.{ending}")
        with contextlib.suppress(OSError):
            if 0 < result.stat().st_size <= limits.output:
                return result.read_bytes()
    return None


def _run(command: list[str], folder: str, limits: OfficeLimits) -> None:
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    bounds = [str(limits.seconds), str(limits.memory), str(limits.output)]
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, *bounds, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**environment, "HOME": folder, "TMPDIR": folder, "XDG_RUNTIME_DIR": folder},
            start_new_session=True,
        )
    except OSError:
        return
    try:
        process.wait(limits.wall)
    except subprocess.TimeoutExpired:
        pass
    finally:
        # all that it has started is of its group
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
