import base64
import zipfile
from io import BytesIO

from odoo import fields, models
from odoo.exceptions import AccessError

from ..core.package.texts import for_people
from ..core.plain.names import Folder, as_name
from ..core.plain.zips import SafeZip, ZipLimits
from ..models.common.groups import APPRAISER_GROUP

FILE_KINDS = ("workbook", "papers", "unit_papers")
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
            ("papers", "Papers of the Period"),
            ("unit_papers", "Papers of the Units"),
        ],
        ondelete=dict.fromkeys(FILE_KINDS, "cascade"),
    )

    def _get_units_at_once(self):
        # each has a file of its own, and they take long
        return 1 if self.kind in FILE_KINDS else super()._get_units_at_once()

    def _do_workbook(self, parts):
        publication = self.publication_id
        if self._get_details()["anew"]:
            self._compute_anew(publication)
        report = self.env["report.cchc_assessment.consolidated"]
        content = report._render_for_council(publication)
        name = publication._get_document_name("Tổng hợp kết quả CCHC")
        parts._keep_file(f"{name}.xlsx", content)
        seen = publication.result_ids.assessment_id._filtered_access("read")
        self._write_as_system({"details": {"seen": seen.ids}})

    def _do_papers(self, parts):
        period, stream = self.period_id, BytesIO()
        period.check_access("write")
        if self.publication_id:
            self._compute_anew(self.publication_id)
        report = self.env["report.cchc_assessment.period_papers"]
        report._write_archive(period, stream)
        parts._keep_file(report._get_file_name(period), stream.getvalue())

    def _compute_anew(self, publication):
        """Compute what is still computed, where the user may: documents say how the scores stand now."""
        if publication.state == "draft" and publication.has_access("write"):
            publication._do_compute()

    def _do_unit_papers(self, parts):
        forms, refused = self._find_forms(parts)
        report = self.env["report.cchc_assessment.unit_papers"]
        kinds = self._get_details()["kinds"]
        for part in parts.filtered(lambda one: one.unit_id in forms.unit_id):
            stream = BytesIO()
            form = forms.filtered(lambda one, unit=part.unit_id: one.unit_id == unit)
            report._write_archive(form, kinds, stream)
            part._keep_file(f"{as_name(part.unit_id.name)}.zip", stream.getvalue())
        return refused

    def _check_may_have_files(self):
        super()._check_may_have_files()
        if self.kind == "papers":
            self.period_id.check_access("write")
        elif not self.env.user.has_group(APPRAISER_GROUP):
            raise AccessError(self.env._("Only the appraisal council gets this."))
        if self.kind == "workbook":
            self.env["report.cchc_assessment.consolidated"]._check_may_print(self.publication_id)
            seen = self.env["cchc.assessment"].browse(self._get_details().get("seen")).exists()
            if not seen.has_access("read"):
                # what was returned is its unit's own again
                raise AccessError(
                    self.env._(
                        "A unit that stands in it has got its work back since: ask for it again."
                    )
                )

    def _get_file_name(self):
        """Return what the download is called."""
        if self.kind == "unit_papers":
            return "Hồ sơ các đơn vị.zip"
        return self._get_files().file_name

    def _write_files(self, stream):
        """Write what was made to a file: of units one archive, which names those that are not in it: nothing was made
        of them, or the user does not see them any more.
        """
        files = self._get_files()
        if self.kind != "unit_papers":
            stream.write(base64.b64decode(files.file))
            return
        seen, _refused = self._find_forms(files)
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            top = Folder("", (_LEFT_OUT,))
            for part in files:
                if part.unit_id in seen.unit_id:
                    self._copy_papers(part, archive, top)
            if left := self.part_ids.unit_id - seen.unit_id:
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
