from odoo import fields, models


class CchcUnitGroup(models.Model):
    _name = "cchc.unit.group"
    _description = "Unit Group"
    _inherit = ["cchc.single.line.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "Another unit group has this code already.")
