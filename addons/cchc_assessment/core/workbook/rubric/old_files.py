"""Rubrics in files that LibreOffice has to make new ones of first."""

import threading
import time
from dataclasses import replace
from typing import ClassVar

from ...plain.digests import sha256_of_bytes
from ..office_process import OFFICE_LIMITS, modernise
from .data import RubricSheet
from .reader import WorkbookError, read_rubric

_MOST_KEPT = 20 * 1024 * 1024


class OldFiles:
    """Makes new files of old ones, within so many seconds for all of them together.

    What was made of a file is kept for whoever brings the same bytes again, with another sheet or other corrections:
    the last few, up to 20 MB. That nothing could be made of it is known here alone.

    :param seconds: what a whole request may spend on it
    """

    _made: ClassVar[dict[str, bytes]] = {}
    _lock = threading.Lock()

    def __init__(self, seconds: float = OFFICE_LIMITS.wall):
        self._left = float(seconds)
        self._failed: set[str] = set()

    def convert(self, data: bytes) -> bytes | None:
        """Return the bytes of a .xlsb as those of a .xlsx; None where that is not possible, or takes too long."""
        key = sha256_of_bytes(data)
        with self._lock:
            if made := self._made.get(key):
                return made
        if key in self._failed or self._left < 1:
            return None
        began = time.monotonic()
        made = modernise(data, "xlsb", replace(OFFICE_LIMITS, wall=int(self._left)))
        self._left -= time.monotonic() - began
        if made:
            self._keep(key, made)
        else:
            self._failed.add(key)
        return made

    def _keep(self, key: str, made: bytes) -> None:
        with self._lock:
            self._made[key] = made
            while sum(map(len, self._made.values())) > _MOST_KEPT:
                del self._made[next(iter(self._made))]


def read_rubric_of_any_form(
    data: bytes, *, old_files: OldFiles | None = None, **options
) -> RubricSheet:
    """Read the rubric from the bytes of a file, as ``read_rubric`` does, and of a .xlsb what is made of it.

    :param old_files: by which one is made of a .xlsb; one for all files of a request
    :raises WorkbookError: what ``read_rubric`` says; of a .xlsb that nobody made a new workbook of, what it is
    """
    try:
        return read_rubric(data, **options)
    except WorkbookError as error:
        is_binary = error.kind == "not_workbook" and error.params.get("format") == "xlsb"
        made = (old_files or OldFiles()).convert(data) if is_binary else None
        if not made:
            raise
    return read_rubric(made, **options)
