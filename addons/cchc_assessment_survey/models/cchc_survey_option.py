from odoo import api, fields, models

from odoo.addons.cchc_assessment.fields import LimitedChar, ScoreFloat


class CchcSurveyOption(models.Model):
    """An answer that may be chosen, and what it is worth."""

    _name = "cchc.survey.option"
    _description = "Choice of a Survey's Question"
    _inherit = ["cchc.survey.part.mixin"]
    _order = "sequence, id"
    _part_of = "question_id"

    question_id = fields.Many2one(
        "cchc.survey.question", required=True, ondelete="cascade", index=True, check_company=True
    )
    survey_id = fields.Many2one(related="question_id.survey_id", store=True, index=True)
    company_id = fields.Many2one(related="question_id.company_id", store=True, index=True)
    name = LimitedChar("Choice", required=True)
    percent = ScoreFloat(
        "Worth (%)", default=0, aggregator=None, help="Of the criterion's maximum, from 0 to 100."
    )
    is_counted = fields.Boolean(
        "Counted",
        default=True,
        help="Not ticked for “no opinion”: whoever answers so changes the mean of the others by nothing.",
    )
    answer_id = fields.Many2one(
        "survey.question.answer",
        "Choice on the Pages",
        copy=False,
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )

    _percent_range = models.Constraint(
        "CHECK(percent >= 0 AND percent <= 100)", "A choice is worth 0 to 100 %."
    )

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(("name", "percent", "is_counted"), "_check_is_asked_later"),
        }

    def _copy_values(self):
        """Return the values of answers like these for another question."""
        return [
            {
                "sequence": option.sequence,
                "name": option.name,
                "percent": option.percent,
                "is_counted": option.is_counted,
            }
            for option in self
        ]
