from odoo import fields, models


class CchcDocumentType(models.Model):
    """A type of administrative document, such as a report or a decision (loại văn bản)."""

    _name = "cchc.document.type"
    _description = "Document Type"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        "Abbreviation",
        required=True,
        help='As it stands in a document\'s number: "BC" in "12/BC-SNV".',
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another type of document has this abbreviation already."
    )
