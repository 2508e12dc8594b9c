from odoo import models


class CchcAssessment(models.Model):
    """The workbooks of an assessment."""

    _name = "cchc.assessment"
    _inherit = ["cchc.assessment"]

    def action_print_appendix(self):
        """Download the appendix as it stands now."""
        return self.env.ref("cchc_assessment.appendix_report").report_action(self)

    def action_export_offline(self):
        """Download the appendix as a workbook to fill in without Odoo."""
        self.ensure_one()
        return self.env.ref("cchc_assessment.offline_form_report").report_action(self)
