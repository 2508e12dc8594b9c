from odoo import api, fields, models


class CchcAssessmentConclude(models.TransientModel):
    """Units that are concluded although members have marked questions that nobody has sent."""

    _name = "cchc.assessment.conclude"
    _description = "Conclude With Questions That Were Not Sent"
    _inherit = ["cchc.assessment.batch"]

    unsent_count = fields.Integer("Questions Not Sent", compute="_compute_unsent")
    unsent = fields.Text("Questions", compute="_compute_unsent")

    @api.depends("assessment_ids")
    def _compute_unsent(self):
        for wizard in self:
            wizard.sudo(False).assessment_ids.check_access("read")
            questions = wizard.assessment_ids._get_unsent()
            wizard.unsent_count = len(questions)
            wizard.unsent = "\n".join(
                f"{question.unit_id.name}, {question.criterion_id.display_name}: {question.request}"
                for question in questions
            )

    def action_conclude(self):
        """Conclude these units without asking."""
        self.ensure_one()
        outcome = self.assessment_ids._carry_out("action_conclude", drop_unsent=True)
        return outcome or {"type": "ir.actions.act_window_close"}

    def action_send(self):
        """Send the questions instead."""
        self.ensure_one()
        return self.assessment_ids.action_send_questions()
