"""The offline form: what may be entered, what is locked, and what comes back."""

import io
import random
import re
import zipfile
from copy import copy
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from form_fixtures import (
    BAND,
    BLANK,
    CHOICE,
    COUNCIL,
    COUNT,
    DIRECT_BAND,
    DOMAIN,
    FILLED,
    FORM,
    MANUAL,
    QUESTIONS,
    RATIO,
    TOKEN,
    answers,
    cell_of,
    fill_in,
    write_form,
    zipped,
)
from hypothesis import example, given
from hypothesis import strategies as st

from core.scoring import Inputs, Rule
from core.scoring import score as score_of
from core.workbook.appendix.answers import (
    Answer,
    Choice,
    Given,
    Question,
    cell_text,
    inputs_digest,
    read_inputs,
    text_digest,
)
from core.workbook.appendix.form import FormRow, kept_explanation
from core.workbook.appendix.matching import match_rows
from core.workbook.appendix.reader import open_upload, read_appendix
from core.workbook.cell_safety import clean_text
from core.workbook.safe_open import WorkbookError

FILLED_FORM = replace(FORM, rows=FILLED)


def sheet_of(data):
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def unlocked(data):
    """The cells in which a unit may write, as "code heading"."""
    sheet = sheet_of(data)
    header = next(row for row in sheet.iter_rows() if row[0].value == "STT")
    return {
        f"{row[0].value or ''} {header[cell.column - 1].value}".strip()
        for row in sheet.iter_rows(min_row=header[0].row + 1)
        for cell in row
        if not cell.protection.locked
    }


def untouched(sheet):
    """Whether each row that bears digests says what it said when it was exported."""
    by_key = {question.key: question for question in QUESTIONS}
    return [
        inputs_digest(
            by_key[row.key.criterion], read_inputs(by_key[row.key.criterion], row.given)[0]
        )
        == row.key.inputs
        and text_digest(row.given.explanation) == row.key.explanation
        for row in sheet.rows
        if row.key.inputs
    ]


def test_a_row_that_was_inserted_by_hand_is_told():
    """What stands in a row without a key goes to the criterion above, which names the row."""
    book = openpyxl.load_workbook(io.BytesIO(write_form()))
    sheet = book.worksheets[0]
    cell = cell_of(sheet, "1.2", "Giải trình")
    sheet.insert_rows(cell.row)
    sheet.cell(cell.row - 1, cell.column, "Giải trình thêm.")
    stream = io.BytesIO()
    book.save(stream)
    rows = {row.code: row for row in read_appendix(stream.getvalue()).rows}
    assert rows["1.1"].given.explanation == "Giải trình thêm."
    assert list(rows["1.1"].inserted) == [cell.row - 1]
    assert not any(row.inserted for code, row in rows.items() if code != "1.1")


def test_only_what_a_unit_answers_is_unlocked():
    """Each rule opens the cells of its own inputs; the council's criteria take an explanation only."""
    assert sheet_of(write_form()).protection.sheet
    assert not sheet_of(write_form()).protection.password
    both = {"Tài liệu kiểm chứng", "Giải trình"}
    cross = {"Không áp dụng (x)"}
    assert unlocked(write_form()) == {
        f"{code} {heading}"
        for code, headings in {
            "1.1": {"Mức đạt được"} | cross,
            "1.2": {"Số đạt được/Số lượng", "Trên tổng số"} | cross,
            "1.3": {"Số đạt được/Số lượng"} | cross,
            "1.4": {"Điểm tự đánh giá"} | cross,
            "1.5": set(),
        }.items()
        for heading in headings | both
    }


def test_options_are_chosen_from_lists():
    """The list of a choice offers its options by a name, no two of them alike; numbers have their bounds.

    A list that stands on another sheet is taken by every Excel where it has a name.
    """
    book = openpyxl.load_workbook(io.BytesIO(write_form()))
    sheet = book.worksheets[0]
    rules = {
        str(rule.sqref): (rule.type, rule.formula1, rule.formula2)
        for rule in sheet.data_validations.dataValidation
    }
    kind, source, _end = rules[cell_of(sheet, "1.1", "Mức đạt được").coordinate]
    assert "!" not in "".join(filter(None, (formula for _, formula, _ in rules.values())))
    name, area = re.fullmatch(r"'(.+)'!(.+)", book.defined_names[source].attr_text).groups()
    offered = [cell.value for (cell,) in book[name][area.replace("$", "")]]
    assert kind == "list"
    assert offered == [
        "Kịp thời (2)",
        "Không kịp thời (1)",
        "Không ban hành (0)",
        "Không ban hành (0) [2]",
    ]
    assert book[name].sheet_state == "hidden"
    score = rules[cell_of(sheet, "1.4", "Điểm tự đánh giá").coordinate]
    assert score == ("decimal", "0", "1.5")


def test_nothing_in_a_form_is_a_formula_and_nothing_is_merged_in_its_table():
    """Texts stay texts, and no merged cell keeps the rows from being sorted."""
    hostile = '=HYPERLINK("http://example.com","x")'
    question = replace(CHOICE, name=hostile, choices=(Choice(1, hostile, Decimal(2)),))
    data = write_form(replace(FORM, rows=(FormRow(question, Answer(explanation=hostile)),)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
    assert not [part for part in parts if re.search(rb"<f[ />]", part)]
    sheet = sheet_of(data)
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "STT")
    assert all(merged.max_row < header for merged in sheet.merged_cells.ranges)
    assert read_appendix(data).rows[0].given.explanation == hostile


def test_a_form_comes_back_as_it_went():
    """What is read of an untouched form is what it held, documents included."""
    sheet = read_appendix(write_form(FILLED_FORM))
    assert sheet.tokens == {TOKEN}
    read = answers(sheet)
    for row in FILLED:
        expected = replace(row.answer, explanation="")
        assert read[row.question.key] == (expected, [])
    assert all(untouched(sheet))
    first = next(row for row in sheet.rows if row.code == "1.1")
    assert first.given.explanation == "Ban hành\nngày 05/01/2026."
    assert [document.document for document in first.documents] == [7, 8]


def test_year_and_unit_stand_above_the_table():
    """A heading that names a year, and an answer that names a unit, do not say whose form of when it is."""
    assert (read_appendix(write_form(FILLED_FORM)).year, FORM.unit_name) == (2026, "Sở Thử nghiệm")

    def take_away(sheet):
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        head = next(cell.row for cell in sheet["A"] if cell.value == "STT")
        for row in sheet.iter_rows(max_row=head - 1):
            for cell in row:
                cell.value = None
        places = {cell.value: cell.column for cell in sheet[head]}
        sheet.cell(head, places["Điểm tự đánh giá"]).value = "Điểm tự đánh giá năm 2024"
        sheet.cell(head + 2, places["Giải trình"]).value = "Đơn vị: Sở Khác, năm 2025"

    sheet = read_appendix(fill_in(write_form(FILLED_FORM), take_away))
    assert (sheet.year, sheet.unit) == (None, "")


def change_sheet(how):
    """Do to a form what people do to it."""

    def move(sheet):
        if how == "renamed":
            sheet.title = "Bản của tôi"
        elif how == "columns added":
            sheet.insert_cols(3, 2)
        elif how == "rows added above":
            sheet.insert_rows(1, 5)
        elif how == "sorted":
            top = 8
            rows = [
                [copy(cell.value) for cell in row]
                for row in sheet.iter_rows(min_row=top, max_row=sheet.max_row)
            ]
            random.Random(3).shuffle(rows)
            for number, values in enumerate(rows, start=top):
                for column, value in enumerate(values, start=1):
                    sheet.cell(number, column).value = value
        elif how == "codes lost":
            for row in sheet.iter_rows(min_row=8, max_col=2):
                for cell in row:
                    cell.value = None

    return move


@pytest.mark.parametrize(
    "how", ["renamed", "columns added", "rows added above", "sorted", "codes lost"]
)
def test_a_form_survives_what_people_do_to_it(how):
    """Sorted, with columns added or codes lost, each row still knows its criterion and its documents."""
    sheet = read_appendix(fill_in(write_form(FILLED_FORM), change_sheet(how)))
    assert all(untouched(sheet))
    assert len(untouched(sheet)) == 5
    documents = {
        row.key.criterion: {document.document for document in row.documents} for row in sheet.rows
    }
    assert documents[CHOICE.key] == {7, 8}
    assert documents[BAND.key] == {7}


def test_an_appendix_of_several_units_reads_the_form():
    """Beside other tables, the sheet with keys is the one that is read."""

    def add(sheet):
        other = sheet.parent.create_sheet("Khác", 0)
        for row in (("STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm"), ("1", "Khác", 2, 1)):
            other.append(row)

    sheet = read_appendix(fill_in(write_form(FILLED_FORM), add))
    assert (sheet.name, list(sheet.other_sheets)) == ("Sở Thử nghiệm", ["Khác"])


def test_a_row_that_stands_twice_matches_nothing():
    """A copied row makes both uncertain, and says where the other is."""

    def copy_row(sheet):
        source = cell_of(sheet, "1.4", "STT").row
        for column in range(1, 12):
            sheet.cell(30, column).value = sheet.cell(source, column).value

    sheet = read_appendix(fill_in(write_form(FILLED_FORM), copy_row))
    twice = [m for m in match_rows(sheet.rows, QUESTIONS, trusts_keys=True) if m.how == "twice"]
    assert [match.candidates for match in twice] == [(MANUAL.key,)] * 2
    assert twice[0].other_rows == (30,)


def test_a_new_document_may_stand_in_a_row_of_its_own():
    """A row that is added below a criterion, without a key, holds a document of that criterion."""

    def add(sheet):
        sheet["A30"], sheet["I30"] = None, "TLKC/a.pdf"
        sheet["I30"].hyperlink = "TLKC/a.pdf"

    sheet = read_appendix(fill_in(write_form(), add))
    last = sheet.rows[-1]
    assert last.key.criterion == COUNCIL.key
    assert [document.target for document in last.documents] == ["TLKC/a.pdf"]


def test_a_link_that_is_a_formula_is_followed():
    """HYPERLINK with a stated address is a link; nothing is computed."""

    def add(sheet):
        cell_of(sheet, "1.1", "Tài liệu").value = '=HYPERLINK("TLKC/a.pdf","Kế hoạch")'

    (document,) = next(
        row for row in read_appendix(fill_in(write_form(), add)).rows if row.code == "1.1"
    ).documents
    assert document.target == "TLKC/a.pdf"


def test_several_workbooks_in_an_archive_are_refused():
    """Which of two filled-in forms is meant is not guessed; documents that are workbooks do no harm."""
    form = write_form(FILLED_FORM)
    with pytest.raises(WorkbookError) as caught:
        open_upload(zipped({"a.xlsx": form, "b.xlsx": form}))
    assert caught.value.kind == "archive_several_workbooks"
    upload = open_upload(zipped({"PL/a.xlsx": form, "PL/TLKC/b.xlsx": form}))
    assert upload.folder == "PL"


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)
NUMBERS = st.decimals(0, 10**9, places=6, allow_nan=False, allow_infinity=False)


@st.composite
def form_rows(draw):
    """One criterion of any rule with any answer that the rule takes."""
    kind = draw(st.sampled_from(("choice", "band", "ratio", "per_item", "deduction", "manual")))
    names = draw(st.lists(TEXTS.filter(lambda text: cell_text(clean_text(text))), max_size=4))
    choices = tuple(
        Choice(key, name, draw(st.decimals(0, 2, places=3)))
        for key, name in enumerate(names, start=1)
    )
    question = Question(
        5,
        "1.1",
        "Tiêu chí",
        2,
        max_score=Decimal(10) ** 9,
        rule_type=kind,
        basis=draw(st.sampled_from(("percent", "quantity"))),
        choices=choices,
        direct=draw(st.booleans()),
    )
    values = {}
    for name in question.taken:
        of_rule = st.sampled_from([c.key for c in choices]) if choices else st.none()
        values[name] = draw(st.none() | (of_rule if name == "option" else NUMBERS))
    return FormRow(
        question, Answer(**values, not_applicable=draw(st.booleans()), explanation=draw(TEXTS))
    )


@given(row=form_rows())
@example(row=BLANK[1])
@example(row=FILLED[1])
@example(row=FormRow(COUNT, Answer(quantity=Decimal(0))))
@example(row=FormRow(DIRECT_BAND, Answer(option=5)))
@example(row=FormRow(DIRECT_BAND, Answer(option=5, numerator=Decimal(0), denominator=Decimal(1))))
@example(row=FormRow(MANUAL, Answer(manual_score=Decimal("1.5"))))
def test_any_answer_comes_back(row):
    """Whatever was answered is in the exported form, and is read back as the same answer."""
    (read,) = read_appendix(write_form(replace(FORM, rows=(row,)))).rows
    answer, findings = read_inputs(row.question, read.given)
    assert findings == []
    assert (
        inputs_digest(row.question, answer)
        == inputs_digest(row.question, row.answer)
        == read.key.inputs
    )
    assert text_digest(read.given.explanation) == read.key.explanation
    assert read.given.explanation == cell_text(kept_explanation(row.answer.explanation))


def test_wrong_answers_are_found():
    """Each wrong cell is found once, with its name, and gives no answer."""
    cells = {"option": "D9", "number": "E9", "denominator": "F9", "self_score": "G9"}
    own = {"self_score": "D9"}
    for question, given_values, where, kind in (
        (CHOICE, {"option": "Tốt"}, cells, "no_such_option"),
        (CHOICE, {"self_score": 1.5}, own, "no_option_has_score"),
        (CHOICE, {"self_score": 0}, own, "several_options_have_score"),
        (CHOICE, {"self_score": 3}, own, "above_maximum"),
        (MANUAL, {"self_score": 1.6}, cells, "above_maximum"),
        (MANUAL, {"self_score": -1}, cells, "negative"),
        (MANUAL, {"self_score": "khá"}, cells, "not_a_number"),
        (MANUAL, {"self_score": "2026-05-01 00:00:00"}, cells, "is_date"),
        (MANUAL, {"uncomputed": frozenset({"self_score"})}, cells, "formula_without_value"),
        (MANUAL, {"not_applicable": "có lẽ"}, {**cells, "not_applicable": "H9"}, "not_yes_or_no"),
        (BAND, {"self_score": 1}, own, "numbers_needed"),
        (COUNT, {"self_score": 1}, own, "quantity_needed"),
        (DIRECT_BAND, {"self_score": 0.5}, own, "no_option_has_score"),
        (DIRECT_BAND, {"option": "Tốt"}, cells, "no_such_option"),
        (RATIO, {"self_score": 0.5}, own, "numbers_needed"),
        (RATIO, {"self_score": 0}, own, "numbers_needed"),
        (BAND, {"number": "tám"}, cells, "not_a_number"),
        (BAND, {"number": "12.500"}, cells, "ambiguous_number"),
        (COUNCIL, {"self_score": 2}, own, "council_only"),
    ):
        answer, findings = read_inputs(question, Given(**given_values, cells=where))
        assert [found.kind for found in findings] == [kind], (question.code, given_values)
        assert findings[0].params["cell"] in where.values()
        assert answer == Answer()


def test_a_mere_score_says_a_band_where_one_may_be_chosen():
    """An agency's own table has the score alone: it is the band of that score; a dash, or words, are none."""
    for values, option in (
        ({"self_score": 1}, 5),
        ({"self_score": "0"}, 6),
        ({"self_score": "-"}, None),
    ):
        answer, findings = read_inputs(DIRECT_BAND, Given(**values, cells={"self_score": "D9"}))
        assert (answer, findings) == (Answer(option=option), [])
    form = {"option": "D9", "number": "E9", "denominator": "F9", "self_score": "G9"}
    # the score of a form follows from its cells
    assert read_inputs(DIRECT_BAND, Given(self_score=1, cells=form))[0] == Answer()
    assert read_inputs(DIRECT_BAND, Given(option="Từ 70% (1)", cells=form))[0] == Answer(option=5)
    figures = Given(option="Từ 70% (1)", number=1, denominator=2, cells=form)
    assert read_inputs(DIRECT_BAND, figures)[0] == Answer(
        numerator=Decimal(1), denominator=Decimal(2)
    )


@pytest.mark.parametrize(
    ("score", "numerator"), [("1.7", "85"), ("2", "90"), ("1", "50"), ("0.333333", None)]
)
def test_the_score_of_a_ratio_proposes_the_share_behind_it(score, numerator):
    """It is a proposal that says where it comes from; below the floor, and above the target, no share gives it."""
    answer, findings = read_inputs(RATIO, Given(self_score=score, cells={"self_score": "D9"}))
    if numerator is None:
        assert [found.kind for found in findings] == ["numbers_needed"]
        return
    assert answer == Answer(numerator=Decimal(numerator), denominator=Decimal(100))
    assert [found.kind for found in findings] == ["share_proposed"]
    rule = Rule("ratio", 2, ratio_floor=RATIO.ratio_floor, ratio_target=RATIO.ratio_target)
    inputs = Inputs(numerator=answer.numerator, denominator=answer.denominator)
    assert score_of(rule, inputs).score == Decimal(score)


def test_texts_that_say_an_option_choose_it():
    """An option is understood by its label, its bare name, and its score where only that is given."""
    for values, option in (
        ({"option": "Kịp thời (2)"}, 1),
        ({"option": "  kịp  thời "}, 1),
        ({"option": "Không ban hành (0) [2]"}, 4),
    ):
        assert read_inputs(CHOICE, Given(**values, cells={"option": "D9"}))[0].option == option
    assert read_inputs(CHOICE, Given(self_score="1,0", cells={"self_score": "D9"}))[0].option == 2


def test_the_blank_form_prints_like_the_appendix():
    """A4 landscape, as wide as the page, its headings on each page, pages numbered."""
    sheet = sheet_of(write_form(replace(FORM, rows=BLANK * 30)))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$7:$7"
    assert sheet.HeaderFooter.differentFirst
    assert sheet.oddHeader.center.text == "&P"
    assert sheet.column_dimensions["K"].hidden


def test_a_criterion_without_points_shows_none_and_comes_back():
    """Its options are offered without "(0)", its cells of points are empty, and what is chosen is read."""
    question = Question(
        21,
        "1.9",
        "Có quy chế",
        2,
        rule_type="met",
        choices=(Choice(31, "Đạt", Decimal(0)), Choice(32, "Không đạt", Decimal(0))),
    )
    assert list(question.labels()) == ["Đạt", "Không đạt"]
    row = FormRow(question, Answer(option=32), Decimal(0))
    data = write_form(replace(FILLED_FORM, rows=(FILLED[0], row)))
    [cells] = [list(row) for row in sheet_of(data).iter_rows(values_only=True) if "1.9" in row]
    assert "Không đạt" in cells and 0 not in cells
    assert answers(read_appendix(data), (DOMAIN, question))[21] == (Answer(option=32), [])
