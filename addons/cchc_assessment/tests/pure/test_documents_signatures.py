"""Digital signatures of a certificate authority that the test makes."""

import datetime
import io
import socket
import subprocess
import sys
from pathlib import Path

import documents_fixtures as fixtures
import pytest
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

from documents import SIGNATURE_STATUSES, SignatureLimits, read_signatures
from documents.wording import TEMPLATES

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

    def signer(self, name="Sở Nội vụ mẫu", start=NOW - YEAR, end=NOW + YEAR):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "UBND tỉnh Mẫu"),
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


def _signed(data, signer, field="Signature"):
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    output = PdfSigner(metadata, signer, new_field_spec=SigFieldSpec(field)).sign_pdf(writer)
    return output.getvalue()


def _appended(data):
    """Return ``data`` with its pages turned by an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(page.get("/Rotate", 0) + 90)
    writer.update_container(page)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


AUTHORITY = Authority()
PLAIN = fixtures.pdf(lines=["A sample"], compress=0)
GOOD = _signed(PLAIN, AUTHORITY.signer())


def _read(data, *trusted, **options):
    return read_signatures(io.BytesIO(data), trusted or [AUTHORITY.pem()], **options)


def test_good_signature():
    """A signature by a trusted authority's certificate on an unchanged file is valid."""
    report = _read(GOOD)
    assert report.status == "valid"
    (signature,) = report.signatures
    assert signature.signer == "Sở Nội vụ mẫu"
    assert signature.organisation == "UBND tỉnh Mẫu"
    assert abs(signature.signed_at - NOW) < datetime.timedelta(hours=1)
    assert signature.intact
    assert signature.covers_whole_file
    assert signature.trusted
    assert not signature.expired
    assert signature.message("vi") == ""


def test_authorities_are_read_in_each_form():
    """Authorities may be PEM, several in one, or DER; one that cannot be read is passed over."""
    other = Authority("Tổ chức khác")
    for trusted in (
        [AUTHORITY.der()],
        [other.pem() + AUTHORITY.pem()],
        [
            b"nonsense",
            b"",
            b"-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n",
            AUTHORITY.der(),
        ],
    ):
        assert _read(GOOD, *trusted).status == "valid"


def test_unsigned():
    """A PDF without a signature is unsigned, whether anybody is trusted or not."""
    assert _read(PLAIN) == read_signatures(io.BytesIO(PLAIN))
    assert _read(PLAIN).status == "unsigned"


def test_altered_inside():
    """A byte changed within what was signed shows."""
    report = _read(GOOD.replace(b"A sample", b"B sample"))
    assert report.status == "altered"
    assert not report.signatures[0].intact
    assert report.signatures[0].problem == "altered"
    assert report.signatures[0].signer == "Sở Nội vụ mẫu"


def test_appended_update():
    """A page that is changed by an update behind the signed bytes shows."""
    report = _read(_appended(GOOD))
    assert report.status == "altered"
    (signature,) = report.signatures
    assert signature.intact
    assert not signature.covers_whole_file
    assert signature.problem == "extended"


def test_untrusted():
    """A certificate of an authority that is not on the list is not trusted, nor is any if it is empty."""
    for trusted in ([Authority().pem()], [b"nonsense"]):
        report = _read(GOOD, *trusted)
        assert report.status == "untrusted"
        assert report.signatures[0].intact
        assert not report.signatures[0].trusted
    assert read_signatures(io.BytesIO(GOOD)).status == "untrusted"


@pytest.mark.parametrize(
    ("start", "end"), [(NOW - 3 * YEAR, NOW - YEAR), (NOW + YEAR, NOW + 2 * YEAR)]
)
def test_expired(start, end):
    """A certificate that is out of its dates is said to be, though its authority is trusted."""
    data = _signed(PLAIN, AUTHORITY.signer(start=start, end=end))
    report = _read(data)
    assert report.status == "expired"
    (signature,) = report.signatures
    assert signature.expired
    assert signature.trusted
    assert signature.intact
    assert _read(data, Authority().pem()).status == "untrusted"


def test_several_signatures():
    """Signing again doesn't break the first signature; the report has the worst of all."""
    first = AUTHORITY.signer("Người ký thứ nhất")
    twice = _signed(_signed(PLAIN, first, "One"), AUTHORITY.signer("Cơ quan"), "Two")
    report = _read(twice)
    assert [signature.signer for signature in report.signatures] == ["Người ký thứ nhất", "Cơ quan"]
    assert report.status == "valid"
    assert all(signature.covers_whole_file for signature in report.signatures)
    foreign = _signed(twice, Authority().signer("Người lạ"), "Three")
    report = _read(foreign)
    assert report.status == "untrusted"
    assert [signature.trusted for signature in report.signatures] == [True, True, False]
    report = _read(_appended(foreign))
    assert report.status == "altered"
    assert not any(signature.covers_whole_file for signature in report.signatures)


def test_change_between_two_signatures():
    """A page changed before somebody signs again is covered by the second signature only."""
    data = _signed(_appended(_signed(PLAIN, AUTHORITY.signer(), "One")), AUTHORITY.signer(), "Two")
    report = _read(data)
    assert report.status == "altered"
    assert [signature.covers_whole_file for signature in report.signatures] == [False, True]


def test_encrypted_without_a_password():
    """A signature in a PDF that opens with an empty password is read."""
    writer = IncrementalPdfFileWriter(io.BytesIO(fixtures.locked_pdf("")))
    writer.encrypt(b"")
    signer = PdfSigner(
        PdfSignatureMetadata(field_name="One", md_algorithm="sha256"),
        AUTHORITY.signer(),
        new_field_spec=SigFieldSpec("One"),
    )
    assert _read(signer.sign_pdf(writer).getvalue()).status == "valid"


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", fixtures.picture("PNG"), GOOD[: len(GOOD) // 2], fixtures.locked_pdf("x")],
    ids=["empty", "text", "png", "half", "locked"],
)
def test_what_cannot_be_read_is_not_checked(data):
    """A file that is no whole, open PDF is not checked, and nothing is raised."""
    assert _read(data).status == "not_checked"


def test_signature_that_cannot_be_read_is_not_valid():
    """Nonsense in the place of a signature makes the file unchecked, never valid or unsigned."""
    start = GOOD.index(b"/Contents <") + len(b"/Contents <")
    report = _read(GOOD[:start] + b"00" * 40 + GOOD[start + 80 :])
    assert report.status == "not_checked"
    assert report.signatures[0].problem == "unreadable"
    assert report.signatures[0].message("en")


def test_number_of_signatures_is_bounded():
    """Beyond the limit nothing is checked, and the file is not called valid."""
    data = _signed(_signed(PLAIN, AUTHORITY.signer(), "One"), AUTHORITY.signer(), "Two")
    report = _read(data, limits=SignatureLimits(count=1))
    assert report.status == "not_checked"
    assert "too_many" in {signature.problem for signature in report.signatures}
    assert _read(data, limits=SignatureLimits(seconds=-1)).status == "not_checked"


def test_every_problem_has_words():
    """Each problem is worded in both languages, and leads to one of the statuses."""
    from documents.signatures import _STATUS_OF_PROBLEM

    problems = {key.partition(".")[2] for key in TEMPLATES if key.startswith("signature.")}
    assert problems == set(_STATUS_OF_PROBLEM) - {None}
    assert set(_STATUS_OF_PROBLEM.values()) <= set(SIGNATURE_STATUSES)


def test_nothing_is_fetched(monkeypatch):
    """Checking opens no connection."""

    def refuse(*_args, **_options):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert _read(GOOD).status == "valid"
    assert _read(GOOD, Authority().pem()).status == "untrusted"


def test_without_pyhanko(tmp_path):
    """Where pyHanko is not installed, a signed file is not checked, and all else works."""
    path = tmp_path / "signed.pdf"
    path.write_bytes(GOOD)
    code = (
        "import sys; sys.modules['pyhanko'] = None\n"
        "import documents\n"
        f"file = open({str(path)!r}, 'rb')\n"
        "print(documents.read_signatures(file).status, documents.inspect(file, 'a.pdf').page_count)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert result.stdout.split() == ["not_checked", "1"]
