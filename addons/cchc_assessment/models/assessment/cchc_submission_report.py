from odoo import api, fields, models


class CchcSubmissionReport(models.Model):
    """The report is sealed with what it reports."""

    _name = "cchc.submission"
    _inherit = ["cchc.submission", "cchc.packaged.mixin"]

    report_id = fields.Many2one(
        "ir.attachment", readonly=True, ondelete="restrict", index="btree_not_null"
    )

    def action_download_report(self):
        """Download the report as it was when the leader approved."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.report_id.id}?download=true",
            "target": "download",
        }

    def _make_documents(self, assessment):
        report = self._keep_document(*self._render_report(assessment, self))
        return {**super()._make_documents(assessment), "report_id": report.id}

    @api.model
    def _render_report(self, assessment, submission):
        """Return name and bytes of the report on what is being sealed. The documents above the models give it."""
        raise NotImplementedError

    def _get_made_files(self):
        return super()._get_made_files() | self.report_id
