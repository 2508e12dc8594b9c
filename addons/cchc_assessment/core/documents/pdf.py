"""PDF files: whether they are whole, open without a password, and how many pages they have."""

import logging
import re
from collections.abc import Iterator
from typing import BinaryIO

import pypdf
import pypdf.filters

from ..plain.work import WorkLimitError, bounded, count_inflation
from .effort import Effort, EnoughError
from .errors import DocumentError
from .limits import LIMITS, PdfLimits
from .magic import check_tail
from .pdf_search import PdfSearch
from .reading import BoundedFile, read_at, size_of

# Every flaw that pypdf steps over would be a line in the log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
count_inflation(pypdf.filters)

# A reader looks for the end in the last 1024 bytes; scanners are a little more generous.
_END_REACH = 2048
_TRAILER_REACH = 1024
# What pypdf may read in one go: it reads a broken file as a whole to repair it.
_MAX_READ = 32 * 1024 * 1024
_MAX_PAGE_NODES = 1_000  # of the tree of pages, on the way to the first ones
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_START_OF_TABLE = re.compile(rb"startxref\s+(\d{1,15})\s*$")


def inspect_pdf(
    file: BinaryIO, effort: Effort | None = None, limits: PdfLimits = LIMITS.pdf
) -> tuple[int | None, bool, frozenset[str]]:
    """Return the number of pages, whether the file is encrypted, and which of ``KINDS`` are in it.

    :raises DocumentError: when it is cut off, broken, locked, dangerous, takes more work than any document,
        or something is glued to it.
    """
    _check_end(file)
    count, search = None, None
    try:
        with bounded(limits.calls, limits.inflated):
            reader = open_pdf(file)
            is_encrypted = reader.is_encrypted
            search = PdfSearch(reader, effort or Effort(LIMITS.search))
            count = search.get(search.get(search.root(), "/Pages"), "/Count")
            if not isinstance(count, int) or count <= 0:
                raise DocumentError("damaged")
            if count > limits.pages:
                raise DocumentError("too_many_pages", limit=limits.pages)
            search.look_through()
    except DocumentError:
        raise
    except EnoughError:
        search.found.add("unsearched")
    except WorkLimitError as error:
        if count is None:
            raise DocumentError("too_complex") from error
        search.found.add("unsearched")
    except Exception as error:  # pypdf raises whatever a broken file provokes
        raise DocumentError("damaged") from error
    return count and int(count), is_encrypted, frozenset(search.found)


def first_pages(reader: pypdf.PdfReader, most: int) -> Iterator[pypdf.PageObject]:
    """Yield the first pages; the library would look at all of them first.

    A tree of pages that leads in a circle, or to thousands of branches, ends where that is noticed.
    """
    pending = [(reader.root_object["/Pages"], {})]
    seen: set[int] = set()
    while pending and most > 0 and len(seen) < _MAX_PAGE_NODES:
        node, inherited = pending.pop()
        node = node.get_object()
        if id(node) in seen:
            continue
        seen.add(id(node))
        known = {**inherited, **{key: node[key] for key in _INHERITED if key in node}}
        if "/Kids" in node:
            kids = node["/Kids"]
            pending.extend((kid, known) for kid in reversed(kids[:_MAX_PAGE_NODES]))
            continue
        page = pypdf.PageObject(reader)
        page.update(node)
        for key, value in known.items():
            page.setdefault(pypdf.generic.NameObject(key), value)
        most -= 1
        yield page


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
