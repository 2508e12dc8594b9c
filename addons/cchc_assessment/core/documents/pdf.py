"""PDF files: whether they are whole, open without a password, and how many pages they have."""

import logging
import re
from typing import BinaryIO

import pypdf

from .effort import Effort, EnoughError
from .errors import DocumentError
from .limits import LIMITS
from .magic import check_tail
from .pdf_search import PdfSearch
from .reading import BoundedFile, read_at, size_of

# Every flaw that pypdf steps over would be a line in the log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

# A reader looks for the end in the last 1024 bytes; scanners are a little more generous.
_END_REACH = 2048
_TRAILER_REACH = 1024
# What pypdf may read in one go: it reads a broken file as a whole to repair it.
_MAX_READ = 32 * 1024 * 1024
_MAX_PAGES = 1_000_000
_START_OF_TABLE = re.compile(rb"startxref\s+(\d{1,15})\s*$")


def inspect_pdf(
    file: BinaryIO, effort: Effort | None = None
) -> tuple[int | None, bool, frozenset[str]]:
    """Return the number of pages, whether the file is encrypted, and which of ``KINDS`` are in it.

    :raises DocumentError: when it is cut off, broken, locked, dangerous, or something is glued to it.
    """
    _check_end(file)
    try:
        reader = open_pdf(file)
        search = PdfSearch(reader, effort or Effort(LIMITS.search))
        count = None
        try:
            count = search.get(search.get(search.root(), "/Pages"), "/Count")
            if not isinstance(count, int) or not 0 < count <= _MAX_PAGES:
                raise DocumentError("damaged")
            search.look_through()
        except EnoughError:
            search.found.add("unsearched")
        return count and int(count), reader.is_encrypted, frozenset(search.found)
    except DocumentError:
        raise
    except Exception as error:  # pypdf raises whatever a broken file provokes
        raise DocumentError("damaged") from error


def open_pdf(file: BinaryIO) -> pypdf.PdfReader:
    """Open a PDF without a password.

    :raises DocumentError: when it needs one; whatever pypdf raises when it is broken.
    """
    reader = pypdf.PdfReader(BoundedFile(file, _MAX_READ), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError("password")
    return reader


def _check_end(file: BinaryIO) -> None:
    size = size_of(file)
    start = max(size - _END_REACH, 0)
    tail = read_at(file, start, size - start)
    end = tail.rfind(b"%%EOF")
    if end < 0:
        raise DocumentError("truncated")
    position = start + end
    check_tail(file, position + len(b"%%EOF"))
    before = max(position - _TRAILER_REACH, 0)
    table = _START_OF_TABLE.search(read_at(file, before, position - before))
    if not table or int(table[1]) >= size:
        raise DocumentError("truncated")
