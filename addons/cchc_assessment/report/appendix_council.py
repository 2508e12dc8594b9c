from odoo import models

from ..models.cchc_appraisal import APPRAISER_GROUP
from ..scoring import to_decimal
from .appendix import Appraisal


class AppendixReport(models.AbstractModel):
    """What the council decided, for its members and, once the unit may see it, for the unit."""

    _inherit = "report.cchc_assessment.appendix"

    def _get_appraisal(self, assessment):
        if not (assessment.is_result_visible or self.env.user.has_group(APPRAISER_GROUP)):
            return super()._get_appraisal(assessment)
        # sudo: who may see what the council decided was asked right above
        lines = assessment.sudo().line_ids
        decided = {line.criterion_id.id: line._get_last_decided() for line in lines}
        decided = {criterion: last for criterion, last in decided.items() if last}
        if not decided:
            return super()._get_appraisal(assessment)
        return Appraisal(
            totals=assessment.sudo()._get_totals("appraised"),
            scores={
                criterion: to_decimal(last.score)
                for criterion, last in decided.items()
                if last.score is not False
            },
            remarks={
                criterion: "\n".join(filter(None, (last.override_reason, last.remark)))
                for criterion, last in decided.items()
            },
        )
