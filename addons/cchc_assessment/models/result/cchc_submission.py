"""What was published with a signed copy keeps it."""

from odoo import models


class CchcSubmission(models.Model):
    _inherit = "cchc.submission"

    def _is_signed_file_settled(self):
        """Results that were published hold the signed copy, also while they are corrected or the unit is set aside."""
        if super()._is_signed_file_settled():
            return True
        if not self.signed_file_id:
            return False
        # sudo: only whether there are any
        results = self.env["cchc.result"].sudo()
        return bool(
            results.search_count(
                [
                    ("assessment_id", "=", self.assessment_id.id),
                    ("publication_id.published_at", ">=", self.approved_at),
                ],
                limit=1,
            )
        )
