"""What was taken from records for a criterion: the figure, when, by whom, and from which records."""

from dataclasses import asdict
from dataclasses import fields as dataclass_fields

from odoo import api, fields, models

from odoo.addons.cchc_assessment.core.plain.rule_inputs import QUANTITY, SHARE
from odoo.addons.cchc_assessment.fields import (
    CODE_LENGTH,
    NAME_LENGTH,
    SCORE_DIGITS,
    STATEMENT_LENGTH,
    LimitedChar,
    OptionalFloat,
)
from odoo.addons.cchc_assessment.models.common.system_voice import get_asker

from .question import Question

FIGURES = (*SHARE, *QUANTITY)


class CchcRecordFigure(models.Model):
    """A figure as it was taken from records.

    The system alone writes it. What was sent with a submission stays for good: after a return the next taking makes
    another one, and while nothing was sent since, it takes the place of the one before.
    """

    _name = "cchc.record.figure"
    _description = "Figure Taken from Records"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin"]
    _order = "assessment_id, line_id, id desc"

    name = LimitedChar("What Was Counted", required=True, readonly=True, max_length=NAME_LENGTH)
    line_id = fields.Many2one(
        "cchc.assessment.line",
        "Criterion",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    assessment_id = fields.Many2one(related="line_id.assessment_id", store=True, index=True)
    unit_id = fields.Many2one(related="line_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    numerator = OptionalFloat("Done", digits=SCORE_DIGITS, readonly=True, aggregator=None)
    denominator = OptionalFloat("Out Of", digits=SCORE_DIGITS, readonly=True, aggregator=None)
    quantity = OptionalFloat(digits=SCORE_DIGITS, readonly=True, aggregator=None)
    record_count = fields.Integer("Records Behind It", readonly=True, aggregator=None)
    user_id = fields.Many2one(
        "res.users", "Taken By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime("Taken On", required=True, readonly=True)
    turn = fields.Integer(
        "Submissions Before", required=True, readonly=True, aggregator=None, groups=fields.NO_ACCESS
    )
    # what it was computed by, and from: for whoever asks for the records, by their own rights
    model = LimitedChar(
        "Name of the Model", readonly=True, max_length=CODE_LENGTH, groups=fields.NO_ACCESS
    )
    date_field = LimitedChar("Name of the Date", readonly=True, groups=fields.NO_ACCESS)
    sum_field = LimitedChar("Name of the Number", readonly=True, groups=fields.NO_ACCESS)
    domain = LimitedChar(
        "Conditions", readonly=True, max_length=STATEMENT_LENGTH, groups=fields.NO_ACCESS
    )
    part_domain = LimitedChar(
        "Conditions of Those Done",
        readonly=True,
        max_length=STATEMENT_LENGTH,
        groups=fields.NO_ACCESS,
    )
    record_ids = fields.Json("Numbers of the Records", readonly=True, groups=fields.NO_ACCESS)

    @api.model
    def _get_creation_fields(self):
        return set()

    @api.model
    def _find_newest(self, lines):
        """Return ``{line: the figure that was taken last}``, as far as the user may read them."""
        newest = {}
        for figure in self.search([("line_id", "in", lines.ids)], order="id"):
            newest[figure.line_id] = figure
        return newest

    @api.model
    def _keep(self, line, name, question, figure):
        """Keep what was taken for a criterion, in the name of whoever took it; the right to was checked before.

        :param name: what was counted, in words.
        :param question: the ``Question`` that was asked, and ``figure`` the ``Figure`` that is the answer.
        """
        vals = {
            "name": name,
            **dict.fromkeys(FIGURES, False),
            **figure.values,
            "record_count": figure.count,
            "user_id": get_asker(self.env).id,
            "date": fields.Datetime.now(),
            "turn": self._count_submissions(line),
            **asdict(question),
            "record_ids": figure.ids,
        }
        known = self._find_newest(line).get(line)
        if known and not known._is_frozen():
            known._write_as_system(vals)
            return known
        return self._create_as_system([{**vals, "line_id": line.id}])

    def _get_question(self):
        """Return what was asked of the records when the figure was taken."""
        self.ensure_one()
        # sudo: the question is told in words, and to whom is settled by whoever does
        kept = self.sudo()
        return Question(**{one.name: kept[one.name] or "" for one in dataclass_fields(Question)})

    @api.model
    def _count_submissions(self, line):
        # sudo: how often the unit has submitted decides, whoever may read the submissions
        return len(line.sudo().assessment_id.submission_ids)

    def _is_frozen(self):
        """Whether this is what was sent with a submission."""
        self.ensure_one()
        # sudo: what is counted is nobody's to read
        return self._count_submissions(self.line_id) > self.sudo().turn

    def _get_values(self):
        """Return the inputs that were taken, by their names."""
        return {name: self[name] for name in FIGURES if self[name] is not False}

    def _describe(self):
        """Return the figure as people write it: “60/70”, or “12”."""
        return self.line_id._write_figures(self._get_values())
