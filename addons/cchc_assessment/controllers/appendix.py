from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from .package import find_many, find_new_address, find_readable
from .word_report import respond_archive

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AppendixController(http.Controller):
    @http.route("/cchc/appendices", type="http", auth="user", methods=["GET"], readonly=True)
    def appendices(self, ids=""):
        """Serve the appendices of assessments in a ZIP, a workbook each.

        :param ids: of the assessments, with commas between them; one that the user may not see, or
            that isn't there, makes all of it "not found", and so do more than a period can have.
        """
        assessments = find_many(ids)
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
        try:
            name, content = report._make_appendix_copy(submission, address)
        except UserError as error:
            return request.make_response(
                str(error), headers=[("Content-Type", "text/plain; charset=utf-8")], status=422
            )
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", str(len(content))),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "private, no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
