from odoo import fields, models

from ...fields import CODE_LENGTH, LimitedChar


class CchcUnitGroup(models.Model):
    _name = "cchc.unit.group"
    _description = "Unit Group"
    _inherit = ["cchc.owned.mixin", "cchc.single.line.mixin"]
    _order = "sequence, name, id"
    _equips_company = True

    name = LimitedChar(required=True, translate=True)
    code = LimitedChar(required=True, max_length=CODE_LENGTH)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: all companies share it, and the administrator alone changes it.",
    )
    active = fields.Boolean(default=True)

    _company_code_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "Another unit group has this code already."
    )
