"""Sheets of paper out of a workbook: which columns are meant, and which answer a cell says."""

import pytest
from reader_fixtures import workbook

from core.answers.paper import PaperAnswer, PaperRow, find_choice, read_paper
from core.workbook.safe_open import Limits, WorkbookError

SCALE = ("Rất hài lòng", "Hài lòng", "Ít hài lòng", "Không hài lòng")
CHOICES = {"C1": SCALE, "C2": ("Có", "Không")}
HEADINGS = ("Mã đơn vị", "C1", "C2: Có đúng hẹn không?")


def _read(*rows, headings=HEADINGS, **options):
    return read_paper(workbook(rows, headings=headings), CHOICES, **options).rows


def test_a_row_is_a_sheet():
    """With the unit's code, name or both, and its answers; a blank is none, a note below the table is no sheet."""
    rows = _read(("SNV", 1, "b"), (None, None, None), (" SYT\n", None, "không"), (None, "A", None))
    assert [row.units for row in rows] == [("SNV",), ("SYT",), ()]
    assert rows[0] == PaperRow(
        2, ("SNV",), {"C1": PaperAnswer("B2", "1", 0), "C2": PaperAnswer("C2", "b", 1)}
    )
    assert rows[1].answers == {"C2": PaperAnswer("C4", "không", 1)}


def test_code_and_name_together():
    """Two columns of the unit, in any place; what no heading names is passed over."""
    [row] = _read(("x", "Sở Nội vụ", 2, "SNV"), headings=("Ghi chú", "Đơn vị", "c1", "Mã cơ quan"))
    assert row.units == ("Sở Nội vụ", "SNV")
    assert row.answers["C1"].choice == 1


def test_a_note_beside_the_table_is_no_sheet():
    """What stands in no column of unit or question is passed over, whatever it says."""
    assert _read((None, None, None, "Người lập biểu"), headings=(*HEADINGS, "Ghi chú")) == ()


def test_the_first_of_two_columns_of_a_question_counts():
    [row] = _read(("SNV", 1, 2), headings=("Đơn vị", "C1", "C1"))
    assert row.answers == {"C1": PaperAnswer("B2", "1", 0)}


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("1", 0),
        ("4", 3),
        ("0", None),
        ("5", None),
        ("0001", None),
        ("001", 0),
        ("a", 0),
        ("D", 3),
        ("e", None),
        ("z", None),
        ("²", None),
        ("٣", None),
        ("ít  HÀI lòng", 2),
        ("hài", None),
        ("-1", None),
        (" −1", None),
        ("+1", None),
        ("- hài lòng", 1),
        ("ab", None),
    ],
)
def test_a_choice_by_number_letter_or_words(text, choice):
    """From 1 or A on; nothing else is guessed at."""
    assert find_choice(text, SCALE) == choice


def test_what_means_two_choices_means_none():
    """A choice that is called by another one's number or letter, and two of the same words."""
    assert find_choice("2", ("2", "1")) is None
    assert find_choice("b", ("B", "A")) is None
    assert find_choice("có", ("Có", "có")) is None
    assert find_choice("1", ("1", "2")) == 0


def test_a_text_that_is_no_choice_is_kept_short():
    """It is shown with its cell; how much of it, is bounded."""
    [row] = _read(("SNV", "tạm được " * 500, None))
    answer = row.answers["C1"]
    assert (answer.cell, answer.choice) == ("B2", None)
    assert len(answer.text) < 200


def test_numbers_as_workbooks_keep_them():
    """3.0 is the third; 2.5 is none."""
    rows = _read(("SNV", 3.0, 2.5))
    assert (rows[0].answers["C1"].choice, rows[0].answers["C2"].choice) == (2, None)
    assert rows[0].answers["C2"].text == "2.5"


@pytest.mark.parametrize("headings", [("Đơn vị", "C7", "C8"), ("C1", "C2", "C3")])
def test_no_such_table(headings):
    """Unit and a question are both needed; which headings are looked for is said."""
    with pytest.raises(WorkbookError) as caught:
        _read(("SNV", 1, 2), headings=headings)
    assert caught.value.kind == "no_survey"
    assert caught.value.params["headings"] == ("Mã đơn vị", "Đơn vị", "C1", "C2")
    assert len(caught.value.params["sheets"]) == 1


def test_a_file_is_bounded():
    """By the budget of all workbooks: no more cells are read than it says."""
    with pytest.raises(WorkbookError):
        _read(*[("SNV", 1, 1)] * 50, limits=Limits(cells=20))


def test_what_is_no_workbook():
    with pytest.raises(WorkbookError):
        read_paper(b"khong phai workbook", CHOICES)
