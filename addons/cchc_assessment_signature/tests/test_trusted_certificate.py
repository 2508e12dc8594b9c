import base64
import datetime

from cryptography.hazmat.primitives import serialization

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase
from odoo.addons.cchc_assessment.tests.whole import test_text_lengths

from .certificates import make_certificate


@tagged("post_install", "-at_install")
class TestTrustedCertificate(CchcCase):
    """Whom the administrator trusts."""

    MODULE = "cchc_assessment_signature"

    def test_a_certificate_says_whose_it_is(self):
        """A PEM or DER certificate shows its subject and its end; anything else is refused."""
        certificate = make_certificate("CA thử nghiệm")
        for encoding in (serialization.Encoding.PEM, serialization.Encoding.DER):
            record = self.env["cchc.trusted.certificate"].create(
                {"name": "CA", "file": base64.b64encode(certificate.public_bytes(encoding))}
            )
            self.assertIn("CA thử nghiệm", record.subject)
            self.assertEqual(record.valid_until, datetime.datetime(2036, 1, 1))
        with self.assertRaisesRegex(UserError, "not a certificate"):
            self.env["cchc.trusted.certificate"].create(
                {"name": "CA", "file": base64.b64encode(b"khong phai")}
            )

    def test_texts_have_a_length(self):
        """What the administrator may type has a bound; the subject is read out of a file that has one."""
        texts = test_text_lengths.TestTextLengths._texts(self)
        without = {field.name for field in texts if not getattr(field, "max_length", None)}
        self.assertEqual(without, {"subject"})
