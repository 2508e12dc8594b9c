from odoo import http
from odoo.http import request

from odoo.addons.cchc_assessment.controllers.answers import (
    DOCX,
    check_group,
    find_readable,
    respond_made,
)
from odoo.addons.cchc_assessment.core.word.writer import STANDARD_TEMPLATES
from odoo.addons.cchc_assessment.models.common.groups import SECRETARY_GROUP

from ..plan_document import PlanDocument


class PlanController(http.Controller):
    @http.route(
        "/cchc/plan/<int:plan_id>", type="http", auth="user", methods=["GET"], readonly=True
    )
    def plan(self, plan_id):
        """Serve an improvement plan as a Word document, to whoever may read it."""
        plan = find_readable("cchc.plan", plan_id)
        report = request.env["report.cchc_assessment_plan.plan"]
        return respond_made(lambda: (report._get_file_name(plan), report._render(plan)), DOCX)

    @http.route(
        "/cchc/plan/template/<int:period_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def template(self, period_id):
        """Serve the template that plans are made from, to those who may replace it."""
        check_group(SECRETARY_GROUP)
        period = find_readable("cchc.period", period_id)
        return respond_made(
            lambda: (
                period.plan_template_name or "Mẫu kế hoạch khắc phục.docx",
                period._get_checked_template("plan_template")
                or STANDARD_TEMPLATES[PlanDocument].read_bytes(),
            ),
            DOCX,
        )
