from odoo import api, fields, models

from ..fields import REASON_LENGTH, LimitedText
from ..models.common.screens import notify
from ..models.dashboard.cchc_assessment import LIES_WITH


class CchcAssessmentNudge(models.TransientModel):
    """What the secretary writes to those with whom some assessments lie."""

    _name = "cchc.assessment.nudge"
    _description = "Nudge Units"
    _inherit = ["cchc.assessment.batch"]

    text = LimitedText(
        "Message",
        required=True,
        default=lambda self: self._default_text(),
        max_length=REASON_LENGTH,
    )
    open_count = fields.Integer("Units", compute="_compute_recipients")
    recipient_names = fields.Text("Goes To", compute="_compute_recipients")
    problem = fields.Text("Cannot Be Reached", compute="_compute_recipients")

    def _default_text(self):
        return self.env._(
            "The deadline of the self-assessment is near, or has passed. Please finish it and send it on."
        )

    @api.depends("assessment_ids")
    def _compute_recipients(self):
        for wizard in self:
            assessments = wizard._get_open_assessments()
            people = (
                self.env["res.users"]
                .sudo()
                .union(*(assessment._get_current_people() for assessment in assessments))
            )
            wizard.open_count = len(assessments)
            wizard.recipient_names = ", ".join(people.mapped("name"))
            wizard.problem = "\n".join(
                f"{assessment.unit_id.name}: {assessment.contact_problem}"
                for assessment in assessments
                if assessment.contact_problem
            )

    def action_nudge(self):
        self.ensure_one()
        waiting = self._get_open_assessments()
        if behind := waiting._begin_behind("nudge", text=self.text):
            return behind
        waiting._nudge(self.text)
        return notify(
            self.env._("Sent to: %(people)s", people=self.recipient_names),
            next={"type": "ir.actions.act_window_close"},
        )

    def _get_open_assessments(self):
        """Return those that lie with their units; the others have been sent in the meantime."""
        self.sudo(False).assessment_ids.check_access("read")
        return self.assessment_ids.filtered(lambda assessment: assessment.state in LIES_WITH)
