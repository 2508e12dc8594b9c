from odoo import fields, models
from odoo.exceptions import UserError

from ..core.scoring import WITH_OPTIONS, Option, Rule, to_decimal
from ..core.workbook.numbers import ScoreError, parse_score
from ..core.workbook.rubric.form import LARGEST_NUMBER
from ..core.workbook.rubric.rule_guess import Level, guess_rule
from ..fields import (
    DERIVED_LENGTH,
    REASON_LENGTH,
    SCORE_DIGITS,
    LimitedChar,
    LimitedText,
    OptionalFloat,
    choices_of,
)
from ..messages.workbooks import say_ambiguous

_SEPARATOR = "; "
_REST = "-"


class CchcRubricImportLine(models.TransientModel):
    """How one criterion of a workbook will be scored: guessed, and corrected before the import.

    What the workbook says is only shown here; the import reads it again.
    """

    _name = "cchc.rubric.import.line"
    _description = "Scoring Rule of an Imported Criterion"
    _order = "node_index, id"

    wizard_id = fields.Many2one("cchc.rubric.import", required=True, ondelete="cascade")
    node_index = fields.Integer(help="Which criterion of the workbook, counted from 0.")
    code = LimitedChar(max_length=DERIVED_LENGTH)
    name = LimitedText("Criterion", max_length=DERIVED_LENGTH)
    max_score = fields.Float("Maximum Score", digits=SCORE_DIGITS)
    options = LimitedText(
        help="The options and their scores, as the workbook has them.", max_length=DERIVED_LENGTH
    )
    rule_type = fields.Selection("_selection_rule_type", "Scoring Rule", required=True)
    band_basis = fields.Selection("_selection_band_basis", required=True)
    thresholds = LimitedChar(
        help="For bands: from where each option holds, in the order of the options, with "
        "semicolons between them: “100; > 70; -”. A dash is the rest.",
        max_length=DERIVED_LENGTH,
    )
    points_per_item = OptionalFloat(digits=SCORE_DIGITS)
    ratio_floor = OptionalFloat(digits=SCORE_DIGITS)
    ratio_target = OptionalFloat(digits=SCORE_DIGITS)
    scored_by = fields.Selection("_selection_scored_by", required=True)
    section = fields.Selection("_selection_section", required=True, default="base")
    confidence = fields.Selection(
        [
            ("stated", "Stated in the workbook"),
            ("sure", "Sure"),
            ("likely", "Likely"),
            ("guess", "Please check"),
        ],
        "How Sure",
    )
    reason = LimitedChar("Why", max_length=REASON_LENGTH)

    def _selection_rule_type(self):
        return self._selection_of("rule_type")

    def _selection_band_basis(self):
        return self._selection_of("band_basis")

    def _selection_scored_by(self):
        return self._selection_of("scored_by")

    def _selection_section(self):
        return self._selection_of("section")

    def _selection_of(self, name):
        return choices_of(self.env["cchc.criterion"]._fields[name], self.env)

    def _format_levels(self, levels):
        """Return thresholds as ``thresholds`` holds them; empty where there is none."""
        if not any(level.threshold or level.strict for level in levels):
            return False
        format_number = self.env["cchc.scored.mixin"]._format_number
        return _SEPARATOR.join(
            ("> " if level.strict else "") + format_number(level.threshold)
            if level.threshold or level.strict
            else _REST
            for level in levels
        )

    def _read_levels(self, count, proposed):
        """Return the ``Level`` of each of the criterion's ``count`` options.

        What was proposed and left as it was is taken as it is, not read again from how it is shown.

        :raises UserError: naming the criterion, when a threshold is no number or one is missing.
        """
        self.ensure_one()
        if not (self.thresholds or "").strip():
            return [Level()] * count
        # below 0 is what could not be read
        is_read = all((level.threshold or 0) >= 0 for level in proposed)
        if is_read and self.thresholds == self._format_levels(proposed):
            return proposed
        levels = [self._read_level(text) for text in self.thresholds.split(";")]
        if len(levels) != count:
            raise UserError(
                self.env._(
                    "%(criterion)s has %(options)s options, but %(thresholds)s thresholds. "
                    "Give one for each, with semicolons between them and a dash for the rest.",
                    criterion=self._label(),
                    options=count,
                    thresholds=len(levels),
                )
            )
        return levels

    def _make_rule(self, node):
        """Return the rule that the import makes of this line, as ``scoring`` takes it.

        Thresholds that cannot be read are none: the checks then say what is missing, and the import which they are.
        """
        levels = [Level()] * len(node.options)
        if self.rule_type == "band":
            proposed = guess_rule(node, self.section).levels
            try:
                levels = self._read_levels(len(node.options), proposed)
            except UserError:
                levels = [Level()] * len(node.options)
        options = [
            Option(place, option.name, option.score or 0, level.threshold, level.strict)
            for place, (option, level) in enumerate(zip(node.options, levels, strict=True))
        ]
        return Rule(
            type=self.rule_type,
            max_score=to_decimal(node.max_score or 0),
            options=options if self.rule_type in WITH_OPTIONS else (),
            basis=self.band_basis or "percent",
            ratio_floor=self._to_optional(self.ratio_floor),
            ratio_target=self._to_optional(self.ratio_target),
            points_per_item=self._to_optional(self.points_per_item),
        )

    def _to_optional(self, value):
        return to_decimal(value) if value else None

    def _read_level(self, text):
        number = text.strip().removesuffix("%").strip()
        if number in ("", "-", "–", "—"):
            return Level()
        strict = number.startswith(">") and not number.startswith(">=")
        try:
            threshold = parse_score(number.lstrip(">=≥ "), LARGEST_NUMBER)
        except ScoreError as error:
            if error.kind == "ambiguous":
                raise UserError(say_ambiguous(self.env, self._label(), error)) from error
            threshold = None
        if threshold is None or threshold < 0:
            raise UserError(
                self.env._(
                    "%(criterion)s: “%(text)s” is not a threshold.",
                    criterion=self._label(),
                    text=text.strip(),
                )
            )
        return Level(threshold, strict)

    def _label(self):
        return " ".join(filter(None, (self.code, self.name)))
