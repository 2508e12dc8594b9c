"""The council's score of a criterion, as its unit's line shows it."""

from odoo import api, fields, models

from ...fields import SCORE_DIGITS, OptionalFloat, VisibleOne2many
from ..assessment.cchc_scored_mixin import INPUT_FIELDS
from ..common.groups import APPRAISER_GROUP


class CchcAssessmentLine(models.Model):
    _name = "cchc.assessment.line"
    _inherit = ["cchc.assessment.line"]

    # as on the assessment: the last writer is the member who decided
    write_uid = fields.Many2one(groups=APPRAISER_GROUP)
    write_date = fields.Datetime(groups=APPRAISER_GROUP)
    appraisal_ids = VisibleOne2many("cchc.appraisal", "line_id", "Appraisals", readonly=True)
    appraised_score = OptionalFloat(
        digits=SCORE_DIGITS,
        compute="_compute_appraised_score",
        store=True,
        aggregator=None,
        groups=APPRAISER_GROUP,
        help="What the council decided last.",
    )
    appraised_not_applicable = fields.Boolean(
        compute="_compute_appraised_score", store=True, groups=APPRAISER_GROUP
    )
    final_score = OptionalFloat(
        digits=SCORE_DIGITS,
        aggregator=None,
        compute="_compute_final_score",
        compute_sudo=True,
        help="The council's score, once the unit may see it.",
    )
    is_final_different = fields.Boolean(
        "Differs from the Unit",
        compute="_compute_final_score",
        compute_sudo=True,
        help="The council has found otherwise than the unit.",
    )
    final_remark = fields.Text(
        compute="_compute_final_score",
        compute_sudo=True,
        help="What the council has to say on it, once the unit may see it.",
    )

    @api.depends("appraisal_ids.score", "appraisal_ids.is_decided", "appraisal_ids.not_applicable")
    def _compute_appraised_score(self):
        for line in self:
            last = line._get_last_decided()
            line.appraised_score = last.score if last else False
            line.appraised_not_applicable = last.not_applicable

    @api.depends(
        "appraised_score",
        "appraisal_ids.remark",
        "appraisal_ids.is_different",
        "assessment_id.is_result_visible",
    )
    def _compute_final_score(self):
        for line in self:
            last = line._get_last_decided() if line.assessment_id.is_result_visible else None
            line.final_score = last.score if last else False
            line.is_final_different = bool(last) and last.is_different
            line.final_remark = (
                last and "\n".join(filter(None, (last.override_reason, last.remark)))
            ) or False

    def _get_scored(self, side):
        return self._get_last_decided() if side == "appraised" else super()._get_scored(side)

    def _get_last_decided(self):
        """Return the council's last decision on this criterion, if there is one."""
        decided = self.appraisal_ids.filtered("is_decided")
        return max(decided, key=lambda appraisal: appraisal.round, default=decided)

    def _copy_inputs(self):
        """Return what the unit filled in, as values for another record that is scored by the same rule."""
        self.ensure_one()
        return {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in INPUT_FIELDS
        }
