import hashlib
from collections import defaultdict
from dataclasses import dataclass

from odoo import api, fields, models

from odoo.addons.cchc_assessment.core.plain.text import fold
from odoo.addons.cchc_assessment.models.common.screens import download
from odoo.addons.cchc_assessment.wizard.upload import get_bytes

from ..core.answers.paper import PaperRow, read_paper


@dataclass
class PlannedSheet:
    """What becomes of one sheet of paper: the unit and the answers that it counts for, or why it can't."""

    row: PaperRow
    unit: object
    options: object
    problem: str = ""


class CchcSurveyPaper(models.TransientModel):
    """Brings in sheets of paper from a workbook: all rows, or none."""

    _name = "cchc.survey.paper"
    _description = "Import Paper Answers"
    _inherit = ["cchc.table.import.mixin"]
    _target_field = "survey_id"
    _preview_template = "cchc_assessment_survey.paper_preview"

    survey_id = fields.Many2one(
        "cchc.survey", required=True, ondelete="cascade", domain=[("state", "!=", "draft")]
    )

    warning = fields.Char(compute="_compute_warning")

    def action_download_form(self):
        """Download the workbook to fill in, with a column for each question and the codes of the units."""
        self.ensure_one()
        return download(f"/cchc/form/survey/paper/{self.survey_id.id}")

    def _check_may_import(self):
        self.survey_id.check_access("write")
        self.survey_id._check_has_begun()

    def _say_refused(self, problems):
        return self.env._(
            "The sheets cannot be taken in as they are:\n%(problems)s", problems=problems
        )

    def _write_plan(self, plan):
        self.env["cchc.survey.batch"]._take_in(
            self.survey_id,
            self.file_name or self.env._("Workbook"),
            hashlib.sha256(get_bytes(self)).hexdigest(),
            [(planned.unit, planned.options) for planned in plan],
        )

    @api.depends("row_count")
    @api.depends_context("lang")
    def _compute_warning(self):
        for wizard in self:
            alike = wizard.survey_id.batch_ids.filtered(
                lambda batch, count=wizard.row_count: (
                    batch.sheet_count == count and not batch.withdrawn_at
                )
            )[:1]
            wizard.warning = bool(wizard.row_count and alike) and self.env._(
                "“%(file)s” with as many sheets has been taken in before: see that these are others.",
                file=alike.name,
            )

    def _read(self, content):
        return read_paper(
            content,
            {
                question.code: question.option_ids.mapped("name")
                for question in self.survey_id.question_ids
            },
        )

    def _plan_rows(self, rows):
        units = self._index_units()
        questions = {question.code: question for question in self.survey_id.question_ids}
        return [self._plan_row(row, units, questions) for row in rows]

    def _plan_row(self, row, units, questions):
        unit, problems = self._find_unit(row, units)
        options = self.env["cchc.survey.option"]
        for code, answer in row.answers.items():
            choices = questions[code].option_ids
            if answer.choice is None:
                problems.append(
                    self.env._(
                        "%(cell)s: “%(text)s” is no answer to %(code)s. Write 1 to %(count)s.",
                        cell=answer.cell,
                        text=answer.text,
                        code=code,
                        count=len(choices),
                    )
                )
            else:
                options |= choices[answer.choice]
        if not row.answers:
            problems.append(self.env._("No question is answered."))
        return PlannedSheet(row, unit, options, " ".join(problems))

    def _index_units(self):
        index = defaultdict(self.env["cchc.unit"].browse)
        for unit in self.survey_id._get_units():
            for word in (unit.code, unit.name):
                index[fold(word)] |= unit
        return index

    @api.model
    def _find_unit(self, row, units):
        """Return the unit that a row names, and what is wrong with it as sentences."""
        nothing, text = self.env["cchc.unit"], " ".join(row.units)
        if not text:
            return nothing, [self.env._("The row names no unit.")]
        found = None
        for word in row.units:
            named = units.get(fold(word), nothing)
            found = named if found is None else found & named
        if len(found) != 1:
            return nothing, [self.env._("“%(text)s” is no unit of the survey.", text=text)]
        return found, []
