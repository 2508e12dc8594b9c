from odoo import models

from ..models.common.screens import open_dialog


class CchcCriterion(models.Model):
    """The dialog in which a criterion's rule is tried."""

    _name = "cchc.criterion"
    _inherit = ["cchc.criterion"]

    def action_try(self):
        """Open a dialog in which the rule can be tried: inputs in, score and calculation out."""
        self.ensure_one()
        return open_dialog(
            self.env["cchc.criterion.trial"],
            self.display_name,
            context={"default_criterion_id": self.id},
        )
