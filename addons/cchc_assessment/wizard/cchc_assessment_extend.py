from odoo import fields, models

from ..fields import REASON_LENGTH, LimitedText


class CchcAssessmentExtend(models.TransientModel):
    """Until when the secretary gives some units time, and why."""

    _name = "cchc.assessment.extend"
    _description = "Extend the Deadline"
    _inherit = ["cchc.assessment.batch"]

    new_deadline = fields.Datetime(required=True)
    reason = LimitedText(required=True, max_length=REASON_LENGTH)

    def action_extend(self):
        self.ensure_one()
        self.assessment_ids._extend_deadlines(self.new_deadline, self.reason)
        return {"type": "ir.actions.act_window_close"}
