from odoo import fields, models

from ..fields import SingleLine


class CchcUnitGroup(models.Model):
    _name = "cchc.unit.group"
    _description = "Unit Group"
    _order = "sequence, name, id"

    name = SingleLine(required=True, translate=True)
    code = SingleLine(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "Another unit group has this code already.")
