from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.cchc_assessment.core.plain.text import fold
from odoo.addons.cchc_assessment.fields import CODE_LENGTH, STATEMENT_LENGTH, LimitedChar

from ..core.answers.paper import find_choice
from .cchc_survey import SURVEYED_RULES

# More answers are no scale, and their letters would run out.
MOST_OPTIONS = 20


class CchcSurveyQuestion(models.Model):
    """A question of which respondents choose one answer, and the criteria that the answers are about."""

    _name = "cchc.survey.question"
    _description = "Question of a Survey"
    _inherit = ["cchc.survey.part.mixin"]
    _order = "sequence, id"

    survey_id = fields.Many2one(
        "cchc.survey", required=True, ondelete="cascade", index=True, check_company=True
    )
    company_id = fields.Many2one(related="survey_id.company_id", store=True, index=True)
    rubric_ids = fields.Many2many(related="survey_id.period_id.rubric_ids")
    code = LimitedChar(
        required=True,
        max_length=CODE_LENGTH,
        default=lambda self: self._default_code(),
        help="Heads the question's column in the workbook of paper answers, such as C1.",
    )
    name = LimitedChar("Question", required=True, max_length=STATEMENT_LENGTH)
    criterion_ids = fields.Many2many(
        "cchc.criterion",
        string="Criteria",
        check_company=True,
        domain="[('rubric_id', 'in', rubric_ids), ('scored_by', '=', 'council'), ('is_leaf', '=', True)]",
        help="What the answers are about: one criterion of each rubric whose units are judged.",
    )
    option_ids = fields.One2many(
        "cchc.survey.option",
        "question_id",
        "Choices",
        copy=True,
        default=lambda self: self._default_options(),
    )
    option_list = fields.Char("Choices in Short", compute="_compute_option_list")

    _code_uniq = models.Constraint(
        "UNIQUE(survey_id, code)", "Another question of this survey has this code already."
    )

    @api.depends("option_ids.name", "option_ids.percent", "option_ids.is_counted")
    @api.depends_context("lang")
    def _compute_option_list(self):
        say = self.env["cchc.scored.mixin"]._format_number
        for question in self:
            question.option_list = " · ".join(
                f"{option.name} ({say(option.percent)} %)" if option.is_counted else option.name
                for option in question.option_ids
                if option.name
            )

    def _default_code(self):
        survey = self.env["cchc.survey"].browse(self.env.context.get("default_survey_id"))
        return f"C{len(survey.exists().question_ids) + 1}"

    def _default_options(self):
        """Return the usual scale, in the language of the papers; it may be changed."""
        words = self.env["res.lang"]._in_vietnamese(self).env
        return [
            Command.create({"sequence": number, "name": name, "percent": percent})
            for number, (name, percent) in enumerate(
                (
                    (words._("Very satisfied"), 100),
                    (words._("Satisfied"), 60),
                    (words._("Little satisfied"), 20),
                    (words._("Not satisfied"), 0),
                ),
                start=1,
            )
        ]

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(
                ("code", "name", "criterion_ids", "option_ids"),
                "_check_is_asked_later",
            ),
        }

    def _find_problem(self):
        """Return why the question cannot be asked like that, as a sentence; "" if it can."""
        self.ensure_one()
        options = self.option_ids
        if not 2 <= len(options) <= MOST_OPTIONS:
            return self.env._("It has two to %(limit)s choices.", limit=MOST_OPTIONS)
        if len({fold(option.name) for option in options}) < len(options):
            return self.env._("Two of its choices have the same words.")
        names = options.mapped("name")
        if any(find_choice(name, names) != place for place, name in enumerate(names)):
            return self.env._(
                "A choice is called by the number or the letter of another one: on paper it would be taken for that."
            )
        if len(set(options.filtered("is_counted").mapped("percent"))) < 2:
            return self.env._("All choices are worth the same: say what each is worth.")
        if not self.criterion_ids:
            return self.env._("No criterion is named: its answers would be points of nothing.")
        rubrics = self.survey_id.period_id.rubric_ids
        for criterion in self.criterion_ids:
            if (
                criterion.rubric_id not in rubrics
                or criterion.scored_by != "council"
                or not criterion.is_leaf
            ):
                return self.env._(
                    "“%(criterion)s” is no criterion of the period that only the council scores.",
                    criterion=criterion.display_name,
                )
            if criterion.rule_type not in SURVEYED_RULES or not criterion._takes_share():
                return self.env._(
                    "“%(criterion)s” is scored by a rule to which a survey gives nothing.",
                    criterion=criterion.display_name,
                )
        return ""

    def _make_page_values(self, sequence):
        """Return the question of Odoo's survey that shows this one."""
        self.ensure_one()
        return {
            "title": self.name,
            "sequence": sequence,
            "question_type": "simple_choice",
            "constr_mandatory": True,
            "suggested_answer_ids": [
                Command.create({"value": option.name, "sequence": number})
                for number, option in enumerate(self.option_ids, start=1)
            ],
        }
