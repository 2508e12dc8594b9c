from odoo import models


class CchcPublication(models.Model):
    """The workbook of all results."""

    _name = "cchc.publication"
    _inherit = ["cchc.publication"]

    def action_print_consolidated(self):
        """Download the workbook with the results of all units."""
        self.ensure_one()
        return self.env.ref("cchc_assessment.consolidated_report").report_action(self)
