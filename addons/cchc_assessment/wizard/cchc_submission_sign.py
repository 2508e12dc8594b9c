from odoo import api, fields, models
from odoo.exceptions import UserError


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
        """Keep the file with the submission.

        :raises UserError: when the dialog names no submission, or the file cannot be kept.
        """
        signed = self._open_signed_file()
        if not self.submission_id:
            raise UserError(self.env._("Say which submission the file belongs to."))
        self.submission_id._keep_signed(signed, self.signed_file_name)
        return {"type": "ir.actions.act_window_close"}
