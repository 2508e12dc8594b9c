"""What an authority is asked, and what its answer is worth."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from .errors import TimestampError

_SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
_GRANTED = 0
#: Letters of an authority's name that are kept.
LONGEST_NAME = 500
# What the libraries raise for bytes that are no answer.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Stamp:
    """A timestamp as its authority wrote it.

    :ivar moment: when, UTC and naive, in whole seconds
    :ivar authority: the name in the certificate that signed
    """

    moment: datetime
    authority: str


def make_request(message: bytes) -> tuple[bytes, int]:
    """Return what asks for a timestamp of this message, and the number that the answer has to repeat."""
    request = TimestampRequestBuilder(data=message, hash_algorithm=HashAlgorithm.SHA256).build()
    return request.as_bytes(), request.nonce


def read_roots(text: str) -> list[x509.Certificate]:
    """Return the certificates of a text in PEM.

    :raises TimestampError: when it holds none, or something that is none.
    """
    try:
        return x509.load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise TimestampError("no_roots", error) from error


def read_stamp(answer: bytes, message: bytes, nonce: int | None = None) -> Stamp:
    """Return what an answer says; whose it is has to be checked by ``check_signer``.

    :param nonce: what was asked with; None for an answer that was kept.
    :raises TimestampError: when it is no timestamp, or not of this message.
    """
    response = _decode(answer)
    if response.status != _GRANTED:
        # what it says of the reason is anybody's text
        raise TimestampError("refused", f"{response.status} {response.status_string}"[:500])
    try:
        info = response.tst_info
        imprint = info.message_imprint
        found = imprint.hash_algorithm, bytes(imprint.message)
        moment = info.gen_time.astimezone(timezone.utc)
        stamp = Stamp(moment.replace(tzinfo=None, microsecond=0), _read_authority(response))
    except _UNREADABLE as error:
        raise TimestampError("garbage", error) from error
    if found != (_SHA256, hashlib.sha256(message).digest()):
        raise TimestampError("digest")
    if nonce is not None and info.nonce != nonce:
        raise TimestampError("nonce")
    return stamp


def check_signer(answer: bytes, roots: Sequence[x509.Certificate]):
    """Check that one of these authorities, or one that they vouch for, has signed this answer for timestamps.

    The certificates had to be valid when it was signed, not now.

    :raises TimestampError: when it has not, or there are no authorities.
    """
    if not roots:
        raise TimestampError("no_roots")
    response = _decode(answer)
    try:
        own = bytes(response.tst_info.message_imprint.message)
        VerifierBuilder(roots=list(roots)).build().verify(response, own)
    except (VerificationError, *_UNREADABLE) as error:
        raise TimestampError("signer", error) from error


def _decode(answer):
    try:
        return decode_timestamp_response(_sort_certificates(answer))
    except _UNREADABLE as error:
        raise TimestampError("garbage", error) from error


def _sort_certificates(answer):
    """Return the answer with the certificates that it brings along in the order that DER asks for.

    Many authorities, those that run OpenSSL among them, send them in another one, which the client refuses. Bytes
    change places; nothing that is signed is touched. What is not built like an answer stays as it is.
    """
    # of an answer its token, of that the content, in that what is signed, of which the fourth part holds certificates
    path = ((0x30, 0), (0x30, 1), (0xA0, 1), (0x30, 0), (0xA0, 3))
    start, end = 0, len(answer)
    for tag, place in path:
        parts = _split(answer, start, end)
        if place >= len(parts) or parts[place][0] != tag:
            return answer
        _tag, _first, start, end = parts[place]
    certificates = [answer[first:last] for _tag, first, _start, last in _split(answer, start, end)]
    if sum(map(len, certificates)) != end - start:
        return answer
    return answer[:start] + b"".join(sorted(certificates)) + answer[end:]


def _split(content, start, end):
    """Return tag, begin, begin of the value and end of each part of a DER value, as far as they can be told."""
    parts = []
    while end - start >= 2:
        tag, length, value = content[start], content[start + 1], start + 2
        if length >= 0x80:
            value += length & 0x7F
            length = int.from_bytes(content[start + 2 : value], "big")
        if value + length > end:
            break
        parts.append((tag, start, value, value + length))
        start = value + length
    return parts


def _read_authority(response):
    """Return the name in the certificate that the answer says signed it; empty where it does not bring it along."""
    signers = [(one.issuer, one.serial_number) for one in response.signed_data.signer_infos]
    for content in response.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(content)
        if (certificate.issuer, certificate.serial_number) in signers:
            return certificate.subject.rfc4514_string()[:LONGEST_NAME]
    return ""
