from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cchc_assessment.fields import REASON_LENGTH, LimitedText


class CchcPlanStep(models.TransientModel):
    """A step of a plan for which the leader says why, or what came of it."""

    _name = "cchc.plan.step"
    _description = "Step of a Plan That Needs a Word"

    plan_id = fields.Many2one("cchc.plan", required=True, ondelete="cascade")
    action = fields.Selection(
        [("action_return", "Return the Plan"), ("action_close", "Close the Plan")],
        "Step",
        required=True,
    )
    open_count = fields.Integer("Measures Not Done", compute="_compute_open_count")
    reason = LimitedText(max_length=REASON_LENGTH)

    @api.depends("plan_id")
    def _compute_open_count(self):
        for dialog in self:
            dialog.sudo(False).plan_id.check_access("read")
            plan = dialog.sudo(False).plan_id
            dialog.open_count = plan.measure_count - plan.done_count

    @api.constrains("plan_id")
    def _check_plan(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).plan_id.check_access("read")

    def action_confirm(self):
        """Take the step, with what was said.

        :raises UserError: when nothing was.
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say what has to be mended, or what came of it."))
        self.plan_id._transition(self.action, reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
