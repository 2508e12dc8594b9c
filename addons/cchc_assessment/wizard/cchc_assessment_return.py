from odoo import fields, models


class CchcAssessmentReturn(models.TransientModel):
    """The leader's reason for giving an assessment back to the officer."""

    _name = "cchc.assessment.return"
    _description = "Return an Assessment to the Officer"

    assessment_id = fields.Many2one("cchc.assessment", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_return(self):
        self.ensure_one()
        self.assessment_id._transition("action_return_to_officer", reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
