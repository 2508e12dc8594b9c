from markupsafe import Markup

from odoo import api, fields, models

from ..common.groups import SECRETARY_GROUP
from ..common.screens import notify
from ..common.system_voice import as_system
from ..log.cchc_checked_mixin import MOST_SHOWN
from ..log.cchc_sealed_mixin import MOST_NAMED
from ..log.seal_key import read_keys

# A little less than a week, so that a weekly job that starts a few minutes early leaves none out.
PAUSE = {"days": -6}


class CchcSubmissionCheck(models.Model):
    """What a comparison with the seal of a submission or a publication found: append-only."""

    _name = "cchc.submission.check"
    _description = "Check of a Seal"
    _inherit = ["cchc.own.defaults.mixin", "cchc.closed.mixin", "cchc.owned.mixin"]
    _order = "id desc"
    _rec_name = "submission_id"

    submission_id = fields.Many2one(
        "cchc.submission",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    publication_id = fields.Many2one(
        "cchc.publication",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True)
    unit_id = fields.Many2one(related="submission_id.unit_id", store=True, index=True)
    checked_at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    file_count = fields.Integer("Files", readonly=True)
    state = fields.Selection(
        [("ok", "All is as sealed"), ("bad", "Differs from what was sealed")],
        required=True,
        readonly=True,
    )
    report = fields.Text(readonly=True)
    review_id = fields.Many2one(
        "cchc.seal.review",
        "Part of",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        groups=SECRETARY_GROUP,
        help="The comparison of many seals that it was made in.",
    )

    _one_subject = models.Constraint(
        "CHECK(num_nonnulls(submission_id, publication_id) = 1)",
        "A check is of a submission or of a publication.",
    )

    @api.depends("submission_id.company_id", "publication_id.company_id")
    def _compute_company_id(self):
        for check in self:
            check.company_id = check.submission_id.company_id or check.publication_id.company_id

    @api.model
    def _check(self, records, review=None):
        """Compare submissions, or publications, with their seals and keep what was found.

        The secretaries are told of each that differs.

        :param review: the ``cchc.seal.review`` that it is part of; it is given every difference, however many.
        :return: the checks.
        """
        # sudo: nobody has the right to write down a result, and files are closed to everyone; what is found is said in
        # one language, that of whoever asks or of the report
        records = records.sudo().with_context(lang=self.env.lang)
        found = []
        for record in records:
            # as it lies in the database, whatever the cache remembers; what one needs makes room for the next
            self.env.invalidate_all()
            found.append(self._examine(record, review))
        checks = self.sudo().create(found)
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": check.submission_id.assessment_id.id,
                    "action": "check",
                    "field": "manifest",
                    "new_value": check.report,
                    "reason": check.submission_id.display_name,
                }
                for check in checks.filtered("submission_id")
            ]
        )
        for check in checks.filtered(lambda check: check.state == "bad"):
            check._notify_secretaries()
        return checks.sudo(False)

    @api.model
    def _examine(self, record, review=None):
        """Compare a record with its seal; return the values of a check."""
        problems, files, values, uncovered = record._find_seal_problems()
        if review:
            review._add_findings(record.display_name, problems)
        lines = problems[:MOST_NAMED]
        if rest := len(problems) - len(lines):
            lines.append(self.env._("And %(count)s more.", count=rest))
        if not problems:
            lines = [
                self.env._(
                    "%(files)s files and %(values)s values are as they were sealed.",
                    files=files,
                    values=values,
                ),
                self._say_limits(),
            ]
        if uncovered:
            lines.append(
                self.env._(
                    "Sealed by an earlier version. Its seal does not cover: %(things)s.",
                    things="; ".join(uncovered),
                )
            )
        subject = "submission_id" if record._name == "cchc.submission" else "publication_id"
        return {
            subject: record.id,
            "checked_at": fields.Datetime.now(),
            "user_id": self.env.uid,
            "file_count": files,
            "state": "bad" if problems else "ok",
            "report": "\n".join(lines),
            "review_id": review and review.id,
        }

    @api.model
    def _say_limits(self):
        """Return what such a comparison does not find, as the server is set up."""
        if read_keys():
            return self.env._(
                "Not found this way: everything written anew by whoever has both the database and the key. "
                "A checkpoint that was kept elsewhere finds it."
            )
        return self.env._(
            "This server has no key to sign with. Not found this way: everything written anew by whoever "
            "has the database. A checkpoint that was kept elsewhere finds it."
        )

    def _show(self):
        """Return the action that tells what these checks found."""
        bad = self.filtered(lambda check: check.state == "bad")
        lines = "\n".join((bad or self).mapped("report")).split("\n")
        if len(lines) > MOST_SHOWN:
            lines[MOST_SHOWN:] = [self.env._("And %(count)s more.", count=len(lines) - MOST_SHOWN)]
        return notify(
            "\n".join(lines) if self else self.env._("Nothing has been sealed yet."),
            "danger" if bad else "success",
            sticky=bool(bad),
            next={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def _notify_secretaries(self):
        subject = self.submission_id or self.publication_id
        secretaries = self.env.ref(SECRETARY_GROUP).all_user_ids.filtered(
            lambda user: subject.company_id in user.company_ids
        )
        title = self.env._("%(what)s differs from what was sealed", what=subject.display_name)
        thread = self.submission_id.assessment_id or self.publication_id.period_id
        as_system(thread).message_notify(
            partner_ids=secretaries.partner_id.ids,
            subject=title,
            body=Markup("<p>%s</p><p>%s</p>")
            % (title, Markup("<br/>").join(self.report.split("\n"))),
        )

    @api.model
    def _cron_check_files(self):
        """Check every seal that was not checked within the week, each in a transaction of its own."""
        since = fields.Datetime.add(fields.Datetime.now(), **PAUSE)
        lately = ("check_ids", "not any", [("checked_at", ">", since)])
        submissions = self.env["cchc.submission"].search([lately], order="id")
        publications = self.env["cchc.publication"].search(
            [lately, ("state", "=", "published")], order="id"
        )
        due = [
            *((submission, submission.approved_by_id) for submission in submissions),
            *((publication, publication.published_by_id) for publication in publications),
        ]
        for done, (record, user) in enumerate(due, start=1):
            # what is found is kept as a text: in the language of the person whose word it is about
            self.with_context(lang=user.lang)._check(record)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - done):
                break
