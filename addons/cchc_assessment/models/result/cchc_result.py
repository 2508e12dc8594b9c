from odoo import api, fields, models

from ...core.scoring import to_decimal
from ...fields import SCORE_DIGITS, OptionalFloat
from ..common.groups import APPRAISER_GROUP


class CchcResult(models.Model):
    """One unit's result in one publication: reckoned by the system, sealed with its publication."""

    _name = "cchc.result"
    _description = "Result"
    _inherit = ["cchc.own.defaults.mixin", "cchc.closed.mixin", "cchc.owned.mixin"]
    _stays = False
    _order = "publication_id, rank_overall, id"
    _rec_name = "unit_id"

    publication_id = fields.Many2one(
        "cchc.publication",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    assessment_id = fields.Many2one(
        "cchc.assessment",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    unit_id = fields.Many2one(related="assessment_id.unit_id", store=True, index=True)
    group_id = fields.Many2one(related="assessment_id.group_id", store=True, index=True)
    period_id = fields.Many2one(related="assessment_id.period_id", store=True, index=True)
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    year = fields.Integer(related="assessment_id.year", store=True, aggregator=None)
    publication_state = fields.Selection(related="publication_id.state", store=True)
    is_effective = fields.Boolean(related="publication_id.is_effective", store=True)
    is_newest = fields.Boolean(
        related="publication_id.is_newest", store=True, groups=APPRAISER_GROUP
    )
    successor_id = fields.Many2one(
        "cchc.unit",
        "Counted Under",
        compute="_compute_successor_id",
        store=True,
        index=True,
        help="The unit itself, or the one into which it was merged since.",
    )
    score_digits = fields.Integer(related="period_id.score_digits")
    self_score = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    self_percent = fields.Float(
        "Self Score (%)", digits=SCORE_DIGITS, readonly=True, aggregator="avg"
    )
    score = fields.Float("Final Score", digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    maximum = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    percent = OptionalFloat("Final Score (%)", digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    bonus = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    penalty = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    rank = fields.Integer("Rank in the Group", readonly=True, aggregator=None)
    rank_overall = fields.Integer(readonly=True, aggregator=None)
    rating_id = fields.Many2one(
        "cchc.rating.class", "Class", readonly=True, ondelete="restrict", check_company=True
    )
    rating = fields.Char(readonly=True, help="As the class was named when this was reckoned.")
    previous_percent = OptionalFloat(
        "Last Year (%)", digits=SCORE_DIGITS, readonly=True, aggregator="avg"
    )
    previous_rank = fields.Integer("Rank Last Year", readonly=True, aggregator=None)
    change = OptionalFloat(
        "Change (%)",
        digits=SCORE_DIGITS,
        compute="_compute_change",
        store=True,
        aggregator="avg",
        help="Percentage points more or fewer than in the last published year.",
    )
    domain_ids = fields.One2many("cchc.result.domain", "result_id", "Domains", readonly=True)

    _assessment_uniq = models.Constraint(
        "UNIQUE(publication_id, assessment_id)",
        "This unit already has a result in the publication.",
    )

    @api.depends("unit_id")
    def _compute_successor_id(self):
        successors = self.env["cchc.unit"]._get_final_successors()
        for result in self:
            unit_id = result.unit_id.id
            result.successor_id = successors.get(unit_id, unit_id)

    @api.depends("percent", "previous_percent")
    def _compute_change(self):
        for result in self:
            has_both = result.percent is not False and result.previous_percent is not False
            result.change = has_both and float(
                to_decimal(result.percent) - to_decimal(result.previous_percent)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reckoned(self):
        self.publication_id._check_not_sealed()
        self.domain_ids.unlink()

    def action_view_domains(self):
        """Open where this unit's points were lost, domain by domain."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cchc_assessment.cchc_result_domain_action"
        )
        return {
            **action,
            "display_name": self.unit_id.name,
            "domain": [("result_id", "=", self.id)],
            "context": {},
        }

    @api.model
    def _follow_mergers(self):
        """Count every result under the unit into which its own was merged at last."""
        # sudo: whoever keeps the units need not see periods and results; others may be reckoned, or
        # other units merged, at this moment
        periods = self.env["cchc.period"].sudo().with_context(active_test=False)
        periods.search([("state", "!=", "draft")])._meet()
        results = self.sudo().search([("unit_id", "!=", False)])
        self.env.add_to_compute(self._fields["successor_id"], results)
