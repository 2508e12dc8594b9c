from odoo import fields, models

from ..fields import REASON_LENGTH, LimitedText
from ..models.common.screens import notify


class CchcTaskNudge(models.TransientModel):
    """What an officer writes to those whose tasks are not finished."""

    _name = "cchc.task.nudge"
    _description = "Nudge People of the Unit"

    task_ids = fields.Many2many("cchc.task", required=True, readonly=True)
    text = LimitedText(
        "Message",
        required=True,
        default=lambda self: self._default_text(),
        max_length=REASON_LENGTH,
    )
    recipient_names = fields.Text("Goes To", compute="_compute_recipients")

    def _default_text(self):
        return self.env._("Please finish what was given to you, or say what is missing.")

    def _compute_recipients(self):
        for wizard in self:
            # sudo: people of one unit know each other by name
            people = wizard._get_open_tasks().sudo().assignee_ids
            wizard.recipient_names = ", ".join(people.mapped("name"))

    def action_nudge(self):
        """Send it, by message and by an activity each."""
        self.ensure_one()
        self._get_open_tasks()._nudge(self.text)
        return notify(
            self.env._("Sent to: %(people)s", people=self.recipient_names),
            next={"type": "ir.actions.act_window_close"},
        )

    def _get_open_tasks(self):
        """Return those that are not finished."""
        self.sudo(False).task_ids.check_access("read")
        return self.task_ids.filtered(lambda task: not task.is_done)
