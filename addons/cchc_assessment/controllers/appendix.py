from odoo import http
from odoo.http import request

from ..models.assessment.cchc_assessment import PAPER_WEIGHT
from .answers import (
    XLSX,
    find_many,
    find_new_address,
    find_readable,
    respond_archive,
    respond_made,
)


class AppendixController(http.Controller):
    @http.route("/cchc/appendices", type="http", auth="user", methods=["GET"], readonly=True)
    def appendices(self, ids=""):
        """Serve the appendices of assessments in a ZIP, a workbook each.

        :param ids: of the assessments, with commas between them; one that the user may not see, or
            that isn't there, makes all of it "not found", and so do more than anybody waits for.
        """
        assessments = find_many(ids, PAPER_WEIGHT)
        report = request.env["report.cchc_assessment.appendix"]
        return respond_archive(
            lambda stream: report._write_archive(assessments, stream), "Phụ lục.zip"
        )

    @http.route(
        "/cchc/appendix/<int:submission_id>/current",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def sealed_appendix(self, submission_id):
        """Serve a copy of a sealed appendix whose links lead to the address of today.

        To those who get its package; to everyone else it does not exist.
        """
        submission = find_readable("cchc.submission", submission_id)
        find_readable("cchc.assessment", submission.assessment_id.id)
        address = find_new_address()
        report = request.env["report.cchc_assessment.package"]
        return respond_made(lambda: report._make_appendix_copy(submission, address), XLSX)
