from odoo import fields, models

from ..fields import CODE_LENGTH, LimitedChar


class CchcDocumentType(models.Model):
    """A type of administrative document, such as a report or a decision (loại văn bản)."""

    _name = "cchc.document.type"
    _description = "Document Type"
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
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another type of document has this abbreviation already."
    )
