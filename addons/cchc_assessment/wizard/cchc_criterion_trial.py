from odoo import api, fields, models

from ..fields import SCORE_DIGITS, OptionalFloat
from ..models.assessment.cchc_scored_mixin import INPUT_FIELDS


class CchcCriterionTrial(models.TransientModel):
    """Inputs that the secretary tries on a criterion; the score follows and is kept nowhere."""

    _name = "cchc.criterion.trial"
    _description = "Trial of a Scoring Rule"
    _inherit = ["cchc.scored.mixin"]

    # a trial that is left over stands in nobody's way
    criterion_id = fields.Many2one(ondelete="cascade")
    option_id = fields.Many2one(ondelete="cascade")
    company_id = fields.Many2one(related="criterion_id.company_id", related_sudo=False)
    guidance = fields.Text(related="criterion_id.guidance", related_sudo=False)
    score = OptionalFloat(digits=SCORE_DIGITS, compute="_compute_score")

    @api.constrains("criterion_id")
    def _check_criterion(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).criterion_id.check_access("read")

    @api.depends("criterion_id", *INPUT_FIELDS)
    def _compute_score(self):
        for trial in self:
            result = trial._get_score_result(trial.criterion_id._get_rules()).score
            trial.score = False if result is None else float(result)
