import base64
import datetime
import io

from cryptography.hazmat.primitives import serialization

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase, make_pdf
from odoo.addons.cchc_assessment.tests.whole import test_text_lengths

from ..core.signatures import read_signatures
from .certificates import authority_values, make_certificate
from .pure.signing_fixtures import Authority, signed


@tagged("post_install", "-at_install")
class TestTrustedCertificate(CchcCase):
    """Whom the administrator trusts."""

    MODULE = "cchc_assessment_signature"

    def test_a_certificate_says_whose_it_is(self):
        """A PEM or DER certificate shows its subject and its end; anything else is refused."""
        certificate = make_certificate("CA thử nghiệm")
        for encoding in (serialization.Encoding.PEM, serialization.Encoding.DER):
            record = self.env["cchc.trusted.certificate"].create(
                authority_values(certificate, encoding=encoding)
            )
            self.assertIn("CA thử nghiệm", record.subject)
            self.assertEqual(record.valid_until, datetime.datetime(2036, 1, 1))
            self.assertTrue(record.is_checked)
        with self.assertRaisesRegex(UserError, "not a certificate"):
            self.env["cchc.trusted.certificate"].create(
                {**authority_values(certificate), "file": base64.b64encode(b"khong phai")}
            )

    def test_the_fingerprint_is_asked_for(self):
        """Without the fingerprint that the authority made known, or with another, nothing is trusted."""
        authorities = self.env["cchc.trusted.certificate"]
        values = authority_values(make_certificate("CA thử nghiệm"))
        other = authority_values(make_certificate("CA thử nghiệm"))
        for stated in (False, "", "3F:0A", "z" * 64):
            with self.assertRaisesRegex(UserError, "State the SHA-256 fingerprint"):
                authorities.create({**values, "stated_fingerprint": stated})
        with self.assertRaisesRegex(UserError, "not the certificate") as refused:
            authorities.create({**values, "stated_fingerprint": other["stated_fingerprint"]})
        # who is told the right answer would type that
        said = str(refused.exception).lower()
        self.assertNotIn(values["stated_fingerprint"].replace(":", "").lower(), said)
        record = authorities.create(values)
        with self.assertRaisesRegex(UserError, "not the certificate"):
            record.file = other["file"]

    def test_a_file_of_two_certificates(self):
        """The fingerprint of one says nothing of another that lies in its file: nobody is trusted by such a file."""
        known, stranger = make_certificate("CA đã biết"), make_certificate("CA lạ")
        values = authority_values(known)
        both = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (known, stranger))
        with self.assertRaisesRegex(UserError, "not a certificate"):
            self.env["cchc.trusted.certificate"].create({**values, "file": base64.b64encode(both)})

    def test_a_signer_is_no_authority(self):
        """A certificate that may not issue others is not taken, though its fingerprint is right."""
        for ca in (False, None):
            with self.assertRaisesRegex(UserError, "of an authority"), self.cr.savepoint():
                self.env["cchc.trusted.certificate"].create(
                    authority_values(make_certificate("Người ký", ca=ca))
                )

    def test_two_in_a_file_from_before(self):
        """Both certificates of a file that was trusted before fingerprints were asked for are trusted on."""
        record = self.env["cchc.trusted.certificate"].create(
            authority_values(make_certificate("CA cũ"))
        )
        authorities = Authority("CA một"), Authority("CA hai")
        both = b"".join(authority.pem() for authority in authorities)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_trusted_certificate SET stated_fingerprint = NULL, is_checked = NULL"
        )
        self.env.cr.execute(
            "UPDATE cchc_trusted_certificate SET file = %s WHERE id = %s",
            (base64.b64encode(both), record.id),
        )
        self.env.invalidate_all()
        for authority in authorities:
            data = io.BytesIO(signed(make_pdf("Bao cao"), authority.signer()))
            self.assertEqual(read_signatures(data, record._get_certificates()).status, "valid")

    def test_those_from_before(self):
        """What was trusted before fingerprints were asked for is trusted on, and shown as not checked."""
        record = self.env["cchc.trusted.certificate"].create(
            authority_values(make_certificate("CA cũ"))
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_trusted_certificate SET stated_fingerprint = NULL, is_checked = NULL"
        )
        self.env.invalidate_all()
        self.assertIn(record, record.search([("is_checked", "=", False)]))
        self.assertEqual(len(record._get_certificates()), 1)
        record.name = "CA cũ, đổi tên"

    def test_texts_have_a_length(self):
        """What the administrator may type has a bound; subject and fingerprint are read out of a file that has one."""
        texts = test_text_lengths.TestTextLengths._texts(self)
        without = {field.name for field in texts if not getattr(field, "max_length", None)}
        self.assertEqual(without, {"subject", "fingerprint"})
