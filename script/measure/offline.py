"""The way back in: a form that was filled in offline, checked and imported."""

import base64
import io

from openpyxl import load_workbook

from odoo.addons.cchc_assessment.core.workbook.appendix.form_headings import (
    FORM_HEADINGS,
    OPTION,
)

from .stopwatch import Result

_EXPLANATION = "Giải trình"


def measure_offline_form(province, stopwatch):
    """Checking and importing a form in which each criterion was answered anew."""
    assessment = province.assessments[:1].with_user(province.officer)
    wizards = iter([_upload(assessment, number) for number in range(3)])
    checked = []

    def check():
        checked.append(next(wizards))
        checked[-1].action_check()

    rows = len(assessment.line_ids)
    seconds, queries = stopwatch.measure(check, rounds=2)
    yield Result(f"check a form of {rows} answers", seconds, queries=queries)
    # the first one is left alone, so that each import finds what it checked
    seconds, queries = stopwatch.measure(checked[-1].action_import, rounds=1, warm=False)
    yield Result(f"import a form of {rows} answers", seconds, queries=queries)


def _upload(assessment, number):
    content, _type = assessment.env["ir.actions.report"]._render(
        "cchc_assessment.offline_form_report", assessment.ids
    )
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if row[0].value == "STT")
    columns = {cell.value: cell.column for cell in header}
    leaves = {line.code: line.criterion_id for line in assessment.line_ids}
    for row in sheet.iter_rows(min_row=header[0].row + 1):
        if criterion := leaves.get(row[0].value):
            option = criterion.option_ids[number % len(criterion.option_ids)]
            sheet.cell(row[0].row, columns[FORM_HEADINGS[OPTION]], option.name)
            sheet.cell(row[0].row, columns[_EXPLANATION], f"Lần {number}")
    stream = io.BytesIO()
    book.save(stream)
    return assessment.env["cchc.assessment.import"].create(
        {
            "assessment_id": assessment.id,
            "file": base64.b64encode(stream.getvalue()),
            "file_name": "biểu mẫu.xlsx",
        }
    )


WORKS = (measure_offline_form,)
