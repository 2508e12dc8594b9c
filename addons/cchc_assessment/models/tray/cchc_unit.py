from odoo import api, models
from odoo.exceptions import UserError


class CchcUnit(models.Model):
    _name = "cchc.unit"
    _inherit = ["cchc.unit"]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_gathering(self):
        # sudo: whoever keeps the units does not see what they gather
        gathering = self.env["cchc.tray.document"].sudo()
        for unit in self:
            if gathering.search_count([("unit_id", "=", unit.id)], limit=1):
                raise UserError(
                    self.env._(
                        "“%(unit)s” has gathered documents for its next period. Archive the unit instead.",
                        unit=unit.name,
                    )
                )

    def _find_successor(self):
        """Return the unit at work into which this one was merged, by whatever steps; none where that is open."""
        unit = seen = self.with_context(active_test=False)
        while not unit.active:
            following = unit.search([("predecessor_ids", "in", unit.ids)])
            if len(following) != 1 or following in seen:
                return self.browse()
            unit = following
            seen |= unit
        return unit.with_env(self.env)

    def _remove_people(self, users):
        super()._remove_people(users)
        # sudo: an activity is its owner's
        self.env["mail.activity"].sudo().search(
            [("cchc_due_id.unit_id", "in", self.ids), ("user_id", "in", users.ids)]
        ).unlink()
