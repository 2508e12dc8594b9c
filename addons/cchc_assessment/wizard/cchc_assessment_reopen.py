from odoo import models

from ..fields import REASON_LENGTH, LimitedText


class CchcAssessmentReopen(models.TransientModel):
    """The secretary's reason for taking a settled appraisal up again."""

    _name = "cchc.assessment.reopen"
    _description = "Reopen an Appraisal"
    _inherit = ["cchc.assessment.dialog"]

    reason = LimitedText(required=True, max_length=REASON_LENGTH)

    def action_reopen(self):
        return self._transition("action_reopen", reason=self.reason)
