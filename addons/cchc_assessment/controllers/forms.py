from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..models.common.groups import SECRETARY_GROUP
from .answers import XLSX, check_group, find_readable, respond_made


class FormsController(http.Controller):
    """Workbooks to fill in, which the imports take back; to everyone else they do not exist."""

    @http.route("/cchc/form/people", type="http", auth="user", methods=["GET"], readonly=True)
    def people(self):
        """Serve the form of units and people, to those who keep the units."""
        if not request.env["cchc.unit"].has_access("create"):
            raise NotFound()
        report = request.env["report.cchc_assessment.blank_form"]
        return respond_made(lambda: ("Đơn vị và người dùng.xlsx", report._make_people_form()), XLSX)

    @http.route(
        "/cchc/form/figures/<int:common_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def figures(self, common_id):
        """Serve the form of common figures, to those who bring them in."""
        common = find_readable("cchc.common.figure", common_id)
        if not common.is_mine:
            raise NotFound()
        report = request.env["report.cchc_assessment.blank_form"]
        return respond_made(
            lambda: (f"Số liệu dùng chung {common.year}.xlsx", report._make_figures_form(common)),
            XLSX,
        )

    @http.route(
        "/cchc/form/survey/<int:period_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def survey(self, period_id):
        """Serve the form of a survey's points, with the units and criteria that wait for them."""
        check_group(SECRETARY_GROUP)
        period = find_readable("cchc.period", period_id)
        report = request.env["report.cchc_assessment.blank_form"]
        return respond_made(
            lambda: (
                f"Điểm điều tra xã hội học {period.year}.xlsx",
                report._make_survey_form(period),
            ),
            XLSX,
        )
