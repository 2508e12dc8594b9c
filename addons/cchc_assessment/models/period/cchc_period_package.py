from odoo import models


class CchcPeriod(models.Model):
    """The packages of all that was submitted, by unit group."""

    _name = "cchc.period"
    _inherit = ["cchc.period", "cchc.packaged.mixin"]
