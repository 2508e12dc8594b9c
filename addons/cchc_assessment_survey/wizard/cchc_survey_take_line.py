from odoo import api, fields, models

from odoo.addons.cchc_assessment.fields import SCORE_DIGITS, OptionalFloat

from ..core.answers.reckoning import to_percent
from ..models.cchc_survey import Outcome


class CchcSurveyTakeLine(models.TransientModel):
    """What the surveys come to for one criterion of a unit: all but the choice follows from the counts."""

    _name = "cchc.survey.take.line"
    _description = "Points of the Surveys for a Criterion"
    _rec_name = "appraisal_id"

    wizard_id = fields.Many2one(
        "cchc.survey.take", required=True, ondelete="cascade", index=True, readonly=True
    )
    appraisal_id = fields.Many2one(
        "cchc.appraisal", required=True, ondelete="cascade", readonly=True
    )
    unit_id = fields.Many2one(related="appraisal_id.unit_id")
    criterion_id = fields.Many2one(related="appraisal_id.criterion_id")
    max_score = fields.Float(related="appraisal_id.max_score", aggregator=None)
    current_score = OptionalFloat(
        "In the Round", related="appraisal_id.score", aggregator=None, digits=SCORE_DIGITS
    )
    shown_points = OptionalFloat("Points", digits=SCORE_DIGITS, aggregator=None, readonly=True)
    is_taken = fields.Boolean("Take")
    share = OptionalFloat(
        "Share (%)", compute="_compute_reckoning", digits=SCORE_DIGITS, aggregator=None
    )
    answers = fields.Integer(compute="_compute_reckoning", aggregator=None)
    problem = fields.Char(compute="_compute_reckoning")
    sentence = fields.Char("Reckoning", compute="_compute_counts")
    counts = fields.Html(compute="_compute_counts", sanitize=False)

    @api.depends("wizard_id.period_id", "appraisal_id")
    @api.depends_context("lang")
    def _compute_reckoning(self):
        for line, outcome in self._get_outcomes():
            reckoning = outcome.reckoning
            share = reckoning and reckoning.exact_share
            line.problem = outcome.problem
            line.share = False if share is None else float(to_percent(share))
            line.answers = reckoning.answers if reckoning else 0

    @api.depends("wizard_id.period_id", "appraisal_id")
    @api.depends_context("lang")
    def _compute_counts(self):
        for line, outcome in self._get_outcomes():
            line.sentence = self.env["cchc.survey"]._describe(outcome)
            line.counts = outcome.reckoning and self.env["ir.qweb"]._render(
                "cchc_assessment_survey.counts",
                {
                    "groups": outcome.reckoning.groups,
                    "format_number": self.env["cchc.scored.mixin"]._format_number,
                    "to_percent": to_percent,
                },
            )

    def _get_outcomes(self):
        """Yield each line with its outcome, reckoned once for all lines of a dialog."""
        for wizard, lines in self.grouped("wizard_id").items():
            outcomes = wizard._reckon() if wizard else {}
            for line in lines:
                yield line, outcomes.get(line.appraisal_id, Outcome())
