from odoo import models


class CchcDemo(models.AbstractModel):
    """Plays the demonstration year, by the same buttons that people press."""

    _name = "cchc.demo"
    _description = "Demonstration Year"
