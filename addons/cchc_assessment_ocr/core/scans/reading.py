"""Reading a document that has pages without text, in a process of its own that is held to its bounds."""

import contextlib
import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from . import tesseract
from .limits import LIMITS, ScanLimits

_CORE = Path(__file__).resolve().parents[1]
_LINE = 1024 * 1024
_FOLDER = "cchc-scan-"
# The folder that the room lies in is all that it finds besides what this Python finds anyway.
_START = "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module('scans.work', run_name='__main__')"
_KEPT = ("PYTHONPATH", "PYTHONHOME", "PYTHONPYCACHEPREFIX", "VIRTUAL_ENV", "LD_LIBRARY_PATH")

#: What may be remarked on a reading, with what comes with it: pages by their numbers, or how many there are.
REMARKS: dict[str, tuple[str, ...]] = {
    "unreadable": ("pages",),
    "pixels": ("pages",),
    "more_pages": ("read", "total"),
    "time": ("read",),
    "memory": ("read",),
    "damaged": (),
    "too_large": (),
    "given_up": (),
}


@dataclasses.dataclass(frozen=True)
class ScanReading:
    """What was read of a document.

    :ivar text: what stands on the pages that have no text of their own, one after the other.
    :ivar first: what stands on the first page, "" where it has text of its own or none at all.
    :ivar scanned: how many pages have no text of their own, and are not blank.
    :ivar remarks: of ``REMARKS``, what could not be read.
    """

    text: str = ""
    first: str = ""
    scanned: int = 0
    remarks: dict[str, dict] = dataclasses.field(default_factory=dict)


def read_scan(file: BinaryIO, limits: ScanLimits = LIMITS) -> ScanReading:
    """Return what stands on the pages of ``file``, a PDF or an image, that have no text of their own.

    Never raises for what is in the file. The file itself is not touched: a copy is read, which is gone afterwards.

    :raises OSError: when no process can be started, or the disk is full.
    """
    with tempfile.TemporaryDirectory(prefix=_FOLDER) as folder:
        copy = Path(folder, "document")
        with copy.open("wb") as target:
            shutil.copyfileobj(_Bounded(file, limits.file), target)
        if copy.stat().st_size > limits.file:
            return ScanReading(remarks={"too_large": {}})
        said = Path(folder, "said")
        code = _run(copy, said, limits, folder)
        lines = _lines(said)
    if code > 0 and not lines:
        raise ChildProcessError("the process that reads scans does not start")
    return _gather(lines, code, limits)


def remove_left(hours: int = 24) -> None:
    """Remove what readings left behind that were killed with their server, once it is as old as this."""
    oldest = time.time() - hours * 3600
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_uid == os.getuid() and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder)


class _Bounded:
    """Gives of a file one byte more than is wanted, at the most, from its beginning."""

    def __init__(self, file: BinaryIO, most: int):
        file.seek(0)
        self._file, self._left = file, most + 1

    def read(self, size: int) -> bytes:
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data


def _run(copy: Path, said: Path, limits: ScanLimits, folder: str) -> int:
    """Let a process read ``copy`` and write into ``said``; return how it ended."""
    arguments = [str(_CORE), str(copy), json.dumps(dataclasses.asdict(limits))]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", _START, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**environment, **tesseract.environment(), "TMPDIR": folder},
            start_new_session=True,
        )
        try:
            return process.wait(limits.wall)
        except subprocess.TimeoutExpired:
            return -signal.SIGXCPU
        finally:
            _end(process)


def _end(process: subprocess.Popen) -> None:
    """End the process and all that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _lines(said: Path) -> list[dict]:
    lines = []
    with said.open("rb") as file:
        while line := file.readline(_LINE):
            try:
                lines.append(json.loads(line))
            except ValueError:
                # the process was ended while it wrote
                break
    return lines


def _gather(lines: list[dict], code: int, limits: ScanLimits) -> ScanReading:
    pages = [line for line in lines if "kind" in line]
    total = next((line["total"] for line in lines if "total" in line), 0)
    stopped = next((line["stopped"] for line in lines if "stopped" in line), "")
    if not stopped and not any("done" in line for line in lines):
        stopped = "time" if code in (-signal.SIGXCPU, -signal.SIGKILL) else "memory"
    remarks: dict[str, dict] = {}
    for kind in ("unreadable", "pixels"):
        if numbers := [index for index, page in enumerate(pages, 1) if page["kind"] == kind]:
            remarks[kind] = {"pages": numbers}
    if stopped:
        remarks[stopped] = dict.fromkeys(REMARKS[stopped], len(pages))
    elif total > limits.pages:
        remarks["more_pages"] = {"read": len(pages), "total": total}
    texts = [page.get("text", "").strip() for page in pages]
    return ScanReading(
        text="\n".join(filter(None, texts)),
        first=texts[0] if texts else "",
        scanned=sum(page["kind"] not in ("text", "blank") for page in pages),
        remarks=remarks,
    )
