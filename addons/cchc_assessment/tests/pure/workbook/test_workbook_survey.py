"""The points of a survey, read from the workbook of whoever held it."""

from decimal import Decimal

import openpyxl
import pytest
from reader_fixtures import save, workbook

from core.workbook.safe_open import Limits, WorkbookError
from core.workbook.survey.reader import EXPECTED_HEADINGS, PROBLEMS, SurveyRow, read_survey

HEADINGS = ("Mã đơn vị", "Tên đơn vị", "Mã tiêu chí", "Tiêu chí", "Điểm", "Số phiếu")


def _rows(*rows, headings=HEADINGS, **options):
    return read_survey(workbook(rows, headings=headings, **options)).rows


def test_a_row_for_each_unit_and_criterion():
    """By code, by name, or by both; points with a decimal comma; how many were asked, if it is said."""
    rows = _rows(
        ("SNV", " Sở  Nội vụ\n", "2.2", "Mức độ hài lòng", "2,75", 120),
        ("SNV", None, "2.2", None, 0, None),
        (None, "Sở Nội vụ", None, "Mức độ hài lòng", 1.5, "1 200"),
    )
    assert rows == (
        SurveyRow(2, ("SNV", "Sở Nội vụ"), ("2.2", "Mức độ hài lòng"), Decimal("2.75"), asked=120),
        SurveyRow(3, ("SNV",), ("2.2",), Decimal(0)),
        SurveyRow(4, ("Sở Nội vụ",), ("Mức độ hài lòng",), Decimal("1.5"), asked=1200),
    )


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        ((None, None, "2.2", None, 1, 1), [("no_unit", "")]),
        (("SNV", None, None, None, 1, 1), [("no_criterion", "")]),
        (("SNV", None, "2.2", None, None, 1), [("no_points", "")]),
        (("SNV", None, "2.2", None, "nhiều", 1), [("bad_points", "nhiều")]),
        (("SNV", None, "2.2", None, -1, 1), [("negative", Decimal(-1))]),
        (("SNV", None, "2.2", None, 1, "đông"), [("bad_asked", "đông")]),
        (("SNV", None, "2.2", None, 1, 1.5), [("bad_asked", Decimal("1.5"))]),
        (("SNV", None, "2.2", None, 1, -1), [("bad_asked", Decimal(-1))]),
        (("SNV", None, "2.2", None, 1, 0), []),
        (("SNV", None, "2.2", None, 1, 10**9 - 1), []),
        (("SNV", None, None, None, "x", "y"), ["no_criterion", "bad_points", "bad_asked"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row(row, problems):
    """Each fault is named with what is at fault; what is sound of the row is kept."""
    (read,) = _rows(row)
    kinds = [problem if isinstance(problem, str) else problem[0] for problem in problems]
    assert [kind for kind, _text in read.problems] == kinds
    assert set(kinds) <= set(PROBLEMS)
    if problems and not isinstance(problems[0], str):
        assert list(read.problems) == problems
    are_points_wrong = {"no_points", "bad_points", "negative"} & set(kinds)
    assert (read.points is None) == bool(are_points_wrong)
    assert (read.asked is None) == ("bad_asked" in kinds)


def test_how_many_are_too_many():
    """A number of people that no province has is a slip."""
    (row,) = _rows(("SNV", None, "2.2", None, 1, 10**9))
    assert [kind for kind, _text in row.problems] == ["bad_asked"]


def test_what_stands_below_the_table():
    """A total, a signature or a note names no unit and no criterion; rows after it are read."""
    rows = _rows(
        (None, None, None, None, 4, 220),
        ("SNV", None, "2.2", None, 1, None),
        (None, None, None, None, None, "Người lập biểu"),
    )
    assert [row.number for row in rows] == [3]


@pytest.mark.parametrize(
    "headings",
    [
        ("Đơn vị", "Tiêu chí", "Điểm"),
        ("SỞ, BAN, NGÀNH", "Nội dung", "Số điểm đạt được"),
        ("Cơ quan", "Chỉ số", "Điểm XHH"),
        ("Unit code", "Criterion code", "Score"),
        ("Ký hiệu cơ quan", "Số hiệu TC", "Kết quả điểm khảo sát"),
        ("Đơn vị", "Tiêu chí", "Điểm", "Điểm năm trước"),
        (5, "Đơn vị", "Tiêu chí", "Điểm"),
        ("đơn vị ".ljust(121, "x"), "Đơn vị", "Tiêu chí", "Điểm"),
    ],
)
def test_headings_are_found_as_people_write_them(headings):
    """In Vietnamese or English, whatever else stands beside them; of two columns the first counts."""
    place = next(n for n, text in enumerate(headings) if isinstance(text, str) and len(text) < 121)
    row = [None] * place + ["SNV", "2.2", 1.5, 9]
    (read,) = _rows(row, headings=headings)
    assert (read.units, read.criteria, read.points) == (("SNV",), ("2.2",), Decimal("1.5"))


@pytest.mark.parametrize(
    "headings",
    [("Đơn vị", "Tiêu chí"), ("Đơn vị", "Điểm"), ("Tiêu chí", "Điểm"), ("Cột 1", "Cột 2")],
)
def test_a_sheet_without_its_headings(headings):
    """The refusal names the sheets that were looked at, and the headings that are looked for."""
    with pytest.raises(WorkbookError) as caught:
        _rows(("SNV", "2.2"), headings=headings)
    assert caught.value.kind == "no_survey"
    assert caught.value.params["sheets"] == ["Phụ lục"]
    assert caught.value.params["headings"] == EXPECTED_HEADINGS


@pytest.mark.parametrize("above", [0, 39, 40])
def test_how_far_down_headings_are_looked_for(above):
    """Below forty rows of title and notes nobody begins a table."""
    row = ("SNV", None, "2.2", None, 1, None)
    data = workbook([row], headings=HEADINGS, above=[("Ghi chú",)] * above)
    if above == 40:
        with pytest.raises(WorkbookError):
            read_survey(data)
    else:
        assert [one.number for one in read_survey(data).rows] == [above + 2]


def test_the_first_sheet_that_can_be_seen():
    """Hidden sheets are passed over, and so are those that are no survey."""
    book = openpyxl.Workbook()
    for title, state, points in (
        ("Ẩn", "hidden", 1),
        ("Bìa", "visible", None),
        ("Khảo sát", "visible", 2),
        ("Khác", "visible", 3),
    ):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        if points:
            sheet.append(HEADINGS)
            sheet.append(("SNV", None, "2.2", None, points, None))
    del book["Sheet"]
    book.active = 1
    survey = read_survey(save(book))
    assert survey.sheet_name == "Khảo sát"
    assert [row.points for row in survey.rows] == [2]


def test_a_workbook_is_held_to_its_limits():
    """What is no workbook, or too large for one, is refused as everywhere."""
    data = workbook([("SNV", None, "2.2", None, 1, None)] * 20, headings=HEADINGS)
    assert len(read_survey(data).rows) == 20
    with pytest.raises(WorkbookError):
        read_survey(data, Limits(bytes=100))
    with pytest.raises(WorkbookError):
        read_survey(b"xin chao")
