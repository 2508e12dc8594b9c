from odoo import api, fields, models

from ..fields import SCORE_DIGITS


class CchcCriterionOption(models.Model):
    """One level of a criterion's scoring rule, as the rubric prints it: a text and its score."""

    _name = "cchc.criterion.option"
    _description = "Scoring Option"
    _order = "criterion_id, sequence, id"

    criterion_id = fields.Many2one("cchc.criterion", required=True, ondelete="cascade", index=True)
    rubric_id = fields.Many2one(related="criterion_id.rubric_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    score = fields.Float(digits=SCORE_DIGITS, required=True)
    threshold = fields.Float(
        digits=SCORE_DIGITS,
        help="The percentage or count from which this option holds. "
        "Empty or 0: the option holds for all the rest.",
    )
    threshold_strict = fields.Boolean(
        "Strictly Above", help='The threshold itself does not count: "trên 90 %" and not "từ 90 %".'
    )

    @api.depends("name", "score")
    @api.depends_context("lang")
    def _compute_display_name(self):
        format_score = self.env["cchc.scored.mixin"]._format_number
        for option in self:
            option.display_name = f"{option.name} ({format_score(option.score)})"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["cchc.criterion"].browse(
            vals["criterion_id"] for vals in vals_list if vals.get("criterion_id")
        ).rubric_id._check_is_draft()
        return super().create(vals_list)

    def write(self, vals):
        self.rubric_id._check_is_draft()
        if vals.get("criterion_id"):
            self.env["cchc.criterion"].browse(vals["criterion_id"]).rubric_id._check_is_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.rubric_id._check_is_draft()
