"""Where the files of documents are kept, and that they stay what was filed."""

import base64
import binascii
import filecmp
import logging
import os
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...compat import (
    condition_values,
    find_in_store,
    get_store_path,
    guess_mimetype,
    keeps_in_files,
    mark_for_collection,
    read_column,
    read_stored,
    write_past_attachment,
)
from ...core.plain.digests import sha256_of
from ..assessment.assessment_workflow import DRAFT
from ..common.system_voice import KEEPERS, as_keeper, get_asker, is_keeper

_logger = logging.getLogger(__name__)

# Said of each of them, so that no default that somebody set says anything else.
CLOSED = {
    "public": False,
    "access_token": False,
    "type": "binary",
    "url": False,
    "res_field": False,
    "description": False,
}
# What fs_attachment (OCA), where it is installed, notes of where the bytes of a file lie; nothing of what they are.
WHEREABOUTS = {"fs_filename", "fs_url", "fs_storage_id", "fs_storage_code"}
# What Odoo and such addons write when they move a file: the same bytes anew.
MOVED = {"raw", "datas", "mimetype"}
# What makes an attachment the template of a document, and what is in it.
TEMPLATE_PARTS = {"res_model", "res_field", "res_id", "raw", "datas", "db_datas"}
ONE_DAY = 24 * 60 * 60


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        if is_keeper(self.env):
            return attachments
        # afterwards, since the record may also come from a default that the caller sends
        attachments._check_is_not_put_on_keepers()
        attachments._check_templates()
        return attachments

    def _compute_mimetype(self, values):
        """Of an archive in a field of ours say no more: Odoo would read the list of what is in it, however long."""
        # of a file that is replaced, the record says where it is
        field = values.get("res_field") or self[:1].res_field
        model = values.get("res_model") or self[:1].res_model or ""
        if field and str(model).startswith("cchc.") and not values.get("mimetype"):
            content = _get_content(values)
            if content and content.startswith(b"PK"):
                return "application/zip"
        return super()._compute_mimetype(values)

    def write(self, vals):
        self.check_access("write")
        if is_keeper(self.env):
            return super().write(vals)
        if vals.keys() <= WHEREABOUTS | MOVED and self._is_asked_by_administrator():
            # an administrator moves files: Odoo and other addons write what they are and where they lie
            if vals.keys() <= WHEREABOUTS:
                return super().write(vals)
            if self._is_same_content(vals):
                return self._move(vals)
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
        domain = Domain.OR(
            Domain(f"unit_id.{name}", "in", self.env.uid)
            for name in ("officer_ids", "leader_ids", "contributor_ids")
        )
        return (
            domain
            & Domain("active", "in", [True, False])
            & (Domain("id", "in", files.mapped("res_id")) if files else Domain.TRUE)
        )

    @api.model
    def force_storage(self):
        """Move what this addon keeps as well, which is closed to administrators otherwise."""
        # sudo: moving shows nothing of a file, and whoever may not move is refused by Odoo
        return super(IrAttachment, self.sudo() if self.env.is_admin() else self).force_storage()

    def _is_asked_by_administrator(self):
        asker = get_asker(self.env)
        return asker.with_user(asker).env.is_admin()

    def _is_same_content(self, vals):
        """Whether ``vals`` only store the same bytes anew, as moving the file store does.

        Asked of files only that this addon has a say in: it takes reading them.
        """
        content = _get_content(vals)
        # sudo: what the files are decides, not whether the caller sees it
        files = self.sudo()
        if content is None or not (
            files.filtered(lambda a: a.res_model in KEEPERS or a.res_model == "cchc.assessment")
            | files._get_templates()
        ):
            return False
        kinds = {vals.get("mimetype"), *files.mapped("mimetype")}
        # of the bytes alone anybody says so, and means nothing by it
        kinds.discard(guess_mimetype(self, content))
        return all(
            (attachment.raw or b"") == content and kinds <= {None, attachment.mimetype}
            for attachment in files
        )

    def _move(self, vals):
        """Store the same bytes anew, wherever files are kept now.

        Nothing else changes: images are not scaled down, and type, size and checksum stay as they were
        noted, also where the bytes are not those of that time. What is lost stays noted where it was.
        """
        for attachment in self.with_context(image_no_postprocess=True):
            # sudo: as they were noted, whoever moves
            noted = attachment.sudo().read(["mimetype", "checksum", "file_size"], load=None)[0]
            content = _get_content(vals)
            if not content and noted["file_size"]:
                _logger.error("Not moved, since it is gone: %s (%s)", attachment.name, attachment)
                continue
            moved = {"raw": content, "mimetype": noted["mimetype"]}
            super(IrAttachment, attachment).write(moved)
            noted.pop("id")
            if "fs_filename" in attachment._fields and (
                not attachment.store_fname or attachment._get_stored_path()
            ):
                # back from fs_attachment, which would look for the file by this name still
                noted["fs_filename"] = False
            if any(attachment.sudo()[name] != value for name, value in noted.items()):
                write_past_attachment(attachment.sudo(), noted)
        return True

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
        files = as_keeper(self).create([{**CLOSED, **vals} for vals in vals_list])
        return files.with_env(self.env)

    def _take_in(self, files):
        """Make each ``IncomingFile`` the content of one of these attachments, as Odoo would store it.

        In Odoo's own file store it is moved, without being read; anywhere else it is handed over whole,
        which is the only way that Odoo has.

        :raises OSError: when the file store cannot take it; the transaction has to be rolled back then.
        """
        here = []
        for attachment, file in zip(as_keeper(self), files, strict=True):
            if not attachment._is_kept_here():
                attachment._write_content(file.path.read_bytes())
                continue
            write_past_attachment(
                attachment,
                {
                    "store_fname": f"{file.sha1[:2]}/{file.sha1}",
                    "checksum": file.sha1,
                    "file_size": file.size,
                },
            )
            here.append((attachment, file))
        # before the file store is touched: rows under way keep the garbage collection waiting
        self.flush_recordset(["store_fname", "checksum", "file_size"])
        for attachment, file in here:
            self._move_into_store(file, attachment.store_fname)

    def _is_kept_here(self):
        """Whether Odoo stores the bytes of this attachment on this server's disk, in its own file store."""
        self.ensure_one()
        # fs_attachment (OCA) may have a place for each model, and asks the context for it
        whose = {"attachment_res_model": self.res_model, "attachment_res_field": self.res_field}
        return keeps_in_files(self.with_context(**whose))

    def _write_content(self, content):
        self.ensure_one()
        self.write({"raw": content, "mimetype": self.mimetype})
        # of many files only one at a time is held in memory
        self.invalidate_recordset(["raw", "datas", "db_datas"])

    def _move_into_store(self, file, store_name):
        # first, so that the file is found again if the transaction aborts or the process dies
        mark_for_collection(self, store_name)
        target = get_store_path(self, store_name)
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
        """Make what ``source`` stores the content of this attachment too.

        In Odoo's own file store without a second copy; elsewhere a file may be named after its attachment.
        """
        self.ensure_one()
        if not (self._is_kept_here() and source._get_stored_path()):
            with source._open_stored() as handle:
                as_keeper(self)._write_content(handle.read())
            return
        write_past_attachment(
            self, {name: source[name] for name in ("store_fname", "checksum", "file_size")}
        )

    def _get_stored_path(self):
        """Return where the content lies on this server's disk, or None where it lies elsewhere or nowhere."""
        self.ensure_one()
        found = self.store_fname and find_in_store(self, self.store_fname)
        return Path(found[0]) if found else None

    def _open_stored(self):
        """Return what is stored as a binary file, wherever Odoo and other addons keep it.

        Only what lies on this server's disk is read in pieces.

        :raises FileNotFoundError: when it is gone.
        """
        self.ensure_one()
        if path := self._get_stored_path():
            return path.open("rb")
        # not by `raw`, which would keep the bytes in memory, and those of other attachments too
        name = self.store_fname
        content = read_stored(self, name) if name else self._read_from_database()
        if not content:
            raise FileNotFoundError(f"{self}: {self.name}")
        return BytesIO(content)

    def _read_from_database(self):
        self.flush_recordset(["db_datas"])
        query = SQL("SELECT db_datas FROM ir_attachment WHERE id = %s", self.id)
        return self.env.execute_query(query)[0][0]

    def _measure_stored(self):
        """Return ``{id: bytes}`` of what is stored of these attachments; None for what is gone."""
        return {each: size for each, (_path, size) in self._locate_stored().items()}

    def _locate_stored(self):
        """Return ``{id: (path, bytes)}`` of what is stored of these attachments, after one look at each.

        The path is None where it lies elsewhere than on this server's disk; the bytes are None of what is gone.
        """
        places, in_database = {}, []
        self.fetch(["store_fname"])
        for attachment_id, name in zip(self._ids, read_column(self, "store_fname"), strict=True):
            if not name:
                in_database.append(attachment_id)
                continue
            found = find_in_store(self, name)
            places[attachment_id] = found or (None, self.browse(attachment_id)._measure_elsewhere())
        if in_database:
            self.browse(in_database).flush_recordset(["db_datas"])
            query = SQL(
                "SELECT id, nullif(octet_length(db_datas), 0) FROM ir_attachment WHERE id IN %s",
                tuple(in_database),
            )
            places.update((each, (None, size)) for each, size in self.env.execute_query(query))
        return places

    def _measure_elsewhere(self):
        try:
            # where it can be had without the bytes, as from fs_attachment (OCA)
            with self.open("rb") if hasattr(self, "open") else self._open_stored() as handle:
                return handle.seek(0, os.SEEK_END)
        except OSError:
            return None

    def _get_stored_sha256(self):
        """Return the SHA-256 of the bytes that are stored, or None where there are none."""
        if not self:
            return None
        try:
            with self._open_stored() as handle:
                return sha256_of(handle)
        except FileNotFoundError:
            return None

    @api.model
    def _get_incoming_folder(self):
        """Where files lie while they arrive: in the same file system, so that moving is one step."""
        return get_store_path(self, "cchc_incoming")

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


def _get_content(vals):
    """Return the bytes that the values of an attachment bring; None where they bring none, or unclear ones."""
    if "datas" in vals and "raw" not in vals:
        try:
            return base64.b64decode(vals["datas"] or b"")
        except (binascii.Error, TypeError, ValueError):
            return None
    content = vals.get("raw") or b""
    return content if "raw" in vals and "datas" not in vals and isinstance(content, bytes) else None
