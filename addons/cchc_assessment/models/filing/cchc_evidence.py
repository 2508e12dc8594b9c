"""How a file becomes a document: received, looked into, completed by guesses, stored, replaced."""

import base64
import binascii
import dataclasses
import io
import re
import tempfile
from contextlib import ExitStack, contextmanager

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import clean_context

from ...compat import fill_cache, read_column
from ...core.documents import (
    KINDS,
    NOT_SHOWN,
    QUARTERS,
    DocumentError,
    extract_text,
    guess,
    inspect,
    join_pictures,
    type_of_number,
)
from ...core.plain.names import folder_path, safe_name
from ...fields import LimitedChar
from ...messages.documents import say_kind, say_refusal
from ...messages.wording import format_size
from ..common.cchc_lock_mixin import try_again
from ..common.opening import is_creation_open, open_creation
from ..evidence.cchc_evidence import UNIT_FIELDS
from .incoming_file import DISK_IS_FULL, TooLarge, receive

# What may be filed: one switch in the settings for each, and the types that it stands for.
DOCUMENT_KINDS = {
    "pdf": {"application/pdf"},
    "image": {"image/png", "image/jpeg", "image/tiff"},
    "word": {
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    },
    "excel": {
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    },
    "zip": {"application/zip"},
}
# What a browser shows by itself; everything else is downloaded.
SHOWN_TYPES = {"application/pdf", "image/png", "image/jpeg"}
KINDS_PARAMETER = "cchc_assessment.evidence_kinds"
MEGABYTES_PARAMETER = "cchc_assessment.evidence_max_megabytes"
DEFAULT_MAX_MEGABYTES = 25
# Where what `documents.guess` believes belongs.
GUESSED_FIELDS = {
    "subject": "name",
    "number": "document_number",
    "date": "document_date",
    "type_code": "document_type_id",
    "issuer": "issuer",
}
# What a newer version and the document of another year take over from the one before.
INHERITED_FIELDS = (
    "name",
    "document_type_id",
    "document_number",
    "document_date",
    "issuer",
    "form",
)
FILING_FIELDS = UNIT_FIELDS | {"assessment_id", "file", "file_name"}


@dataclasses.dataclass
class Reading:
    """What addons read in a file besides.

    :ivar values: of the document, whatever the caller says.
    :ivar guesses: values of the document, where the caller gives none.
    :ivar kept: what ``_keep_readings`` takes when the document is there, by the addon's name.
    """

    values: dict = dataclasses.field(default_factory=dict)
    guesses: dict = dataclasses.field(default_factory=dict)
    kept: dict = dataclasses.field(default_factory=dict)


def _find_known(codes):
    """Return the kinds of content that a document's ``remark_codes`` name."""
    return [code for code in codes.split(",") if code in KINDS] if codes else []


class CchcEvidence(models.Model):
    """How a file becomes a document: received, looked into, completed by guesses, stored, replaced.

    What is inside besides what one reads is said to the unit and to the council.
    """

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
    folder_name = LimitedChar(
        "Folder",
        readonly=True,
        copy=False,
        help="The folder that the file lay in when it was filed together with others.",
    )
    is_shown = fields.Boolean(
        "Shown in the Browser",
        compute="_compute_is_shown",
        help="Whether the document is shown without being downloaded: nothing in it would be run.",
    )

    @api.depends("remark_codes", "file_name")
    @api.depends_context("lang")
    def _compute_file_remarks(self):
        columns = (read_column(self, name) for name in ("remark_codes", "file_name", "name"))
        remarks = [
            "\n".join(
                say_kind(self.env, code, file_name or name or "") for code in _find_known(codes)
            )
            for codes, file_name, name in zip(*columns, strict=True)
        ]
        fill_cache(self._fields["file_remarks"], self, remarks)

    @api.depends("remark_codes", "mimetype")
    def _compute_is_shown(self):
        for evidence in self:
            evidence.is_shown = evidence.mimetype in SHOWN_TYPES and not (
                NOT_SHOWN & set(evidence._get_remark_codes())
            )

    @api.model_create_multi
    def create(self, vals_list):
        if is_creation_open(self, vals_list):
            return super().create(vals_list)
        # without the caller's default_…: what may be filed is decided on what is filed
        self = self.with_context(clean_context(self.env.context))
        vals_list = [dict(vals) for vals in vals_list]
        self._check_may_create(vals_list)
        if not all(vals.get("assessment_id") for vals in vals_list):
            raise UserError(self.env._("Say to which assessment the document belongs."))
        self.check_access("create")
        # before anything is read of the assessments: a hidden one and none are answered alike
        self._check_named(vals_list)
        with ExitStack() as stack:
            files = [stack.enter_context(self._receive_base64(vals)) for vals in vals_list]
            filing = self._begin_filing(vals_list, files)
            with self._begin_again_where_filed():
                evidences = super(CchcEvidence, open_creation(self, vals_list)).create(vals_list)
            evidences._end_filing(filing)
        return evidences

    @api.model
    def _get_creation_fields(self):
        return FILING_FIELDS

    @api.model
    def _upload(
        self,
        stream,
        file_name,
        *,
        line=None,
        assessment=None,
        replaced=None,
        folder="",
        said=None,
    ):
        """File what comes in as one document, or point to the one that has the same bytes.

        :param stream: a binary file object, read from where it stands.
        :param line: the criterion that the document proves, if any; several with ``assessment``.
        :param assessment: where to file it, when there is no line.
        :param replaced: the document of which this is a newer version, if any.
        :param folder: the path of the folder that it lay in, if any.
        :param said: what people have said of it already, as values: nothing else is guessed in its place.
        :return: the document that proves now what it should, whether it was newly filed, and what was
            guessed of it: ``(evidence, created, guessed)``.
        :raises UserError: when it cannot be filed.
        """
        line = line or self.env["cchc.assessment.line"]
        replaced = replaced or self.browse()
        lines = line | replaced.line_ids
        assessment = assessment or (line or replaced).assessment_id
        self.check_access("create")
        assessment.check_access("read")
        if replaced.assessment_id - assessment:
            raise UserError(
                self.env._(
                    "“%(document)s” is filed in another assessment, where its newer version belongs "
                    "too. File this one as a document of its own.",
                    document=replaced.display_name,
                )
            )
        name = safe_name(file_name or "")
        with self._receive(stream, name) as file:
            if same := self._find_same(assessment, {file.sha256}):
                return same._use_again(lines, replaced), False, {}
            vals = {
                **(said or {}),
                "assessment_id": assessment.id,
                "file_name": name,
                "folder_name": folder_path(folder) or False,
                "line_ids": [fields.Command.set(lines.ids)],
            }
            if replaced:
                vals["requirement_ids"] = [fields.Command.set(replaced.requirement_ids.ids)]
            evidence = self._file_documents([vals], [file], replaced=replaced)
        if replaced:
            replaced._supersede(evidence)
        return evidence, True, {name: vals[name] for name in {*INHERITED_FIELDS} & vals.keys()}

    @api.model
    def _take_turn(self, line, replaced):
        """Begin the transaction of an upload anew as the next one of those whose documents prove the same.

        Else whoever finds out at the end that another one was there first has to read the file once more. To be called
        before anything was changed: what was read until then is read anew.

        :param line: the criterion that it proves, if any.
        :param replaced: the document of which it is a newer version, if any: it proves what that one proves.
        """
        self.env.cr.commit()  # pylint: disable=invalid-commit

        def wait():
            # as whoever changes the document, or what it proves
            lines = line | replaced.line_ids
            assessment = lines.assessment_id | replaced.assessment_id
            assessment._exclude_transitions(replaced, lines)

        try_again(self.env, wait)
        self.env.invalidate_all()

    @api.model
    @contextmanager
    def _join_pictures(self, pictures, turns=""):
        """Make one PDF of several pictures, in their order, and yield it as a binary file object.

        :param pictures: name and binary file object of each.
        :param turns: how far each was turned by hand, in degrees with commas: "0,90". Empty: none was.
        :raises UserError: when one of them is no picture, or they are too many or too large.
        """
        self.check_access("create")
        quarters = self._read_turns(turns, len(pictures))
        # what is made lies on the disk, not in memory
        with tempfile.TemporaryFile() as target:
            try:
                named = [(safe_name(name), file) for name, file in pictures]
                join_pictures(named, target, turns=quarters)
            except DocumentError as error:
                raise UserError(say_refusal(self.env, error)) from error
            target.seek(0)
            yield target

    @api.model
    def _read_turns(self, turns, count):
        """Return the quarter turns that ``turns`` says, one for each of ``count`` pictures; none where it is empty.

        :raises UserError: when it says anything else.
        """
        known = {str(quarter): quarter for quarter in QUARTERS}
        said = turns.split(",", count) if turns else []
        if said and (len(said) != count or not known.keys() >= set(said)):
            raise UserError(
                self.env._("Pages are turned by quarters. Reload the page and file them again.")
            )
        return [known[one] for one in said]

    def _use_again(self, lines, replaced=None):
        """Let this document, filed already, prove ``lines``, and stand for the one that it replaces."""
        self.ensure_one()
        if replaced and replaced != self:
            replaced._supersede(self)
        vals = {"line_ids": [fields.Command.link(line.id) for line in lines - self.line_ids]}
        if not self.active:
            vals["active"] = True
        if any(vals.values()):
            self.write(vals)
        return self

    def _supersede(self, newer):
        """Mark this document as replaced by ``newer``, which proves what it proved."""
        self.ensure_one()
        self._check_unit_may_edit()
        self.check_access("write")
        self._check_is_current()
        self._write_as_system(
            {
                "superseded_by_id": newer.id,
                "line_ids": [fields.Command.clear()],
                "requirement_ids": [fields.Command.clear()],
            }
        )
        newer._write_as_system({"version": max(newer.sudo().supersedes_ids.mapped("version")) + 1})
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": self.assessment_id.id,
                    "action": "document",
                    "field": "superseded_by_id",
                    "old_value": self.display_name,
                    "new_value": newer.display_name,
                }
            ]
        )

    def _take_over(self, line):
        """File these documents of an earlier year as proof of ``line``, without storing them again.

        :return: the documents of this year.
        """
        filed = self._find_same(line.assessment_id, set(self.mapped("sha256")))
        for evidence in filed:
            evidence._use_again(line)
        known = set(filed.mapped("sha256"))
        # one of each, the newest, where two years have the same file
        newest = {e.sha256: e.id for e in reversed(self) if e.sha256 not in known}
        sources = self.browse(newest.values())
        # sudo: the right to the documents was checked; their files are closed to everyone
        files = sources.sudo().attachment_id
        sizes = files._measure_stored()
        if gone := files.filtered(lambda file: sizes[file.id] is None):
            raise self._explain_gone(gone[0].name)
        copies = self._create_filed(
            [
                {
                    **source._get_inherited_values(),
                    **source._get_file_values(),
                    "assessment_id": line.assessment_id.id,
                    "origin_id": source.id,
                    "line_ids": [fields.Command.set(line.ids)],
                    "requirement_ids": [
                        fields.Command.set(self._guess_requirements(line, source.document_type_id))
                    ],
                }
                for source in sources
            ]
        )
        attachments = copies._create_attachments([file.mimetype for file in files])
        for attachment, file in zip(attachments, files, strict=True):
            attachment._share_content(file)
        copies._copy_readings(sources)
        copies._log_filing()
        return filed | copies

    @api.model
    def _create_filed(self, vals_list):
        """Create documents of these values, as the user; that they may be filed was checked."""
        with self._begin_again_where_filed():
            return open_creation(self, vals_list).create(vals_list).with_env(self.env)

    @contextmanager
    def _begin_again_where_filed(self):
        """Let Odoo start the request again where somebody is filing the same file at the same moment.

        It then sees their document.
        """
        try:
            yield
        except UniqueViolation as error:
            if error.diag.constraint_name != self._file_uniq.full_name(self):
                raise
            raise ConcurrencyError(str(error)) from error

    @api.model
    def _file_documents(self, vals_list, files, replaced=None):
        """File documents whose rights were checked; ``vals_list`` is completed by what was guessed.

        :param files: an ``IncomingFile`` for each.
        """
        filing = self._begin_filing(vals_list, files, replaced=replaced)
        evidence = self._create_filed(vals_list)
        evidence._end_filing(filing)
        return evidence

    def _begin_filing(self, vals_list, files, replaced=None):
        """Complete ``vals_list`` by what is read in the files and guessed, and refuse what may not be filed.

        :param files: an ``IncomingFile`` for each.
        :return: what ``_end_filing`` takes when the documents are there.
        """
        # the slow part first: the assessment is locked below
        known = self._get_guessing_context(vals_list)
        readings = [
            self._complete(vals, file, known, replaced)
            for vals, file in zip(vals_list, files, strict=True)
        ]
        assessments = self.env["cchc.assessment"].browse({v["assessment_id"] for v in vals_list})
        self._check_unit_may_file(assessments, vals_list)
        self._check_is_not_filed_yet(assessments, vals_list)
        return [vals.pop("mimetype") for vals in vals_list], files, readings

    def _end_filing(self, filing):
        """Store the files of these new documents, and log that they were filed."""
        mimetypes, files, readings = filing
        attachments = self._create_attachments(mimetypes)
        try:
            attachments._take_in(files)
        except OSError as error:
            raise self._explain_disk(error, self[0].file_name) from error
        self._keep_readings(readings)
        self._log_filing()

    def _create_attachments(self, mimetypes):
        # sudo: an evidence's attachment is closed to everyone, its own unit included
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            ._create_kept(
                [
                    {
                        "name": evidence.file_name,
                        "mimetype": mimetype,
                        "res_model": self._name,
                        "res_id": evidence.id,
                    }
                    for evidence, mimetype in zip(self, mimetypes, strict=True)
                ]
            )
        )
        for evidence, attachment in zip(self, attachments, strict=True):
            evidence._write_as_system({"attachment_id": attachment.id})
        return attachments

    def _check_is_not_filed_yet(self, assessments, vals_list):
        """Refuse bytes that the assessment has already, naming the document to take instead."""
        shas = [(vals["assessment_id"], vals["sha256"]) for vals in vals_list]
        same = {
            (evidence.assessment_id.id, evidence.sha256): evidence.display_name
            for evidence in self._find_same(assessments, {sha for _assessment, sha in shas})
        }
        for key, vals in zip(shas, vals_list, strict=True):
            if key in same:
                raise UserError(
                    self.env._(
                        "The file “%(name)s” is filed already, as “%(document)s”. "
                        "Add the criterion to that document instead.",
                        name=vals["file_name"],
                        document=same[key],
                    )
                )
            same[key] = vals["name"]

    @api.model
    def _find_same(self, assessments, shas):
        return self.with_context(active_test=False).search(
            [
                ("assessment_id", "in", assessments.ids),
                ("sha256", "in", list(shas)),
                ("is_superseded", "=", False),
            ]
        )

    @api.model
    def _get_guessing_context(self, vals_list):
        """Read once per batch what completing a document needs: types, criteria."""
        return {
            # sudo: which types a province has is no secret of its units
            "types": self._get_document_types(
                self.env["cchc.assessment"]
                .sudo()
                .browse({vals["assessment_id"] for vals in vals_list})
            ),
            "lines": self.env["cchc.assessment.line"].browse(
                {line_id for vals in vals_list for line_id in self._get_line_ids(vals)}
            ),
            "allowed": self._get_allowed_types(),
        }

    @api.model
    def _get_document_types(self, assessments):
        """Return ``{assessment id: {abbreviation: id}}``: the company's own types, else those of all."""
        companies = assessments.company_id
        types = self.env["cchc.document.type"].sudo().search_fetch([], ["code", "company_id"])
        by_company = {
            company: {
                kind.code: kind.id
                for kind in types.filtered(lambda one: not one.company_id)
                | types.filtered(lambda one, company=company: one.company_id == company)
            }
            for company in companies
        }
        return {one.id: by_company[one.company_id] for one in assessments}

    @api.model
    def _complete(self, vals, file, known, replaced=None):
        """Fill in what the caller did not give, from the file; return the ``Reading`` of it.

        :param known: what ``_get_guessing_context`` returns.
        :param replaced: the document that this one replaces: what was said of it holds for this one
            too, unless the file plainly says otherwise.
        :raises UserError: when the file may not be filed.
        """
        name = vals["file_name"]
        with file.path.open("rb") as handle:
            try:
                facts = inspect(handle, name, allowed=known["allowed"])
            except DocumentError as error:
                raise UserError(say_refusal(self.env, error)) from error
            text = extract_text(handle)
            reading = self._read_further(handle, facts, known)
        found = guess(name, text)
        guessed = {field: getattr(found, part) for part, field in GUESSED_FIELDS.items()}
        for field in ("name", "document_number", "issuer"):
            # longer than a person could type it: then it is something else
            if self._fields[field]._find_excess(guessed[field], self.env):
                guessed[field] = ""
        # a number that is given says the type as well as one that was found
        stated = type_of_number(vals.get("document_number") or "")
        types = known["types"][vals["assessment_id"]]
        guessed["document_type_id"] = types.get(stated) or types.get(found.type_code)
        guessed["name"] = guessed["name"] or self._guess_subject(name)
        guessed["form"] = self._guess_form(facts, text)
        guessed.update(reading.guesses)
        sure = {GUESSED_FIELDS[part] for part in found.sure}
        if replaced:
            for field, value in replaced._get_inherited_values().items():
                if value and field not in sure:
                    guessed[field] = value
        for field, value in guessed.items():
            if value and not vals.get(field):
                vals[field] = value
        if "requirement_ids" not in vals:
            lines = known["lines"].browse(self._get_line_ids(vals))
            lines = lines.with_prefetch(known["lines"].ids)
            document_type = self.env["cchc.document.type"].browse(vals.get("document_type_id"))
            vals["requirement_ids"] = [
                fields.Command.set(self._guess_requirements(lines, document_type))
            ]
        vals.update(
            sha256=file.sha256,
            text_content=text,
            remark_codes=",".join(facts.remarks) or False,
            mimetype=facts.mimetype,
            **reading.values,
        )
        return reading

    @api.model
    def _read_further(self, handle, facts, known):
        """Return the ``Reading`` of a file that may be filed. For addons that read more in it.

        :param known: what ``_get_guessing_context`` returns.
        """
        return Reading()

    def _keep_readings(self, readings):
        """Keep what was read in the files of these documents, one ``Reading`` each, besides their values."""

    def _copy_readings(self, sources):
        """Keep for these documents what is kept for ``sources``, one each, whose files they share."""

    def _get_file_values(self):
        """Return what the document says because its file does, as values for another one of the same file."""
        self.ensure_one()
        return {
            "file_name": self.file_name,
            "sha256": self.sha256,
            "text_content": self.text_content,
            "remark_codes": self.remark_codes,
        }

    @api.model
    def _guess_form(self, facts, text):
        is_picture = facts.mimetype.startswith("image/")
        is_pdf_of_pictures = facts.mimetype == "application/pdf" and not text.strip()
        return "scan" if is_picture or is_pdf_of_pictures else "other"

    @api.model
    def _guess_requirements(self, lines, document_type):
        """Return the ids of what a document of this type is among those still missing on ``lines``.

        The only one that is missing, or the only one that begins with the name of the type.
        """
        ids = []
        for line in lines:
            missing = line.missing_requirement_ids
            if len(missing) > 1:
                missing = missing.filtered(
                    lambda r: (
                        document_type and r.name.lower().startswith(document_type.name.lower())
                    )
                )
            if len(missing) == 1:
                ids += missing.ids
        return ids

    @api.model
    def _get_inherited_values(self):
        """What is said of this document, as values for another one."""
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self) for name in INHERITED_FIELDS
        }

    @contextmanager
    def _receive_base64(self, vals):
        """Take the file out of ``vals``, which is changed, and yield it as an ``IncomingFile``."""
        datas = vals.pop("file", None)
        vals["file_name"] = name = safe_name(str(vals.get("file_name") or vals.get("name") or ""))
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
        with self._receive(io.BytesIO(content), name) as file:
            yield file

    @contextmanager
    def _receive(self, stream, name):
        """Write ``stream`` beside the file store and yield it as an ``IncomingFile``.

        :raises UserError: when it is too large, or the disk is full.
        """
        limit = self._get_max_bytes()
        folder = self.env["ir.attachment"]._get_incoming_folder()
        try:
            with receive(stream, folder, limit) as file:
                yield file
        except TooLarge as error:
            raise UserError(self._too_large_sentence(name)) from error
        except OSError as error:
            raise self._explain_disk(error, name) from error

    @api.model
    def _too_large_sentence(self, name):
        return self.env._(
            "The file “%(name)s” is larger than %(limit)s, which is the most that may be filed. "
            "Scan it at a lower resolution or split it.",
            name=name,
            limit=format_size(self.env, self._get_max_bytes()),
        )

    @api.model
    def _explain_disk(self, error, name):
        """Return what to raise for an ``OSError`` of the file store: a sentence, if the disk is full."""
        if error.errno not in DISK_IS_FULL:
            return error
        return UserError(
            self.env._(
                "The file “%(name)s” was not filed: the server's disk is full. Nothing was lost; "
                "tell the administrator, and file it again afterwards.",
                name=name,
            )
        )

    @api.model
    def _explain_gone(self, name):
        """Return what to raise for a file that is not in the file store any more."""
        return UserError(
            self.env._(
                "The file “%(name)s” is gone from the file store. Tell the administrator.",
                name=name,
            )
        )

    @api.model
    def _get_max_bytes(self):
        megabytes = self.env["ir.config_parameter"]._get_cchc_text(MEGABYTES_PARAMETER)
        return int(float(megabytes or DEFAULT_MAX_MEGABYTES) * 1024 * 1024)

    @api.model
    def _get_allowed_kinds(self):
        kinds = self.env["ir.config_parameter"]._get_cchc_text(KINDS_PARAMETER)
        return kinds.split(",") if kinds else list(DOCUMENT_KINDS)

    @api.model
    def _get_allowed_types(self):
        return {
            mimetype
            for kind in self._get_allowed_kinds()
            for mimetype in DOCUMENT_KINDS.get(kind, ())
        }

    @api.model
    def _guess_subject(self, file_name):
        stem = file_name.rpartition(".")[0] or file_name
        return re.sub(r"[_\s]+", " ", stem).strip() or file_name

    def _describe_filing(self, created):
        """Return what became of an upload, and what is inside while the officer has the original at hand."""
        sentence = self._describe_upload(created)
        return f"{sentence} {self.file_remarks}".replace("\n", " ").strip()

    def _describe_upload(self, created):
        if not created:
            return self.env._(
                "This file is filed already, as “%(document)s”: that document is used.",
                document=self.display_name,
            )
        if self.version > 1:
            return self.env._(
                "“%(document)s” was filed as version %(version)s.",
                document=self.display_name,
                version=self.version,
            )
        return self.env._("“%(document)s” was filed.", document=self.display_name)

    def _get_remark_codes(self):
        self.ensure_one()
        return _find_known(self.remark_codes)

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
            return error.kind if error.kind in KINDS else ""
        return ",".join(facts.remarks)
