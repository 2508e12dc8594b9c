"""The digital signatures in a PDF.

pyHanko does the cryptography; where it is not installed, nothing is checked. A certificate is judged
by the authorities that the caller trusts, by its dates, and by what revocation lists the file
itself brings along: nothing is fetched.
"""

import asyncio
import datetime
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from .limits import LIMITS, LONGEST_NAME, SignatureLimits
from .shared import BoundedFile, WorkLimitError, bounded, count_inflation

try:
    import pyhanko.pdf_utils.filters
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.crypt import AuthStatus
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation import (
        EmbeddedPdfSignature,
        SignatureCoverageLevel,
        async_validate_pdf_signature,
    )
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext
except ImportError:
    PdfFileReader = None
else:
    # What is wrong with a signature is in the report, and not also in the log.
    for _name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(_name).setLevel(logging.CRITICAL)
    count_inflation(pyhanko.pdf_utils.filters)

# From bad to good. What was altered is altered whoever signed it; a certificate that nobody vouches
# for says nothing, its dates included; what could not be read may be any of these.
STATUSES = ("altered", "untrusted", "expired", "not_checked", "valid", "unsigned")

#: What may be wrong with a signature, and what it makes of the file.
PROBLEMS = {
    "altered": "altered",
    "extended": "altered",
    "revoked": "untrusted",
    "untrusted": "untrusted",
    "expired": "expired",
    "unreadable": "not_checked",
    "too_many": "not_checked",
}
_STATUS_OF_PROBLEM = {None: "valid", **PROBLEMS}
_MAX_READ = 32 * 1024 * 1024


@dataclass(frozen=True)
class Signature:
    """One signature.

    ``signed_at`` is a trusted time stamp's time, else what the signer's machine said. ``intact``:
    the bytes that were signed have not changed. ``covers_whole_file``: nothing was added after
    signing but what signing again adds. ``trusted``: the certificate chains to a trusted authority.
    ``expired``: the certificate was not valid when it was used, or is no longer. ``problem`` is
    one of :data:`PROBLEMS`, None if all is well.
    """

    signer: str = ""
    organisation: str = ""
    signed_at: datetime.datetime | None = None
    intact: bool = False
    covers_whole_file: bool = False
    trusted: bool = False
    expired: bool = False
    problem: str | None = None


@dataclass(frozen=True)
class SignatureReport:
    """``status`` is the worst of its signatures, in the order of :data:`STATUSES`.

    ``not_checked``: pyHanko is not installed, or the file or one of its signatures cannot be read;
    ``unsigned``: no signature is in it.
    """

    status: str
    signatures: tuple[Signature, ...] = ()


def read_signatures(
    file: BinaryIO,
    trusted_certificates: Iterable[bytes] = (),
    *,
    limits: SignatureLimits = LIMITS,
) -> SignatureReport:
    """Read who signed a PDF and whether it is unchanged since; nothing is fetched from a network.

    Never raises: what cannot be read is ``not_checked``.

    :param trusted_certificates: the authorities that are trusted, PEM or DER; one that cannot be
        read is passed over.
    """
    if PdfFileReader is None:
        return SignatureReport("not_checked")
    roots = list(_certificates(trusted_certificates))
    checked: list[_Checked] = []
    try:
        with bounded(limits.calls, limits.inflated):
            reader = PdfFileReader(BoundedFile(file, _MAX_READ), strict=False)
            if reader.encrypted and reader.decrypt(b"").status == AuthStatus.FAILED:
                return SignatureReport("not_checked")
            fields = list(enumerate_sig_fields(reader, filled_status=True))
            for one in _check_all(reader, fields, roots, limits):
                checked.append(one)
    except WorkLimitError:
        checked.append(_Checked(Signature(problem="too_many")))
    except Exception:  # noqa: BLE001 (pyHanko raises whatever a broken file provokes)
        return SignatureReport("not_checked")
    signatures = tuple(_judge(checked))
    if not signatures:
        return SignatureReport("unsigned")
    statuses = {_STATUS_OF_PROBLEM[signature.problem] for signature in signatures}
    return SignatureReport(min(statuses, key=STATUSES.index), signatures)


def _certificates(sources: Iterable[bytes]) -> Iterator["x509.Certificate"]:
    for source in sources:
        try:
            blocks = [source]
            if pem.detect(source):
                blocks = [block for _kind, _headers, block in pem.unarmor(source, multiple=True)]
            for block in blocks:
                certificate = x509.Certificate.load(block, strict=True)
                # the parts are only parsed when they are looked at
                if certificate.native:
                    yield certificate
        except (ValueError, TypeError):
            continue


@dataclass(frozen=True)
class _Checked:
    """A signature, and whether what was added behind it is no more than signing again adds."""

    signature: Signature
    revision: int = 0
    signed_again: bool = False


def _check_all(reader, fields: list, roots: list, limits: SignatureLimits) -> Iterator[_Checked]:
    for index, (name, _value, field) in enumerate(fields):
        if index >= limits.count:
            yield _Checked(Signature(problem="too_many"))
            return
        try:
            embedded = EmbeddedPdfSignature(reader, field, name)
            if embedded.sig_object_type != "/DocTimeStamp":
                yield _check(embedded, roots)
        except Exception:  # noqa: BLE001 (pyHanko raises whatever a broken signature provokes)
            yield _Checked(Signature(problem="unreadable"))


def _check(embedded: "EmbeddedPdfSignature", roots: list) -> _Checked:
    now = datetime.datetime.now(datetime.timezone.utc)
    status = _validate(embedded, roots, now)
    certificate = status.signing_cert
    stamp = status.timestamp_validity
    signed_at = in_utc(stamp.timestamp if stamp and stamp.trusted else status.signer_reported_dt)
    first, last = certificate.not_valid_before, certificate.not_valid_after
    expired = not is_within(first, last, now, signed_at or now)
    trusted = status.trusted
    if not trusted and (expired or _is_out_of_dates(status)):
        # who is trusted and what has expired are two questions
        expired = True
        trusted = _validate(embedded, roots, min(max(signed_at or now, first), last)).trusted
    intact = status.intact and status.valid
    signature = Signature(
        signer=_name_part(certificate, "common_name"),
        organisation=_name_part(certificate, "organization_name"),
        signed_at=signed_at,
        intact=intact,
        covers_whole_file=_covers_whole_file(status),
        trusted=trusted,
        expired=expired,
        problem=_problem(intact=intact, revoked=status.revoked, trusted=trusted, expired=expired),
    )
    signed_again = status.docmdp_ok and status.modification_level == ModificationLevel.FORM_FILLING
    return _Checked(signature, embedded.signed_revision, bool(signed_again))


def in_utc(moment: datetime.datetime | None) -> datetime.datetime | None:
    """Return a moment of which nobody said where in the world it was as one of UTC."""
    if moment and not moment.tzinfo:
        return moment.replace(tzinfo=datetime.timezone.utc)
    return moment


def is_within(first, last, *moments: datetime.datetime) -> bool:
    """Whether all these moments lie between the first and the last, these two included."""
    return all(first <= moment <= last for moment in moments)


def _validate(embedded: "EmbeddedPdfSignature", roots: list, moment: datetime.datetime):
    # an empty list of roots is no trust at all, None would be what the machine trusts
    context = ValidationContext(trust_roots=list(roots), moment=moment, allow_fetching=False)
    usage = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
    return asyncio.run(async_validate_pdf_signature(embedded, context, key_usage_settings=usage))


def _is_out_of_dates(status) -> bool:
    """Tell whether a certificate of the chain is out of its dates, an authority's for example."""
    return status.trust_problem_indic is not None and status.trust_problem_indic.name in {
        "EXPIRED",
        "NOT_YET_VALID",
        "OUT_OF_BOUNDS_NO_POE",
        "OUT_OF_BOUNDS_NOT_REVOKED",
    }


def _covers_whole_file(status) -> bool:
    return status.coverage == SignatureCoverageLevel.ENTIRE_FILE or (
        status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and status.modification_level in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES)
    )


def _problem(*, intact: bool, revoked: bool, trusted: bool, expired: bool) -> str | None:
    if not intact:
        return "altered"
    if revoked:
        return "revoked"
    if not trusted:
        return "untrusted"
    return "expired" if expired else None


def _judge(checked: Iterable[_Checked]) -> list[Signature]:
    """Return the signatures from first to last, each with regard to what came after it."""
    items = sorted(checked, key=lambda item: item.revision, reverse=True)
    # one that was not checked may be the one that explains what was added
    unknown = any(_STATUS_OF_PROBLEM[item.signature.problem] == "not_checked" for item in items)
    signatures = []
    covered = False
    for item in items:
        signature = item.signature
        if item.signed_again and covered:
            signature = replace(signature, covers_whole_file=True)
        covered = covered or (signature.intact and signature.covers_whole_file)
        explained = signature.covers_whole_file or (item.signed_again and unknown)
        if signature.intact and not explained:
            signature = replace(signature, problem="extended")
        signatures.append(signature)
    return signatures[::-1]


def _name_part(certificate: "x509.Certificate", key: str) -> str:
    value = certificate.subject.native.get(key, "")
    return (" ".join(value) if isinstance(value, list) else str(value))[:LONGEST_NAME]
