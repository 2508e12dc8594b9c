from odoo import fields, models

from ..fields import LimitedText


class CchcAssessmentAnswer(models.TransientModel):
    """What the secretary answers to a unit's objection."""

    _name = "cchc.assessment.answer"
    _description = "Answer an Objection"
    _inherit = ["cchc.assessment.dialog"]

    objection = fields.Text(related="assessment_id.objection", related_sudo=False)
    answer = LimitedText(required=True)

    def action_answer(self):
        self.ensure_one()
        self.assessment_id._answer_objection(self.answer)
        return {"type": "ir.actions.act_window_close"}
