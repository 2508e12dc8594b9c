import tempfile

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.exceptions import UserError
from odoo.http import Response, content_disposition, request

from .package import find_new_address, find_readable

# A period has as many units; a workbook is made for each.
MAX_APPENDICES = 1_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AppendixController(http.Controller):
    @http.route("/cchc/appendices", type="http", auth="user", methods=["GET"], readonly=True)
    def appendices(self, ids=""):
        """Serve the appendices of assessments in a ZIP, a workbook each.

        :param ids: of the assessments, with commas between them; one that the user may not see, or
            that isn't there, makes all of it "not found", and so do more than a period can have.
        """
        numbers = ids.split(",", MAX_APPENDICES)
        if not all(number.isdecimal() and len(number) < 10 for number in numbers):
            raise NotFound()
        wanted = set(map(int, numbers))
        if len(numbers) > MAX_APPENDICES:
            raise NotFound()
        assessments = request.env["cchc.assessment"]
        if not assessments.has_access("read"):
            raise NotFound()
        assessments = assessments.search([("id", "in", list(wanted))])
        if set(assessments.ids) != wanted:
            raise NotFound()
        # on the disk: a period has many, and what goes wrong is told before anything is sent
        stream = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
        try:
            request.env["report.cchc_assessment.appendix"]._write_archive(assessments, stream)
            size = stream.tell()
            stream.seek(0)
        except BaseException:
            stream.close()
            raise
        return Response(
            wrap_file(request.httprequest.environ, stream),
            direct_passthrough=True,
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Length", str(size)),
                ("Content-Disposition", content_disposition("Phụ lục.zip")),
                ("X-Content-Type-Options", "nosniff"),
            ],
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
