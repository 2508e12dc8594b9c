from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...compat import browse_beside, fill_cache, read_column
from ...fields import NUMBER_LENGTH, SUBJECT_LENGTH, LimitedChar
from ..common.screens import open_dialog

# Requests of one person for one document within this time are one download.
DOWNLOAD_PAUSE = timedelta(minutes=5)
# What a unit says of a document; everything else follows from its file or its assessment.
UNIT_FIELDS = {
    "name",
    "document_type_id",
    "document_number",
    "document_date",
    "issuer",
    "form",
    "line_ids",
    "requirement_ids",
    "active",
}

# Whoever of the council was given a document is not told what its unit has filed since and not sent yet.
SEES_EVERY_VERSION = ",".join(
    f"cchc_assessment.cchc_assessment_group_{role}" for role in ("officer", "secretary")
)


class CchcEvidence(models.Model):
    """A document that proves one or several criteria of an assessment (tài liệu kiểm chứng)."""

    _name = "cchc.evidence"
    _description = "Evidence"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.owned.mixin",
        "cchc.logged.mixin",
        "cchc.lock.mixin",
    ]
    _stays = False
    _order = "assessment_id, document_date, id"
    _rec_names_search = ["document_number", "name"]

    assessment_id = fields.Many2one(
        "cchc.assessment",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="assessment_id.company_id", store=True, index=True, related_sudo=False
    )
    unit_id = fields.Many2one(
        related="assessment_id.unit_id", store=True, index=True, related_sudo=False
    )
    period_id = fields.Many2one(
        related="assessment_id.period_id", store=True, index=True, related_sudo=False
    )
    line_ids = fields.Many2many(
        "cchc.assessment.line",
        "cchc_evidence_line_rel",
        "evidence_id",
        "line_id",
        string="Criteria",
        domain="[('assessment_id', '=', assessment_id)]",
        help="One document may prove several criteria.",
        check_company=True,
    )
    name = LimitedChar(
        "Subject",
        required=True,
        help="Trích yếu: what the document is about.",
        max_length=SUBJECT_LENGTH,
    )
    document_type_id = fields.Many2one(
        "cchc.document.type",
        "Type",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    document_number = LimitedChar(
        help='Số, ký hiệu, such as "12/BC-SNV".', max_length=NUMBER_LENGTH
    )
    document_date = fields.Date("Date")
    issuer = LimitedChar("Issued By")
    form = fields.Selection(
        [
            ("signed", "Digitally signed file"),
            ("scan", "Scan or photo of a signed document"),
            ("other", "Other"),
        ],
        help="Scans are as good as digitally signed files.",
    )
    requirement_ids = fields.Many2many(
        "cchc.criterion.requirement",
        "cchc_evidence_requirement_rel",
        "evidence_id",
        "requirement_id",
        string="Required Documents",
        help="Which of the documents that the rubric asks for this one is.",
        check_company=True,
    )
    requirement_choice_ids = fields.Many2many(
        "cchc.criterion.requirement",
        string="Required by Its Criteria",
        compute="_compute_requirement_choices",
    )
    text_content = fields.Text(
        "Text",
        readonly=True,
        copy=False,
        exportable=False,
        prefetch=False,
        help="What the file says, for the search only.",
    )
    attachment_id = fields.Many2one(
        "ir.attachment",
        "Stored File",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    file = fields.Binary(
        compute="_compute_file",
        inverse="_inverse_file",
        attachment=False,
        help="Only for filing: a filed document is opened by its link.",
    )
    file_name = LimitedChar()
    mimetype = fields.Char(related="attachment_id.mimetype")
    file_size = fields.Integer(related="attachment_id.file_size", string="Size")
    sha256 = fields.Char("SHA-256 Checksum", readonly=True, copy=False)
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    superseded_by_id = fields.Many2one(
        "cchc.evidence",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        groups=SEES_EVERY_VERSION,
    )
    newer_version_id = fields.Many2one("cchc.evidence", compute="_compute_versions")
    supersedes_ids = fields.One2many(
        "cchc.evidence",
        "superseded_by_id",
        readonly=True,
        copy=False,
        groups=SEES_EVERY_VERSION,
    )
    earlier_version_ids = fields.One2many(
        "cchc.evidence", string="Earlier Versions", compute="_compute_versions"
    )
    is_superseded = fields.Boolean(compute="_compute_is_superseded", store=True)
    origin_id = fields.Many2one(
        "cchc.evidence",
        "Taken Over From",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The document of an earlier year whose file this is.",
        check_company=True,
    )
    line_count = fields.Integer(
        "Number of Criteria", compute="_compute_line_count", store=True, aggregator=None
    )
    submission_ids = fields.Many2many(
        "cchc.submission",
        "cchc_submission_evidence_rel",
        "evidence_id",
        "submission_id",
        readonly=True,
        copy=False,
        check_company=True,
    )
    url = fields.Char("Link", compute="_compute_url")
    is_editable = fields.Boolean(related="assessment_id.is_editable")
    active = fields.Boolean(default=True)

    # what was replaced may come back as a version of its own
    _file_uniq = models.UniqueIndex(
        "(assessment_id, sha256) WHERE superseded_by_id IS NULL",
        "This file is filed in the assessment already.",
    )

    def _compute_file(self):
        # never read back, so that no list, export or copy pulls the files through memory and no reading
        # passes by the log of downloads
        self.file = False

    def _inverse_file(self):
        """Reached only by a write(): create() stores the file itself."""
        raise UserError(
            self.env._(
                "A filed document does not change. File the new version as a document of its own."
            )
        )

    @api.depends("line_ids.criterion_id.requirement_ids")
    def _compute_requirement_choices(self):
        for evidence in self:
            evidence.requirement_choice_ids = evidence.line_ids.criterion_id.requirement_ids

    def _compute_url(self):
        for evidence in self:
            evidence.url = f"{evidence.get_base_url()}/cchc/evidence/{evidence.id}"

    @api.depends("superseded_by_id")
    def _compute_is_superseded(self):
        for evidence in self:
            evidence.is_superseded = bool(evidence.superseded_by_id)

    @api.depends("superseded_by_id", "supersedes_ids")
    @api.depends_context("uid")
    def _compute_versions(self):
        """Show those versions that the reader may see."""
        for evidence in self:
            versions = evidence.sudo().with_context(active_test=False)
            for name, others in (
                ("newer_version_id", versions.superseded_by_id),
                ("earlier_version_ids", versions.supersedes_ids),
            ):
                evidence[name] = others.with_env(evidence.env)._filtered_access("read")

    @api.depends("line_ids")
    def _compute_line_count(self):
        for evidence in self:
            evidence.line_count = len(evidence.line_ids)

    @api.depends("document_number", "name")
    def _compute_display_name(self):
        columns = (read_column(self, name) for name in ("document_number", "name"))
        names = [": ".join(filter(None, words)) for words in zip(*columns, strict=True)]
        fill_cache(self._fields["display_name"], self, names)

    @api.constrains("line_ids", "assessment_id")
    def _check_lines(self):
        for evidence in self:
            if foreign := evidence.line_ids.filtered(
                lambda line: line.assessment_id != evidence.assessment_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%(document)s” belongs to another assessment than the "
                        "criterion %(criterion)s.",
                        document=evidence.name,
                        criterion=foreign[0].display_name,
                    )
                )
            if evidence.is_superseded and evidence.line_ids:
                raise ValidationError(
                    self.env._(
                        "“%(document)s” was replaced and proves nothing any more. "
                        "Take its newer version.",
                        document=evidence.name,
                    )
                )

    @api.constrains("requirement_ids")
    def _check_requirements(self):
        for evidence in self:
            if foreign := evidence.requirement_ids - evidence.line_ids.criterion_id.requirement_ids:
                raise ValidationError(
                    self.env._(
                        "“%(requirement)s” is asked for by %(criterion)s, which “%(document)s” "
                        "does not prove. Add that criterion to the document first.",
                        requirement=foreign[0].name,
                        criterion=foreign[0].criterion_id.display_name,
                        document=evidence.name,
                    )
                )

    @api.model
    def _get_open_fields(self):
        return {**super()._get_open_fields(), **dict.fromkeys(UNIT_FIELDS, "_check_may_change")}

    @contextmanager
    def _following(self, vals):
        # what it proves is logged with the criteria that it proves
        logged = vals.keys() - {"line_ids"}
        before = self._get_readable(logged)
        links = self._get_links()
        with super()._following(vals):
            yield
        self._log_changes(before, self._get_readable(logged))
        if "line_ids" in vals:
            self._follow_links(links)

    def unlink(self):
        self.check_access("unlink")
        removed = [
            {
                "assessment_id": evidence.assessment_id.id,
                "line_id": evidence.line_ids.id if len(evidence.line_ids) == 1 else False,
                "action": "remove",
                "old_value": evidence.display_name,
            }
            for evidence in self
        ]
        result = super().unlink()
        self.env["cchc.log"]._append(removed)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed(self):
        self._check_unit_may_edit()
        # sudo: what was sealed or replaced stays, whoever may see it
        for evidence in self.sudo():
            if evidence.submission_ids:
                raise UserError(
                    self.env._(
                        "“%(document)s” is part of a submission and stays. Archive it if "
                        "it no longer proves anything.",
                        document=evidence.display_name,
                    )
                )
            if evidence.is_superseded or evidence.supersedes_ids:
                raise UserError(
                    self.env._(
                        "“%(document)s” is one of several versions, which all stay. File a newer "
                        "version, or archive it if it no longer proves anything.",
                        document=evidence.display_name,
                    )
                )

    def action_edit(self):
        """Open what is known of the document in a dialog: number, date, subject, which criteria it proves."""
        self.ensure_one()
        return open_dialog(self, self.display_name)

    def action_open_file(self):
        """Open the document itself, in the browser where it can show it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/cchc/evidence/{self.id}", "target": "new"}

    def _get_counting(self):
        """Return those that count: neither archived nor replaced by a newer version."""
        counting = self.filtered(lambda e: e.active and not e.is_superseded)
        # what is read of them is read for all that these were read with, also where each line asks for its own
        return browse_beside(self, counting.ids)

    def _refuse_fields(self, names):
        if self and names & {"file", "file_name"}:
            self._inverse_file()
        super()._refuse_fields(names)

    def _check_may_change(self):
        self._check_unit_may_edit()
        self._check_is_current()

    def _check_unit_may_edit(self):
        """Refuse a change to these documents, unless their assessments are open for it."""
        # what follows of a document follows of all that prove the same
        self.assessment_id._check_unit_may_edit(self, self.line_ids)

    @api.model
    def _check_unit_may_file(self, assessments, vals_list):
        """Refuse to file these documents, unless their assessments are open for it."""
        assessments._check_unit_may_edit(self._get_proved(assessments, vals_list))

    @api.model
    def _get_proved(self, assessments, vals_list):
        """Return the lines of these assessments that documents of these values prove."""
        ids = {line_id for vals in vals_list for line_id in self._get_line_ids(vals)}
        # sudo: a line of somebody else is refused in words when the document is linked to it
        lines = self.env["cchc.assessment.line"].sudo().browse(ids)
        return lines.filtered(lambda line: line.assessment_id.id in assessments.ids)

    @api.model
    def _get_line_ids(self, vals):
        """Return the ids of the criteria that the commands in ``vals`` link."""
        return self._get_linked_ids(vals.get("line_ids"))

    @api.model
    def _get_linked_ids(self, commands):
        """Return the ids that these commands link."""
        ids = []
        for command in commands or []:
            if command[0] == fields.Command.LINK:
                ids.append(command[1])
            elif command[0] == fields.Command.SET:
                ids += command[2]
        return ids

    def _check_is_current(self):
        if replaced := self.filtered("is_superseded"):
            raise UserError(
                self.env._(
                    "“%(document)s” was replaced by a newer version and stays as it was. "
                    "Change the newer one.",
                    document=replaced[0].display_name,
                )
            )

    def _log_download(self):
        """Log that somebody of the council opened this document.

        Once in a while for each: a browser asks for a large file in many pieces.
        """
        if self.unit_id._is_member(self.env.user):
            return
        # sudo: appraisers do not read the log
        is_logged = (
            self.env["cchc.log"]
            .sudo()
            .search_count(
                [
                    ("assessment_id", "=", self.assessment_id.id),
                    ("user_id", "=", self.env.uid),
                    ("action", "=", "download"),
                    ("new_value", "=", self.display_name),
                    ("date", ">", fields.Datetime.now() - DOWNLOAD_PAUSE),
                ],
                limit=1,
            )
        )
        if not is_logged:
            self.env["cchc.log"]._append(
                [
                    {
                        "assessment_id": self.assessment_id.id,
                        "action": "download",
                        "new_value": self.display_name,
                    }
                ]
            )

    def _get_links(self):
        """The criteria that each of these documents proves, archived documents included."""
        return {evidence: evidence.line_ids for evidence in self}

    def _follow_links(self, before):
        """Log which criteria were added to or taken from these documents, and settle what follows.

        :param before: what ``_get_links`` returned before the change.
        """
        entries = []
        for evidence in self:
            added, removed = (
                evidence.line_ids - before[evidence],
                before[evidence] - evidence.line_ids,
            )
            entries += [
                {
                    "assessment_id": line.assessment_id.id,
                    "line_id": line.id,
                    "action": "document",
                    # by the name that the criterion's reader knows it
                    "field": "evidence_ids",
                    side: evidence.display_name,
                }
                for side, lines in (("new_value", added), ("old_value", removed))
                for line in lines
            ]
            requirements = evidence.requirement_ids & evidence.line_ids.criterion_id.requirement_ids
            requirements |= requirements.browse(
                self._guess_requirements(added, evidence.document_type_id)
            )
            if requirements != evidence.requirement_ids:
                # what follows from a link that the user was allowed to make
                evidence._write_as_system(
                    {"requirement_ids": [fields.Command.set(requirements.ids)]}
                )
        self.env["cchc.log"]._append(entries)

    def _get_log_row(self, name):
        return {
            "assessment_id": self.assessment_id.id,
            "action": "document",
            "reason": self.display_name,
        }

    def _log_filing(self):
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": evidence.assessment_id.id,
                    "line_id": evidence.line_ids.id if len(evidence.line_ids) == 1 else False,
                    "action": "file",
                    "new_value": evidence.display_name,
                }
                for evidence in self
            ]
        )
