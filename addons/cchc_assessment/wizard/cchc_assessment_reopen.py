from odoo import fields, models


class CchcAssessmentReopen(models.TransientModel):
    """The secretary's reason for taking a settled appraisal up again."""

    _name = "cchc.assessment.reopen"
    _description = "Reopen an Appraisal"
    _inherit = ["cchc.assessment.dialog"]

    reason = fields.Text(required=True)

    def action_reopen(self):
        return self._transition("action_reopen", reason=self.reason)
