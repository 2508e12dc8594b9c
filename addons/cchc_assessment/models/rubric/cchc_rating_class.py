from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.scoring import RatingClass, to_decimal
from ...fields import SCORE_DIGITS, LimitedChar, ScoreFloat
from ...messages.wording import format_number

# Of the codes of domains, with what stands between them.
CODES_LENGTH = 200


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
        aggregator=None,
        required=True,
        help="The percentage of the maximum score from which this class holds, itself included.",
    )

    needs_met = fields.Boolean(
        "All Met",
        help="All criteria that are met or not, and carry no points, have to be met, as far as they apply.",
    )
    domain_minimum = ScoreFloat(
        "Least in Domains",
        digits=SCORE_DIGITS,
        aggregator=None,
        help="The percentage that has to be reached in each domain as well. Empty or 0: none is asked for.",
    )
    domain_codes = LimitedChar(
        "In These Domains",
        max_length=CODES_LENGTH,
        help="The codes of the domains in which it has to be reached, with semicolons between them: “1; 3”. "
        "Empty: in each one.",
    )
    condition_text = fields.Char(
        "Conditions",
        compute="_compute_condition_text",
        help="What this class asks for beside its percentage.",
    )

    @api.depends("needs_met", "domain_minimum", "domain_codes")
    @api.depends_context("lang")
    def _compute_condition_text(self):
        for rating in self:
            rating.condition_text = "; ".join(rating._say_conditions()) or False

    def _say_conditions(self):
        """Return what this class asks for beside its percentage, a phrase for each."""
        phrases = []
        if self.needs_met:
            phrases.append(self.env._("all met-or-not criteria are met"))
        least = format_number(self.env, self.domain_minimum)
        if codes := "; ".join(self._get_domain_codes()):
            phrases.append(
                self.env._("at least %(least)s %% in domains %(codes)s", least=least, codes=codes)
            )
        elif self.domain_minimum:
            phrases.append(self.env._("at least %(least)s %% in each domain", least=least))
        return phrases

    @api.constrains("needs_met", "domain_minimum", "domain_codes", "minimum_percent")
    def _check_conditions(self):
        for rating in self:
            if not 0 <= rating.domain_minimum <= 100:
                raise ValidationError(
                    self.env._(
                        "“%(rating)s”: the least percentage in domains lies between 0 and 100 %%.",
                        rating=rating.name,
                    )
                )
            if rating.domain_codes and not (rating.domain_minimum and rating._get_domain_codes()):
                raise ValidationError(
                    self.env._(
                        "“%(rating)s”: state the codes of domains together with the percentage that they have to "
                        "reach.",
                        rating=rating.name,
                    )
                )
            if not rating.minimum_percent and rating._has_conditions():
                raise ValidationError(
                    self.env._(
                        "“%(rating)s”: the class from 0 %% takes whoever is in no other, and has no conditions.",
                        rating=rating.name,
                    )
                )

    def _has_conditions(self):
        """Whether one of these classes asks for more than a percentage of the whole."""
        return any(rating.needs_met or rating.domain_minimum for rating in self)

    def _get_domain_codes(self):
        """Return the codes of the domains that this class names."""
        return [code for part in (self.domain_codes or "").split(";") if (code := part.strip())]

    def _make_class(self):
        """Return this class as ``scoring`` takes it."""
        return RatingClass(
            key=self,
            minimum=to_decimal(self.minimum_percent),
            needs_met=self.needs_met,
            domain_minimum=to_decimal(self.domain_minimum) if self.domain_minimum else None,
            domain_codes=tuple(self._get_domain_codes()),
        )

    def _find_unknown_codes(self, rubric):
        """Return the codes that this class names and no domain of ``rubric`` with points of the base has."""
        domains = rubric.criterion_ids.filtered(
            lambda node: not node.parent_id and node.section == "base"
        )
        return [
            code
            for code in self._get_domain_codes()
            if not any(
                RatingClass(None, 0, domain_codes=(code,)).asks_for(d.code or "") for d in domains
            )
        ]

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
