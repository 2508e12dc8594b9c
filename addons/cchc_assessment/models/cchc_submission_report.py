from odoo import api, fields, models

from .cchc_assessment_report import REPORT_FIELDS
from .cchc_submission import CchcSubmission


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

    @api.model
    def _seal(self, assessment, *args, **kwargs):
        submission = super()._seal(assessment, *args, **kwargs)
        name, content = self._render_report(assessment, submission)
        report = self.env["ir.attachment"]._create_kept(
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": submission.id,
                }
            ]
        )
        # past write() of the class that seals, which refuses everything
        super(CchcSubmission, submission).write({"report_id": report.id})
        return submission

    @api.model
    def _render_report(self, assessment, submission):
        """Return name and bytes of the report on what is being sealed. The documents above the models give it."""
        raise NotImplementedError

    @api.model
    def _make_manifest(self, assessment):
        # what the officer writes of the report is approved with the rest
        texts = {name: assessment[name] or "" for name in sorted(REPORT_FIELDS)}
        return {**super()._make_manifest(assessment), "report": texts}
