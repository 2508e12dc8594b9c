"""Read a filled-in appendix: a form exported for offline work, or the table an agency made itself.

    upload = open_upload(data)
    sheet = upload.read()
    for row in sheet.rows: …

Nothing is decided here: which criterion a row is about is ``appendix_matching``'s business, and
what it answers is ``appendix_answers``'.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ...plain.budget import Budget
from ...plain.text import clean, fold, one_line
from ..codes import read_code
from ..headings import Header, find_headers, numbers_columns, repeats_header
from ..safe_open import (
    DEFAULT_LIMITS,
    Limits,
    SafeWorkbook,
    SheetShape,
    WorkbookError,
    cell_name,
    number_format_of,
    open_workbook,
    refuse_size,
)
from ..title_block import read_title_block
from ..upload_archive import LinkTarget, UploadArchive, is_workbook
from . import form_headings as headings
from .answers import Given, cell_text
from .keys import DocumentKey, RowKey, read_key

#: As ``WORKBOOK_ERRORS`` of ``safe_open``.
APPENDIX_ERRORS: dict[str, tuple[str, ...]] = {
    "no_appendix": ("sheets",),
    "no_answer_columns": ("sheet", "row"),
    "no_rows": ("sheet", "row"),
}

_ANSWER_ROLES = frozenset(
    {"self_score", "evidence", "explanation", headings.OPTION, headings.NUMBER}
)
_TOTAL = re.compile(r"(?:tong(?: cong| diem| so)*|cong|ty le .*|xep loai)")
_UNIT = re.compile(r"(?:tên )?(?:đơn vị|cơ quan)(?: tự đánh giá)?\s*:\s*(?P<name>\S.{1,150})", re.I)
_FAR_TOO_LONG = 100_000  # whatever an explanation may have, it is less
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a cell says of a document: its text, where its link leads, and its cell.

    ``target`` is empty without a link. ``document`` is the key of one that was there already.
    """

    text: str
    target: str
    cell: str
    document: int = 0


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of the table, with what stands in rows below it that have no code of their own.

    ``key`` is that of an offline form, None where a row bears none; ``inserted`` are the numbers of
    the rows below that a person added to a form: they bear none, and a form may have been sorted since.
    """

    number: int
    code: str
    name: str
    given: Given
    key: RowKey | None = None
    documents: Sequence[RawDocument] = ()
    numbers: Sequence[int] = ()
    inserted: Sequence[int] = ()

    @property
    def is_blank(self) -> bool:
        """Whether the row answers nothing: a heading, an option, or nothing filled in."""
        given = self.given
        return not self.documents and not any(
            clean(value)
            for value in (
                given.option,
                given.number,
                given.denominator,
                given.self_score,
                given.not_applicable,
                given.explanation,
            )
        )


@dataclass(frozen=True, slots=True)
class AppendixSheet:
    """What a workbook says. ``tokens`` are those of its keys: none in one made by hand.

    ``year`` and ``unit`` are what the heading says, None and "" where it does not;
    ``other_sheets`` look like appendices too and were not read.
    """

    name: str
    rows: Sequence[SheetRow]
    tokens: frozenset[str] = frozenset()
    year: int | None = None
    unit: str = ""
    other_sheets: Sequence[str] = ()


@dataclass(slots=True)
class Upload:
    """A workbook, and the archive that it came in, if it did, with its ``path`` there."""

    data: bytes
    path: str = ""
    archive: UploadArchive | None = None
    budget: Budget | None = field(default=None, repr=False)
    limits: Limits = field(default=DEFAULT_LIMITS, repr=False)
    _sheet: AppendixSheet | None = field(default=None, repr=False)

    def read(self) -> AppendixSheet:
        """:raise WorkbookError: when it cannot be read or is no appendix."""
        if self._sheet is None:
            self._sheet = read_appendix(self.data, self.budget, self.limits)
        return self._sheet

    @property
    def folder(self) -> str:
        """The folder of the archive that the workbook lies in."""
        return self.path.rpartition("/")[0]

    def get_files(self) -> tuple[str, ...]:
        """Return the paths of all files that came; none without an archive."""
        return self.archive.paths if self.archive else ()

    def close(self) -> None:
        if self.archive:
            self.archive.close()

    def find(self, target: str) -> LinkTarget:
        """Return where a link of the workbook leads; without an archive no file is there."""
        if self.archive is None:
            return _NO_ARCHIVE.find(target)
        return self.archive.find(target, self.folder)


class _NoArchive(UploadArchive):
    """Stands for the archive of a workbook that came alone."""

    def __init__(self):
        self._entries = {}
        self._folded = {}
        self._folders = {}
        self._names = {}


_NO_ARCHIVE = _NoArchive()


def open_upload(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Upload:
    """Open a workbook, or an archive with one in it.

    :param limits: of the workbook, and of all workbooks of the archive together
    :raise WorkbookError: of ``WORKBOOK_ERRORS``, ``ARCHIVE_ERRORS`` or ``APPENDIX_ERRORS``.
    """
    if is_workbook(data):
        return Upload(data, limits=limits)
    archive = UploadArchive(data)
    found, failure = [], None
    # they are opened together, and cost together what one may cost
    budget = limits.make_budget()
    for path in archive.workbook_paths():
        upload = Upload(archive.read(path), path, archive, budget, limits)
        try:
            upload.read()
        except WorkbookError as error:
            failure = failure or error
        else:
            found.append((path, upload))
    if len(found) > 1:
        names = tuple(path for path, _upload in found)
        raise WorkbookError("archive_several_workbooks", names=names)
    if not found:
        raise failure
    return found[0][1]


def read_appendix(
    data: bytes, budget: Budget | None = None, limits: Limits = DEFAULT_LIMITS
) -> AppendixSheet:
    """Read a workbook's appendix.

    :param budget: as of ``open_workbook``, and ``limits``
    :raise WorkbookError: of ``WORKBOOK_ERRORS`` or ``APPENDIX_ERRORS``.
    """
    book = open_workbook(data, limits, budget)
    try:
        tables = list(_tables(book))
        if not tables:
            visible = [shape for shape in book.sheets if not shape.hidden]
            for shape in visible:
                refuse_size(shape, limits)
            names = tuple(shape.name for shape in visible)
            raise WorkbookError("no_appendix", sheets=names)
        # A form of ours before any other table, then the one with the most answers in it.
        best = max(tables, key=lambda table: (bool(table.tokens), table.answer_count))
        others = tuple(t.shape.name for t in tables if t is not best)
        return replace(best.finish(), other_sheets=others)
    finally:
        book.close()


def _tables(book: SafeWorkbook) -> Iterable["_Table"]:
    for shape in book.sheets:
        if shape.hidden or shape.too_big:
            continue
        rows = book.read_rows(shape)
        header = next(iter(find_headers(rows, shape.merges)), None)
        if header:
            yield _Table(shape, rows, header)


class _Table:
    """Reads one table, from its heading to its total."""

    def __init__(self, shape: SheetShape, rows: Sequence[tuple[int, tuple]], header: Header):
        self.shape = shape
        self._header = header
        self._columns = {**header.columns, **_form_columns(rows, header)}
        self._above = [
            str(cell.value)
            for number, cells in rows
            if number < header.first_row
            for cell in cells
            if cell.value is not None
        ]
        self.tokens: set[str] = set()
        self._rows: list[SheetRow] = []
        self._document_rows: list[SheetRow] = []
        self._ended = False
        for number, cells in rows:
            if number > header.last_row and not (
                repeats_header(cells, header) or numbers_columns(cells, header)
            ):
                self._take(number, cells)

    @property
    def answer_count(self) -> int:
        return sum(not row.is_blank for row in self._rows)

    def finish(self) -> AppendixSheet:
        if not self.tokens and not self._columns.keys() & _ANSWER_ROLES:
            raise WorkbookError(
                "no_answer_columns", sheet=self.shape.name, row=self._header.last_row
            )
        self._settle_documents()
        if not self._rows:
            raise WorkbookError("no_rows", sheet=self.shape.name, row=self._header.last_row)
        units = (_UNIT.search(text) for text in map(one_line, map(clean, self._above)))
        return AppendixSheet(
            name=self.shape.name,
            rows=tuple(self._rows),
            tokens=frozenset(self.tokens),
            year=read_title_block(self._above).year,
            unit=next((found["name"].strip() for found in units if found), ""),
        )

    def _settle_documents(self):
        """Add each row for documents to that of its criterion, wherever it was sorted to."""
        places = {
            row.key.criterion: place for place, row in reversed([*enumerate(self._rows)]) if row.key
        }
        for row in self._document_rows:
            place = places.get(row.key.criterion)
            if place is not None:
                self._rows[place] = _joined(self._rows[place], row)
            elif not row.is_blank:
                places[row.key.criterion] = len(self._rows)
                self._rows.append(row)

    def _take(self, number: int, cells: tuple):
        key = next(filter(None, (read_key(cell.value) for cell in cells)), None)
        if key:
            self.tokens.add(key.token)
        code = self._code(cells)
        name = one_line(clean(self._first(cells, self._header.name_columns)))
        if key is None:
            self._ended = self._ended or self._is_total(cells, name)
            if self._ended:
                return
        row = SheetRow(
            number=number,
            code=code,
            name=name,
            given=self._given(number, cells),
            key=RowKey(key.token, key.criterion) if isinstance(key, DocumentKey) else key,
            documents=self._documents(number, cells, key),
            numbers=(number,),
        )
        if isinstance(key, DocumentKey):
            self._document_rows.append(row)
        elif key is None and not code and self._rows and not self._has_max(cells):
            self._rows[-1] = _joined(self._rows[-1], row)
        else:
            self._rows.append(row)

    def _is_total(self, cells: tuple, name: str) -> bool:
        """Whether the table ends here; the label may stand in the column of the codes."""
        first = fold(clean(self._first(cells, self._header.code_columns)))
        if name and first:
            # Merged over both columns it is one text; "1.5 | Tổng hợp" is a criterion.
            return False
        return bool(_TOTAL.fullmatch(first or fold(name)))

    def _given(self, number: int, cells: tuple) -> Given:
        places = {
            role: (number, self._columns[role])
            for role in (
                headings.OPTION,
                headings.NUMBER,
                headings.DENOMINATOR,
                "self_score",
                headings.NOT_APPLICABLE,
                "explanation",
            )
            if role in self._columns
        }
        return Given(
            **{role: self._value(cells, role) for role in places if role != "explanation"},
            explanation=_unescaped(cell_text(self._value(cells, "explanation"))),
            cells={role: cell_name(*place) for role, place in places.items()},
            uncomputed=frozenset(
                role for role, place in places.items() if place in self.shape.empty_formulas
            ),
        )

    def _documents(
        self, number: int, cells: tuple, key: RowKey | DocumentKey | None
    ) -> tuple[RawDocument, ...]:
        column = self._columns.get("evidence")
        if not column:
            return ()
        text = _unescaped(cell_text(self._value(cells, "evidence")))
        target = self.shape.links.get((number, column), "")
        if not text and not target:
            return ()
        return (RawDocument(text, target, cell_name(number, column), key.document if key else 0),)

    def _code(self, cells: tuple) -> str:
        for column in self._header.code_columns:
            cell = cells[column - 1] if column <= len(cells) else None
            if cell is not None and (code := read_code(cell.value, number_format_of(cell))):
                return code.text
        return ""

    def _has_max(self, cells: tuple) -> bool:
        return _has_number(self._value(cells, "max_score"))

    def _first(self, cells: tuple, columns: Sequence[int]) -> object:
        values = (cells[c - 1].value for c in columns if c <= len(cells))
        return next((value for value in values if clean(value)), None)

    def _value(self, cells: tuple, role: str) -> object:
        column = self._columns.get(role, 0)
        return cells[column - 1].value if 0 < column <= len(cells) else None


def _form_columns(rows: Sequence[tuple[int, tuple]], header: Header) -> Mapping[str, int]:
    """Return the columns that only an offline form has, by their headings."""
    return {
        role: column
        for number, cells in rows
        if header.first_row <= number <= header.last_row
        for column, cell in enumerate(cells, start=1)
        if (role := headings.role_of_form(cell.value))
    }


def _joined(above: SheetRow, row: SheetRow) -> SheetRow:
    """Return ``above`` with what ``row``, which has no code of its own, says besides."""
    if row.is_blank:
        return above
    given, more = above.given, row.given
    cells = dict(given.cells)
    values = {}
    for name in ("option", "number", "denominator", "self_score", "not_applicable"):
        if getattr(given, name) is None and getattr(more, name) is not None:
            values[name] = getattr(more, name)
            cells[name] = more.cells[name]
    return replace(
        above,
        given=replace(
            given,
            explanation=_continued(given.explanation, more.explanation),
            cells=cells,
            uncomputed=given.uncomputed | more.uncomputed,
            **values,
        ),
        documents=(*above.documents, *row.documents),
        numbers=(*above.numbers, row.number),
        inserted=(*above.inserted, row.number) if above.key and not row.key else above.inserted,
    )


def _continued(text: str, more: str) -> str:
    """Return both; what is far too long already grows no more, however many rows go on with it."""
    if len(text) > _FAR_TOO_LONG:
        return text
    return "\n".join(filter(None, (text, more)))


def _unescaped(text: str) -> str:
    """Return a text without the marks by which Excel writes characters that XML cannot hold."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match) -> str:
    character = chr(int(match[1], 16))
    return character if character in "\t\n_" else "" if character < " " else match[0]


def _has_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
