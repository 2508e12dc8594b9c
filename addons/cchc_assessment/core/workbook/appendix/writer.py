"""The appendix of a self-assessment: the official form as a worksheet, from plain data.

    with xlsxwriter.Workbook(path, WORKBOOK_OPTIONS) as workbook:
        writer = AppendixWriter(workbook)
        for appendix in appendices:
            report = writer.add_sheet(appendix)

What people typed is only ever written as text: no cell is a formula, and the only links are those
of ``Document.url``. What Excel's limits keep from standing where it should goes on in the next row
or, a link, is left out; the report says so.
"""

import io
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from itertools import accumulate, chain, repeat
from math import isfinite, nan
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ...plain.seal_mark import CODE_MILLIMETRES
from ...plain.text import comparable
from .. import layout
from ..book import MAX_SHEET_ROWS, SheetTooLongError
from ..cell_safety import (
    MAX_LINKS_PER_SHEET,
    UnsafeLink,
    clean_text,
    free_sheet_name,
    loses_characters,
    safe_link,
    split_text,
    too_long,
)
from ..numbered_sheet import NumberedSheet
from ..page_setup import draw_rule, expect_written, number_pages, set_up_page
from ..styles import Style, Styles, score_kind
from ..text_metrics import line_count, split_first_line, split_lines
from .data import (
    DEFAULT_COLUMNS,
    NOBODY,
    SCORE_KINDS,
    Appendix,
    Column,
    Document,
    Problem,
    Row,
    Signer,
    TotalLine,
    Totals,
    Wording,
    WriteReport,
)

__all__ = [
    "DEFAULT_COLUMNS",
    "Appendix",
    "AppendixWriter",
    "Column",
    "Document",
    "Problem",
    "Row",
    "Signer",
    "TotalLine",
    "Totals",
    "Wording",
    "WriteReport",
    "write_appendix",
]


_SPACER_HEIGHT = 9.0
_SIGNATURE_HEIGHT = 60.0
_POINTS_PER_MILLIMETRE = 72 / 25.4
_LEFT_SHARE = 0.45

_LOOK_OF_LEVEL = {1: "domain", 2: "criterion"}

# Enough for any number that a cell can hold.
_ROUNDING = Context(prec=400)


class AppendixWriter:
    """Adds appendices to a workbook, a sheet each. Closing the workbook is left to the caller."""

    def __init__(self, workbook: Workbook):
        self._workbook = workbook
        self._styles = Styles(workbook)
        # Units share a rubric, so most texts of a sheet were measured for the one before.
        self._line_counts: dict[tuple, int] = {}

    def add_sheet(self, appendix: Appendix, *, sheet_name: str | None = None) -> WriteReport:
        """Write ``appendix`` on a sheet of its own.

        :param sheet_name: wanted name, by default the unit's; made to fit and unique
        :raise SheetTooLongError: it has more rows than a worksheet
        """
        taken = [sheet.get_name() for sheet in self._workbook.worksheets()]
        wanted = sheet_name or appendix.unit_name or appendix.organisation
        worksheet = self._workbook.add_worksheet(free_sheet_name(wanted, taken), NumberedSheet)
        return _SheetWriter(worksheet, appendix, self._styles, self._line_counts).write()


def write_appendix(
    workbook: Workbook, appendix: Appendix, *, sheet_name: str | None = None
) -> WriteReport:
    """Write a single appendix; for several in one workbook use one ``AppendixWriter``."""
    return AppendixWriter(workbook).add_sheet(appendix, sheet_name=sheet_name)


class _Cell(NamedTuple):
    """A value over one or more columns; the rows follow from the band it stands in."""

    first: int
    last: int
    value: str | float | None
    style: Style
    kind: str = ""


class _Line(NamedTuple):
    """A cell of a document; without ``link`` it is plain text."""

    text: str
    link: str | None
    style: Style


class _SheetWriter:
    """Writes one sheet from top to bottom, band by band.

    A band is one or more sheet rows over which each cell is merged, save in the column of the
    evidence, where each document has rows of its own: one, or two if its text is a link too long
    for one line. LibreOffice does not wrap the text of a link: so the first line is the link, and
    the rest stands below it as text.
    """

    def __init__(
        self,
        worksheet: Worksheet,
        appendix: Appendix,
        styles: Styles,
        line_counts: dict[tuple, int],
    ):
        self._sheet = worksheet
        self._appendix = appendix
        self._styles = styles
        self._line_counts = line_counts
        self._blocks: list[layout.Block] = []
        self._labels: dict[tuple, tuple[str, str]] = {}
        self._links: dict[str, str] = {}
        self._problems: list[Problem] = []
        self._link_count = 0
        self._next_row = 0
        self._source: Row | None = None

        kinds = [column.kind for column in appendix.columns]
        self._pixels = layout.column_pixels([column.width for column in appendix.columns])
        # Left edges of the columns, and the right edge of the last, in points.
        self._edges = [0, *accumulate(pixels / layout.PIXELS_PER_POINT for pixels in self._pixels)]
        self._last_column = len(kinds) - 1
        self._left_end = self._end_of_left_half()
        self._column_of = {kind: index for index, kind in enumerate(kinds)}
        kind_of_cell = {
            "code": "centre",
            **dict.fromkeys(SCORE_KINDS, score_kind(appendix.digits)),
            "max_score": "number",
        }
        self._columns_of_look = {
            look: [
                (index, kind, styles[f"{look}.{kind_of_cell.get(kind, 'text')}"])
                for index, kind in enumerate(kinds)
            ]
            for look in ("domain", "criterion", "group", "leaf", "total")
        }
        if "evidence" in self._column_of:
            width = self._pixels[self._column_of["evidence"]] / layout.PIXELS_PER_POINT
            self._link_room = layout.text_room(width, layout.USABLE_WIDTH_FOR_LINK)
        self._quantum = Decimal(1).scaleb(-appendix.digits)

    def write(self) -> WriteReport:
        self._write_heading()
        headings = self._write_column_headings()
        rows = self._appendix.rows
        for number, row in enumerate(rows, start=1):
            # The last one too, so that the page of the signatures begins with a piece of the table.
            self._write_node(row, joins_next=not row.is_leaf or number == len(rows))
        self._source = None
        self._write_totals()
        self._write_signatures()
        self._write_mark()
        self._set_up_page(headings)
        return WriteReport(
            sheet_name=self._sheet.get_name(),
            row_count=self._next_row,
            link_count=self._link_count,
            problems=tuple(self._problems),
        )

    # The parts of the form, from top to bottom

    def _write_heading(self):
        appendix, wording = self._appendix, self._appendix.wording
        self._write_halves(
            (appendix.parent_organisation, "superior"), (wording.state, "state"), joins_next=True
        )
        self._write_halves(
            (appendix.organisation, "organisation"), (wording.motto, "motto"), joins_next=True
        )
        self._write_rule_below_organisation()
        self._write_halves(
            (appendix.status_note, "status"),
            (appendix.place_and_date, "place_and_date"),
            joins_next=True,
        )
        self._write_space(_SPACER_HEIGHT)
        title = appendix.title or wording.make_title(appendix.year)
        self._write_across(appendix.appendix_label, "title")
        self._write_across(title, "title")
        if appendix.unit_name and comparable(appendix.unit_name) != comparable(
            appendix.organisation
        ):
            self._write_across(wording.unit.replace("{unit}", appendix.unit_name), "unit")
        self._write_across(appendix.subtitle, "subtitle")
        self._write_space(_SPACER_HEIGHT)

    def _write_rule_below_organisation(self):
        draw_rule(
            self._sheet,
            self._next_row,
            self._appendix.organisation,
            self._styles["organisation"],
            self._edges[self._left_end + 1],
        )
        self._write_space(_SPACER_HEIGHT)

    def _write_column_headings(self) -> range:
        """Return the sheet rows that each printed page repeats."""
        first = self._next_row
        columns = self._appendix.columns
        self._write_band(
            [
                _Cell(index, index, self._text(column.heading), self._styles["header"])
                for index, column in enumerate(columns)
            ],
            joins_next=True,
        )
        if self._appendix.number_columns:
            self._write_band(
                [
                    _Cell(index, index, f"({index + 1})", self._styles["column_number"])
                    for index in range(len(columns))
                ],
                joins_next=True,
            )
        return range(first, self._next_row)

    def _write_node(self, row: Row, *, joins_next: bool):
        self._source = row
        look = "leaf" if row.is_leaf else _LOOK_OF_LEVEL.get(row.level, "group")
        documents = row.evidence if "evidence" in self._column_of else ()
        lines = [self._document_lines(document, look) for document in documents]
        cells = [
            self._node_cell(row, index, kind, style)
            for index, kind, style in self._columns_of_look[look]
            if kind != "evidence" or not documents
        ]
        self._write_band(cells, lines, joins_next=joins_next)

    def _node_cell(self, row: Row, index: int, kind: str, style: Style) -> _Cell:
        if kind == "evidence":
            return _Cell(index, index, None, style)
        if kind not in SCORE_KINDS:
            return _Cell(index, index, self._text(getattr(row, kind), kind), style, kind)
        if kind in row.words:
            return _Cell(index, index, self._text(row.words[kind]), self._styles["leaf.notice"])
        value = self._score(getattr(row, kind), kind)
        if value is None and kind == "self_score" and row.is_leaf:
            notice = self._notice(row)
            if notice:
                return _Cell(index, index, self._text(notice), self._styles["leaf.notice"])
        return _Cell(index, index, value, style, kind)

    def _notice(self, row: Row) -> str:
        if row.not_applicable:
            return self._appendix.wording.not_applicable
        return self._appendix.wording.council_only if row.council_only else ""

    def _document_lines(self, document: Document, look: str) -> list[_Line]:
        link = self._link(document.url) if document.url else None
        text = self._text(document.text, "evidence")
        if link is None:
            return self._text_lines(text, self._styles[f"{look}.text"])
        style = self._styles[f"{look}.link"]
        label, rest = self._split_label(text.strip() or clean_text(document.url), style)
        if not rest:
            return [_Line(label, link, style)]
        return [
            _Line(label, link, self._styles[f"{look}.link_above"]),
            *self._text_lines(rest, self._styles[f"{look}.text_below"]),
        ]

    def _split_label(self, text: str, style: Style) -> tuple[str, str]:
        """Return what of a document's text the link holds, and the rest; most prove several criteria."""
        key = (text, style.size, style.bold)
        if key not in self._labels:
            self._labels[key] = split_first_line(text, self._link_room, style.size, style.bold)
        return self._labels[key]

    def _text_lines(self, text: str, style: Style) -> list[_Line]:
        column = self._column_of["evidence"]
        cell = _Cell(column, column, text, style, "evidence")
        if not self._is_too_much(text, self._cell_height(cell)):
            return [_Line(text, None, style)]
        pieces = self._pieces(cell, layout.PIECE_HEIGHT)
        last = len(pieces) - 1
        return [
            _Line(
                piece,
                None,
                style.continued(above=number > 0, below=number < last, spread=number < last),
            )
            for number, piece in enumerate(pieces)
        ]

    def _write_totals(self):
        totals, wording = self._appendix.totals, self._appendix.wording
        for part in totals.parts:
            self._write_scores(part.label, part)
        self._write_scores(wording.total, totals)
        if totals.self_percent is not None or totals.appraised_percent is not None:
            percentages = TotalLine("", None, totals.self_percent, totals.appraised_percent)
            self._write_scores(wording.percentage, percentages)
        if totals.rating:
            end = self._end_of_total_label()
            label, rating = self._styles["total.text"], self._styles["total.centre"]
            self._write_band(
                [
                    _Cell(0, end, self._text(wording.rating), label),
                    _Cell(end + 1, self._last_column, self._text(totals.rating), rating),
                ],
                joins_next=True,
            )

    def _write_scores(self, label: str, scores: Totals | TotalLine):
        end = self._end_of_total_label()
        cells = [_Cell(0, end, self._text(label), self._styles["total.text"])]
        for index, kind, style in self._columns_of_look["total"][end + 1 :]:
            value = self._score(getattr(scores, kind), kind) if kind in SCORE_KINDS else None
            cells.append(_Cell(index, index, value, style))
        self._write_band(cells, joins_next=True)

    def _end_of_total_label(self) -> int:
        return min(self._column_of[kind] for kind in SCORE_KINDS if kind in self._column_of) - 1

    def _write_signatures(self):
        left = self._appendix.preparer or NOBODY
        right = self._appendix.signer or NOBODY
        if left is right:
            return
        self._write_space(_SPACER_HEIGHT)
        self._write_halves(
            ("\n".join(left.titles), "signer"),
            ("\n".join(right.titles), "signer"),
            joins_next=True,
        )
        self._write_halves((left.note, "signer_note"), (right.note, "signer_note"), joins_next=True)
        self._write_space(_SIGNATURE_HEIGHT)
        self._write_halves((left.name, "signer"), (right.name, "signer"))

    def _write_mark(self):
        """Write seal and checkpoint below it all, beside the code that holds the checkpoint."""
        mark = self._appendix.mark
        if not mark:
            return
        self._write_space(_SPACER_HEIGHT)
        side = CODE_MILLIMETRES * _POINTS_PER_MILLIMETRE
        first = next(index for index, edge in enumerate(self._edges) if edge > side)
        text = self._text("\n".join(mark.lines))
        row = self._next_row
        cell = _Cell(first, self._last_column, text, self._styles["seal_mark"])
        self._write_rows([cell], (), max(side, self._cell_height(cell)))
        options = {
            "image_data": io.BytesIO(mark.make_code()),
            "object_position": 1,
            "description": mark.lines[0],
        }
        expect_written(self._sheet.insert_image(row, 0, "ma-qr.png", options))

    # What stands outside the table

    def _end_of_left_half(self) -> int:
        """The column whose right edge is nearest to where the heading's left side should end."""
        goal = self._edges[-1] * _LEFT_SHARE
        return min(range(self._last_column), key=lambda index: abs(self._edges[index + 1] - goal))

    def _write_halves(
        self, left: tuple[str, str], right: tuple[str, str], *, joins_next: bool = False
    ):
        """Write a text, given with its style's name, on either side of the page."""
        sides = [(0, self._left_end, *left), (self._left_end + 1, self._last_column, *right)]
        cells = [
            _Cell(first, last, self._text(text), self._styles[style])
            for first, last, text, style in sides
            if text
        ]
        if cells:
            self._write_band(cells, joins_next=joins_next)

    def _write_across(self, text: str, style: str):
        if text:
            cell = _Cell(0, self._last_column, self._text(text), self._styles[style])
            self._write_band([cell], joins_next=True)

    def _write_space(self, height: float):
        self._write_rows([], (), height, joins_next=True)

    # Bands

    def _write_band(
        self,
        cells: Sequence[_Cell],
        documents: Sequence[Sequence[_Line]] = (),
        *,
        joins_next: bool = False,
    ):
        """Write ``cells`` beside ``documents``; what a row cannot hold goes on in further bands."""
        tallest = max(map(self._cell_height, cells))
        if not any(self._is_too_much(cell.value, tallest) for cell in cells):
            self._write_rows(cells, documents, tallest, joins_next=joins_next)
            return
        heights = [sum(lines) for lines in self._line_heights(documents)]
        beside, first_height = sum(heights), layout.first_piece_height(heights)
        columns = [self._pieces(cell, first_height) for cell in cells]
        last = max(map(len, columns)) - 1
        for number in range(last + 1):
            below = number < last
            # what goes on fills its row, unless documents need more
            fills = number > 0 or beside <= first_height
            part = [
                cell._replace(
                    value=pieces[number] if number < len(pieces) else None,
                    style=cell.style.continued(
                        above=number > 0, below=below, spread=fills and number + 1 < len(pieces)
                    ),
                )
                for cell, pieces in zip(cells, columns, strict=True)
            ]
            if number and documents:
                evidence = self._column_of["evidence"]
                blank = self._styles["leaf.text"].continued(above=number > 1, below=below)
                part.append(_Cell(evidence, evidence, None, blank))
            height = max(map(self._cell_height, part))
            self._write_rows(part, () if number else documents, height, joins_next=joins_next)

    def _is_too_much(self, value: str | float | None, height: float) -> bool:
        """Whether a cell, or a row, cannot hold a text that is this tall."""
        return isinstance(value, str) and (height > layout.MAX_ROW_HEIGHT or too_long(value))

    def _write_rows(
        self,
        cells: Sequence[_Cell],
        documents: Sequence[Sequence[_Line]],
        height: float,
        *,
        joins_next: bool = False,
    ):
        """Write one band: as tall as ``height``, and as the documents need it."""
        lines_of_document = [
            [layout.row_heights(line_height) for line_height in line_heights]
            for line_heights in layout.grow(self._line_heights(documents), height)
        ]
        groups = [[height for rows in lines for height in rows] for lines in lines_of_document]
        block = layout.Block(groups, height, joins_next)
        first = self._next_row
        self._next_row += len(block.heights)
        if self._next_row > MAX_SHEET_ROWS:
            raise SheetTooLongError(f"more than {MAX_SHEET_ROWS} rows")
        for row, row_height in enumerate(block.heights, start=first):
            expect_written(self._sheet.set_row(row, row_height))
        for cell in cells:
            self._put(first, self._next_row - 1, cell)
        row = first
        for document, lines in zip(documents, lines_of_document, strict=False):
            for line, rows in zip(document, lines, strict=True):
                self._put_line(row, row + len(rows) - 1, line)
                row += len(rows)
        self._blocks.append(block)

    def _line_heights(self, documents: Sequence[Sequence[_Line]]) -> list[list[float]]:
        if not documents:
            return [[0.0]]
        column = self._column_of["evidence"]
        return [
            [
                # A line that the next one goes on needs no room below it.
                self._text_height(line.text, line.style, column, column)
                - (layout.CELL_PADDING if line is not document[-1] else 0)
                for line in document
            ]
            for document in documents
        ]

    def _cell_height(self, cell: _Cell) -> float:
        if isinstance(cell.value, str):
            return self._text_height(cell.value, cell.style, cell.first, cell.last)
        return layout.LINE_HEIGHT[cell.style.size] + layout.CELL_PADDING

    def _text_height(self, text: str, style: Style, first: int, last: int) -> float:
        width = layout.text_room(self._edges[last + 1] - self._edges[first])
        key = (text, width, style.size, style.bold)
        lines = self._line_counts.get(key)
        if lines is None:
            lines = self._line_counts[key] = line_count(text, width, style.size, style.bold)
        return lines * layout.LINE_HEIGHT[style.size] + layout.CELL_PADDING

    # Cells

    def _put(self, first_row: int, last_row: int, cell: _Cell):
        value = cell.value
        is_text = isinstance(value, str)
        cell_format = cell.style.format_for(value) if is_text else cell.style.format
        is_merged = first_row < last_row or cell.first < cell.last
        if is_merged:
            # Without the value: merge_range would guess what it is, and make links and formulas.
            expect_written(
                self._sheet.merge_range(first_row, cell.first, last_row, cell.last, "", cell_format)
            )
        if is_text and value:
            expect_written(self._sheet.write_string(first_row, cell.first, value, cell_format))
        elif value is not None and not is_text:
            expect_written(self._sheet.write_number(first_row, cell.first, value, cell_format))
        elif not is_merged:
            expect_written(self._sheet.write_blank(first_row, cell.first, None, cell_format))

    def _put_line(self, first_row: int, last_row: int, line: _Line):
        column = self._column_of["evidence"]
        if line.link is None or first_row < last_row:
            self._put(first_row, last_row, _Cell(column, column, line.text, line.style))
        if line.link is not None:
            cell_format = line.style.format_for(line.text)
            expect_written(
                self._sheet.write_url(first_row, column, line.link, cell_format, line.text)
            )

    def _link(self, url: str) -> str | None:
        """Return the link for ``url``; None, with a problem noted, if it must stay text."""
        reason = "too_many"
        if self._link_count < MAX_LINKS_PER_SHEET:
            try:
                link = self._links.get(url) or self._links.setdefault(url, safe_link(url))
            except UnsafeLink as refusal:
                reason = refusal.reason
            else:
                self._link_count += 1
                return link
        self._note("link_refused", reason=reason, url=url)
        return None

    def _text(self, text: str, column: str = "") -> str:
        cleaned = clean_text(text or "")
        if cleaned is not text and text and loses_characters(text):
            self._note("characters_removed", column=column)
        return cleaned

    def _pieces(self, cell: _Cell, first_height: float) -> list:
        """Cut a text into pieces that a row holds each, the first one in a row of ``first_height``."""
        if not isinstance(cell.value, str):
            return [cell.value]
        if too_long(cell.value):
            self._note("text_continued", column=cell.kind)
        size, bold = cell.style.size, cell.style.bold
        width = layout.text_room(self._edges[cell.last + 1] - self._edges[cell.first])
        limits = chain(
            [layout.line_limit(first_height, size)],
            repeat(layout.line_limit(layout.PIECE_HEIGHT, size)),
        )
        return [
            part
            for piece in split_lines(cell.value, limits, width, size, bold)
            # many characters without any width fit on a line
            for part in split_text(piece)
        ]

    def _score(self, score: Decimal | None, column: str) -> float | str | None:
        """Round, once and half up, to the digits shown."""
        if score is None:
            return None
        try:
            number = float(score.quantize(self._quantum, ROUND_HALF_UP, _ROUNDING))
        except InvalidOperation:  # infinite, or of hundreds of digits
            number = nan
        if isfinite(number):
            return number + 0.0  # which makes 0 of -0
        self._note("not_a_number", column=column, value=str(score))
        return str(score)

    def _note(self, kind: str, **params: str):
        row = self._source
        code, name = (row.code, row.name) if row else ("", "")
        self._problems.append(Problem(kind, code, name, params))

    # Page

    def _set_up_page(self, headings: range):
        set_up_page(self._sheet, self._pixels, self._next_row, headings, blocks=self._blocks)
        status, number = self._appendix.status_note, self._appendix.wording.page
        for text in number_pages(self._sheet, clean_text(status), clean_text(number)):
            self._note("page_line_left_out", text=text)
