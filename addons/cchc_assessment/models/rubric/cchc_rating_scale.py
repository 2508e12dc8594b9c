from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.scoring import round_half_up, to_decimal
from ...fields import LimitedChar


class CchcRatingScale(models.Model):
    """Named classes of results, each with the percentage from which it holds."""

    _name = "cchc.rating.scale"
    _description = "Rating Scale"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin", "cchc.lock.mixin"]
    _stays = False
    _order = "name, id"

    name = LimitedChar(required=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: all companies share it, and the administrator alone changes it.",
    )
    class_ids = fields.One2many("cchc.rating.class", "scale_id", "Classes", copy=True)
    active = fields.Boolean(default=True)

    # the name is always there when a scale is made, so that one without classes is found too
    @api.constrains("name", "class_ids")
    def _check_classes(self):
        """Refuse a scale that leaves a result without a class, or gives it two."""
        for scale in self:
            minima = scale.class_ids.mapped("minimum_percent")
            if not minima or min(minima) != 0:
                raise ValidationError(
                    self.env._(
                        "“%(scale)s”: the lowest class has to start at 0 %%, so that every result "
                        "has a class. Add it, or lower the last one to 0.",
                        scale=scale.name,
                    )
                )
            if len(set(minima)) < len(minima):
                raise ValidationError(
                    self.env._(
                        "“%(scale)s”: two classes start at the same percentage. "
                        "Change one of them.",
                        scale=scale.name,
                    )
                )

    def write(self, vals):
        # the classes are judged once all of them are written, by _check_classes
        with self.env.protecting([self._fields["class_ids"]], self):
            return super().write(vals)

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(self._fields, "_check_is_not_in_use"),
            "active": None,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self._check_is_not_in_use()

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%(name)s (copy)", name=scale.name), **(default or {})}
            for scale, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _get_class(self, percent, digits):
        """Return the class of a result, which may be empty when there is no percentage.

        A class holds from its minimum on, the minimum included, and by the figure that people read: 89.996 is
        90.00 of two decimals, and in the class that begins there. So results that share a place share a class.

        :param percent: a number or None
        :param digits: decimals to which it is rounded, once, as on paper
        """
        if not self or percent is None or percent is False:
            return self.class_ids.browse()
        self.ensure_one()
        result = round_half_up(to_decimal(percent), digits)
        reached = self.class_ids.filtered(lambda c: to_decimal(c.minimum_percent) <= result)
        return max(reached, key=lambda c: c.minimum_percent, default=self.class_ids.browse())

    def _check_is_not_in_use(self):
        """Refuse to go on when an opened period classes its results by one of these scales.

        :raises UserError: naming the scale, the period and the way out.
        """
        # sudo: a scale of all companies is in use by periods that this user may not see
        periods = (
            self.env["cchc.period"]
            .sudo()
            .with_context(active_test=False)
            .search([("rating_scale_id", "in", self.ids), ("state", "!=", "draft")])
        )
        if not periods:
            # at this moment a period may be opened with one of them
            self._lock_for_update()
            return
        if visible := periods.sudo(False)._filtered_access("read")[:1]:
            raise UserError(
                self.env._(
                    "“%(scale)s” cannot change: the period “%(period)s” has been opened with it. "
                    "Duplicate it and change the copy.",
                    scale=visible.rating_scale_id.name,
                    period=visible.name,
                )
            )
        raise UserError(
            self.env._(
                "“%(scale)s” cannot change: a period of another company has been opened with it. "
                "Duplicate it and change the copy.",
                scale=periods[0].rating_scale_id.name,
            )
        )
