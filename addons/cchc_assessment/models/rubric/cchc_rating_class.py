from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...fields import SCORE_DIGITS, LimitedChar, ScoreFloat


class CchcRatingClass(models.Model):
    """One class of a rating scale, such as "Tốt" from 80 %."""

    _name = "cchc.rating.class"
    _description = "Rating Class"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin"]
    _stays = False
    _order = "scale_id, minimum_percent desc, id"

    scale_id = fields.Many2one(
        "cchc.rating.scale", required=True, ondelete="cascade", index=True, check_company=True
    )
    company_id = fields.Many2one(related="scale_id.company_id")
    name = LimitedChar(required=True)
    minimum_percent = ScoreFloat(
        "From",
        digits=SCORE_DIGITS,
        required=True,
        help="The percentage of the maximum score from which this class holds, itself included.",
    )

    @api.constrains("minimum_percent")
    def _check_minimum(self):
        for rating in self:
            if not 0 <= rating.minimum_percent <= 100:
                raise ValidationError(
                    self.env._(
                        "“%(rating)s”: a class starts between 0 and 100 %%.", rating=rating.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._check_is_not_in_use()
        ratings._check_scales(ratings.scale_id)
        return ratings

    def write(self, vals):
        scales = self.scale_id
        result = super().write(vals)
        self._check_is_not_in_use()
        self._check_scales(scales | self.scale_id)
        return result

    def unlink(self):
        scales = self.scale_id
        self._check_is_not_in_use()
        result = super().unlink()
        self._check_scales(scales)
        return result

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(self._fields, "_check_is_not_in_use"),
        }

    def _check_is_not_in_use(self):
        self.scale_id._check_is_not_in_use()

    def _check_scales(self, scales):
        """Judge the scales of classes that changed on their own, not as part of their scale."""
        field = scales._fields["class_ids"]
        scales.filtered(lambda scale: not self.env.is_protected(field, scale))._check_classes()
