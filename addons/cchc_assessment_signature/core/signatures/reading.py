"""The digital signatures in a PDF.

pyHanko does the cryptography; where it is not installed, nothing is checked. A certificate is judged
by the authorities that the caller trusts, by its dates, and by what revocation data the file
itself brings along: nothing is fetched.

A time is believed where a trusted timestamp states it, of the signature or of the whole document
(PAdES B-T, B-LTA). Where revocation data in the file (B-LT) says that the certificate was good at
that time, the signature stays valid after the certificate has expired or was revoked.
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
        DocumentSecurityStore,
        EmbeddedPdfSignature,
        SignatureCoverageLevel,
        async_validate_pdf_signature,
        async_validate_pdf_timestamp,
    )
    from pyhanko.sign.validation.errors import NoDSSFoundError, ValidationInfoReadingError
    from pyhanko.sign.validation.ltv import retrieve_adobe_revocation_info
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
STATUSES = ("altered", "untrusted", "expired", "weak", "not_checked", "valid", "unsigned")

#: What a signature brings along for later, from little to much, by the last part of PAdES' names of it.
LEVELS = ("b", "t", "lt", "lta")
#: What is known of a signature's own timestamp.
STAMPS = ("none", "broken", "weak", "untrusted", "trusted")
#: Digests for which two contents of one value can be made.
WEAK_DIGESTS = frozenset({"md2", "md5", "sha1"})

#: What may be wrong with a signature, and what it makes of the file.
PROBLEMS = {
    "altered": "altered",
    "extended": "altered",
    "revoked": "untrusted",
    "untrusted": "untrusted",
    "expired": "expired",
    "weak": "weak",
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
    ``expired``: the certificate was not valid when it was used, or is no longer and nothing in the
    file proves that it was. ``digest`` is what was signed with, as "sha256"; ``level`` is one of
    :data:`LEVELS`, ``stamp`` one of :data:`STAMPS`. ``problem`` is one of :data:`PROBLEMS`, None
    if all is well.
    """

    signer: str = ""
    organisation: str = ""
    signed_at: datetime.datetime | None = None
    intact: bool = False
    covers_whole_file: bool = False
    trusted: bool = False
    expired: bool = False
    digest: str = ""
    level: str = "b"
    stamp: str = "none"
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
    stamps = []
    embedded_ones = []
    for index, (name, _value, field) in enumerate(fields):
        if index >= limits.count:
            yield _Checked(Signature(problem="too_many"))
            break
        try:
            embedded = EmbeddedPdfSignature(reader, field, name)
            is_stamp = embedded.sig_object_type == "/DocTimeStamp"
        except Exception:  # noqa: BLE001 (pyHanko raises whatever a broken signature provokes)
            yield _Checked(Signature(problem="unreadable"))
            continue
        (stamps if is_stamp else embedded_ones).append(embedded)
    brought = _Brought.read(reader, stamps, roots) if embedded_ones else _Brought()
    for embedded in embedded_ones:
        # what a file brings along may be broken, on purpose: the signature is judged without it, then
        checked = _try(embedded, brought, roots) or _try(embedded, None, roots)
        yield checked or _Checked(Signature(problem="unreadable"))


def _try(embedded: "EmbeddedPdfSignature", brought: "_Brought | None", roots: list):
    """Return a signature as :func:`_check` judges it; None where it cannot be read."""
    try:
        return _check(embedded, brought, roots)
    except WorkLimitError:
        raise
    except Exception:  # noqa: BLE001 (pyHanko raises whatever a broken signature provokes)
        return None


def _check(embedded: "EmbeddedPdfSignature", brought: "_Brought | None", roots: list) -> _Checked:
    """Judge a signature by what its file and itself bring along; by nothing of that where ``brought`` is None."""
    now = datetime.datetime.now(datetime.timezone.utc)
    store = brought.store if brought else _Store()
    archive = brought.find_archive(embedded) if brought else None
    archive = archive or _Archive(now)
    status = _validate(embedded, store.make_context(roots, now))
    certificate = status.signing_cert
    stamp, stamped_at = _judge_stamp(embedded, status, archive, roots, store)
    signed_at = stamped_at or in_utc(status.signer_reported_dt)
    # long after, only what lies below a document's timestamp cannot have been put there since
    kept = archive.store if archive.store else store
    if brought:
        kept = kept.with_revocation_of(embedded)
    then = _judge_then(embedded, kept, roots, stamped_at or kept.get_last_word() or now)
    is_proven = bool(then and then.trusted)
    first, last = certificate.not_valid_before, certificate.not_valid_after
    expired = not is_within(first, last, now, signed_at or now)
    trusted, revoked = status.trusted, status.revoked
    if stamped_at and is_proven:
        trusted, revoked, expired = True, False, False
    elif then and then.revoked:
        trusted, revoked = False, True
    elif not trusted and (expired or _is_out_of_dates(status)):
        # who is trusted and what has expired are two questions
        expired = True
        moment = min(max(signed_at or now, first), last)
        trusted = _validate(embedded, store.make_context(roots, moment), skip_diff=True).trusted
    intact = status.intact and status.valid
    signature = Signature(
        signer=_name_part(certificate, "common_name"),
        organisation=_name_organisation(certificate),
        signed_at=signed_at,
        intact=intact,
        covers_whole_file=_covers_whole_file(status),
        trusted=trusted,
        expired=expired,
        digest=status.md_algorithm,
        level=_level(stamped_at, is_proven, archive),
        stamp=stamp,
        problem=_problem(
            intact=intact,
            revoked=revoked,
            trusted=trusted,
            expired=expired,
            weak=_is_weak(status),
        ),
    )
    signed_again = status.docmdp_ok and status.modification_level == ModificationLevel.FORM_FILLING
    return _Checked(signature, embedded.signed_revision, bool(signed_again))


@dataclass(frozen=True)
class _Store:
    """What a file brings along to judge its certificates by."""

    certificates: tuple = ()
    ocsps: tuple = ()
    crls: tuple = ()

    @classmethod
    def read(cls, handler) -> "_Store":
        """Read what the file holds, or held at one of its revisions; nothing where there is none."""
        try:
            kept = DocumentSecurityStore.read_dss(handler)
        except NoDSSFoundError:
            return cls()
        context = kept.as_validation_context({"trust_roots": [], "allow_fetching": False})
        return cls(tuple(kept.load_certs()), tuple(context.ocsps), tuple(context.crls))

    def __bool__(self) -> bool:
        return bool(self.ocsps or self.crls)

    def with_revocation_of(self, embedded: "EmbeddedPdfSignature") -> "_Store":
        """Return it with what the signature itself brings along, as Adobe's programs put it there."""
        try:
            ocsps, crls = retrieve_adobe_revocation_info(embedded.signer_info)
        except ValidationInfoReadingError:
            return self
        return replace(self, ocsps=(*self.ocsps, *ocsps), crls=(*self.crls, *crls))

    def get_last_word(self) -> datetime.datetime | None:
        """Return when the latest of the authorities' words was said: what is revoked stays revoked."""
        said = [one["tbs_cert_list"]["this_update"].native for one in self.crls]
        for response in self.ocsps:
            said += [
                one["this_update"].native
                for one in response.response_data["responses"]
                if response["response_status"].native == "successful"
            ]
        return max(said, default=None)

    def make_context(self, roots: list, moment, **options) -> "ValidationContext":
        # an empty list of roots is no trust at all, None would be what the machine trusts;
        # a weak digest is said by itself, and not by taking the trust away
        return ValidationContext(
            trust_roots=list(roots),
            moment=moment,
            allow_fetching=False,
            other_certs=list(self.certificates),
            ocsps=list(self.ocsps),
            crls=list(self.crls),
            weak_hash_algos=frozenset(),
            **options,
        )


@dataclass(frozen=True)
class _Archive:
    """The trusted timestamps of a whole document behind a signature.

    :ivar moment: since when it is there, going by the earliest of them; now where there is none.
    :ivar is_stamped: whether there is one.
    :ivar store: what of the file's revocation data the latest of them covers.
    """

    moment: datetime.datetime
    is_stamped: bool = False
    store: _Store = _Store()


@dataclass(frozen=True)
class _Brought:
    """What a file brings along for all of its signatures, read and judged once.

    :ivar archives: of each trusted timestamp of the document, from the latest on, its revision and how what lies
        below it stands.
    """

    store: _Store = _Store()
    archives: tuple[tuple[int, _Archive], ...] = ()

    @classmethod
    def read(cls, reader, stamps: list, roots: list) -> "_Brought":
        """Read it; of what is broken nothing counts, and nothing that lies below it."""
        store, archives = _Store(), []
        try:
            store = _Store.read(reader)
            for one in _judge_archives(stamps, roots, store):
                archives.append(one)
        except WorkLimitError:
            raise
        except Exception:  # noqa: BLE001 (pyHanko raises whatever a broken store or timestamp provokes)
            return cls(store, tuple(archives))
        return cls(store, tuple(archives))

    def find_archive(self, embedded: "EmbeddedPdfSignature") -> "_Archive | None":
        behind = [one for revision, one in self.archives if revision > embedded.signed_revision]
        return behind[-1] if behind else None


def _judge_archives(stamps: list, roots: list, store: _Store) -> Iterator[tuple[int, _Archive]]:
    """Go from the latest timestamp of the document back to the first, each judged at the later one's time."""
    archive = _Archive(datetime.datetime.now(datetime.timezone.utc))
    for stamp in sorted(stamps, key=lambda one: one.signed_revision, reverse=True):
        context = store.make_context(roots, archive.moment, retroactive_revinfo=True)
        status = asyncio.run(async_validate_pdf_timestamp(stamp, context, skip_diff=True))
        if not (status.intact and status.valid and status.trusted) or _is_weak(status):
            continue
        covered = archive.store
        if not archive.is_stamped:
            covered = _Store.read(stamp.reader.get_historical_resolver(stamp.signed_revision))
        archive = _Archive(in_utc(status.timestamp), True, covered)
        yield stamp.signed_revision, archive


def _judge_stamp(embedded, status, archive: _Archive, roots: list, store: _Store):
    """Return what the signature's own timestamp is worth, and the time that may be believed, if any."""
    stamp = status.timestamp_validity
    if stamp and archive.is_stamped:
        # its authority's certificate may have expired since
        context = store.make_context(roots, archive.moment, retroactive_revinfo=True)
        stamp = _validate(embedded, context, skip_diff=True).timestamp_validity
    own = "none"
    if stamp:
        own = "trusted" if stamp.trusted else "untrusted"
        if _is_weak(stamp):
            own = "weak"
        if not (stamp.intact and stamp.valid):
            own = "broken"
    if own == "trusted":
        return own, in_utc(stamp.timestamp)
    return own, archive.moment if archive.is_stamped else None


def _judge_then(embedded, store: _Store, roots: list, moment: datetime.datetime):
    """Return how the signature stands at that moment by the file's own revocation data; None where there is none."""
    if not store:
        return None
    context = store.make_context(roots, moment, revocation_mode="require", retroactive_revinfo=True)
    return _validate(embedded, context, skip_diff=True)


def _level(stamped_at, is_proven: bool, archive: _Archive) -> str:
    if not stamped_at:
        return "b"
    if not is_proven:
        return "t"
    return "lta" if archive.store else "lt"


def _is_weak(status) -> bool:
    """Whether the signature, or a certificate below the trusted one, was made with a weak digest."""
    path = status.validation_path
    used = {status.md_algorithm}
    for certificate in list(path.iter_certs(include_root=False)) if path else ():
        used.add(certificate.hash_algo)
    return not WEAK_DIGESTS.isdisjoint(used)


def in_utc(moment: datetime.datetime | None) -> datetime.datetime | None:
    """Return a moment of which nobody said where in the world it was as one of UTC."""
    if moment and not moment.tzinfo:
        return moment.replace(tzinfo=datetime.timezone.utc)
    return moment


def is_within(first, last, *moments: datetime.datetime) -> bool:
    """Whether all these moments lie between the first and the last, these two included."""
    return all(first <= moment <= last for moment in moments)


def _validate(embedded: "EmbeddedPdfSignature", context: "ValidationContext", skip_diff=False):
    usage = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
    return asyncio.run(
        async_validate_pdf_signature(
            embedded, context, key_usage_settings=usage, skip_diff=skip_diff
        )
    )


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


def _problem(
    *, intact: bool, revoked: bool, trusted: bool, expired: bool, weak: bool
) -> str | None:
    if not intact:
        return "altered"
    if revoked:
        return "revoked"
    if not trusted:
        return "untrusted"
    if expired:
        return "expired"
    return "weak" if weak else None


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


def _name_organisation(certificate: "x509.Certificate") -> str:
    """Return the part of the organisation first, if one is named: it is the one that issues documents."""
    parts = (
        _name_part(certificate, key) for key in ("organizational_unit_name", "organization_name")
    )
    return ", ".join(filter(None, parts))[:LONGEST_NAME]


def _name_part(certificate: "x509.Certificate", key: str) -> str:
    value = certificate.subject.native.get(key, "")
    return (" ".join(value) if isinstance(value, list) else str(value))[:LONGEST_NAME]
