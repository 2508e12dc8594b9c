"""What an activity on a record of ours says has a greatest length, and names nothing that is hidden."""

from odoo import fields, models

from ...fields import NAME_LENGTH, TEXT_LENGTH
from ..common.reading import filter_hidden


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "cchc.limited.texts.mixin"]

    _limited_model_field = "res_model"
    _limited_lengths = {"summary": NAME_LENGTH, "note": TEXT_LENGTH}

    cchc_task_id = fields.Many2one(
        "cchc.task",
        "Task Within the Unit",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
        help="What its owner was given to do: the activity is on no record that others read.",
    )

    cchc_due_id = fields.Many2one(
        "cchc.due.date",
        "Date of a Criterion",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
        help="What its owner is reminded of: the activity is on no record that others read.",
    )

    def _compute_res_name(self):
        hidden = filter_hidden(self, "res_model")
        hidden.res_name = False
        return super(MailActivity, self - hidden)._compute_res_name()
