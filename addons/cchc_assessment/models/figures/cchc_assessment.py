from odoo import models

from ..assessment.assessment_workflow import DRAFT


class CchcAssessment(models.Model):
    _name = "cchc.assessment"
    _inherit = ["cchc.assessment"]

    def _transition(self, action, **details):
        result = super()._transition(action, **details)
        back = self.filtered(lambda assessment: assessment.state == DRAFT)
        if back:
            back._take_up_figures()
        return result

    def _take_up_figures(self):
        """Let forms that are worked on again say what was given while they were with others."""
        # sudo: what stands, and what was taken, does not depend on who brought the form back
        lines = self.env["cchc.assessment.line"].sudo()
        given = (
            self.env["cchc.figure"]
            .sudo()
            .search([("assessment_id", "in", self.ids), ("is_standing", "=", True)])
            .line_id
        )
        taken = lines.search([("assessment_id", "in", self.ids), ("figure_id", "!=", False)])
        if behind := given | taken:
            behind.with_env(self.env)._follow_figures()
