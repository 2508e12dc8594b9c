from odoo import fields, models

from ...fields import LimitedChar


class CchcAppendixColumn(models.Model):
    """A column of the appendix that is printed for a rubric.

    It says how the form looks and nothing about how a unit is scored: so it may change when the rubric
    no longer does.
    """

    _name = "cchc.appendix.column"
    _description = "Column of the Appendix"
    _inherit = ["cchc.owned.mixin"]
    _order = "rubric_id, sequence, id"
    _rec_name = "heading"

    rubric_id = fields.Many2one(
        "cchc.rubric", required=True, ondelete="cascade", index=True, check_company=True
    )
    company_id = fields.Many2one(related="rubric_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("code", "Code"),
            ("name", "Criterion"),
            ("max_score", "Maximum Score"),
            ("self_score", "Self Score"),
            ("evidence", "Evidence"),
            ("explanation", "Explanation"),
            ("appraised_score", "Appraised Score"),
            ("remark", "Council's Remark"),
        ],
        "Shows",
        required=True,
    )
    heading = LimitedChar(required=True, help="As printed above the column.")
    width = fields.Integer(
        required=True,
        default=50,
        help="The column's share of the page, beside the widths of the others.",
    )

    _kind_uniq = models.Constraint(
        "UNIQUE(rubric_id, kind)", "The appendix cannot show the same in two columns."
    )
    _width_positive = models.Constraint(
        "CHECK(width BETWEEN 10 AND 1000)", "The width of a column has to be from 10 to 1000."
    )
