from odoo import models

from ..core.scoring import to_decimal
from ..models.assessment.assessment_workflow import WITH_COUNCIL
from ..models.common.groups import APPRAISER_GROUP
from .appendix import Appraisal


class AppendixReport(models.AbstractModel):
    """What the council decided, for its members and, once the unit may see it, for the unit.

    Not in what a unit hands in once more after a return: it would be sealed for the unit's people to read,
    and decides of another submission.
    """

    _inherit = "report.cchc_assessment.appendix"

    def _get_appraisal(self, assessment):
        may_see = assessment.is_result_visible or self.env.user.has_group(APPRAISER_GROUP)
        if not may_see or assessment.state not in WITH_COUNCIL:
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
            words={
                criterion: last.option_id.name
                for criterion, last in decided.items()
                if not last.criterion_id._has_points() and not last.not_applicable
            },
            remarks={
                criterion: "\n".join(filter(None, (last.override_reason, last.remark)))
                for criterion, last in decided.items()
            },
        )
