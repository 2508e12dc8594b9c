"""A table to fill in, as a workbook that the addon's own imports take back."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from xlsxwriter import Workbook

from . import layout
from .book import WORKBOOK_OPTIONS
from .cell_safety import MAX_CELL_LENGTH, clean_text
from .numbered_sheet import NumberedSheet
from .page_setup import expect_written, number_pages
from .text_metrics import line_count

_HEADING = {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
_LISTS = "Danh mục"
_SIZE = 12
# of a digit, in which widths of columns are counted, and beside all of a column's
_DIGIT_PIXELS, _COLUMN_PADDING_PIXELS = 8, 5
#: How many rows a list of choices is offered in, beyond those that are filled in already.
SPARE_ROWS = 500


@dataclass(frozen=True)
class BlankForm:
    """What to write.

    :ivar headings: of each column the words by which the import knows it.
    :ivar widths: of each column, in digits.
    :ivar rows: what is filled in already: texts, numbers, or None.
    :ivar choices: number of a column, from 0 on -> what may be chosen in it.
    """

    sheet_name: str
    title: str
    note: str
    headings: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence] = ()
    choices: dict[int, Sequence[str]] = field(default_factory=dict)


def write_blank_form(form: BlankForm) -> bytes:
    """Return the workbook; what people have typed stands in it as text, never as a formula or a link."""
    stream = io.BytesIO()
    with Workbook(stream, WORKBOOK_OPTIONS) as book:
        sheet = book.add_worksheet(form.sheet_name, NumberedSheet)
        plain = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        heading = book.add_format(_HEADING)
        expect_written(sheet.write_string(0, 0, form.title, book.add_format({"bold": True})))
        expect_written(sheet.write_string(1, 0, form.note))
        for column, (text, width) in enumerate(zip(form.headings, form.widths, strict=True)):
            sheet.set_column(column, column, width)
            expect_written(sheet.write_string(3, column, text, heading))
        rooms = [_measure_room(width) for width in form.widths]
        for number, row in enumerate(form.rows, start=4):
            sheet.set_row(number, _measure_height(row, rooms))
            for column, value in enumerate(row):
                _write(sheet, number, column, value, plain)
        sheet.freeze_panes(4, 0)
        sheet.repeat_rows(3)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(**layout.MARGINS_INCH)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        number_pages(sheet)
        _offer(book, sheet, form)
    return stream.getvalue()


def _measure_room(width):
    pixels = width * _DIGIT_PIXELS + _COLUMN_PADDING_PIXELS
    return layout.text_room(pixels / layout.PIXELS_PER_POINT)


def _measure_height(row, rooms):
    """Return how tall a row has to be: not every program finds that out by itself."""
    lines = [
        line_count(value, room, _SIZE)
        for value, room in zip(row, rooms, strict=False)
        if isinstance(value, str)
    ]
    height = max(lines, default=1) * layout.LINE_HEIGHT[_SIZE] + layout.CELL_PADDING
    return min(height, layout.MAX_ROW_HEIGHT)


def _write(sheet, row, column, value, cell_format):
    if value is None or value == "":
        expect_written(sheet.write_blank(row, column, None, cell_format))
    elif isinstance(value, str):
        text = clean_text(value)[: MAX_CELL_LENGTH // 2]
        expect_written(sheet.write_string(row, column, text, cell_format))
    else:
        expect_written(sheet.write_number(row, column, value, cell_format))


def _offer(book, sheet, form):
    """Let the cells of some columns be chosen from lists, which stand on a sheet of their own, by defined names."""
    if not form.choices:
        return
    lists = book.add_worksheet(_LISTS)
    lists.hide()
    last = 3 + len(form.rows) + SPARE_ROWS
    for place, (column, words) in enumerate(form.choices.items()):
        for row, word in enumerate(words):
            expect_written(lists.write_string(row, place, clean_text(word)))
        letter = chr(ord("A") + place)
        name = f"danh_muc_{column + 1}"
        book.define_name(name, f"='{_LISTS}'!${letter}$1:${letter}${max(1, len(words))}")
        sheet.data_validation(
            4,
            column,
            last,
            column,
            {"validate": "list", "source": f"={name}", "error_type": "warning"},
        )
