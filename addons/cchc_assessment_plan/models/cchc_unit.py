from odoo import models

from .plan_workflow import AGREED, DRAFT, SUBMITTED


class CchcUnit(models.Model):
    _name = "cchc.unit"
    _inherit = ["cchc.unit"]

    def _remove_people(self, users):
        """Take from ``users``, who have left, what they had to do for the unit's plans."""
        super()._remove_people(users)
        if not users:
            return
        # sudo: whoever keeps the units reads no plans
        plans = self.env["cchc.plan"].sudo().search([("unit_id", "in", self.ids)])
        plans.measure_ids._get_activities().filtered(lambda one: one.user_id in users).unlink()
        alive = plans.filtered(lambda plan: plan.state in (DRAFT, SUBMITTED, AGREED))
        alive.measure_ids._take_out(users)
        plans.message_unsubscribe(users.partner_id.ids)
