from odoo import api, fields, models
from odoo.exceptions import UserError

from ..fields import REASON_LENGTH, LimitedText


class CchcAssessmentMerge(models.TransientModel):
    """Which forms count of units that were merged or divided within the year, and why."""

    _name = "cchc.assessment.merge"
    _description = "Forms of Merged or Divided Units"
    _inherit = ["cchc.assessment.dialog"]

    relative_ids = fields.Many2many("cchc.assessment", compute="_compute_relatives")
    relative_names = fields.Text("Merged or Divided With", compute="_compute_relatives")
    counting_ids = fields.Many2many(
        "cchc.assessment",
        "cchc_assessment_merge_counting_rel",
        string="Count Instead",
        domain="[('id', 'in', relative_ids)]",
        help="The forms that count in place of this one.",
    )
    reason = LimitedText(required=True, max_length=REASON_LENGTH)

    @api.depends("assessment_id")
    def _compute_relatives(self):
        for wizard in self:
            relatives = wizard.sudo(False).assessment_id._get_relatives()
            wizard.relative_ids = relatives
            wizard.relative_names = "\n".join(
                f"{one.unit_id.name}: {one._get_state_label()}" for one in relatives
            )

    def action_count(self):
        """Set this form aside: those that were chosen count in its place."""
        self.ensure_one()
        if not self.counting_ids:
            raise UserError(self.env._("Say which form counts instead."))
        return self._transition(
            "action_count_elsewhere", reason=self.reason, counting=self.counting_ids
        )
