from odoo import fields, models

from ...fields import CODE_LENGTH, LimitedChar


class CchcDocumentType(models.Model):
    """A type of administrative document, such as a report or a decision (loại văn bản)."""

    _name = "cchc.document.type"
    _description = "Document Type"
    _inherit = ["cchc.owned.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = LimitedChar(required=True, translate=True)
    code = LimitedChar(
        "Abbreviation",
        required=True,
        help='As it stands in a document\'s number: "BC" in "12/BC-SNV".',
        max_length=CODE_LENGTH,
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: all companies share it, and the administrator alone changes it.",
    )
    active = fields.Boolean(default=True)

    _company_code_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)",
        "Another type of document has this abbreviation already.",
    )
