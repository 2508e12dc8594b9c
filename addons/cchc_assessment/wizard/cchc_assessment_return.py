from odoo import api, fields, models


class CchcAssessmentReturn(models.TransientModel):
    """The leader's reason for giving an assessment back to the officer."""

    _name = "cchc.assessment.return"
    _description = "Return an Assessment to the Officer"

    assessment_id = fields.Many2one("cchc.assessment", required=True, ondelete="cascade")
    is_late = fields.Boolean(related="assessment_id.is_late", related_sudo=False)
    reason = fields.Text(required=True)

    @api.constrains("assessment_id")
    def _check_assessment(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).assessment_id.check_access("read")

    def action_return(self):
        self.ensure_one()
        self.assessment_id._transition("action_return_to_officer", reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
