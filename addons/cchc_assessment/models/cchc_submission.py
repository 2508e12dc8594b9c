import hashlib
import json
import logging

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mail import html2plaintext

from ..core.scoring import format_number, to_decimal
from ..fields import SCORE_DIGITS
from .assessment_workflow import SECRETARY

_logger = logging.getLogger(__name__)

MAIL_STATES = [
    ("waiting", "Waiting to be sent"),
    ("sent", "Sent"),
    ("failed", "Not sent"),
]


class CchcSubmission(models.Model):
    """What a leader approved, sealed: nobody changes or deletes it, not even the system."""

    _name = "cchc.submission"
    _description = "Submission"
    _inherit = ["cchc.own.defaults.mixin"]
    _order = "assessment_id, number desc"
    _rec_names_search = ["assessment_id", "dispatch_number"]

    assessment_id = fields.Many2one(
        "cchc.assessment", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(related="assessment_id.unit_id", store=True, index=True)
    period_id = fields.Many2one(related="assessment_id.period_id", store=True, index=True)
    number = fields.Integer("Submission Number", required=True, readonly=True, aggregator=None)
    approved_by_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    approved_at = fields.Datetime(required=True, readonly=True)
    dispatch_number = fields.Char(required=True, readonly=True)
    dispatch_date = fields.Date(required=True, readonly=True)
    self_score = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    self_percent = fields.Float(
        "Self Score (%)", digits=SCORE_DIGITS, readonly=True, aggregator="avg"
    )
    score_digits = fields.Integer(related="period_id.score_digits")
    evidence_ids = fields.Many2many(
        "cchc.evidence",
        "cchc_submission_evidence_rel",
        "submission_id",
        "evidence_id",
        readonly=True,
        context={"active_test": False},
    )
    manifest = fields.Text(
        readonly=True, help="What was approved, as JSON: each criterion and each file's SHA-256."
    )
    appendix_id = fields.Many2one(
        "ir.attachment", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    mail_state = fields.Selection(MAIL_STATES, "Message to the Council", readonly=True, index=True)
    mail_failure = fields.Text("Why It Was Not Sent", readonly=True)
    score_text = fields.Char(compute="_compute_texts", help="The score in words for a message.")
    dispatch_text = fields.Char(compute="_compute_texts", help="Number and date of the dispatch.")
    assessment_link = fields.Html(compute="_compute_texts")

    check_ids = fields.One2many("cchc.submission.check", "submission_id", "Checks", readonly=True)
    check_state = fields.Selection(
        [("ok", "All files are as approved"), ("bad", "Files differ or are gone")],
        compute="_compute_check",
    )
    checked_at = fields.Datetime(compute="_compute_check")
    check_report = fields.Text(compute="_compute_check")

    _number_uniq = models.Constraint(
        "UNIQUE(assessment_id, number)", "This assessment already has a submission of this number."
    )

    @api.depends("self_score", "self_percent", "dispatch_number", "dispatch_date")
    def _compute_texts(self):
        for submission in self:
            score, percent = (
                format_number(submission.assessment_id._round_score(value), "vi_VN")
                for value in (submission.self_score, submission.self_percent)
            )
            submission.score_text = f"{score} ({percent} %)"
            submission.dispatch_text = (
                f"{submission.dispatch_number}, {submission.dispatch_date:%d/%m/%Y}"
            )
            url = f"{submission.get_base_url()}/odoo/cchc.assessment/{submission.assessment_id.id}"
            submission.assessment_link = Markup('<a href="%s">%s</a>') % (url, url)

    @api.depends("number", "assessment_id")
    def _compute_display_name(self):
        for submission in self:
            submission.display_name = self.env._(
                "%(assessment)s, submission %(number)s",
                assessment=submission.assessment_id.display_name,
                number=submission.number,
            )

    @api.depends("check_ids")
    def _compute_check(self):
        for submission in self:
            # by number: one that was made just now comes last in the cache
            last = submission.check_ids.sorted("id")[-1:]
            submission.check_state = last.state
            submission.checked_at = last.checked_at
            submission.check_report = last.report

    def write(self, vals):
        raise UserError(self.env._("A submission is sealed: what was approved does not change."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A submission is sealed: what was approved stays."))

    def action_download_appendix(self):
        """Download the appendix as it was when the leader approved."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.appendix_id.id}?download=true",
            "target": "download",
        }

    def action_check_files(self):
        """Compare the stored files with the manifest; the result is kept and shown.

        :raises AccessError: when somebody else than a secretary asks.
        """
        self.check_access("read")
        if not self.env.user.has_group("cchc_assessment.cchc_assessment_group_secretary"):
            raise AccessError(self.env._("Only a secretary checks the files of submissions."))
        checks = self.env["cchc.submission.check"]._check(self)
        bad = checks.filtered(lambda check: check.state == "bad")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if bad else "success",
                "sticky": bool(bad),
                "message": "\n".join((bad or checks).mapped("report"))
                or self.env._("Nothing has been submitted yet."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_mail_council(self):
        """Send the message to the council once more, as the secretary."""
        for submission in self:
            submission.assessment_id._check_actor(SECRETARY)
            # sudo: nobody may write on a submission, and the message's state is kept there
            submission.sudo()._mail_council()

    @api.model
    def mail_allowed_qweb_expressions(self):
        """What the secretary may put into the message without being trusted with code."""
        return {
            *super().mail_allowed_qweb_expressions(),
            "object.assessment_id.display_name",
            "object.unit_id.name",
            "object.period_id.name",
            "object.period_id.council_email",
            "object.company_id.name",
            "object.company_id.email_formatted",
            "object.number",
            "object.dispatch_number",
            "object.dispatch_date",
            "object.dispatch_text",
            "object.score_text",
            "object.approved_by_id.name",
            "object.approved_by_id.email_formatted",
            "object.approved_at",
            "object.assessment_link",
        }

    def _mail_council(self):
        """Send the council what was submitted; whatever goes wrong with it, the approval stands.

        The message leaves when the transaction is committed. What becomes of it is told to
        ``_note_mail_result``.
        """
        self.ensure_one()
        if not self.period_id.council_email:
            self._note_mail_result(
                self.env._(
                    "The period “%(period)s” has no address of the council.",
                    period=self.period_id.name,
                )
            )
            return
        try:
            with self.env.cr.savepoint():
                mail = self._make_council_mail()
        except OperationalError:
            # two transactions met: the whole of it starts again
            raise
        except Exception as error:
            # a template that people edit may fail in any way
            _logger.warning("The message on submission %s cannot be made", self.id, exc_info=True)
            self._note_mail_result(
                self.env._("The message cannot be made from its template: %(error)s", error=error)
            )
            return
        # past write() of this class, which refuses everything
        super().write({"mail_state": "waiting", "mail_failure": False})
        mail.send_after_commit()

    def _make_council_mail(self):
        template = self.env.ref("cchc_assessment.cchc_submission_mail_template")
        mail_id = template.send_mail(
            self.id,
            email_values={
                "attachment_ids": [fields.Command.link(self.appendix_id.id)],
                "auto_delete": False,
            },
        )
        mail = self.env["mail.mail"].browse(mail_id)
        if not html2plaintext(mail.body_html or "").strip():
            raise UserError(self.env._("It is empty."))
        if not (mail.email_to or mail.recipient_ids):
            raise UserError(self.env._("It names no recipient."))
        return mail

    def _note_mail_result(self, failure=None):
        """Keep whether the message to the council was sent; tell the secretaries if it was not."""
        state = "failed" if failure else "sent"
        # past write() of this class, which refuses everything
        super(CchcSubmission, self.sudo()).write({"mail_state": state, "mail_failure": failure})
        if failure:
            self.assessment_id._warn_secretaries(
                self.env._("The council was not told by e-mail of a submission"), failure
            )

    @api.model
    def _seal(self, assessment, dispatch_number, dispatch_date):
        """Seal ``assessment`` as it stands; return the submission.

        The appendix is rendered and kept as a file, so that it stays as it was whatever changes later.
        """
        submission = self.create(
            {
                "assessment_id": assessment.id,
                "number": max(assessment.submission_ids.mapped("number"), default=0) + 1,
                "approved_by_id": self.env.user.id,
                "approved_at": fields.Datetime.now(),
                "dispatch_number": dispatch_number,
                "dispatch_date": dispatch_date,
                "self_score": assessment.self_score,
                "self_percent": assessment.self_percent,
                "evidence_ids": [fields.Command.set(assessment._get_proof().ids)],
                "manifest": json.dumps(
                    {
                        **self._make_manifest(assessment),
                        "log": {"count": assessment.log_count, "head": assessment.log_head},
                    },
                    ensure_ascii=False,
                    indent=1,
                    sort_keys=True,
                ),
            }
        )
        content, _type = self.env["ir.actions.report"]._render(
            "cchc_assessment.appendix_report", assessment.ids
        )
        appendix = self.env["ir.attachment"]._create_kept(
            [
                {
                    "name": f"{assessment._get_appendix_file_name()}.xlsx",
                    "raw": content,
                    "res_model": self._name,
                    "res_id": submission.id,
                }
            ]
        )
        # past write() of this class, which refuses everything
        super(CchcSubmission, submission).write({"appendix_id": appendix.id})
        return submission

    @api.model
    def _make_fingerprint(self, assessment):
        """Return a digest of all that would be sealed now: another one if any of it has changed."""
        text = json.dumps(self._make_manifest(assessment), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def _get_manifest(self):
        """Return what was sealed as plain data, or None where it was damaged in the database."""
        try:
            manifest = json.loads(self.manifest)
        except (ValueError, TypeError):
            return None
        return manifest if isinstance(manifest, dict) else None

    def _get_sealed_log_head(self):
        """Return number and hash of the log's last row when the leader approved.

        Of a manifest that was damaged in the database, what no log has.
        """
        head = (self._get_manifest() or {}).get("log") or {}
        return head.get("count", 0), head.get("head", "?")

    @api.model
    def _make_manifest(self, assessment):
        """Return what is sealed as plain data: names, numbers as text, and the files' SHA-256."""
        assessment = self.env["res.lang"]._in_vietnamese(assessment)
        return {
            "unit": assessment.unit_id.name,
            "period": assessment.period_id.name,
            "rubric": assessment.rubric_id.name,
            "self_score": str(assessment._round_score(assessment.self_score)),
            "criteria": [
                {
                    "id": line.criterion_id.id,
                    "code": line.code or "",
                    "name": line.name,
                    "self_score": None
                    if line.self_score is False
                    else str(to_decimal(line.self_score)),
                    "not_applicable": line.not_applicable,
                    "reckoning": line.score_note or "",
                    "explanation": line.explanation or "",
                    "evidence": line._get_proof().ids,
                }
                for line in assessment.line_ids
            ],
            "evidence": [
                {
                    "id": evidence.id,
                    "subject": evidence.name,
                    "number": evidence.document_number or "",
                    "date": str(evidence.document_date or ""),
                    "file": evidence.file_name,
                    "size": evidence.file_size,
                    "sha256": evidence.sha256,
                }
                for evidence in assessment._get_proof()
            ],
        }
