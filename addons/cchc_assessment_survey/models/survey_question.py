from odoo import models


class SurveyQuestion(models.Model):
    """Names nothing that the caller may not read: pages and answers of ours among it.

    Odoo asks its rules before a write only, and tells the name of whatever a record leads to: without this, what
    somebody may write could be moved onto the pages of an assessment.
    """

    _name = "survey.question"
    _inherit = ["survey.question"]

    def _checks_names(self):
        return not self.env.su
