"""What the score sheet shows of a document."""

from odoo import models

from ...compat import read_column

CHIP_COLUMNS = (
    "document_number",
    "name",
    "display_name",
    "document_date",
    "file_remarks",
    "filing_remarks",
    "requirement_ids",
)


class CchcEvidence(models.Model):
    _inherit = "cchc.evidence"

    def _get_sheet_chips(self):
        """What the sheet shows of each of these documents; another module may add to it."""
        columns = (read_column(self, name) for name in CHIP_COLUMNS)
        return [
            {
                "id": document_id,
                "label": number or name,
                "title": title,
                "date": date.isoformat() if date else False,
                "remarks": "\n".join(filter(None, remarks)),
                "requirement_ids": list(requirement_ids),
            }
            for document_id, number, name, title, date, *remarks, requirement_ids in zip(
                self._ids, *columns, strict=True
            )
        ]
