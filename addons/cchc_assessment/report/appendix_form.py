from odoo import models
from odoo.exceptions import UserError
from odoo.tools import hmac

from ..core.scoring import to_decimal
from ..core.workbook.appendix.answers import Answer, Choice, Question
from ..core.workbook.appendix.form import FormDocument, FormRow, OfflineForm, write_offline_form
from ..core.workbook.book import WORKBOOK_OPTIONS

_TOKEN_DIGITS = 16


class OfflineFormReport(models.AbstractModel):
    """The appendix as a workbook to fill in offline, which the import takes back."""

    _name = "report.cchc_assessment.offline_form"
    _inherit = "report.report_xlsx.abstract"
    _description = "Offline Form of an Assessment"

    def get_workbook_options(self):
        return {**super().get_workbook_options(), **WORKBOOK_OPTIONS}

    def generate_xlsx_report(self, workbook, data, objs):
        # what to print comes from the caller's context and ids: neither is to be trusted
        if objs._name != "cchc.assessment" or len(objs) != 1:
            raise UserError(self.env._("Choose one assessment to export for offline work."))
        objs.check_access("read")
        write_offline_form(workbook, self._make_form(objs))

    def _make_form(self, assessment):
        """Return the ``OfflineForm`` of ``assessment`` as the current user sees it."""
        unit, rubric = assessment.unit_id, assessment.rubric_id
        appendix = self.env["report.cchc_assessment.appendix"]
        return OfflineForm(
            token=self._make_token(assessment),
            unit_name=unit.name,
            year=assessment.period_id.year,
            rows=self._make_rows(assessment),
            parent_organisation=(unit.company_id.name or "").upper(),
            appendix_label=(rubric.appendix_label or "PHỤ LỤC").upper(),
            subtitle=f"({rubric.legal_basis})" if rubric.legal_basis else "",
            digits=assessment.period_id.score_digits,
            wording=appendix._make_wording(assessment.period_id),
        )

    def _make_rows(self, assessment):
        appendix = self.env["report.cchc_assessment.appendix"]
        totals = assessment._get_totals().by_key
        lines = {line.criterion_id: line for line in assessment.line_ids}
        rows = []
        for criterion in assessment.rubric_id.criterion_ids:
            line = lines.get(criterion)
            rows.append(
                FormRow(
                    question=self._make_question(criterion),
                    answer=self._make_answer(line) if line else Answer(),
                    self_score=appendix._get_self_score(
                        criterion, line and line.self_score, totals
                    ),
                    documents=[
                        FormDocument(evidence.id, appendix._describe(evidence))
                        for evidence in line._get_proof()
                    ]
                    if line
                    else (),
                )
            )
        return rows

    def _make_question(self, criterion):
        """Return what a workbook asks about ``criterion``."""
        return Question(
            key=criterion.id,
            code=criterion.code or "",
            name=criterion.name,
            level=criterion.level,
            is_leaf=criterion.is_leaf,
            max_score=to_decimal(criterion.counted_max_score),
            rule_type=criterion.rule_type or "manual",
            basis=criterion.band_basis or "percent",
            choices=[
                Choice(option.id, option.name, to_decimal(option.score))
                for option in criterion.option_ids
            ],
            council_only=criterion.scored_by == "council",
            direct=criterion.is_direct,
            ratio_floor=to_decimal(criterion.ratio_floor) if criterion.ratio_floor else None,
            ratio_target=to_decimal(criterion.ratio_target) if criterion.ratio_target else None,
        )

    def _make_answer(self, line):
        """Return what is filled in on ``line``."""
        inputs = line._get_inputs()
        return Answer(
            option=inputs.option,
            numerator=inputs.numerator,
            denominator=inputs.denominator,
            quantity=inputs.quantity,
            manual_score=inputs.manual_score,
            not_applicable=inputs.not_applicable,
            explanation=line.explanation or "",
        )

    def _make_token(self, assessment):
        """Return what tells this assessment, of this database, from all others.

        It opens nothing: it only says whether the keys in a workbook mean what they say.
        """
        # sudo: the database's secret is nobody's to read
        signature = hmac(self.env(su=True), "cchc_offline_form", assessment.id)
        return f"{assessment.id}-{signature[:_TOKEN_DIGITS]}"
