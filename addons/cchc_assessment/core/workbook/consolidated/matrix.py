"""Unit × criterion: a row for each node of the rubric, a column for each unit, the best one first.

So the criterion's name can be read, and one criterion compared along its row. The columns of a group run over
several pages, on each of which the criteria stand again.
"""

from collections.abc import Sequence
from itertools import accumulate

from xlsxwriter.worksheet import Worksheet

from .. import layout
from ..cell_safety import clean_text
from ..table_sheet import expect_written
from ..text_metrics import text_width
from .data import Group, Node, Unit
from .sheet import FormalSheet, Shared, Target
from .unit import look_of, mark

#: More than Excel's 16,384 columns do not fit, and no one looks for the ten-thousandth.
MOST_UNITS_PER_SHEET = 10_000
FIRST_UNIT_COLUMN = 3

_TITLE = "ĐIỂM THẨM ĐỊNH THEO TIÊU CHÍ NĂM {year}"
_NOTE = "Nền đỏ: thấp hơn điểm tự đánh giá; nền xanh: cao hơn điểm tự đánh giá; KAD: không áp dụng."
_NOT_APPLICABLE = "KAD"
_HEADINGS = ("STT", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Điểm tối đa")
_WIDTHS = (38, 244, 38)
_UNIT_WIDTH = 34
_UNITS_PER_PAGE = 12
_LOWEST_HEADING, _HIGHEST_HEADING = 60.0, 240.0
_MOST_PAGE_BREAKS = 1_023


def write_matrix(
    worksheet: Worksheet,
    shared: Shared,
    group: Group,
    units: Sequence[Unit],
    targets: Sequence[Target],
) -> None:
    """Write the scores of ``units`` of ``group``.

    :param targets: where the names of the units lead; nowhere if empty
    """
    _MatrixSheet(worksheet, shared, len(units)).write(group, units, targets)


class _MatrixSheet(FormalSheet):
    def __init__(self, worksheet: Worksheet, shared: Shared, count: int):
        shown = min(count, _UNITS_PER_PAGE)
        # where there are fewer units, the names of the criteria get the room
        names = _WIDTHS[1] + _UNIT_WIDTH * (_UNITS_PER_PAGE - shown)
        super().__init__(worksheet, shared, (_WIDTHS[0], names, _WIDTHS[2], *[_UNIT_WIDTH] * shown))
        self._page_end = self.last_column
        self._pixels += self._pixels[-1:] * (count - shown)
        self._edges = [0, *accumulate(width / layout.PIXELS_PER_POINT for width in self._pixels)]
        self.last_column = len(self._pixels) - 1

    def write(self, group: Group, units: Sequence[Unit], targets: Sequence[Target]) -> None:
        self.write_title(_TITLE.format(year=self._shared.heading.year), group.name)
        self.write_across(_NOTE, "subtitle")
        self.write_basis()
        headings = self._write_unit_headings(units, targets)
        columns = zip(
            zip(*(unit.self_scores for unit in units), strict=True),
            zip(*(unit.scores for unit in units), strict=True),
            strict=True,
        )
        for place, (node, (own, scores)) in enumerate(zip(group.nodes, columns, strict=True)):
            self._write_node(place, node, units, own, scores)
        self._write_totals(units)
        self._set_up_pages(headings)

    def write_across(self, text: str, style: str) -> None:
        """Write a text over the first page."""
        if text:
            self.write_band([(0, self._page_end, text, style)], joins_next=True)

    def _write_unit_headings(self, units: Sequence[Unit], targets: Sequence[Target]) -> range:
        style = self._styles["header.upright"]
        longest = max((text_width(unit.name, style.size) for unit in units), default=0)
        # one line, upright: LibreOffice does not wrap the text of a link
        needed = longest / layout.USABLE_WIDTH_FOR_LINK + layout.CELL_PADDING
        height = min(max(needed, _LOWEST_HEADING), _HIGHEST_HEADING)
        row = self._begin_row(height, joins_next=True)
        for column, text in enumerate(_HEADINGS):
            expect_written(
                self._sheet.write_string(row, column, text, self._styles["header"].format)
            )
        for column, unit in enumerate(units, start=FIRST_UNIT_COLUMN):
            text = clean_text(unit.name)
            expect_written(self._sheet.write_string(row, column, text, style.format_for(text)))
        for column, target in enumerate(targets, start=FIRST_UNIT_COLUMN):
            name = units[column - FIRST_UNIT_COLUMN].name
            self.link(row, column, name, "header.upright", target)
        return range(row, row + 1)

    def _write_node(
        self,
        place: int,
        node: Node,
        units: Sequence[Unit],
        own_scores: Sequence[float | None],
        scores: Sequence[float | None],
    ) -> None:
        look = look_of(node)
        row = self._write_first_cells((node.code, node.name, node.shown_maximum), look)
        sheet, rounding = self._sheet, self._shared.rounding
        formats = {
            kind: self._styles[f"{look}.{kind}"].format for kind in ("score", "lowered", "raised")
        }
        plain, is_leaf = formats["score"], node.is_leaf
        for column, (own, score) in enumerate(
            zip(own_scores, scores, strict=True), start=FIRST_UNIT_COLUMN
        ):
            if score is None or not node.has_points:
                self._write_none(row, column, place, units[column - FIRST_UNIT_COLUMN], plain)
                continue
            is_plain = own == score or own is None or not is_leaf
            cell_format = plain if is_plain else formats[mark(node, own, score)]
            if sheet.write_number(row, column, rounding[score], cell_format):
                expect_written(-1)

    def _write_none(self, row: int, column: int, place: int, unit: Unit, cell_format) -> None:
        word = _NOT_APPLICABLE if place in unit.not_applicable else unit.words.get(place)
        if word:
            expect_written(self._sheet.write_string(row, column, clean_text(word), cell_format))
        else:
            expect_written(self._sheet.write_blank(row, column, None, cell_format))

    def _write_first_cells(self, values: tuple, look: str) -> int:
        names = (f"{look}.centre", f"{look}.text", f"{look}.number")
        styles = self._resolved.get(names) or self._resolve(names)
        height, shown = self._measure(values, styles)
        row = self._begin_row(min(height, layout.MAX_ROW_HEIGHT), joins_next=look != "leaf")
        self._put_cells(row, shown, styles)
        return row

    def _write_totals(self, units: Sequence[Unit]) -> None:
        for label, kind, values in (
            ("TỔNG CỘNG", "score", [unit.score for unit in units]),
            ("Tỷ lệ (%)", "score", [unit.percent for unit in units]),
            ("Hạng", "number", [unit.rank or None for unit in units]),
        ):
            row = self._write_first_cells((None, label, None), "total")
            cell_format = self._styles[f"total.{kind}"].format
            for column, value in enumerate(values, start=FIRST_UNIT_COLUMN):
                if value is None:
                    code = self._sheet.write_blank(row, column, None, cell_format)
                else:
                    shown = self._shared.rounding[value]
                    code = self._sheet.write_number(row, column, shown, cell_format)
                expect_written(code)

    def _set_up_pages(self, headings: range) -> None:
        self.set_up_page(headings, fit=False)
        self._sheet.repeat_columns(0, FIRST_UNIT_COLUMN - 1)
        self._sheet.freeze_panes(headings.stop, FIRST_UNIT_COLUMN)
        starts = range(self._page_end + 1, self.last_column + 1, _UNITS_PER_PAGE)
        self._sheet.set_v_pagebreaks(list(starts)[:_MOST_PAGE_BREAKS])

    def _get_page_end(self) -> int:
        return self._page_end
