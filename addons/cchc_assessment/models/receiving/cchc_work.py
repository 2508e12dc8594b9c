from odoo import fields, models


class CchcWork(models.Model):
    """Mailboxes of many units are given behind the request: each is a record of Odoo's own."""

    _name = "cchc.work"
    _inherit = ["cchc.work"]

    kind = fields.Selection(
        selection_add=[("mailboxes", "Give Mailboxes")], ondelete={"mailboxes": "cascade"}
    )

    def _do_mailboxes(self, parts):
        units = parts.unit_id
        units.check_access("write")
        units._give_mailboxes()
