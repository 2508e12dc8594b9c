"""A certificate authority, and PDFs that its certificates sign."""

import datetime
import io

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.datetime.now(datetime.timezone.utc)
YEAR = datetime.timedelta(days=365)


class Authority:
    """A certificate authority with its key."""

    def __init__(self, name="Tổ chức chứng thực mẫu"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        self.certificate = self._sign(
            self.name, self.key.public_key(), NOW - 9 * YEAR, NOW + 9 * YEAR, authority=True
        )

    def _sign(self, subject, public_key, start, end, authority=False):
        usage = {
            "digital_signature": not authority,
            "content_commitment": not authority,
            "key_cert_sign": authority,
            "crl_sign": authority,
            "key_encipherment": False,
            "data_encipherment": False,
            "key_agreement": False,
            "encipher_only": False,
            "decipher_only": False,
        }
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(own, critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def signer(
        self,
        name="Sở Nội vụ mẫu",
        start=NOW - YEAR,
        end=NOW + YEAR,
        organisations=("UBND tỉnh Mẫu",),
    ):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
                *(x509.NameAttribute(NameOID.ORGANIZATION_NAME, one) for one in organisations),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        certificate = self._sign(subject, key.public_key(), start, end)
        store = SimpleCertificateStore()
        store.register(_load(self.certificate))
        private = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return SimpleSigner(
            signing_cert=_load(certificate),
            signing_key=asn1_keys.PrivateKeyInfo.load(private),
            cert_registry=store,
        )

    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def der(self):
        return self.certificate.public_bytes(serialization.Encoding.DER)


def _load(certificate):
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def signed(data, signer, field="Signature", **options):
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", **options)
    output = PdfSigner(metadata, signer, new_field_spec=SigFieldSpec(field)).sign_pdf(writer)
    return output.getvalue()


def appended(data):
    """Return ``data`` with its pages turned by an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(page.get("/Rotate", 0) + 90)
    writer.update_container(page)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
