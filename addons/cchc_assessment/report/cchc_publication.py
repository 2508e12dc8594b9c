from odoo import models


class CchcPublication(models.Model):
    """The workbook of all results, and the annex."""

    _name = "cchc.publication"
    _inherit = ["cchc.publication"]

    def action_download_annex(self):
        """Download the annex of the decision; of many units it is made behind this request."""
        self.ensure_one()
        self.env["report.cchc_assessment.consolidated"]._check_may_print(self)
        return self._print_behind("annex") or super().action_download_annex()

    def action_print_consolidated(self):
        """Download the workbook with the results of all units; of many it is made behind this request."""
        self.ensure_one()
        self.env["report.cchc_assessment.consolidated"]._check_may_print(self)
        return self._print_behind() or self.env.ref(
            "cchc_assessment.consolidated_report"
        ).report_action(self)
