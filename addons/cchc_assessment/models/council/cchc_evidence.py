"""Documents that a unit adds to what it explains; what it had submitted stays as it was."""

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..assessment.assessment_workflow import EXPLANATION


class CchcEvidence(models.Model):
    _name = "cchc.evidence"
    _inherit = ["cchc.evidence"]

    added_round = fields.Integer(
        "Added in Round",
        readonly=True,
        copy=False,
        aggregator=None,
        help="The round of appraisal to whose questions the document was added; 0 where it belongs to "
        "the self-assessment.",
    )

    @api.depends("assessment_id.round", "added_round")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        super()._compute_is_editable()
        for evidence in self:
            if evidence._answers_open_question() and evidence.unit_id._is_officer(self.env.user):
                evidence.is_editable = True

    @contextmanager
    def _following(self, vals):
        with super()._following(vals):
            yield
        if "line_ids" in vals:
            # once more: what it proves now has to be asked as well
            self._check_unit_may_edit()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        for evidence in self:
            if evidence.added_round and not evidence._answers_open_question():
                raise UserError(
                    self.env._(
                        "“%(document)s” was sent to the council with an explanation and stays. Archive "
                        "it if it no longer proves anything.",
                        document=evidence.display_name,
                    )
                )

    def _answers_open_question(self):
        """Whether this document was added to an explanation that has not been sent yet."""
        assessment = self.assessment_id
        return assessment.state == EXPLANATION and self.added_round == assessment.round

    def _check_unit_may_edit(self):
        answering = self.filtered(lambda evidence: evidence.assessment_id.state == EXPLANATION)
        for evidence in answering:
            if not evidence._answers_open_question():
                raise UserError(
                    self.env._(
                        "“%(document)s” is part of what was submitted and stays as it is. File "
                        "another document with your explanation.",
                        document=evidence.display_name,
                    )
                )
        for assessment, evidences in answering.grouped("assessment_id").items():
            assessment._check_unit_may_add(
                [evidence.line_ids for evidence in evidences], evidences, evidences.line_ids
            )
        return super(CchcEvidence, self - answering)._check_unit_may_edit()

    @api.model
    def _check_unit_may_file(self, assessments, vals_list):
        answering = assessments.filtered(lambda assessment: assessment.state == EXPLANATION)
        lines = self.env["cchc.assessment.line"]
        for assessment in answering:
            of_assessment = [v for v in vals_list if v["assessment_id"] == assessment.id]
            assessment._check_unit_may_add(
                [lines.browse(self._get_line_ids(vals)) for vals in of_assessment],
                self._get_proved(assessment, of_assessment),
            )
            for vals in of_assessment:
                vals["added_round"] = assessment.round
        return super()._check_unit_may_file(assessments - answering, vals_list)
