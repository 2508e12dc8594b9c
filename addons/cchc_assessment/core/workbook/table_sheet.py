"""A worksheet with one table, written from top to bottom and laid out for A4 landscape."""

from collections.abc import Sequence
from itertools import accumulate

from . import layout
from .numbered_sheet import NumberedSheet
from .page_setup import expect_written, number_pages, set_up_page
from .styles import Styles
from .text_metrics import line_count

#: First and last column (from 0), value, and the name of its style.
Cell = tuple[int, int, str | float | None, str]

_SPACER_HEIGHT = 9.0


class TableSheet:
    """Writes bands of cells, each as tall as its tallest text, and sets the page up at the end.

    Values are text or numbers: text is never a formula or a link. ``next_row`` counts from 0.

    :param widths: shares of the page's width
    :param scale: how many times wider than the page the table is on the screen
    """

    def __init__(
        self, worksheet: NumberedSheet, styles: Styles, widths: Sequence[float], scale: float = 1.0
    ):
        self.next_row = 0
        self.last_column = len(widths) - 1
        self._sheet = worksheet
        self._styles = styles
        self._scale = scale
        self._pixels = [int(pixels * scale) for pixels in layout.column_pixels(widths)]
        self._edges = [0, *accumulate(pixels / layout.PIXELS_PER_POINT for pixels in self._pixels)]
        self._blocks: list[layout.Block] = []

    def write_band(self, cells: Sequence[Cell], *, joins_next: bool = False) -> None:
        """Write cells beside each other, over more rows than one where a text is that tall.

        ``joins_next``: a page should not end below.
        """
        height = max(self._height(cell) for cell in cells)
        heights = layout.row_heights(height)
        first, last = self.next_row, self.next_row + len(heights) - 1
        for row, row_height in enumerate(heights, start=first):
            expect_written(self._sheet.set_row(row, row_height))
        for cell in cells:
            self._put(first, last, cell)
        self._add_block(heights, joins_next)
        self.next_row = last + 1

    def write_across(self, text: str, style: str) -> None:
        """Write a text over all columns; nothing where it is empty."""
        if text:
            self.write_band([(0, self.last_column, text, style)], joins_next=True)

    def write_space(self, height: float = _SPACER_HEIGHT) -> None:
        expect_written(self._sheet.set_row(self.next_row, height))
        self._add_block([height], joins_next=True)
        self.next_row += 1

    def merge_down(self, rows: range, column: int, text: str, style: str) -> None:
        """Write a text over rows that are there already."""
        cell_format = self._styles[style].format_for(text)
        area = (rows[0], column, rows[-1], column)
        expect_written(self._sheet.merge_range(*area, "", cell_format))
        expect_written(self._sheet.write_string(rows[0], column, text, cell_format))

    def set_up_page(
        self, headings: range, *, freeze: bool = True, fit: bool = True, repeat: bool = True
    ) -> None:
        """Set columns, margins, page breaks and numbers; ``headings`` stand atop each page.

        ``fit``: all columns stand on one page. ``repeat``: not where pages have charts alone.
        """
        set_up_page(
            self._sheet,
            self._pixels,
            self.next_row,
            headings,
            blocks=self._blocks,
            freeze=freeze,
            fit=fit,
            repeat=repeat,
        )
        number_pages(self._sheet, self._get_status())

    def _get_status(self) -> str:
        """Return what stands at the right of each page's head."""
        return ""

    def _add_block(self, heights: Sequence[float], joins_next: bool) -> None:
        on_paper = [[height / self._scale] for height in heights]
        self._blocks.append(layout.Block(on_paper, joins_next=joins_next))

    def _height(self, cell: Cell) -> float:
        first, last, value, name = cell
        style = self._styles[name]
        lines = 1
        if isinstance(value, str):
            width = layout.text_room(self._edges[last + 1] - self._edges[first])
            lines = line_count(value, width, style.size, style.bold)
        return lines * layout.LINE_HEIGHT[style.size] + layout.CELL_PADDING

    def _put(self, first_row: int, last_row: int, cell: Cell) -> None:
        first, last, value, name = cell
        style = self._styles[name]
        is_text = isinstance(value, str)
        cell_format = style.format_for(value) if is_text else style.format
        is_merged = first_row < last_row or first < last
        if is_merged:
            # Without the value: merge_range would guess what it is, and make links and formulas.
            expect_written(
                self._sheet.merge_range(first_row, first, last_row, last, "", cell_format)
            )
        if is_text and value:
            expect_written(self._sheet.write_string(first_row, first, value, cell_format))
        elif value is not None and not is_text:
            expect_written(self._sheet.write_number(first_row, first, value, cell_format))
        elif not is_merged:
            expect_written(self._sheet.write_blank(first_row, first, None, cell_format))
