from odoo import http
from odoo.http import request

from odoo.addons.cchc_assessment.controllers.answers import (
    XLSX,
    check_group,
    find_readable,
    respond_made,
)
from odoo.addons.cchc_assessment.models.common.groups import SECRETARY_GROUP


class SurveyFormsController(http.Controller):
    """The workbook of paper answers to fill in; to everyone but the secretary it does not exist."""

    @http.route(
        "/cchc/form/survey/paper/<int:survey_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def paper(self, survey_id):
        """Serve the form, with a column for each question of the survey."""
        check_group(SECRETARY_GROUP)
        survey = find_readable("cchc.survey", survey_id)
        report = request.env["report.cchc_assessment.blank_form"]
        return respond_made(
            lambda: (f"Phiếu giấy - {survey.name}.xlsx", report._make_paper_form(survey)), XLSX
        )
