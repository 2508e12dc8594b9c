"""How wide columns become whose number was chosen when a document was made."""

import pytest
from lxml import etree

from core.word.columns import fit_columns

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FAR = 5000


def table(grid, *rows):
    """A document with one table.

    :param grid: widths of the columns
    :param rows: lists of (text, width, span), or (list, properties of the row)
    """

    def cell(text, width=FAR, span=1, kind="dxa"):
        said = f'<w:tcW w:w="{width}" w:type="{kind}"/>' if width is not None else ""
        spans = f'<w:gridSpan w:val="{span}"/>' if span != 1 else ""
        return f"<w:tc><w:tcPr>{said}{spans}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    def row(cells, properties=""):
        return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cell(*one) for one in cells)}</w:tr>"

    made = "".join(row(*one) if isinstance(one, tuple) else row(one) for one in rows)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return etree.fromstring(
        f'<w:body xmlns:w="{W}"><w:tbl><w:tblGrid>{columns}</w:tblGrid>{made}</w:tbl></w:body>'
    )


def fitted(*arguments):
    """Return the widths of the grid, and those of each row's cells."""
    root = table(*arguments)
    fit_columns(root)

    def numbers(found):
        return [int(one.get(f"{{{W}}}w")) for one in found]

    return (
        numbers(root.iter(f"{{{W}}}gridCol")),
        [numbers(row.iter(f"{{{W}}}tcW")) for row in root.iter(f"{{{W}}}tr")],
    )


HEADING = ([("STT",), ("Tên đơn vị",), ("Điểm",)], "<w:tblHeader/>")
ROW = [("1",), ("Ủy ban nhân dân xã",), ("85,69",)]


def test_the_longest_takes_what_is_left():
    """Figures and each word of a heading stand on one line; the name has all the rest of the page."""
    widths = [790, 9000 - 790 - 920, 920]
    assert fitted([3000] * 3, HEADING, ROW) == (widths, [widths, widths])


def test_of_too_narrow_a_page_each_gets_its_share():
    grid, rows = fitted([600, 700, 700], HEADING, ROW)
    assert grid == [632, 632, 736] == rows[1]


def test_exactly_enough():
    """Nothing is left, and nothing is taken away."""
    assert fitted([1000, 1000, 500], HEADING, ROW)[0] == [790, 790, 920]


@pytest.mark.parametrize(
    ("text", "letters"),
    [("a", 3), ("1.234", 5), ("85,69 điểm x", 12), ("85,69 điểm xy", 5), ("một mộthai ba", 6)],
)
def test_a_short_text_stands_on_one_line(text, letters):
    """Up to twelve letters; of a longer one each word does. No column is narrower than three."""
    grid, _rows = fitted([4500, 4500], [(text,), ("dài hơn hẳn mọi chữ ở cột kia",)])
    assert grid[0] == letters * 130 + 270


@pytest.mark.parametrize(("text", "letters"), [("Xếp hạng", 5), ("Tổng", 5), ("abcdefgh", 10)])
def test_words_of_a_heading_are_in_bold(text, letters):
    """A quarter wider, and a heading may have a line for each word."""
    heading = ([(text,), ("Tên",)], "<w:tblHeader/>")
    row = [("",), ("dài hơn hẳn mọi chữ ở cột kia",)]
    assert fitted([4500, 4500], heading, row)[0][0] == letters * 130 + 270


def test_a_cell_over_several_columns():
    """It is as wide as they are together, and what it says makes none of them wider."""
    grid, rows = fitted(
        [3000] * 3, [("Một tiêu đề thật dài trên cả hai cột đầu", FAR, 2), ("9",)], ROW
    )
    assert grid == [660, 9000 - 660 - 920, 920]
    assert rows == [[660 + grid[1], 920], grid]


def test_more_cells_than_columns():
    """What stands outside of the grid makes nothing wider."""
    grid, rows = fitted([4500, 4500], [("1",), ("2",), ("rất dài và đứng ngoài",)])
    assert grid == [9000 - 660, 660]
    assert rows == [[*grid, 0]]


@pytest.mark.parametrize(
    ("row", "stays"),
    [
        ([("1", 500), ("hai mươi", 500)], True),
        ([("1", 500), ("hai mươi", 550)], True),
        ([("1", 500), ("hai mươi", 551)], False),
        ([("1", 450), ("hai mươi", 500)], True),
        ([("1", 449), ("hai mươi", 500)], False),
        ([("1", None), ("hai mươi", 900)], True),
        ([("1", 500), ("hai mươi", 50, 1, "pct")], True),
        (([("1", 100), ("hai mươi", 100)], '<w:gridBefore w:val="1"/>'), True),
        (([("1", 100), ("hai mươi", 100)], '<w:gridAfter w:val="1"/>'), True),
        ([], True),
    ],
)
def test_what_fits_stays(row, stays):
    """A table of somebody else's keeps its widths, but for more than a rounding of a twentieth."""
    grid, rows = fitted([500, 500], row)
    assert (grid == [500, 500]) is stays
    if stays:
        cells = row[0] if isinstance(row, tuple) else row
        assert rows == [[width for _text, width, *_more in cells if width is not None]]


def test_a_grid_that_says_nothing():
    """Widths that are no numbers, or none at all, are no widths to be shared out."""
    root = table(["x", "-5"], ROW[:2])
    before = etree.tostring(root)
    fit_columns(root)
    assert etree.tostring(root) == before


def test_one_row_that_does_not_fit_is_enough():
    """And all rows get the same then."""
    grid, rows = fitted(
        [500, 500], [("1", 500), ("hai mươi", 500)], [("1", 500), ("hai mươi", 900)]
    )
    assert rows == [grid, grid] and grid != [500, 500] and sum(grid) <= 1000
