from odoo import fields, models


class CchcAssessmentRecall(models.TransientModel):
    """The leader's reason for taking a submission back before the council has begun."""

    _name = "cchc.assessment.recall"
    _description = "Recall a Submission"
    _inherit = ["cchc.assessment.dialog"]

    deadline = fields.Datetime(related="assessment_id.deadline", related_sudo=False)
    reason = fields.Text(required=True)

    def action_recall(self):
        return self._transition("action_recall", reason=self.reason)
