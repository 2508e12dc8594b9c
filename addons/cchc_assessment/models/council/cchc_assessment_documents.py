from odoo import models
from odoo.exceptions import UserError


class CchcAssessment(models.Model):
    """The council's documents on one unit: its minute and its result sheet."""

    _name = "cchc.assessment"
    _inherit = ["cchc.assessment"]

    def action_download_minute(self):
        """Download the minute of the appraisal as a Word document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/cchc/minute/{self.id}",
            "target": "download",
        }

    def action_print_result(self):
        """Download this unit's own result, the newest that the user may see."""
        self.ensure_one()
        self.check_access("read")
        result = self.env["cchc.result"].search(
            [("assessment_id", "=", self.id)], order="publication_id", limit=1
        )
        if not result:
            raise UserError(
                self.env._(
                    "There is no result of %(assessment)s that you may see yet.",
                    assessment=self.display_name,
                )
            )
        return result.action_print_sheet()
