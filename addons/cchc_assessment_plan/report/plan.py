from odoo import models

from odoo.addons.cchc_assessment.core.plain.dates import long_date, place_and_date, short_date
from odoo.addons.cchc_assessment.core.word.signature import signature_titles

from ..models.plan_workflow import IN_FORCE, REPLACED
from ..plan_document import PlanDocument, PlannedCriterion, PlannedMeasure, UnplannedCriterion

_DEFAULT_RECIPIENTS = ("Hội đồng thẩm định (để theo dõi);", "Sở Nội vụ;", "Lưu: VT.")


class PlanReport(models.AbstractModel):
    """An improvement plan: records as the Word room takes them.

    It is a Vietnamese administrative document whatever the user's language is.
    """

    _name = "report.cchc_assessment_plan.plan"
    _inherit = ["report.cchc_assessment.document"]
    _description = "Improvement Plan (Word)"

    def _render(self, plan):
        """Return ``plan`` as a .docx file, as the user may read it.

        :raises UserError: when the period's template is broken, saying where.
        """
        owner = plan.assessment_id.period_id
        plan = self.env["res.lang"]._in_vietnamese(plan)
        return self._write_document(self._make_document(plan), owner, "plan_template")

    def _get_file_name(self, plan):
        return self._make_file_name(
            "Kế hoạch khắc phục tồn tại, hạn chế CCHC", plan.unit_id.name, str(plan.year)
        )

    def _make_document(self, plan):
        """Return the ``PlanDocument`` of a plan."""
        # sudo: a contributor, who reads no results, reads the plan that follows from one
        assessment = plan.sudo().assessment_id
        period, unit = assessment.period_id, plan.unit_id
        # as it was when the lines were proposed, whatever became of the publication since
        result = plan.sudo().result_id
        decision = result._get_shown().publication_id
        format_score = self._score_format(period)
        planned = plan.line_ids.filtered(lambda line: not line.no_measure_reason)
        return PlanDocument(
            superior_name=unit.company_id.name or "",
            unit_name=unit.name,
            number=plan.number or f"        /KH-{unit.code}",
            place_and_date=place_and_date(
                plan.place or unit.partner_id.city or unit.company_id.city, plan.date
            ),
            status_note=self._make_status_note(plan),
            version=str(plan.version) if plan.version > 1 else "",
            year=str(plan.year),
            result_year=str(plan.year - 1),
            period_name=period.name,
            decision_number=decision.decision_number or "",
            decision_date=long_date(decision.decision_date) if decision.decision_date else "",
            score=format_score(result.score),
            max_score=format_score(result.maximum),
            percent=format_score(result.percent or 0),
            rating=result.rating or "",
            lost=format_score(plan.lost),
            expected=format_score(plan.expected),
            general=self._paragraphs(plan.general),
            criteria=[self._make_criterion(line, format_score) for line in planned],
            without=[
                UnplannedCriterion(
                    code=line.criterion_id.code or "",
                    name=line.criterion_id.name,
                    lost=format_score(line.lost),
                    reason=line.no_measure_reason.strip(),
                )
                for line in plan.line_ids - planned
            ],
            recipients=self._paragraphs(plan.recipients) or _DEFAULT_RECIPIENTS,
            signer_titles=signature_titles(plan.signer_title or "Thủ trưởng đơn vị"),
            signer_name=plan.signer_name or plan.sudo().agreed_by_id.name or "",
        )

    def _make_status_note(self, plan):
        if plan.state in IN_FORCE:
            return ""
        return "ĐÃ ĐƯỢC THAY THẾ" if plan.state == REPLACED else "DỰ THẢO - CHƯA ĐƯỢC PHÊ DUYỆT"

    def _make_criterion(self, line, format_score):
        is_penalty = line.section == "penalty"
        return PlannedCriterion(
            code=line.criterion_id.code or "",
            name=line.criterion_id.name,
            domain=line.domain_id.name or "",
            maximum="" if is_penalty else format_score(line.maximum),
            score=f"-{format_score(line.score)}" if is_penalty else format_score(line.score),
            lost=format_score(line.lost),
            expected=format_score(line.expected),
            cause=". ".join(
                filter(
                    None,
                    (
                        (line.cause_name or line.cause_id.name or "").rstrip("."),
                        (line.cause or "").strip(),
                    ),
                )
            ),
            measures=[
                PlannedMeasure(
                    name=(measure.name or "").strip(),
                    people=measure.people_text,
                    date=short_date(measure.date) if measure.date else "",
                )
                for measure in line.measure_ids
            ]
            # what is still to be said has a row to write in
            or [PlannedMeasure(name="", people="", date="")],
        )
