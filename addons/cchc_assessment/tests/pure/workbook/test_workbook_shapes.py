"""Shapes in which provinces write rubrics, one by one: each is read as it is meant, or asked about."""

import json
import sys
import unicodedata
from collections import Counter
from decimal import Decimal

import hostile
import openpyxl
import pytest
from reader_fixtures import repack, save, workbook
from rubric_grammar import as_docx, as_ods

from core.plain.budget import watched
from core.workbook.codes import Outline, code_follows, read_code
from core.workbook.open_document import open_spreadsheet
from core.workbook.plain_book import make_sheet
from core.workbook.rubric.alternatives import gather_alternatives
from core.workbook.rubric.data import CELL_PARTS
from core.workbook.rubric.reader import WorkbookError, read_rubric
from core.workbook.rubric.rule_guess import guess_rule, guess_scorers
from core.workbook.rubric.side_by_side import (
    for_other_files,
    keep_corrections,
    lay_side_by_side,
)
from core.workbook.safe_open import DEFAULT_LIMITS
from core.workbook.word_tables import open_word as read_word

HEADINGS = ("STT", "Tiêu chí", "Điểm tối đa", "Cách chấm", "Tài liệu kiểm chứng")


def read(*rows, headings=HEADINGS, **kwargs):
    return read_rubric(workbook(rows, headings=headings), **kwargs)


def outline(rubric):
    return [(node.code, node.level, node.max_score) for node in rubric.nodes]


def kinds(rubric):
    return {finding.kind for finding in rubric.findings}


def scores(node):
    return [option.score for option in node.options]


def confidence(node):
    return guess_rule(node).confidence


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Làm tốt: Điểm tối đa", 100),
        ("Làm tốt thì được điểm tối đa", 100),
        ("Làm khá: 75% điểm", 75),
        ("Làm khá (50% số điểm)", 50),
        ("Làm vừa: một nửa số điểm", 50),
        ("Làm chậm: Trừ 25% tổng số điểm", 75),
        ("Làm sai: trừ hết điểm", 0),
        ("Làm sai bị trừ toàn bộ số điểm", 0),
        ("Chưa làm: không tính điểm", 0),
        ("Chưa làm: không chấm điểm", 0),
    ],
)
def test_scores_in_words_are_shares_of_the_maximum(text, share):
    """A score in words is kept as a share, so that another maximum gives another score."""
    for maximum in (2, 5):
        rubric = read(("1", "Nhiệm vụ", maximum, f"{text}\nThế này: {maximum}\nThế kia: 0,125"))
        option = rubric.nodes[0].options[0]
        assert (option.share, option.score) == (share, Decimal(maximum) * share / 100)


def test_points_off_are_taken_from_the_maximum_and_asked_about():
    """Nobody says what is given when nothing is taken off: that is asked."""
    rubric = read(
        (
            "1",
            "Nề nếp\n- Vắng 1 lần trừ 1 điểm\n- Vắng 2 lần trừ 2 điểm\n- Vắng thêm: trừ hết điểm",
            6,
        )
    )
    node = rubric.nodes[0]
    assert (node.name, scores(node), confidence(node)) == ("Nề nếp", [5, 4, 0], "guess")
    assert "best_below_max" in kinds(rubric)


def test_a_rate_is_no_option():
    rubric = read(("1", "Báo cáo", 2, "Mỗi báo cáo chậm trừ 0,5 điểm"))
    assert (guess_rule(rubric.nodes[0]).type, rubric.nodes[0].options) == ("deduction", ())


def test_a_ratio_with_words_of_its_ends_is_no_option():
    text = "Tỷ lệ hoàn thành x điểm tối đa\nDưới 50%: không tính điểm"
    node = read(("1", "Nhiệm vụ", 2, text)).nodes[0]
    assert (guess_rule(node).type, node.options) == ("ratio", ())


@pytest.mark.parametrize(
    "text",
    [
        "Sớm: 2 điểm; đúng hạn: 1 điểm; muộn: 0 điểm.",
        "Sớm: 2; đúng hạn: 1; muộn: 0",
        "- Sớm: 2 điểm - Đúng hạn: 1 điểm - Muộn: 0 điểm",
        "+ Sớm: 2 + Đúng hạn: 1 + Muộn: 0",
        "Sớm: 2 điểm, đúng hạn: 1 điểm, muộn: 0 điểm",
        "Sớm được 2 điểm. Đúng hạn được 1 điểm. Muộn: không tính điểm.",
    ],
)
def test_options_on_one_line_are_parted(text):
    node = read(("1", "Kế hoạch", 2, text)).nodes[0]
    assert (scores(node), confidence(node)) == ([2, 1, 0], "sure")


def test_an_option_that_holds_anothers_score_is_asked_about():
    rubric = read(("1", "Kế hoạch", 2, "Sớm: 1 điểm (nếu đủ) và đúng hạn nữa: 2\nMuộn: 0"))
    assert confidence(rubric.nodes[0]) == "guess" and "scores_in_option" in kinds(rubric)


def test_codes_inside_texts_beside_a_column_of_codes():
    rubric = read(
        ("I", "MỘT", 3),
        (None, "1. Kế hoạch", 2),
        (None, "1.1. Thời điểm", 1),
        (None, "Sớm: 1"),
        (None, "Muộn: 0"),
        (None, "1.2. Nội dung", 1),
        (None, "Đủ: 1"),
        (None, "Thiếu: 0"),
        (None, "2) Báo cáo"),
        (None, "a) Số lượng", 1),
        (None, "Cộng mục I", 3),
        (None, "TỔNG CỘNG", 3),
    )
    assert outline(rubric) == [
        ("I", 1, 3), ("1", 2, 2), ("1.1", 3, 1), ("1.2", 3, 1), ("2", 2, 1), ("a", 3, 1),
    ]  # fmt: skip
    assert kinds(rubric) == {"max_from_children", "no_method"}


def test_a_numbered_sentence_of_a_method_is_no_criterion():
    rubric = read(
        ("1", "Kế hoạch", 2), (None, "1. Đối với sở"), (None, "Có: 2"), (None, "Không: 0")
    )
    assert len(rubric.nodes) == 1 and confidence(rubric.nodes[0]) != "sure"


@pytest.mark.parametrize(
    ("codes", "levels"),
    [
        (("A", "A1", "A1.1", "A.1.2", "B", "B1", "b1.1"), (1, 2, 3, 3, 1, 2, 3)),
        (("A", "A1", "B", "B1", "c", "c1", "c1.1"), (1, 2, 1, 2, 1, 2, 3)),
        (("a", "a.1", "a.1.1", "b", "b.1"), (1, 2, 3, 1, 2)),
        (("C1", "C1.1", "C2"), (1, 2, 1)),
        (("1", "1.1", "A", "B", "a", "2"), (1, 2, 3, 3, 4, 1)),
    ],
)
def test_letters_and_digits(codes, levels):
    rubric = read(*((code, "Tiêu chí", 1) for code in codes))
    assert tuple(node.level for node in rubric.nodes) == levels
    assert [node.code for node in rubric.nodes] == list(codes)


def test_coded_rows_that_are_options():
    rubric = read(
        ("3", "Đào tạo", 1),
        ("3.1", "Từ 70% trở lên: 1"),
        ("3.2", "Dưới 70%: 0", 0),
        ("4", "Khác", 1),
    )
    assert outline(rubric) == [("3", 1, 1), ("4", 1, 1)]
    assert scores(rubric.nodes[0]) == [1, 0] and confidence(rubric.nodes[0]) == "guess"
    assert "coded_rows_are_options" in kinds(rubric) and not rubric.errors


def test_coded_rows_whose_scores_add_up_are_criteria():
    rubric = read(("3", "Đào tạo", 2), ("3.1", "Có kế hoạch: 1", 1), ("3.2", "Có báo cáo: 1", 1))
    assert len(rubric.nodes) == 3


def test_rows_without_codes_whose_scores_add_up_are_criteria():
    rubric = read(("1", "Kế hoạch", 2), (None, "Ban hành", 1), (None, "Báo cáo", 1))
    assert outline(rubric) == [("1", 1, 2), ("", 2, 1), ("", 2, 1)]
    assert "uncoded_rows_are_criteria" in kinds(rubric)


def test_rows_without_codes_of_which_the_best_is_the_maximum_are_options():
    rubric = read(("1", "Kế hoạch", 2), (None, "Sớm", 2), (None, "Muộn", 1), (None, "Không", 0))
    assert scores(rubric.nodes[0]) == [2, 1, 0] and confidence(rubric.nodes[0]) == "sure"


def test_or_between_criteria_counts_once():
    rubric = read(
        ("I", "MỘT", 5),
        ("1", "Hoàn thành", 5, "Tốt: 5\nKém: 0"),
        (None, "Hoặc"),
        ("2", "Được khen", 5, "Có: 5\nKhông: 0"),
    )
    assert "sum_differs" not in kinds(rubric) and "either_or" in kinds(rubric)
    assert {confidence(leaf) for leaf in rubric.leaves} == {"guess"}


SLIPPED = (
    ("2", "HAI", 3),
    ("2.1", "Một", 1),
    ("2.11", "Chi tiết", 1, "Có: 1\nKhông: 0"),
    ("2.2", "Hai", 2, "Có: 2\nKhông: 0"),
)


def test_a_code_that_slipped_is_asked_about_and_can_be_corrected():
    rubric = read(*SLIPPED)
    [slip] = [finding for finding in rubric.findings if finding.kind == "code_slip"]
    assert (slip.params["meant"], slip.params["fits"], slip.params["cell"]) == ("2.1.1", True, "A4")
    assert confidence(rubric.nodes[2]) == "guess"
    corrected = read(*SLIPPED, corrections={f"row:{slip.row}": "code:2.1.1"})
    assert [code for code, *_rest in outline(corrected)] == ["2", "2.1", "2.1.1", "2.2"]
    assert not kinds(corrected)


def test_a_code_with_two_digits_that_goes_on_has_not_slipped():
    rows = [
        ("2", "HAI", 12),
        *((f"2.{number}", "Mục", 1, "Có: 1\nKhông: 0") for number in range(1, 13)),
    ]
    assert not kinds(read(*rows))


def test_corrections_hold_for_rows_of_the_same_shape():
    rows = (
        ("1", "Kế hoạch", 2, "Có: 2\nKhông: 0"),
        (None, "NHẮC NHỞ CHUNG", None),
        ("2", "Báo cáo", 2, "Có: 2\nKhông: 0"),
        (None, "NHẮC NHỞ KHÁC", None),
    )
    rubric = read(*rows)
    assert (
        "option_without_score" in kinds(rubric) and rubric.shapes["row:3"] == rubric.shapes["row:5"]
    )
    corrected = read(*rows, corrections={rubric.shapes["row:3"]: "remark"})
    assert kinds(corrected) == {"remarks_passed_over"}


def test_the_table_stands_beside_what_was_read_from_it():
    """Each cell names the criterion it went to; what was said of rows, and what a slipped code means, stands there."""
    rubric = read(*SLIPPED)
    shown = lay_side_by_side(rubric, {rubric.shapes["row:4"]: "remark"}, str)
    assert [row["number"] for row in shown["rows"]] == [2, 3, 4, 5]
    assert shown["meant"] == {"4": "2.1.1"}
    shapes = Counter(row["shape"] for row in shown["rows"])
    assert max(shapes.values()) > 1
    assert [row["alike"] for row in shown["rows"]] == [
        shapes[row["shape"]] for row in shown["rows"]
    ]
    slip = shown["rows"][2]
    assert (slip["key"], slip["said"]) == ("row:4", "remark")
    assert slip["cells"][0]["part"] == "code"
    assert shown["nodes"][slip["cells"][0]["node"]]["code"] == "2.11"
    assert {cell["node"] for row in shown["rows"] for cell in row["cells"]} <= {-1, 0, 1, 2, 3}
    json.dumps(shown)


@pytest.mark.parametrize(
    ("before", "code", "follows"),
    [
        ("I", "II", True),
        ("A", "B", True),
        ("2", "3", True),
        ("2.1", "2.2", True),
        ("1.2.9", "1.2.10", True),
        ("2.1", "2.3", False),
        ("2.1", "3.2", False),
        ("1.2.1", "1.3.2", False),
        ("1.2.1", "3.2.2", False),
        ("2.1", "2.2.1", False),
        ("2", "2", False),
        ("1", "II", False),
    ],
)
def test_which_code_is_the_next(before, code, follows):
    """Sheets that go on from each other are one rubric: the next number, below the same ones."""
    assert code_follows(read_code(code), read_code(before)) is follows


def test_a_code_like_no_other_heads_nothing():
    """What follows it stands beside it, from the first row on."""
    outline = Outline()
    codes = ("KH-1", "1", "1.1", "KH-2", "2")
    places = [outline.place(number, read_code(code)) for number, code in enumerate(codes)]
    assert [place.parent for place in places] == [None, None, 1, 1, None]


@pytest.mark.parametrize(
    ("codes", "parents"),
    [
        # a letter that is a numeral as well: by what it goes on from, or what stands before its point
        (("A", "I"), [None, 0]),
        (("H", "I"), [None, None]),
        (("H", "I", "I"), [None, None, 1]),
        (("H", "I", "I.1"), [None, None, 1]),
        (("H", "I", "C.1", "I.1"), [None, None, 1, 1]),
        (("I", "I.1", "II"), [None, 0, None]),
        (("C.1", "I.1"), [None, 0]),
    ],
)
def test_what_is_a_letter_and_a_numeral(codes, parents):
    """I, V, X, C … head rows as letters where they go on from one, and as numerals everywhere else."""
    outline = Outline()
    places = [outline.place(number, read_code(code)) for number, code in enumerate(codes)]
    assert [place.parent for place in places] == parents


def test_a_sheet_of_nothing_has_no_width():
    """Of blank rows nothing is left; others are as wide as the widest of them."""
    for rows, expected in (
        ([], (0, 0, 0)),
        ([(4, ["", None])], (0, 0, 0)),
        ([(2, ["a"]), (4, ["b", "", "c"])], (2, 4, 3)),
    ):
        shape, filled = make_sheet("x", rows, DEFAULT_LIMITS)
        assert (shape.rows, shape.last_row, shape.last_column) == expected
        assert {len(cells) for _number, cells in filled} <= {expected[2]}


def test_a_document_has_half_as_many_cells_as_a_workbook():
    """Each costs more there, blank or not: reading ends at the first that is too many."""
    with pytest.raises(WorkbookError) as caught:
        read_word(hostile.make("70,000 rows of a blank cell"), DEFAULT_LIMITS)
    assert caught.value.kind == "too_much"
    assert caught.value.params["measure"] == "cells"
    assert caught.value.params["limit"] == DEFAULT_LIMITS.all_cells // 2


def test_cells_are_joined_in_their_own_sheet():
    """What is joined in the second sheet of an .ods leaves the first as it is."""
    joined = (
        b'<table:table table:name="Hai"><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>'
        b'<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="3"><text:p>b</text:p>'
        b"</table:table-cell></table:table-row></table:table></office:spreadsheet>"
    )
    one = as_ods([HEADINGS, ("1", "Kế hoạch", "2", "", "")])
    two = repack(one, {"content.xml": lambda text: text.replace(b"</office:spreadsheet>", joined)})
    sheets = open_spreadsheet(two, DEFAULT_LIMITS).sheets
    assert [list(sheet.merges) for sheet in sheets] == [[], [(1, 2, 2, 4)]]


def test_sheets_that_are_one_rubric_keep_their_rows_apart():
    """Rows of the same number in two sheets are two rows, with keys of their own."""
    rubric = read_rubric(two_sheets())
    keys = [row["key"] for row in lay_side_by_side(rubric, {}, str)["rows"]]
    assert keys == ["row:Một!2", "row:Một!3", "row:Hai!2", "row:Hai!3"]


def test_corrections_of_strangers_are_kept_as_far_as_they_are_any():
    """Whatever a caller sends, only kinds that are known are taken, and codes for single rows."""
    good = {"row:3": "code:2.1.1", "code=-": "option"}
    bad = {
        "row:4": "drop",
        "": "option",
        "code=digits2": "code:1.1",
        5: "option",
        "x" * 301: "total",
    }
    assert keep_corrections({**good, **bad}) == good
    assert for_other_files(good) == {"code=-": "option"}
    for given in (None, [], "option", 5):
        assert keep_corrections(given) == {}
    assert len(keep_corrections({f"row:{n}": "option" for n in range(900)})) == 500


@pytest.mark.parametrize(
    ("method", "evidence", "scorer"),
    [
        ("90% ý kiến được hỏi hài lòng: 3\nÍt hơn: 0", None, "council"),
        ("Cao: 3\nThấp: 0", "Kết quả khảo sát năm", "council"),
        ("Cao: 3\nThấp: 0", "Kế hoạch điều tra xã hội học", "unit"),
    ],
)
def test_a_survey_is_known_by_its_options_and_documents(method, evidence, scorer):
    rubric = read(("1", "Chất lượng", 3, method, evidence))
    assert guess_scorers(rubric.nodes) == [scorer]
    assert (confidence(rubric.nodes[0]) == "guess") is (scorer == "council")


def test_columns_of_bonus_and_penalty_become_parts_with_caps():
    rows = [
        (None, None, "Chuẩn", "Thưởng", "Trừ", None),
        ("a", "Chuyên môn", 10, 1, 2, None),
        ("a1", "Hồ sơ", 10, 1, "-2", "Sớm thì thưởng, muộn thì trừ"),
    ]
    headings = ("STT", "TIÊU CHUẨN", "ĐIỂM", None, None, "Ghi chú")
    rubric = read(*rows, headings=headings)
    assert [(n.name, n.section, n.max_score) for n in rubric.nodes[1:]] == [
        ("Hồ sơ", "", 10), ("Điểm chuẩn", "", 10), ("Điểm thưởng", "bonus", 1), ("Điểm trừ", "penalty", 2),
    ]  # fmt: skip
    assert (rubric.nodes[1].bonus, rubric.nodes[1].penalty) == (1, 2)
    assert "sum_differs" not in kinds(rubric)


def test_a_condition_has_no_points_and_is_kept():
    headings = ("STT", "Nội dung", "Điểm", "Mức")
    rubric = read(
        ("1", "Quản trị", "Tối đa 4 điểm"),
        ("1.1", "Có quy chế", "Điều kiện bắt buộc"),
        ("1.2", "Hồ sơ", "Tối đa 4 điểm", "Dưới 40%: 1 điểm; từ 40%: 4 điểm"),
        headings=headings,
    )
    assert outline(rubric) == [("1", 1, 4), ("1.1", 2, None), ("1.2", 2, 4)]
    assert guess_rule(rubric.nodes[1]).type == "met" and not rubric.errors
    assert [option.name for option in rubric.nodes[1].options] == ["Đạt", "Không đạt"]


@pytest.mark.parametrize("maximum", [None, "-", "Đ", "Đạt/không đạt"])
@pytest.mark.parametrize("options", ["Không đạt\nĐạt", "- Đạt\n- Không đạt", "Đạt / Không đạt"])
def test_options_that_deny_each_other_say_that_no_points_are_given(maximum, options):
    rubric = read(
        ("1", "Quản trị", 4),
        ("1.1", "Có quy chế", maximum, options),
        ("1.2", "Hồ sơ", 4, "Có: 4\nKhông: 0"),
    )
    assert [node.is_condition for node in rubric.nodes] == [False, True, False]
    assert not rubric.errors and kinds(rubric) == {"condition_without_points"}
    node = rubric.nodes[1]
    assert [option.name for option in node.options] == ["Đạt", "Không đạt"] and not node.guidance
    assert (guess_rule(node).type, confidence(node)) == ("met", "likely")


@pytest.mark.parametrize(
    "options",
    ["Có: 0\nKhông có: 0", "Đạt\nChưa tốt", "Đạt", "Có\nKhông có", "Đạt\nKhông đạt\nĐạt một phần"],
)
def test_a_maximum_that_is_missing_is_no_condition(options):
    rubric = read(("1", "Quản trị", 4), ("1.1", "Có quy chế", None, options))
    assert not rubric.nodes[1].is_condition and "missing_max_score" in kinds(rubric)


@pytest.mark.parametrize("blank", [None, "-"])
def test_what_stands_below_a_condition_is_one(blank):
    """What is said of it is what becomes of it: no maximum is missing, and no method."""
    rubric = read(
        ("1", "Quản trị", 4),
        ("1.1", "Mục", "Điều kiện"),
        ("1.1.1", "Quy chế", blank),
        ("1.1.1.1", "Bản chính", blank),
        ("1.1.2", "Kế hoạch", blank, "Có\nKhông"),
        ("1.2", "Hồ sơ", 4, "Có: 4\nKhông: 0"),
    )
    assert [node.is_condition for node in rubric.nodes] == [False, True, True, True, True, False]
    assert [len(node.options) for node in rubric.nodes] == [0, 0, 0, 2, 2, 2]
    assert kinds(rubric) == {"condition_without_points"}
    assert [found.row for found in rubric.findings] == [5, 6]


def test_a_condition_with_points_below_it_is_none():
    """The points below it count above it, and what has none beside them lacks some."""
    rows = [
        ("1", "Quản trị", 5),
        ("1.1", "Mục", "Điều kiện"),
        ("1.1.1", "Quy chế", None),
        ("1.1.2", "Hồ sơ", 4, "Có: 4\nKhông: 0"),
    ]
    rubric = read(*rows)
    assert not any(node.is_condition for node in rubric.nodes)
    assert kinds(rubric) == {"missing_max_score", "no_method"}
    rows[2] = ("1.1.1", "Quy chế", 1, "Có: 1\nKhông: 0")
    rubric = read(*rows)
    assert outline(rubric) == [("1", 1, 5), ("1.1", 2, 5), ("1.1.1", 3, 1), ("1.1.2", 3, 4)]
    assert kinds(rubric) == {"max_from_children"}


def test_best_option_below_the_maximum_is_never_sure():
    rubric = read(("1", "Kế hoạch", 1, "Có: 0,5\nKhông: 0"))
    assert confidence(rubric.nodes[0]) == "guess" and "best_below_max" in kinds(rubric)


def two_sheets(second="II"):
    book = openpyxl.Workbook()
    for sheet, code in ((book.active, "I"), (book.create_sheet("Hai"), second)):
        for row in (HEADINGS, (code, "PHẦN", 2), ("1", "Mục", 2, "Có: 2\nKhông: 0")):
            sheet.append(list(row))
    book.active.title = "Một"
    return save(book)


def test_sheets_that_go_on_are_one_rubric():
    rubric = read_rubric(two_sheets())
    assert (rubric.total, rubric.sheet_name) == (4, "Một + Hai")
    assert rubric.rubric_sheet_names == ("Một + Hai", "Một", "Hai")
    assert kinds(rubric) == {"sheets_joined"}
    assert read_rubric(two_sheets(), sheet="Hai").total == 2
    assert read_rubric(two_sheets(), sheet="Một + Hai").total == 4
    assert {cell.sheet for cell in rubric.cells} == {"Một", "Hai"}


def test_sheets_that_do_not_go_on_stay_apart():
    assert read_rubric(two_sheets("III")).rubric_sheet_names == ("Một", "Hai")


def test_texts_of_an_old_font_are_read_and_said():
    rubric = read_rubric(
        workbook([("1", "B¸o c¸o c«ng t¸c", 2)], headings=("STT", "Tiªu chÝ", "§iÓm tèi ®a"))
    )
    assert rubric.nodes[0].name == "Báo cáo công tác" and "old_font_read" in kinds(rubric)


def test_every_cell_is_accounted_for_and_unknown_columns_are_warned_of():
    rubric = read(
        ("1", "Kế hoạch", 2, "Có: 2\nKhông: 0", "Văn bản", "lạ", "1,5"),
        (None, "TỔNG", 2),
        (None, "Nơi nhận:"),
        headings=(*HEADINGS, "Mã màu", "Tự chấm"),
    )
    parts = {cell.name: cell.part for cell in rubric.cells}
    assert set(parts.values()) <= CELL_PARTS.keys()
    assert {parts[f"{column}1"] for column in "ABCDEFG"} == {"heading"}
    assert (parts["F2"], parts["G2"], parts["B3"], parts["B4"]) == (
        "unread",
        "remark",
        "total",
        "remark",
    )
    assert kinds(rubric) == {"column_not_read", "column_passed_over", "remarks_passed_over"}


WORD_HEAD = ("STT", "Tiêu chí", "Điểm tối đa", "Cách chấm")


def test_tables_of_a_document_that_go_on_are_one():
    """Headings are repeated on each page, a row is broken over two, and merged cells keep their place."""
    merged = ("", "<w:vMerge/>")
    first = [
        WORD_HEAD,
        ("I", ("PHẦN MỘT", '<w:gridSpan w:val="1"/>'), "3", ""),
        ("1", ("Kế hoạch", '<w:vMerge w:val="restart"/>'), "1", "Sớm: 1"),
        ("", merged, "", "Muộn: 0"),
        ("2", "Báo cáo quý,", "2", "Đủ: 2\nThiếu: 0"),
    ]
    second = [("", "năm theo quy định", "", ""), ("", "TỔNG CỘNG", "3", "")]
    rubric = read_rubric(as_docx([], parts=[first, second], below=("Nơi nhận: như trên",)))
    assert outline(rubric) == [("I", 1, 3), ("1", 2, 1), ("2", 2, 2)]
    assert rubric.nodes[2].name == "Báo cáo quý, năm theo quy định"
    assert scores(rubric.nodes[1]) == [1, 0]
    assert (kinds(rubric), rubric.title) == ({"text_outside_table"}, "Bộ tiêu chí mẫu")
    again = read_rubric(
        as_docx([], parts=[first, [WORD_HEAD, ("3", "Thêm", "1", "Có: 1\nKhông: 0")]])
    )
    assert [node.code for node in again.nodes] == ["I", "1", "2", "3"]


def test_text_files_say_how_they_were_read():
    text = "STT\tTiêu chí\tĐiểm tối đa\tCách chấm\n1\tKế hoạch\t2\tCó: 2; Không: 0\n"
    for encoding in ("utf-8", "utf-16"):
        rubric = read_rubric(text.encode(encoding))
        [said] = rubric.findings
        assert (said.kind, said.params["separator"]) == ("separated_text_read", "\t")
        assert scores(rubric.nodes[0]) == [2, 0]


@pytest.mark.parametrize("data", [b"a;b\x00c", b"no table at all", b"{}"])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(WorkbookError):
        read_rubric(data)


def word_table(*rows):
    body = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return hostile.document(f"<w:tbl>{body}</w:tbl>")


def word_cell(text="", more=""):
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{hostile.paragraph(text)}</w:tc>"


def test_a_row_of_a_document_costs_what_is_in_it():
    """Rows without cells are not as wide as another one claims to be."""
    wide = [word_cell("x", '<w:gridSpan w:val="63"/>')] * 300
    with watched() as work:
        read_word(word_table(wide, *[[]] * 1_000), DEFAULT_LIMITS)
    assert 300 <= work["cells"] < 1_000


@pytest.mark.parametrize("body", ["<w:tc/>", "<w:tbl><w:tc/></w:tbl>", "<w:tr><w:tc/></w:tr>"])
def test_cells_outside_of_rows_are_none(body):
    """A document whose cells stand where none belong has no table, or one without a rubric."""
    for inside in (body, f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"):
        with pytest.raises(WorkbookError):
            read_rubric(hostile.document(inside))


def test_blanks_behind_the_rows_of_a_sheet_cost_nothing():
    """LibreOffice fills each row up to its last column: a rubric of 900 criteria is not too much for that."""
    rows = [WORD_HEAD, *((str(n), f"Tiêu chí {n}", "1", "Có: 1\nKhông: 0") for n in range(1, 901))]
    with watched() as work:
        assert len(read_rubric(as_ods(rows)).nodes) == 900
    assert work["cells"] <= 2 * 901 * 4


def as_cp1258(text):
    """Return ``text`` as Windows wrote it before Unicode: tones are letters of their own behind the vowel."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = []
    for char in text:
        marks = unicodedata.normalize("NFD", char)
        tone = "".join(mark for mark in marks if mark in tones)
        vowel = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones))
        parts.append(vowel + tone)
    return "".join(parts).encode("cp1258")


def test_text_files_of_old_fonts_and_code_pages():
    """What old fonts show is known by its letters, and not taken for the code page of Windows, nor that for them."""
    text = "STT;Tiêu chí;Điểm tối đa;Cách chấm\n1;Báo cáo công tác quý;2;Có: 2\n"
    tcvn3 = "STT;Tiªu chÝ;§iÓm tèi ®a;C¸ch chÊm\n1;B¸o c¸o c«ng t¸c quý;2;Cã: 2\n"
    for data in (text.encode(), tcvn3.encode("latin-1"), as_cp1258(text)):
        assert read_rubric(data).nodes[0].name.startswith("Báo cáo công tác")


def test_blank_lines_of_a_text_file_count():
    """A million of them are refused, like as many cells."""
    with pytest.raises(WorkbookError) as refused:
        read_rubric(b"STT;Noi dung\n" + b"\n" * 1_000_000)
    assert refused.value.kind == "too_much"


def test_a_criterion_that_has_a_bonus_alone_is_one():
    """A blank maximum beside a bonus is no mistake."""
    rubric = read(
        (None, None, "Chuẩn", "Thưởng", None),
        ("a", "Chuyên môn", 10, None, None),
        ("b", "Sáng kiến", None, 2, None),
        headings=("STT", "TIÊU CHUẨN", "ĐIỂM", None, "Ghi chú"),
    )
    assert [(n.name, n.section, n.max_score) for n in rubric.nodes] == [
        ("Chuyên môn", "", 10),
        ("Sáng kiến", "bonus", 2),
    ]
    assert not rubric.errors


def test_cost_of_totals_and_of_coded_options_is_linear():
    """Twice as many criteria, each with a total and options with codes, make twice the work."""

    def count(size):
        rows = []
        for n in range(1, size + 1):
            rows += [(str(n), "Tiêu chí", 1), (f"{n}.1", "Đủ: 1"), (f"{n}.2", "Thiếu: 0")]
            rows.append((None, "Tổng cộng", 1))
        data = workbook(rows, headings=("STT", "Tiêu chí", "Điểm tối đa"))
        calls = 0

        def note(frame, event, argument):
            nonlocal calls
            calls += frame.f_code.co_filename.endswith(("table.py", "settling.py", "rows.py"))

        sys.setprofile(note)
        try:
            rubric = read_rubric(data)
        finally:
            sys.setprofile(None)
        assert len(rubric.nodes) == size
        return calls

    assert count(200) < 2.5 * count(100)


def test_alternatives_stand_below_what_counts_the_best_of_them():
    """Where the criterion above has nothing else it counts the best; else one is put in between, with all below it."""
    rows = (
        ("1", "MỘT", 5),
        ("1.1", "Có sáng kiến cấp tỉnh", 2, "Có: 2\nKhông: 0"),
        (None, "Hoặc", None),
        ("1.2", "Có sáng kiến cấp sở", 1, "Có: 1\nKhông: 0"),
        ("1.3", "Báo cáo", 3, "Có: 3\nKhông: 0"),
        ("2", "HAI", 2),
        ("2.1", "Khảo sát trực tuyến", 2, "Có: 2\nKhông: 0"),
        (None, "Hoặc", None),
        ("2.2", "Khảo sát bằng phiếu", 2, "Có: 2\nKhông: 0"),
    )
    rubric = read(*rows)
    assert "sum_differs" not in kinds(rubric)
    nodes = gather_alternatives(rubric).nodes
    assert [(n.code, n.level, n.parent, n.max_score, n.counts_best) for n in nodes] == [
        ("1", 1, None, 5, False),
        ("", 2, 0, 2, True),
        ("1.1", 3, 1, 2, False),
        ("1.2", 3, 1, 1, False),
        ("1.3", 2, 0, 3, False),
        ("2", 1, None, 2, True),
        ("2.1", 2, 5, 2, False),
        ("2.2", 2, 5, 2, False),
    ]
    assert [n.index for n in nodes] == list(range(8)) and not any(n.either for n in nodes)
    plain = read(*rows[:2])
    assert gather_alternatives(plain) is plain


@pytest.mark.parametrize(
    ("maximum", "words", "expected", "trust"),
    [
        ("Điều kiện", "Không có\nCó", ["Có", "Không có"], "guess"),
        ("Điều kiện", "Không/Có", ["Có", "Không"], "guess"),
        ("Điều kiện", "Chưa đạt\nĐạt", ["Đạt", "Chưa đạt"], "likely"),
        (
            "Điều kiện",
            "Không để xảy ra vi phạm / Để xảy ra vi phạm",
            ["Không để xảy ra vi phạm", "Để xảy ra vi phạm"],
            "guess",
        ),
        ("Bắt buộc", "- Không có đơn thư\n- Có đơn thư", ["Không có đơn thư", "Có đơn thư"], "guess"),
    ],
)  # fmt: skip
def test_a_stated_condition_keeps_its_own_words(maximum, words, expected, trust):
    """Which option means met only "Đạt" and "Có" say by themselves; it is named, so that somebody looks."""
    rubric = read(
        ("1", "Quản trị", 4),
        ("1.1", "Quy chế", maximum, words),
        ("1.2", "Hồ sơ", 4, "Có: 4\nKhông: 0"),
    )
    node = rubric.nodes[1]
    assert [option.name for option in node.options] == expected
    assert (guess_rule(node).type, confidence(node)) == ("met", trust)
    [found] = rubric.findings
    assert (found.kind, found.row) == ("condition_without_points", 3)
    assert (found.params["option"], found.params["text"]) == (expected[0], maximum)


@pytest.mark.parametrize(
    "words",
    [
        ("- Có ban hành", "- Không có ban hành"),
        ("Có ban hành", "Không có ban hành"),
        ("- Không để xảy ra vi phạm", "- Để xảy ra vi phạm"),
        ("- Bị phê bình", "- Chưa bị nhắc nhở"),
    ],
)
def test_options_of_a_condition_stand_in_rows_of_their_own(words):
    rubric = read(
        ("1", "Quản trị", 4),
        ("1.1", "Quy chế", "Điều kiện"),
        *((None, text) for text in words),
        ("1.2", "Hồ sơ", 4, "Có: 4\nKhông: 0"),
    )
    node = rubric.nodes[1]
    assert [(option.row, option.cell, option.name) for option in node.options] == [
        (row, f"B{row}", text.strip("- ")) for row, text in enumerate(words, start=4)
    ]
    assert not node.guidance and not node.left_over
    assert kinds(rubric) == {"condition_without_points"}
