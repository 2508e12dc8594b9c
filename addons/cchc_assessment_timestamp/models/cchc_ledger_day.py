import base64

from odoo import api, models


class CchcLedgerDay(models.Model):
    _inherit = "cchc.ledger.day"

    @api.model
    def _enter(self, company):
        """Let a timestamp be had of the day, by a job of its own."""
        super()._enter(company)
        self.env["cchc.checkpoint"]._trigger_stamping()

    def _prepare_proofs(self):
        """Say of each day the first timestamp that covers it."""
        stamped = self.env["cchc.checkpoint"].search(
            [("ledger_id", "in", self.ledger_id.ids), ("timestamp_date", "!=", False)],
            order="size",
        )
        proofs = {}
        for day, (batch, register) in super()._prepare_proofs().items():
            first = stamped.filtered(
                lambda one, day=day: one.ledger_id == day.ledger_id and one.size >= day.number
            )[:1]
            if first:
                token = base64.b64encode(first._get_timestamp()).decode()
                register = {**register, "timestamp": {"checkpoint": first.note, "token": token}}
            proofs[day] = batch, register
        return proofs
