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
        details = {"new_deadline": self.new_deadline, "reason": self.reason}
        if behind := self.assessment_ids._begin_behind("extension", **details):
            return behind
        self.assessment_ids._extend_deadlines(**details)
        return {"type": "ir.actions.act_window_close"}
