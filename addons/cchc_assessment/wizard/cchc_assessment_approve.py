from odoo import api, fields, models

from ..compat import get_window
from ..exceptions import OutdatedError
from ..fields import CODE_LENGTH, NUMBER_LENGTH, LimitedChar


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
    explanation_count = fields.Integer("Explanations", compute="_compute_summary")
    unproven_count = fields.Integer(
        "Criteria without Documents",
        compute="_compute_summary",
        help="Criteria that have no document, or not enough of them, and are explained instead.",
    )
    figureless_count = fields.Integer(related="assessment_id.figureless_count", related_sudo=False)
    summary = fields.Html(compute="_compute_summary", sanitize=False)
    fingerprint = LimitedChar(
        compute="_compute_fingerprint",
        store=True,
        readonly=False,
        precompute=True,
        help="A digest of what the dialog shows: what is approved is that, and nothing else.",
        max_length=CODE_LENGTH,
    )
    is_outdated = fields.Boolean(readonly=True)
    dead_link_address = fields.Char(
        compute="_compute_dead_link_address",
        help="The address that links in what is sealed will have, if it opens on the server only.",
    )
    dispatch_number = LimitedChar(required=True, max_length=NUMBER_LENGTH)
    dispatch_date = fields.Date(required=True, default=lambda self: self.env.company._cchc_today())
    responsibility_confirmed = fields.Boolean("I take responsibility")

    @api.depends("assessment_id")
    def _compute_fingerprint(self):
        for wizard in self:
            # a stored field is reckoned as the system: what the dialog is about is read as the user
            wizard.fingerprint = wizard.assessment_id and wizard.sudo(False)._get_fingerprint()

    def _compute_dead_link_address(self):
        parameters = self.env["ir.config_parameter"]
        address = parameters._is_link_address_local() and parameters._get_link_address()
        self.dead_link_address = address

    @api.depends("assessment_id")
    def _compute_summary(self):
        for wizard in self:
            lines = wizard.assessment_id.line_ids
            unproven = lines.filtered(lambda line: line.evidence_status in ("none", "partial"))
            wizard.explanation_count = len(lines.filtered("explanation"))
            wizard.unproven_count = len(unproven)
            figureless = lines.filtered("lacks_figures")
            wizard.summary = wizard.assessment_id and self.env["ir.qweb"]._render(
                "cchc_assessment.cchc_assessment_approve_summary",
                {
                    "domains": wizard.assessment_id._get_domain_totals(),
                    "unproven": unproven,
                    "figureless": figureless,
                },
            )

    def action_approve(self):
        """Approve what the dialog shows; if that has changed meanwhile, say so and show it anew."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return self._transition(
                    "action_approve",
                    dispatch_number=self.dispatch_number,
                    dispatch_date=self.dispatch_date,
                    responsibility_confirmed=self.responsibility_confirmed,
                    fingerprint=self.fingerprint or "",
                )
        except OutdatedError:
            self.write(
                {
                    "fingerprint": self._get_fingerprint(),
                    "is_outdated": True,
                    "responsibility_confirmed": False,
                }
            )
            return get_window(
                self.env, "cchc_assessment.cchc_assessment_approve_action", res_id=self.id
            )

    def _get_fingerprint(self):
        assessment = self.assessment_id._in_plain_context()
        assessment.check_access("read")
        return self.env["cchc.submission"]._make_fingerprint(assessment)
