"""Common figures, read from the workbook of whoever answers for a criterion."""

from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from reader_fixtures import save, workbook

from core.workbook.appendix.answers import Answer, Choice, Question
from core.workbook.figures.reader import FigureRow, get_expected_headings, read_figures
from core.workbook.safe_open import Limits, WorkbookError

SHARE = Question(1, "2.1", "Hồ sơ đúng hạn", max_score=Decimal(2), rule_type="ratio")
COUNT = Question(2, "2.2", "Sáng kiến", max_score=Decimal(2), rule_type="per_item")
LEVEL = Question(
    3,
    "1.1",
    "Kế hoạch",
    max_score=Decimal(2),
    rule_type="choice",
    choices=(Choice(7, "Kịp thời", Decimal(2)), Choice(8, "Không kịp thời", Decimal(1))),
)
HEADINGS = ("STT", "Mã đơn vị", "Tên đơn vị", "Số hồ sơ đúng hạn", "Tổng số hồ sơ")


def _read(*rows, question=SHARE, headings=HEADINGS, **options):
    return read_figures(workbook(rows, headings=headings), question, **options)


def _share(done, total):
    return Answer(numerator=Decimal(done), denominator=Decimal(total))


def test_a_row_for_each_unit():
    """By code, name or both; with a decimal comma; a total and a signature are none."""
    table = _read(
        (1, "SNV", " Sở  Nội vụ\n", "1.234", "1 300"),
        (2, None, "Sở Y tế", "12,5", 20),
        (None, None, "Tổng cộng", 1246, 1320),
        (None, None, None, "Người lập biểu", None),
    )
    assert table.columns == {"unit_code": "B", "unit": "C", "value": "D", "denominator": "E"}
    assert table.rows[0].units == ("SNV", "Sở Nội vụ")
    assert table.rows[1] == FigureRow(3, ("Sở Y tế",), _share("12.5", 20))
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("90%", _share(90, 100)),
        ("97,5 %", _share("97.5", 100)),
        ("18/20", _share(18, 20)),
        (97.5, _share("97.5", 100)),
        ("97,5", _share("97.5", 100)),
        (None, Answer()),
    ],
)
def test_a_share_in_one_cell(cell, answer):
    """As people write it, where there is no column for the total."""
    (row,) = _read(("SNV", cell), headings=("Đơn vị", "Tỷ lệ (%)")).rows
    assert row.answer == answer
    assert not row.findings
    assert row.is_blank == (cell is None)


def test_a_number_shown_in_percent_is_a_percentage():
    """0.975 in a cell of the format 0.0% is 97.5 of 100; in one without it, it is that number."""
    book = openpyxl.Workbook()
    book.active.append(["Đơn vị", "Tỷ lệ"])
    book.active.append(["SNV", 0.975])
    book.active.append(["SYT", 0.975])
    book.active["B2"].number_format = "0.0%"
    rows = read_figures(save(book), SHARE).rows
    assert rows[0].answer == _share("97.5", 100)
    assert rows[1].answer == Answer(numerator=Decimal("0.975"))


@pytest.mark.parametrize(
    ("question", "cell", "kind"),
    [
        (SHARE, "nhiều", "not_a_number"),
        (SHARE, -1, "negative"),
        (SHARE, "1.250", "ambiguous_number"),
        (SHARE, date(2026, 5, 1), "is_date"),
        (SHARE, "nan", "not_a_number"),
        (COUNT, "90%", "not_a_number"),
        (LEVEL, "Rất kịp thời", "no_such_option"),
    ],
)
def test_what_is_wrong_with_a_figure(question, cell, kind):
    """Each fault is named with its cell, and nothing is taken for the figure."""
    (row,) = _read(
        ("SNV", cell, 100), question=question, headings=("Đơn vị", "Kết quả", "Tổng số")
    ).rows
    assert [(found.kind, found.params["cell"]) for found in row.findings] == [(kind, "B2")]
    assert not row.is_blank


def test_counts_and_levels():
    """A count takes one column, a level its words or its score."""
    (count,) = _read(("SNV", "1 200"), question=COUNT, headings=("Đơn vị", "Số lượng")).rows
    assert count.answer == Answer(quantity=Decimal(1200))
    levels = _read(
        ("SNV", "kịp thời"), ("SYT", 1), question=LEVEL, headings=("Đơn vị", "Mức đạt được")
    ).rows
    assert [row.answer.option for row in levels] == [7, 8]


ODD = ("Cơ quan báo cáo", "Cột một", "Cột hai", "Ghi chú")


def test_columns_that_a_person_chose():
    """They count alone, and their headings are kept, by which they are found in the next file."""
    rows = [("Sở Nội vụ", 20, 18, "x")]
    with pytest.raises(WorkbookError) as caught:
        _read(*rows, headings=ODD)
    assert caught.value.kind == "no_figures"
    assert caught.value.params["headings"] == get_expected_headings(SHARE)
    table = _read(*rows, headings=ODD, chosen={"unit": "a", "value": " C ", "denominator": "B"})
    assert table.rows[0].answer == _share(18, 20)
    kept = table.get_kept()
    assert kept == {"unit": "Cơ quan báo cáo", "value": "Cột hai", "denominator": "Cột một"}
    moved = _read(("x", 20, "Sở Nội vụ", 18), headings=(ODD[3], ODD[1], ODD[0], ODD[2]), kept=kept)
    assert moved.rows[0].answer == _share(18, 20)
    assert moved.columns == {"unit": "C", "value": "D", "denominator": "B"}


@pytest.mark.parametrize(
    "chosen",
    [
        {"unit": "A", "value": "A"},
        {"unit": "A", "value": "ZZZZZZZZZZZZ"},
        {"unit": "A", "value": "Đ"},
        {"unit": "A", "value": "XFD"},
        {"value": "B"},
        {"unit": "1", "value": "B"},
    ],
)
def test_columns_that_cannot_be_are_refused(chosen):
    """One column for two things, none that is there, or none for the unit."""
    with pytest.raises(WorkbookError):
        _read(("Sở Nội vụ", 20, 18, "x"), headings=ODD, chosen=chosen)


def test_what_was_kept_wins_over_what_is_guessed():
    """A heading that says "Kết quả" was the value the last time; this time it is again."""
    headings = ("Đơn vị", "Số đầu năm", "Kết quả cuối năm")
    row = ("SNV", "1/2", "3/4")
    with pytest.raises(WorkbookError):
        _read(row, headings=headings)
    kept = {"value": "Kết quả cuối năm"}
    assert _read(row, headings=headings, kept=kept).columns["value"] == "C"


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (("Số TT", "Tên đơn vị", "Số hồ sơ đúng hạn", "Tổng số hồ sơ"), ("B", "C", "D")),
        (("Số thứ tự", "Đơn vị", "Số đã làm", "Tổng số"), ("B", "C", "D")),
        (("TT", "Cơ quan", "Số quyết định", "Số đã thực hiện", "Tổng số"), ("B", "D", "E")),
        (("STT", "Đơn vị", "Tổng số", "Đúng hạn", "Tỷ lệ đúng hạn (%)"), ("B", "D", "C")),
        (("STT", "Đơn vị", "Tổng số", "Số (%)"), ("B", "D", None)),
        (("Đơn vị tính", "Đơn vị", "Tổng số", "Trong đó: đúng hạn"), ("B", "D", "C")),
    ],
)
def test_headings_as_registers_have_them(headings, columns):
    """Ordinals and numbers of decisions are no figures, and a percentage is none of a total."""
    row = ["SNV" if letter == columns[0] else 5 for letter in "ABCDE"[: len(headings)]]
    found = _read(row, headings=headings).columns
    assert tuple(map(found.get, ("unit", "value", "denominator"))) == columns


@pytest.mark.parametrize(
    "headings",
    [
        ("Đơn vị", "Số hồ sơ tiếp nhận", "Số hồ sơ đúng hạn", "Tổng số"),
        ("Đơn vị", "Số đúng hạn", "Tổng số", "Tổng cộng"),
        ("Đơn vị", "Cơ quan", "Số đúng hạn", "Tổng số"),
    ],
)
def test_of_several_a_person_chooses(headings):
    """Where two columns may be meant, none is taken for it."""
    if "Tổng cộng" in headings:
        assert "denominator" not in _read(("SNV", 1, 2, 3), headings=headings).columns
        return
    with pytest.raises(WorkbookError):
        _read(("SNV", 1, 2, 3), headings=headings)


def test_long_headings_are_kept_whole():
    """By the whole heading the column is found again."""
    long = "Cột số hồ sơ đã giải quyết đúng và trước hạn trong kỳ báo cáo của cơ quan"
    headings = ("Tên", long)
    table = _read(("SNV", "1/2"), headings=headings, chosen={"unit": "A", "value": "B"})
    assert table.get_kept()["value"] == long
    assert len(_read(("SNV", "1/2"), headings=headings, kept=table.get_kept()).rows) == 1


def test_hidden_sheets_and_limits():
    """A hidden sheet is passed over, and a file beyond its limits is refused."""
    data = workbook([("SNV", 1, 2)], headings=("Đơn vị", "Số", "Tổng"))
    assert len(read_figures(data, SHARE).rows) == 1
    with pytest.raises(WorkbookError):
        read_figures(data, SHARE, limits=Limits(bytes=100))
    book = openpyxl.Workbook()
    book.active.append(["Ghi chú"])
    hidden = book.create_sheet("Ẩn")
    hidden.append(["Đơn vị", "Số", "Tổng"])
    hidden.append(["SNV", 1, 2])
    hidden.sheet_state = "hidden"
    with pytest.raises(WorkbookError):
        read_figures(save(book), SHARE)
