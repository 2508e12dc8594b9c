from odoo import models


class CchcCriterionRequirement(models.Model):
    """A document that the rubric asks for as proof of a criterion."""

    _name = "cchc.criterion.requirement"
    _inherit = ["cchc.criterion.part"]
    _description = "Required Document"
