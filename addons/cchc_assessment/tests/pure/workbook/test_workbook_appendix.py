"""The appendix as someone who opens or prints it sees it."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from appendix_fixtures import FORM, LEAF, NOTICE, PLAN, REPORT, ROWS, write, write_leaf
from openpyxl.utils import get_column_letter

from core.plain.seal_mark import SealMark
from core.workbook.appendix.writer import (
    DEFAULT_COLUMNS,
    Column,
    Document,
    TotalLine,
    Totals,
    Wording,
)
from core.workbook.layout import PIXELS_PER_POINT, column_pixels, text_room
from core.workbook.text_metrics import line_count

LONG = (
    "Trong năm, đơn vị đã ban hành kế hoạch đúng thời hạn; tuy nhiên do thay đổi tổ chức bộ máy "
    "nên một số nhiệm vụ phải điều chỉnh sang quý IV. "
)


def test_heading_names_state_agency_and_year():
    """The page begins with the state's and the agency's names, the appendix and the year."""
    texts = write().texts
    for text in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH MẪU",
        "SỞ THỬ NGHIỆM",
        "Mẫu, ngày 05 tháng 12 năm 2026",
        "PHỤ LỤC 01",
        "BẢNG TỰ ĐÁNH GIÁ, CHẤM ĐIỂM CẢI CÁCH HÀNH CHÍNH NĂM 2026",
        "(Kèm theo Công văn số 12/STN-VP ngày 05 tháng 12 năm 2026)",
    ):
        assert texts.count(text) == 1


def test_the_mark_stands_below_the_signatures():
    """Seal and checkpoint stand beside their code, below everything else; without them there is neither."""
    mark = SealMark(["Niêm phong: DKU7I", "Điểm kiểm tra: AB= · 12"], "cchc/0\n12\n")
    written = write(mark=mark)
    text = "Niêm phong: DKU7I\nĐiểm kiểm tra: AB= · 12"
    row = written.row_of(text)
    assert row > written.row_of("Nguyễn Văn An")
    [image] = written.sheet._images
    assert image.anchor._from.row == row - 1 and image.anchor._from.col == 0
    assert written.sheet.row_dimensions[row].height >= 85
    assert not write().sheet._images


def test_unit_is_named_once():
    """A unit other than the agency in the heading has a line; the agency itself is not repeated."""
    assert "Đơn vị: Sở Thử nghiệm" not in write().texts
    assert "Đơn vị: Chi cục Văn thư" in write(unit_name="Chi cục Văn thư").texts


def test_column_headings_in_order():
    """The table has the eight columns of the official form, numbered below their headings."""
    written = write()
    header = written.row_of("STT")
    assert [cell.value for cell in written.sheet[header]] == [
        column.heading for column in DEFAULT_COLUMNS
    ]
    assert [cell.value for cell in written.sheet[header + 1]] == [f"({n})" for n in range(1, 9)]


def test_each_node_with_its_scores_in_the_order_of_the_rubric():
    """Every domain, criterion and leaf has its row, with maximum, score and sub-totals."""
    written = write()
    first = written.row_of("(1)") + 1
    last = written.row_of("TỔNG CỘNG")
    rows = [row for row in written.sheet.iter_rows(first, last - 1, values_only=True) if row[0]]
    assert [row[:4] for row in rows] == [
        ("1", "CHỈ ĐẠO, ĐIỀU HÀNH", 5, 3.5),
        ("1.1", "Kế hoạch năm", 5, 3.5),
        ("1.1.1", "Thời điểm ban hành kế hoạch", 2, 1.5),
        ("1.1.2", "Số nhiệm vụ đã làm xong", 3, 2),
        ("1.1.3", "Kiểm tra việc thực hiện", 1, "Không áp dụng"),
        ("1.1.4", "Kết quả điều tra xã hội học", 1, "Hội đồng chấm"),
    ]
    assert written.values_of("1.1.1")[5:] == ["Ban hành ngày 12/01/2026.", 1.25, "Đồng ý."]


def test_scores_can_be_added_up():
    """Scores are numbers that Excel can add, and add up to what the form says."""
    written = write()
    leaves = [written.sheet.cell(written.row_of(code), 4) for code in ("1.1.1", "1.1.2")]
    assert [cell.data_type for cell in leaves] == ["n", "n"]
    assert sum(cell.value for cell in leaves) == written.values_of("TỔNG CỘNG")[3]


@pytest.mark.parametrize(
    ("score", "digits", "shown"),
    [
        ("2", 2, 2),
        ("1.50", 2, 1.5),
        ("0.125", 2, 0.13),
        ("0.125", 1, 0.1),
        ("2.675", 2, 2.68),
        ("1.4999", 0, 1),
        ("-0.125", 2, -0.13),
        ("-0.001", 2, 0),
    ],
)
def test_rounded_once_half_up_to_the_digits_of_the_period(score, digits, shown):
    """A score is rounded half up, and shows each of the period's decimals as other documents do; a maximum does not."""
    written = write(rows=(replace(LEAF, self_score=Decimal(score)),), digits=digits)
    cell = written.sheet.cell(written.row_of("1.1.1"), 4)
    assert (cell.value, cell.number_format) == (shown, f"0.{'0' * digits}".rstrip("."))
    assert written.sheet.cell(written.row_of("1.1.1"), 3).number_format == "General"
    assert "<v>-0</v>" not in written.sheet_xml


def test_empty_and_zero_are_told_apart():
    """A leaf that has no score yet shows an empty cell, one that scored nothing a 0."""
    assert write_leaf(self_score=None).values_of("1.1.1")[3] is None
    assert write_leaf(self_score=Decimal(0)).values_of("1.1.1")[3] == 0


def test_foot_has_total_percentage_and_rating():
    """Below the table stand total, percentage and rating."""
    written = write()
    assert written.values_of("TỔNG CỘNG") == ["TỔNG CỘNG", None, 5, 3.5, None, None, 3, None]
    assert written.values_of("Tỷ lệ đạt được (%)")[2:4] == [None, 70.01]
    assert written.values_of("Tỷ lệ đạt được (%)")[6] == 60
    assert written.values_of("Xếp loại")[2] == "Khá"


def test_foot_leaves_out_what_there_is_not():
    """Without percentage and rating there are no empty lines for them; a bonus has its own."""
    written = write(
        totals=Totals(Decimal(5), Decimal(4), parts=[TotalLine("Điểm thưởng", None, Decimal(1))])
    )
    assert "Tỷ lệ đạt được (%)" not in written.texts
    assert "Xếp loại" not in written.texts
    assert written.row_of("Điểm thưởng") == written.row_of("TỔNG CỘNG") - 1
    assert written.values_of("Điểm thưởng")[3] == 1


def test_each_document_is_a_cell_that_opens_it():
    """Every document has a cell of its own, blue and underlined, that leads where it should."""
    written = write()
    assert written.links == [
        (PLAN.text, PLAN.url),
        (PLAN.text, PLAN.url),
        (REPORT.text, REPORT.url),
        (NOTICE.text, NOTICE.url),
    ]
    assert written.report.link_count == 4
    font = written.sheet.cell(written.row_of("1.1.1"), 5).font
    assert (font.underline, font.color.rgb) == ("single", "FF0563C1")


def test_leaf_with_three_documents_takes_three_rows():
    """Beside three documents the leaf's other cells are one each, merged over the three rows."""
    written = write()
    first = written.row_of("1.1.2")
    merged = {str(area) for area in written.sheet.merged_cells.ranges}
    for column in (1, 2, 3, 4, 6, 7, 8):
        letter = get_column_letter(column)
        assert f"{letter}{first}:{letter}{first + 2}" in merged
    assert not any(area.startswith("E" + str(first)) for area in merged)


def test_link_that_needs_more_than_a_line_goes_on_as_text_below():
    """A long title is complete: its first line is the link, the rest stands right below it.

    LibreOffice would show the text of a link on one line only, and cut it off.
    """
    title = "Kế hoạch số 156/KH-SNV ngày 12/01/2026 của Sở Nội vụ về cải cách hành chính năm 2026"
    written = write_leaf(evidence=[Document(title, PLAN.url)])
    row = written.row_of("1.1.1")
    label, rest = (written.sheet.cell(row + offset, 5) for offset in (0, 1))
    assert f"{label.value} {rest.value}" == title
    assert written.links == [(label.value, PLAN.url)]
    assert f"A{row}:A{row + 1}" in {str(area) for area in written.sheet.merged_cells.ranges}
    assert (label.border.bottom.style, rest.border.top.style) == (None, None)


def test_line_feed_chooses_where_a_link_ends():
    """Number and date can be the link, and the subject the text below."""
    written = write_leaf(evidence=[Document("156/KH-SNV\nvề cải cách hành chính", PLAN.url)])
    row = written.row_of("1.1.1")
    assert written.links == [("156/KH-SNV", PLAN.url)]
    assert written.sheet.cell(row + 1, 5).value == "về cải cách hành chính"


def test_document_without_address_is_text():
    """A document that has no address is listed all the same, complete in one cell."""
    written = write_leaf(evidence=[Document("Văn bản mật, lưu tại Văn thư " * 3)])
    assert written.links == []
    assert "Văn bản mật, lưu tại Văn thư " * 3 in written.texts


def test_printed_on_a4_landscape_one_page_wide():
    """It prints on A4 landscape, one page wide, heading row on every page, pages numbered."""
    written = write()
    sheet, header = written.sheet, written.row_of("STT")
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # One page wide is what a missing width means.
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    named = written.parts["xl/workbook.xml"]
    assert f"!${header}:${header + 1}</definedName>" in named
    assert f"!$A$1:$H${sheet.max_row}</definedName>" in named
    assert '<headerFooter differentFirst="1"><oddHeader>&amp;C' in written.sheet_xml
    assert "&amp;13 &amp;P</oddHeader></headerFooter>" in written.sheet_xml
    assert sheet.freeze_panes == f"A{header + 2}"


def test_set_in_times_new_roman():
    """Every cell, and the workbook's own default, is in Times New Roman, as Decree 30 asks."""
    written = write()
    fonts = {cell.font.name for row in written.sheet.iter_rows() for cell in row}
    assert fonts == {"Times New Roman"}
    assert "Calibri" not in written.parts["xl/styles.xml"]


def test_columns_fill_the_page():
    """At full size the columns take up the width between the margins, and not more."""
    written = write()
    sheet = written.sheet
    columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', written.sheet_xml)
    assert columns[-1][1] == "8"
    width = sum((int(last) - int(first) + 1) * float(each) for first, last, each in columns) * 6
    margins = 72 * (sheet.page_margins.left + sheet.page_margins.right)
    assert 0.98 < width / (841.89 - margins) <= 1


def test_the_state_stands_in_the_right_half():
    """The agency's names take somewhat less than half of the page, and the state's the rest."""
    written = write()
    sheet = written.sheet
    row = written.row_of("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    [state] = [cell for cell in sheet[row] if cell.value == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', written.sheet_xml)
    widths = [
        float(each) for first, last, each in columns for _ in range(int(first), int(last) + 1)
    ]
    assert 0.35 < sum(widths[: state.column - 1]) / sum(widths) < 0.55


def test_domain_and_criterion_stand_out():
    """Domains are bold on a tint, criteria bold, leaves plain."""
    written = write()
    domain, criterion, leaf = (
        written.sheet.cell(written.row_of(code), 2) for code in ("1", "1.1", "1.1.1")
    )
    assert [cell.font.b for cell in (domain, criterion, leaf)] == [True, True, False]
    assert [cell.fill.fill_type for cell in (domain, criterion, leaf)] == ["solid", None, None]


def test_signature_block():
    """Who signs stands at the end on the right, who drew it up on the left, with room between."""
    written = write()
    titles = written.row_of("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC")
    name = written.row_of("Nguyễn Văn An")
    assert written.row_of("NGƯỜI LẬP BIỂU") == titles
    assert written.row_of("Lê Thị Bình") == name == written.sheet.max_row
    assert written.sheet.row_dimensions[name - 1].height >= 50
    assert "(Ký, ghi rõ họ tên, đóng dấu)" in written.texts
    assert "NGƯỜI LẬP BIỂU" not in write(signer=None, preparer=None).texts


def test_draft_says_so_on_every_page():
    """What is not approved says so on the sheet and at the top of each printed page."""
    written = write(status_note="BẢN NHÁP – chưa được phê duyệt & ký")
    assert "BẢN NHÁP – chưa được phê duyệt & ký" in written.texts
    for place in ("oddHeader", "firstHeader"):
        assert f"BẢN NHÁP – chưa được phê duyệt &amp;&amp; ký</{place}>" in written.sheet_xml
    assert "firstHeader" not in write().sheet_xml


def test_rows_are_tall_enough_for_their_text():
    """A long explanation has a row for all its lines, as has one beside several documents."""
    for evidence in ((), (PLAN,), (PLAN, REPORT, NOTICE)):
        written = write_leaf(explanation=LONG * 2, evidence=evidence)
        # 24 characters or so fit on a line of 144 points at 11.
        assert written.height_of(LONG * 2) >= 15 * len(LONG * 2) / 30


def test_short_rows_are_not_blown_up():
    """A leaf with short texts takes no more than two lines."""
    assert write_leaf().height_of(LEAF.name) <= 2 * 15 + 3


@pytest.mark.parametrize("evidence", [(), (PLAN,), (PLAN, REPORT, NOTICE) * 6])
def test_text_taller_than_a_row_can_be(evidence):
    """A text that needs over 409 points goes on in rows below: each holds its part, all are the text."""
    text = LONG * 12
    written = write_leaf(explanation=text, evidence=evidence)
    column = "ABCDEFGH"[[column.kind for column in DEFAULT_COLUMNS].index("explanation")]
    pieces = [
        cell
        for cell in written.sheet[column]
        if isinstance(cell.value, str) and cell.value in text and len(cell.value) > 30
    ]
    assert " ".join(cell.value for cell in pieces).strip() == text.strip()
    for above, below in pairwise(pieces):
        assert above.border.bottom.style is None is below.border.top.style
    assert pieces[-1].border.bottom.style == "thin"
    for cell in pieces:
        # 24 characters or so fit on a line of 144 points at 11.
        assert written.height_of(cell.value) >= 15 * len(cell.value) / 30
    heights = [row.height for row in written.sheet.row_dimensions.values() if row.height]
    assert max(heights) <= 409


def test_document_taller_than_a_row_can_be():
    """The text of a document may be as long, and the link is still on its first line."""
    title = LONG * 12
    written = write_leaf(evidence=(Document(title, PLAN.url), REPORT))
    label = written.links[0][0]
    parts = [text for text in written.texts if text in title and len(text) > 25]
    assert parts[0] == label
    assert " ".join(parts) == title.strip()
    assert sum(map(written.height_of, parts)) > 409


def test_no_page_ends_within_a_text():
    """However long texts and lists of documents are, the rows of a merged text are on one page."""
    rows = [
        replace(LEAF, code=f"1.1.{n}", explanation=LONG * n, evidence=(PLAN, REPORT) * (n % 7))
        for n in range(1, 20)
    ]
    written = write(rows=(*ROWS[:2], *rows))
    pixels = column_pixels([column.width for column in DEFAULT_COLUMNS])
    widths = [each / PIXELS_PER_POINT for each in pixels]
    last_rows = {int(brk.id) for brk in written.sheet.row_breaks.brk}
    assert last_rows
    for merged in written.sheet.merged_cells.ranges:
        text = merged.start_cell.value
        if not isinstance(text, str):
            continue
        width = sum(widths[merged.min_col - 1 : merged.max_col])
        height = line_count(text, text_room(width), 11) * 15
        for row in range(merged.min_row, merged.max_row):
            height -= written.sheet.row_dimensions[row].height
            assert row not in last_rows or height <= 0


def test_totals_and_signatures_are_not_torn_apart():
    """The page of the signatures has the totals too, and the last criterion."""
    rows = (*ROWS[:2], *(replace(LEAF, code=f"1.1.{n}") for n in range(60)))
    written = write(rows=rows)
    breaks = [int(brk.id) for brk in written.sheet.row_breaks.brk]
    assert breaks
    assert max(breaks) < written.row_of("1.1.59")


def test_a_heading_is_not_left_behind_at_the_foot_of_a_page():
    """No page ends with a domain or criterion whose first leaf is on the next."""
    block = (*ROWS[:2], replace(LEAF, explanation=LONG))
    written = write(rows=block * 12)
    codes = {cell.row: cell.value for cell in written.sheet["A"]}
    assert {codes[int(brk.id) + 1] for brk in written.sheet.row_breaks.brk} <= {"1", None}
    assert {codes[int(brk.id)] for brk in written.sheet.row_breaks.brk} == {"1.1.1"}


def test_columns_and_wording_can_be_the_rubrics_own():
    """A rubric may have fewer columns, other headings and another language."""
    written = write(
        columns=(
            Column("code", "No.", 1),
            Column("name", "Criterion", 6),
            Column("self_score", "Score", 2),
        ),
        number_columns=False,
        wording=Wording(total="TOTAL", title="SELF-ASSESSMENT {year}", page="Page {page}"),
    )
    assert written.values_of("No.") == ["No.", "Criterion", "Score"]
    assert written.values_of("TOTAL") == ["TOTAL", None, 3.5]
    assert "SELF-ASSESSMENT 2026" in written.texts
    assert "(1)" not in written.texts
    assert written.links == []


@pytest.mark.parametrize(
    "kinds", [("name", "name", "self_score"), ("name", "weight"), ("code", "self_score"), ("name",)]
)
def test_columns_that_make_no_form_are_refused(kinds):
    """Columns that are unknown, doubled or lack names or scores are an error, not a bad form."""
    with pytest.raises(ValueError, match=r"columns|names and scores"):
        replace(FORM, columns=[Column(kind, kind, 1) for kind in kinds])


def test_form_without_rows():
    """A rubric without criteria gives an empty form that still opens."""
    assert "TỔNG CỘNG" in write(rows=()).texts


def test_several_units_in_one_workbook():
    """Several units give one workbook with a sheet each, no more formats than one needs."""
    other = replace(FORM, organisation="SỞ ĐỐI CHỨNG", unit_name="Sở Đối chứng")
    one, two = write(FORM), write(FORM, other)
    assert two.workbook.sheetnames == ["Sở Thử nghiệm", "Sở Đối chứng"]
    assert [report.sheet_name for report in two.reports] == two.workbook.sheetnames
    assert one.parts["xl/styles.xml"] == two.parts["xl/styles.xml"]


def test_words_stand_in_the_place_of_points():
    """What was chosen of a criterion that carries no points stands where its scores would."""
    words = {"self_score": "Đạt", "appraised_score": "Không đạt"}
    written = write_leaf(max_score=None, self_score=None, appraised_score=None, words=words)
    assert {"Đạt", "Không đạt"} <= set(written.texts)
    assert write_leaf(words={}).texts.count("Đạt") == 0


@pytest.mark.parametrize(
    ("widths", "left", "right"),
    [
        ([10] * 8, "A1:D1", "E1:H1"),
        ([10, 10, 10, 10, 10, 10, 10, 40], "A1:E1", "F1:H1"),
        ([100, 10, 10, 10, 10, 10, 10, 10], None, "B1:H1"),
    ],
)
def test_the_heading_parts_near_the_middle(widths, left, right):
    """Its left side ends at the column whose edge is nearest to 45 % of the page."""
    columns = tuple(
        replace(column, width=width) for column, width in zip(DEFAULT_COLUMNS, widths, strict=True)
    )
    areas = write(replace(FORM, columns=columns)).sheet.merged_cells.ranges
    assert {str(area) for area in areas if area.min_row == 1} == {left, right} - {None}
