from odoo import api, fields, models
from odoo.tools import SQL

from ...compat import get_window
from ...fields import SCORE_DIGITS, OptionalFloat
from ..assessment.assessment_workflow import CONCLUDED


class CchcScoreReport(models.Model):
    """Each criterion of each unit, as the council settled it: for pivots and graphs.

    Only what is concluded stands here, so that a mean does not depend on how far the council is.
    """

    _name = "cchc.score.report"
    _description = "Scores by Criterion and Unit"
    _auto = False
    _inherit = ["cchc.counted.mixin"]
    _point_fields = frozenset({"self_score", "appraised_score", "difference"})
    _shared_fields = frozenset({"group_mean", "mean_lost"})
    _percent_fields = {"percent": "appraised_score"}
    _order = "period_id, criterion_id, unit_id"
    _rec_name = "criterion_id"
    _depends = {
        "cchc.assessment": ["state", "group_id", "rubric_id", "year"],
        "cchc.assessment.line": [
            "assessment_id",
            "criterion_id",
            "domain_id",
            "self_score",
            "appraised_score",
            "appraised_not_applicable",
        ],
        "cchc.appraisal": ["line_id", "round", "is_decided", "is_different"],
        "cchc.criterion": ["max_score", "counted_section", "lineage_id", "rule_type", "sequence"],
        "cchc.period": ["score_digits"],
        "cchc.result": ["assessment_id", "successor_id"],
    }

    line_id = fields.Many2one("cchc.assessment.line", readonly=True)
    assessment_id = fields.Many2one("cchc.assessment", readonly=True)
    state = fields.Selection(related="assessment_id.state")
    period_id = fields.Many2one("cchc.period", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    score_digits = fields.Integer(related="period_id.score_digits")
    year = fields.Integer(readonly=True, aggregator=None)
    unit_id = fields.Many2one("cchc.unit", readonly=True)
    successor_id = fields.Many2one(
        "cchc.unit",
        "Counted Under",
        readonly=True,
        help="The unit itself, or the one into which it was merged since.",
    )
    group_id = fields.Many2one("cchc.unit.group", "Unit Group", readonly=True)
    rubric_id = fields.Many2one("cchc.rubric", readonly=True)
    domain_id = fields.Many2one("cchc.criterion", readonly=True)
    domain_lineage_id = fields.Many2one("cchc.criterion", "Domain over the Years", readonly=True)
    criterion_id = fields.Many2one("cchc.criterion", readonly=True)
    lineage_id = fields.Many2one("cchc.criterion", "Criterion over the Years", readonly=True)
    section = fields.Selection(
        [("base", "Base"), ("bonus", "Bonus"), ("penalty", "Penalty")], readonly=True
    )
    self_score = OptionalFloat(digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    appraised_score = OptionalFloat(
        "Final Score", digits=SCORE_DIGITS, readonly=True, aggregator="sum"
    )
    maximum = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    percent = OptionalFloat("Final Score (%)", digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    lost = fields.Float("Points Lost", digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    difference = OptionalFloat(
        digits=SCORE_DIGITS,
        readonly=True,
        aggregator="sum",
        help="Final score less the unit's own, as both are printed.",
    )
    is_different = fields.Boolean(
        "Differs from the Unit",
        readonly=True,
        help="The council gives another score than the unit, or finds otherwise whether the criterion is met.",
    )
    group_mean = OptionalFloat(
        "Mean of the Group",
        digits=SCORE_DIGITS,
        readonly=True,
        aggregator="sum",
        help="Of the final scores of this criterion in the unit group.",
    )
    mean_lost = OptionalFloat(
        "Lost by the Group on Average", digits=SCORE_DIGITS, readonly=True, aggregator="sum"
    )

    @api.model
    def action_open(self):
        """Open where points were lost in one year by one rubric: the newest, and the one of most units."""
        found = self._read_group(
            [], ["year", "period_id", "rubric_id"], ["assessment_id:count_distinct"]
        )
        context = {}
        if found:
            _year, period, rubric, _count = max(
                found, key=lambda row: (row[0], row[1].id, row[3], row[2].id)
            )
            context = {
                "search_default_period_id": period.id,
                "search_default_rubric_id": rubric.id,
            }
        return get_window(self.env, "cchc_assessment.cchc_score_report_action", context=context)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH settled AS (
                SELECT line.id,
                       line.id AS line_id,
                       line.assessment_id,
                       assessment.period_id,
                       assessment.company_id,
                       assessment.year,
                       assessment.unit_id,
                       COALESCE(counted.successor_id, assessment.unit_id) AS successor_id,
                       assessment.group_id,
                       assessment.rubric_id,
                       line.domain_id,
                       domain.lineage_id AS domain_lineage_id,
                       line.criterion_id,
                       criterion.lineage_id,
                       criterion.counted_section AS section,
                       line.self_score,
                       line.appraised_score,
                       ROUND(line.appraised_score, period.score_digits)
                           - ROUND(line.self_score, period.score_digits) AS difference,
                       CASE WHEN criterion.rule_type IN ('met', 'relative')
                            THEN COALESCE((
                                SELECT appraisal.is_different
                                  FROM cchc_appraisal appraisal
                                 WHERE appraisal.line_id = line.id AND appraisal.is_decided
                              ORDER BY appraisal.round DESC LIMIT 1
                            ), FALSE)
                            ELSE COALESCE(ROUND(line.appraised_score, period.score_digits)
                                != ROUND(line.self_score, period.score_digits), FALSE)
                        END AS is_different,
                       CASE WHEN line.appraised_not_applicable OR criterion.counted_section != 'base'
                            THEN 0 ELSE criterion.max_score END AS maximum,
                       CASE criterion.counted_section
                            WHEN 'base' THEN ROUND(criterion.max_score, period.score_digits)
                                - ROUND(line.appraised_score, period.score_digits)
                            WHEN 'penalty' THEN line.appraised_score
                            ELSE 0
                        END AS lost
                  FROM cchc_assessment_line line
                  JOIN cchc_assessment assessment ON assessment.id = line.assessment_id
                  JOIN cchc_period period ON period.id = assessment.period_id
                  JOIN cchc_criterion criterion ON criterion.id = line.criterion_id
             LEFT JOIN cchc_criterion domain ON domain.id = line.domain_id
             LEFT JOIN (
                       SELECT DISTINCT assessment_id, successor_id FROM cchc_result
                  ) counted ON counted.assessment_id = assessment.id
                 WHERE assessment.state IN %s
            )
            SELECT settled.*,
                   100 * appraised_score / NULLIF(maximum, 0) AS percent,
                   AVG(appraised_score) OVER peers AS group_mean,
                   AVG(lost) OVER peers AS mean_lost
              FROM settled
            WINDOW peers AS (PARTITION BY period_id, group_id, criterion_id)
            """,
            CONCLUDED,
        )
