import base64
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def make_certificate(name, ca=True):
    """A certificate of an authority of this name, made for the occasion and valid until 2036.

    :param ca: whether it says to be an authority's; None: it says nothing of that.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1))
        .not_valid_after(datetime(2036, 1, 1))
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
    return builder.sign(key, hashes.SHA256())


def authority_values(certificate, name="CA", encoding=serialization.Encoding.PEM):
    """What the administrator enters of an authority: its certificate, and the fingerprint that it has made known."""
    return {
        "name": name,
        "file": base64.b64encode(certificate.public_bytes(encoding)),
        "stated_fingerprint": certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
    }
