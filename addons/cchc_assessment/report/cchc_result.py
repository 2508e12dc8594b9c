from odoo import models


class CchcResult(models.Model):
    """The sheet that shows a unit its results."""

    _name = "cchc.result"
    _inherit = ["cchc.result"]

    def action_print_sheet(self):
        """Download these results, a sheet for each unit."""
        return self.env.ref("cchc_assessment.result_sheet_report").report_action(self)

    def _render_sheet(self):
        return self.env["report.cchc_assessment.result_sheet"]._render_sheets(self)
