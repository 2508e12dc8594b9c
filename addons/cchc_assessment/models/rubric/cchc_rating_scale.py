from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.plain.amounts import Percent, RoundedPercent
from ...core.scoring import classify, read_holds, round_half_up
from ...fields import LimitedChar
from ...messages.scoring import say


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

    def _has_conditions(self):
        """Whether a class of this scale asks for more than a percentage of the whole."""
        return self.class_ids._has_conditions()

    def _get_class(self, percent, digits):
        """Return the class that a percentage alone reaches; see ``_classify``."""
        rating, _holds = self._classify(percent, digits)
        return rating

    def _classify(self, percent, digits, domains=(), unmet=()):
        """Return the class of a result, which may be empty when there is no percentage, and what it is held by.

        A class holds from its minimum on, the minimum included, and by the figure that people read: 89.996 is
        90.00 of two decimals, and in the class that begins there. So results that share a place share a class.

        :param percent: a number or None
        :param digits: decimals to which it is rounded, once, as on paper
        :param domains: the ``scoring.DomainShare`` of each domain
        :param unmet: labels of the criteria without points that are not met
        :return: the class, and what keeps the result out of higher ones, as JSON keeps it
        """
        none = self.class_ids.browse()
        if not self or percent is None or percent is False:
            return none, []
        self.ensure_one()
        classes = [rating._make_class() for rating in self.class_ids]
        rating, holds = classify(percent, digits, classes, domains, unmet)
        return rating or none, [self._keep_hold(hold) for hold in holds]

    @api.model
    def _keep_hold(self, hold):
        """Return a ``scoring.Hold`` as it is kept with a result: the class by its name, figures as texts."""
        params = {name: str(value) for name, value in hold.params.items()}
        return {"rating": hold.key.name, "kind": hold.kind, **params}

    @api.model
    def _say_holds(self, holds, rating, digits):
        """Return what keeps a result out of higher classes, in the reader's language: a line for each class.

        :param holds: as they are kept with a result
        :param rating: the name of the class that the result has
        :param digits: decimals of what was reached, as documents print it
        """
        told = {}
        for hold in read_holds(holds):
            params = {
                name: Percent(value) if isinstance(value, Decimal) else value
                for name, value in hold.params.items()
            }
            if "percent" in params:
                params["percent"] = RoundedPercent(round_half_up(params["percent"], digits))
            sentence = say(self.env, replace(hold, params=params))
            told.setdefault(hold.key, []).append(sentence)
        return "\n".join(
            f"{higher} → {rating or '–'}: {'; '.join(sentences)}"
            for higher, sentences in told.items()
        )

    def _find_misfits(self, rubrics):
        """Return sentences, each of a class that names a domain which one of ``rubrics`` does not have."""
        return [
            self.env._(
                "Class “%(rating)s” of “%(scale)s” asks for a percentage in domain %(codes)s, which the rubric "
                "“%(rubric)s” does not have.",
                rating=rating.name,
                scale=self.name,
                codes=", ".join(codes),
                rubric=rubric.name,
            )
            for rating in self.class_ids
            for rubric in rubrics
            if (codes := rating._find_unknown_codes(rubric))
        ]

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
