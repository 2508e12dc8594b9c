import base64
import binascii

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cchc_assessment.fields import LimitedChar

# Two letters a byte, with a mark between each, and blanks around.
FINGERPRINT_LENGTH = 100


class CchcTrustedCertificate(models.Model):
    """A certificate of an authority whose digital signatures are trusted.

    Whoever adds it states the fingerprint that the authority has made known, which they got by another way than the
    file: only where both agree is it taken.
    """

    _name = "cchc.trusted.certificate"
    _description = "Trusted Signing Authority"
    _order = "name, id"

    name = LimitedChar(required=True)
    file = fields.Binary("Certificate", required=True, attachment=False, help="PEM or DER.")
    file_name = LimitedChar()
    subject = fields.Char(compute="_compute_subject", store=True)
    valid_until = fields.Datetime(compute="_compute_subject", store=True)
    fingerprint = fields.Char(
        "Fingerprint of the File",
        compute="_compute_subject",
        store=True,
        help="SHA-256, as the file itself has it.",
    )
    stated_fingerprint = LimitedChar(
        "Fingerprint Made Known by the Authority",
        max_length=FINGERPRINT_LENGTH,
        copy=False,
        help="SHA-256, of 64 letters and figures, as the authority publishes it or tells you by telephone or in an "
        "official letter; never the one that came with the file.",
    )
    is_checked = fields.Boolean(
        "Fingerprint Checked",
        compute="_compute_is_checked",
        store=True,
        help="Authorities that were added before fingerprints were asked for are trusted on, and not checked.",
    )
    active = fields.Boolean(default=True)

    @api.depends("file")
    def _compute_subject(self):
        for record in self:
            certificate = record._parse()
            record.subject = certificate and certificate.subject.rfc4514_string()
            record.valid_until = certificate and certificate.not_valid_after_utc.replace(
                tzinfo=None
            )
            record.fingerprint = certificate and certificate.fingerprint(hashes.SHA256()).hex()

    @api.depends("fingerprint", "stated_fingerprint")
    def _compute_is_checked(self):
        for record in self:
            stated = _read_fingerprint(record.stated_fingerprint)
            record.is_checked = bool(stated) and stated == record.fingerprint

    @api.constrains("file")
    def _check_file(self):
        for record in self:
            if not record._parse():
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is not a certificate. Upload the authority's certificate as a "
                        "PEM or DER file with this one in it.",
                        name=record.name,
                    )
                )

            if not _is_authority(record._parse()):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is not the certificate of an authority: whose it is may sign documents, and "
                        "vouches for nobody.",
                        name=record.name,
                    )
                )

    @api.constrains("file", "stated_fingerprint")
    def _check_fingerprint(self):
        """Refuse what is not the certificate that the authority has made known."""
        for record in self:
            if not _read_fingerprint(record.stated_fingerprint):
                raise ValidationError(
                    self.env._(
                        "State the SHA-256 fingerprint of “%(name)s” as the authority has made it known: 64 "
                        "letters and figures.",
                        name=record.name,
                    )
                )
            if not record.is_checked:
                raise ValidationError(
                    self.env._(
                        "The file is not the certificate that “%(name)s” has made known: its fingerprint is "
                        "another one. Get the certificate anew, and do not trust this one.",
                        name=record.name,
                    )
                )

    def _parse(self):
        """Return the certificate, or None where the file is none, or holds several."""
        content = self._get_content()
        try:
            if b"-----BEGIN" not in content:
                return x509.load_der_x509_certificate(content)
            # one fingerprint says nothing of a second one in the file
            found = x509.load_pem_x509_certificates(content)
        except ValueError:
            return None
        return found[0] if len(found) == 1 else None

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
        return [record._get_trusted() for record in self.search([])]

    def _get_trusted(self):
        """Return what is trusted: the one certificate whose fingerprint was checked, in its own bytes.

        Of what was added before fingerprints were asked for, all that is in the file.
        """
        checked = self.is_checked and self._parse()
        return checked.public_bytes(serialization.Encoding.DER) if checked else self._get_content()


def _is_authority(certificate):
    """Whether a certificate is of somebody who may issue others, by its own word."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _read_fingerprint(text):
    """Return a SHA-256 fingerprint as it is compared, however it is typed; "" where it is none."""
    digits = "".join(char for char in (text or "").lower() if char not in " \t:-")
    return digits if len(digits) == 64 and set(digits) <= set("0123456789abcdef") else ""
