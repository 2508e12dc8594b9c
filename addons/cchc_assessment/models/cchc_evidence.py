import base64
import binascii
import hashlib
import re
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import clean_context, human_size
from odoo.tools.mimetypes import guess_mimetype

# What a document may be, told from its bytes, and the endings that go with it.
ALLOWED_TYPES = {
    "application/pdf": {".pdf"},
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg"},
    "application/msword": {".doc"},
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {".docx"},
    "application/vnd.ms-excel": {".xls"},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {".xlsx"},
    "application/zip": {".zip"},
}
DEFAULT_MAX_MEGABYTES = 25
MAX_NAME_LENGTH = 120

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
FILING_FIELDS = UNIT_FIELDS | {"assessment_id", "file", "file_name"}


class CchcEvidence(models.Model):
    """A document that proves one or several criteria of an assessment (tài liệu kiểm chứng)."""

    _name = "cchc.evidence"
    _description = "Evidence"
    _order = "assessment_id, document_date, id"
    _rec_names_search = ["document_number", "name"]

    assessment_id = fields.Many2one(
        "cchc.assessment", required=True, ondelete="cascade", index=True
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
    )
    name = fields.Char("Subject", required=True, help="Trích yếu: what the document is about.")
    document_type_id = fields.Many2one(
        "cchc.document.type", "Type", ondelete="restrict", index="btree_not_null"
    )
    document_number = fields.Char(help='Số, ký hiệu, such as "12/BC-SNV".')
    document_date = fields.Date("Date")
    issuer = fields.Char("Issued By")
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
    )
    text_content = fields.Text(
        "Text", readonly=True, copy=False, exportable=False, prefetch=False,
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
    file = fields.Binary(compute="_compute_file", inverse="_inverse_file", attachment=False)
    file_name = fields.Char()
    mimetype = fields.Char(related="attachment_id.mimetype")
    file_size = fields.Integer(related="attachment_id.file_size", string="Size")
    sha256 = fields.Char("SHA-256 Checksum", readonly=True, copy=False)
    signature_status = fields.Selection(
        [
            ("not_checked", "Not checked"),
            ("unsigned", "Not signed"),
            ("valid", "Valid"),
            ("untrusted", "Unknown authority"),
            ("expired", "Certificate expired"),
            ("altered", "Altered after signing"),
        ],
        default="not_checked",
        required=True,
        readonly=True,
        copy=False,
    )
    signature_ids = fields.One2many(
        "cchc.evidence.signature", "evidence_id", "Digital Signatures", readonly=True, copy=False
    )
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    superseded_by_id = fields.Many2one(
        "cchc.evidence",
        "Newer Version",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    supersedes_ids = fields.One2many(
        "cchc.evidence", "superseded_by_id", "Earlier Versions", readonly=True, copy=False
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
    )
    url = fields.Char("Link", compute="_compute_url")
    is_editable = fields.Boolean(related="assessment_id.is_editable")
    active = fields.Boolean(default=True)

    @api.depends("attachment_id")
    @api.depends_context("bin_size")
    def _compute_file(self):
        for evidence in self:
            evidence.file = evidence.attachment_id.datas

    def _inverse_file(self):
        """Reached only by a write(): create() stores the file itself."""
        raise UserError(
            self.env._(
                "A filed document does not change. File the new version as a document of its own."
            )
        )

    def _compute_url(self):
        for evidence in self:
            evidence.url = f"{evidence.get_base_url()}/cchc/evidence/{evidence.id}"

    @api.depends("superseded_by_id")
    def _compute_is_superseded(self):
        for evidence in self:
            evidence.is_superseded = bool(evidence.superseded_by_id)

    @api.depends("line_ids")
    def _compute_line_count(self):
        for evidence in self:
            evidence.line_count = len(evidence.line_ids)

    @api.depends("document_number", "name")
    def _compute_display_name(self):
        for evidence in self:
            evidence.display_name = ": ".join(
                filter(None, (evidence.document_number, evidence.name))
            )

    @api.onchange("file_name")
    def _onchange_file_name(self):
        if self.file_name and not self.name:
            self.name = self._guess_subject(self.file_name)

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

    @api.model_create_multi
    def create(self, vals_list):
        # without the caller's default_…: what may be filed is decided on what is filed
        self = self.with_context(clean_context(self.env.context))
        vals_list = [dict(vals) for vals in vals_list]
        self._check_fields(vals_list, FILING_FIELDS)
        if not all(vals.get("assessment_id") for vals in vals_list):
            raise UserError(self.env._("Say to which assessment the document belongs."))
        assessments = self.env["cchc.assessment"].browse(
            {vals["assessment_id"] for vals in vals_list}
        )
        assessments.check_access("read")
        assessments._check_unit_may_edit()
        files = [self._take_file(vals) for vals in vals_list]
        evidences = super().create(vals_list)
        evidences._store_files(files)
        return evidences

    def write(self, vals):
        self.check_access("read")
        if "assessment_id" in vals:
            raise AccessError(self.env._("A document stays in the assessment where it was filed."))
        if vals.keys() & {"file", "file_name"}:
            self._inverse_file()
        self._check_fields([vals], UNIT_FIELDS)
        self.assessment_id._check_unit_may_edit()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed(self):
        self.assessment_id._check_unit_may_edit()
        if sealed := self.sudo().filtered("submission_ids"):
            raise UserError(
                self.env._(
                    "“%(document)s” is part of a submission and stays. Archive it if "
                    "it no longer proves anything.",
                    document=sealed[0].display_name,
                )
            )

    def action_edit(self):
        """Open what is known of the document in a dialog: number, date, subject, which criteria it proves."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_open_file(self):
        """Open the document itself, in the browser where it can show it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/cchc/evidence/{self.id}", "target": "new"}

    def _check_fields(self, vals_list, allowed):
        for vals in vals_list:
            if closed := vals.keys() - allowed:
                raise AccessError(
                    self.env._(
                        "%(fields)s of a document cannot be written: they follow from its file "
                        "and its assessment.",
                        fields=", ".join(sorted(closed)),
                    )
                )

    def _take_file(self, vals):
        """Take the file out of ``vals``, which is changed: name, subject and checksum are filled in.

        :return: the file's name, type and bytes.
        :raises UserError: when there is none, or it is not a document that may be filed.
        """
        datas = vals.pop("file", None)
        name = self._safe_file_name(str(vals.get("file_name") or vals.get("name") or ""))
        if not datas:
            raise UserError(
                self.env._("“%(name)s” has no file. Choose the document to file.", name=name)
            )
        try:
            content = base64.b64decode(datas, validate=False)
        except (binascii.Error, TypeError, ValueError) as error:
            raise UserError(
                self.env._("The file “%(name)s” did not arrive whole. Upload it again.", name=name)
            ) from error
        mimetype = self._check_content(name, content)
        vals["file_name"] = name
        vals["name"] = vals.get("name") or self._guess_subject(name)
        return name, mimetype, content

    def _check_content(self, name, content):
        """Return the type that ``content`` has by its bytes.

        :raises UserError: when it is empty, too large, of a type that is not allowed, or named as
            something that it isn't.
        """
        limit = self._get_max_bytes()
        if not content:
            raise UserError(self.env._("The file “%(name)s” is empty (0 bytes).", name=name))
        if len(content) > limit:
            raise UserError(
                self.env._(
                    "The file “%(name)s” has %(size)s; at most %(limit)s may be filed. "
                    "Scan it at a lower resolution or split it.",
                    name=name,
                    size=human_size(len(content)),
                    limit=human_size(limit),
                )
            )
        mimetype = guess_mimetype(content, default="application/octet-stream")
        if mimetype not in ALLOWED_TYPES:
            raise UserError(
                self.env._(
                    "The file “%(name)s” is not a document that may be filed (its "
                    "content is “%(type)s”). "
                    "File a PDF, an image, a Word or Excel document, or a ZIP archive.",
                    name=name,
                    type=mimetype,
                )
            )
        ending = "." + name.rpartition(".")[2].lower()
        if ending not in ALLOWED_TYPES[mimetype]:
            raise UserError(
                self.env._(
                    "The file “%(name)s” says by its name that it is something else "
                    "than its content, "
                    "which is “%(type)s”. Give it the right ending (%(endings)s) or file another.",
                    name=name,
                    type=mimetype,
                    endings=", ".join(sorted(ALLOWED_TYPES[mimetype])),
                )
            )
        return mimetype

    def _store_files(self, files):
        # sudo: an evidence's attachment is closed to everyone, its own unit included
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {
                        "name": name,
                        "raw": content,
                        "mimetype": mimetype,
                        "res_model": self._name,
                        "res_id": evidence.id,
                    }
                    for evidence, (name, mimetype, content) in zip(self, files, strict=True)
                ]
            )
        )
        for evidence, attachment, (_name, _mimetype, content) in zip(
            self, attachments, files, strict=True
        ):
            # past write() of this class, which refuses these fields from any caller
            super(CchcEvidence, evidence.sudo()).write(
                {"attachment_id": attachment.id, "sha256": hashlib.sha256(content).hexdigest()}
            )

    @api.model
    def _get_max_bytes(self):
        megabytes = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("cchc_assessment.evidence_max_megabytes", DEFAULT_MAX_MEGABYTES)
        )
        return int(float(megabytes) * 1024 * 1024)

    @api.model
    def _safe_file_name(self, name):
        """Return a name that is safe in any file system, ZIP archive and HTTP header.

        Without folders, control and direction characters, or what Windows forbids; no longer than 120
        characters, its ending kept.
        """
        name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
        name = "".join(char for char in name if unicodedata.category(char)[0] != "C")
        name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
        stem, dot, ending = name.rpartition(".")
        if not dot:
            return name[:MAX_NAME_LENGTH] or "document"
        return f"{stem[: MAX_NAME_LENGTH - len(ending) - 1]}.{ending}"[:MAX_NAME_LENGTH]

    @api.model
    def _guess_subject(self, file_name):
        stem = file_name.rpartition(".")[0] or file_name
        return re.sub(r"[_\s]+", " ", stem).strip()
