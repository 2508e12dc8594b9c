"""What the score sheet shows of a document."""

from odoo import models


class CchcEvidence(models.Model):
    _inherit = "cchc.evidence"

    def _get_sheet_chip(self):
        """What the sheet shows of this document."""
        return {
            "id": self.id,
            "label": self.document_number or self.name,
            "title": self.display_name,
            "date": self.document_date and self.document_date.isoformat(),
            "remarks": "\n".join(filter(None, (self.file_remarks, self.filing_remarks))),
            "requirement_ids": self.requirement_ids.ids,
        }
