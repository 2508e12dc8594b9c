from collections import defaultdict
from dataclasses import asdict, dataclass
from decimal import Decimal

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
    _work_kind = "survey_points"
    _rows_at_once = 200

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

    def _get_work(self):
        return self.period_id, {}

    def _pack_row(self, row):
        return {**asdict(row), "points": str(row.points)}

    def _unpack_row(self, packed):
        return SurveyRow(**{**packed, "points": Decimal(packed["points"])})

    def _plan_rows(self, rows):
        forms = self.period_id.assessment_ids
        units = index_units(forms.unit_id)
        criteria = {rubric: self._index_criteria(rubric) for rubric in forms.rubric_id}
        of_unit = {form.unit_id: criteria[form.rubric_id] for form in forms}
        meant = [self._find_criterion(row, units, of_unit) for row in rows]
        appraisals = self._find_appraisals(meant)
        plan, seen = [], {}
        for row, (unit, criterion, problem) in zip(rows, meant, strict=True):
            appraisal = appraisals.get((unit, criterion), self.env["cchc.appraisal"])
            if not (problem or appraisal):
                problem = self.env._("The appraisal of “%(unit)s” has not begun.", unit=unit.name)
            problem = problem or appraisal._find_survey_problem(row.points)
            if appraisal and appraisal in seen:
                problem = self.env._(
                    "It says the same unit and criterion as row %(number)s.",
                    number=seen[appraisal],
                )
            seen.setdefault(appraisal, row.number)
            plan.append(PlannedRow(row, appraisal, problem))
        return plan

    @api.model
    def _index_criteria(self, rubric):
        """Return ``{word: criteria}`` of what is scored, by code, by name, and by both."""
        index = defaultdict(self.env["cchc.criterion"].browse)
        for criterion in rubric.criterion_ids.filtered("is_leaf"):
            for word in {
                fold(criterion.code or ""),
                fold(criterion.name),
                fold(criterion.display_name),
            }:
                index[word] |= criterion
        return index

    def _find_appraisals(self, meant):
        """Return ``{(unit, criterion): appraisal}``: of the criteria that rows mean, and no others of so many."""
        criteria = self.env["cchc.criterion"].union(
            *(criterion for _unit, criterion, _why in meant)
        )
        found = self.env["cchc.appraisal"].search(
            [
                ("period_id", "=", self.period_id.id),
                ("criterion_id", "in", criteria.ids),
                ("is_current", "=", True),
            ]
        )
        return {(one.unit_id, one.criterion_id): one for one in found}

    def _find_criterion(self, row, units, criteria):
        """Return the unit and the criterion that a row means, and what is wrong with the row as a sentence."""
        nothing = self.env["cchc.unit"], self.env["cchc.criterion"]
        if row.problems:
            return *nothing, say_survey_problem(self.env, *row.problems[0])
        unit = match_words(row.units, units)
        if not unit:
            return *nothing, self.env._(
                "“%(text)s” is no unit of the period.", text=" ".join(row.units)
            )
        if len(unit) > 1:
            return *nothing, self.env._(
                "Several units of the period are called “%(text)s”: state the code.",
                text=" ".join(row.units),
            )
        criterion = match_words(row.criteria, criteria[unit])
        if not criterion:
            return *nothing, self.env._(
                "“%(text)s” is no criterion of the unit.", text=" ".join(row.criteria)
            )
        if len(criterion) > 1:
            return *nothing, self.env._(
                "Several criteria of the unit are called “%(text)s”: state code and name.",
                text=" ".join(row.criteria),
            )
        return unit, criterion, ""
