from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..models.common.groups import SECRETARY_GROUP
from .appendix import XLSX
from .package import find_readable


class FormsController(http.Controller):
    """Workbooks to fill in, which the imports take back; to everyone else they do not exist."""

    @http.route("/cchc/form/people", type="http", auth="user", methods=["GET"], readonly=True)
    def people(self):
        """Serve the form of units and people, to those who keep the units."""
        if not request.env["cchc.unit"].has_access("create"):
            raise NotFound()
        report = request.env["report.cchc_assessment.blank_form"]
        return respond_xlsx(report._make_people_form(), "Đơn vị và người dùng.xlsx")

    @http.route(
        "/cchc/form/survey/<int:period_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def survey(self, period_id):
        """Serve the form of a survey's points, with the units and criteria that wait for them."""
        if not request.env.user.has_group(SECRETARY_GROUP):
            raise NotFound()
        period = find_readable("cchc.period", period_id)
        report = request.env["report.cchc_assessment.blank_form"]
        return respond_xlsx(
            report._make_survey_form(period), f"Điểm điều tra xã hội học {period.year}.xlsx"
        )


def respond_xlsx(content, name):
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
