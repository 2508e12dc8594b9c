from contextlib import ExitStack, contextmanager

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import clean_context, split_every

from ..core.package.layout import EVIDENCE_FOLDER
from ..core.package.texts import MANIFEST_NAME
from ..core.plain.names import safe_name
from ..core.plain.text import fold
from ..core.workbook.appendix.matching import match_rows
from ..core.workbook.appendix.reader import open_upload
from ..core.workbook.safe_open import WorkbookError
from ..fields import DERIVED_LENGTH, LimitedChar, LimitedHtml
from ..messages.appendix import say_error
from ..models.common.screens import notify, open_dialog
from .appendix_row import RowReader

# What the dialog writes; everything else follows from the file.
CLIENT_FIELDS = {"assessment_id", "file", "file_name", "confirmed", "takes_rest", "line_ids"}
# So many names of files are told at a time.
_MOST_NAMED = 20
# Below this share of rows that match, a workbook is taken for that of another rubric.
_LEAST_MATCHED = 0.5
# All of these lie on the disk twice at a time.
_FILED_AT_ONCE = 10


class CchcAssessmentImport(models.TransientModel):
    """Takes back an appendix that was filled in offline, alone or packed with its documents.

    ``action_check`` reads the file and shows, row by row, what would change and what is wrong;
    ``action_import`` then writes the chosen rows, all or none of them. Nothing is written before.
    """

    _name = "cchc.assessment.import"
    _description = "Import an Appendix"
    _inherit = ["cchc.closed.mixin"]
    _stays = False

    assessment_id = fields.Many2one("cchc.assessment", required=True, ondelete="cascade")
    file = fields.Binary("Workbook or ZIP", required=True)
    file_name = LimitedChar()
    state = fields.Selection(
        [("file", "File"), ("rows", "Rows")], default="file", required=True, readonly=True
    )
    line_ids = fields.One2many("cchc.assessment.import.line", "wizard_id", "Rows")
    notices = LimitedHtml(readonly=True, sanitize=False, max_length=DERIVED_LENGTH)
    doubts = LimitedHtml(readonly=True, sanitize=False, max_length=DERIVED_LENGTH)
    confirmed = fields.Boolean("It is the right workbook")
    rest = fields.Json(readonly=True)
    rest_text = fields.Text("Files That No Row Links To", compute="_compute_rest_text")
    takes_rest = fields.Boolean("File These, Too", default=True)
    moved_count = fields.Integer("Links That Moved", compute="_compute_selected_count")
    selected_count = fields.Integer(compute="_compute_selected_count")

    @api.depends("line_ids.selected")
    def _compute_selected_count(self):
        for wizard in self:
            wizard.selected_count = len(wizard.line_ids.filtered("selected"))
            wizard.moved_count = len(wizard._get_moved_rows())

    @api.depends("rest")
    @api.depends_context("lang")
    def _compute_rest_text(self):
        for wizard in self:
            names = [
                f"{file['path']}: {file['reason']}" if file["reason"] else file["path"]
                for file in wizard.rest or ()
            ]
            more = [f"… (+{len(names) - _MOST_NAMED})"] if len(names) > _MOST_NAMED else []
            wizard.rest_text = "\n".join(names[:_MOST_NAMED] + more)

    @api.constrains("assessment_id")
    def _check_assessment(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).assessment_id.check_access("read")

    @api.model_create_multi
    def create(self, vals_list):
        # without the caller's default_…: what is not the caller's to say follows from the file
        self = self.with_context(clean_context(self.env.context))
        return super().create(vals_list)

    def _following(self, vals):
        if "file" in vals:
            # what was read of the file before says nothing of this one
            self.line_ids.unlink()
            self._write_as_system({"state": "file", "rest": False})
            vals["confirmed"] = False
        return super()._following(vals)

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(CLIENT_FIELDS - {"assessment_id"}),
        }

    @api.model
    def _get_creation_fields(self):
        return CLIENT_FIELDS

    def _refuse_fields(self, names):
        raise AccessError(
            self.env._(
                "%(fields)s of an import cannot be written: they follow from its file.",
                fields=", ".join(sorted(names)),
            )
        )

    def action_check(self):
        """Read the file and show what its import would do.

        :raises UserError: when the file cannot be read or is another assessment's, by a sentence.
        """
        self.ensure_one()
        self._check_may_import()
        upload = self._open()
        try:
            sheet = upload.read()
            trusts_keys = self._check_tokens(sheet)
            self.line_ids.unlink()
            questions = self._get_questions()
            matches = match_rows(sheet.rows, list(questions.values()), trusts_keys=trusts_keys)
            doubts = self._find_doubts(sheet, matches)
            reader = RowReader(self, upload, questions, trusts_keys=trusts_keys)
            contents = [
                content
                for row, match in zip(sheet.rows, matches, strict=True)
                if (content := reader.read(row, match))
            ]
            rest = self._try_documents(upload, contents)
            contents = list(filter(reader.keep, contents))
        except WorkbookError as error:
            raise UserError(say_error(self.env, error)) from error
        finally:
            upload.close()
        self.env["cchc.assessment.import.line"]._create_rows(self, contents)
        self._write_as_system(
            {
                "state": "rows",
                "confirmed": False,
                "rest": rest,
                "doubts": _list(doubts),
                "notices": _list(self._find_notices(sheet, matches, reader.unchanged_count)),
            }
        )
        return self._reopen()

    def action_choose_again(self):
        """Go back to the choice of a file."""
        self.ensure_one()
        self.line_ids.unlink()
        self._write_as_system({"state": "file"})
        return self._reopen()

    def action_take_moved(self):
        """Choose all rows whose only doubt is that a link leads elsewhere than to the file of its name."""
        self.ensure_one()
        self._check_may_import()
        self._get_moved_rows().write({"selected": True})
        return self._reopen()

    def _get_moved_rows(self):
        """Return the rows that are not chosen because a link of theirs has moved, and for nothing else."""
        rows = self.line_ids.filtered(
            lambda row: not row.selected and row.content and row.content["sure"]
        )
        plans = rows._get_plans()
        return rows.filtered(lambda row: row in plans and plans[row].is_moved_alone)

    def action_import(self):
        """Write the chosen rows and file their documents: all of it, or nothing.

        :raises UserError: naming the row that cannot be imported.
        """
        self.ensure_one()
        self._check_may_import()
        rows = self.line_ids.filtered("selected")
        if self.state != "rows" or not (rows or self._get_rest()):
            raise UserError(self.env._("Choose at least one row to import."))
        if self.doubts and not self.confirmed:
            raise UserError(
                self.env._("Confirm that it is the right workbook: something in it says otherwise.")
            )
        rows._check_importable()
        plans = rows._get_plans()
        self.env["cchc.log"]._append([row._make_log_entry() for row in rows])
        values = {row.line_id: plans[row].values for row in rows if plans[row].values}
        changes = _describe_changes(values)
        if values:
            rows.line_id._write_each(values)
        self._file_documents(rows, plans)
        self._file_rest()
        return self._notify(len(rows), changes)

    # Reading

    def _check_may_import(self):
        """Refuse everyone who may not fill in the assessment now.

        :raises AccessError: when it is another unit's.
        :raises UserError: when it is closed.
        """
        assessment = self.assessment_id
        assessment.check_access("read")
        assessment._check_unit_may_edit()
        assessment.line_ids.check_access("write")

    def _open(self):
        """Return the ``Upload`` that the file is.

        :raises UserError: saying what is wrong with it.
        """
        try:
            upload = open_upload(self._get_content())
            upload.read()
        except WorkbookError as error:
            raise UserError(say_error(self.env, error)) from error
        return upload

    def _get_content(self):
        """Return the bytes of the file."""
        # sudo: whoever may read the dialog may read its file, which has no other owner
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "=", "file"),
                ],
                limit=1,
            )
        )
        return attachment.raw or b""

    def _get_questions(self):
        """Return the ``Question`` of each criterion of the assessment's rubric, by its id."""
        form = self.env["report.cchc_assessment.offline_form"]
        return {
            criterion.id: form._make_question(criterion)
            for criterion in self.assessment_id.rubric_id.criterion_ids
        }

    def _check_tokens(self, sheet):
        """Return whether the workbook's keys are those of this assessment.

        Keys of another database mean nothing here: its rows are then matched as if made by hand.

        :raises UserError: when the workbook was exported from another assessment of this database.
        """
        form = self.env["report.cchc_assessment.offline_form"]
        if not sheet.tokens:
            return False
        if sheet.tokens == {form._make_token(self.assessment_id)}:
            return True
        ids = {int(head) for token in sheet.tokens if (head := token.partition("-")[0]).isdecimal()}
        # sudo: that it is another one is all that is said of it, unless the user may read it
        others = self.env["cchc.assessment"].sudo().browse(ids).exists() - self.assessment_id
        known = others.filtered(lambda other: form._make_token(other) in sheet.tokens)
        if not known:
            return False
        readable = known.sudo(False)._filtered_access("read")
        if readable:
            raise UserError(
                self.env._(
                    "This workbook was exported from “%(other)s”. Open that assessment and import it "
                    "there, or choose the workbook of “%(assessment)s”.",
                    other=readable[0].display_name,
                    assessment=self.assessment_id.display_name,
                )
            )
        raise UserError(
            self.env._(
                "This workbook was exported from the assessment of another unit. Choose the one of "
                "“%(assessment)s”.",
                assessment=self.assessment_id.display_name,
            )
        )

    def _find_doubts(self, sheet, matches):
        """Return sentences on why this may be another workbook than the one that is meant.

        :raises UserError: when it is that of another rubric.
        """
        assessment = self.assessment_id
        coded = [match for row, match in zip(sheet.rows, matches, strict=True) if row.code]
        matched = sum(match.how in ("key", "same", "code", "twice") for match in coded)
        rubric = assessment.rubric_id
        if matched < _LEAST_MATCHED * len(coded) or not any(m.how != "none" for m in matches):
            raise UserError(
                self.env._(
                    "Of %(rows)s criteria in the workbook %(matched)s are criteria of “%(rubric)s”. It "
                    "seems to be the workbook of another rubric; nothing was imported.",
                    rows=len(coded),
                    matched=matched,
                    rubric=rubric.display_name,
                )
            )
        doubts = []
        if sheet.year and sheet.year != assessment.period_id.year:
            doubts.append(
                self.env._(
                    "The workbook says that it is of the year %(theirs)s; this assessment is of "
                    "%(ours)s.",
                    theirs=sheet.year,
                    ours=assessment.period_id.year,
                )
            )
        if sheet.unit and fold(sheet.unit) != fold(assessment.unit_id.name):
            doubts.append(
                self.env._(
                    "The workbook says that it is of “%(theirs)s”; this assessment is of “%(ours)s”.",
                    theirs=sheet.unit,
                    ours=assessment.unit_id.name,
                )
            )
        return doubts

    def _find_notices(self, sheet, matches, unchanged_count):
        """Return sentences on what is not shown row by row."""
        notices = []
        if sheet.other_sheets:
            notices.append(
                self.env._(
                    "The sheet “%(sheet)s” was read; these look like appendices too and were not: "
                    "%(others)s.",
                    sheet=sheet.name,
                    others=", ".join(sheet.other_sheets),
                )
            )
        if unchanged_count:
            notices.append(
                self.env._(
                    "%(count)s criteria say what the assessment says already.",
                    count=unchanged_count,
                )
            )
        found = {match.question for match in matches}
        absent = self.assessment_id.line_ids.filtered(
            lambda line: line.scored_by == "unit" and line.criterion_id.id not in found
        )
        if absent:
            notices.append(
                self.env._(
                    "%(count)s criteria have no row of their own in the workbook and stay as they "
                    "are: %(codes)s.",
                    count=len(absent),
                    codes=", ".join(line.code or line.name for line in absent[:20])
                    + (" …" if len(absent) > 20 else ""),
                )
            )
        return notices

    # Documents

    def _try_documents(self, upload, contents):
        """Find out, for each file that a row links to, whether it could be filed.

        Each is unpacked once and judged as it would be when it is filed; nothing is written. What is said of it is
        kept in ``contents``, which is changed.

        :return: what is to be said of the files that no row links to: those not filed yet.
        """
        links = {}
        for content in contents:
            for document in content["documents"]:
                for path in document["paths"]:
                    links.setdefault(path, []).append(document)
        linked = set(links)
        links |= {path: [] for path in self._get_documents(upload) if path not in links}
        rest, seen = [], set()
        evidences = self._get_evidences()
        known = evidences._get_guessing_context([{"assessment_id": self.assessment_id.id}])
        # what is filed already is used again
        filed = self._get_filed()
        reasons = dict.fromkeys(filed, False)
        archived = set(
            evidences.search(
                [("assessment_id", "=", self.assessment_id.id), ("active", "=", False)]
            ).mapped("sha256")
        )
        for path, documents in links.items():
            vals = self._evidence_values(path, documents[0] if documents else {})
            is_filed = False
            try:
                with self._receive(upload, path) as file:
                    sha256 = file.sha256
                    is_filed = sha256 in filed or sha256 in seen
                    seen.add(sha256)
                    if sha256 not in reasons:
                        reasons[sha256] = self._find_fault(
                            vals, file, known, is_archived=sha256 in archived
                        )
                    reason = reasons[sha256]
            except UserError as error:
                # no more of it was read than may be filed
                sha256, reason = False, str(error)
            for document in documents:
                document["files"].append({"path": path, "sha256": sha256, "reason": reason})
            if path not in linked and not is_filed:
                rest.append({"path": path, "sha256": sha256, "reason": reason})
        return rest

    @api.model
    def _get_documents(self, upload):
        """Return the paths of what came with the workbook as documents; a package of ours brings lists besides."""
        paths = [path for path in upload.get_files() if path != upload.path]
        top = f"{upload.folder}/" if upload.folder else ""
        if f"{top}{MANIFEST_NAME}" in paths:
            paths = [path for path in paths if path.startswith(f"{top}{EVIDENCE_FOLDER}/")]
        return paths

    def _find_fault(self, vals, file, known, *, is_archived):
        """Return why a file that was received cannot be filed, as a sentence; False where it can."""
        try:
            evidences = self._get_evidences()
            evidences._complete(vals, file, known)
            if is_archived:
                # no proof any more, and filed all the same
                evidences._check_is_not_filed_yet(self.assessment_id, [vals])
        except UserError as error:
            return str(error)
        return False

    def _get_evidences(self):
        """Return the model of documents, for those who may file some."""
        # without the caller's default_…, as create() of documents has it
        evidences = self.env["cchc.evidence"].with_context(clean_context(self.env.context))
        evidences.check_access("create")
        return evidences

    @contextmanager
    def _receive(self, upload, path):
        """Yield a file of the archive as an ``IncomingFile``.

        :raises UserError: when it is larger than may be filed, or the disk is full.
        :raises WorkbookError: when the archive is damaged there.
        """
        with (
            upload.archive.open(path) as stream,
            self._get_evidences()._receive(stream, safe_name(path)) as file,
        ):
            yield file

    def _evidence_values(self, path, document):
        values = {
            "assessment_id": self.assessment_id.id,
            "file_name": safe_name(path),
            "name": document.get("subject"),
            "document_number": document.get("number"),
            "document_date": document.get("date"),
        }
        return {name: value for name, value in values.items() if value}

    def _get_filed(self):
        """Return the documents of the assessment by their SHA-256."""
        return {evidence.sha256: evidence for evidence in self.assessment_id._get_proof()}

    def _file_documents(self, rows, plans):
        """File each new document once, on all criteria whose rows link to it."""
        lines, documents = {}, {}
        for row in rows:
            for file, document in plans[row].files:
                sha256 = file["sha256"]
                lines[sha256] = lines.get(sha256, row.line_id.browse()) | row.line_id
                documents.setdefault(sha256, (file["path"], document))
        if not lines:
            return
        filed = self._get_filed()
        links = {sha256: [Command.link(line.id) for line in lines[sha256]] for sha256 in documents}
        for sha256 in documents.keys() & filed.keys():
            filed[sha256].write({"line_ids": links[sha256]})
        self._file_new(
            [
                (path, {**self._evidence_values(path, document), "line_ids": links[sha256]})
                for sha256, (path, document) in documents.items()
                if sha256 not in filed
            ]
        )

    def _get_rest(self):
        """Return the paths of the files that no row links to and that are to be filed."""
        return [file for file in self.rest or () if self.takes_rest and not file["reason"]]

    def _file_rest(self):
        """File what no row links to, without a criterion: there it waits to be sorted."""
        filed = self._get_filed()
        self._file_new(
            [
                (file["path"], self._evidence_values(file["path"], {}))
                for file in self._get_rest()
                if file["sha256"] not in filed
            ]
        )

    def _file_new(self, documents):
        """File documents of the archive.

        :param documents: path and values of each.
        """
        if not documents:
            return
        upload = self._open()
        try:
            for some in split_every(_FILED_AT_ONCE, documents, list):
                with ExitStack() as stack:
                    files = [
                        stack.enter_context(self._receive(upload, path)) for path, _vals in some
                    ]
                    self._get_evidences()._file_documents([vals for _path, vals in some], files)
        except WorkbookError as error:
            raise UserError(say_error(self.env, error)) from error
        finally:
            upload.close()

    # The dialog

    def _reopen(self):
        return open_dialog(
            self, self.env._("Import an Appendix"), context={"dialog_size": "extra-large"}
        )

    def _notify(self, count, changes):
        return notify(
            self.env._("%(count)s criteria were imported.", count=count),
            # the sheet can undo it
            next={
                "type": "ir.actions.client",
                "tag": "cchc_imported",
                "params": {"assessment_id": self.assessment_id.id, "changes": changes},
            },
        )


def _describe_changes(values):
    """Return what each line says before and after these values are written, as the sheet knows it.

    :param values: ``{line: values}``.
    """
    return [
        {
            "line_id": line.id,
            "before": {
                name: line._fields[name].convert_to_write(line[name], line) for name in vals
            },
            "after": vals,
        }
        for line, vals in values.items()
    ]


def _list(sentences):
    """Return sentences as a list for the dialog; False for none."""
    items = Markup().join(Markup("<li>%s</li>") % sentence for sentence in sentences)
    return Markup('<ul class="mb-0">%s</ul>') % items if items else False
