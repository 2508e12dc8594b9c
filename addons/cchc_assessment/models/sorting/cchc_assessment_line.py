"""Sorting: what a criterion is about."""

from odoo import models


class CchcAssessmentLine(models.Model):
    _name = "cchc.assessment.line"
    _inherit = ["cchc.assessment.line"]

    def _get_telling_texts(self):
        """Return the texts that say what this criterion is about."""
        self.ensure_one()
        texts = (
            self.name,
            self.parent_id.name,
            self.guidance,
            *self.requirement_ids.mapped("name"),
        )
        return tuple(filter(None, texts))
