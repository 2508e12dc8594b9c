"""The one opening for every workbook that comes in: rubric, appendix, offline form, survey.

The archive is measured from its directory, every XML part is read by the one guard of ``plain.xml``,
and cells are taken as they are stored: what a sheet claims to be as large as plays no part, so that
a cell far away costs what one cell costs. Everything counts against one budget. External links and
macros are never looked at.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple
from xml.etree import ElementTree

from ..plain.amounts import Size
from ..plain.budget import Budget, OverBudget
from ..plain.xml import XmlDone, XmlError, XmlLimits, local_name, parse, walk
from ..plain.zips import SafeZip, ZipFault, ZipLimits
from .cell_values import EMPTY_CELL, Cell, CellReader
from .sheet_shape import SheetShape, TooBig, cell_name, read_shape

__all__ = [
    "DEFAULT_LIMITS",
    "WORKBOOK_ERRORS",
    "Limits",
    "SafeWorkbook",
    "SheetShape",
    "WorkbookError",
    "cell_name",
    "number_format_of",
    "open_workbook",
    "refuse_size",
]


class ErrorKind(NamedTuple):
    """Why a workbook cannot be read, and the names of the params that come with it."""

    meaning: str
    params: tuple[str, ...] = ()


WORKBOOK_ERRORS: dict[str, ErrorKind] = {
    "empty_file": ErrorKind("The file has no bytes."),
    "too_large": ErrorKind("The file is larger than allowed (bytes).", ("size", "limit")),
    "old_xls": ErrorKind("Excel 97-2003 workbook (.xls): save it as .xlsx."),
    "old_doc": ErrorKind("Word 97-2003 document (.doc): save it as .docx."),
    "other_archive": ErrorKind("An archive that is no ZIP; format is its name.", ("format",)),
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
    "too_much": ErrorKind(
        "A part holds more than any form does; measure is sheets, cells, strings, text, styles, links, "
        "relations, or a limit of XML: depth, elements, attributes, namespaces, size.",
        ("part", "measure", "limit"),
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
    "no_figures": ErrorKind(
        "No visible sheet has columns for the units and their figures.", ("sheets", "headings")
    ),
    "no_people": ErrorKind(
        "No visible sheet has the headings of a list of units and people.", ("sheets", "headings")
    ),
}

_XML_NAMES = (".xml", ".rels")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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
#: Archives that nothing here unpacks: their libraries need a program beside them, or codecs of their own.
_OTHER_ARCHIVES = {
    b"Rar!\x1a\x07": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"\x1f\x8b": "GZIP",
    b"BZh": "BZIP2",
    b"\xfd7zXZ": "XZ",
}


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
    sheet, ``ratio`` how many times smaller than its content a packed part may be, ``entries`` the
    files in the zip, ``sheets`` those of the book. Of one sheet: ``rows`` counts the filled rows,
    ``cells`` all its cells, and as many may be covered by merging; ``columns`` is how far to the right
    cells are read, as headings stand nowhere beyond. Of the whole book: ``all_cells``, ``strings``,
    ``styles``, ``links`` (a sheet holds 65,530 of them; as many relations may say where they lead),
    ``text`` (letters, in each cell that they stand in), ``lines`` (where a text breaks inside its cell), ``elements``
    and ``depth`` of its XML.
    ``header_rows`` is how far down headings are looked for.
    """

    bytes: int = 25 * 1024 * 1024
    unpacked: int = 64 * 1024 * 1024
    part: int = 8 * 1024 * 1024
    ratio: int = 200
    entries: int = 2_000
    sheets: int = 200
    rows: int = 5_000
    columns: int = 128
    cells: int = 60_000
    all_cells: int = 100_000
    strings: int = 100_000
    styles: int = 70_000
    links: int = 75_000
    text: int = 10_000_000
    lines: int = 100_000
    depth: int = 64
    elements: int = 300_000
    header_rows: int = 100

    @property
    def zip(self) -> ZipLimits:
        return ZipLimits(self.entries, self.unpacked, self.unpacked, self.ratio)

    @property
    def xml(self) -> XmlLimits:
        return XmlLimits(size=self.unpacked, depth=self.depth, elements=self.elements)

    @property
    def tree(self) -> XmlLimits:
        """Of a part that is held in memory as a whole."""
        return XmlLimits(size=self.part, depth=self.depth, elements=self.links)

    def make_budget(self) -> Budget:
        return Budget(
            sheets=self.sheets,
            cells=self.all_cells,
            strings=self.strings,
            styles=self.styles,
            links=self.links,
            relations=self.links,
            text=self.text,
            lines=self.lines,
            elements=self.elements,
            unpacked=2 * self.unpacked,
        )


DEFAULT_LIMITS = Limits()


def blank_covered(
    rows: list[tuple[int, tuple]], merges: list[tuple[int, int, int, int]]
) -> list[tuple[int, tuple]]:
    """Return the rows with the cells that another one covers (merged) empty."""
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
    """An opened workbook: the shape of its sheets, and their rows.

    ``budget`` tells what was spent on opening it; ``font`` is the old font (of ``plain.old_fonts``) by
    whose table its texts are read, or ``None``.
    """

    #: findings about how the file was read: kind and params
    remarks: list[tuple[str, dict]] = []

    def __init__(
        self, sheets: list[SheetShape], values: CellReader, limits: Limits, budget: Budget
    ):
        self.sheets = sheets
        self.budget = budget
        self._values = values
        self._limits = limits
        self.font = values.find_font(
            each.text
            for sheet in sheets
            for stored in sheet.stored.values()
            for each in stored
            if each.kind in ("inlineStr", "str")
        )

    def read_rows(self, sheet: SheetShape, last_row: int | None = None) -> list[tuple[int, tuple]]:
        """Return (row number, cells) for each row with a value or formula.

        Cells are in the order of their columns, from A on, as many in each row; one that another
        covers (merged) is empty, whatever a program left in it. At most ``last_row`` is looked at.

        :raises WorkbookError: ``damaged``; ``too_much``, where a few long texts stand in many cells.
        """
        width = min(sheet.last_column, self._limits.columns)
        rows = []
        for number, stored in sheet.stored.items():
            if last_row and number > last_row:
                break
            cells = [EMPTY_CELL] * width
            for each in stored:
                try:
                    cell = self._values.read(each)
                except OverBudget as error:
                    raise WorkbookError(
                        "too_much", part=sheet.part, measure=error.measure, limit=error.limit
                    ) from error
                except (ValueError, LookupError, TypeError) as error:
                    raise WorkbookError("damaged", part=sheet.part) from error
                if each.column <= width:
                    cells[each.column - 1] = cell
            rows.append((number, tuple(cells)))
        return blank_covered(rows, sheet.merges)

    def close(self) -> None:
        """Give the cells back; nothing else is held open."""
        for sheet in self.sheets:
            sheet.stored = {}


def open_workbook(
    data: bytes, limits: Limits = DEFAULT_LIMITS, budget: Budget | None = None
) -> SafeWorkbook:
    """Check the bytes of an ``.xlsx`` or ``.xlsm`` file and open it for reading values.

    :param budget: what it counts against where several are opened together, of ``limits.make_budget()``
    :raises WorkbookError: where the file is no workbook or goes beyond ``limits``.
    """
    _check_kind(data, limits)
    budget = budget or limits.make_budget()
    try:
        with SafeZip(data, limits.zip, budget=budget) as archive:
            opening = _Opening(archive, limits, budget)
            opening.check_parts()
            sheets = opening.list_sheets()
            values = opening.read_values()
            for sheet in sheets:
                opening.read_shape(sheet)
    except ZipFault as fault:
        raise as_workbook_error(fault) from fault
    except OverBudget as error:
        raise WorkbookError(
            "too_much", part=opening.part, measure=error.measure, limit=error.limit
        ) from error
    visible = [sheet for sheet in sheets if not sheet.hidden]
    if visible and all(sheet.too_big for sheet in visible):
        refuse_size(visible[0], limits)
    return SafeWorkbook(sheets, values, limits, budget)


def as_workbook_error(fault: ZipFault) -> WorkbookError:
    """Return what is wrong with the archive as what is wrong with the workbook."""
    if fault.kind == "too_much":
        measure = "bytes" if fault.measure in ("unpacked", "entry") else fault.measure
        return WorkbookError("zip_bomb", measure=measure, size=fault.size, limit=fault.limit)
    if fault.kind == "encrypted":
        return WorkbookError("password_protected")
    if fault.kind == "truncated":
        return WorkbookError("truncated")
    return WorkbookError("damaged", part=fault.name)


def explain_xml(error: XmlError, part: str, limits: Limits) -> WorkbookError:
    """Return what is wrong with the XML of a part as what is wrong with the file."""
    if error.kind == "doctype":
        return WorkbookError("xml_entities", part=part)
    if error.kind == "too_much":
        limit = getattr(limits.xml, error.measure)
        return WorkbookError("too_much", part=part, measure=error.measure, limit=limit)
    return WorkbookError("damaged", part=part)


def refuse_size(sheet: SheetShape, limits: Limits) -> None:
    """Raise what is wrong with the size of a sheet, if anything is."""
    if sheet.too_big:
        limit = limits.rows if sheet.too_big == "too_many_rows" else limits.cells
        raise WorkbookError(sheet.too_big, sheet=sheet.name, limit=limit)


def number_format_of(cell: Cell) -> str:
    """Return how a cell shows its number; "General" too where its style is broken or missing."""
    return cell.number_format


def _check_kind(data: bytes, limits: Limits) -> None:
    """Refuse by size and by the first bytes; the name of a file proves nothing."""
    if not data:
        raise WorkbookError("empty_file")
    if len(data) > limits.bytes:
        raise WorkbookError("too_large", size=Size(len(data)), limit=Size(limits.bytes))
    if data.startswith(_OLE):
        # Names in an OLE directory are UTF-16; an encrypted .xlsx is wrapped in such a container.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WorkbookError("password_protected")
        if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book\0")):
            raise WorkbookError("old_xls")
        if "WordDocument".encode("utf-16-le") in data:
            raise WorkbookError("old_doc")
        raise WorkbookError("not_workbook", format="ole")
    if data.startswith(_BIFF):
        raise WorkbookError("old_xls")
    for magic, name in _OTHER_ARCHIVES.items():
        if data.startswith(magic):
            raise WorkbookError("other_archive", format=name)
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise WorkbookError("not_workbook", format=_guess_format(data))


def _guess_format(data: bytes) -> str:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") and (b"<html" in start or b"<table" in start):
        return "html"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    if b"\0" in data[:4096]:
        return ""
    try:
        text = data[:4096].decode("utf-8", errors="strict" if len(data) <= 4096 else "ignore")
    except UnicodeDecodeError:
        # letters of an older encoding; anything else has control characters
        text = data[:4096].decode("latin-1")
        if _CONTROL.search(text):
            return ""
    return "csv" if re.search(r"[,;\t|]", text) else ""


class _Opening:
    """Reads one workbook, part by part; ``part`` is the one at hand."""

    def __init__(self, archive: SafeZip, limits: Limits, budget: Budget):
        self.part = ""
        self._archive, self._limits, self._budget = archive, limits, budget
        _check_family(set(archive.entries))

    def check_parts(self) -> None:
        """Refuse document types in every part, also in those that nobody reads."""
        for entry in self._archive.files():
            if entry.size > self._limits.part and _is_held_in_memory(entry.name):
                raise WorkbookError(
                    "zip_bomb", measure="bytes", size=entry.size, limit=self._limits.part
                )
            named_xml = entry.name.lower().endswith(_XML_NAMES)
            if named_xml or _looks_like_xml(self._archive.read(entry.name, 64)):
                self._check_prolog(entry.name, named_xml=named_xml)

    def list_sheets(self) -> list[SheetShape]:
        """Return the worksheets in the order of their tabs; charts and macro sheets are left out."""
        self._book = self._workbook_part()
        book = self._read_tree(self._book)
        if "purl.oclc.org/ooxml" in book.tag:
            raise WorkbookError("not_workbook", format="strict_ooxml")
        self._is_1904 = any(
            each.get("date1904") in ("1", "true")
            for each in book
            if local_name(each.tag) == "workbookPr"
        )
        targets = self._targets("/worksheet")
        sheets = []
        for element in book.iter():
            if local_name(element.tag) != "sheet":
                continue
            rel_id = next((v for k, v in element.items() if k.endswith("}id")), None)
            if rel_id in targets:
                self._budget.spend("sheets")
                sheets.append(
                    SheetShape(
                        name=element.get("name", ""),
                        hidden=element.get("state", "visible") != "visible",
                        part=targets[rel_id],
                    )
                )
        return sheets

    def read_values(self) -> CellReader:
        """Read what the cells of all sheets refer to: the shared strings and the styles."""
        values = CellReader(self._budget, is_1904=self._is_1904)
        for kind, take in (("/sharedStrings", values.strings()), ("/styles", values.styles())):
            for part in list(self._targets(kind).values())[:1]:
                self._walk(part, take)
        return values

    def read_shape(self, shape: SheetShape) -> None:
        limits = self._limits
        self.part = shape.part
        try:
            reader = read_shape(shape, self._budget, limits.rows, limits.cells, limits.columns)
            self._walk(shape.part, reader)
        except TooBig as error:
            self._budget.spend("elements", reader.elements)
            self._budget.spend("cells", reader.cells)
            # such a sheet is passed over, its cells with it: only what heads it may be asked for
            shape.too_big = error.kind
            shape.stored = {
                number: cells
                for number, cells in shape.stored.items()
                if number <= limits.header_rows
            }
            return
        except (OverBudget, WorkbookError, ZipFault):
            self._budget.use_up("cells", reader.cells)
            raise
        self._budget.spend("cells", reader.cells)
        if reader.linked:
            targets = {rel.get("Id"): rel.get("Target", "") for rel in self._relations(shape.part)}
            for row, column, relation in reader.linked:
                if target := targets.get(relation):
                    shape.links[row, column] = target
        if shape.bad_number and not shape.hidden:
            cell, text = shape.bad_number
            raise WorkbookError("unreadable_cell", sheet=shape.name, cell=cell, text=text)

    def _check_prolog(self, part: str, *, named_xml: bool) -> None:
        """Read up to the first element: a document type can only stand before it."""

        def stop(*_args):
            raise XmlDone

        try:
            with self._archive.open(part) as stream:
                walk(_Pieces(stream), start=stop, limits=self._limits.xml)
        except XmlError as error:
            # Old drawings (.vml) are often not well-formed, and nobody reads them.
            if named_xml or error.kind == "doctype":
                raise explain_xml(error, part, self._limits) from error

    def _walk(self, part: str, handler) -> None:
        self.part = part
        limits = replace(self._limits.xml, elements=self._budget.left("elements"))
        try:
            with self._archive.open(part) as stream:
                walk(
                    stream,
                    start=handler.start,
                    end=handler.end,
                    text=handler.text,
                    limits=limits,
                )
            self._budget.spend("elements", handler.elements)
        except XmlError as error:
            self._budget.use_up("elements", handler.elements)
            raise explain_xml(error, part, self._limits) from error
        except (KeyError, ValueError) as error:
            self._budget.use_up("elements", handler.elements)
            if isinstance(error, (OverBudget, ZipFault)):
                raise
            raise WorkbookError("damaged", part=part) from error

    def _workbook_part(self) -> str:
        for rel in self._relations(""):
            if rel.get("Type", "").endswith("/officeDocument"):
                return posixpath.normpath(rel.get("Target", "")).lstrip("/")
        return "xl/workbook.xml"

    def _targets(self, kind: str) -> dict[str, str]:
        """Return the parts that the workbook refers to by a kind of relation."""
        folder = posixpath.dirname(self._book)
        return {
            rel.get("Id"): posixpath.normpath(posixpath.join(folder, rel.get("Target", ""))).lstrip(
                "/"
            )
            for rel in self._relations(self._book)
            if rel.get("Type", "").endswith(kind)
        }

    def _relations(self, part: str) -> Iterator[ElementTree.Element]:
        folder, name = posixpath.split(part)
        tree = self._read_tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        self._budget.spend("relations", len(tree))
        return (element for element in tree if local_name(element.tag) == "Relationship")

    def _read_tree(self, part: str) -> ElementTree.Element:
        self.part = part
        try:
            return parse(self._archive.read(part), self._limits.tree)
        except KeyError as error:
            raise WorkbookError("damaged", part=part) from error
        except XmlError as error:
            raise explain_xml(error, part, self._limits) from error


class _Pieces:
    """A stream that is read in small pieces: what is looked for stands at its beginning.

    Each is twice as large as the one before: parsers look anew at a comment that no piece has ended yet.
    """

    def __init__(self, stream):
        self._stream = stream
        self._size = 16 * 1024

    def read(self, size: int) -> bytes:
        piece = self._stream.read(min(self._size, size))
        self._size *= 2
        return piece


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


def _looks_like_xml(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n\0\xff\xfe").startswith(b"<")
