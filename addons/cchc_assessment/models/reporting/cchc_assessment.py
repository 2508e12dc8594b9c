"""The report that goes with an assessment: what the officer writes of it."""

from contextlib import contextmanager

from odoo import api, fields, models

from ...fields import NUMBER_LENGTH, REASON_LENGTH, LimitedChar, LimitedText
from ..common.screens import download

# What the officer writes of the report; everything else in it follows from the criteria.
REPORT_FIELDS = {
    "report_number",
    "report_place",
    "report_general",
    "report_difficulties",
    "report_proposals",
    "report_recipients",
    "report_collective",
    "report_head_title",
    "report_signed_by_deputy",
    "report_signer_name",
}


class CchcAssessment(models.Model):
    _name = "cchc.assessment"
    _inherit = ["cchc.assessment", "cchc.packaged.mixin", "cchc.logged.mixin"]

    report_number = LimitedChar(
        help="Number and symbol of the report, such as “123/BC-SNV”. Left empty, the symbol is made of "
        "the unit's code, and the number of the dispatch is used once it is approved.",
        max_length=NUMBER_LENGTH,
    )
    report_place = LimitedChar(
        "Place of Issue", help="Left empty, the city of the unit's contact is used."
    )
    report_general = LimitedText(
        "General Situation", help="How the reform was led this year. Each line is a paragraph."
    )
    report_difficulties = LimitedText(
        "Difficulties", help="Difficulties and obstacles. Each line is a paragraph."
    )
    report_proposals = LimitedText(
        "Proposals", help="Proposals and recommendations. Each line is a paragraph."
    )
    report_recipients = LimitedText(
        "Recipients", help="Who receives the report, one on each line.", max_length=REASON_LENGTH
    )
    report_collective = LimitedChar(
        "Signs on Behalf of",
        help="The body that the head speaks for (TM.), such as “Ủy ban nhân dân”. Empty for an agency "
        "that its head leads alone.",
    )
    report_head_title = LimitedChar(
        "Position of the Head",
        help="Such as “Giám đốc” or “Chủ tịch”. “Thủ trưởng đơn vị” if empty.",
    )
    report_signed_by_deputy = fields.Boolean(
        "Signed by a Deputy", help="The deputy signs for the head (KT.)."
    )
    report_signer_name = LimitedChar(
        "Name of the Signer", help="Left empty, it is the leader who approved."
    )

    @api.model
    def _get_open_fields(self):
        # closed and opened with the criteria
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(REPORT_FIELDS, "_check_unit_may_edit"),
        }

    @contextmanager
    def _following(self, vals):
        logged = vals.keys() & REPORT_FIELDS
        before = self._get_readable(logged)
        with super()._following(vals):
            yield
        self._log_changes(before, self._get_readable(logged))

    def _get_log_row(self, name):
        return {"assessment_id": self.id, "action": "fill"}

    def action_download_report(self):
        """Download the report as a Word document: the sealed one once the leader approved."""
        self.ensure_one()
        return download(f"/cchc/report/assessment/{self.id}")
