from dataclasses import replace
from io import BytesIO

from xlsxwriter import Workbook

from odoo import models
from odoo.exceptions import AccessError, UserError

from ..core.workbook.book import WORKBOOK_OPTIONS, SheetTooLongError
from ..core.workbook.consolidated.data import Consolidated
from ..core.workbook.consolidated.writer import write_consolidated, write_unit_results
from ..models.common.groups import APPRAISER_GROUP


class ConsolidatedReport(models.AbstractModel):
    """The results of all units of a period in one workbook, for the council.

    It is a Vietnamese administrative document whatever the user's language is.
    """

    _name = "report.cchc_assessment.consolidated"
    _inherit = ["report.cchc_assessment.result_data", "report.report_xlsx.abstract"]
    _description = "Results of a Period (Excel)"

    def get_workbook_options(self):
        # through files on the disk: a country's sheets would take a hundred megabytes of memory more
        return {**super().get_workbook_options(), **WORKBOOK_OPTIONS, "in_memory": False}

    def generate_xlsx_report(self, workbook, data, objs):
        self._check_may_print(objs)
        if self.env["cchc.work"]._is_long(len(objs._get_assessments())):
            raise UserError(
                self.env._(
                    "“%(publication)s” has so many units that their workbook is made behind the request: open it and "
                    "press “Consolidated Workbook (Excel)”.",
                    publication=objs.display_name,
                )
            )
        self._write(workbook, objs)

    def _check_may_print(self, objs):
        """Refuse whatever is no single publication, and whoever is not of the council."""
        # what to print comes from the caller's context and ids: neither is to be trusted
        if objs._name != "cchc.publication" or len(objs) != 1:
            raise UserError(self.env._("Choose one publication whose results are to be printed."))
        objs.check_access("read")
        if not self.env.user.has_group(APPRAISER_GROUP):
            raise AccessError(
                self.env._("Only the appraisal council prints the results of all units.")
            )

    def _write(self, workbook, publication):
        try:
            write_consolidated(workbook, self._make_consolidated(publication))
        except SheetTooLongError as error:
            raise UserError(
                self.env._(
                    "The results of “%(publication)s” have more rows than a worksheet holds.",
                    publication=publication.display_name,
                )
            ) from error

    def _render_for_council(self, publication):
        """Return the workbook of a publication to whoever may print it."""
        self._check_may_print(publication)
        stream = BytesIO()
        with Workbook(stream, self.get_workbook_options()) as workbook:
            self._write(workbook, publication)
        return stream.getvalue()

    def _render_consolidated(self, publication):
        """Return the workbook of a publication; whoever calls has asked for the right to all of it.

        :raises SheetTooLongError: where it has more rows than a worksheet holds.
        """
        stream = BytesIO()
        with Workbook(stream, self.get_workbook_options()) as workbook:
            write_consolidated(workbook, self._make_consolidated(publication))
        return stream.getvalue()

    def _make_consolidated(self, publication):
        """Return the results of ``publication``: of the units whose work lies with the council."""
        # what was returned since a draft was computed is its unit's own again
        seen = publication.result_ids.assessment_id._filtered_access("read")
        results = publication.result_ids.filtered(
            lambda one: one.assessment_id in seen or one.standing == "absent"
        )
        scale = publication.period_id.rating_scale_id
        return Consolidated(
            heading=self._make_heading(publication, told=results.sudo()),
            # sudo: the right to all of it was asked for
            groups=self._make_groups(results.sudo()),
            ratings=scale.class_ids.sorted("minimum_percent", reverse=True).mapped("name"),
        )


class ResultSheetReport(models.AbstractModel):
    """The results of single units, a sheet each that speaks of no other unit."""

    _name = "report.cchc_assessment.result_sheet"
    _inherit = ["report.cchc_assessment.result_data", "report.report_xlsx.abstract"]
    _description = "Result Sheet of a Unit (Excel)"

    def get_workbook_options(self):
        return {**super().get_workbook_options(), **WORKBOOK_OPTIONS}

    def generate_xlsx_report(self, workbook, data, objs):
        # what to print comes from the caller's context and ids: neither is to be trusted
        if objs._name != "cchc.result" or not objs:
            raise UserError(self.env._("Choose the results that are to be printed."))
        self.env["cchc.work"]._check_is_short(len(objs))
        objs.check_access("read")
        self._check_with_council(objs)
        # sudo: the right to these results was asked for
        write_unit_results(workbook, self._make_sheets(objs.sudo()))

    def _check_with_council(self, results):
        """Refuse what was computed of a unit that is at work again: rows say how it stands now, which is its own."""
        drafts = results.filtered(
            lambda one: one.publication_state != "published" and one.standing == "assessed"
        )
        seen = drafts.assessment_id._filtered_access("read")
        if hidden := drafts.filtered(lambda one: one.assessment_id not in seen):
            raise AccessError(
                self.env._(
                    "“%(unit)s” has got its work back since these results were computed.",
                    unit=hidden[0].unit_id.name,
                )
            )

    def _render_sheets(self, results):
        """Return the workbook of ``results``; whoever calls has asked for the right to them."""
        stream = BytesIO()
        with Workbook(stream, self.get_workbook_options()) as workbook:
            write_unit_results(workbook, self._make_sheets(results.sudo()))
        return stream.getvalue()

    def _make_sheets(self, results):
        """Yield for each result its heading and a group that has its unit only."""
        # what a correction of other units has left as it was is printed as it was published
        shown = results.browse(dict.fromkeys(result._get_shown().id for result in results))
        for (publication, holds), members in shown.grouped(
            lambda one: (one.publication_id, one._holds())
        ).items():
            heading = self._make_heading(publication, holds)
            for group in self._make_groups(members):
                for unit in group.units:
                    yield heading, replace(group, units=[unit], domain_means=())
