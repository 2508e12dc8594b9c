from odoo import models

from odoo.addons.cchc_assessment.core.workbook.blank_form import BlankForm, write_blank_form

from ..core.answers.paper import UNIT_HEADINGS

_LONGEST_HEADING = 100
# Answers are numbered in the note up to so many letters; the questions are on paper anyway.
_LONGEST_NOTE = 250


class BlankFormReport(models.AbstractModel):
    _name = "report.cchc_assessment.blank_form"
    _inherit = ["report.cchc_assessment.blank_form"]

    def _make_paper_form(self, survey):
        """Return the form of paper answers: a column for each question, and the units to choose from."""
        questions = survey.question_ids
        scales = {tuple(question.option_ids.mapped("name")) for question in questions}
        answers = ""
        if len(scales) == 1:
            [names] = scales
            listed = "; ".join(f"{number} = {name}" for number, name in enumerate(names, start=1))
            answers = f" ({listed})"
        note = f"Mỗi dòng là một phiếu; điền số thứ tự của phương án được chọn{answers}; câu bỏ trống thì để trống."
        return write_blank_form(
            BlankForm(
                sheet_name="Phiếu giấy",
                title=f"PHIẾU KHẢO SÁT: {survey.respondents}",
                note=note[:_LONGEST_NOTE],
                headings=(
                    UNIT_HEADINGS[0],
                    *(
                        f"{question.code}: {question.name}"[:_LONGEST_HEADING]
                        for question in questions
                    ),
                ),
                widths=(16, *(18 for _question in questions)),
                choices={0: [unit.code for unit in survey._get_units()]},
            )
        )
