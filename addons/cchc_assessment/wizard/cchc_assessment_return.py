from odoo import fields, models


class CchcAssessmentReturn(models.TransientModel):
    """The leader's reason for giving an assessment back to the officer."""

    _name = "cchc.assessment.return"
    _description = "Return an Assessment to the Officer"
    _inherit = ["cchc.assessment.dialog"]

    is_late = fields.Boolean(related="assessment_id.is_late", related_sudo=False)
    reason = fields.Text(required=True)

    def action_return(self):
        return self._transition("action_return_to_officer", reason=self.reason)
