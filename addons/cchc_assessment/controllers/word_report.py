from odoo import http
from odoo.http import request

from ..core.word.report_data import Report
from ..core.word.writer import STANDARD_TEMPLATES
from ..models.common.groups import SECRETARY_GROUP
from .answers import DOCX, check_group, find_readable, respond_made


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
            lambda: (report._get_file_name(assessment), content or report._render(assessment)),
            DOCX,
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
        check_group(SECRETARY_GROUP)
        rubric = find_readable("cchc.rubric", rubric_id)
        return respond_made(
            lambda: (
                rubric.report_template_name or "Mẫu báo cáo CCHC.docx",
                rubric._get_checked_template("report_template")
                or STANDARD_TEMPLATES[Report].read_bytes(),
            ),
            DOCX,
        )
