from odoo import api, fields, models

from ...fields import SCORE_DIGITS, ScoreFloat


class CchcCriterionOption(models.Model):
    """One level of a criterion's scoring rule, as the rubric prints it: a text and its score."""

    _name = "cchc.criterion.option"
    _inherit = ["cchc.criterion.part"]
    _description = "Scoring Option"

    score = ScoreFloat(digits=SCORE_DIGITS, required=True)
    threshold = ScoreFloat(
        digits=SCORE_DIGITS,
        help="The percentage or count from which this option holds. "
        "Empty or 0: the option holds for all the rest.",
    )
    threshold_strict = fields.Boolean(
        "Strictly Above", help='The threshold itself does not count: "trên 90 %" and not "từ 90 %".'
    )

    @api.depends("name", "score")
    @api.depends_context("lang")
    def _compute_display_name(self):
        format_score = self.env["cchc.scored.mixin"]._format_number
        for option in self:
            option.display_name = f"{option.name} ({format_score(option.score)})"
