from odoo import api, models


class CchcLog(models.Model):
    _inherit = "cchc.log"

    @api.model
    def _cron_check(self):
        """Tell the secretaries of timestamps that could not be had, too."""
        result = super()._cron_check()
        for register in self.env["cchc.ledger"].sudo().search([("kind", "=", "register")]):
            if gaps := register._find_timestamp_gaps():
                register._warn_of_register(
                    self.env._("Timestamps of the register are missing"), " ".join(gaps)
                )
        return result
