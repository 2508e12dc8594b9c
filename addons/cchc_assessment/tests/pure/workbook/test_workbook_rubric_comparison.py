"""The printed comparison: what stands in it, and that it can be printed."""

import io
from decimal import Decimal

import openpyxl
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workbook.book import WORKBOOK_OPTIONS
from core.workbook.rubric.comparison import (
    KINDS,
    Change,
    Comparison,
    Provision,
    Side,
    write_comparison,
)

OLD = Side("Bộ tiêu chí 2030", "Phụ lục 01", "Quyết định số 1/QĐ-UBND", Decimal(100))
NEW = Side("Bộ tiêu chí 2031", "Phụ lục 01", "Quyết định số 2/QĐ-UBND", Decimal("99.5"))


def open_sheet(*changes):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WORKBOOK_OPTIONS) as book:
        write_comparison(book, Comparison(OLD, NEW, changes))
    return openpyxl.load_workbook(out).worksheets[0]


def rows_of(sheet):
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_old_and_new_stand_side_by_side():
    """Each change is a row: what it is, the old provision, the new one and a remark."""
    old = Provision("1.1", "Kế hoạch", Decimal(2), "- Có: 2")
    new = Provision("1.2", "Kế hoạch năm", Decimal("1.5"), "- Có: 1,5")
    rows = rows_of(
        open_sheet(
            Change(["max_changed", "moved"], old, new, "Từ 1 sang 2"),
            Change(["added"], None, new),
            Change(["removed"], old, None),
        )
    )
    assert rows[0][0] == "BẢNG SO SÁNH BỘ TIÊU CHÍ"
    assert "Quyết định số 1/QĐ-UBND" in rows[1][0] and "Quyết định số 2/QĐ-UBND" in rows[2][0]
    assert rows[6] == (
        "1", "Chuyển vị trí; đổi điểm tối đa",
        "1.1", "Kế hoạch", 2, "- Có: 2",
        "1.2", "Kế hoạch năm", 1.5, "- Có: 1,5",
        "Từ 1 sang 2",
    )  # fmt: skip
    assert rows[7][:6] == ("2", "Thêm mới", None, None, None, None)
    sheet = open_sheet(Change(["added"], None, new), Change(["removed"], old, None))
    assert [str(area) for area in sheet.merged_cells.ranges if area.max_row in (7, 8)] == []
    assert all(cell.border.left.style for row in sheet["C7:J8"] for cell in row)
    assert rows[8][6:10] == (None, None, None, None)
    assert (rows[9][0], rows[9][4], rows[9][8]) == ("TỔNG ĐIỂM TỐI ĐA", 100, 99.5)


def test_nothing_changed_is_said():
    """Two equal rubrics give a page that says so, not an empty table."""
    assert any("Hai bộ tiêu chí không khác nhau." in row for row in rows_of(open_sheet()))


def test_page_is_a4_landscape_with_repeated_headings():
    """The table prints on A4 landscape, one page wide, its headings on each page."""
    sheet = open_sheet(Change(["added"], None, Provision("1", "Mới")))
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    # one page wide is Excel's default, and not written
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$5:$6"


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Change,
            st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=3, unique=True),
            st.none() | st.builds(Provision, st.text(max_size=5), st.text(max_size=3000)),
            st.none() | st.builds(Provision, st.text(max_size=5), st.text(max_size=30)),
            st.text(max_size=30),
        ),
        max_size=3,
    )
)
def test_any_text_can_be_printed(changes):
    """Whatever people typed, the comparison is written, and no cell of it is a formula or a link."""
    cells = [cell for row in open_sheet(*changes).iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
