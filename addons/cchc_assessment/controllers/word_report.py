import tempfile

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.exceptions import UserError
from odoo.http import Response, content_disposition, request

from ..core.word.report_data import Report
from ..core.word.writer import STANDARD_TEMPLATES
from ..models.common.groups import SECRETARY_GROUP
from .package import find_readable

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class WordReportController(http.Controller):
    @http.route(
        "/cchc/report/assessment/<int:assessment_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def report(self, assessment_id):
        """Serve the report of an assessment as it is now, or as it was sealed."""
        assessment = find_readable("cchc.assessment", assessment_id)
        report = request.env["report.cchc_assessment.word"]
        sealed = assessment._get_submission()
        # sudo: the submission's own file
        content = sealed and sealed.sudo().report_id.raw
        return respond_made(
            lambda: content or report._render(assessment), report._get_file_name(assessment)
        )

    @http.route(
        "/cchc/report/template/<int:rubric_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def template(self, rubric_id):
        """Serve the template that the reports of a rubric are made from, to those who may replace it."""
        if not request.env.user.has_group(SECRETARY_GROUP):
            raise NotFound()
        rubric = find_readable("cchc.rubric", rubric_id)
        return respond_made(
            lambda: (
                rubric._get_checked_template("report_template")
                or STANDARD_TEMPLATES[Report].read_bytes()
            ),
            rubric.report_template_name or "Mẫu báo cáo CCHC.docx",
        )


def respond_made(make, name):
    """Serve the document that ``make`` makes; why it cannot be made, as a sentence."""
    try:
        content = make()
    except UserError as error:
        return respond_refused(error)
    return respond_docx(content, name)


def respond_docx(content, name):
    return request.make_response(
        content,
        headers=[
            ("Content-Type", DOCX),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )


def respond_archive(write, name):
    """Serve the ZIP that ``write`` writes to a file; why it cannot be made, as a sentence.

    It lies on the disk: a period has many documents, and what goes wrong is told before anything is sent.
    """
    stream = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    try:
        write(stream)
        size = stream.tell()
        stream.seek(0)
    except UserError as error:
        stream.close()
        return respond_refused(error)
    except BaseException:
        stream.close()
        raise
    return Response(
        wrap_file(request.httprequest.environ, stream),
        direct_passthrough=True,
        headers=[
            ("Content-Type", "application/zip"),
            ("Content-Length", str(size)),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )


def respond_refused(error):
    return request.make_response(
        str(error), headers=[("Content-Type", "text/plain; charset=utf-8")], status=422
    )
