"""Units and people, read from a workbook that somebody has filled in; and the forms to fill in."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_fixtures import workbook

from core.workbook.blank_form import BlankForm, write_blank_form
from core.workbook.people.reader import (
    EXPECTED_HEADINGS,
    PROBLEMS,
    ROLES,
    PersonRow,
    read_people,
)
from core.workbook.safe_open import WorkbookError


def _rows(*rows, headings=EXPECTED_HEADINGS):
    return read_people(workbook(rows, headings=headings)).rows


def test_a_row_for_each_person_or_unit():
    """In words of any case and width; a login in small letters; a blank row and a total are none."""
    rows = _rows(
        ("SNV", " Sở  Nội vụ\n", "Sở, ban, ngành", "Trần Văn A", "A@Snv.Gov.vn", "CÔNG CHỨC"),
        (None, None, None, None, None, None),
        (None, None, None, "Lê B", "b@snv.gov.vn", "Thành viên hội đồng"),
        ("SNV", None, None, "Vũ C", "c@snv.gov.vn", "Người phối hợp"),
        ("STC", "Sở Tài chính", "Sở, ban, ngành", None, None, None),
    )
    assert rows == (
        PersonRow(2, "SNV", "Sở Nội vụ", "Sở, ban, ngành", "Trần Văn A", "a@snv.gov.vn", "officer"),
        PersonRow(4, "", "", "", "Lê B", "b@snv.gov.vn", "appraiser"),
        PersonRow(5, "SNV", "", "", "Vũ C", "c@snv.gov.vn", "contributor"),
        PersonRow(6, "STC", "Sở Tài chính", "Sở, ban, ngành"),
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ((None, None, None, "A", "a@b.vn", "Cán bộ"), ("no_unit", "")),
        (("SNV", None, None, "A", None, "Cán bộ"), ("no_login", "")),
        (("SNV", None, None, "A", "a b", "Cán bộ"), ("bad_login", "a b")),
        (("SNV", None, None, "A", "a@b.vn", None), ("no_role", "")),
        (("SNV", None, None, "A", "a@b.vn", "Quản trị"), ("bad_role", "Quản trị")),
        (("SNV", None, None, None, "a@b.vn", "Cán bộ"), ("no_person", "")),
        (("SNV", "x" * 201, None, None, None, None), ("too_long", "x" * 40)),
    ],
)
def test_what_is_wrong_with_a_row(row, problem):
    """By itself, whatever units and accounts there are."""
    assert _rows(row)[0].problems == (problem,)
    assert problem[0] in PROBLEMS


def test_every_word_for_a_role_is_known():
    """What a form offers, and what else people write."""
    for role, words in ROLES.items():
        for word in words:
            (row,) = _rows(("SNV", None, None, "A", "a@b.vn", word))
            assert (row.role, row.problems) == (role, ())


def test_other_workbooks_are_refused():
    """One without the headings names those that it should have."""
    with pytest.raises(WorkbookError) as caught:
        _rows(("1", "2"), headings=("STT", "Nội dung"))
    assert caught.value.kind == "no_people"
    assert caught.value.params["headings"] == EXPECTED_HEADINGS


_TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(_TEXTS, _TEXTS, _TEXTS), max_size=5))
def test_a_form_holds_what_people_typed_as_text(rows):
    """Whatever it begins with it is no formula, and the form is read as it was written."""
    content = write_blank_form(
        BlankForm(
            sheet_name="Danh sách",
            title="=1+1",
            note="@SUM(A1)",
            headings=EXPECTED_HEADINGS,
            widths=(10,) * 6,
            rows=[(*row, None, None, None) for row in rows],
            choices={2: ["=1+1", "Sở"], 5: [words[0] for words in ROLES.values()]},
        )
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    kinds = {
        cell.data_type
        for sheet in book.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None
    }
    assert kinds == {"s"}
    assert book.worksheets[1].sheet_state == "hidden"
    names = [
        validation.formula1 for validation in book.worksheets[0].data_validations.dataValidation
    ]
    assert names == ["danh_muc_3", "danh_muc_6"]
    # a list in openpyxl 3.0, and a dict since
    known = book.defined_names
    assert set(names) <= ({one.name for one in getattr(known, "definedName", ())} or set(known))
    assert len(read_people(content).rows) == len(rows)


def test_a_row_of_a_form_is_as_tall_as_its_text():
    """Said in the file: with a height of its own for all rows, LibreOffice writes one line across the next."""
    long = "Mức độ hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan"
    content = write_blank_form(
        BlankForm("a", "A", "", ("X", "Y"), (20, 8), [("ngắn", 1), (long, 2)])
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    one, more = (sheet.row_dimensions[row].height for row in (5, 6))
    assert 15 < one < 25
    assert 4 * 15 < more < 7 * 15
