from odoo import models


class CchcRubricImport(models.TransientModel):
    _name = "cchc.rubric.import"
    _description = "Import a Rubric from a Workbook"
