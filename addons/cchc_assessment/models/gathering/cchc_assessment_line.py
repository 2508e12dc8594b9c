"""Gathering: a criterion is proven by what lies elsewhere in the ERP."""

from odoo import models


class CchcAssessmentLine(models.Model):
    _name = "cchc.assessment.line"
    _inherit = ["cchc.assessment.line"]

    def action_use_attachments(self, attachment_ids):
        """File what lies elsewhere in the ERP as proof of this criterion, as if it had been uploaded.

        :param attachment_ids: ids of attachments that the user may read.
        :return: a sentence for each, of what became of it.
        :raises AccessError: the same for what is hidden, what does not exist and what may not be taken.
        :raises UserError: when one of them cannot be filed; none is, then.
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["cchc.evidence"]._use_attachments(attachment_ids, line=self)
