from collections import defaultdict
from dataclasses import dataclass

from odoo import api, fields, models

from ..core.plain.text import fold
from ..core.workbook.survey.reader import SurveyRow, read_survey
from ..messages.workbooks import say_survey_problem
from ..models.common.screens import download
from ..models.common.words import index_units, match_words
from ..models.period.cchc_period import UNDER_WAY


@dataclass
class PlannedRow:
    """What becomes of one row: the appraisal that gets its points, or why it can't."""

    row: SurveyRow
    appraisal: object
    problem: str = ""


class CchcSurveyImport(models.TransientModel):
    """Brings in the points of a survey, of criteria that only the council scores."""

    _name = "cchc.survey.import"
    _description = "Import the Points of a Survey"
    _inherit = ["cchc.table.import.mixin"]
    _target_field = "period_id"
    _preview_template = "cchc_assessment.survey_import_preview"

    period_id = fields.Many2one(
        "cchc.period",
        required=True,
        ondelete="cascade",
        domain=[("state", "in", UNDER_WAY)],
        default=lambda self: self.env["cchc.period"].search([("state", "in", UNDER_WAY)], limit=1),
    )

    def _get_preview_values(self):
        return {"format_number": self.env["cchc.scored.mixin"]._format_number}

    def action_download_form(self):
        """Download the workbook to fill in, with the period's units and the criteria that wait for points."""
        self.ensure_one()
        return download(f"/cchc/form/survey/{self.period_id.id}")

    def _check_may_import(self):
        self.period_id.check_access("write")

    def _say_refused(self, problems):
        return self.env._(
            "The points cannot be imported as they are:\n%(problems)s", problems=problems
        )

    def _write_plan(self, plan):
        self.env["cchc.appraisal"]._decide(
            {planned.appraisal: self._make_values(planned) for planned in plan}
        )

    def _make_values(self, planned):
        row = planned.row
        source = (
            self.env._("Survey, %(count)s people asked.", count=row.asked)
            if row.asked is not None
            else self.env._("Survey.")
        )
        return planned.appraisal._get_survey_values(row.points, source)

    @api.model
    def _read(self, content):
        return read_survey(content)

    def _plan_rows(self, rows):
        units = index_units(self.period_id.assessment_ids.unit_id)
        appraisals = self._index_appraisals()
        plan, seen = [], {}
        for row in rows:
            appraisal, problem = self._find_appraisal(row, units, appraisals)
            if appraisal and appraisal in seen:
                problem = self.env._(
                    "It says the same unit and criterion as row %(number)s.",
                    number=seen[appraisal],
                )
            seen.setdefault(appraisal, row.number)
            plan.append(PlannedRow(row, appraisal, problem))
        return plan

    def _index_appraisals(self):
        """Return ``{unit: {word: appraisals}}``, by code, by name, and by both."""
        index = defaultdict(lambda: defaultdict(self.env["cchc.appraisal"].browse))
        for appraisal in self.env["cchc.appraisal"].search(
            [("period_id", "=", self.period_id.id), ("is_current", "=", True)]
        ):
            criterion = appraisal.criterion_id
            for word in {
                fold(criterion.code or ""),
                fold(criterion.name),
                fold(criterion.display_name),
            }:
                index[appraisal.unit_id][word] |= appraisal
        return index

    def _find_appraisal(self, row, units, appraisals):
        """Return the appraisal that a row means, and what is wrong with the row as a sentence."""
        nothing = self.env["cchc.appraisal"]
        if row.problems:
            return nothing, say_survey_problem(self.env, *row.problems[0])
        unit = match_words(row.units, units)
        if not unit:
            return nothing, self.env._(
                "“%(text)s” is no unit of the period.", text=" ".join(row.units)
            )
        if len(unit) > 1:
            return nothing, self.env._(
                "Several units of the period are called “%(text)s”: state the code.",
                text=" ".join(row.units),
            )
        if unit not in appraisals:
            return nothing, self.env._("The appraisal of “%(unit)s” has not begun.", unit=unit.name)
        appraisal = match_words(row.criteria, appraisals[unit])
        if not appraisal:
            return nothing, self.env._(
                "“%(text)s” is no criterion of the unit.", text=" ".join(row.criteria)
            )
        if len(appraisal) > 1:
            return nothing, self.env._(
                "Several criteria of the unit are called “%(text)s”: state code and name.",
                text=" ".join(row.criteria),
            )
        return appraisal, appraisal._find_survey_problem(row.points)
