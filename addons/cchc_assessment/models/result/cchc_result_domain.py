from odoo import api, fields, models

from ...compat import get_window
from ...core.scoring import difference
from ...fields import SCORE_DIGITS, OptionalFloat
from ..common.groups import APPRAISER_GROUP


class CchcResultDomain(models.Model):
    """What a unit reached in one domain, where it lost points, and how that compares."""

    _name = "cchc.result.domain"
    _description = "Result in a Domain"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.counted.mixin",
        "cchc.owned.mixin",
    ]
    _stays = False
    _point_fields = frozenset({"self_score", "score"})
    _percent_fields = {"percent": "score"}
    _weighted_fields = frozenset({"group_mean", "above_mean", "previous_percent"})
    _order = "result_id, sequence, id"
    _rec_name = "criterion_id"

    result_id = fields.Many2one(
        "cchc.result",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    publication_id = fields.Many2one(related="result_id.publication_id", store=True, index=True)
    assessment_id = fields.Many2one(related="result_id.assessment_id", store=True, index=True)
    unit_id = fields.Many2one(related="result_id.unit_id", store=True, index=True)
    successor_id = fields.Many2one(related="result_id.successor_id", store=True, index=True)
    group_id = fields.Many2one(related="result_id.group_id", store=True, index=True)
    period_id = fields.Many2one(related="result_id.period_id", store=True, index=True)
    company_id = fields.Many2one(related="result_id.company_id", store=True, index=True)
    year = fields.Integer(related="result_id.year", store=True, aggregator=None)
    publication_state = fields.Selection(related="result_id.publication_state", store=True)
    is_effective = fields.Boolean(related="result_id.is_effective", store=True)
    is_newest = fields.Boolean(related="result_id.is_newest", store=True, groups=APPRAISER_GROUP)
    criterion_id = fields.Many2one(
        "cchc.criterion",
        "Domain",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    sequence = fields.Integer(related="criterion_id.sequence", store=True)
    section = fields.Selection(related="criterion_id.counted_section", store=True)
    lineage_id = fields.Many2one(
        related="criterion_id.lineage_id", string="Domain over the Years", store=True, index=True
    )
    score_digits = fields.Integer(related="result_id.score_digits")
    self_score = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    score = fields.Float("Final Score", digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    maximum = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    percent = OptionalFloat("Final Score (%)", digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    lost = fields.Float("Points Lost", digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    group_mean = OptionalFloat(
        "Mean of the Group (%)", digits=SCORE_DIGITS, readonly=True, aggregator="avg"
    )
    above_mean = OptionalFloat(
        "Against the Mean",
        digits=SCORE_DIGITS,
        compute="_compute_above_mean",
        store=True,
        aggregator="avg",
        help="Percentage points above the mean of the unit group; negative below it.",
    )
    previous_percent = OptionalFloat(
        "Last Year (%)", digits=SCORE_DIGITS, readonly=True, aggregator="avg"
    )

    @api.depends("percent", "group_mean")
    def _compute_above_mean(self):
        for domain in self:
            has_both = domain.percent is not False and domain.group_mean is not False
            domain.above_mean = has_both and float(
                difference(domain.percent, domain.group_mean, domain.score_digits)
            )

    @api.model
    def action_open(self):
        """Open the newest year's domains, unit by unit."""
        newest = self.search([], order="year desc, id desc", limit=1)
        context = {"search_default_newest": 1, "search_default_group_by_unit": 1}
        if newest:
            context["search_default_period_id"] = newest.period_id.id
        return get_window(self.env, "cchc_assessment.cchc_result_domain_action", context=context)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_computed(self):
        self.publication_id._check_is_draft()
