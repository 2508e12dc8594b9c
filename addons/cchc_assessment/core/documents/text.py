"""The text of a document, as far as it has any."""

import contextlib
import itertools
import re
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree import ElementTree

from ..plain.xml import parse
from .limits import LIMITS, TextLimits
from .pdf import open_pdf
from .reading import BoundedFile, read_at, size_of

_MAX_DIRECTORY = 1024 * 1024
# Excel keeps its texts in one part, other programs in the sheets.
_TEXT_PARTS = re.compile(r"word/document\.xml|xl/sharedStrings\.xml|xl/worksheets/sheet\d+\.xml")
_LINES = {"p", "si", "is"}  # a paragraph, a shared string, a string in its cell


class _TooMuchError(Exception):
    """A page that is too large, or takes too long."""


def extract_text(
    file: BinaryIO, max_pages: int = 3, max_chars: int = 20_000, *, limits: TextLimits = LIMITS.text
) -> str:
    """Return the text of the first pages of a PDF, or the beginning of a DOCX or XLSX.

    Never raises: whatever is no such file, or makes trouble, or takes too long, has no text (""),
    or only that of the pages before. Control characters are taken out, so that the text can be
    stored anywhere.
    """
    pieces = []
    length = 0
    # pypdf and zipfile raise whatever a broken file provokes; to have no text is no fault
    with contextlib.suppress(Exception):
        for piece in _pieces(file, max_pages, limits):
            pieces.append(_clean(piece))
            length += len(pieces[-1])
            if length > max_chars:
                break
    return "\n".join(pieces)[:max_chars].strip()


def _pieces(file: BinaryIO, max_pages: int, limits: TextLimits) -> Iterator[str]:
    if size_of(file) > limits.file:
        return
    head = read_at(file, 0, 5)
    if head == b"%PDF-":
        yield from _pdf_pages(file, max_pages, limits)
    elif head.startswith(b"PK"):
        yield from _office_lines(file, limits)


def _pdf_pages(file: BinaryIO, max_pages: int, limits: TextLimits) -> Iterator[str]:
    ends = time.monotonic() + limits.seconds

    def watch(*_args):
        if time.monotonic() > ends:
            raise _TooMuchError

    for page in itertools.islice(open_pdf(file).pages, max_pages):
        watch()
        if sum(_weights(page)) > limits.page:
            raise _TooMuchError
        yield page.extract_text(visitor_operand_before=watch)


def _weights(page) -> Iterator[int]:
    """Yield how long the content of a page and of each drawing on it is, drawings in drawings too."""
    contents = page.get_contents()
    if contents is not None:
        yield len(contents.get_data())
    seen = set()
    pending = [page]
    while pending:
        for drawing in _entry(_entry(pending.pop(), "/Resources"), "/XObject").values():
            drawing = drawing.get_object()
            if drawing.get("/Subtype") == "/Form" and id(drawing) not in seen:
                seen.add(id(drawing))
                pending.append(drawing)
                yield len(drawing.get_data())


def _entry(dictionary, key: str) -> dict:
    return dictionary[key] if key in dictionary else {}  # noqa: SIM401 (get() doesn't resolve)


def _office_lines(file: BinaryIO, limits: TextLimits) -> Iterator[str]:
    with zipfile.ZipFile(BoundedFile(file, _MAX_DIRECTORY)) as archive:
        for part in filter(_TEXT_PARTS.fullmatch, sorted(archive.namelist())):
            with archive.open(part) as stream:
                data = stream.read(limits.part + 1)
            if len(data) > limits.part:
                raise _TooMuchError
            for element in parse(data).iter():
                if _local(element) in _LINES:
                    yield "".join(_runs(element))


def _runs(element: ElementTree.Element) -> Iterator[str]:
    for child in element.iter():
        kind = _local(child)
        if kind == "t":
            yield child.text or ""
        elif kind in ("tab", "br"):
            yield " " if kind == "tab" else "\n"


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _clean(text: str) -> str:
    text = "".join(char for char in text if char in "\n\t" or unicodedata.category(char)[0] != "C")
    return unicodedata.normalize("NFC", text)
