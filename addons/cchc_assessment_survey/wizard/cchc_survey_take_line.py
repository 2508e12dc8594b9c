from odoo import api, fields, models

from odoo.addons.cchc_assessment.fields import SCORE_DIGITS, OptionalFloat

from ..core.reckoning import to_percent


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
    answers = fields.Integer("Answers", compute="_compute_reckoning", aggregator=None)
    problem = fields.Char(compute="_compute_reckoning")
    sentence = fields.Char("Reckoning", compute="_compute_reckoning")
    counts = fields.Html("Counts", compute="_compute_reckoning", sanitize=False)

    @api.depends("wizard_id.period_id", "appraisal_id")
    @api.depends_context("lang")
    def _compute_reckoning(self):
        survey = self.env["cchc.survey"]
        reckoned = {wizard: wizard._reckon() for wizard in self.wizard_id}
        for line in self:
            reckoning, line.problem = reckoned.get(line.wizard_id, {}).get(
                line.appraisal_id, (None, "")
            )
            share = reckoning and reckoning.exact_share
            line.share = False if share is None else float(to_percent(share))
            line.answers = reckoning.answers if reckoning else 0
            line.sentence = (
                survey._describe(reckoning) if reckoning and not reckoning.lacking else False
            )
            line.counts = reckoning and self.env["ir.qweb"]._render(
                "cchc_assessment_survey.counts",
                {
                    "groups": reckoning.groups,
                    "format_number": self.env["cchc.scored.mixin"]._format_number,
                    "to_percent": to_percent,
                },
            )
