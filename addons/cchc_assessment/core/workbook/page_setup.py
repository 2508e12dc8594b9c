"""The page that each of our tables is printed on: A4 landscape, its headings atop each page, numbered."""

from collections.abc import Iterable, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from . import layout
from .cell_safety import clean_text, too_long
from .numbered_sheet import NumberedSheet
from .styles import FONT, TABLE_FONT_SIZE, Style
from .text_metrics import text_width

PAGE_NUMBER = "{page}"
_HEAD_MARGIN = 0.35
_NUMBER_SIZE = 13
# More of a head Excel does not take.
_LONGEST_HEAD = 255
# The line under an agency's name is a third to a half of it long (Decree 30/2020, appendix I).
_RULE_SHARE = 0.45
_RULE_OFFSET_PIXELS = 3
_A4 = 9
_MAX_PAGE_BREAKS = 1_023
# How wide a digit of the workbook's font is: Times New Roman in 12 points.
_DIGIT_PIXELS = 8


def set_up_page(
    sheet: Worksheet,
    pixels: Sequence[int],
    row_count: int,
    headings: range,
    *,
    blocks: Iterable[layout.Block] = (),
    freeze: bool = True,
    fit: bool = True,
    repeat: bool = True,
) -> None:
    """Set columns, paper, margins and what is printed.

    :param pixels: widths of the columns that are printed
    :param row_count: of the sheet, all of which are printed
    :param headings: the rows, from 0, that each page repeats, and that stay in sight when scrolling
    :param blocks: all rows, by what a page's end should not part; without them, pages end anywhere
    :param fit: whether all columns stand on one page
    :param repeat: whether pages repeat the headings: not where some have charts alone
    """
    last_column = len(pixels) - 1
    # An xlsxwriter before 3.2.6 counts in digits of Calibri, whatever the workbook's own font is.
    counted = getattr(sheet, "max_digit_width", 7) / _DIGIT_PIXELS
    for index, width in enumerate(pixels):
        expect_written(sheet.set_column_pixels(index, index, width * counted))
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(**layout.MARGINS_INCH)
    sheet.center_horizontally()
    if fit:
        sheet.fit_to_pages(1, 0)
    if repeat:
        sheet.repeat_rows(headings[0], headings[-1])
    expect_written(sheet.print_area(0, 0, row_count - 1, last_column))
    blocks = list(blocks)
    heights = [height for block in blocks for height in block.heights]
    repeated = sum(heights[headings.start : headings.stop]) if repeat else 0
    sheet.set_h_pagebreaks(layout.page_breaks(blocks, repeated)[:_MAX_PAGE_BREAKS])
    if freeze:
        sheet.freeze_panes(headings.stop, 0)
    sheet.hide_gridlines(2)
    # Codes such as "1" are text, and Excel would flag each with a green corner.
    whole = f"A1:{xl_rowcol_to_cell(row_count - 1, last_column)}"
    expect_written(sheet.ignore_errors({"number_stored_as_text": whole}))


def number_pages(sheet: NumberedSheet, status: str = "", number: str = PAGE_NUMBER) -> list[str]:
    """Number the pages of a sheet from the second on, in the middle of their heads.

    :param status: what stands at the right of each page's head, the first one's too
    :param number: how a page is numbered: ``{page}`` and ``{pages}`` are filled in
    :return: which of the two texts was left out, since Excel takes no such long head
    """
    left_out = []
    for text in (number, status):
        if too_long(text, _LONGEST_HEAD // 2):
            left_out.append(text)
    number, status = ("" if text in left_out else text for text in (number, status))
    right = _head_part("R", status, TABLE_FONT_SIZE, "Bold") if status else ""
    middle = _head_part("C", number, _NUMBER_SIZE, "Regular") if number else ""
    sheet.set_heads(right, middle + right, _HEAD_MARGIN)
    return left_out


def _head_part(place: str, text: str, size: int, weight: str) -> str:
    """Return ``text`` as it stands in a head; an ampersand, which begins a command there, stays one."""
    text = text.replace("&", "&&").replace("{page}", "&P").replace("{pages}", "&N")
    # The blank keeps the font size apart from a text that begins with a digit.
    return f'&{place}&"{FONT},{weight}"&{size} {text}'


def draw_rule(sheet: Worksheet, row: int, name: str, style: Style, width: float) -> None:
    """Draw the line below an agency's name, in the middle of these points from the left.

    A shape: no border is as short, and underlining cannot be half of a name.

    :param width: of the columns over which the name is centred, in points
    """
    length = _RULE_SHARE * min(text_width(clean_text(name), style.size, style.bold), width)
    if length:
        rule = {
            "x_offset": (width - length) / 2 * layout.PIXELS_PER_POINT,
            "y_offset": _RULE_OFFSET_PIXELS,
            "width": length * layout.PIXELS_PER_POINT,
            "height": 1,
            "fill": {"color": "black"},
            "line": {"none": True},
            "object_position": 2,
            "decorative": True,
        }
        expect_written(sheet.insert_textbox(row, 0, "", rule))


def expect_written(code: int | None) -> None:
    """Raise what xlsxwriter only returns: its limits were looked to before."""
    if code:
        raise RuntimeError(f"xlsxwriter left something out (code {code})")
