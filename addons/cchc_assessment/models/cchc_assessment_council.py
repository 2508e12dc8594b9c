from odoo import api, fields, models

from ..fields import SCORE_DIGITS
from .assessment_workflow import APPRAISED, PUBLISHED, Obstacle
from .cchc_appraisal import APPRAISER_GROUP


class CchcAssessment(models.Model):
    """The council's half: rounds of appraisal, requests for explanation, and what comes of them."""

    _inherit = "cchc.assessment"

    round = fields.Integer(readonly=True, copy=False, aggregator=None)
    appraisal_ids = fields.One2many("cchc.appraisal", "assessment_id", "Appraisals", readonly=True)
    explanation_deadline = fields.Datetime(
        readonly=True, copy=False, help="Until then the unit answers what the council asked."
    )
    appraised_score = fields.Float(
        digits=SCORE_DIGITS,
        compute="_compute_appraised_score",
        store=True,
        aggregator="avg",
        groups=APPRAISER_GROUP,
    )
    appraised_maximum = fields.Float(
        digits=SCORE_DIGITS,
        compute="_compute_appraised_score",
        store=True,
        aggregator=None,
        groups=APPRAISER_GROUP,
    )
    appraised_percent = fields.Float(
        "Appraised Score (%)",
        digits=SCORE_DIGITS,
        compute="_compute_appraised_score",
        store=True,
        aggregator="avg",
        groups=APPRAISER_GROUP,
    )
    appraisal_progress = fields.Float(
        "Appraised (%)",
        compute="_compute_appraised_score",
        store=True,
        aggregator="avg",
        groups=APPRAISER_GROUP,
        help="Share of the criteria that the council has decided.",
    )
    asked_count = fields.Integer("Explanations Asked", compute="_compute_asked_count")
    is_result_visible = fields.Boolean(
        compute="_compute_is_result_visible",
        help="Whether the unit may see what the council decided.",
    )

    @api.depends("line_ids.appraised_score", "line_ids.appraised_not_applicable")
    def _compute_appraised_score(self):
        for assessment in self:
            totals = assessment._get_totals("appraised")
            assessment.appraised_score = totals.score
            assessment.appraised_maximum = totals.maximum
            assessment.appraised_percent = totals.percent or 0
            assessment.appraisal_progress = totals.progress

    @api.depends("appraisal_ids.explanation_requested", "appraisal_ids.is_current")
    def _compute_asked_count(self):
        counts = dict(
            self.env["cchc.appraisal"]._read_group(
                [
                    ("assessment_id", "in", self.ids),
                    ("is_current", "=", True),
                    ("explanation_requested", "=", True),
                ],
                ["assessment_id"],
                ["__count"],
            )
        )
        for assessment in self:
            assessment.asked_count = counts.get(assessment._origin, 0)

    @api.depends("state", "period_id.review_open")
    def _compute_is_result_visible(self):
        for assessment in self:
            assessment.is_result_visible = assessment.state == PUBLISHED or (
                assessment.state == APPRAISED and assessment.period_id.review_open
            )

    def action_view_appraisals(self):
        """Open the council's scores of this unit, from top to bottom."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cchc_assessment.cchc_appraisal_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("assessment_id", "=", self.id), ("is_current", "=", True)],
            "context": {"search_default_group_by_domain": 1},
        }

    def _open_first_round(self, **details):
        """Open a round in which every criterion is decided anew: what was submitted is new."""
        self._open_round(self.line_ids)

    def _open_next_round(self, **details):
        """Open a round for the criteria that the unit has just explained; the others stand as decided."""
        self._open_round(self._get_asked().line_id)

    def _open_round(self, lines):
        self._write_as_system({"round": self.round + 1})
        self.env["cchc.appraisal"].sudo()._open(lines.sudo(), self.round)
        self.period_id._assign()

    def _ask(self, explanation_deadline, **details):
        self._write_as_system({"explanation_deadline": explanation_deadline})

    def _get_asked(self):
        return self.appraisal_ids.filtered(
            lambda appraisal: appraisal.is_current and appraisal.explanation_requested
        )

    def _obstacles_nothing_asked(self, **details):
        if self._get_asked():
            return []
        return [
            Obstacle(
                self.env._(
                    "Nothing has been asked. Mark the criteria that the unit should explain, "
                    "and say what."
                )
            )
        ]

    def _obstacles_explanation_deadline(self, explanation_deadline=None, **details):
        if not explanation_deadline:
            return [Obstacle(self.env._("State until when the unit has time to explain."))]
        if explanation_deadline <= fields.Datetime.now():
            return [
                Obstacle(self.env._("The deadline for the explanation has to lie in the future."))
            ]
        return []

    def _obstacles_past_explanation_deadline(self, **details):
        if not self.explanation_deadline or fields.Datetime.now() <= self.explanation_deadline:
            return []
        return [
            Obstacle(
                self.env._(
                    "The time to explain ended on %(deadline)s. Ask the secretary for more.",
                    deadline=self._format_datetime(self.explanation_deadline),
                )
            )
        ]

    def _obstacles_unanswered(self, **details):
        return [
            Obstacle(
                self.env._(
                    "%(criterion)s: the council's question is not answered yet.",
                    criterion=appraisal.criterion_id.display_name,
                ),
                appraisal.line_id.id,
            )
            for appraisal in self._get_asked()
            if not (appraisal.explanation or "").strip()
        ]

    def _obstacles_undecided(self, **details):
        return [
            Obstacle(
                self.env._(
                    "%(criterion)s: not decided yet.", criterion=appraisal.criterion_id.display_name
                ),
                appraisal.line_id.id,
            )
            for appraisal in self.appraisal_ids
            if appraisal.is_current and not appraisal.is_decided
        ]
