from odoo import fields, models

from ..fields import REASON_LENGTH, LimitedText


class CchcAssessmentRecall(models.TransientModel):
    """The leader's reason for taking a submission back before the council has begun."""

    _name = "cchc.assessment.recall"
    _description = "Recall a Submission"
    _inherit = ["cchc.assessment.dialog"]

    deadline = fields.Datetime(related="assessment_id.deadline", related_sudo=False)
    reason = LimitedText(required=True, max_length=REASON_LENGTH)

    def action_recall(self):
        return self._transition("action_recall", reason=self.reason)
