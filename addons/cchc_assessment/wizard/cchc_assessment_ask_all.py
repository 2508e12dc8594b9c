from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.common.screens import notify


class CchcAssessmentAskAll(models.TransientModel):
    """Until when some units have to explain what members have marked in them."""

    _name = "cchc.assessment.ask.all"
    _description = "Send All Questions"
    _inherit = ["cchc.assessment.batch"]

    question_count = fields.Integer("Questions", compute="_compute_summary")
    unit_count = fields.Integer("Units", compute="_compute_summary")
    summary = fields.Text("Goes To", compute="_compute_summary")
    explanation_deadline = fields.Datetime(
        compute="_compute_explanation_deadline", store=True, readonly=False, precompute=True
    )

    @api.depends("assessment_ids")
    def _compute_summary(self):
        for wizard in self:
            waiting = wizard._get_waiting()
            wizard.unit_count = len(waiting)
            wizard.question_count = sum(waiting.mapped("unsent_count"))
            wizard.summary = "\n".join(
                f"{assessment.unit_id.name}: {assessment.unsent_count}" for assessment in waiting
            )

    @api.depends("assessment_ids")
    def _compute_explanation_deadline(self):
        for wizard in self:
            # a stored field is computed as the system: what the dialog is about is read as the user
            deadline = wizard.sudo(False).assessment_ids.period_id[:1].explanation_deadline
            in_time = deadline and deadline > fields.Datetime.now()
            wizard.explanation_deadline = deadline if in_time else False

    def action_send(self):
        self.ensure_one()
        waiting = self._get_waiting()
        if not waiting:
            raise UserError(self.env._("No question is waiting to be sent."))
        details = {"explanation_deadline": self.explanation_deadline}
        if behind := waiting._begin_behind("action_request_explanation", **details):
            return behind
        counts = {assessment: assessment.unsent_count for assessment in waiting}
        if len(waiting) == 1:
            waiting._transition("action_request_explanation", **details)
            done, left = waiting, {}
        else:
            done, left = waiting._transition_each("action_request_explanation", **details)
        left |= dict.fromkeys(
            self.assessment_ids - waiting, self.env._("No question is waiting to be sent.")
        )
        if left:
            return self.assessment_ids._tell_outcome(done, left)
        return notify(
            self.env._(
                "Sent: %(questions)s questions to %(units)s units.",
                questions=sum(counts[assessment] for assessment in done),
                units=len(done),
            ),
            next={"type": "ir.actions.act_window_close"},
        )

    def _get_waiting(self):
        """Return those that have questions to send; the others were dealt with in the meantime."""
        self.sudo(False).assessment_ids.check_access("read")
        return self.assessment_ids.filtered("has_unsent")
