from odoo import api, fields, models

from ..fields import REASON_LENGTH, LimitedText

# What the dialog carries out: rows of the table of transitions that ask for a reason and for nothing else.
STEPS = [
    ("action_take_back", "Take back from the leader"),
    ("action_declare_absent", "No dossier submitted"),
    ("action_exempt", "Not assessed this year"),
    ("action_resume", "Take in again"),
    ("action_close_explanation", "Close the request"),
    ("action_withdraw_request", "Withdraw the request"),
]


class CchcAssessmentStep(models.TransientModel):
    """The reason of a step that some assessments take."""

    _name = "cchc.assessment.step"
    _description = "Step That Needs a Reason"
    _inherit = ["cchc.assessment.batch"]

    action = fields.Selection(STEPS, "Step", required=True)
    unit_names = fields.Text("Units", compute="_compute_summary")
    unanswered = fields.Text(
        "Without an Answer",
        compute="_compute_summary",
        help="Questions that the unit has left unanswered.",
    )
    reason = LimitedText(required=True, max_length=REASON_LENGTH)

    @api.depends("assessment_ids", "action")
    def _compute_summary(self):
        for wizard in self:
            wizard.sudo(False).assessment_ids.check_access("read")
            wizard.unit_names = "\n".join(wizard.assessment_ids.unit_id.mapped("name"))
            wizard.unanswered = "\n".join(
                question.criterion_id.display_name
                for assessment in wizard.assessment_ids
                if wizard.action in ("action_close_explanation", "action_withdraw_request")
                for question in assessment._get_asked()
                if not question.explanation
            )

    def action_confirm(self):
        self.ensure_one()
        self.assessment_ids._transition(self.action, reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
