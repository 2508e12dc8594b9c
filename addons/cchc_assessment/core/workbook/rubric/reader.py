"""Read a rubric from a file in the layouts that provinces use.

A title block, a header row found by its words, a row per criterion, and each option as a row under
its criterion (or as a line of a cell) with its score at the end of its text. What is odd or wrong
is collected, never only the first; what makes reading impossible raises ``WorkbookError``.
"""

from collections.abc import Iterable, Mapping, Sequence

from ...plain.old_fonts import OLD_FONTS
from ...plain.text import shorten
from ..codes import code_follows, read_code, split_code
from ..headings import EXPECTED_HEADINGS, Header, find_headers
from ..plain_book import PlainBook
from ..safe_open import (
    DEFAULT_LIMITS,
    WORKBOOK_ERRORS,
    Limits,
    SafeWorkbook,
    SheetShape,
    WorkbookError,
    refuse_size,
)
from ..tables import open_table
from ..title_block import read_title_block
from .data import (
    FINDINGS,
    Finding,
    RubricNode,
    RubricOption,
    RubricSheet,
    make_finding,
)
from .form import is_form, read_block, read_form
from .table import TableReader

__all__ = [
    "DEFAULT_LIMITS",
    "FINDINGS",
    "WORKBOOK_ERRORS",
    "Finding",
    "Limits",
    "RubricNode",
    "RubricOption",
    "RubricSheet",
    "WorkbookError",
    "read_rubric",
]

#: What stands between the names of sheets that are read as one.
JOINT = " + "


def read_rubric(
    data: bytes,
    *,
    sheet: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    corrections: Mapping[str, str] | None = None,
) -> RubricSheet:
    """Read the rubric from the bytes of a workbook, a document with tables or a text file.

    ``sheet`` names the sheet to read, hidden ones included; without it the first visible sheet
    that has the headings of a rubric is read, and the findings name the others. Sheets that go on from
    each other ("I …", "II …") are read as one, under their names with ``JOINT`` between them.

    ``corrections`` say what rows are, by their shape (``RubricSheet.shapes``) or, as "row:12", one by one:
    a kind of ``table.CORRECTIONS``, or "code:7.1.1" for a code that slipped.

    :raises WorkbookError: with a kind of WORKBOOK_ERRORS, where nothing can be read.
    """
    book = open_table(data, limits)
    try:
        chosen, rubric_sheets, findings = _choose_sheets(book, sheet, limits)
        for shape, _header in chosen:
            refuse_size(shape, limits)
        read = [(shape, header, book.read_rows(shape)) for shape, header in chosen]
        findings += _about_file(book, read)
    finally:
        book.close()
    (shape, header, rows), *_others = read
    about = {
        "sheet_name": JOINT.join(shape.name for shape, _header, _rows in read),
        "sheet_names": tuple(each.name for each in book.sheets if not each.hidden),
        "rubric_sheet_names": rubric_sheets,
        "header_row": header.first_row,
        "columns": header.columns,
    }
    above = [(number, cells) for number, cells in rows if number < header.first_row]
    if is_form(header):
        return _read_own_form(shape, header, above, rows, findings, about)
    reader = TableReader(findings, corrections or {}, is_joined=len(read) > 1)
    for shape, header, rows in read:
        reader.take_sheet(shape, header, rows)
    if not reader.drafts:
        raise _no_criteria(about)
    shape, header, _rows = read[0]
    block = read_title_block([*shape.above, *_texts(above)])
    nodes, declared_total = reader.finish()
    return RubricSheet(
        title=block.title,
        appendix_label=block.appendix_label,
        legal_basis=block.legal_basis,
        year=block.year,
        nodes=tuple(nodes),
        declared_total=declared_total,
        findings=_in_order(reader.findings),
        cells=tuple(reader.read_cells()),
        rows=reader.rows,
        **about,
    )


def _about_file(
    book: SafeWorkbook | PlainBook,
    read: Sequence[tuple[SheetShape, Header, list[tuple[int, tuple]]]],
) -> list[Finding]:
    """Return what is to be said of the file as a whole: how it was read, and what stands outside of its tables."""
    findings = [make_finding(kind, **params) for kind, params in book.remarks]
    if book.font:
        example = next(iter(_texts(read[0][2])), "")
        findings.append(make_finding("old_font_read", font=OLD_FONTS[book.font], text=example))
    for shape, _header, _rows in read:
        if shape.outside:
            findings.append(
                make_finding(
                    "text_outside_table", text=shorten(shape.outside[0]), count=len(shape.outside)
                )
            )
    return findings


def _read_own_form(
    shape: SheetShape,
    header: Header,
    above: list[tuple[int, tuple]],
    rows: list[tuple[int, tuple]],
    findings: list[Finding],
    about: dict,
) -> RubricSheet:
    """Return the rubric of a sheet of our own form, which says by its columns what it means."""
    nodes, found = read_form(shape, header, rows)
    if not nodes:
        raise _no_criteria(about)
    block, found_above = read_block(above)
    return RubricSheet(
        title=block.title,
        appendix_label=block.appendix_label,
        legal_basis=block.legal_basis,
        year=read_title_block(_texts(above)).year,
        nodes=tuple(nodes),
        findings=_in_order([*findings, *found_above, *found]),
        is_form=True,
        groups=block.groups,
        bonus_cap=block.bonus_cap,
        penalty_cap=block.penalty_cap,
        direct_bands=block.direct_bands,
        **about,
    )


def _no_criteria(about: dict) -> WorkbookError:
    return WorkbookError(
        "no_criteria",
        sheet=about["sheet_name"],
        row=about["header_row"],
        rubric_sheets=about["rubric_sheet_names"],
    )


def _texts(rows: list[tuple[int, tuple]]) -> Iterable[str]:
    return (str(cell.value) for _number, cells in rows for cell in cells if cell.value is not None)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda found: found.row or 0))


def _choose_sheets(
    book: SafeWorkbook | PlainBook, wanted: str | None, limits: Limits
) -> tuple[list[tuple[SheetShape, Header]], tuple[str, ...], list[Finding]]:
    """Return the sheets to read with their headers, the names that can be chosen, and what to say of them."""
    visible = tuple(shape.name for shape in book.sheets if not shape.hidden)
    headers = {}
    for shape in book.sheets:
        rows = book.read_rows(shape, limits.header_rows)
        found = list(find_headers(rows, shape.merges))
        if found:
            # A title above our own form may sound like a heading.
            headers[shape.name] = next(filter(is_form, found), found[0])
    candidates = tuple(name for name in visible if name in headers)
    hidden = tuple(name for name in headers if name not in visible)
    shapes = {shape.name: shape for shape in reversed(book.sheets)}
    joined = _find_joint(book, [(shapes[name], headers[name]) for name in candidates])
    names = ((JOINT.join(joined), *candidates)) if joined else candidates
    if joined and wanted in (None, names[0]):
        chosen = joined
    elif wanted is not None and wanted not in shapes:
        raise WorkbookError("no_such_sheet", sheet=wanted, sheets=visible)
    else:
        chosen = (wanted,) if wanted is not None else candidates[:1]
    if not chosen or chosen[0] not in headers:
        raise WorkbookError(
            "no_header",
            sheets=visible if wanted is None else (wanted,),
            hidden_sheets=hidden,
            headings=tuple(EXPECTED_HEADINGS.values()),
        )
    findings = [
        make_finding("hidden_sheet_ignored", sheet=name) for name in hidden if name not in chosen
    ]
    others = tuple(name for name in candidates if name not in chosen)
    if others and wanted is None:
        findings.append(make_finding("other_sheets_ignored", sheets=others))
    if len(chosen) > 1:
        findings.append(make_finding("sheets_joined", sheets=chosen))
    return [(shapes[name], headers[name]) for name in chosen], names, findings


def _find_joint(
    book: SafeWorkbook | PlainBook, sheets: Sequence[tuple[SheetShape, Header]]
) -> tuple[str, ...]:
    """Return the names of the sheets that are one rubric: the same columns, and each begins where the last one ends."""
    if len(sheets) < 2 or any(shape.too_big for shape, _header in sheets):
        return ()
    columns = sheets[0][1].columns
    if any(header.columns != columns or is_form(header) for _shape, header in sheets):
        return ()
    last = None
    for shape, header in sheets:
        tops = _top_codes(book.read_rows(shape), header)
        if not tops or (last and not code_follows(tops[0], last)):
            return ()
        last = tops[-1]
    return tuple(shape.name for shape, _header in sheets)


def _top_codes(rows: Iterable[tuple[int, tuple]], header: Header) -> list:
    """Return the codes of a sheet that are of the kind and depth of its first one."""
    column = (header.code_columns or header.name_columns)[0]
    codes = []
    for number, cells in rows:
        if number <= header.last_row or column > len(cells):
            continue
        code = read_code(cells[column - 1].value)
        if code and code.kind == "other":
            split = split_code(code.text)
            code = split[0] if split else None
        if code and (
            not codes or (code.kind, len(code.parts)) == (codes[0].kind, len(codes[0].parts))
        ):
            codes.append(code)
    return codes
