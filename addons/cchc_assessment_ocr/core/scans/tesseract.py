"""Tesseract, the program that recognises letters: found, asked whether it knows Vietnamese, called."""

import csv
import io
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from .bounds import held
from .limits import ScanLimits

PROGRAM = "tesseract"
LANGUAGE = "vie"
_LISTING_SECONDS = 20
_DPI = 250
_WORD = "5"
# What it is given and takes of the environment: one thread, so that a document takes one processor.
_KEPT = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "TMPDIR")


class NotRecognisedError(Exception):
    """The program was ended, or failed."""


@dataclass(frozen=True)
class Recognised:
    """``sureness`` is the mean of the words', from 0 to 100; 0 where there is none."""

    text: str
    words: int
    sureness: float


def find_missing() -> str:
    """Return what is missing to read scans: "" (nothing), "program" or "language"."""
    if not shutil.which(PROGRAM):
        return "program"
    try:
        listed = subprocess.run(
            [PROGRAM, "--list-langs"],
            capture_output=True,
            text=True,
            timeout=_LISTING_SECONDS,
            check=True,
            env=environment(),
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return "program"
    return "" if LANGUAGE in listed.split() else "language"


def environment() -> dict[str, str]:
    """Return what of this process's environment the program sees: none of the passwords in it."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "OMP_THREAD_LIMIT": "1"}


def recognise(page: Image.Image, limits: ScanLimits) -> Recognised:
    """Return what stands on ``page``.

    :raises NotRecognisedError: when it takes too long or too much memory, or the program fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        _run(page, limits, [f"{folder}/page", "-l", LANGUAGE, "--psm", "3", "txt", "tsv"])
        text = Path(folder, "page.txt").read_text("utf-8", "replace")
        words = _read_sureness(Path(folder, "page.tsv").read_text("utf-8", "replace"))
    return Recognised(text[: limits.letters], len(words), sum(words) / max(len(words), 1))


def find_turn(page: Image.Image, limits: ScanLimits) -> int:
    """Return by how many degrees ``page`` has to be turned to the left to be upright: 0, 90, 180 or 270.

    Where nothing tells, 0.
    """
    try:
        said = _run(page, limits, ["stdout", "-l", "osd", "--psm", "0"])
    except NotRecognisedError:
        return 0
    for line in said.splitlines():
        name, _colon, value = line.partition(":")
        if name == "Orientation in degrees" and value.strip().isdecimal():
            return int(value) % 360
    return 0


def _run(page: Image.Image, limits: ScanLimits, arguments: list[str]) -> str:
    stream = io.BytesIO()
    page.save(stream, "PNG", compress_level=1)
    try:
        done = subprocess.run(
            [PROGRAM, "stdin", *arguments, "--dpi", str(_DPI)],
            input=stream.getvalue(),
            capture_output=True,
            check=True,
            env=environment(),
            timeout=limits.wall,
            # this process has one thread
            preexec_fn=held(seconds=limits.page_seconds, memory=limits.memory),
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NotRecognisedError from error
    return done.stdout.decode("utf-8", "replace")


def _read_sureness(table: str) -> list[float]:
    """Return how sure the program is of each word."""
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        float(row["conf"]) for row in rows if row["level"] == _WORD and (row["text"] or "").strip()
    ]
