"""A sheet of an official document: letterhead, rows of scores, links within the workbook, signatures."""

import io
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import inf

from xlsxwriter.chart import Chart
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ...plain.seal_mark import CODE_MILLIMETRES
from .. import layout
from ..appendix.data import NOBODY, Wording
from ..book import MAX_SHEET_ROWS, SheetTooLongError
from ..cell_safety import clean_text, split_text
from ..page_setup import draw_rule
from ..styles import TABLE_FONT_SIZE, Style, Styles
from ..table_sheet import Cell, TableSheet, expect_written
from ..text_metrics import line_count, text_width
from .data import Heading
from .styles import SMALLER_LINKS

#: What one cell of a table holds.
Value = str | float | None
#: The names of the styles of a row's cells, one for each column.
Look = tuple[str, ...]
#: A place in the workbook: the name of a sheet, and row and column from 0.
Target = tuple[str, int, int]

_WORDING = Wording()
_ONE_LINE = layout.LINE_HEIGHT[TABLE_FONT_SIZE] + layout.CELL_PADDING
# Texts longer than this go on in another row: a row of the table should not fill a page.
_LONGEST_TEXT = 2_000
_SIGNATURE_HEIGHT = 60.0
_LEFT_SHARE = 0.45
_RULE_HEIGHT = 9.0
_POINTS_PER_MILLIMETRE = 72 / 25.4


class Rounding(dict):
    """Scores as they are shown: rounded once, half up. The same few come again and again."""

    def __init__(self, digits: int):
        super().__init__()
        self._quantum = Decimal(1).scaleb(-digits)

    def __missing__(self, score: float) -> float:
        # what is stored has six places: a sum of such numbers has no more of its own
        exact = Decimal(repr(round(score, 6)))
        self[score] = shown = float(exact.quantize(self._quantum, ROUND_HALF_UP)) + 0.0
        return shown


class Shared:
    """What all sheets of a workbook have in common."""

    def __init__(self, styles: Styles, heading: Heading):
        self.styles = styles
        self.heading = heading
        self.rounding = Rounding(heading.digits)
        # Units share a rubric, so most texts of a sheet were measured for the one before: as they may
        # stand in a workbook, and how tall they are there, by text, width and weight.
        self.measured: dict[tuple[str, float, bool], tuple[str | None, float]] = {}


class FormalSheet(TableSheet):
    """Writes what the sheets of a consolidated workbook have in common.

    :param widths: shares of the page's width
    """

    def __init__(
        self, worksheet: Worksheet, shared: Shared, widths: Sequence[float], scale: float = 1.0
    ):
        super().__init__(worksheet, shared.styles, widths, scale)
        self._shared = shared
        self._resolved: dict[Look, tuple[Style, ...]] = {}
        self._blocks_by_height: dict[tuple[float, bool], tuple[float, layout.Block]] = {}
        self._widths = [right - left for left, right in pairwise(self._edges)]

    @property
    def name(self) -> str:
        return self._sheet.get_name()

    def write_band(self, cells: Sequence[Cell], *, joins_next: bool = False) -> None:
        """Write cells beside each other; what no workbook can hold is left out of their texts."""
        super().write_band(
            [
                (first, last, clean_text(value) if isinstance(value, str) else value, style)
                for first, last, value, style in cells
            ],
            joins_next=joins_next,
        )

    def write_letterhead(self) -> None:
        """Write both names of the state, who issues the document, where and when."""
        heading = self._shared.heading
        self._write_halves((heading.superior, "superior"), (_WORDING.state, "state"))
        self._write_halves((heading.organisation, "organisation"), (_WORDING.motto, "motto"))
        self._draw_rule(heading.organisation)
        self._write_halves(
            (heading.status_note, "status"), (heading.place_and_date, "place_and_date")
        )
        self.write_space()

    def write_title(self, *titles: str) -> None:
        for title in titles:
            self.write_across(title, "title")

    def write_basis(self) -> None:
        """Write what the results rest on."""
        for line in self._shared.heading.basis:
            self.write_across(line[:_LONGEST_TEXT], "subtitle")
        self.write_space()

    def write_headings(self, headings: Sequence[str]) -> range:
        """Write the columns' headings; return the rows that each page repeats."""
        first = self.next_row
        self.write_band(
            [(index, index, text, "header") for index, text in enumerate(headings)],
            joins_next=True,
        )
        return range(first, self.next_row)

    def write_row(self, values: Sequence[Value], look: Look, *, joins_next: bool = False) -> int:
        """Write one cell for each column; return the first of the sheet rows that it takes.

        Numbers in cells of scores are rounded; a text too long for a row goes on in the next.
        """
        styles = self._resolved.get(look) or self._resolve(look)
        height, shown = self._measure(values, styles)
        if height > layout.MAX_ROW_HEIGHT:
            return self._write_long_row(values, look, joins_next)
        row = self._begin_row(height, joins_next)
        self._put_cells(row, shown, styles)
        return row

    def _measure(
        self, values: Sequence[Value], styles: tuple[Style, ...]
    ) -> tuple[float, list[Value]]:
        """Return how tall a row is, and its values as they may stand in a workbook.

        A text that goes on in another row is taller than any.
        """
        height, shown = _ONE_LINE, []
        measured, rounding = self._shared.measured, self._shared.rounding
        for value, style, width in zip(values, styles, self._widths, strict=False):
            if value.__class__ is str:
                key = value, width, style.bold
                value, needed = measured.get(key) or self._measure_text(key, style)
                if needed > height:
                    height = needed
            elif value is not None:
                value = rounding[value]
            shown.append(value)
        return height, shown

    def _measure_text(self, key: tuple[str, float, bool], style: Style) -> tuple[str | None, float]:
        text, width, _bold = key
        shown = clean_text(text)
        if len(shown) > _LONGEST_TEXT:
            height = inf
        else:
            lines = line_count(shown, layout.text_room(width), style.size, style.bold)
            height = lines * layout.LINE_HEIGHT[style.size] + layout.CELL_PADDING
        self._shared.measured[key] = result = (shown or None, height)
        return result

    def _begin_row(self, height: float, joins_next: bool) -> int:
        row = self.next_row
        if row >= MAX_SHEET_ROWS:
            raise SheetTooLongError(f"more than {MAX_SHEET_ROWS} rows")
        key = height, joins_next
        if key not in self._blocks_by_height:
            (whole,) = layout.row_heights(height)
            block = layout.Block([[whole / self._scale]], joins_next=joins_next)
            self._blocks_by_height[key] = whole, block
        whole, block = self._blocks_by_height[key]
        expect_written(self._sheet.set_row(row, whole))
        self._blocks.append(block)
        self.next_row = row + 1
        return row

    def _put_cells(self, row: int, values: Sequence[Value], styles: tuple[Style, ...]) -> None:
        sheet = self._sheet
        # none of the codes is above 0: they add up to 0 only where each of them is
        codes = 0
        for column, (value, style) in enumerate(zip(values, styles, strict=True)):
            if value is None:
                codes += sheet.write_blank(row, column, None, style.format)
            elif value.__class__ is str:
                codes += sheet.write_string(row, column, value, style.format_for(value))
            else:
                codes += sheet.write_number(row, column, value, style.format)
        expect_written(codes)

    def _write_long_row(self, values: Sequence[Value], look: Look, joins_next: bool) -> int:
        first = self.next_row
        rounding = self._shared.rounding
        columns = [
            split_text(value, _LONGEST_TEXT)
            if isinstance(value, str)
            else [value if value is None else rounding[value]]
            for value in values
        ]
        for number in range(max(map(len, columns))):
            self.write_band(
                [
                    (index, index, pieces[number] if number < len(pieces) else None, style)
                    for index, (pieces, style) in enumerate(zip(columns, look, strict=True))
                ],
                joins_next=joins_next,
            )
        return first

    def _resolve(self, look: Look) -> tuple[Style, ...]:
        styles = self._resolved[look] = tuple(self._styles[name] for name in look)
        return styles

    def link(self, row: int, column: int, text: str, style: str, target: Target) -> None:
        """Let the text in a cell lead to another: the name of its sheet, its row and column."""
        name, target_row, target_column = target
        url = f"internal:{quote_sheetname(name)}!{xl_rowcol_to_cell(target_row, target_column)}"
        text = clean_text(text)
        cell_format = self._fit_link(text, column, style).format_for(text)
        expect_written(self._sheet.write_url(row, column, url, cell_format, text))

    def _fit_link(self, text: str, column: int, name: str) -> Style:
        """Return the style of a link, in letters small enough for its one line: LibreOffice does not wrap it."""
        style = self._styles[name]
        if name not in SMALLER_LINKS:
            return style
        width = self._edges[column + 1] - self._edges[column]
        room = layout.text_room(width, layout.USABLE_WIDTH_FOR_LINK)
        for smaller in SMALLER_LINKS[name]:
            if text_width(text, style.size, style.bold) <= room:
                break
            style = self._styles[smaller]
        return style

    def insert_chart(self, chart: Chart, height: float) -> None:
        """Put a chart over the page's width, on a row of its own."""
        self.write_space()
        pixels = layout.PIXELS_PER_POINT
        chart.set_size({"width": int(self._edges[-1] * pixels), "height": int(height * pixels)})
        row = self._begin_row(height, joins_next=False)
        expect_written(self._sheet.insert_chart(row, 0, chart, {"object_position": 2}))

    def write_note(self) -> None:
        """Write what is said below the table of how its figures came about, and why units have no higher class."""
        heading = self._shared.heading
        self.write_space()
        self.write_long(heading.note, "remark")
        for reason in heading.reasons:
            self.write_long(reason, "remark", joins_next=False)

    def write_long(self, text: str, style: str, *, joins_next: bool = True) -> None:
        """Write a text of any length over all columns, in rows that each fit on a page; nothing where it is empty."""
        for piece in filter(None, split_text(text, _LONGEST_TEXT)):
            self.write_band([(0, self.last_column, piece, style)], joins_next=joins_next)

    def write_signatures(self) -> None:
        left = self._shared.heading.preparer or NOBODY
        right = self._shared.heading.signer or NOBODY
        self.write_space()
        self._write_halves(("\n".join(left.titles), "signer"), ("\n".join(right.titles), "signer"))
        self._write_halves((left.note, "signer_note"), (right.note, "signer_note"))
        self.write_space(_SIGNATURE_HEIGHT)
        self._write_halves((left.name, "signer"), (right.name, "signer"))

    def write_mark(self) -> None:
        """Write seal and checkpoint below it all, beside the code that holds the checkpoint."""
        mark = self._shared.heading.mark
        if not mark:
            return
        self.write_space()
        side = CODE_MILLIMETRES * _POINTS_PER_MILLIMETRE
        first = next(column for column, edge in enumerate(self._edges) if edge > side)
        cell = (first, self._get_page_end(), "\n".join(mark.lines), "seal_mark")
        row = self._begin_row(max(side, self._height(cell)), joins_next=False)
        self._put(row, row, cell)
        options = {
            "image_data": io.BytesIO(mark.make_code()),
            "object_position": 1,
            "description": mark.lines[0],
        }
        expect_written(self._sheet.insert_image(row, 0, "ma-qr.png", options))

    def _get_status(self) -> str:
        return self._shared.heading.status_note

    def _write_halves(self, left: tuple[str, str], right: tuple[str, str]) -> None:
        """Write a text, given with its style's name, on either side of the page."""
        end = self._get_end_of_left_half()
        cells = [
            (first, last, text, style)
            for first, last, (text, style) in (
                (0, end, left),
                (end + 1, self._get_page_end(), right),
            )
            if text
        ]
        if cells:
            self.write_band(cells, joins_next=True)

    def _get_page_end(self) -> int:
        """The last column of the first page."""
        return self.last_column

    def _get_end_of_left_half(self) -> int:
        """The column whose right edge is nearest to where the letterhead's left side should end."""
        end = self._get_page_end()
        goal = self._edges[end + 1] * _LEFT_SHARE
        return min(range(end), key=lambda index: abs(self._edges[index + 1] - goal))

    def _draw_rule(self, name: str) -> None:
        half = self._edges[self._get_end_of_left_half() + 1]
        draw_rule(self._sheet, self.next_row, name, self._styles["organisation"], half)
        self.write_space(_RULE_HEIGHT)
