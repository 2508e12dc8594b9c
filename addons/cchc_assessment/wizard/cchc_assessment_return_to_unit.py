from datetime import timedelta

from odoo import api, fields, models

from ..fields import REASON_LENGTH, LimitedText

DAYS_TO_MEND = 7


class CchcAssessmentReturnToUnit(models.TransientModel):
    """The secretary's reason for giving a submission back to its unit, and until when it has to be mended."""

    _name = "cchc.assessment.return.to.unit"
    _description = "Return a Submission to the Unit"
    _inherit = ["cchc.assessment.dialog"]

    deadline = fields.Datetime(
        related="assessment_id.deadline", string="Deadline So Far", related_sudo=False
    )
    new_deadline = fields.Datetime(
        compute="_compute_new_deadline", store=True, readonly=False, precompute=True, required=True
    )
    reason = LimitedText(required=True, max_length=REASON_LENGTH)

    @api.depends("assessment_id")
    def _compute_new_deadline(self):
        soonest = fields.Datetime.now() + timedelta(days=DAYS_TO_MEND)
        for wizard in self:
            # a stored field is reckoned as the system: what the dialog is about is read as the user
            deadline = wizard.sudo(False).assessment_id.deadline
            wizard.new_deadline = max(soonest, deadline or soonest)

    def action_return(self):
        return self._transition(
            "action_return_to_unit", reason=self.reason, new_deadline=self.new_deadline
        )
