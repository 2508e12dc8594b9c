"""How tables look that people fill in and print: what of it somebody would miss."""

import io

import openpyxl
import pytest

from core.workbook.blank_form import SPARE_ROWS, BlankForm, write_blank_form
from core.workbook.safe_open import DEFAULT_LIMITS as LIMITS
from core.workbook.safe_open import WorkbookError
from core.workbook.separated_text import open_separated


def read_form(rows=(), choices=None):
    form = BlankForm(
        sheet_name="Danh sách",
        title="Danh sách đơn vị",
        note="Mỗi dòng một người.",
        headings=("Đơn vị", "Số", "Vai trò"),
        widths=(40, 8.5, 20),
        rows=rows,
        choices=choices or {},
    )
    return openpyxl.load_workbook(io.BytesIO(write_blank_form(form)))


def test_a_form_to_fill_in_is_printed_as_the_decree_asks():
    """On A4, 30 mm from the left and 15 from the right; pages are numbered in the middle of their heads, from 2 on."""
    [sheet] = read_form().worksheets
    margins = sheet.page_margins
    for inches, (least, most) in (
        (margins.left, (30, 35)),
        (margins.right, (15, 20)),
        (margins.top, (20, 25)),
        (margins.bottom, (20, 25)),
    ):
        assert least <= round(inches * 25.4, 1) <= most
    assert sheet.HeaderFooter.differentFirst and not sheet.firstHeader.center.text
    assert sheet.oddHeader.center.text.strip() == "&P"


def test_a_form_to_fill_in():
    """Title in bold, a note, headings in a frame above the rows, which stay in sight and on each page."""
    [sheet] = read_form([("Sở Nội vụ", 3, None), ("Sở Y tế", 0, "")]).worksheets
    assert sheet.title == "Danh sách"
    assert (sheet["A1"].value, sheet["A2"].value) == ("Danh sách đơn vị", "Mỗi dòng một người.")
    assert sheet["A1"].font.bold and not sheet["A2"].font.bold
    assert [cell.value for cell in sheet[4]] == ["Đơn vị", "Số", "Vai trò"]
    assert [[cell.value for cell in row] for row in sheet["A5:C6"]] == [
        ["Sở Nội vụ", 3, None],
        ["Sở Y tế", 0, None],
    ]
    for row in sheet["A4:C6"]:
        for cell in row:
            assert cell.border.left.style and cell.border.bottom.style
            assert cell.alignment.wrap_text
    assert all(cell.font.bold and cell.alignment.horizontal == "center" for cell in sheet[4])
    assert not sheet["A5"].font.bold
    assert sheet["A5"].alignment.vertical == "top"
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    for letter, width in (("A", 40), ("B", 8.5), ("C", 20)):
        assert abs(sheet.column_dimensions[letter].width - width) < 1


def test_what_may_be_chosen():
    """Each list has its own column on a hidden sheet, and is offered below the heading, with rows to spare."""
    book = read_form([("a", 1, "b")] * 3, {0: ["Sở", "Xã"], 2: ["Lãnh đạo"]})
    sheet, lists = book.worksheets
    assert lists.sheet_state == "hidden"
    assert [[cell.value for cell in row] for row in lists.iter_rows()] == [
        ["Sở", "Lãnh đạo"],
        ["Xã", None],
    ]
    offered = {
        str(one.sqref): (one.type, one.formula1, one.errorStyle)
        for one in sheet.data_validations.dataValidation
    }
    last = 4 + 3 + SPARE_ROWS
    assert offered == {
        f"A5:A{last}": ("list", "danh_muc_1", "warning"),
        f"C5:C{last}": ("list", "danh_muc_3", "warning"),
    }
    known = book.defined_names
    areas = {
        one.name: one.attr_text
        for one in (getattr(known, "definedName", None) or list(known.values()))
        if one.name.startswith("danh_muc")
    }
    assert areas == {
        "danh_muc_1": "'Danh mục'!$A$1:$A$2",
        "danh_muc_3": "'Danh mục'!$B$1:$B$1",
    }
    assert len(read_form().worksheets) == 1


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b\nc;d", ";"),
        ("a,b\nc,d", ","),
        ("a|b\nc|d", "|"),
        ("a\tb\nc\td", "\t"),
        # a comma in each text is no column more, where another sign parts all lines alike
        ("a, b;c\nd;e\nf, g;h", ";"),
        ("1,5;2,5\n3,5;4,5", ";"),
        # of two that part as many lines alike, the one that comes first
        ("a;b,c\nd;e,f", ";"),
        # most lines decide, not all of them
        ("Tiêu đề\na;b\nc;d\ne;f", ";"),
        ("a;b;c\nd;e;f\ng,h", ";"),
        # of two that are in few lines, the one that is in more of them
        ("a,b\nc\nd\ne;f;g\nh;i;j", ";"),
    ],
)
def test_what_parts_a_line(text, separator):
    """The sign that parts most lines alike is told to whoever reads the file in."""
    [remark] = open_separated(text.encode(), LIMITS).remarks
    assert remark[1]["separator"] == separator


@pytest.mark.parametrize("text", ["", "a\nb\n", "Một dòng chữ"])
def test_a_text_without_columns_is_no_table(text):
    with pytest.raises(WorkbookError) as caught:
        open_separated(text.encode(), LIMITS)
    assert caught.value.kind == "not_workbook"


def test_only_the_first_lines_are_looked_at():
    """Fifty of them: what comes after parts nothing else."""
    lines = ["a;b"] * 50 + ["c,d"] * 200
    [remark] = open_separated("\n".join(lines).encode(), LIMITS).remarks
    assert remark[1]["separator"] == ";"
    lines = ["a;b"] * 24 + ["c,d"] * 26
    [remark] = open_separated("\n".join(lines).encode(), LIMITS).remarks
    assert remark[1]["separator"] == ","


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Sở;Xã".encode(), "UTF-8"),
        ("Sở;Xã".encode("utf-8-sig"), "UTF-8"),
        ("Sở;Xã".encode("utf-16"), "UTF-16"),
        ("café;thé".encode("latin-1"), "CP1258"),
    ],
)
def test_in_which_letters_it_is_written(data, encoding):
    [remark] = open_separated(data, LIMITS).remarks
    assert remark[1]["encoding"] == encoding
