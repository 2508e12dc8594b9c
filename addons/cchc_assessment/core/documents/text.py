"""The text of a document, as far as it has any."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from ..plain.budget import Budget
from ..plain.text import compose, visible
from ..plain.work import WorkLimitError, bounded
from ..plain.xml import XmlDone, XmlLimits, local_name, walk
from ..plain.zips import SafeZip, ZipLimits
from .limits import LIMITS, TextLimits
from .pdf import first_pages, open_pdf
from .reading import read_at, size_of

_MAX_UNPACKED = 500 * 1024 * 1024
_MAX_DEPTH = 200
_MAX_ELEMENTS = 100_000
_MAX_LENGTH = 60_000
# Excel keeps its texts in one part, other programs in the sheets.
_TEXT_PARTS = re.compile(r"word/document\.xml|xl/sharedStrings\.xml|xl/worksheets/sheet\d+\.xml")
_LINES = {"p", "si", "is"}  # a paragraph, a shared string, a string in its cell


def extract_text(
    file: BinaryIO, max_pages: int = 3, max_chars: int = 20_000, *, limits: TextLimits = LIMITS.text
) -> str:
    """Return the text of the first pages of a PDF, or the beginning of a DOCX or XLSX.

    Never raises: whatever is no such file, or makes trouble, or takes too much work, has no text (""),
    or only that of the pages before. Control characters are taken out, so that the text can be
    stored anywhere.
    """
    pieces = []
    length = 0
    # pypdf raises whatever a broken file provokes; to have no text is no fault
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
    """Yield the text of each page; all of them together get the work of ``limits``."""
    pieces: list[str] = []
    begun: list[str] = []
    try:
        with bounded(limits.calls, limits.inflated):
            for page in first_pages(open_pdf(file), max_pages):
                if sum(_weights(page)) > limits.page:
                    break
                begun = []
                pieces.append(
                    page.extract_text(
                        visitor_text=lambda text, *_place, into=begun: into.append(text)
                    )
                )
    # what a broken page provokes is no fault of those before it
    except (Exception, WorkLimitError):  # noqa: BLE001 (pypdf raises whatever it stumbles over)
        pieces.append("".join(begun))
    yield from pieces


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
    budget = Budget(unpacked=2 * limits.part)
    with SafeZip(file, ZipLimits(unpacked=_MAX_UNPACKED), budget=budget) as archive:
        for part in filter(_TEXT_PARTS.fullmatch, sorted(archive.entries)):
            lines = _Lines()
            with archive.open(part) as stream:
                walk(
                    stream,
                    start=lines.start,
                    end=lines.end,
                    text=lines.text,
                    limits=XmlLimits(size=limits.part, depth=_MAX_DEPTH, elements=_MAX_ELEMENTS),
                )
            yield from lines.found


class _Lines:
    """Handlers that collect a line of each paragraph, up to as many letters as anybody reads."""

    def __init__(self):
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._length = 0
        self._is_text = False

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        kind = local_name(tag)
        if kind == "t":
            self._is_text = True
        elif kind in ("tab", "br"):
            self._pieces.append(" " if kind == "tab" else "\n")

    def end(self, tag: str) -> None:
        kind = local_name(tag)
        if kind == "t":
            self._is_text = False
        elif kind in _LINES:
            self.found.append("".join(self._pieces))
            self._pieces = []
            if self._length > _MAX_LENGTH:
                raise XmlDone

    def text(self, text: str) -> None:
        if self._is_text and self._length <= _MAX_LENGTH:
            self._pieces.append(text)
            self._length += len(text)


def _clean(text: str) -> str:
    return compose(visible(text, keep="\n\t"))
