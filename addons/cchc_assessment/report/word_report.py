from odoo import models

from ..core.plain.dates import place_and_date
from ..core.word.report_data import DomainResult, LostCriterion, Report, UnprovenCriterion
from ..core.word.signature import signature_titles

_EVIDENCE_STATUS = {"none": "Chưa có", "partial": "Chưa đủ"}
_DEFAULT_RECIPIENTS = ("Hội đồng thẩm định;", "Sở Nội vụ;", "Lưu: VT.")


class WordReport(models.AbstractModel):
    """The report of a self-assessment: records as the Word room takes them.

    The report is a Vietnamese administrative document whatever the user's language is.
    """

    _name = "report.cchc_assessment.word"
    _inherit = ["report.cchc_assessment.document"]
    _description = "Report of an Assessment (Word)"

    def _render(self, assessment, submission=None):
        """Return the report of ``assessment`` as a .docx file.

        :param submission: what was sealed just now, if that is why; without it, the latest one counts
            as long as the assessment is approved.
        :raises UserError: when the rubric's template is broken, saying where.
        """
        assessment = self.env["res.lang"]._in_vietnamese(assessment)
        submission = submission or assessment._get_submission()
        rubric = assessment.rubric_id
        return self._write_document(
            self._make_report(assessment, submission),
            rubric.with_env(self.env),
            "report_template",
            submission._make_mark(),
        )

    def _get_file_name(self, assessment):
        return self._make_file_name(
            "Báo cáo tự đánh giá CCHC", assessment.unit_id.name, str(assessment.period_id.year)
        )

    def _make_report(self, assessment, submission):
        """Return the ``Report`` of ``assessment`` as the current user sees it."""
        period, unit, rubric = assessment.period_id, assessment.unit_id, assessment.rubric_id
        totals = assessment._get_totals()
        lines = assessment.line_ids
        format_score = self._score_format(period)
        return Report(
            superior_name=unit.company_id.name or "",
            unit_name=unit.name,
            number=self._make_number(assessment, submission),
            place_and_date=self._make_place_and_date(assessment, submission),
            status_note="" if submission else "DỰ THẢO - CHƯA ĐƯỢC PHÊ DUYỆT",
            year=str(period.year),
            period_name=period.name,
            legal_basis=period.legal_basis or "",
            rubric_name=rubric.name,
            rubric_basis=rubric.legal_basis or "",
            appendix_label=rubric.appendix_label or "Phụ lục",
            general=self._paragraphs(assessment.report_general),
            difficulties=self._paragraphs(assessment.report_difficulties),
            proposals=self._paragraphs(assessment.report_proposals),
            max_score=format_score(rubric.max_score),
            attainable_score=format_score(totals.maximum),
            self_score=format_score(totals.score),
            self_percent=format_score(totals.percent or 0),
            bonus=format_score(totals.bonus) if totals.bonus else "",
            penalty=format_score(totals.penalty) if totals.penalty else "",
            criterion_count=str(totals.leaves),
            document_count=str(len(assessment._get_proof())),
            domains=self._make_domains(rubric, totals, format_score),
            lost=self._make_lost(lines, totals, format_score),
            unproven=self._make_unproven(lines),
            recipients=self._paragraphs(assessment.report_recipients) or _DEFAULT_RECIPIENTS,
            signer_titles=signature_titles(
                assessment.report_head_title or "Thủ trưởng đơn vị",
                is_deputy=assessment.report_signed_by_deputy or bool(submission.signed_by_deputy),
                collective=assessment.report_collective or "",
            ),
            signer_name=self._get_signer_name(assessment, submission),
        )

    def _get_signer_name(self, assessment, submission):
        approver = submission.approved_by_id.name or ""
        # who signs for the head is whoever did it, not the head who was named beforehand
        return (
            approver if submission.signed_by_deputy else assessment.report_signer_name or approver
        )

    def _make_domains(self, rubric, totals, format_score):
        domains = rubric.criterion_ids.filtered(lambda criterion: not criterion.parent_id)
        results = []
        for domain in domains:
            subtotal = totals.by_key[domain.id]
            # of bonus and penalty nothing is to be reached, and most units have none
            is_base = subtotal.section == "base" and subtotal.maximum
            if subtotal.section != "base" and not subtotal.score:
                continue
            share = subtotal.score / subtotal.maximum * 100 if is_base else None
            results.append(
                DomainResult(
                    code=domain.code or "",
                    name=domain.name,
                    max_score=format_score(subtotal.maximum),
                    self_score=format_score(subtotal.score),
                    percent="" if share is None else format_score(share),
                    lost=format_score(subtotal.maximum - subtotal.score) if is_base else "",
                )
            )
        return results

    def _make_lost(self, lines, totals, format_score):
        """Return the scored criteria below their maximum; bonus and penalty lose nothing."""
        results = []
        for line in lines:
            subtotal = totals.by_key[line.criterion_id.id]
            lost = subtotal.maximum - subtotal.score
            if line.is_scored and subtotal.section == "base" and lost > 0:
                results.append(
                    LostCriterion(
                        code=line.code or "",
                        name=line.name,
                        domain=line.domain_id.name,
                        max_score=format_score(subtotal.maximum),
                        self_score=format_score(subtotal.score),
                        lost=format_score(lost),
                        calculation=line.score_note or "",
                        explanation=(line.explanation or "").strip(),
                    )
                )
        return results

    def _make_unproven(self, lines):
        return [
            UnprovenCriterion(
                code=line.code or "",
                name=line.name,
                domain=line.domain_id.name,
                status=_EVIDENCE_STATUS[line.evidence_status],
                explanation=line._get_printed_explanation().strip(),
            )
            for line in lines
            if line.evidence_status in _EVIDENCE_STATUS and line.is_scored
        ]

    def _make_number(self, assessment, submission):
        if assessment.report_number:
            return assessment.report_number
        if submission:
            return submission.dispatch_number
        return f"        /BC-{assessment.unit_id.code}"

    def _make_place_and_date(self, assessment, submission):
        unit = assessment.unit_id
        place = assessment.report_place or unit.partner_id.city or unit.company_id.city
        return place_and_date(place, submission.dispatch_date)
