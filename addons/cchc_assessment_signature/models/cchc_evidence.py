from odoo import api, fields, models

from odoo.addons.cchc_assessment.compat import read_column
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
        columns = (read_column(self, name) for name in ("is_superseded", "signature_status"))
        return [
            # nothing is read of documents of which nothing is known: the sheet asks of each of them
            said if superseded or status == "not_checked" else [*said, *document._judge_signing()]
            for document, said, superseded, status in zip(
                self, super()._find_filing_remarks(), *columns, strict=True
            )
        ]

    def _judge_signing(self):
        """Return what is to be said of how this document, which was not replaced, is signed or not."""
        remarks = []
        if self.signature_status == "unsigned":
            if self.form == "signed" or (self.document_number and self.form != "scan"):
                remarks.append(self.env._(UNSIGNED))
            return remarks
        remarks += self._find_bad_signatures()
        if signers := self._find_other_signers():
            params = {"issuer": self.issuer, "signers": signers}
            remarks.append(fill_in(self.env, OTHER_SIGNER, params, longest=LONGEST_SAID))
        return remarks

    def _find_bad_signatures(self):
        """Return what is wrong with the signatures of this document.

        That nobody vouches for them is said by their status alone: it may be that no authority is known yet.
        """
        if self.signature_status == "valid":
            return []
        codes = dict.fromkeys(self.signature_ids.mapped("problem_code"))
        return [self.env._(PROBLEMS[code]) for code in codes if code in POINTED_OUT]

    def _find_other_signers(self):
        """Return for whom those signed whom somebody vouches for, where none of them is the issuer; else ""."""
        if not self.issuer:
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

    def _get_sheet_chips(self):
        return [
            {**chip, "mark": MARKS.get(status, False)}
            for chip, status in zip(
                super()._get_sheet_chips(), read_column(self, "signature_status"), strict=True
            )
        ]
