import base64
import zipfile
from io import BytesIO

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.package.texts import for_people
from ..core.plain.names import Folder, as_name
from ..core.plain.zips import SafeZip, ZipLimits
from ..models.common.groups import APPRAISER_GROUP

FILE_KINDS = ("workbook", "annex", "papers", "unit_papers")
# How many works' files lie there for one person.
MOST_KEPT = 10
# What we have made ourselves: workbooks of one unit.
_LIMITS = ZipLimits(unpacked=256 * 1024 * 1024, entry=256 * 1024 * 1024)
_LEFT_OUT = "KHÔNG KÈM THEO.txt"


class CchcWork(models.Model):
    """Documents of many units are made behind the request, and lie with the work until they are downloaded."""

    _name = "cchc.work"
    _inherit = ["cchc.work"]

    kind = fields.Selection(
        selection_add=[
            ("workbook", "Consolidated Workbook (Excel)"),
            ("annex", "Annex of the Decision (Word)"),
            ("papers", "Papers of the Period"),
            ("unit_papers", "Papers of the Units"),
        ],
        ondelete=dict.fromkeys(FILE_KINDS, "cascade"),
    )

    @api.depends_context("lang")
    def _compute_has_file(self):
        super()._compute_has_file()
        for work in self:
            made = work.kind in FILE_KINDS and work.state != "running" and work.done_count
            if made and not (work.has_file or work.file_note):
                work.file_note = work._say_none_is_kept()

    @api.model
    def _begin(self, kind, period, units=None, often=False, **values):
        if kind in FILE_KINDS:
            running = self._find_running(kind, period, ("user_id", "=", self.env.uid))
            details = values.get("details") or {}
            publication = self.publication_id.browse(values.get("publication_id"))
            units_asked = units or self.env["cchc.unit"]
            subject = (kind, period, publication, details.get("kinds"), units_asked)
            # what is computed anew serves whoever takes it as it stands
            if running._get_asked_for() == subject and (
                running._get_details().get("anew") or not details.get("anew")
            ):
                return self.browse(running.id)
        return super()._begin(kind, period, units, often, **values)

    def _get_asked_for(self):
        """Return what was asked for: of what one person has asked for twice the newer replaces the older."""
        kinds = self._get_details().get("kinds")
        return self.kind, self.period_id, self.publication_id, kinds, self.part_ids.unit_id

    def _finish(self):
        super()._finish()
        if self.kind in FILE_KINDS and self.state != "running":
            self._forget_older_files()

    def _forget_older_files(self):
        """Let whoever asked have the newest of each subject, and of all no more than ``MOST_KEPT``."""
        works = self.search(
            [
                ("user_id", "=", self.user_id.id),
                ("state", "!=", "running"),
                ("part_ids.file_name", "!=", False),
            ],
            order="finished_at desc, id desc",
        )
        kept = []
        for number, work in enumerate(works):
            subject, made = work._get_asked_for(), work.part_ids.filtered("file_name").unit_id
            # one that was cancelled, or went wrong for some units, does not replace what there is of these
            replaced = any(subject == newer and made <= units for newer, units in kept)
            if number >= MOST_KEPT or replaced:
                work.part_ids._forget_files()
            else:
                kept.append((subject, made))

    def _get_units_at_once(self):
        # each has a file of its own, and they take long
        return 1 if self.kind in FILE_KINDS else super()._get_units_at_once()

    def _do_first(self):
        # whoever edits the period waits for its results, and not for what is made of them
        details, publication = self._get_details(), self.publication_id
        # papers that were asked for before there was this word are computed anew as well
        if not details.get("anew", self.kind == "papers" and publication):
            return super()._do_first()
        # where the user may: documents say how the scores stand now
        if publication.state == "draft" and publication.has_access("write"):
            publication._do_compute()
        self._write_as_system({"details": {**details, "anew": False}})
        return True

    def _do_workbook(self, parts):
        publication = self.publication_id
        report = self.env["report.cchc_assessment.consolidated"]
        content = report._render_for_council(publication)
        name = publication._get_document_name("Tổng hợp kết quả CCHC")
        parts._keep_papers(f"{name}.xlsx", content, publication.result_ids.assessment_id)

    def _do_annex(self, parts):
        publication, report = self.publication_id, self.env["report.cchc_assessment.annex"]
        self.env["report.cchc_assessment.consolidated"]._check_may_print(publication)
        name, content = report._get_file_name(publication), report._render(publication)
        parts._keep_papers(name, content, publication.result_ids.assessment_id)

    def _do_papers(self, parts):
        period, stream = self.period_id, BytesIO()
        period.check_access("write")
        report = self.env["report.cchc_assessment.period_papers"]
        report._write_archive(period, stream)
        name = report._get_file_name(period)
        parts._keep_papers(name, stream.getvalue(), report._get_told(period))

    def _do_unit_papers(self, parts):
        forms, refused = self._find_forms(parts)
        report = self.env["report.cchc_assessment.unit_papers"]
        kinds = self._get_details()["kinds"]
        for part in parts.filtered(lambda one: one.unit_id in forms.unit_id):
            stream = BytesIO()
            form = forms.filtered(lambda one, unit=part.unit_id: one.unit_id == unit)
            report._write_archive(form, kinds, stream)
            part._keep_papers(f"{as_name(part.unit_id.name)}.zip", stream.getvalue(), form)
        return refused

    def _check_may_have_files(self):
        super()._check_may_have_files()
        if self.kind == "papers":
            self.period_id.check_access("write")
        elif not self.env.user.has_group(APPRAISER_GROUP):
            raise AccessError(self.env._("Only the appraisal council gets this."))
        if self.kind in ("workbook", "annex"):
            self.env["report.cchc_assessment.consolidated"]._check_may_print(self.publication_id)
        # of what was made before it was noted what of, nobody knows
        if not all(part.made_of for part in self._get_files()):
            raise AccessError(
                self.env._(
                    "An earlier version has made this, and did not note of whose work: ask for it again."
                )
            )
        # of units one by one those are left out that had their work back
        if self.kind != "unit_papers" and self._find_holding()[1]:
            raise AccessError(
                self.env._(
                    "A unit that stands in it has got its work back since: ask for it again."
                )
            )

    def _find_holding(self):
        """Return the forms of which what was made still holds, and those that their units had back, or sent, since.

        What was returned is its unit's own again; what was sent since is not what the papers speak of.
        """
        noted = self._get_files().mapped("made_of")
        made_of = dict(pair for each in noted for pair in each["standing"])
        forms = self.env["cchc.assessment"].browse(made_of).exists()
        readable = forms._filtered_access("read")
        standing = readable._read_standing()
        holding = readable.filtered(lambda one: standing[one.id] == made_of[one.id])
        return holding, forms - holding

    def _get_file_name(self):
        """Return what the download is called."""
        if self.kind == "unit_papers":
            return "Hồ sơ các đơn vị.zip"
        return self._get_files().file_name

    def _write_files(self, stream):
        """Write what was made to a file: of units one archive, which names those that are not in it: nothing was made
        of them, or they had their work back since.
        """
        files = self._get_files()
        if self.kind != "unit_papers":
            stream.write(base64.b64decode(files.file))
            return
        holding = self._find_holding()[0].unit_id
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            top = Folder("", (_LEFT_OUT,))
            for part in files:
                if part.unit_id in holding:
                    self._copy_papers(part, archive, top)
            if left := self.part_ids.unit_id - holding:
                archive.writestr(_LEFT_OUT, for_people(left.mapped("name")))

    def _copy_papers(self, part, archive, top):
        places = {}
        with SafeZip(base64.b64decode(part.file), _LIMITS) as papers:
            for entry in papers.files():
                folder, _slash, name = entry.name.rpartition("/")
                if folder and folder not in places:
                    places[folder] = top.place(folder)
                place = f"{places[folder]}/{name}" if folder else top.place(name)
                archive.writestr(place, papers.read(entry.name))
        part.invalidate_recordset(["file"])
