"""Reading a rubric: the layouts that provinces use, and what is odd about them."""

import datetime
import functools
import io
import unicodedata
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from reader_fixtures import HEADINGS, SOUND_ROWS, repack, save, workbook

from core.workbook.rubric.reader import FINDINGS, WorkbookError, read_rubric


def read(*rows, **kwargs):
    return read_rubric(workbook(rows, **kwargs))


@functools.cache
def read_sound():
    """What a sound rubric is read as, for examples by the dozen that are held against it."""
    return read(*SOUND_ROWS)


def kinds(rubric):
    return [finding.kind for finding in rubric.findings]


def only(rubric, kind):
    """Return the one finding there is, which must be of this kind and documented so."""
    assert kinds(rubric) == [kind], rubric.findings
    finding = rubric.findings[0]
    assert finding.severity == FINDINGS[kind].severity
    assert set(finding.params) == {"row", "code", "name", *FINDINGS[kind].params}
    return finding


def tree(rubric):
    return [(node.code, node.level) for node in rubric.nodes]


# The usual layout


def test_sound_rubric_has_every_row_and_no_finding():
    """A rubric without mistakes arrives whole, and nothing is said against it."""
    rubric = read(*SOUND_ROWS)
    assert tree(rubric) == [("1", 1), ("1.1", 2), ("1.1.1", 3), ("1.1.2", 3), ("1.2", 2), ("2", 1)]
    assert [node.parent for node in rubric.nodes] == [None, 0, 1, 1, 0, None]
    assert [node.max_score for node in rubric.nodes] == [
        Decimal(text) for text in ("5", "3", "2", "1", "2", "1.5")
    ]
    assert [node.row for node in rubric.nodes] == [2, 3, 4, 8, 12, 15]
    assert rubric.total == rubric.declared_total == Decimal("6.5")
    assert [node.code for node in rubric.leaves] == ["1.1.1", "1.1.2", "1.2", "2"]
    assert rubric.max_depth == 3
    assert rubric.findings == ()


def test_options_keep_their_order_text_and_score():
    """Each option stands under its criterion, in order, with comma and point read alike."""
    rubric = read(*SOUND_ROWS)
    options = [[(option.name, option.score) for option in node.options] for node in rubric.nodes]
    assert options[2] == [
        ("Trước ngày 15 tháng 01", Decimal(2)),
        ("Trong quý I", Decimal(1)),
        ("Không ban hành", Decimal(0)),
    ]
    assert options[3] == [
        ("Từ 80% trở lên", Decimal(1)),
        ("Từ 50% - dưới 80%", Decimal("0.5")),
        ("Dưới 50%", Decimal(0)),
    ]
    assert options[5] == [("Đúng hạn", Decimal("1.5")), ("Trễ hạn", Decimal("0.75"))]
    assert rubric.nodes[3].options[1].text == "- Từ 50% - dưới 80%: 0,5 điểm"
    assert rubric.nodes[3].options[1].cell == "B10"


@pytest.mark.parametrize(
    ("text", "name", "score"),
    [
        ("Có: 2", "Có", "2"),
        ("Có:2", "Có", "2"),
        ("Có :1", "Có", "1"),
        ("Có: 0,125", "Có", "0.125"),
        ("Có: 1.5 điểm.", "Có", "1.5"),
        ("Có: 02 điểm;", "Có", "2"),
        ("Có: 0,5đ", "Có", "0.5"),
        ("Có = 1", "Có", "1"),
        ("Có (1,5 điểm)", "Có", "1.5"),
        ("Có - 1 điểm", "Có", "1"),
        ("+ Có: 1", "Có", "1"),
        ("– Đạt 50% - 70%: 1", "Đạt 50% - 70%", "1"),
        ("Đạt tỷ lệ 1:2 trở lên: 1", "Đạt tỷ lệ 1:2 trở lên", "1"),
        ("Nộp trước 10:30: 1", "Nộp trước 10:30", "1"),
    ],
)
def test_score_is_read_from_the_end_of_the_text(text, name, score):
    """Whatever way the score is written after an option, the option gets it."""
    rubric = read(("1", "Tiêu chí", 2), (None, text, None))
    option = rubric.nodes[0].options[0]
    assert (option.name, option.text, option.score) == (name, text, Decimal(score))
    assert rubric.findings == ()


@pytest.mark.parametrize("text", ["- Mỗi văn bản trừ 0,5 điểm", "- Nộp trước 10:30", "- Từ 50-70"])
def test_number_inside_an_option_is_not_its_score(text):
    """A number that is part of the sentence is not taken for the score."""
    rubric = read(("1", "Tiêu chí", 2), (None, text, None), (None, "Có: 2", None))
    assert only(rubric, "option_without_score").params["cell"] == "B3"
    assert rubric.nodes[0].options[0].name == text[2:]


def test_title_block_gives_title_label_basis_and_year():
    """The preview shows the title, the appendix, the decision and the year of the rubric."""
    above = [
        ("UBND TỈNH BÌNH MINH", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (None, None, "Độc lập - Tự do - Hạnh phúc"),
        ("Phụ lục 01",),
        ("BỘ TIÊU CHÍ ĐÁNH GIÁ, XẾP HẠNG",),
        ("CÁC SỞ, NGÀNH NĂM 2031",),
        ("(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 05/02/2030)",),
        (None,),
    ]
    rubric = read(*SOUND_ROWS, above=above)
    assert rubric.title == "Bộ tiêu chí đánh giá, xếp hạng các sở, ngành năm 2031"
    assert rubric.appendix_label == "Phụ lục 01"
    assert rubric.legal_basis == "Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 05/02/2030"
    assert rubric.year == 2031
    assert rubric.header_row == 8


def test_label_and_title_in_one_cell():
    """A label and a title typed in one cell are told apart."""
    rubric = read(*SOUND_ROWS, above=[("PHỤ LỤC II\nBảng chấm điểm của các xã",)])
    assert (rubric.appendix_label, rubric.title) == ("PHỤ LỤC II", "Bảng chấm điểm của các xã")
    assert rubric.year is None


# Headings


@pytest.mark.parametrize(
    "headings",
    [
        ("STT", "Nội dung", "Điểm tối đa"),
        ("TT", "Tiêu chí", "Điểm chuẩn"),
        ("Số TT", "Lĩnh vực, tiêu chí, tiêu chí thành phần", "Thang điểm"),
        ("Số thứ tự", "NỘI DUNG ĐÁNH GIÁ", "Điểm số tối đa"),
        ("Mã", "Tên tiêu chí", "ĐIỂM\nTỐI ĐA"),
        ("  S tt ", "Lĩnh  vực /\nTiêu chí", "Điểm tối đa (*)"),
        ("STT", "Nội dung", "Điểm"),
        tuple(unicodedata.normalize("NFD", text) for text in HEADINGS),
    ],
)
def test_headings_are_known_in_their_variants(headings):
    """The words that another province uses for the same columns work as well."""
    rubric = read(*SOUND_ROWS, headings=headings)
    assert rubric.columns == {"code": 1, "name": 2, "max_score": 3}
    assert len(rubric.nodes) == 6


def test_all_columns_are_known_by_their_headings():
    """Each column of the official form gets its role, and no two the same."""
    headings = {
        "code": "STT",
        "name": "Lĩnh vực/Tiêu chí",
        "max_score": "Điểm tối đa",
        "self_score": "Điểm tự đánh giá",
        "evidence": "Tài liệu kiểm chứng",
        "explanation": "Giải trình",
        "appraised_score": "Điểm thẩm định",
        "remark": "Ý kiến của Hội đồng thẩm định",
        "method": "Cách chấm điểm",
        "note": "Ghi chú",
    }
    rubric = read(("1", "Tiêu chí", 1), headings=headings.values())
    assert rubric.columns == {role: at for at, role in enumerate(headings, 1)}


@given(st.permutations(range(3)), st.integers(0, 4), st.integers(0, 3))
@example([0, 1, 2], 0, 0)
@example([2, 1, 0], 4, 3)
def test_columns_and_header_may_stand_anywhere(order, shift, rows_above):
    """Where the columns stand, and how far down the table begins, makes no difference."""

    def arrange(row):
        return [*[None] * shift, *(row[place] for place in order)]

    rubric = read(*map(arrange, SOUND_ROWS), headings=arrange(HEADINGS), above=[("",)] * rows_above)
    expected = read_sound()
    assert rubric.findings == ()
    assert [(n.code, n.name, n.max_score, len(n.options)) for n in rubric.nodes] == [
        (n.code, n.name, n.max_score, len(n.options)) for n in expected.nodes
    ]


def test_heading_in_two_rows_with_merged_cells():
    """A heading "Điểm" over "Tối đa" and "Tự chấm" is read as both together."""
    rows = [
        (None, None, "Tối đa", "Tự chấm", None),
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
        ("1", "Tiêu chí", 2, None, "Báo cáo năm"),
        (None, "Có: 2", None, None, None),
    ]

    def merge(sheet):
        for cells in ("A1:A2", "B1:B2", "C1:D1", "E1:E2"):
            sheet.merge_cells(cells)

    rubric = read(
        *rows, headings=("STT", "Nội dung", "Điểm", None, "Tài liệu minh chứng"), change=merge
    )
    assert rubric.columns == {"code": 1, "name": 2, "max_score": 3, "self_score": 4, "evidence": 5}
    assert [(node.code, node.max_score) for node in rubric.nodes] == [("1", 2)]
    assert rubric.nodes[0].evidence == "Báo cáo năm"
    assert rubric.findings == ()


def test_name_heading_merged_over_indented_columns():
    """Names that are indented by columns are read from under the one heading."""
    rows = [
        ("1", "LĨNH VỰC", None, 2),
        ("1.1", None, "Tiêu chí", 2),
        (None, None, "Có: 2", None),
    ]
    rubric = read(
        *rows,
        headings=("STT", "Nội dung", None, "Điểm tối đa"),
        change=lambda sheet: sheet.merge_cells("B1:C1"),
    )
    assert [node.name for node in rubric.nodes] == ["LĨNH VỰC", "Tiêu chí"]
    assert rubric.findings == ()


def test_headings_repeated_on_the_next_page_are_no_criterion():
    """Headings that come again in the middle of the table are passed over."""
    rows = [*SOUND_ROWS[:6], HEADINGS, ("1", "2", "3"), *SOUND_ROWS[6:]]
    rubric = read(*rows)
    assert len(rubric.nodes) == 6
    assert rubric.findings == ()


def test_two_maximum_columns_are_pointed_out():
    """When two columns claim to be the maximum, the secretary learns which one was read."""
    rubric = read(
        ("1", "Tiêu chí", 1, 2),
        (None, "Có: 1", None, None),
        headings=(*HEADINGS, "Điểm tối đa cấp xã"),
    )
    params = only(rubric, "repeated_column").params
    assert (params["cell"], params["ignored_cell"], params["column"], params["heading"]) == (
        "C1",
        "D1",
        "max_score",
        "Điểm tối đa cấp xã",
    )


# Merged cells


def test_merged_code_and_name_cells():
    """A code merged over its options and a name merged over two columns are read once."""
    rows = [
        ("1", "Tiêu chí", None, 2),
        (None, "Có: 2", None, None),
        (None, "Không: 0", None, None),
    ]

    def merge(sheet):
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("B2:C2")

    rubric = read(*rows, headings=("STT", "Nội dung", None, "Điểm tối đa"), change=merge)
    assert [(node.code, len(node.options)) for node in rubric.nodes] == [("1", 2)]
    assert rubric.findings == ()


def test_code_and_name_in_one_merged_cell():
    """ "I. CẢI CÁCH" in a cell merged over both columns is a code and a name."""
    rows = [("I. CẢI CÁCH THỂ CHẾ", None, 2), ("1", "Tiêu chí", 2), (None, "Có: 2", None)]
    rubric = read(*rows, change=lambda sheet: sheet.merge_cells("A2:B2"))
    assert [(n.code, n.name, n.level) for n in rubric.nodes] == [
        ("I", "CẢI CÁCH THỂ CHẾ", 1),
        ("1", "Tiêu chí", 2),
    ]
    assert rubric.findings == ()


# Codes


@pytest.mark.parametrize(
    ("codes", "levels"),
    [
        (["1", "1.1", "1.1.1", "1.1.2", "1.2", "2"], [1, 2, 3, 3, 2, 1]),
        (["1.", "1.1.", "1.1.1."], [1, 2, 3]),
        (["I", "1", "1.1", "2", "II", "1", "1.1"], [1, 2, 3, 2, 1, 2, 3]),
        (["I", "1.1", "1.1.1", "II", "2.1"], [1, 2, 3, 1, 2]),
        (["A", "I", "1", "a)", "b)", "2", "II", "B"], [1, 2, 3, 4, 4, 3, 2, 1]),
        (["1", "1.1", "a", "b", "c", "d", "đ", "e", "1.2"], [1, 2, 3, 3, 3, 3, 3, 3, 2]),
        (["IV", "V", "VI", "IX", "X"], [1, 1, 1, 1, 1]),
        (["G", "H", "I", "J"], [1, 1, 1, 1]),
        (["I", "I.1", "I.1.1", "II", "II.1"], [1, 2, 3, 1, 2]),
        (["1", "a", "i", "ii", "b", "i"], [1, 2, 3, 3, 2, 3]),
        (["Tiêu chí 1", "TCTP 1.1", "TC1.2"], [1, 2, 2]),
    ],
)
def test_depth_follows_the_shape_of_the_code(codes, levels):
    """Numbers, Roman numerals and letters make the outline that a reader sees in them."""
    rubric = read(*((code, f"Nội dung {at}", 1) for at, code in enumerate(codes)))
    assert [node.level for node in rubric.nodes] == levels
    structural = {"code_used_twice", "child_under_other_code", "level_skipped", "unreadable_code"}
    assert not structural & set(kinds(rubric))


def test_codes_typed_as_numbers():
    """Codes that Excel keeps as numbers look as they do in the sheet."""

    def number_format(sheet):
        sheet["A4"].number_format = "0.00"

    rows = [(1, "A", 3), (1.1, "B", 1), (1.2, "C", 2), (2, "D", 1)]
    rubric = read(*rows, change=number_format)
    assert [node.code for node in rubric.nodes] == ["1", "1.1", "1.20", "2"]
    assert [node.level for node in rubric.nodes] == [1, 2, 2, 1]


def test_number_that_lost_its_zero_is_restored_after_nine():
    """1.10 typed as a number shows as 1.1; after 1.9 it is read as 1.10, with a warning."""
    rows = [("1", "Lĩnh vực", 10)]
    for code in (1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 1.1):
        rows += [(code, "Tiêu chí", 1), (None, "Có: 1", None)]
    rubric = read(*rows)
    finding = only(rubric, "code_zero_restored")
    assert (finding.code, finding.params["number"], finding.params["cell"]) == (
        "1.10",
        "1.1",
        "A21",
    )


def test_number_that_lost_its_zero_and_repeats_is_warned_of():
    """1.10 typed as a number that cannot be restored is shown as a code used twice."""
    rows = [
        (1.1, "Tiêu chí một", 1),
        (None, "Có: 1", None),
        (1.1, "Tiêu chí mười", 1),
        (None, "Có: 1", None),
    ]
    rubric = read(("1", "Lĩnh vực", 2), *rows)
    assert only(rubric, "code_used_twice").params["rows"] == (3, 5)


def test_code_that_excel_made_a_date_is_guessed():
    """A code that became a date is shown with the guess to check."""
    rubric = read(
        ("1", "Lĩnh vực", 1), (datetime.date(2031, 2, 1), "Tiêu chí", 1), (None, "Có: 1", None)
    )
    assert "code_is_date" in kinds(rubric)
    assert rubric.nodes[1].code == "1.2"


def test_code_used_twice_names_both_rows():
    """The same code on two rows is named with both rows, and both are kept."""
    rubric = read(
        ("1", "Lĩnh vực", 2),
        ("1.1", "Đầu", 1),
        (None, "Có: 1", None),
        ("1.1.", "Sau", 1),
        (None, "Có: 1", None),
    )
    finding = only(rubric, "code_used_twice")
    assert (finding.row, finding.name, finding.params["cell"]) == (5, "Sau", "A5")
    assert finding.params["rows"] == (3, 5)
    assert (finding.params["first_row"], finding.params["first_name"]) == (3, "Đầu")
    assert len(rubric.nodes) == 3


def test_letters_and_numbers_may_begin_again_under_each_heading():
    """a), b) under every criterion, and 1, 2 under every Roman numeral, are not repetitions."""
    codes = ["I", "1", "a", "b", "2", "a", "II", "1", "a"]
    rubric = read(*((code, f"Nội dung {at}", 1) for at, code in enumerate(codes)))
    assert "code_used_twice" not in kinds(rubric)


def test_child_under_another_code_stays_where_it_stands():
    """4.5.1 below 4.4 is kept there, and the secretary is told whose child it looks like."""
    rubric = read(
        ("4", "Bộ máy", 1),
        ("4.4", "Phân cấp", 1),
        ("4.5.1", "Theo quy định", 1),
        (None, "Có: 1", None),
    )
    assert tree(rubric)[-1] == ("4.5.1", 3)
    assert rubric.nodes[2].parent == 1
    params = only(rubric, "child_under_other_code").params
    assert (params["parent_code"], params["parent_name"], params["parent_row"]) == (
        "4.4",
        "Phân cấp",
        3,
    )


def test_skipped_level_is_warned_of():
    """1.1.1 right below 1 becomes its child, with a word about the missing 1.1."""
    rubric = read(("1", "Lĩnh vực", 1), ("1.1.1", "Tiêu chí", 1), (None, "Có: 1", None))
    assert tree(rubric) == [("1", 1), ("1.1.1", 2)]
    assert only(rubric, "level_skipped").params["parent_code"] == "1"


def test_code_of_unknown_shape_stands_beside_the_one_before():
    """A code that nobody can read keeps its row in the tree and is pointed out."""
    rubric = read(
        ("1", "Lĩnh vực", 2),
        ("1.1", "Một", 1),
        (None, "Có: 1", None),
        ("1.x?", "Hai", 1),
        (None, "Có: 1", None),
    )
    assert [node.level for node in rubric.nodes] == [1, 2, 2]
    assert only(rubric, "unreadable_code").params["cell"] == "A5"


def test_bonus_without_code_is_a_top_criterion():
    """A bonus that has a maximum and no code is not lost, and its rows go under it."""
    rubric = read(
        *SOUND_ROWS[:-1],
        (None, "Điểm thưởng", 1),
        ("1", "Có mô hình mới", 1),
        (None, "Có: 1", None),
        (None, "Tổng cộng", 7.5),
    )
    only(rubric, "missing_code")
    assert [(n.code, n.name, n.level) for n in rubric.nodes[-2:]] == [
        ("", "Điểm thưởng", 1),
        ("1", "Có mô hình mới", 2),
    ]
    assert rubric.total == Decimal("7.5")


# Options in other layouts


def test_options_as_lines_of_a_method_cell():
    """Options written as lines of one cell become options of that row."""
    rubric = read(
        ("1", "Tiêu chí", "Cách chấm:\n- Kịp thời: 1,5 điểm\n- Chậm: 0,5 điểm", "1,5", "Lưu ý"),
        headings=("TT", "Nội dung", "Cách chấm điểm", "Thang điểm", "Ghi chú"),
    )
    node = rubric.nodes[0]
    assert [(o.name, o.score, o.cell) for o in node.options] == [
        ("Kịp thời", Decimal("1.5"), "C2"),
        ("Chậm", Decimal("0.5"), "C2"),
    ]
    assert (node.guidance, node.note, node.max_score) == ("Cách chấm:", "Lưu ý", Decimal("1.5"))
    assert rubric.findings == ()


def test_options_as_lines_of_the_name_cell():
    """Options written below the name in the same cell become options."""
    rubric = read(("1", "Kế hoạch\nhằng năm\n- Kịp thời: 1\n- Chậm: 0", 1))
    assert rubric.nodes[0].name == "Kế hoạch hằng năm"
    assert [o.score for o in rubric.nodes[0].options] == [1, 0]
    assert rubric.findings == ()


def test_option_scores_in_the_score_column():
    """Options whose scores stand in the score column get them."""
    rubric = read(("1", "Tiêu chí", 2), (None, "- Có", 2), (None, "- Không", "0"))
    assert [(o.name, o.score) for o in rubric.nodes[0].options] == [("Có", 2), ("Không", 0)]
    assert rubric.findings == ()


def test_option_text_and_score_cell_that_differ():
    """An option whose text ends in another number than its cell holds is pointed out."""
    rubric = read(("1", "Tiêu chí", 2), (None, "Có: 1", 2))
    params = only(rubric, "option_scores_differ").params
    assert (params["score"], params["text_score"], params["cell"]) == (2, 1, "C3")
    assert rubric.nodes[0].options[0].score == 2


def test_lettered_options_are_options():
    """ "a)" before an option's text does not make it a criterion."""
    rubric = read(("1", "Tiêu chí", 2), ("a)", "Có: 2", None), ("b)", "Không: 0", None))
    assert len(rubric.nodes) == 1
    assert [o.name for o in rubric.nodes[0].options] == ["Có", "Không"]
    assert rubric.findings == ()


def test_codes_at_the_head_of_names():
    """A sheet without a column of codes is read by the codes before its names."""
    rubric = read(
        ("1. LĨNH VỰC", 2),
        ("1.1 Tiêu chí", 2),
        ("- Có: 2", None),
        headings=("Nội dung", "Điểm tối đa"),
    )
    assert [(n.code, n.name) for n in rubric.nodes] == [("1", "LĨNH VỰC"), ("1.1", "Tiêu chí")]
    assert rubric.findings == ()


def test_evidence_below_a_criterion_belongs_to_it():
    """Documents listed on the rows below a criterion are kept together."""
    rubric = read(
        ("1", "Tiêu chí", 1, "Kế hoạch"),
        (None, "Có: 1", None, "Báo cáo quý"),
        (None, None, None, "Báo cáo năm"),
        headings=(*HEADINGS, "Tài liệu kiểm chứng"),
    )
    assert rubric.nodes[0].evidence == "Kế hoạch\nBáo cáo quý\nBáo cáo năm"


# Scores, sums and methods


def test_scores_as_text_and_with_float_noise():
    """Maxima typed as text, with comma or point, or computed by Excel, are exact."""
    rubric = read(
        ("1", "Một", "0,5"), ("2", "Hai", " 1.25 điểm"), ("3", "Ba", 0.1 + 0.2), ("4", "Bốn", 2)
    )
    assert [str(node.max_score) for node in rubric.nodes] == ["0.5", "1.25", "0.3", "2"]


def test_children_that_do_not_add_up():
    """A maximum that its children do not add up to is named with both numbers."""
    rubric = read(
        ("1", "Lĩnh vực", 3),
        ("1.1", "Một", 1),
        (None, "Có: 1", None),
        ("1.2", "Hai", "1,5"),
        (None, "Có: 1", None),
    )
    params = only(rubric, "sum_differs").params
    assert (params["cell"], params["max_score"], params["children_sum"]) == (
        "C2",
        Decimal(3),
        Decimal("2.5"),
    )


def test_tenths_add_up_exactly():
    """0.1 + 0.2 is 0.3, so no difference is reported that nobody can see."""
    rubric = read(
        ("1", "Lĩnh vực", 0.3),
        ("1.1", "Một", 0.1),
        (None, "Có: 0,1", None),
        ("1.2", "Hai", 0.2),
        (None, "Có: 0,2", None),
        (None, "Tổng điểm", 0.3),
    )
    assert rubric.findings == ()


def test_total_row_that_differs():
    """A total that the criteria do not add up to is named with both numbers."""
    rubric = read(*SOUND_ROWS[:-1], ("Tổng cộng", None, "100"))
    params = only(rubric, "total_differs").params
    assert (params["cell"], params["declared"], params["total"]) == ("C18", 100, Decimal("6.5"))
    assert (rubric.declared_total, rubric.total) == (100, Decimal("6.5"))


def test_total_row_that_is_no_number():
    """A total that is not a number is a warning, for it is not imported."""
    rubric = read(*SOUND_ROWS[:-1], (None, "Tổng", "một trăm"))
    assert only(rubric, "total_unreadable").params["text"] == "một trăm"
    assert rubric.declared_total is None


def test_subtotals_do_not_end_the_table():
    """A row "Cộng lĩnh vực" between two domains loses nothing."""
    rows = [*SOUND_ROWS[:13], (None, "Cộng lĩnh vực 1", 5), *SOUND_ROWS[13:]]
    rubric = read(*rows)
    assert len(rubric.nodes) == 6
    assert rubric.findings == ()


def test_parent_without_maximum_gets_its_childrens_sum():
    """A heading without a maximum gets the sum of what is below it, up to the top."""
    rubric = read(
        ("1", "Lĩnh vực", None),
        ("1.1", "Tiêu chí", None),
        ("1.1.1", "Một", 1),
        (None, "Có: 1", None),
        ("1.1.2", "Hai", 2),
        (None, "Có: 2", None),
    )
    assert kinds(rubric) == ["max_from_children"] * 2
    assert [node.max_score for node in rubric.nodes] == [3, 3, 1, 2]
    assert rubric.total == 3


def test_leaf_without_method():
    """A criterion that says nothing on how it is scored is pointed out."""
    rubric = read(*SOUND_ROWS[:-1], ("3", "Khảo sát", 4))
    finding = only(rubric, "no_method")
    assert (finding.row, finding.code, finding.name) == (18, "3", "Khảo sát")


def test_a_method_that_its_words_make_plain_is_not_odd():
    """Points for each of something are a method like any other: nothing is odd about it."""
    rubric = read(("1", "Sáng kiến", 2), (None, "Mỗi sáng kiến được 0,5 điểm", None))
    assert not rubric.findings


def test_method_in_words_is_kept():
    """A method written as a sentence is kept, and said to need a rule."""
    rubric = read(("1", "Tiêu chí", 2), (None, "Điểm đạt được tính theo tỷ lệ hoàn thành", None))
    assert only(rubric, "method_in_words").params["text"] == rubric.nodes[0].guidance
    assert rubric.nodes[0].options == ()


def test_option_above_the_maximum():
    """An option that gives more than its criterion can is pointed out."""
    rubric = read(("1", "Tiêu chí", 1), (None, "Có: 2", None))
    params = only(rubric, "option_above_max").params
    assert (params["option"], params["score"], params["max_score"], params["cell"]) == (
        "Có",
        2,
        1,
        "B3",
    )


def test_negative_option():
    """An option that takes points away is pointed out."""
    rubric = read(("1", "Tiêu chí", 1), (None, "Có: 1", None), (None, "Sai: -0,5", None))
    assert only(rubric, "option_negative").params["score"] == Decimal("-0.5")


def test_options_on_a_criterion_with_children():
    """Options that stand on a heading instead of a leaf are pointed out."""
    rubric = read(
        ("1", "Lĩnh vực", 1), (None, "Có: 1", None), ("1.1", "Một", 1), (None, "Có: 1", None)
    )
    assert only(rubric, "options_on_parent").params["count"] == 1


def test_text_that_is_neither_criterion_nor_option_is_not_lost():
    """A remark between rows is kept with its criterion, or named where there is none."""
    rubric = read(
        (None, "Áp dụng cho các sở", None),
        ("1", "Lĩnh vực", 1),
        (None, "Xem hướng dẫn riêng", None),
        ("1.1", "Một", 1),
        (None, "Có: 1", None),
    )
    assert kinds(rubric) == ["stray_text", "stray_text"]
    assert [f.params["text"] for f in rubric.findings] == [
        "Áp dụng cho các sở",
        "Xem hướng dẫn riêng",
    ]
    assert rubric.nodes[0].guidance == "Xem hướng dẫn riêng"


# The end of the table


def test_signatures_below_the_total_are_ignored():
    """The place, the date and the names below the total are no part of the rubric."""
    rubric = read(
        *SOUND_ROWS,
        (None, None, None),
        (None, "Ghi chú: tài liệu gửi trước ngày 15 tháng 12", None),
        ("Nơi nhận:", None, "Bình Minh, ngày 02 tháng 01 năm 2031"),
        ("- Như trên;", None, "TM. ỦY BAN NHÂN DÂN"),
        (None, None, "CHỦ TỊCH"),
    )
    assert len(rubric.nodes) == 6
    assert only(rubric, "remarks_passed_over").params["rows"] == (20, 21, 22, 23)
    assert rubric.warnings == ()


def test_signatures_without_a_total_are_ignored():
    """Signatures end the table even where it has no total."""
    rubric = read(
        *SOUND_ROWS[:-1],
        (None, "Bình Minh, ngày … tháng … năm 2031", None),
        (None, "NGƯỜI LẬP BIỂU", None),
        (None, "Nguyễn Văn A", None),
    )
    assert len(rubric.nodes[-1].options) == 2
    assert only(rubric, "remarks_passed_over").params["rows"] == (18, 19, 20)
    assert rubric.warnings == ()


def test_criteria_below_the_total_are_read_and_named():
    """A domain that stands below the total is not lost, and is pointed out."""
    rubric = read(
        *SOUND_ROWS,
        ("3", "LĨNH VỰC BỔ SUNG", None),
        ("3.1", "Tiêu chí", 1),
        (None, "Có: 1", None),
    )
    assert tree(rubric)[-2:] == [("3", 1), ("3.1", 2)]
    findings = {finding.kind: finding for finding in rubric.findings}
    assert set(findings) == {"rows_after_end", "max_from_children"}
    params = findings["rows_after_end"].params
    assert (params["rows"], params["end_row"]) == ((19, 20), 18)


def test_second_table_is_named_and_not_mixed_in():
    """Another rubric further down the same sheet is not mixed with the first."""
    rubric = read(*SOUND_ROWS, (None,), HEADINGS, *SOUND_ROWS)
    assert len(rubric.nodes) == 6
    assert only(rubric, "second_table_ignored").row == 20


# Sheets and rows that hide


def two_sheets(state="visible", title="Hướng dẫn"):
    book = openpyxl.load_workbook(io.BytesIO(workbook(SOUND_ROWS)))
    other = book.create_sheet(title, 0)
    other.sheet_state = state
    for row in (HEADINGS, ("1", "Bản cũ", 1), (None, "Có: 1", None)):
        other.append(row)
    return book


def test_hidden_sheet_is_not_chosen_but_named():
    """A hidden old version is not imported by mistake, and its name is said."""
    for state in ("hidden", "veryHidden"):
        rubric = read_rubric(save(two_sheets(state)))
        assert (rubric.sheet_name, rubric.sheet_names) == ("Phụ lục", ("Phụ lục",))
        assert only(rubric, "hidden_sheet_ignored").params["sheet"] == "Hướng dẫn"


def test_first_visible_rubric_is_read_and_others_are_named():
    """Of several rubrics the first is read, the others are named and can be asked for."""
    data = save(two_sheets(title="Phụ lục 01"))
    rubric = read_rubric(data)
    assert rubric.sheet_name == "Phụ lục 01"
    assert rubric.rubric_sheet_names == ("Phụ lục 01", "Phụ lục")
    assert only(rubric, "other_sheets_ignored").params["sheets"] == ("Phụ lục",)
    assert len(read_rubric(data, sheet="Phụ lục").nodes) == 6


def test_sheet_without_headings_is_passed_over():
    """A cover sheet in front of the rubric needs no choice."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(SOUND_ROWS)))
    book.create_sheet("Bìa", 0)["A1"] = "TIÊU CHÍ VÀ ĐIỂM TỐI ĐA"
    rubric = read_rubric(save(book))
    assert rubric.sheet_name == "Phụ lục"
    assert rubric.findings == ()


def test_hidden_rows_are_read_and_named():
    """Criteria on hidden rows are imported, and the secretary is told which."""

    def hide(sheet):
        sheet.row_dimensions[12].hidden = True
        sheet.row_dimensions[13].hidden = True

    rubric = read(*SOUND_ROWS, change=hide)
    assert len(rubric.nodes) == 6
    assert only(rubric, "hidden_rows").params["rows"] == (12, 13)


def test_comments_and_filters_do_not_matter():
    """What Excel keeps beside the values does not disturb the reading."""

    def decorate(sheet):
        sheet["C2"].comment = Comment("5.000", "x")
        sheet.auto_filter.ref = "A1:C10"
        sheet.freeze_panes = "A2"

    assert read(*SOUND_ROWS, change=decorate).findings == ()


def test_wrong_dimension_cuts_nothing_off():
    """A program that notes a wrong size of the sheet costs no row."""

    def shrink(content):
        assert b'<dimension ref="A1:C18"' in content
        return content.replace(b'ref="A1:C18"', b'ref="A1:A3"')

    data = repack(workbook(SOUND_ROWS), {"xl/worksheets/sheet1.xml": shrink})
    assert read_rubric(data).nodes == read(*SOUND_ROWS).nodes


# Everything together


def test_everything_wrong_is_collected():
    """All that is wrong is shown at once, so that one correction of the file is enough."""
    rubric = read(
        ("1", "Lĩnh vực", "mười"),
        ("1.1", None, 1),
        (None, "Có: 1", None),
        ("1.1", "Hai", -1),
        ("1.2", "Ba", None),
    )
    assert [(f.kind, f.row) for f in rubric.errors] == [
        ("score_not_number", 2),
        ("missing_name", 3),
        ("score_negative", 5),
        ("missing_max_score", 6),
    ]
    assert {f.kind for f in rubric.warnings} == {"code_used_twice", "no_method"}


def test_every_finding_has_the_params_of_its_kind():
    """A sentence about any finding finds all the numbers and cells that it needs."""
    rubric = read(
        (None, "Lời dẫn", None),
        ("1", "Lĩnh vực", "x"),
        (None, "Có: 1", None),
        ("1.1", "Một", None),
        ("1.1", "Hai", 1),
        ("4.5", "Ba", 1),
        (None, "Có: 2", None),
        (None, "Sai: -1", None),
        (None, "Khác", None),
        (None, "Hỏng: 1", "y"),
        (None, "Lệch: 1", 0.5),
        ("3.1.1", None, -2),
        ("?", "Lạ", 1),
        (None, "Tổng", "z"),
    )
    assert len({f.kind for f in rubric.findings}) > 10
    for finding in rubric.findings:
        expected = {"row", "code", "name", *FINDINGS[finding.kind].params}
        assert set(finding.params) == expected, finding
        assert (finding.row, finding.code, finding.name) == tuple(
            finding.params[key] for key in ("row", "code", "name")
        )


_FOUR_POINTS = ("0", "0,25", "0,5", "1")


def test_a_thousand_criteria_are_read_whole():
    """A very large rubric arrives complete, with nothing odd found in it."""
    rows = [("1", "Lĩnh vực", 999)]
    for number in range(1, 1000):
        rows.append((f"1.{number}", f"Tiêu chí {number}", 1))
        rows += [(None, f"- Mức của tiêu chí: {points} điểm", None) for points in _FOUR_POINTS]
    rubric = read_rubric(workbook(rows))
    assert (len(rubric.nodes), rubric.findings) == (1000, ())


_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=30
)
_cells = st.one_of(
    st.none(),
    _texts,
    st.integers(-(10**6), 10**6),
    st.floats(),
    st.booleans(),
    st.sampled_from(["1", "1.1", "I", "a)", "Tổng", "Có: 1", "- Không: 0,5", "Điểm thưởng"]),
)


@given(st.lists(st.tuples(_cells, _cells, _cells), max_size=12))
@example([])
@example([(None, None, None)])
def test_whatever_stands_in_the_cells_is_read_or_refused(rows):
    """No table, however odd, ends in anything but a result or a sentence."""
    try:
        rubric = read(*rows)
    except (WorkbookError, openpyxl.utils.exceptions.IllegalCharacterError) as error:
        assert getattr(error, "kind", "no_criteria") in ("no_criteria", "unreadable_cell")
        return
    for node in rubric.nodes:
        assert node.parent is None or node.parent < node.index
        assert node.level == (1 if node.parent is None else rubric.nodes[node.parent].level + 1)
        assert node.max_score is None or node.max_score >= 0
    broken = [node for node in rubric.nodes if not node.name]
    assert not broken or rubric.errors
