from odoo import api, fields, models


class CchcAssessmentAsk(models.TransientModel):
    """Until when a unit has to explain the criteria that the council asks about."""

    _name = "cchc.assessment.ask"
    _description = "Ask a Unit for Explanations"
    _inherit = ["cchc.assessment.dialog"]

    asked_count = fields.Integer(related="assessment_id.asked_count", related_sudo=False)
    explanation_deadline = fields.Datetime(
        compute="_compute_explanation_deadline",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("assessment_id")
    def _compute_explanation_deadline(self):
        for wizard in self:
            # a stored field is reckoned as the system: what the dialog is about is read as the user
            deadline = wizard.sudo(False).assessment_id.period_id.explanation_deadline
            in_time = deadline and deadline > fields.Datetime.now()
            wizard.explanation_deadline = deadline if in_time else False

    def action_ask(self):
        return self._transition(
            "action_request_explanation", explanation_deadline=self.explanation_deadline
        )
