import base64
import binascii

from cryptography import x509

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cchc_assessment.fields import LimitedChar


class CchcTrustedCertificate(models.Model):
    """A certificate of an authority whose digital signatures are trusted."""

    _name = "cchc.trusted.certificate"
    _description = "Trusted Signing Authority"
    _order = "name, id"

    name = LimitedChar(required=True)
    file = fields.Binary("Certificate", required=True, attachment=False, help="PEM or DER.")
    file_name = LimitedChar()
    subject = fields.Char(compute="_compute_subject", store=True)
    valid_until = fields.Datetime(compute="_compute_subject", store=True)
    active = fields.Boolean(default=True)

    @api.depends("file")
    def _compute_subject(self):
        for record in self:
            certificate = record._parse()
            record.subject = certificate and certificate.subject.rfc4514_string()
            record.valid_until = certificate and certificate.not_valid_after_utc.replace(
                tzinfo=None
            )

    @api.constrains("file")
    def _check_file(self):
        for record in self:
            if not record._parse():
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is not a certificate. Upload the authority's certificate as a "
                        "PEM or DER file.",
                        name=record.name,
                    )
                )

    def _parse(self):
        """Return the certificate, or None where the file is none."""
        content = self._get_content()
        load = (
            x509.load_pem_x509_certificate
            if b"-----BEGIN" in content
            else x509.load_der_x509_certificate
        )
        try:
            return load(content)
        except ValueError:
            return None

    def _get_content(self):
        self.ensure_one()
        try:
            # the bytes themselves, also for a caller that wants sizes instead
            return base64.b64decode(self.with_context(bin_size=False).file or b"")
        except binascii.Error:
            return b""

    @api.model
    def _get_certificates(self):
        """Return the bytes of every certificate that is trusted."""
        return [record._get_content() for record in self.search([])]
