from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.signatures import PROBLEMS as STATUS_OF_PROBLEM
from .cchc_evidence import STATUSES
from .messages import PROBLEMS

# By PAdES' names; other signatures are said to be what they amount to.
LEVELS = [
    ("b", "Basic (B-B)"),
    ("t", "Timestamped (B-T)"),
    ("lt", "With revocation data (B-LT)"),
    ("lta", "For long keeping (B-LTA)"),
]
STAMPS = [
    ("none", "None"),
    ("broken", "Broken"),
    ("weak", "Weak digest"),
    ("untrusted", "Of an unknown service"),
    ("trusted", "Of a trusted service"),
]


class CchcEvidenceSignature(models.Model):
    """One digital signature in a filed PDF, as it was read when the document was filed."""

    _name = "cchc.evidence.signature"
    _description = "Digital Signature"
    _inherit = ["cchc.own.defaults.mixin", "cchc.closed.mixin", "cchc.owned.mixin"]
    _order = "evidence_id, signed_at, id"
    _rec_name = "signer"

    evidence_id = fields.Many2one(
        "cchc.evidence",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="evidence_id.company_id")
    unit_id = fields.Many2one(related="evidence_id.unit_id", store=True, index=True)
    signer = fields.Char(readonly=True)
    organisation = fields.Char(readonly=True)
    signed_at = fields.Datetime(readonly=True)
    intact = fields.Boolean("Unchanged Since", readonly=True)
    covers_whole_file = fields.Boolean("Covers the Whole File", readonly=True)
    trusted = fields.Boolean("Trusted Authority", readonly=True)
    expired = fields.Boolean("Certificate Expired", readonly=True)
    digest = fields.Char(readonly=True, help="By which the signed bytes are known, such as sha256.")
    level = fields.Selection(
        LEVELS,
        "Kept For",
        readonly=True,
        help="What the signature brings along so that it can be checked when its certificate has expired.",
    )
    stamp = fields.Selection(STAMPS, "Timestamp", readonly=True)
    problem_code = fields.Char(readonly=True)
    status = fields.Selection(
        STATUSES, "Signature", compute="_compute_problem", help="What this one signature is worth."
    )
    problem = fields.Char(compute="_compute_problem")

    @api.depends("problem_code")
    @api.depends_context("lang")
    def _compute_problem(self):
        for signature in self:
            code = signature.problem_code
            signature.problem = self.env._(PROBLEMS[code]) if code else ""
            signature.status = STATUS_OF_PROBLEM[code] if code else "valid"

    @api.model
    def _say(self, name, value):
        """Return what a value of one of these selections is called, in the language of whoever reads it."""
        return dict(self.fields_get([name])[name]["selection"]).get(value, "")

    def _check_may_create(self, vals_list):
        self._refuse_fields(())

    def _refuse_fields(self, names):
        raise AccessError(
            self.env._("Digital signatures are read from the file; nobody writes them down.")
        )

    @api.model
    def _record(self, found):
        """Keep what was read in the files of documents.

        :param found: for each ``cchc.evidence`` the ``Signature`` objects of its file.
        """
        rows = [
            {
                "evidence_id": evidence.id,
                "signer": signature.signer,
                "organisation": signature.organisation,
                "signed_at": signature.signed_at
                and signature.signed_at.astimezone(UTC).replace(tzinfo=None),
                "intact": signature.intact,
                "covers_whole_file": signature.covers_whole_file,
                "trusted": signature.trusted,
                "expired": signature.expired,
                "digest": signature.digest,
                "level": signature.level,
                "stamp": signature.stamp,
                "problem_code": signature.problem,
            }
            for evidence, signatures in found.items()
            for signature in signatures
        ]
        if rows:
            self._create_as_system(rows)

    @api.model
    def _copy_rows(self, sources, copies):
        """Keep for each of ``copies`` what was read in the file that it shares with its source."""
        # sudo: the right to the documents was checked
        sources, rows = sources.sudo(), []
        for source, copy in zip(sources, copies, strict=True):
            rows += [{**vals, "evidence_id": copy.id} for vals in source.signature_ids.copy_data()]
        if rows:
            self._create_as_system(rows)
