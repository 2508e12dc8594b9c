from odoo import models


class CchcCriterion(models.Model):
    _name = "cchc.criterion"
    _inherit = ["cchc.criterion"]

    def _takes_share(self):
        """Whether a percentage says what the rule asks for."""
        self.ensure_one()
        return self.rule_type != "band" or self.band_basis != "quantity"
