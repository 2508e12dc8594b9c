from odoo import api, models


class CchcSubmission(models.Model):
    """The documents that are sealed with what they show."""

    _name = "cchc.submission"
    _inherit = ["cchc.submission"]

    @api.model
    def _render_appendix(self, assessment):
        content, _type = self.env["ir.actions.report"]._render(
            "cchc_assessment.appendix_report", assessment.ids
        )
        return content

    @api.model
    def _render_report(self, assessment, submission):
        word = self.env["report.cchc_assessment.word"]
        return word._get_file_name(assessment), word._render(assessment, submission)
