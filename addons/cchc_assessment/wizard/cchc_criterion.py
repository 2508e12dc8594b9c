from odoo import models


class CchcCriterion(models.Model):
    """The dialog in which a criterion's rule is tried."""

    _name = "cchc.criterion"
    _inherit = ["cchc.criterion"]

    def action_try(self):
        """Open a dialog in which the rule can be tried: inputs in, score and reckoning out."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "cchc.criterion.trial",
            "view_mode": "form",
            "target": "new",
            "context": {"default_criterion_id": self.id},
        }
