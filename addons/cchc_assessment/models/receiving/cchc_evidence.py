"""Receiving: what became of a document that came by e-mail."""

from odoo import api, fields, models

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
    is_sender_proven = fields.Boolean(
        "Sender Proven",
        readonly=True,
        copy=False,
        help="Whether the agency's own mail server vouched for the sender when the e-mail came in.",
    )

    @api.depends("received_from", "is_sender_proven")
    def _compute_filing_remarks(self):
        super()._compute_filing_remarks()

    @api.depends("received_from", "is_sender_proven")
    def _compute_proposals(self):
        super()._compute_proposals()

    def _find_filing_remarks(self):
        remarks = super()._find_filing_remarks()
        # whoever has filed it under a criterion has looked at it
        if self.received_from and not self.is_sender_proven and not self.line_count:
            remarks.append(
                self.env._(
                    "It came by e-mail in the name of “%(address)s”, and nothing proves who sent it.",
                    address=self.received_from,
                )
            )
        return remarks

    def _is_sure(self, proposal):
        is_known = self.is_sender_proven or not self.received_from
        return is_known and super()._is_sure(proposal)

    def _note_letter(self, address, is_sender_proven):
        """Note that this document, just filed, came by e-mail, and log it."""
        self._write_as_system({"received_from": address, "is_sender_proven": is_sender_proven})
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
