import logging

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ...compat import get_window
from ...core.plain.seal_mark import make_mark
from ...core.scoring import format_number
from ...core.tlog import make_short_form
from ...exceptions import OutdatedError
from ...fields import NUMBER_LENGTH, SCORE_DIGITS, LimitedChar
from ..common.screens import download
from ..log.sealed_fields import SUBMISSION
from ..log.sealed_part import LOGGED
from .assessment_workflow import (
    ABSENT,
    OFFICER,
    PUBLISHED,
    SECRETARY,
    SUBMITTED,
    WITH_COUNCIL,
    WITH_UNIT,
)

_logger = logging.getLogger(__name__)

# So many signed copies of one submission are kept: the wrong scan stays on record.
MOST_SIGNED = 10

MAIL_STATES = [
    ("waiting", "Waiting to be sent"),
    ("sent", "Sent"),
    ("failed", "Not sent"),
]
# The version from which on the manifest names the ledger, and nothing of the chain that there was before.
FIRST_WITH_LEDGER = 3
# How many units' logs are held in memory at a time.
PROVEN_AT_ONCE = 20


class CchcSubmission(models.Model):
    """What a leader approved, sealed: nobody changes or deletes it, not even the system."""

    _name = "cchc.submission"
    _description = "Submission"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.checked.mixin",
        "cchc.owned.mixin",
        "cchc.packaged.mixin",
        "cchc.signed.mixin",
    ]
    _sealed_parts = SUBMISSION
    _order = "assessment_id, number desc"
    _rec_names_search = ["assessment_id", "dispatch_number"]

    assessment_id = fields.Many2one(
        "cchc.assessment",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(related="assessment_id.unit_id", store=True, index=True)
    period_id = fields.Many2one(related="assessment_id.period_id", store=True, index=True)
    number = fields.Integer("Submission Number", required=True, readonly=True, aggregator=None)
    approved_by_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    approved_at = fields.Datetime(required=True, readonly=True)
    signed_by_deputy = fields.Boolean(
        "Signed for the Head",
        readonly=True,
        help="Whoever approved was the head's deputy in these days (KT.).",
    )
    dispatch_number = LimitedChar(required=True, readonly=True, max_length=NUMBER_LENGTH)
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
        check_company=True,
    )
    appendix_id = fields.Many2one(
        "ir.attachment", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    mail_state = fields.Selection(MAIL_STATES, "Message to the Council", readonly=True, index=True)
    mail_failure = fields.Text("Why It Was Not Sent", readonly=True)
    score_text = fields.Char(compute="_compute_texts", help="The score in words for a message.")
    dispatch_text = fields.Char(compute="_compute_texts", help="Number and date of the dispatch.")
    assessment_link = fields.Html(compute="_compute_texts")

    seal_short = fields.Char(
        "Seal, Short Form", compute="_compute_seal_short", help="For paper and telephone."
    )
    checkpoint_text = fields.Text(
        "Signed Checkpoint",
        compute="_compute_checkpoint_text",
        help="What the unit's log was when this was sealed. Whoever keeps it finds any later rewriting.",
    )
    check_ids = fields.One2many("cchc.submission.check", "submission_id", "Checks", readonly=True)
    report_id = fields.Many2one(
        "ir.attachment", readonly=True, ondelete="restrict", index="btree_not_null"
    )

    may_keep_signed = fields.Boolean(compute="_compute_may_keep_signed")
    is_standing = fields.Boolean(
        "Stands",
        compute="_compute_is_standing",
        search="_search_is_standing",
        help="It is the unit's last one, and nobody has given it back.",
    )

    _number_uniq = models.Constraint(
        "UNIQUE(assessment_id, number)", "This assessment already has a submission of this number."
    )

    @api.depends("assessment_id.state", "assessment_id.submission_ids")
    def _compute_is_standing(self):
        for submission in self:
            submission.is_standing = submission == submission.assessment_id._get_submission()

    @api.model
    def _search_is_standing(self, operator, value):
        if operator != "in":
            return NotImplemented
        # what ``_is_submitted`` asks, of all at once
        submitted = Domain("assessment_id.state", "not in", [*WITH_UNIT, ABSENT]) & Domain(
            "assessment_id.state_aside", "not in", WITH_UNIT
        )
        newest = [number for _one, number in self._read_group([], ["assessment_id"], ["id:max"])]
        standing = submitted & Domain("id", "in", newest)
        return standing if True in value else ~standing

    @api.depends("self_score", "self_percent", "dispatch_number", "dispatch_date")
    def _compute_texts(self):
        for submission in self:
            score, percent = (
                format_number(value, digits=submission.score_digits)
                for value in (submission.self_score, submission.self_percent)
            )
            submission.score_text = f"{score} ({percent} %)"
            submission.dispatch_text = (
                f"{submission.dispatch_number}, {submission.dispatch_date:%d/%m/%Y}"
            )
            url = f"{submission.get_base_url()}/odoo/cchc.assessment/{submission.assessment_id.id}"
            submission.assessment_link = Markup('<a href="%s">%s</a>') % (url, url)

    @api.depends("seal")
    def _compute_seal_short(self):
        for submission in self:
            submission.seal_short = submission.seal and make_short_form(submission.seal)

    @api.depends("seal")
    def _compute_checkpoint_text(self):
        for submission in self:
            # sudo: it counts rows that the unit itself sees
            submission.checkpoint_text = submission.sudo()._get_checkpoint().note

    @api.depends("signed_file_id", "assessment_id.state")
    @api.depends_context("uid")
    def _compute_may_keep_signed(self):
        for submission in self:
            submission.may_keep_signed = (
                submission.assessment_id._is_actor(OFFICER)
                and submission == submission.assessment_id._get_newest_submission()
                and not submission._is_signed_file_settled()
            )

    @api.depends("number", "assessment_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for submission in self:
            submission.display_name = self.env._(
                "%(assessment)s, submission %(number)s",
                assessment=submission.assessment_id.display_name,
                number=submission.number,
            )

    def _refuse_fields(self, names):
        raise UserError(self.env._("A submission is sealed: what was approved does not change."))

    def action_download_appendix(self):
        """Download the appendix as it was when the leader approved."""
        self.ensure_one()
        return self._download_sealed_appendix()

    def action_keep_signed(self):
        """Open the dialog in which the unit hands in the scan, or the signed file, of what was approved."""
        self.ensure_one()
        self._check_may_keep_signed()
        return get_window(
            self.env,
            "cchc_assessment.cchc_submission_sign_action",
            context={"default_submission_id": self.id},
        )

    def _check_may_keep_signed(self):
        self.assessment_id._check_actor(OFFICER)
        if self != self.assessment_id._get_newest_submission():
            raise UserError(
                self.env._(
                    "“%(submission)s” was replaced by a newer submission: hand in the signed file there.",
                    submission=self.display_name,
                )
            )
        if self._is_signed_file_settled():
            raise UserError(
                self.env._(
                    "The results are published: the signed file of “%(submission)s” stays as it is.",
                    submission=self.display_name,
                )
            )

    def _is_signed_file_settled(self):
        """Whether there is a signed copy that nothing takes the place of any more."""
        return bool(self.signed_file_id) and self.assessment_id.state == PUBLISHED

    def _keep_signed(self, stream, file_name):
        """Keep a signed copy of what was approved, as an officer or a leader of the unit.

        It comes after the seal, so its SHA-256 stands in the unit's log. One that was kept before stays, too.

        :param stream: the scan, as a binary file.
        :raises UserError: when its bytes are no scan and no PDF, are kept already, or results were published with
            another one.
        """
        self.ensure_one()
        self.assessment_id._check_actor(OFFICER)
        # results may be published at this moment
        self.assessment_id._exclude_transitions()
        self._check_may_keep_signed()
        self._write_as_system(self._take_in_signed_file(stream, file_name))
        # sudo: it was stored just now
        signed = self.sudo().signed_file_id
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": self.assessment_id.id,
                    "action": "file",
                    "field": "signed_file_id",
                    "new_value": f"{self._get_seal_key()}: {signed._get_stored_sha256()}",
                    "reason": signed.name,
                }
            ]
        )

    def _check_signed_file(self, name, sha256):
        sums = [one for _name, one in self._get_signed_sums()]
        if sha256 in sums:
            raise UserError(self.env._("“%(file)s” is kept already, as it is.", file=name))
        if len(sums) >= MOST_SIGNED:
            raise UserError(
                self.env._(
                    "“%(submission)s” has %(count)s signed files already. Tell the council's secretary.",
                    submission=self.display_name,
                    count=len(sums),
                )
            )

    def _get_signed_files(self):
        """Return all signed copies that are kept, the ones before included."""
        # sudo: as in _get_manifest
        submissions = self.sudo()
        kept = submissions.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        made = submissions.env["ir.attachment"].union(
            *(one._get_made_files() for one in submissions)
        )
        return (kept - made) | submissions.signed_file_id

    def _get_signed_sums(self):
        """Return name and SHA-256 of each signed copy as the log says, the newest last."""
        return self._map_signed_sums()[self]

    def _map_signed_sums(self):
        """Return ``{submission: [(name, SHA-256), …]}`` of the signed copies that the log tells of, the newest last."""
        # sudo: members of the council don't read the log
        rows = self.env["cchc.log"].sudo()
        rows = rows.search(
            [
                ("assessment_id", "in", self.assessment_id.ids),
                ("action", "=", "file"),
                ("field", "=", "signed_file_id"),
            ],
            order="id",
        )
        sums = {submission: [] for submission in self}
        keys = {(one.assessment_id.id, one._get_seal_key()): one for one in self}
        for row in rows:
            key, _colon, sha256 = (row.new_value or "").rpartition(": ")
            if submission := keys.get((row.assessment_id.id, key)):
                sums[submission].append((row.reason, sha256))
        return sums

    def _find_signed_problems(self):
        """Return what contradicts the log about signed copies as sentences, and how many were looked at."""
        logged = self._get_signed_sums()
        # sudo: as in _get_manifest
        submission = self.sudo()
        sums = {file: file._get_stored_sha256() for file in self._get_signed_files()}
        problems = [
            self.env._(
                "“%(file)s”: no signed file has the SHA-256 that stands in the log, %(sealed)s.",
                file=name,
                sealed=sha256,
            )
            for name, sha256 in logged
            if sha256 not in sums.values()
        ]
        known = {sha256 for _name, sha256 in logged}
        problems += [
            self.env._(
                "“%(file)s”: its SHA-256 does not stand in the log, %(found)s.",
                file=file.name,
                found=sha256,
            )
            for file, sha256 in sums.items()
            if sha256 and sha256 not in known
        ]
        newest = logged[-1][1] if logged else None
        if not problems and sums.get(submission.signed_file_id) != newest:
            problems.append(self.env._("The signed file is not the one that was filed last."))
        return problems, len(logged)

    def _find_seal_problems(self):
        """Look at the signed copies as well, by the log: they came after the seal."""
        problems, files, values, uncovered = super()._find_seal_problems()
        found, count = self._find_signed_problems()
        return problems + found, files + count, values, uncovered

    def _download_sealed_appendix(self):
        return download(f"/web/content/{self.appendix_id.id}?download=true")

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
            "object.checkpoint_text",
            "object.seal_short",
        }

    def _mail_council(self):
        """Send the council what was submitted; whatever goes wrong with it, the approval stands.

        Odoo's queue sends it as soon as the transaction is over: whoever approves waits for no mail server. What
        becomes of it is told to ``_note_mail_result``.
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
                self._make_council_mail()
                self.env["mail.mail"]._send_soon()
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
        self._write_as_system({"mail_state": "waiting", "mail_failure": False})

    def _make_council_mail(self):
        template = self.company_id._cchc_get_own("cchc_submission_mail_template")
        return self.env["mail.template"]._make_letter(template, self, self.appendix_id)

    def _note_mail_result(self, failure=None):
        """Keep whether the message to the council was sent; tell the secretaries if it was not."""
        state = "failed" if failure else "sent"
        self._write_as_system({"mail_state": state, "mail_failure": failure})
        if failure:
            self.assessment_id._warn_secretaries(
                self.env._("The council was not told by e-mail of a submission"), failure
            )

    @api.model
    def _seal(self, assessment, dispatch_number, dispatch_date, fingerprint=None):
        """Seal ``assessment`` as it stands; return the submission.

        Its documents are made and kept as files, so that they stay as they were whatever changes later.

        :param fingerprint: what ``_make_fingerprint`` returned of that which was shown.
        :raises OutdatedError: when what would be sealed is something else.
        """
        submission = self.create(
            {
                "assessment_id": assessment.id,
                "number": max(assessment.submission_ids.mapped("number"), default=0) + 1,
                "approved_by_id": self.env.user.id,
                "approved_at": fields.Datetime.now(),
                "signed_by_deputy": assessment.unit_id._is_deputy(self.env.user),
                "dispatch_number": dispatch_number,
                "dispatch_date": dispatch_date,
                "self_score": assessment.self_score,
                "self_percent": assessment.self_percent,
                "evidence_ids": [fields.Command.set(assessment._get_proof().ids)],
            }
        )
        # what the documents show of the log is what it was just before
        ledgers = self.env["cchc.ledger"]._fold_assessments(assessment)
        submission._write_as_system(submission._make_documents(assessment))
        manifest = submission._make_manifest()
        if fingerprint is not None and fingerprint != self._digest(manifest):
            raise OutdatedError(
                self.env._(
                    "%(assessment)s has changed since it was shown to you. Look at it once more before you approve it.",
                    assessment=assessment.display_name,
                )
            )
        # of the unit's own part of the log, since its people are given what was sealed
        submission._seal_now(manifest, log=ledgers._get_heads(kinds=["unit"]))
        submission._log_seal()
        ledgers._fold()
        return submission

    def _get_sealed_size(self):
        # sudo: what is stored does not depend on who asks
        files = self.sudo().evidence_ids.attachment_id | self._get_signed_files()
        return sum(files.mapped("file_size"))

    def _get_checkpoint(self):
        """Return the first checkpoint of the unit's log that holds this seal; none for those of before."""
        row = self.env["cchc.log"].search(
            [
                ("assessment_id", "=", self.assessment_id.id),
                ("action", "=", "seal"),
                ("new_value", "=", f"{self._get_seal_key()}: {self.seal}"),
                ("ledger_id", "!=", False),
            ],
            limit=1,
        )
        checkpoints = self.env["cchc.checkpoint"]
        return checkpoints.search(
            [("ledger_id", "=", row.ledger_id.id), ("size", ">=", row.sequence_number)],
            order="size",
            limit=1,
        )

    def _make_mark(self):
        """Return what a document shows of this seal and of the unit's log; None where there is nothing to be shown.

        What is being sealed itself cannot show its own seal: it shows the log as it was just before.
        """
        if not self:
            return None
        # sudo: it counts rows that the unit itself sees
        submission = self.sudo()
        if submission.seal:
            return make_mark(submission._get_checkpoint().note or "", submission.seal_short)
        newest = submission.env["cchc.checkpoint"].search(
            [
                ("ledger_id.assessment_id", "=", submission.assessment_id.id),
                ("ledger_id.kind", "=", "unit"),
            ],
            order="size desc",
            limit=1,
        )
        return make_mark(newest.note or "")

    def _make_seal_proofs(self, manifests=None):
        """Return ``{id: plain data}``: what shows a stranger that the logs hold these seals.

        None of what was sealed before there were ledgers: its manifest counts rows that its unit does not see.

        :param manifests: ``{submission: what _get_manifest returns}``, by whoever has read them already.
        """
        proofs, manifests = {}, manifests or {one: one._get_manifest() for one in self}
        # sudo: whoever gets the package gets what shows that it is what was sealed, and nothing of others'
        for some in split_every(PROVEN_AT_ONCE, self.ids, self.sudo().browse):
            said = {
                (one.assessment_id.id, f"{one._get_seal_key()}: {one.seal}"): one
                for one in some
                if one.seal and one._get_version(manifests[one] or {}) >= FIRST_WITH_LEDGER
            }
            rows = some.env["cchc.log"].search_fetch(
                [
                    ("assessment_id", "in", some.assessment_id.ids),
                    ("action", "=", "seal"),
                    ("new_value", "in", [value for _id, value in said]),
                    ("ledger_id", "!=", False),
                ],
                ["assessment_id", "new_value", "ledger_id", "sequence_number", "salt"],
            )
            for row, proof in rows.ledger_id._prove(rows).items():
                if one := said.get((row.assessment_id.id, row.new_value)):
                    proofs[one.id] = {"seal": one.seal, **proof}
        return proofs

    def _make_documents(self, assessment):
        """Make the documents that are kept with what was approved; return the values that name them."""
        content = self._render_appendix(assessment)
        name = f"{assessment._get_appendix_file_name()}.xlsx"
        appendix = self._keep_document(name, content)
        report = self._keep_document(*self._render_report(assessment, self))
        return {"appendix_id": appendix.id, "report_id": report.id}

    def _keep_document(self, name, content):
        return self.env["ir.attachment"]._create_kept(
            [{"name": name, "raw": content, "res_model": self._name, "res_id": self.id}]
        )

    @api.model
    def _render_appendix(self, assessment):
        """Return the workbook of ``assessment`` as it stands. The documents above the models give it."""
        raise NotImplementedError

    @api.model
    def _make_fingerprint(self, assessment):
        """Return a digest of all that would be sealed now: another one if any of it has changed."""
        records = {
            "assessment": assessment,
            "criteria": assessment.line_ids,
            "evidence": assessment._get_proof(),
        }
        return self._digest(
            {
                part.key: self._make_entries(part, records[part.key])
                for part in self._sealed_parts
                if part.key in records
            }
        )

    @api.model
    def _digest(self, manifest):
        """Return the fingerprint of a manifest, without the state, which the approval itself changes."""
        changing = {
            (part.key, row.key)
            for part in self._sealed_parts
            for row in part.fields
            if row.holds == LOGGED
        }
        shown = {
            key: sorted(
                (
                    {name: value for name, value in entry.items() if (key, name) not in changing}
                    for entry in manifest[key]
                ),
                key=lambda entry: entry["id"],
            )
            for key in ("assessment", "criteria", "evidence")
        }
        return self._make_seal(self._serialize(shown))

    def _get_manifest(self):
        manifest = self._read_manifest(self.sudo().manifest)
        if manifest and "version" not in manifest and isinstance(manifest.get("report", {}), dict):
            # the first version kept what is of the assessment beside its criteria
            entry = {name: manifest.get(name) for name in ("unit", "period", "rubric")}
            entry |= {**manifest.pop("report", {}), "id": self.assessment_id.id}
            manifest["assessment"] = [entry]
        return self._complete_manifest(manifest)

    def _get_made_files(self):
        """Return the documents that were made of what was approved."""
        return self.appendix_id | self.report_id

    def _find_seal_breaks(self, version):
        problems = super()._find_seal_breaks(version)
        if found := self.env["cchc.log"]._find_break(self.assessment_id):
            problems.append(self.env._("The log: %(problem)s", problem=found))
        return problems

    def _is_in_force(self):
        """Whether the assessment still stands as it was approved here, going by what the log says of it."""
        assessment = self.assessment_id
        newest = assessment.submission_ids.sorted("number")[-1:]
        return self == newest and assessment._get_logged_state() in (SUBMITTED, *WITH_COUNCIL)

    def _get_expected(self, row, entry, record):
        if row.holds == LOGGED:
            return record._get_logged_state()
        return super()._get_expected(row, entry, record)

    def _get_found(self, row, record, manifest):
        found = super()._get_found(row, record, manifest)
        if row.key != "evidence":
            return found
        # what was filed later, with an explanation that the council asked for
        sealed = {entry["id"] for entry in manifest["evidence"]}
        rounds = [entry.get("round") for entry in manifest["submission"]]
        last_round = max((each for each in rounds if isinstance(each, int)), default=0)
        return [
            document.id
            for document in self.env["cchc.evidence"].sudo().browse(found)
            if document.id in sealed or document.added_round <= last_round
        ]

    def action_download_report(self):
        """Download the report as it was when the leader approved."""
        self.ensure_one()
        return download(f"/web/content/{self.report_id.id}?download=true")

    @api.model
    def _render_report(self, assessment, submission):
        """Return name and bytes of the report on what is being sealed. The documents above the models give it."""
        raise NotImplementedError
