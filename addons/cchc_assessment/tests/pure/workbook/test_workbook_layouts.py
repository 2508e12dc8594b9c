"""Whole rubrics in layouts that provinces use, in words of our own: each arrives in full."""

from decimal import Decimal

import pytest
from reader_fixtures import workbook

from core.workbook.rubric.reader import read_rubric
from core.workbook.rubric.rule_guess import guess_rule, guess_scorers, guess_sections


def outline(rubric):
    return [(node.code, node.level, node.max_score) for node in rubric.nodes]


def rules(rubric):
    """Return code -> rule and thresholds of each leaf."""
    sections = guess_sections(rubric.nodes)
    found = {}
    for node in rubric.leaves:
        guess = guess_rule(node, sections[node.index])
        found[node.code] = (guess.type, [level.threshold for level in guess.levels])
    return found


def test_method_column_with_lines_and_roman_domains():
    """A decision with Roman domains, and all options in one cell of "Cách chấm điểm"."""
    headings = (
        "TT",
        "Nội dung tiêu chí",
        "Thang điểm",
        "Cách chấm điểm",
        "Hồ sơ minh chứng",
        "Ghi chú",
    )
    rows = [
        ("I", "CHỈ ĐẠO ĐIỀU HÀNH", "6,5", None, None, None),
        ("1", "Kế hoạch cải cách hành chính", "3,5", None, None, None),
        (
            "1.1", "Ban hành kế hoạch", "1,5",
            "- Trước ngày 31/01: 1,5 điểm\n- Sau ngày 31/01: 0,75 điểm\n- Không ban hành: 0 điểm",
            "- Quyết định ban hành; công văn gửi kèm\n- Kế hoạch", "Tính theo ngày ký",
        ),
        (
            "1.2", "Hoàn thành kế hoạch", 2,
            "Từ 90% trở lên: 2\nTừ 70% - dưới 90%: 1\nDưới 70%: 0",
            "Báo cáo tổng kết", None,
        ),
        ("2", "Sáng kiến", 3, "Mỗi sáng kiến được công nhận: 0,5 điểm", "Quyết định", None),
        ("II", "TÁC ĐỘNG CỦA CẢI CÁCH", 4, None, None, None),
        ("1", "Mức độ hài lòng của tổ chức, cá nhân (XHH)", 4, "Tỷ lệ hài lòng x điểm tối đa", None, None),
        (None, "TỔNG CỘNG", "10,5", None, None, None),
    ]  # fmt: skip
    rubric = read_rubric(workbook(rows, headings=headings))
    assert rubric.errors == ()
    assert outline(rubric) == [
        ("I", 1, Decimal("6.5")),
        ("1", 2, Decimal("3.5")),
        ("1.1", 3, Decimal("1.5")),
        ("1.2", 3, Decimal(2)),
        ("2", 2, Decimal(3)),
        ("II", 1, Decimal(4)),
        ("1", 2, Decimal(4)),
    ]
    issue, done, _ideas, survey = rubric.leaves
    assert issue.requirements == ("Quyết định ban hành", "công văn gửi kèm", "Kế hoạch")
    assert issue.note == "Tính theo ngày ký"
    assert guess_rule(issue).type == "choice"
    assert [level.threshold for level in guess_rule(done).levels] == [90, 70, None]
    assert (guess_rule(rubric.nodes[4]).type, guess_rule(rubric.nodes[4]).points_per_item) == (
        "per_item",
        Decimal("0.5"),
    )
    assert guess_rule(survey).type == "ratio"
    assert guess_scorers(rubric.nodes)[-1] == "council"


def test_two_storey_heading_with_the_score_before_the_name():
    """A score sheet of a commune: scores left of the names, letters below numbers, one more heading row."""
    headings = ("Điểm", None, "STT", "Lĩnh vực, tiêu chí", "Tài liệu kiểm chứng")
    rows = [
        ("Tối đa", "Tự chấm", None, None, None),
        (5, None, "A", "CÔNG TÁC CHỈ ĐẠO", None),
        (3, None, "1", "Tuyên truyền", None),
        (2, None, "a)", "Số hình thức tuyên truyền", "Ảnh chụp; bài viết"),
        (None, None, None, "+ Có 04 hình thức trở lên: 2", None),
        (None, None, None, "+ Có từ 02 - 03 hình thức: 1", None),
        (None, None, None, "+ Dưới 02 hình thức: 0", None),
        (1, None, "b)", "Có chuyên mục trên trang thông tin", None),
        (None, None, None, "+ Có : 1,0", None),
        (None, None, None, "+ Không : 0", None),
        (2, None, "2", "Kỷ luật báo cáo", None),
        (None, None, None, "Cứ mỗi báo cáo chậm trừ 0,25 điểm.", None),
    ]

    def merge(sheet):
        sheet.merge_cells("A1:B1")
        for column in "CDE":
            sheet.merge_cells(f"{column}1:{column}2")

    rubric = read_rubric(workbook(rows, headings=headings, change=merge))
    assert rubric.errors == ()
    assert outline(rubric) == [
        ("A", 1, Decimal(5)),
        ("1", 2, Decimal(3)),
        ("a", 3, Decimal(2)),
        ("b", 3, Decimal(1)),
        ("2", 2, Decimal(2)),
    ]
    assert rules(rubric) == {
        "a": ("band", [4, 2, None]),
        "b": ("choice", [None, None]),
        "2": ("deduction", []),
    }
    assert rubric.nodes[2].requirements == ("Ảnh chụp", "bài viết")


def test_code_and_name_in_one_column_with_bonus_and_penalty():
    """A department's own sheet: no column for codes, letterhead above, bonus and penalty below."""
    headings = ("Tiêu chí/Tiêu chí thành phần", "Phương pháp đánh giá", "Điểm chuẩn")
    above = [
        ("SỞ MẪU", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("BẢNG ĐIỂM CẢI CÁCH HÀNH CHÍNH NĂM 2031", None, None),
        ("(Kèm theo Quyết định số 5/QĐ-SM)", None, None),
    ]
    rows = [
        ("1. Thủ tục hành chính", None, 8),
        ("1.1. Giải quyết hồ sơ đúng hạn", "Trên 98%: 5\nTừ 90% đến 98%: 3\nDưới 90%: 0", 5),
        ("1.2. Công khai thủ tục", "Đầy đủ, kịp thời (3 điểm)\nKhông đầy đủ (1 điểm)", 3),
        ("2. Điểm thưởng", None, 2),
        ("2.1. Mô hình mới", "Mỗi mô hình được cộng 1 điểm, tối đa 2 điểm", 2),
        ("3. Điểm trừ", None, 3),
        ("3.1. Phản ánh, kiến nghị đúng", "Mỗi phản ánh trừ 0,5 điểm", 3),
        ("Nơi nhận:", None, None),
    ]
    rubric = read_rubric(workbook(rows, headings=headings, above=above))
    assert rubric.errors == ()
    assert (rubric.title, rubric.year) == ("Bảng điểm cải cách hành chính năm 2031", 2031)
    assert [(code, level) for code, level, _max in outline(rubric)] == [
        ("1", 1), ("1.1", 2), ("1.2", 2), ("2", 1), ("2.1", 2), ("3", 1), ("3.1", 2),
    ]  # fmt: skip
    assert guess_sections(rubric.nodes) == ["base"] * 3 + ["bonus"] * 2 + ["penalty"] * 2
    assert rules(rubric) == {
        "1.1": ("band", [98, 90, None]),
        "1.2": ("choice", [None, None]),
        "2.1": ("per_item", []),
        "3.1": ("per_item", []),
    }


def test_scores_of_options_in_their_own_column():
    """A sheet that lists each option's points in the score column, below the criterion's maximum."""
    headings = ("Số TT", "Chỉ tiêu đánh giá", "Điểm số", "Căn cứ chấm")
    rows = [
        ("1", "Chuyển đổi số", "4,0", None),
        ("1.1", "Hồ sơ trực tuyến", "4,0", "Số liệu Cổng dịch vụ công"),
        (None, "Đạt từ 80% trở lên", "4,0", None),
        (None, "Đạt từ 60% đến dưới 80%", "2,5", None),
        (None, "Đạt dưới 60%", "0", None),
        ("Cộng", None, "4,0", None),
    ]
    rubric = read_rubric(workbook(rows, headings=headings))
    assert rubric.findings == ()
    leaf = rubric.leaves[0]
    assert [option.score for option in leaf.options] == [4, Decimal("2.5"), 0]
    assert rules(rubric) == {"1.1": ("band", [80, 60, None])}
    assert leaf.guidance == "Số liệu Cổng dịch vụ công"


@pytest.mark.parametrize(
    ("headings", "found"), [(("A", "B"), []), (("B", "C"), ["child_under_other_code"] * 2)]
)
def test_numbers_that_begin_with_their_letters_place(headings, found):
    """Under B, the second letter, stands 2.1; under C it is somebody's slip."""
    rows = [
        row
        for place, heading in enumerate(headings, start=1)
        for row in (
            (heading, f"LĨNH VỰC {heading}", 2),
            (f"{place}.1", f"Kế hoạch {heading}", 2),
            (None, "Có: 2", None),
            (None, "Không: 0", None),
        )
    ]
    rubric = read_rubric(workbook(rows))
    assert [code for code, *_rest in outline(rubric)] == [headings[0], "1.1", headings[1], "2.1"]
    kinds = [finding.kind for finding in rubric.findings]
    assert [kind for kind in kinds if kind == "child_under_other_code"] == found
