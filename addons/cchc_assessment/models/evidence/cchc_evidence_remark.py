from odoo import api, fields, models

from ...core.documents import KINDS, NOT_SHOWN, DocumentError, inspect
from ...core.documents.wording import say

# What a browser shows by itself; everything else is downloaded.
SHOWN_TYPES = {"application/pdf", "image/png", "image/jpeg"}


class CchcEvidenceRemark(models.Model):
    """What is inside a document besides what one reads: said to the unit and to the council."""

    _name = "cchc.evidence"
    _inherit = ["cchc.evidence"]

    remark_codes = fields.Char(
        "Kinds of Content",
        readonly=True,
        copy=False,
        exportable=False,
        help="What was found in the file when it was filed, as the table of kinds calls it.",
    )
    file_remarks = fields.Text(
        "Remarks on the File",
        compute="_compute_file_remarks",
        help="What the file holds besides its text, such as program code, and how it is handled.",
    )
    is_shown = fields.Boolean(
        "Shown in the Browser",
        compute="_compute_is_shown",
        help="Whether the document is shown without being downloaded: nothing in it would be run.",
    )

    @api.depends("remark_codes", "file_name")
    @api.depends_context("lang")
    def _compute_file_remarks(self):
        for evidence in self:
            values = {
                "name": evidence.file_name or evidence.name or "",
                "width": "…",
                "height": "…",
            }
            evidence.file_remarks = "\n".join(
                say(code, self.env.lang, values) for code in evidence._get_remark_codes()
            )

    @api.depends("remark_codes", "mimetype")
    def _compute_is_shown(self):
        for evidence in self:
            evidence.is_shown = evidence.mimetype in SHOWN_TYPES and not (
                NOT_SHOWN & set(evidence._get_remark_codes())
            )

    def _get_remark_codes(self):
        self.ensure_one()
        return [code for code in (self.remark_codes or "").split(",") if code in KINDS]

    def _describe_filing(self, created):
        """Say what is inside at once, while the officer still has the original at hand."""
        sentence = super()._describe_filing(created)
        return f"{sentence} {self.file_remarks}".replace("\n", " ").strip()

    def _look_again(self):
        """Look into files that were filed before files were looked into, or by older rules.

        A document that would be refused today stays, with that sentence, and isn't shown any more.
        """
        for evidence in self:
            codes = evidence._find_kinds()
            if codes != (evidence.remark_codes or ""):
                evidence._write_as_system({"remark_codes": codes or False})

    def _find_kinds(self):
        # sudo: the file is closed to everyone
        attachment = self.sudo().attachment_id
        if not attachment:
            return self.remark_codes or ""
        try:
            with attachment._open_stored() as handle:
                facts = inspect(handle, self.file_name or "", allowed={self.mimetype})
        except FileNotFoundError:
            return self.remark_codes or ""
        except DocumentError as error:
            return error.reason_code if error.reason_code in KINDS else ""
        return ",".join(facts.remarks)
