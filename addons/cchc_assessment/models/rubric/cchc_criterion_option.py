from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.scoring import STORED_PLACES, round_half_up, to_decimal
from ...fields import SCORE_DIGITS, OptionalFloat, ScoreFloat


class CchcCriterionOption(models.Model):
    """One level of a criterion's scoring rule, as the rubric prints it: a text and its score."""

    _name = "cchc.criterion.option"
    _inherit = ["cchc.criterion.part"]
    _description = "Scoring Option"

    share = OptionalFloat(
        "Share of the Maximum (%)",
        digits=SCORE_DIGITS,
        aggregator=None,
        help="Where the rubric says the points as a share (“75% điểm”): they follow from the criterion's maximum. "
        "Empty: the points are stated.",
    )
    score = ScoreFloat(
        digits=SCORE_DIGITS,
        aggregator=None,
        required=True,
        compute="_compute_score",
        store=True,
        readonly=False,
        precompute=True,
    )
    threshold = ScoreFloat(
        digits=SCORE_DIGITS,
        aggregator=None,
        help="The percentage or count from which this option holds. "
        "Empty or 0: the option holds for all the rest.",
    )
    threshold_strict = fields.Boolean(
        "Strictly Above", help='The threshold itself does not count: "trên 90 %" and not "từ 90 %".'
    )

    @api.depends("share", "criterion_id.max_score")
    def _compute_score(self):
        for option in self:
            # "is": a share of 0 is one
            is_stated = option.share is False
            option.score = option.score if is_stated else option._get_share_score()

    @api.constrains("share", "score")
    def _check_share(self):
        for option in self:
            if option.share is False:
                continue
            if not 0 <= option.share <= 100:
                raise ValidationError(
                    self.env._(
                        "%(criterion)s, “%(option)s”: the share of the maximum has to lie between 0 and 100 %%.",
                        criterion=option.criterion_id.display_name,
                        option=option.name,
                    )
                )
            if to_decimal(option.score) != to_decimal(option._get_share_score()):
                raise ValidationError(
                    self.env._(
                        "%(criterion)s, “%(option)s”: its points follow from its share of the maximum. Change the "
                        "share, or empty it and state the points.",
                        criterion=option.criterion_id.display_name,
                        option=option.name,
                    )
                )

    def _get_share_score(self):
        """Return the points that this share of the criterion's maximum is."""
        points = to_decimal(self.criterion_id.max_score) * to_decimal(self.share) / 100
        return float(round_half_up(points, STORED_PLACES))

    @api.depends("name", "score", "criterion_id.rule_type", "criterion_id.is_leaf")
    @api.depends_context("lang")
    def _compute_display_name(self):
        format_score = self.env["cchc.scored.mixin"]._format_number
        for option in self:
            if option.criterion_id and not option.criterion_id._has_points():
                option.display_name = option.name
            else:
                option.display_name = f"{option.name or ''} ({format_score(option.score)})"
