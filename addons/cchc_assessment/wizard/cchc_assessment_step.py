from odoo import api, fields, models

from ..fields import REASON_LENGTH, LimitedText

# What the dialog carries out: rows of the table of transitions that ask for a reason, one of them for a date.
STEPS = [
    ("action_take_back", "Take back from the leader"),
    ("action_declare_absent", "No dossier submitted"),
    ("action_exempt", "Not assessed this year"),
    ("action_resume", "Take in again"),
    ("action_close_explanation", "Close the request"),
    ("action_withdraw_request", "Withdraw the request"),
    ("action_return_to_unit", "Return to the units"),
    ("action_reopen", "Reopen"),
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
    new_deadline = fields.Datetime(help="Until when the units have time to mend what they sent.")

    @api.depends("assessment_ids", "action")
    def _compute_summary(self):
        for wizard in self:
            wizard.sudo(False).assessment_ids.check_access("read")
            wizard.unit_names = "\n".join(wizard.assessment_ids.unit_id.mapped("name"))
            closes = wizard.action in ("action_close_explanation", "action_withdraw_request")
            asked = wizard.assessment_ids._get_asked() if closes else ()
            wizard.unanswered = "\n".join(
                question.criterion_id.display_name for question in asked if not question.explanation
            )

    def action_confirm(self):
        self.ensure_one()
        details = {"reason": self.reason}
        if self.action == "action_return_to_unit":
            details["new_deadline"] = self.new_deadline
        outcome = self.assessment_ids._carry_out(self.action, **details)
        return outcome or {"type": "ir.actions.act_window_close"}
