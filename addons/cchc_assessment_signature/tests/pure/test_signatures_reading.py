"""Digital signatures of a certificate authority that the test makes."""

import datetime
import io
import socket
import subprocess
import sys

import documents_fixtures as fixtures
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import validation
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from signing_fixtures import (
    NOW,
    YEAR,
    Authority,
    appended,
    signed,
    stamped,
    with_revocation_lists,
)

import core
from core.signatures import PROBLEMS, STATUSES, SignatureLimits, read_signatures
from core.signatures.reading import in_utc, is_within

AUTHORITY = Authority()
PLAIN = fixtures.pdf(lines=["A sample"], compress=0)
GOOD = signed(PLAIN, AUTHORITY.signer())


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
    assert signature.problem is None


def test_names_have_a_length():
    """A certificate that names organisations without end is shown by the first of them."""
    organisations = [f"Đơn vị {number:050}" for number in range(20)]
    (signature,) = _read(signed(PLAIN, AUTHORITY.signer(organisations=organisations))).signatures
    assert signature.trusted
    assert signature.organisation == " ".join(organisations)[:500]


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
    report = _read(appended(GOOD))
    assert report.status == "altered"
    (signature,) = report.signatures
    assert signature.intact
    assert not signature.covers_whole_file
    assert signature.problem == "extended"


def test_untrusted():
    """A certificate of an authority that is not on the list is not trusted, nor is any if it is empty."""
    for trusted in ([Authority().pem()], [b"nonsense"], [AUTHORITY.der() + b"more"]):
        report = _read(GOOD, *trusted)
        assert report.status == "untrusted"
        assert report.signatures[0].intact
        assert not report.signatures[0].trusted
        # nobody vouches for it, which says nothing of its dates
        assert not report.signatures[0].expired
    assert read_signatures(io.BytesIO(GOOD)).status == "untrusted"


@pytest.mark.parametrize(
    ("start", "end"), [(NOW - 3 * YEAR, NOW - YEAR), (NOW + YEAR, NOW + 2 * YEAR)]
)
def test_expired(start, end):
    """A certificate that is out of its dates is said to be, though its authority is trusted."""
    data = signed(PLAIN, AUTHORITY.signer(start=start, end=end))
    report = _read(data)
    assert report.status == "expired"
    (signature,) = report.signatures
    assert signature.expired
    assert signature.trusted
    assert signature.intact
    assert _read(data, Authority().pem()).status == "untrusted"


@pytest.mark.parametrize(
    ("moments", "within"),
    [([0, 9], True), ([9, 0], True), ([-1, 5], False), ([5, 10], False), ([10, 5], False)],
)
def test_dates_of_a_certificate(moments, within):
    """It may be used from the very second that it states to the very last one."""
    first, last, *times = (NOW + datetime.timedelta(seconds=one) for one in (0, 9, *moments))
    assert is_within(first, last, *times) is within


def test_a_time_without_a_zone():
    """Where a signer's machine left the zone out, the time is taken for UTC; others stay as they are."""
    utc, hanoi = datetime.timezone.utc, datetime.timezone(datetime.timedelta(hours=7))
    naive = datetime.datetime(2026, 12, 5, 8, 30)
    assert in_utc(naive) == datetime.datetime(2026, 12, 5, 8, 30, tzinfo=utc)
    assert in_utc(naive.replace(tzinfo=hanoi)).utcoffset() == datetime.timedelta(hours=7)
    assert in_utc(None) is None


def test_a_weak_digest():
    """What was signed by a digest that is not safe any more is called weak; its signer is as trusted as before."""
    data = signed(PLAIN, AUTHORITY.signer(), digest="sha1")
    report = _read(data)
    assert report.status == "weak"
    (signature,) = report.signatures
    assert (signature.problem, signature.digest) == ("weak", "sha1")
    assert signature.trusted
    assert signature.intact
    # nobody vouches for it: that is worse
    assert _read(data, Authority().pem()).status == "untrusted"
    assert _read(data.replace(b"A sample", b"B sample")).status == "altered"


def test_a_certificate_by_a_weak_digest():
    """A certificate that was issued by a weak digest could be another one; the authority's own is known as it is."""
    report = _read(signed(PLAIN, AUTHORITY.signer(is_weak=True)))
    assert (report.status, report.signatures[0].digest) == ("weak", "sha256")
    assert report.signatures[0].trusted
    assert _read(GOOD).status == "valid"


def test_a_timestamp_is_believed_where_it_is_trusted():
    """The time of a trusted authority's timestamp stands in place of the machine's; another's is only told."""
    past = NOW - datetime.timedelta(days=30)
    stranger = Authority("Dịch vụ lạ")
    for authority, stamp, level in ((AUTHORITY, "trusted", "t"), (stranger, "untrusted", "b")):
        data = signed(PLAIN, AUTHORITY.signer(), timestamper=authority.timestamper(past))
        (signature,) = _read(data).signatures
        assert (signature.stamp, signature.level, signature.problem) == (stamp, level, None)
        assert (abs(signature.signed_at - past).days < 1) is (stamp == "trusted")
    assert (_read(GOOD).signatures[0].stamp, _read(GOOD).signatures[0].level) == ("none", "b")


def _signed_long_ago(end=NOW - YEAR, authority=AUTHORITY):
    signer = AUTHORITY.signer(start=NOW - 3 * YEAR, end=end)
    timestamper = authority.timestamper(NOW - 2 * YEAR)
    pades = SigSeedSubFilter.PADES
    return signer, signed(PLAIN, signer, timestamper=timestamper, subfilter=pades)


def test_revocation_data_outlives_the_certificate():
    """With a timestamp and what the authority said then (B-LT), a certificate that has expired since was good."""
    signer, data = _signed_long_ago()
    report = _read(data)
    assert (report.status, report.signatures[0].level) == ("expired", "t")
    kept = with_revocation_lists(data, AUTHORITY.revocation_list(NOW - 2 * YEAR))
    report = _read(kept)
    assert (report.status, report.signatures[0].level) == ("valid", "lt")
    assert report.signatures[0].trusted
    assert not report.signatures[0].expired
    # without anybody to say when it was, the same list proves nothing
    unstamped = with_revocation_lists(
        signed(PLAIN, signer), AUTHORITY.revocation_list(NOW - 2 * YEAR)
    )
    assert (_read(unstamped).status, _read(unstamped).signatures[0].level) == ("expired", "b")
    _signer, strange = _signed_long_ago(authority=Authority("Dịch vụ lạ"))
    strange = with_revocation_lists(strange, AUTHORITY.revocation_list(NOW - 2 * YEAR))
    assert _read(strange).status == "expired"


@pytest.mark.parametrize(
    ("since", "status", "level"),
    [(NOW - 2.5 * YEAR, "untrusted", "t"), (NOW - YEAR, "valid", "lt")],
    ids=["before", "afterwards"],
)
def test_revoked(since, status, level):
    """Who signed with a revoked certificate is not trusted; what was signed before it was revoked stays good."""
    signer, data = _signed_long_ago(end=NOW + YEAR)
    revoked = AUTHORITY.revocation_list(NOW - YEAR / 2, [(signer, since)])
    report = _read(with_revocation_lists(data, revoked))
    assert (report.status, report.signatures[0].level) == (status, level)
    assert report.signatures[0].problem == (None if status == "valid" else "revoked")


def test_revoked_and_nobody_knows_when_it_was_signed():
    """What a machine says of the time is no proof that a revoked certificate was good then."""
    signer = AUTHORITY.signer()
    revoked = AUTHORITY.revocation_list(
        NOW - datetime.timedelta(days=90), [(signer, NOW - YEAR / 2)]
    )
    report = _read(with_revocation_lists(signed(PLAIN, signer), revoked))
    assert (report.status, report.signatures[0].problem) == ("untrusted", "revoked")
    # of another authority's list it is no word
    other = Authority("Tổ chức khác").revocation_list(NOW, [(signer, NOW - YEAR / 2)])
    assert _read(with_revocation_lists(signed(PLAIN, signer), other)).status == "valid"


def test_a_list_of_somebody_else_proves_nothing():
    """What another authority says of its own certificates is not what was asked for."""
    _signer, data = _signed_long_ago()
    data = with_revocation_lists(data, Authority("Tổ chức khác").revocation_list(NOW - 2 * YEAR))
    assert (_read(data).status, _read(data).signatures[0].level) == ("expired", "t")


def test_a_timestamp_of_the_whole_document():
    """A later timestamp of everything (B-LTA) outlives the first one's certificate, and covers what it covers."""
    _signer, data = _signed_long_ago(end=NOW - 1.5 * YEAR)
    kept = with_revocation_lists(data, AUTHORITY.revocation_list(NOW - 2 * YEAR))
    report = _read(stamped(kept, AUTHORITY.timestamper(NOW - YEAR)))
    assert (report.status, report.signatures[0].level) == ("valid", "lta")
    # what was added behind it is not covered: the level is that of what is
    late = with_revocation_lists(
        stamped(data, AUTHORITY.timestamper(NOW - YEAR)),
        AUTHORITY.revocation_list(NOW - 2 * YEAR),
    )
    assert _read(late).signatures[0].level == "lt"
    # nobody knows the service: as if it were not there
    report = _read(stamped(kept, Authority("Dịch vụ lạ").timestamper(NOW - YEAR)))
    assert (report.status, report.signatures[0].level) == ("valid", "lt")
    (signature,) = _read(stamped(GOOD, AUTHORITY.timestamper())).signatures
    assert (signature.problem, signature.stamp, signature.level) == (None, "none", "t")


def _with_store(data, store):
    """``data`` with something in place of its store of revocation data."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    writer.root["/DSS"] = store
    writer.update_root()
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


@pytest.mark.parametrize(
    "store",
    [
        generic.NumberObject(5),
        generic.NullObject(),
        generic.ArrayObject(),
        generic.DictionaryObject({"/CRLs": generic.NumberObject(3)}),
        generic.DictionaryObject({"/OCSPs": generic.ArrayObject([generic.NumberObject(3)])}),
        generic.DictionaryObject({"/Certs": generic.NumberObject(3)}),
        generic.DictionaryObject(
            {"/CRLs": generic.ArrayObject([generic.StreamObject(stream_data=b"0\x03abc")])}
        ),
        generic.DictionaryObject({"/VRI": generic.NumberObject(3)}),
    ],
)
def test_a_broken_store_hides_nothing(store):
    """Who alters a signed file may also break what it brings along: it is judged without that."""
    for data in (GOOD.replace(b"A sample", b"B sample"), appended(GOOD)):
        assert _read(_with_store(data, store)).status == "altered"
    (signature,) = _read(_with_store(GOOD, store)).signatures
    assert signature.intact
    assert signature.problem in (None, "extended")


def test_broken_revocation_data_of_a_signature_hides_nothing(monkeypatch):
    """Whatever is raised while that is read, the signature itself is judged."""

    def fail(*_arguments):
        raise KeyError("whatever")

    monkeypatch.setattr("core.signatures.reading.retrieve_adobe_revocation_info", fail)
    assert _read(GOOD).status == "valid"
    assert _read(GOOD.replace(b"A sample", b"B sample")).status == "altered"


def test_a_broken_timestamp_of_the_document_hides_nothing():
    """A timestamp behind an altered file that cannot be read does not stand before what became of the file."""
    data = stamped(GOOD.replace(b"A sample", b"B sample"), AUTHORITY.timestamper())
    start = data.rindex(b"/Contents <") + len(b"/Contents <")
    broken = data[:start] + b"0" * 40 + data[start + 40 :]
    assert _read(data).status == "altered"
    assert _read(broken).status in ("altered", "not_checked")
    assert "altered" in {one.problem for one in _read(broken).signatures}


def test_many_signatures_for_long_keeping():
    """Eight people sign, and the whole is stamped again and again: that is read once, and within the bound."""
    data = PLAIN
    for number in range(8):
        data = signed(data, AUTHORITY.signer(f"Người {number}"), f"S{number}")
    data = with_revocation_lists(data, AUTHORITY.revocation_list())
    for _number in range(3):
        data = stamped(data, AUTHORITY.timestamper())
    report = _read(data)
    assert (report.status, len(report.signatures)) == ("valid", 8)
    assert {one.level for one in report.signatures} == {"lta"}


def test_a_timestamp_by_a_weak_digest():
    """A time that was sworn to by a digest that is not safe any more is told as one that nobody believes."""
    past = NOW - datetime.timedelta(days=30)
    signer, timestamper = AUTHORITY.signer(), AUTHORITY.timestamper(past, digest="sha1")
    (signature,) = _read(signed(PLAIN, signer, timestamper=timestamper)).signatures
    assert (signature.stamp, signature.level, signature.problem) == ("weak", "b", None)
    assert abs(signature.signed_at - NOW).days < 1


def test_the_first_timestamp_has_expired():
    """A timestamp whose own certificate has run out counts where a later one says when it was there."""
    data = signed(
        PLAIN,
        AUTHORITY.signer(start=NOW - 3 * YEAR, end=NOW - 1.5 * YEAR),
        timestamper=AUTHORITY.timestamper(NOW - 2 * YEAR, end=NOW - YEAR / 2),
    )
    kept = with_revocation_lists(data, AUTHORITY.revocation_list(NOW - 2 * YEAR))
    assert (_read(kept).status, _read(kept).signatures[0].stamp) == ("expired", "untrusted")
    archived = stamped(kept, AUTHORITY.timestamper(NOW - YEAR))
    report = _read(archived)
    assert (report.status, report.signatures[0].stamp) == ("valid", "trusted")


def test_the_part_of_an_organisation_is_named_first():
    """Officials' certificates name their department as a part of the province."""
    (signature,) = _read(
        signed(PLAIN, AUTHORITY.signer("Nguyễn Văn Mẫu", part="Sở Nội vụ"))
    ).signatures
    assert signature.organisation == "Sở Nội vụ, UBND tỉnh Mẫu"


def test_several_signatures():
    """Signing again doesn't break the first signature; the report has the worst of all."""
    first = AUTHORITY.signer("Người ký thứ nhất")
    twice = signed(signed(PLAIN, first, "One"), AUTHORITY.signer("Cơ quan"), "Two")
    report = _read(twice)
    assert [signature.signer for signature in report.signatures] == ["Người ký thứ nhất", "Cơ quan"]
    assert report.status == "valid"
    assert all(signature.covers_whole_file for signature in report.signatures)
    foreign = signed(twice, Authority().signer("Người lạ"), "Three")
    report = _read(foreign)
    assert report.status == "untrusted"
    assert [signature.trusted for signature in report.signatures] == [True, True, False]
    report = _read(appended(foreign))
    assert report.status == "altered"
    assert not any(signature.covers_whole_file for signature in report.signatures)


def test_change_between_two_signatures():
    """A page changed before somebody signs again is covered by the second signature only."""
    data = signed(appended(signed(PLAIN, AUTHORITY.signer(), "One")), AUTHORITY.signer(), "Two")
    report = _read(data)
    assert report.status == "altered"
    assert [signature.covers_whole_file for signature in report.signatures] == [False, True]


def test_a_signature_that_forbids_others(monkeypatch):
    """Whoever certified a document as final finds it altered when somebody signs behind it all the same."""
    final, open_to_others = (
        signed(PLAIN, AUTHORITY.signer(), "One", certify=True, docmdp_permissions=allowed)
        for allowed in (MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS)
    )
    later = AUTHORITY.signer("Người đến sau")
    assert _read(final).status == "valid"
    assert _read(signed(open_to_others, later, "Two")).status == "valid"
    # a program that does not ask
    monkeypatch.setattr(validation, "read_certification_data", lambda reader: None)
    report = _read(signed(final, later, "Two"))
    assert report.status == "altered"
    assert [signature.problem for signature in report.signatures] == ["extended", None]


def test_a_form_that_nobody_signed_behind_it():
    """What was filled in later counts as signed only where somebody has signed it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(PLAIN))
    field = generic.DictionaryObject(
        {
            generic.NameObject("/FT"): generic.NameObject("/Tx"),
            generic.NameObject("/T"): generic.TextStringObject("Note"),
            generic.NameObject("/V"): generic.TextStringObject("A"),
        }
    )
    fields = generic.ArrayObject([writer.add_object(field)])
    writer.root["/AcroForm"] = generic.DictionaryObject({generic.NameObject("/Fields"): fields})
    writer.update_root()
    first = signed(_written(writer), AUTHORITY.signer(), "One")
    assert _read(first).status == "valid"
    writer = IncrementalPdfFileWriter(io.BytesIO(first))
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/V"] = generic.TextStringObject("B")
    writer.update_container(field)
    filled = _written(writer)
    report = _read(filled)
    assert report.status == "altered"
    assert [signature.problem for signature in report.signatures] == ["extended"]
    assert _read(signed(filled, AUTHORITY.signer("Người sau"), "Two")).status == "valid"


def _written(writer):
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


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


def test_number_of_signatures_is_bounded():
    """Beyond the limit nothing is checked, and the file is not called valid."""
    data = PLAIN
    for name in ("One", "Two", "Three"):
        data = signed(data, AUTHORITY.signer(), name)
    report = _read(data, limits=SignatureLimits(count=1))
    assert report.status == "not_checked"
    # one was read, and one line says that there are more
    assert sorted(str(one.problem) for one in report.signatures) == ["None", "too_many"]
    assert _read(data, limits=SignatureLimits(calls=1_000)).status == "not_checked"


def test_every_problem_leads_to_a_status():
    """A file with any of the problems is not called valid, nor unsigned."""
    assert set(PROBLEMS.values()) <= set(STATUSES) - {"valid", "unsigned"}


def test_nothing_is_fetched(monkeypatch):
    """Checking opens no connection."""

    def refuse(*_args, **_options):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert _read(GOOD).status == "valid"
    assert _read(GOOD, Authority().pem()).status == "untrusted"


def test_without_pyhanko(tmp_path):
    """Where pyHanko has gone missing, a signed file is not checked, and nothing fails."""
    path = tmp_path / "signed.pdf"
    path.write_bytes(GOOD)
    code = (
        f"import sys; sys.modules['pyhanko'] = None; sys.path[:0] = {sys.path!r}\n"
        f"import core; core.__path__[:] = {list(core.__path__)!r}\n"
        "from core import signatures\n"
        f"print(signatures.read_signatures(open({str(path)!r}, 'rb')).status)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == ["not_checked"]
