from odoo import models


class CchcUnit(models.Model):
    _name = "cchc.unit"
    _inherit = ["cchc.unit"]

    def _remove_people(self, users):
        super()._remove_people(users)
        # sudo: an activity is its owner's
        self.env["mail.activity"].sudo().search(
            [("cchc_due_id.unit_id", "in", self.ids), ("user_id", "in", users.ids)]
        ).unlink()
