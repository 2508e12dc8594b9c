"""Old files of Office made into new ones by LibreOffice, where it is installed, in a process held to its bounds."""

import contextlib
import os
import shutil
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

# Run by a Python of its own, so that the server's threads are not copied. It starts LibreOffice in a group of processes
# of its own, which has a network of its own, with nothing in it, where the system allows that. It ends that group when
# its time is over, when its first process has ended, or when what it reads from ends, as it does however the server
# ends; then it takes the folder away, too. When memory is short, LibreOffice goes first.
_START = """
import contextlib, ctypes, os, resource, select, shutil, signal, sys
wall, seconds, memory, output = map(int, sys.argv[1:5])
open_process, system = os.pidfd_open, ctypes.CDLL(None)
office = os.fork()
if not office:
    try:
        os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
            score.write("1000")
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
        os.execv(sys.argv[5], sys.argv[5:])
    finally:
        os._exit(1)
with contextlib.suppress(OSError):
    os.setpgid(office, office)
try:
    ready = select.select([0, open_process(office)], [], [], wall)[0]
finally:
    os.killpg(office, signal.SIGKILL)
    os.waitpid(office, 0)
if 0 in ready:
    shutil.rmtree(os.getcwd(), ignore_errors=True)
"""
# What the one that watches has to end all of them.
_GRACE = 5


@dataclass(frozen=True)
class OfficeLimits:
    """Greatest size of the file and of what is made of it, seconds by the clock and of the processor, memory."""

    file: int = 10 * 1024 * 1024
    output: int = 20 * 1024 * 1024
    wall: int = 40
    seconds: int = 40
    memory: int = 3 * 1024**3


OFFICE_LIMITS = OfficeLimits()


def find_office() -> str | None:
    """Return where LibreOffice is installed; None where it is not."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def modernise(data: bytes, form: str, limits: OfficeLimits = OFFICE_LIMITS) -> bytes | None:
    """Return the bytes of an old file as those of a new one (.xlsx).

    Nothing of it is left on the disk, nor any process, however it ends, be it that the server is killed meanwhile.

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
            # what reaches the bound was cut off there
            if 0 < result.stat().st_size < limits.output:
                return result.read_bytes()
    return None


def _run(command: list[str], folder: str, limits: OfficeLimits) -> None:
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    bounds = [str(limits.wall), str(limits.seconds), str(limits.memory), str(limits.output)]
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, *bounds, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**environment, "HOME": folder, "TMPDIR": folder, "XDG_RUNTIME_DIR": folder},
            start_new_session=True,
        )
    except OSError:
        return
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(limits.wall + _GRACE)
    finally:
        # by which all that it has started ends
        process.stdin.close()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
