from datetime import UTC, datetime

from odoo import api, fields, models

from ..core.signatures import read_signatures
from .cchc_evidence import STATUSES
from .messages import PROBLEMS


class CchcSignedMixin(models.AbstractModel):
    """The digital signatures of a signed copy, as they were read when it was filed."""

    _inherit = "cchc.signed.mixin"

    signature_status = fields.Selection(
        [*STATUSES, ("picture", "Scan of a signed paper")], readonly=True, copy=False
    )
    signatures = fields.Json(
        readonly=True, copy=False, help="Each signature that the signed file bears."
    )
    signatures_text = fields.Text("Digital Signatures", compute="_compute_signatures_text")

    @api.depends("signatures")
    @api.depends_context("lang", "tz")
    def _compute_signatures_text(self):
        for record in self:
            record.signatures_text = "\n".join(
                map(record._describe_signature, record.signatures or ())
            )

    def _describe_signature(self, signature):
        """Return who signed, for whom, when, with which timestamp, and what is wrong with it."""
        rows = self.env["cchc.evidence.signature"]
        moment = signature["signed_at"] and datetime.fromisoformat(signature["signed_at"])
        problem = PROBLEMS.get(signature["problem"])
        parts = (
            signature["signer"],
            signature["organisation"],
            moment and f"{self.company_id._cchc_local(moment):%H:%M %d/%m/%Y}",
            # not of what was read before this was
            rows._say("level", signature.get("level")),
            self.env._(problem) if problem else self.env._("Unchanged since it was signed."),
        )
        return " - ".join(filter(None, parts))

    def _get_unsigned_values(self):
        return {**super()._get_unsigned_values(), "signature_status": False, "signatures": False}

    def _read_signed_file(self, handle, facts):
        values = super()._read_signed_file(handle, facts)
        if facts.mimetype != "application/pdf":
            # only a PDF bears digital signatures that could be checked
            return {**values, "signature_status": "picture", "signatures": []}
        # sudo: whom the administrator trusts is no secret of the units
        trusted = self.env["cchc.trusted.certificate"].sudo()._get_certificates()
        report = read_signatures(handle, trusted)
        return {
            **values,
            "signature_status": report.status,
            "signatures": [
                {
                    "signer": signature.signer,
                    "organisation": signature.organisation,
                    "signed_at": signature.signed_at
                    and signature.signed_at.astimezone(UTC).replace(tzinfo=None).isoformat(),
                    "digest": signature.digest,
                    "level": signature.level,
                    "stamp": signature.stamp,
                    "problem": signature.problem,
                }
                for signature in report.signatures
            ],
        }
