from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .incoming_file import sha256_of_bytes, sha256_of_path
from .system_voice import as_system

SECRETARY_GROUP = "cchc_assessment.cchc_assessment_group_secretary"
# A little less than a week, so that a weekly job that starts a few minutes early leaves none out.
PAUSE = {"days": -6}


class CchcSubmissionCheck(models.Model):
    """What a comparison of the stored files with a submission's manifest found: append-only."""

    _name = "cchc.submission.check"
    _description = "Check of a Submission's Files"
    _inherit = ["cchc.own.defaults.mixin"]
    _order = "id desc"
    _rec_name = "submission_id"

    submission_id = fields.Many2one(
        "cchc.submission", required=True, readonly=True, ondelete="restrict", index=True
    )
    unit_id = fields.Many2one(related="submission_id.unit_id", store=True, index=True)
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
        """Compare the stored files of ``submissions`` with their manifests and keep what was found.

        The secretaries are told of each submission that has a file which differs or is gone.

        :return: the checks.
        """
        # sudo: nobody has the right to write down a result, and files are closed to everyone
        submissions = submissions.sudo()
        checks = self.sudo().create([self._examine(submission) for submission in submissions])
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": check.submission_id.assessment_id.id,
                    "action": "check",
                    "field": "manifest",
                    "new_value": check.report,
                    "reason": check.submission_id.display_name,
                }
                for check in checks
            ]
        )
        for check in checks.filtered(lambda check: check.state == "bad"):
            check._tell_secretaries()
        return checks.sudo(False)

    def _examine(self, submission):
        """Read the files that the manifest names; return the values of a check."""
        entries = (submission._get_manifest() or {}).get("evidence")
        if entries is None:
            return self._make_result(
                submission, 0, [self.env._("The list of what was approved cannot be read.")]
            )
        documents = self.env["cchc.evidence"].sudo().browse(entry["id"] for entry in entries)
        stored = {document.id: document.attachment_id for document in documents.exists()}
        problems = []
        for entry in entries:
            found = self._read_sha256(stored.get(entry["id"]))
            if found is None:
                problems.append(self.env._("“%(file)s” is gone.", file=entry["file"]))
            elif found != entry["sha256"]:
                problems.append(
                    self.env._(
                        "“%(file)s” differs: SHA-256 %(found)s instead of %(sealed)s.",
                        file=entry["file"],
                        found=found,
                        sealed=entry["sha256"],
                    )
                )
        return self._make_result(submission, len(entries), problems)

    def _make_result(self, submission, count, problems):
        return {
            "submission_id": submission.id,
            "checked_at": fields.Datetime.now(),
            "user_id": self.env.uid,
            "file_count": count,
            "state": "bad" if problems else "ok",
            "report": "\n".join(problems)
            or self.env._("%(count)s files are as they were approved.", count=count),
        }

    def _read_sha256(self, attachment):
        if not attachment:
            return None
        if path := attachment._get_stored_path():
            return sha256_of_path(path)
        return sha256_of_bytes(attachment.db_datas) if attachment.db_datas else None

    def _tell_secretaries(self):
        secretaries = self.env.ref(SECRETARY_GROUP).all_user_ids.filtered(
            lambda user: self.submission_id.company_id in user.company_ids
        )
        title = self.env._(
            "Files of %(submission)s differ or are gone", submission=self.submission_id.display_name
        )
        as_system(self.submission_id.assessment_id).message_notify(
            partner_ids=secretaries.partner_id.ids,
            subject=title,
            body=Markup("<p>%s</p><p>%s</p>")
            % (title, Markup("<br/>").join(self.report.split("\n"))),
        )

    @api.model
    def _cron_check_files(self):
        """Check every submission that was not checked within the week, each in a transaction of its own."""
        since = fields.Datetime.add(fields.Datetime.now(), **PAUSE)
        due = self.env["cchc.submission"].search(
            [("check_ids", "not any", [("checked_at", ">", since)])], order="id"
        )
        for done, submission in enumerate(due, start=1):
            # what is found is kept as a text: in the language of the person whose word it is about
            self.with_context(lang=submission.approved_by_id.lang)._check(submission)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - done):
                break
