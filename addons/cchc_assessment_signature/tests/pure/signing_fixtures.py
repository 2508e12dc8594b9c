"""A certificate authority, and PDFs that its certificates sign."""

import datetime
import io

from asn1crypto import algos as asn1_algos
from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore
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

    def _sign(self, subject, public_key, start, end, authority=False, purpose=None):
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
        builder = (
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
        )
        if purpose:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def signer(
        self,
        name="Sở Nội vụ mẫu",
        start=NOW - YEAR,
        end=NOW + YEAR,
        organisations=("UBND tỉnh Mẫu",),
        part="",
        is_weak=False,
    ):
        parts = [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, part)] if part else []
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
                *(x509.NameAttribute(NameOID.ORGANIZATION_NAME, one) for one in organisations),
                *parts,
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        certificate = _load(self._sign(subject, key.public_key(), start, end))
        if is_weak:
            self._sign_weakly(certificate)
        return SimpleSigner(
            signing_cert=certificate,
            signing_key=_load_key(key),
            cert_registry=self._store(),
        )

    def _sign_weakly(self, certificate):
        """Sign a certificate anew as it was done in former times, which `cryptography` refuses to do."""
        algorithm = asn1_algos.SignedDigestAlgorithm({"algorithm": "sha1_ecdsa"})
        certificate["tbs_certificate"]["signature"] = algorithm
        certificate["signature_algorithm"] = algorithm
        content = certificate["tbs_certificate"].dump(force=True)
        certificate["signature_value"] = self.key.sign(content, ec.ECDSA(hashes.SHA1()))

    def _store(self):
        store = SimpleCertificateStore()
        store.register(_load(self.certificate))
        return store

    def timestamper(self, moment=NOW, start=NOW - 5 * YEAR, end=NOW + 5 * YEAR, digest=None):
        """A timestamping service that says that it is ``moment``."""
        # the kind of key that pyHanko's own service takes
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dấu thời gian mẫu")])
        purpose = ExtendedKeyUsageOID.TIME_STAMPING
        certificate = self._sign(subject, key.public_key(), start, end, purpose=purpose)
        return DummyTimeStamper(
            _load(certificate),
            _load_key(key),
            self._store(),
            fixed_dt=moment,
            override_md=digest,
        )

    def revocation_list(self, moment=NOW, revoked=()):
        """What the authority says at ``moment`` of its certificates: signers that are revoked, and since when."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(moment)
            .next_update(moment + datetime.timedelta(days=30))
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
            .add_extension(x509.CRLNumber(1), critical=False)
        )
        for signer, since in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(signer.signing_cert.serial_number)
                .revocation_date(since)
                .build()
            )
        made = builder.sign(self.key, hashes.SHA256())
        return asn1_crl.CertificateList.load(made.public_bytes(serialization.Encoding.DER))

    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def der(self):
        return self.certificate.public_bytes(serialization.Encoding.DER)


def _load(certificate):
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _load_key(key):
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return asn1_keys.PrivateKeyInfo.load(private)


def signed(data, signer, field="Signature", timestamper=None, digest="sha256", **options):
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm=digest, **options)
    pdf_signer = PdfSigner(
        metadata, signer, timestamper=timestamper, new_field_spec=SigFieldSpec(field)
    )
    return pdf_signer.sign_pdf(writer).getvalue()


def with_revocation_lists(data, *lists):
    """Return ``data`` with what authorities say of their certificates in its store (PAdES B-LT)."""
    output = io.BytesIO(data)
    DocumentSecurityStore.add_dss(output, None, crls=lists)
    return output.getvalue()


def stamped(data, timestamper):
    """Return ``data`` with a timestamp of the whole document behind it (PAdES B-LTA)."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    return PdfTimeStamper(timestamper).timestamp_pdf(writer, "sha256").getvalue()


def appended(data):
    """Return ``data`` with its pages turned by an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(page.get("/Rotate", 0) + 90)
    writer.update_container(page)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
