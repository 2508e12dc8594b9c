from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...compat import fill_cache, read_column
from ...core.plain.rule_inputs import asked_inputs
from ...core.scoring import MET, Inputs, Result, ScoringError, get_figure, score, to_decimal
from ...core.workbook.appendix.answers import count_text
from ...fields import SCORE_DIGITS, OptionalFloat
from ...messages.scoring import say
from ...messages.wording import format_number

INPUT_FIELDS = (
    "option_id",
    "numerator",
    "denominator",
    "quantity",
    "manual_score",
    "not_applicable",
)


def find_figure(rule, inputs):
    """Return the ``scoring.Figure`` of these inputs; None where there is none, or they make no sense."""
    try:
        return get_figure(rule, inputs)
    except ScoringError:
        return None


class CchcScoredMixin(models.AbstractModel):
    """What a criterion's rule asks for, and the calculation that follows from it.

    A model that inherits it provides ``criterion_id`` and stores the score that
    ``_get_score_result`` gives in a field of its own: the score is never typed.
    """

    _name = "cchc.scored.mixin"
    _description = "Scored by a Criterion's Rule"

    criterion_id = fields.Many2one(
        "cchc.criterion", required=True, ondelete="restrict", index=True, check_company=True
    )
    rule_type = fields.Selection(related="criterion_id.rule_type")
    band_basis = fields.Selection(related="criterion_id.band_basis")
    is_direct = fields.Boolean(related="criterion_id.is_direct")
    max_score = fields.Float(related="criterion_id.max_score", aggregator=None)
    option_id = fields.Many2one(
        "cchc.criterion.option",
        ondelete="restrict",
        domain="[('criterion_id', '=', criterion_id)]",
        check_company=True,
    )
    numerator = OptionalFloat("Done", digits=SCORE_DIGITS, aggregator=None)
    denominator = OptionalFloat("Out Of", digits=SCORE_DIGITS, aggregator=None)
    quantity = OptionalFloat(
        digits=SCORE_DIGITS, aggregator=None, help="How many items the rule counts."
    )
    manual_score = OptionalFloat("Score Entered", digits=SCORE_DIGITS, aggregator=None)
    not_applicable = fields.Boolean(
        help="The criterion does not apply: it leaves both the score and the maximum."
    )
    score_note = fields.Char("Calculation", compute="_compute_score_note")

    @api.depends("criterion_id", *INPUT_FIELDS)
    @api.depends_context("lang")
    def _compute_score_note(self):
        notes = [say(self.env, result.note) for result in self._get_score_results()]
        fill_cache(self._fields["score_note"], self, notes)

    @api.constrains("criterion_id", *INPUT_FIELDS)
    def _check_inputs(self):
        rules = self.criterion_id._get_rules()
        for record in self:
            try:
                record._score(rules)
            except ScoringError as error:
                sentence = f"{record.criterion_id.display_name}: {say(self.env, error)}"
                raise ValidationError(sentence) from error

    def _get_score_result(self, rules):
        """Return the ``scoring.Result`` of this record's inputs.

        :param rules: what ``_get_rules`` returns for the criteria of as many records as are scored together.

        Inputs that make no sense give no score; the note then says what is wrong with them, so that
        a person who is typing sees it at once. Saving them is refused by ``_check_inputs``.
        """
        self.ensure_one()
        try:
            return self._score(rules)
        except ScoringError as error:
            return Result(score=None, note=error)

    def _get_score_results(self):
        """Return what ``_get_score_result`` does of each of these records, read column by column: a sheet has many."""
        rules = self.criterion_id._get_rules()
        try:
            of_criterion = {criterion._ids[0]: rule for criterion, rule in rules.items()}
            said = zip(read_column(self, "criterion_id"), self._get_all_inputs(), strict=True)
            return [score(of_criterion[criterion_id], inputs) for criterion_id, inputs in said]
        except ScoringError:
            # which of them it is, and what is wrong with it, is found out one by one
            return [record._get_score_result(rules) for record in self]

    def _is_met(self):
        """Whether this says that a criterion without points is met."""
        rules = self.criterion_id._get_rules()
        return bool(self) and self._get_score_result(rules).note.kind == MET

    def _describe_inputs(self):
        """Return what was chosen or declared, as it stands where there are no points; empty for nothing."""
        self.ensure_one()
        figures = [
            self._format_number(self[name])
            for name in asked_inputs(self.rule_type or "manual", self.band_basis or "percent")
            if name != "option" and self[name] is not False
        ]
        return "/".join(figures) or self.option_id.name or ""

    def _describe_figure(self):
        """Return the inputs in words, and that the criterion does not apply where nothing else is said."""
        return self.env._("Not applicable") if self.not_applicable else self._describe_inputs()

    def _get_input_values(self):
        """Return the inputs as ``write`` takes them."""
        return {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in INPUT_FIELDS
        }

    def _has_inputs(self, values):
        """Whether these values are what is said here; what they don't name is nothing."""
        # "is": 0.0 == False, but none done is something else than nothing said
        return all(
            value == values.get(name, False)
            and (value is False) == (values.get(name, False) is False)
            for name, value in self._get_input_values().items()
        )

    def _describe_declared(self):
        """Return the inputs as a workbook takes them back: a count says what it is, or it were a score."""
        counts = self.criterion_id._is_relative() and self.band_basis == "quantity"
        words = self._describe_inputs()
        return count_text(words) if counts and words else words

    def _get_figure(self, rules):
        """Return the ``scoring.Figure`` that is declared here, where the best of the group decides; None for none."""
        self.ensure_one()
        [figure] = self._get_figures(rules)
        return figure

    def _get_figures(self, rules):
        """Return what ``_get_figure`` does of each of these records, read column by column: a province has many."""
        return [
            find_figure(rules[record.criterion_id], inputs)
            for record, inputs in zip(self, self._get_all_inputs(), strict=True)
        ]

    def _score(self, rules):
        return score(rules[self.criterion_id], self._get_inputs())

    def _get_inputs(self):
        self.ensure_one()
        [inputs] = self._get_all_inputs()
        return inputs

    def _get_all_inputs(self):
        """Return the ``scoring.Inputs`` of each of these records."""
        columns = [read_column(self, name) for name in INPUT_FIELDS]
        return [self._make_inputs(*row) for row in zip(*columns, strict=True)]

    @api.model
    def _make_inputs(self, option, *values):
        """Return the ``scoring.Inputs`` of what stands in ``INPUT_FIELDS``."""
        *numbers, not_applicable = values
        return Inputs(
            # what is being made has no number yet
            option or None,
            *map(self._to_optional_decimal, numbers),
            not_applicable=bool(not_applicable),
        )

    @api.model
    def _to_optional_decimal(self, value):
        return None if value is None or value is False else to_decimal(value)

    @api.model
    def _format_number(self, value):
        """Return ``value`` as people of the user's language write it, without trailing zeros."""
        return format_number(self.env, value)
