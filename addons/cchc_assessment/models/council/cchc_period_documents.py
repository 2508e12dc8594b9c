from odoo import fields, models
from odoo.exceptions import UserError

from ...core.word.annex_data import Annex
from ...core.word.fields import describe_fields
from ...core.word.minute_data import Minute
from ...fields import LimitedChar


class CchcPeriod(models.Model):
    """What the council's documents of a period say of the council, and the templates they are made from."""

    _name = "cchc.period"
    _inherit = ["cchc.period", "cchc.templated.mixin"]
    _template_kinds = {"minute_template": Minute, "annex_template": Annex}

    council_name = LimitedChar(
        help="As the heading of its documents says it. Left empty, it is “Hội đồng thẩm định”."
    )
    council_place = LimitedChar(
        "Place of Issue", help="Left empty, the city of the company is used."
    )
    council_head_title = LimitedChar(
        "Position of the Signer", help="Such as “Phó Chủ tịch”. “Chủ tịch” if empty."
    )
    council_head_name = LimitedChar("Name of the Signer")
    council_secretary_name = LimitedChar("Name of the Secretary")
    minute_template = fields.Binary(
        "Template of the Minute",
        attachment=True,
        help="A Word document (.docx) with the fields below. Left empty, the standard one is used.",
    )
    minute_template_name = LimitedChar()
    minute_field_list = fields.Html(
        "Fields of the Minute", compute="_compute_field_lists", sanitize=False
    )
    annex_template = fields.Binary(
        "Template of the Annex",
        attachment=True,
        help="A Word document (.docx) with the fields below. Left empty, the standard one is used.",
    )
    annex_template_name = LimitedChar()
    annex_field_list = fields.Html(
        "Fields of the Annex", compute="_compute_field_lists", sanitize=False
    )

    def _compute_field_lists(self):
        self.minute_field_list = self._list_fields(describe_fields(Minute))
        self.annex_field_list = self._list_fields(describe_fields(Annex))

    def action_download_minute_template(self):
        """Download the template of the minutes that is used now, to change it in Word."""
        return self._download_template("minute")

    def action_download_annex_template(self):
        """Download the template of the annex that is used now, to change it in Word."""
        return self._download_template("annex")

    def _download_template(self, kind):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/cchc/template/{kind}/{self.id}",
            "target": "download",
        }

    def action_print_consolidated(self):
        """Download the results of all units: as published, or as the scores stand now where a draft is open."""
        self.ensure_one()
        self.check_access("read")
        newest = self.publication_ids.sorted("number")[-1:]
        if newest.state != "published" and self.has_access("write"):
            newest = self._get_draft_publication()
            newest._compute_results()
        if not newest:
            raise UserError(
                self.env._(
                    "The results of “%(period)s” have not been reckoned yet. The secretary does that "
                    "from the period's form.",
                    period=self.name,
                )
            )
        return newest.action_print_consolidated()
