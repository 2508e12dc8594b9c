from odoo import api, fields, models
from odoo.exceptions import AccessError


class CchcSubmissionCheck(models.Model):
    """What a comparison of the stored files with a submission's manifest found: append-only."""

    _name = "cchc.submission.check"
    _description = "Check of a Submission's Files"
    _order = "id desc"
    _rec_name = "submission_id"

    submission_id = fields.Many2one(
        "cchc.submission", required=True, readonly=True, ondelete="restrict", index=True
    )
    checked_at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    file_count = fields.Integer("Files", readonly=True)
    state = fields.Selection(
        [("ok", "All files are as approved"), ("bad", "Files differ or are gone")],
        required=True,
        readonly=True,
    )
    report = fields.Text(readonly=True)

    def write(self, vals):
        raise AccessError(self.env._("The result of a check never changes."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The result of a check never changes."))

    @api.model
    def _check(self, submissions):
        """Check the files of ``submissions`` and keep what was found."""

    @api.model
    def _cron_check_files(self):
        """Check each submission once a week."""
