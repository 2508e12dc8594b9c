"""A small offline form in memory, and ways to fill it in as a person would."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import openpyxl
import xlsxwriter

from core.workbook.appendix.answers import Answer, Choice, Question, read_inputs
from core.workbook.appendix.form import (
    FormDocument,
    FormRow,
    OfflineForm,
    write_offline_form,
)
from core.workbook.appendix.matching import match_rows
from core.workbook.appendix.reader import AppendixSheet
from core.workbook.book import WORKBOOK_OPTIONS

TOKEN = "12-0123456789abcdef"

CHOICE = Question(
    11,
    "1.1",
    "Ban hành kế hoạch cải cách hành chính năm",
    2,
    max_score=Decimal(2),
    rule_type="choice",
    choices=(
        Choice(1, "Kịp thời", Decimal(2)),
        Choice(2, "Không kịp thời", Decimal(1)),
        Choice(3, "Không ban hành", Decimal(0)),
        Choice(4, "Không ban hành", Decimal(0)),
    ),
)
BAND = Question(
    12,
    "1.2",
    "Hoàn thành kế hoạch cải cách hành chính năm",
    2,
    max_score=Decimal(1),
    rule_type="band",
    choices=(Choice(5, "Từ 70%", Decimal(1)), Choice(6, "Dưới 70%", Decimal(0))),
)
DIRECT_BAND = replace(BAND, direct=True)
RATIO = Question(
    16,
    "1.6",
    "Tỷ lệ hồ sơ đúng hạn",
    2,
    max_score=Decimal(2),
    rule_type="ratio",
    ratio_floor=Decimal(50),
    ratio_target=Decimal(90),
)
COUNT = Question(
    13, "1.3", "Số sáng kiến được công nhận", 2, max_score=Decimal(3), rule_type="per_item"
)
MANUAL = Question(14, "1.4", "Chất lượng báo cáo định kỳ", 2, max_score=Decimal("1.5"))
COUNCIL = Question(
    15, "1.5", "Mức độ hài lòng của người dân", 2, max_score=Decimal(3), council_only=True
)
DOMAIN = Question(10, "1", "CHỈ ĐẠO, ĐIỀU HÀNH", 1, is_leaf=False, max_score=Decimal("10.5"))
QUESTIONS = (DOMAIN, CHOICE, BAND, COUNT, MANUAL, COUNCIL)

PLAN = FormDocument(7, "12/KH-STN ngày 05/01/2026\nKế hoạch cải cách hành chính")
REPORT = FormDocument(8, "13/BC-STN\nBáo cáo kết quả")

BLANK = tuple(FormRow(question) for question in QUESTIONS)
FILLED = (
    FormRow(DOMAIN, self_score=Decimal("4.5")),
    FormRow(
        CHOICE,
        Answer(option=2, explanation="Ban hành\nngày 05/01/2026."),
        Decimal(1),
        (PLAN, REPORT),
    ),
    FormRow(BAND, Answer(numerator=Decimal(8), denominator=Decimal(10)), Decimal(1), (PLAN,)),
    FormRow(COUNT, Answer(quantity=Decimal(2)), Decimal(1)),
    FormRow(MANUAL, Answer(manual_score=Decimal("1.125")), Decimal("1.125")),
    FormRow(COUNCIL),
)
FORM = OfflineForm(
    token=TOKEN,
    unit_name="Sở Thử nghiệm",
    year=2026,
    rows=BLANK,
    parent_organisation="ỦY BAN NHÂN DÂN TỈNH MẪU",
    appendix_label="PHỤ LỤC 01",
)


def write_form(form: OfflineForm = FORM) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        write_offline_form(workbook, form)
    return buffer.getvalue()


def fill_in(data: bytes, change: Callable) -> bytes:
    """Return the workbook as a person saves it again, after ``change`` of its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cell_of(sheet, code: str, heading: str):
    """The cell of the criterion with this code below the column heading that begins so."""
    header = next(row for row in sheet.iter_rows() if row[0].value == "STT")
    column = next(cell.column for cell in header if str(cell.value).startswith(heading))
    row = next(
        row[0].row for row in sheet.iter_rows(min_row=header[0].row + 1) if row[0].value == code
    )
    return sheet.cell(row, column)


def answers(sheet: AppendixSheet, questions=QUESTIONS) -> dict[int, tuple[Answer, list]]:
    """What the rows answer, by criterion: the inputs, and what was found."""
    by_key = {question.key: question for question in questions}
    matches = match_rows(sheet.rows, questions, trusts_keys=True)
    return {
        match.question: read_inputs(by_key[match.question], row.given)
        for row, match in zip(sheet.rows, matches, strict=True)
        if match.question is not None
    }


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
