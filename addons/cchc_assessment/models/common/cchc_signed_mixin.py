from io import BytesIO

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.documents import KINDS, DocumentError, inspect
from ...core.documents.magic import JPEG, PDF, PNG, TIFF
from ...core.plain.digests import sha256_of_bytes
from ...core.plain.names import FILE_NAME_LENGTH, as_name
from ...messages.documents import say_kind, say_refusal
from .screens import download

# What people sign: on paper, of which there is a scan, or a PDF with digital signatures.
SIGNED_TYPES = frozenset({PDF, PNG, JPEG, TIFF})


def inspect_given(env, stream, file_name, default_name):
    """Return name, bytes and facts of a scan or PDF that somebody gives to be kept.

    :param stream: a binary file; no more of it is read than may be filed.
    :param default_name: what one without a name is called.
    :raises UserError: when it is too large, or its bytes are no scan and no PDF.
    """
    documents = env["cchc.evidence"]
    name = as_name(file_name or "", FILE_NAME_LENGTH) or default_name
    limit = documents._get_max_bytes()
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise UserError(documents._too_large_sentence(name))
    try:
        return name, content, inspect(BytesIO(content), name, allowed=SIGNED_TYPES)
    except DocumentError as error:
        raise UserError(say_refusal(env, error)) from error


class CchcSignedMixin(models.AbstractModel):
    """A record of which a signed copy is kept: the scan, or the file with its digital signatures.

    The record's own guard closes the fields; who keeps a file, and when, is decided by whoever calls.
    """

    _name = "cchc.signed.mixin"
    _description = "Kept with its Signed Copy"
    # what a signed copy without a name is called
    _signed_name = "Bản đã ký.pdf"

    signed_file_id = fields.Many2one(
        "ir.attachment",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The scan of what was signed, or the PDF with its digital signatures.",
    )

    signed_remark_codes = fields.Char(
        "Kinds of Content", readonly=True, copy=False, exportable=False
    )
    signed_remarks = fields.Text("Remarks on the File", compute="_compute_signed_remarks")

    @api.depends("signed_remark_codes", "signed_file_id")
    @api.depends_context("lang")
    def _compute_signed_remarks(self):
        for record in self:
            codes = (record.signed_remark_codes or "").split(",")
            name = record.sudo().signed_file_id.name or ""
            record.signed_remarks = "\n".join(
                say_kind(self.env, code, name) for code in codes if code in KINDS
            )

    def action_download_signed(self):
        """Download the scan of what was signed.

        :raises UserError: when there is none.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.signed_file_id:
            raise UserError(self.env._("There is no signed file yet."))
        return download(f"/web/content/{self.signed_file_id.id}?download=true")

    def _take_in_signed_file(self, stream, file_name):
        """Store a signed copy; return the values that name it, and what was read in it.

        :param stream: the scan, as a binary file; no more of it is read than may be filed.
        :raises UserError: when it is too large, or its bytes are no scan and no PDF.
        """
        self.ensure_one()
        name, content, facts = inspect_given(self.env, stream, file_name, self._signed_name)
        self._check_signed_file(name, sha256_of_bytes(content))
        vals = {
            "name": name,
            "raw": content,
            "mimetype": facts.mimetype,
            "res_model": self._name,
            "res_id": self.id,
        }
        # sudo: nobody writes on what is sealed; the right to keep this with it was checked
        signed = self.env["ir.attachment"].sudo()._create_kept([vals])
        return {
            "signed_file_id": signed.id,
            "signed_remark_codes": ",".join(facts.remarks) or False,
            **self._read_signed_file(BytesIO(content), facts),
        }

    def _get_unsigned_values(self):
        """Return the values of a record without a signed copy."""
        return {"signed_file_id": False, "signed_remark_codes": False}

    def _check_signed_file(self, name, sha256):
        """Refuse a signed copy, by a ``UserError``, that this record has no use for."""

    def _read_signed_file(self, handle, facts):
        """Return the values of what else is read in a signed copy; the addon of signatures reads those."""
        return {}
