from odoo import api, fields, models

from ...core.word.fields import describe_fields
from ...core.word.report_data import Report
from ...fields import LimitedChar

TEMPLATE_FIELDS = {"report_template", "report_template_name"}


class CchcRubricReport(models.Model):
    """The template that the reports of a rubric's units are made from.

    It is no part of what a decision fixes: unlike everything else of a published rubric it can be
    replaced, and what was sealed before keeps its report.
    """

    _name = "cchc.rubric"
    _inherit = ["cchc.rubric", "cchc.templated.mixin"]
    _template_kinds = {"report_template": Report}

    report_template = fields.Binary(
        attachment=True,
        help="A Word document (.docx) with the fields below. Left empty, the standard one is used.",
    )
    report_template_name = LimitedChar()
    report_field_list = fields.Html(
        "Fields of the Template", compute="_compute_report_field_list", sanitize=False
    )

    def _compute_report_field_list(self):
        self.report_field_list = self._list_fields(describe_fields(Report))

    def action_download_report_template(self):
        """Download the template that is used now, to change it in Word."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/cchc/report/template/{self.id}",
            "target": "download",
        }

    @api.model
    def _fields_open_when_published(self):
        return super()._fields_open_when_published() | TEMPLATE_FIELDS
