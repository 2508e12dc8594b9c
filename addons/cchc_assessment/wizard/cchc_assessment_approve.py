from odoo import api, fields, models


class CchcAssessmentApprove(models.TransientModel):
    """The leader's approval: what is approved, by which dispatch, and on whose responsibility."""

    _name = "cchc.assessment.approve"
    _description = "Approve an Assessment"
    _inherit = ["cchc.assessment.dialog"]

    unit_id = fields.Many2one(related="assessment_id.unit_id", related_sudo=False)
    self_score = fields.Float(related="assessment_id.self_score", related_sudo=False)
    self_maximum = fields.Float(related="assessment_id.self_maximum", related_sudo=False)
    self_percent = fields.Float(related="assessment_id.self_percent", related_sudo=False)
    score_digits = fields.Integer(related="assessment_id.score_digits", related_sudo=False)
    evidence_count = fields.Integer(related="assessment_id.evidence_count", related_sudo=False)
    explanation_count = fields.Integer("Explanations", compute="_compute_explanation_count")
    dispatch_number = fields.Char(required=True)
    dispatch_date = fields.Date(required=True, default=fields.Date.context_today)
    responsibility_confirmed = fields.Boolean("I take responsibility")

    @api.depends("assessment_id")
    def _compute_explanation_count(self):
        for wizard in self:
            wizard.explanation_count = len(wizard.assessment_id.line_ids.filtered("explanation"))

    def action_approve(self):
        return self._transition(
            "action_approve",
            dispatch_number=self.dispatch_number,
            dispatch_date=self.dispatch_date,
            responsibility_confirmed=self.responsibility_confirmed,
        )
