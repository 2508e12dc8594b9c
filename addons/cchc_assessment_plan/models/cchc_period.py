"""The template of the improvement plans that follow from a period's results."""

from odoo import fields, models

from odoo.addons.cchc_assessment.core.word.fields import describe_fields
from odoo.addons.cchc_assessment.fields import LimitedChar
from odoo.addons.cchc_assessment.models.common.groups import SECRETARY_GROUP
from odoo.addons.cchc_assessment.models.common.screens import download

from ..plan_document import PlanDocument


class CchcPeriod(models.Model):
    _name = "cchc.period"
    _inherit = ["cchc.period"]

    plan_template = fields.Binary(
        "Template of the Improvement Plan",
        attachment=True,
        help="A Word document (.docx) with the fields below. Left empty, the standard one is used.",
    )
    plan_template_name = LimitedChar()
    plan_field_list = fields.Html(
        "Fields of the Improvement Plan",
        compute="_compute_plan_field_list",
        sanitize=False,
        groups=SECRETARY_GROUP,
    )

    @property
    def _template_kinds(self):
        return {**super()._template_kinds, "plan_template": PlanDocument}

    def _compute_plan_field_list(self):
        self.plan_field_list = self._list_fields(describe_fields(PlanDocument))

    def action_download_plan_template(self):
        """Download the template of the plans that is used now, to change it in Word."""
        self.ensure_one()
        self._check_secretary()
        return download(f"/cchc/plan/template/{self.id}")
