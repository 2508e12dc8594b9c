import filecmp
import os
import time
from contextlib import suppress
from pathlib import Path

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import clean_context

from odoo.addons.base.models.ir_attachment import condition_values

from .assessment_workflow import DRAFT
from .incoming_file import sha256_of_bytes, sha256_of_path

# Files of these records are stored by the addon itself and by nobody else.
KEEPERS = {"cchc.evidence", "cchc.submission"}
# Said of each of them, so that no default that somebody set says anything else.
CLOSED = {
    "public": False,
    "access_token": False,
    "type": "binary",
    "url": False,
    "res_field": False,
    "description": False,
}
# What makes an attachment the template of a document, and what is in it.
TEMPLATE_PARTS = {"res_model", "res_field", "res_id", "raw", "datas", "db_datas"}
ONE_DAY = 24 * 60 * 60


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        # afterwards, since the record may also come from a default that the caller sends
        attachments._check_is_not_put_on_keepers()
        attachments._check_templates()
        return attachments

    def write(self, vals):
        self.check_access("write")
        if self._is_same_content(vals):
            # without the scaling down of images, which would make other bytes of them
            return super(IrAttachment, self.with_context(image_no_postprocess=True)).write(vals)
        self._check_is_not_kept()
        self._check_is_no_template_by_hand()
        if vals.keys() != {"thumbnail"}:
            self._check_is_not_in_closed_chatter()
        result = super().write(vals)
        if vals.keys() & {"res_model", "res_id"}:
            self._check_is_not_put_on_keepers()
        if vals.keys() & TEMPLATE_PARTS:
            self._check_templates()
        return result

    def unlink(self):
        self.check_access("unlink")
        self._check_is_not_kept()
        self._check_is_not_in_closed_chatter()
        return super().unlink()

    def _check_access(self, operation):
        """Close the files of documents to everyone but their unit: the council opens them by their link.

        There it is logged who opened what.
        """
        result = super()._check_access(operation)
        if self.env.su:
            return result
        # sudo: whose the file is decides, not what the user may see
        files = self.sudo().filtered(lambda a: a.res_model == "cchc.evidence" and a.res_id)
        if not files:
            return result
        own = self.env["cchc.evidence"].sudo().search(self._get_own_evidence_domain(files))
        closed = files.filtered(lambda a: a.res_id not in own._ids).sudo(False)
        if not closed:
            return result
        forbidden = closed | result[0] if result else closed
        return forbidden, lambda: AccessError(
            self.env._("The file of a document is opened by the document's link.")
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        domain = Domain(domain)
        if not self.env.su and "cchc.evidence" in (
            condition_values(self, "res_model", domain) or ()
        ):
            # sudo: as in _check_access, which such a search passes by
            own = self.env["cchc.evidence"].sudo()._search(self._get_own_evidence_domain())
            domain &= Domain("res_model", "!=", "cchc.evidence") | Domain("res_id", "in", own)
        return super()._search(domain, *args, **kwargs)

    def _get_own_evidence_domain(self, files=None):
        """The documents of the user's own units, among those that ``files`` belong to if any are given."""
        domain = Domain("unit_id.officer_ids", "in", self.env.uid) | Domain(
            "unit_id.leader_ids", "in", self.env.uid
        )
        return (
            domain
            & Domain("active", "in", [True, False])
            & (Domain("id", "in", files.mapped("res_id")) if files else Domain.TRUE)
        )

    def _is_same_content(self, vals):
        """Whether ``vals`` only store the same bytes anew, as moving the file store does."""
        return vals.keys() == {"raw", "mimetype"} and all(
            attachment.raw == vals["raw"] and attachment.mimetype == vals["mimetype"]
            for attachment in self
        )

    def _check_is_not_kept(self):
        """Refuse to touch a file that a document or a submission stands on.

        A filed document is what its bytes say and what its SHA-256 was taken of; a new version is a
        document of its own. The file goes when its document goes.

        :raises UserError: naming the file.
        """
        # sudo: the file is kept from everyone, also from those who may not see its document
        for model, attachments in self.sudo().grouped("res_model").items():
            if model not in KEEPERS:
                continue
            keepers = self.env[model].sudo().browse(set(attachments.mapped("res_id"))).exists()
            if kept := attachments.filtered(lambda a, keepers=keepers: a.res_id in keepers._ids):
                raise UserError(
                    self.env._(
                        "“%(file)s” is filed as evidence and does not change. "
                        "File the new version as a document of its own.",
                        file=kept[0].name,
                    )
                )

    def _check_is_not_put_on_keepers(self):
        """Refuse a file beside the one that was filed, and one that comes into a closed assessment.

        What is posted in the discussion of a closed assessment still may bring its files: Odoo attaches
        them itself, as the superuser, and they are listed with their message.
        """
        # sudo: where the file would lie decides, not whether the caller sees it
        attachments = self.sudo()
        if attachments.filtered(lambda a: a.res_model in KEEPERS and a.res_id):
            raise UserError(
                self.env._(
                    "A file cannot be put on a document or a submission. "
                    "File it as a document of its own."
                )
            )
        if not self.env.su:
            attachments._check_is_not_in_closed_chatter()

    def _check_is_not_in_closed_chatter(self):
        """Refuse a change to files in the discussion of an assessment that is not being scored.

        :raises UserError: naming the assessment.
        """
        # sudo: the state decides, whoever asks
        chatter = self.sudo().filtered(lambda a: a.res_model == "cchc.assessment" and a.res_id)
        assessments = self.env["cchc.assessment"].sudo().browse(chatter.mapped("res_id")).exists()
        for assessment in assessments:
            if assessment.state != DRAFT or assessment._is_past_deadline():
                raise UserError(
                    self.env._(
                        "%(assessment)s is closed: the files in its discussion stay as they are. "
                        "Post a message to add one.",
                        assessment=assessment.display_name,
                    )
                )

    def _get_templates(self):
        """Those of these attachments that Word documents are made from."""
        # sudo: what an attachment is decides, not whether the caller sees it
        return self.sudo().filtered(
            lambda a: (
                a.res_field
                and a.res_model in self.env
                and a.res_field in getattr(self.env[a.res_model], "_template_kinds", ())
            )
        )

    def _check_is_no_template_by_hand(self):
        """Refuse to touch a template but by its field, which Odoo itself stores as the superuser."""
        if not self.env.su and self._get_templates():
            raise UserError(
                self.env._(
                    "The template of a document is put in on the form of the rubric or the period, and "
                    "nowhere else."
                )
            )

    def _check_templates(self):
        """Refuse a template that cannot be used, by whichever way it came in.

        :raises ValidationError: saying what is wrong and where.
        """
        self._check_is_no_template_by_hand()
        for attachment in self._get_templates():
            if attachment.res_id and (content := attachment.raw):
                keeper = self.env[attachment.res_model].browse(attachment.res_id)
                keeper._check_template(attachment.res_field, content)

    @api.model
    def _create_kept(self, vals_list):
        """Create files of documents and submissions, which ``create()`` refuses from everyone."""
        # as they are: a scan is not scaled down
        self = self.with_context(clean_context(self.env.context))
        return super(IrAttachment, self.with_context(image_no_postprocess=True)).create(
            [{**CLOSED, **vals} for vals in vals_list]
        )

    def _take_in(self, files):
        """Make each ``IncomingFile`` the content of one of these attachments, as Odoo would store it.

        :raises OSError: when the file store cannot take it; the transaction has to be rolled back then.
        """
        if self._storage() == "db":
            for attachment, file in zip(self, files, strict=True):
                content = file.path.read_bytes()
                models.BaseModel.write(
                    attachment,
                    {"db_datas": content, "checksum": file.sha1, "file_size": file.size},
                )
            return
        for attachment, file in zip(self, files, strict=True):
            # past write() of Odoo's class, which leaves out what follows from the bytes
            models.BaseModel.write(
                attachment,
                {
                    "store_fname": f"{file.sha1[:2]}/{file.sha1}",
                    "checksum": file.sha1,
                    "file_size": file.size,
                },
            )
        # before the file store is touched: rows under way keep the garbage collection waiting
        self.flush_recordset(["store_fname", "checksum", "file_size"])
        for attachment, file in zip(self, files, strict=True):
            self._move_into_store(file, attachment.store_fname)

    def _move_into_store(self, file, store_name):
        # first, so that the file is found again if the transaction aborts or the process dies
        self._mark_for_gc(store_name)
        target = Path(self._full_path(store_name))
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file():
            file.path.replace(target)
        elif not filecmp.cmp(file.path, target, shallow=False):
            raise UserError(
                self.env._(
                    "The file store already holds another file in the place of this one: it may "
                    "be damaged. Tell the administrator."
                )
            )

    def _share_content(self, source):
        """Make what ``source`` stores the content of this attachment too, without a second copy."""
        self.ensure_one()
        models.BaseModel.write(
            self,
            {
                name: source[name]
                for name in ("store_fname", "db_datas", "checksum", "file_size")
                if source[name]
            },
        )

    def _get_stored_path(self):
        """Return where the content lies, or None when it lies in the database or nowhere."""
        self.ensure_one()
        if not self.store_fname:
            return None
        path = Path(self._full_path(self.store_fname))
        return path if path.is_file() else None

    def _get_stored_sha256(self):
        """Return the SHA-256 of the bytes that are stored, or None where there are none."""
        if not self:
            return None
        if path := self._get_stored_path():
            return sha256_of_path(path)
        return sha256_of_bytes(self.db_datas) if self.db_datas else None

    @api.model
    def _get_incoming_folder(self):
        """Where files lie while they arrive: in the same file system, so that moving is one step."""
        return Path(self._full_path("cchc_incoming"))

    @api.autovacuum
    def _gc_incoming(self):
        """Remove what a process that was killed left of a file under way."""
        folder = self._get_incoming_folder()
        if not folder.is_dir():
            return
        oldest = time.time() - ONE_DAY
        for entry in os.scandir(folder):
            with suppress(FileNotFoundError):
                if entry.stat().st_mtime < oldest:
                    Path(entry.path).unlink()
