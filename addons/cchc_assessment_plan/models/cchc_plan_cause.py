from odoo import fields, models

from odoo.addons.cchc_assessment.fields import LimitedChar


class CchcPlanCause(models.Model):
    """A cause of lost points that people choose from; whoever knows a better one writes it in words."""

    _name = "cchc.plan.cause"
    _description = "Cause of Lost Points"
    _inherit = ["cchc.owned.mixin", "cchc.single.line.mixin"]
    _order = "sequence, name, id"

    name = LimitedChar(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Left empty, all companies share it and the administrator alone changes it.",
    )
