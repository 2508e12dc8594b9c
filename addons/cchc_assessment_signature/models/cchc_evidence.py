from odoo import api, fields, models

from odoo.addons.cchc_assessment.messages.wording import fill_in

from ..core.signatures import SignatureReport, names_another_body, read_signatures
from .messages import OTHER_SIGNER, PROBLEMS, UNSIGNED

# What the score sheet shows of a document at a glance.
MARKS = {"altered": "bad", "valid": "good"}
KEPT = "signatures"
# What is pointed out beside the status.
POINTED_OUT = {"altered", "extended", "revoked", "expired", "weak"}
# Letters of a name in a sentence.
LONGEST_SAID = 120
# Nobody signed it, or nobody knows.
UNREAD = {"not_checked", "unsigned"}
STATUSES = [
    ("not_checked", "Not checked"),
    ("unsigned", "Not signed"),
    ("valid", "Valid"),
    ("untrusted", "Unknown authority"),
    ("expired", "Certificate expired"),
    ("weak", "Weak digest"),
    ("altered", "Altered after signing"),
]


class CchcEvidence(models.Model):
    _inherit = "cchc.evidence"

    signature_status = fields.Selection(
        STATUSES,
        default="not_checked",
        required=True,
        readonly=True,
        copy=False,
    )
    signature_ids = fields.One2many(
        "cchc.evidence.signature", "evidence_id", "Digital Signatures", readonly=True, copy=False
    )

    @api.model
    def _get_guessing_context(self, vals_list):
        # sudo: whom the administrator trusts is no secret of the units
        trusted = self.env["cchc.trusted.certificate"].sudo()._get_certificates()
        return {**super()._get_guessing_context(vals_list), "trusted": trusted}

    @api.model
    def _read_further(self, handle, facts, known):
        """Read the signatures of a PDF; a document that bears some is filed as a signed one."""
        reading = super()._read_further(handle, facts, known)
        report = SignatureReport("not_checked")
        if facts.mimetype == "application/pdf":
            report = read_signatures(handle, known["trusted"])
        if report.signatures:
            reading.guesses["form"] = "signed"
        reading.values["signature_status"] = report.status
        reading.kept[KEPT] = report.signatures
        return reading

    def _keep_readings(self, readings):
        super()._keep_readings(readings)
        found = {e: reading.kept[KEPT] for e, reading in zip(self, readings, strict=True)}
        self.env["cchc.evidence.signature"]._record(found)

    def _copy_readings(self, sources):
        super()._copy_readings(sources)
        self.env["cchc.evidence.signature"]._copy_rows(sources, self)

    def _get_file_values(self):
        return {**super()._get_file_values(), "signature_status": self.signature_status}

    @api.depends("signature_status", "signature_ids", "form", "document_number", "issuer")
    def _compute_filing_remarks(self):
        super()._compute_filing_remarks()

    def _find_filing_remarks(self):
        remarks = super()._find_filing_remarks()
        is_official = self.form == "signed" or self.document_number
        if (
            self.signature_status == "unsigned"
            and self.form != "scan"
            and is_official
            and not self.is_superseded
        ):
            remarks.append(self.env._(UNSIGNED))
        remarks += self._find_bad_signatures()
        if signers := self._find_other_signers():
            params = {"issuer": self.issuer, "signers": signers}
            remarks.append(fill_in(self.env, OTHER_SIGNER, params, longest=LONGEST_SAID))
        return remarks

    def _find_bad_signatures(self):
        """Return what is wrong with the signatures of this document, until it is replaced.

        That nobody vouches for them is said by their status alone: it may be that no authority is known yet.
        """
        if self.is_superseded or self.signature_status in UNREAD | {"valid"}:
            return []
        codes = dict.fromkeys(self.signature_ids.mapped("problem_code"))
        return [self.env._(PROBLEMS[code]) for code in codes if code in POINTED_OUT]

    def _find_other_signers(self):
        """Return for whom those signed whom somebody vouches for, where none of them is the issuer; else ""."""
        # nothing is read of documents that nobody signed: the sheet asks of each of them
        if not self.issuer or self.is_superseded or self.signature_status in UNREAD:
            return ""
        signed = self.signature_ids.filtered(lambda one: one.trusted and one.intact)
        names = [
            name.strip()
            for one in signed
            for name in [one.signer or "", *(one.organisation or "").split(",")]
        ]
        if not names_another_body(self.issuer, filter(None, names)):
            return ""
        return ", ".join(dict.fromkeys(one.organisation or one.signer or "" for one in signed))

    def _get_sheet_chip(self):
        return {**super()._get_sheet_chip(), "mark": MARKS.get(self.signature_status, False)}
