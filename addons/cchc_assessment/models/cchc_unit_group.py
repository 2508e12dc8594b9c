from odoo import fields, models

from ..fields import CODE_LENGTH, LimitedChar


class CchcUnitGroup(models.Model):
    _name = "cchc.unit.group"
    _description = "Unit Group"
    _order = "sequence, name, id"

    name = LimitedChar(required=True, translate=True)
    code = LimitedChar(required=True, max_length=CODE_LENGTH)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "Another unit group has this code already.")
