from odoo import fields, models

from ..fields import REASON_LENGTH, LimitedText


class CchcAssessmentReturn(models.TransientModel):
    """The leader's reason for giving an assessment back to the officer."""

    _name = "cchc.assessment.return"
    _description = "Return an Assessment to the Officer"
    _inherit = ["cchc.assessment.dialog"]

    is_late = fields.Boolean(related="assessment_id.is_late", related_sudo=False)
    reason = LimitedText(required=True, max_length=REASON_LENGTH)

    def action_return(self):
        return self._transition("action_return_to_officer", reason=self.reason)
