"""Sorting: what a criterion is about."""

from odoo import models

from ...core.sorting import propose_level
from ...messages.sorting import say_timeliness


class CchcAssessmentLine(models.Model):
    _name = "cchc.assessment.line"
    _inherit = ["cchc.assessment.line"]

    def _propose_level(self):
        """Return what the dates of the documents say of the criterion's deadline, for people to take or leave.

        :return: ``option_id`` and ``sentence``, or False where they say nothing plain
        """
        self.ensure_one()
        criterion = self.criterion_id
        if criterion.id not in criterion._find_timed():
            return False
        found = propose_level(
            [(option.id, option.name) for option in criterion.option_ids],
            criterion._get_due_dates(self.assessment_id.year),
            [day for day in self._get_proof().mapped("document_date") if day],
        )
        if not found:
            return False
        return {"option_id": found.key, "sentence": say_timeliness(self.env, found)}
