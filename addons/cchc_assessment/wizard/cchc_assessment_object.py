from odoo import models

from ..fields import LimitedText


class CchcAssessmentObject(models.TransientModel):
    """What a unit's leader objects to in the council's scores, said once."""

    _name = "cchc.assessment.object"
    _description = "Object to a Result"
    _inherit = ["cchc.assessment.dialog"]

    reason = LimitedText(required=True)

    def action_object(self):
        self.ensure_one()
        self.assessment_id._do_object(self.reason)
        return {"type": "ir.actions.act_window_close"}
