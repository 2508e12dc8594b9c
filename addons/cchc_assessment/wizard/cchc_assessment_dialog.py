from odoo import api, fields, models


class CchcAssessmentDialog(models.AbstractModel):
    """What the dialogs have in common in which somebody says more about an action on an assessment."""

    _name = "cchc.assessment.dialog"
    _description = "Dialog on an Assessment"

    assessment_id = fields.Many2one("cchc.assessment", required=True, ondelete="cascade")

    @api.constrains("assessment_id")
    def _check_assessment(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).assessment_id.check_access("read")

    def _transition(self, action, **details):
        """Carry out ``action``, a key of ``TRANSITIONS``, and close the dialog."""
        self.ensure_one()
        self.assessment_id._transition(action, **details)
        return {"type": "ir.actions.act_window_close"}
