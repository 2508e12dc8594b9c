"""Receiving: what became of a document that came by e-mail."""

from odoo import models

from ...fields import LimitedChar


class CchcEvidence(models.Model):
    _name = "cchc.evidence"
    _inherit = ["cchc.evidence"]

    received_from = LimitedChar(
        "Received From",
        readonly=True,
        copy=False,
        help="The address that sent the document to the mailbox of its unit.",
    )

    def _note_letter(self, address):
        """Note that this document, just filed, came by e-mail, and log it."""
        self._write_as_system({"received_from": address})
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": self.assessment_id.id,
                    "action": "document",
                    "field": "received_from",
                    "old_value": self.display_name,
                    "new_value": address,
                }
            ]
        )
