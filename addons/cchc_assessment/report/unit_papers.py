import gc
import zipfile

from odoo import models
from odoo.exceptions import UserError

from ..core.plain.names import FILE_NAME_LENGTH, Folder, as_name
from ..models.common.groups import APPRAISER_GROUP

KINDS = ("minute", "appendix", "result")

# Workbooks of xlsxwriter refer to themselves, and wait for the collector.
_COLLECTED_EVERY = 5


class UnitPapersReport(models.AbstractModel):
    """The papers of several units in one archive: what each of them has, made as the user may see it."""

    _name = "report.cchc_assessment.unit_papers"
    _description = "Papers of Several Units (ZIP)"

    def _write_archive(self, assessments, kinds, stream):
        """Write a ZIP of the papers of ``assessments`` to a file.

        Each is made when its turn comes, so that sixty take no more memory than one.

        :param kinds: some of ``KINDS``; where it is several, each unit has a folder of its own.
        :raises UserError: when none of them has such a paper that the user may see, or one cannot be made.
        """
        count = 0
        top = Folder("", ())
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for place, assessment in enumerate(assessments):
                if place % _COLLECTED_EVERY == 0:
                    gc.collect()
                papers = list(self._make_papers(assessment, kinds))
                if papers and len(kinds) > 1:
                    folder = Folder(top.place(as_name(assessment.unit_id.name)) + "/", ())
                else:
                    folder = top
                for name, content in papers:
                    archive.writestr(folder.place(name), content)
                count += len(papers)
                self.env.invalidate_all(flush=False)
        if not count:
            raise UserError(
                self.env._("None of these units has such a paper that you may see yet.")
            )

    def _make_papers(self, assessment, kinds):
        """Yield name and content of each paper of ``assessment`` that the user may see."""
        for kind in kinds:
            yield from getattr(self, f"_make_{kind}")(assessment)

    def _make_minute(self, assessment):
        # units read their own assessments, but not the council's documents
        if assessment.round and self.env.user.has_group(APPRAISER_GROUP):
            report = self.env["report.cchc_assessment.minute"]
            yield report._get_file_name(assessment), report._render(assessment)

    def _make_appendix(self, assessment):
        content, _type = self.env["ir.actions.report"]._render(
            "cchc_assessment.appendix_report", assessment.ids
        )
        yield f"{assessment._get_appendix_file_name()}.xlsx", content

    def _make_result(self, assessment):
        if result := assessment._get_newest_results():
            result.check_access("read")
            name = f"Kết quả - {assessment.unit_id.name} - {assessment.year}.xlsx"
            yield as_name(name, FILE_NAME_LENGTH), result._render_sheet()
