"""Open a workbook that someone uploaded, without trusting it.

The file is measured from its zip directory, every XML part is checked for document type
declarations (the only way to entities), and each sheet is streamed once to learn its size, merged
cells, hidden rows and formulas. Only then does openpyxl read values, a row at a time. External
links and macros are never looked at.
"""

import io
import posixpath
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter


class ErrorKind(NamedTuple):
    """Why a workbook cannot be read, and the names of the params that come with it."""

    meaning: str
    params: tuple[str, ...] = ()


WORKBOOK_ERRORS: dict[str, ErrorKind] = {
    "empty_file": ErrorKind("The file has no bytes."),
    "too_large": ErrorKind("The file is larger than allowed (bytes).", ("size", "limit")),
    "old_xls": ErrorKind("Excel 97-2003 workbook (.xls): save it as .xlsx."),
    "password_protected": ErrorKind("The workbook opens only with a password."),
    "not_workbook": ErrorKind(
        "Something else than a workbook; format is pdf, ods, xlsb, docx, pptx, zip, html, xml, "
        "csv, executable, image, ole, strict_ooxml, or empty where unknown.",
        ("format",),
    ),
    "truncated": ErrorKind("The end of the file is missing (broken upload or copy)."),
    "damaged": ErrorKind(
        "The file looks like a workbook, but a part of it cannot be read; part may be empty.",
        ("part",),
    ),
    "zip_bomb": ErrorKind(
        "It unpacks to more than allowed; measure is bytes, ratio or entries.",
        ("measure", "size", "limit"),
    ),
    "xml_entities": ErrorKind("A part declares a document type or entities.", ("part",)),
    "too_many_rows": ErrorKind("The sheet has more filled rows than allowed.", ("sheet", "limit")),
    "too_many_cells": ErrorKind("The sheet has more cells than allowed.", ("sheet", "limit")),
    "unreadable_cell": ErrorKind("A number cell holds no number.", ("sheet", "cell", "text")),
    "no_such_sheet": ErrorKind("The sheet asked for is not there.", ("sheet", "sheets")),
    "no_header": ErrorKind(
        "No sheet has the headings of a rubric; headings are the words looked for, hidden_sheets "
        "those hidden sheets that do have them.",
        ("sheets", "hidden_sheets", "headings"),
    ),
    "no_criteria": ErrorKind(
        "There is a header row, but no criterion below it; rubric_sheets have one, too.",
        ("sheet", "row", "rubric_sheets"),
    ),
    "no_survey": ErrorKind(
        "No visible sheet has the headings of a survey's results.", ("sheets", "headings")
    ),
}

_CHUNK = 64 * 1024
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_FORMULA_LINK = re.compile(r'\s*HYPERLINK\s*\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_LONGEST_FORMULA = 8_192
_XML_NAMES = (".xml", ".rels")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"MZ", "executable"),
    (b"\x7fELF", "executable"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"<?xml", "xml"),
)
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02")


class WorkbookError(Exception):
    """A workbook that cannot be read; ``kind`` and ``params`` are those of WORKBOOK_ERRORS."""

    def __init__(self, kind: str, **params: object):
        super().__init__(f"{kind} {params}" if params else kind)
        self.kind = kind
        self.params = params


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be. A rubric has some hundreds of rows and 20 to 200 kB.

    ``bytes`` is the file, ``unpacked`` all that is in it, ``part`` any one XML part that is not a
    sheet (sheets are streamed, the others are held in memory), ``ratio`` how many times smaller
    than its content a packed part may be, ``entries`` the files in the zip; ``rows`` counts the
    filled rows of one sheet, ``cells`` all its cells; ``header_rows`` is how far down headings
    are looked for.
    """

    bytes: int = 25 * 1024 * 1024
    unpacked: int = 64 * 1024 * 1024
    part: int = 8 * 1024 * 1024
    ratio: int = 200
    entries: int = 2_000
    rows: int = 5_000
    cells: int = 500_000
    header_rows: int = 100


DEFAULT_LIMITS = Limits()


@dataclass
class SheetShape:
    """What one pass over a sheet's XML tells: everything but the values.

    ``merges`` are (first row, first column, last row, last column), counted from 1. ``links`` are
    the targets of linked cells, by row and column, as they are written in the file. ``too_big``
    is ``too_many_rows`` or ``too_many_cells``, and then the rest is incomplete.
    """

    name: str
    hidden: bool
    part: str
    rows: int = 0
    last_row: int = 0
    last_column: int = 0
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    empty_formulas: set[tuple[int, int]] = field(default_factory=set)
    bad_number: tuple[str, str] | None = None
    too_big: str = ""


def _blank_covered(
    rows: list[tuple[int, tuple]], merges: list[tuple[int, int, int, int]]
) -> list[tuple[int, tuple]]:
    covered: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, right in merges:
        for row in range(top, bottom + 1):
            covered.setdefault(row, []).append((left if row > top else left + 1, right))
    return [
        (row, _without(cells, covered[row]) if row in covered else cells) for row, cells in rows
    ]


def _without(cells: tuple, spans: list[tuple[int, int]]) -> tuple:
    kept = list(cells)
    for first, last in spans:
        width = max(min(last, len(kept)) - first + 1, 0)
        kept[first - 1 : first - 1 + width] = [EMPTY_CELL] * width
    return tuple(kept)


class SafeWorkbook:
    """An opened workbook: the shape of its sheets, and their rows."""

    def __init__(self, book: openpyxl.Workbook, sheets: list[SheetShape]):
        self._book = book
        self.sheets = sheets

    def read_rows(self, sheet: SheetShape, last_row: int | None = None) -> list[tuple[int, tuple]]:
        """Return (row number, openpyxl's read-only cells) for each row with a value or formula.

        Cells are in the order of their columns, from A on; one that another covers (merged) is
        empty, whatever a program left in it. At most ``last_row`` is looked at.

        :raises WorkbookError: ``damaged``.
        """
        last_row = min(last_row or sheet.last_row, sheet.last_row)
        if not last_row:
            return []
        worksheet = self._book[sheet.name]
        # Some programs write a wrong dimension, which openpyxl would believe and cut rows off.
        worksheet.reset_dimensions()
        cells_by_row = worksheet.iter_rows(max_row=last_row, max_col=sheet.last_column)
        formula_rows = {row for row, _column in sheet.empty_formulas}
        # Warnings are about what this reader has no use for (fonts, validations).
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                rows = [
                    (number, cells)
                    for number, cells in enumerate(cells_by_row, 1)
                    if number in formula_rows or any(cell.value is not None for cell in cells)
                ]
            except Exception as error:  # openpyxl raises whatever a broken part provokes
                raise WorkbookError("damaged", part=sheet.part) from error
        return _blank_covered(rows, sheet.merges)

    def close(self) -> None:
        self._book.close()


def open_workbook(data: bytes, limits: Limits = DEFAULT_LIMITS) -> SafeWorkbook:
    """Check the bytes of an ``.xlsx`` or ``.xlsm`` file and open it for reading values.

    :raises WorkbookError: where the file is no workbook or goes beyond ``limits``.
    """
    _check_kind(data, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive, limits)
            _check_parts(archive)
            sheets = [_read_shape(archive, sheet, limits) for sheet in _list_sheets(archive)]
    except WorkbookError:
        raise
    except _BROKEN_ZIP as error:
        if _has_end(data):
            raise WorkbookError("damaged", part="") from error
        raise WorkbookError("truncated") from error
    visible = [sheet for sheet in sheets if not sheet.hidden]
    if visible and all(sheet.too_big for sheet in visible):
        refuse_size(visible[0], limits)
    return SafeWorkbook(_open_values(data, sheets), sheets)


def _has_end(data: bytes) -> bool:
    """Whether the record that ends a zip (22 bytes and a comment) is there and complete."""
    start = data.rfind(b"PK\x05\x06", max(len(data) - 65_557, 0))
    return start >= 0 and len(data) - start >= 22


def refuse_size(sheet: SheetShape, limits: Limits) -> None:
    """Raise what is wrong with the size of a sheet, if anything is."""
    if sheet.too_big:
        limit = limits.rows if sheet.too_big == "too_many_rows" else limits.cells
        raise WorkbookError(sheet.too_big, sheet=sheet.name, limit=limit)


def cell_name(row: int, column: int) -> str:
    """Return the name that a spreadsheet shows for a cell, both counted from 1: "C12"."""
    return f"{get_column_letter(column)}{row}"


def number_format_of(cell) -> str:
    """Return how a cell shows its number; "General" too where its style is broken or missing."""
    try:
        return getattr(cell, "number_format", None) or "General"
    except (IndexError, KeyError):
        # openpyxl follows a style's numbers only when it is asked for them
        return "General"


def _check_kind(data: bytes, limits: Limits) -> None:
    """Refuse by size and by the first bytes; the name of a file proves nothing."""
    if not data:
        raise WorkbookError("empty_file")
    if len(data) > limits.bytes:
        raise WorkbookError("too_large", size=len(data), limit=limits.bytes)
    if data.startswith(_OLE):
        # Names in an OLE directory are UTF-16; an encrypted .xlsx is wrapped in such a container.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WorkbookError("password_protected")
        if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book\0")):
            raise WorkbookError("old_xls")
        raise WorkbookError("not_workbook", format="ole")
    if data.startswith(_BIFF):
        raise WorkbookError("old_xls")
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise WorkbookError("not_workbook", format=_guess_format(data))


def _guess_format(data: bytes) -> str:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") and (b"<html" in start or b"<table" in start):
        return "html"
    try:
        text = data[:4096].decode("utf-8", errors="strict" if len(data) <= 4096 else "ignore")
    except UnicodeDecodeError:
        return ""
    return "csv" if "\0" not in text and re.search(r"[,;\t]", text) else ""


def _check_directory(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Measure from the directory, before anything is unpacked.

    The zip reader never yields more than the directory declares, so the sums hold while reading.
    """
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise WorkbookError("zip_bomb", measure="entries", size=len(entries), limit=limits.entries)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked:
        raise WorkbookError("zip_bomb", measure="bytes", size=unpacked, limit=limits.unpacked)
    for entry in entries:
        ratio = entry.file_size // max(entry.compress_size, 1)
        # Small parts may well repeat themselves; only large ones are a weapon.
        if entry.file_size > 1024 * 1024 and ratio > limits.ratio:
            raise WorkbookError("zip_bomb", measure="ratio", size=ratio, limit=limits.ratio)
        if entry.file_size > limits.part and _is_held_in_memory(entry.filename):
            raise WorkbookError(
                "zip_bomb", measure="bytes", size=entry.file_size, limit=limits.part
            )
        if not entry.filename:
            raise WorkbookError("damaged", part="")
        if entry.flag_bits & 0x1:
            raise WorkbookError("password_protected")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise WorkbookError("damaged", part=entry.filename)
    _check_family({entry.filename for entry in entries})


def _is_held_in_memory(name: str) -> bool:
    return name.lower().endswith(_XML_NAMES) and "/worksheets/" not in name


def _check_family(names: set[str]) -> None:
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        if "xl/workbook.bin" in names:
            raise WorkbookError("not_workbook", format="xlsb")
        return
    for prefix, kind in (("word/", "docx"), ("ppt/", "pptx")):
        if any(name.startswith(prefix) for name in names):
            raise WorkbookError("not_workbook", format=kind)
    opendocument = "mimetype" in names and "content.xml" in names
    raise WorkbookError("not_workbook", format="ods" if opendocument else "zip")


class _Done(Exception):
    """Ends a parse early: what was to be learned is known."""


def _check_parts(archive: zipfile.ZipFile) -> None:
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        with archive.open(entry) as stream:
            head = stream.read(_CHUNK)
            named_xml = entry.filename.lower().endswith(_XML_NAMES)
            if not (named_xml or _looks_like_xml(head)):
                continue
            try:
                _check_prolog(stream, head, entry.filename)
            except expat.ExpatError as error:
                # Old drawings (.vml) are often not well-formed, and nobody reads them.
                if named_xml:
                    raise WorkbookError("damaged", part=entry.filename) from error


def _looks_like_xml(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n\0\xff\xfe").startswith(b"<")


def _check_prolog(stream, head: bytes, part: str) -> None:
    """Read up to the first element: a document type can only stand before it."""

    def refuse(*_args):
        raise WorkbookError("xml_entities", part=part)

    def stop(*_args):
        raise _Done

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    chunk = head
    try:
        while chunk:
            parser.Parse(chunk, False)
            chunk = stream.read(_CHUNK)
        parser.Parse(b"", True)
    except _Done:
        return


def _list_sheets(archive: zipfile.ZipFile) -> list[SheetShape]:
    """Return the worksheets in the order of their tabs; charts and macro sheets are left out."""
    part = _workbook_part(archive)
    book = _read_tree(archive, part)
    if "purl.oclc.org/ooxml" in book.tag:
        raise WorkbookError("not_workbook", format="strict_ooxml")
    targets = {
        rel.get("Id"): rel.get("Target", "")
        for rel in _relations(archive, part)
        if rel.get("Type", "").endswith("/worksheet")
    }
    sheets = []
    for element in book.iter():
        if _local(element.tag) != "sheet":
            continue
        rel_id = next((v for k, v in element.items() if k.endswith("}id")), None)
        if rel_id in targets:
            path = posixpath.join(posixpath.dirname(part), targets[rel_id])
            sheets.append(
                SheetShape(
                    name=element.get("name", ""),
                    hidden=element.get("state", "visible") != "visible",
                    part=posixpath.normpath(path).lstrip("/"),
                )
            )
    return sheets


def _workbook_part(archive: zipfile.ZipFile) -> str:
    for rel in _relations(archive, ""):
        if rel.get("Type", "").endswith("/officeDocument"):
            return posixpath.normpath(rel.get("Target", "")).lstrip("/")
    return "xl/workbook.xml"


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[ElementTree.Element]:
    folder, name = posixpath.split(part)
    tree = _read_tree(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    return (element for element in tree if _local(element.tag) == "Relationship")


def _read_tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(archive.read(part))
    except (KeyError, ElementTree.ParseError) as error:
        raise WorkbookError("damaged", part=part) from error


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


class _ShapeParser:
    """Fills a SheetShape from the XML of a sheet, and stops where the sheet is too big."""

    def __init__(self, shape: SheetShape, limits: Limits):
        self.shape = shape
        self.limits = limits
        self.row = self.column = self.cells = self.covered_rows = 0
        self.row_counted = False
        self.cell_type = ""
        self.has_formula = False
        self.value: list[str] | None = None
        self.formula: list[str] | None = None
        self.inline = False
        #: Linked cells, by the number that the sheet's relations explain.
        self.linked: list[tuple[int, int, str]] = []

    def run(self, stream) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except _Done:
            return

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "f":
            self.has_formula = True
            self.formula = []
        elif tag == "v":
            self.value = []
        elif tag == "is":
            self.inline = True
        elif tag == "mergeCell":
            self._add_merge(attributes.get("ref", ""))
        elif tag == "hyperlink":
            self._add_link(attributes)

    def _text(self, text: str) -> None:
        if self.formula is not None:
            if len(self.formula) < _LONGEST_FORMULA:
                self.formula.append(text)
        elif self.value is not None:
            self.value.append(text)

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._end_cell()
        elif tag == "f":
            self._end_formula()

    def _start_row(self, attributes: dict[str, str]) -> None:
        try:
            row = int(float(attributes["r"])) if "r" in attributes else self.row + 1
        except (ValueError, OverflowError):
            row = 0
        # openpyxl would drop a row that goes back, and fill a gap however wide.
        if not self.row < row <= _LAST_ROW:
            raise WorkbookError("damaged", part=self.shape.part)
        self.row, self.column, self.row_counted = row, 0, False
        if attributes.get("hidden") in ("1", "true"):
            self.shape.hidden_rows.add(row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        if self.cells > self.limits.cells:
            self._stop("too_many_cells")
        reference = attributes.get("r")
        if reference:
            row, self.column = self._coordinates(reference)
            if row != self.row:
                raise WorkbookError("damaged", part=self.shape.part)
        else:
            self.column += 1
        self.cell_type = attributes.get("t", "n")
        self.has_formula = self.inline = False
        self.value = None

    def _end_cell(self) -> None:
        text = "".join(self.value or ())
        if text or self.inline:
            self._count(text)
        elif self.has_formula:
            self.shape.empty_formulas.add((self.row, self.column))
            self._count(text)
        self.value = None

    def _end_formula(self) -> None:
        """Keep where a formula leads whose address is stated, as programs write links too."""
        found = _FORMULA_LINK.match("".join(self.formula or ())[:_LONGEST_FORMULA])
        if found:
            self.shape.links[self.row, self.column] = found[1].replace('""', '"')
        self.formula = None

    def _add_link(self, attributes: dict[str, str]) -> None:
        """Note the relation of a linked cell; a place within the workbook has none."""
        relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
        row, column = self._coordinates(attributes.get("ref", "").partition(":")[0])
        if relation and len(self.linked) < self.limits.cells:
            self.linked.append((row, column, relation))

    def _count(self, text: str) -> None:
        shape = self.shape
        shape.last_row = self.row
        shape.last_column = max(shape.last_column, self.column)
        if not self.row_counted:
            self.row_counted = True
            shape.rows += 1
            if shape.rows > self.limits.rows:
                self._stop("too_many_rows")
        if text and self.cell_type == "n" and not _NUMBER.fullmatch(text.strip()):
            shape.bad_number = shape.bad_number or (cell_name(self.row, self.column), text[:60])

    def _add_merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left = self._coordinates(first)
        bottom, right = self._coordinates(last or first)
        bottom = min(bottom, self.shape.last_row)
        # Merged cells do not overlap in a real sheet, so their rows are bounded by its cells.
        self.covered_rows += max(bottom - top + 1, 1)
        if self.covered_rows > self.limits.cells:
            self._stop("too_many_cells")
        if bottom >= top and right >= left:
            self.shape.merges.append((top, left, bottom, right))

    def _coordinates(self, reference: str) -> tuple[int, int]:
        match = _CELL.fullmatch(reference)
        if not match:
            raise WorkbookError("damaged", part=self.shape.part)
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        row = int(match[2])
        if not (0 < row <= _LAST_ROW and column <= _LAST_COLUMN):
            raise WorkbookError("damaged", part=self.shape.part)
        return row, column

    def _stop(self, too_big: str) -> None:
        self.shape.too_big = too_big
        raise _Done


def _read_shape(archive: zipfile.ZipFile, shape: SheetShape, limits: Limits) -> SheetShape:
    try:
        with archive.open(shape.part) as stream:
            parser = _ShapeParser(shape, limits)
            parser.run(stream)
        if parser.linked:
            _resolve_links(archive, shape, parser.linked)
    except (KeyError, expat.ExpatError) as error:
        raise WorkbookError("damaged", part=shape.part) from error
    if shape.bad_number and not shape.hidden:
        cell, text = shape.bad_number
        raise WorkbookError("unreadable_cell", sheet=shape.name, cell=cell, text=text)
    return shape


def _resolve_links(
    archive: zipfile.ZipFile, shape: SheetShape, linked: list[tuple[int, int, str]]
) -> None:
    targets = {rel.get("Id"): rel.get("Target", "") for rel in _relations(archive, shape.part)}
    for row, column, relation in linked:
        if target := targets.get(relation):
            shape.links[row, column] = target


def _open_values(data: bytes, sheets: list[SheetShape]) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
        except Exception as error:  # openpyxl raises whatever a broken part provokes
            raise WorkbookError("damaged", part="") from error
    if {sheet.name for sheet in sheets} - set(book.sheetnames):
        raise WorkbookError("damaged", part="xl/workbook.xml")
    return book
