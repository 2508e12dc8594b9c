from odoo import api, fields, models


class CchcSubmissionSign(models.TransientModel):
    """The signed copy of what was approved: the scan, or the file with its digital signatures."""

    _name = "cchc.submission.sign"
    _description = "Keep a Submission's Signed File"
    _inherit = ["cchc.signed.dialog"]

    submission_id = fields.Many2one("cchc.submission", ondelete="cascade")

    @api.constrains("submission_id")
    def _check_submission(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).submission_id.check_access("read")

    def action_keep(self):
        """Keep the file with the submission."""
        self.submission_id.ensure_one()._keep_signed(
            self._open_signed_file(), self.signed_file_name
        )
        return {"type": "ir.actions.act_window_close"}
