"""What may be filed is told from its bytes, and what may not gets a sentence."""

import io
import struct
import tracemalloc
import zipfile

import documents_fixtures as fixtures
import hostile
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.documents import (
    DEFAULT_TYPES,
    KINDS,
    LIMITS,
    REFUSALS,
    ArchiveLimits,
    DocumentError,
    inspect,
)
from core.plain.amounts import Size
from core.plain.digests import sha256_of

PNG = fixtures.picture("PNG")
JPEG = fixtures.picture("JPEG")
TIFF = fixtures.picture("TIFF")
PDF = fixtures.pdf()
ZIP = fixtures.archive()
DOCX = fixtures.word()
XLSX = fixtures.excel()
DOC = fixtures.old_word()
XLS = fixtures.old_excel()

GOOD = {
    "a.pdf": (PDF, "application/pdf"),
    "A.PDF": (PDF + b"\r\n\0\0", "application/pdf"),
    "a.png": (PNG, "image/png"),
    "a.jpg": (JPEG, "image/jpeg"),
    "a.jpeg": (fixtures.picture("JPEG", progressive=True), "image/jpeg"),
    "phone.jpg": (JPEG + b"\0\0SEFH" + bytes(200) + b"SEFT", "image/jpeg"),
    "a.tif": (TIFF, "image/tiff"),
    "a.tiff": (fixtures.picture("TIFF", compression="tiff_lzw"), "image/tiff"),
    "a.doc": (DOC, "application/msword"),
    "a.xls": (XLS, "application/vnd.ms-excel"),
    "a.docx": (
        DOCX,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "a.xlsx": (XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "a.zip": (ZIP, "application/zip"),
    "stored.zip": (
        fixtures.archive({"a.pdf": PDF, "Phụ lục/b.docx": DOCX}, zipfile.ZIP_STORED),
        "application/zip",
    ),
}


def _reason(data, name, **options):
    with pytest.raises(DocumentError) as caught:
        inspect(io.BytesIO(data), name, **options)
    kind, params = caught.value.kind, caught.value.params
    assert params["name"].startswith(name)
    # what is wrong inside of an archive has the name of the file in it, too
    assert params.keys() - {"entry"} == {"name", *REFUSALS[kind]} - {"entry"}
    assert params.keys() >= {*REFUSALS[kind]}
    return kind


@pytest.mark.parametrize("name", GOOD)
def test_documents_are_known_by_their_bytes(name):
    """Each kind of document that may be filed is told from its bytes."""
    data, mimetype = GOOD[name]
    facts = inspect(io.BytesIO(data), name)
    assert facts.mimetype == mimetype
    assert name.lower().endswith(facts.extension)
    assert (facts.page_count == 1) == (mimetype == "application/pdf")
    assert (facts.archive_entries is None) == (mimetype != "application/zip")


def test_pages_and_entries_are_counted(tmp_path):
    """A PDF's pages and an archive's entries are counted; a path does as well as a file."""
    path = tmp_path / "upload"
    path.write_bytes(fixtures.pdf(pages=7))
    assert inspect(path, "a.pdf").page_count == 7
    assert inspect(str(path), "a.pdf").page_count == 7
    data = fixtures.archive({"a.pdf": PDF, "b.pdf": PDF, "c/": b""})
    assert inspect(io.BytesIO(data), "a.zip").archive_entries == 3


BAD = {
    "empty": [("a.pdf", b"")],
    "executable": [
        ("a.exe", b"MZ\x90\0" + bytes(100)),
        ("a.pdf", b"MZ\x90\0" + PDF),
        ("a.pdf", b"\x7fELF" + bytes(100)),
        ("a.pdf", b"#!/bin/sh\nrm -rf /\n"),
        ("a.pdf", b"\xca\xfe\xba\xbe" + bytes(100)),
        ("a.png", b"L\0\0\0\x01\x14\x02\0" + bytes(100)),
    ],
    "html": [
        ("a.html", b"<html></html>"),
        ("a.pdf", b"<!DOCTYPE html><script>1</script>"),
        ("a.pdf", b"\xef\xbb\xbf\n <script>1</script>" + PDF),
        ("a.pdf", b"<b>" + PDF),
        ("a.png", "\ufeff<html>".encode("utf-16")),
        ("a.png", "<html>".encode("utf-16-le")),
        ("a.doc", b"<?xml version='1.0'?><w:wordDocument/>"),
    ],
    "svg": [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.png", b"<?xml version='1.0'?>\n<!-- a --><svg onload='1'/>"),
        ("a.png", b"<?xml version='1.0'?><s:svg xmlns:s='http://www.w3.org/2000/svg'/>"),
    ],
    "too_many_pages": [("a.pdf", hostile.make("a claim of two thousand million pages"))],
    "too_complex": [("a.pdf", hostile.make("a table of ten million objects"))],
    "polyglot": [
        ("a.pdf", b"GIF89a" + PDF),
        ("a.pdf", b"\n" + PDF),
        ("a.png", PNG[:33] + struct.pack(">I", 5) + b"tEXt%PDF-" + PNG[33:]),
        ("a.pdf", PDF + ZIP),
        ("a.pdf", PDF + ZIP + b"\n%%EOF"),
        ("a.png", PNG + ZIP),
        ("a.jpg", JPEG + ZIP),
        ("a.jpg", JPEG + bytes(3) + ZIP + b"trailing"),
        ("a.tif", TIFF + ZIP),
        ("a.jpg", JPEG + PDF),
        ("a.jpg", JPEG + b"MZ" + bytes(99)),
        ("a.png", PNG + b"<script>1</script>"),
        ("a.png", PNG + b"Rar!\x1a\x07\0" + bytes(99)),
        ("a.pdf", PDF + b"<html>"),
        ("a.zip", ZIP + PDF),
        ("a.zip", ZIP + b"x"),
    ],
    "truncated": [
        ("a.pdf", PDF[: len(PDF) // 2]),
        ("a.pdf", PDF[:-8]),
        ("a.pdf", PDF + b" " * 4000),
        ("a.pdf", b"%PDF-1.4\n%%EOF"),
        ("a.pdf", b"%PDF-1.4\nstartxref\n99999\n%%EOF"),
        ("a.png", PNG[:-4]),
        ("a.png", PNG[: len(PNG) // 2]),
        ("a.jpg", JPEG[:-2]),
        ("a.jpg", JPEG[: len(JPEG) // 2]),
        ("a.tif", TIFF[: len(TIFF) // 2]),
        ("a.zip", ZIP[:-10]),
        ("a.zip", ZIP[: len(ZIP) // 2]),
        ("a.docx", DOCX[: len(DOCX) // 2]),
        ("a.doc", DOC[: len(DOC) // 2]),
        ("a.doc", DOC[:300]),
        ("a.xls", XLS[: len(XLS) // 2]),
    ],
    "damaged": [
        ("a.pdf", b"%PDF-1.4\nnothing\nstartxref\n9\n%%EOF"),
        ("a.pdf", PDF.replace(b"/Count", b"/Cxunt")),
        ("a.pdf", PDF.replace(b"/Count 1", b"/Count 0")),
        ("a.png", PNG[:12] + b"IDAT" + PNG[16:]),
        ("a.docx", fixtures.repacked(DOCX, lambda f: f.update({"[Content_Types].xml": b"<a"}))),
        (
            "a.docx",
            fixtures.repacked(
                DOCX,
                lambda f: f.update({"[Content_Types].xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
            ),
        ),
    ],
    "password": [
        ("a.pdf", fixtures.locked_pdf("secret")),
        ("a.pdf", fixtures.locked_pdf("secret", "RC4-128")),
        ("a.docx", fixtures.ole(("EncryptedPackage", bytes(4096)))),
        ("a.doc", fixtures.old_word(flags=0x0100)),
        (
            "a.xls",
            fixtures.ole(
                (
                    "Workbook",
                    struct.pack("<HH16xHH", 0x809, 16, 0x2F, 54).ljust(4096, b"\0"),
                )
            ),
        ),
    ],
    "macros": [
        ("a.docm", DOCX),
        ("a.xlsm", XLSX),
        ("a.docx", fixtures.repacked(DOCX, lambda f: f.update({"word/vbaProject.bin": b"x"}))),
        ("a.xlsx", fixtures.repacked(XLSX, lambda f: f.update({"xl/macrosheets/a.xml": b"x"}))),
        (
            "a.docx",
            fixtures.repacked(
                DOCX,
                lambda f: f.update(
                    {
                        "[Content_Types].xml": f["[Content_Types].xml"].replace(
                            b"</Types>",
                            b'<Override PartName="/word/x.bin" '
                            b'ContentType="application/vnd.ms-office.vba&#80;roject"/></Types>',
                        )
                    }
                ),
            ),
        ),
        ("a.doc", fixtures.ole(("WordDocument", bytes(4096)), storages=["Macros"])),
        ("a.xls", fixtures.ole(("Workbook", bytes(4096)), storages=["_VBA_PROJECT_CUR"])),
    ],
    "wrong_ending": [
        ("a.png", PDF),
        ("a.pdf", PNG),
        ("a", PDF),
        ("a.pdf.exe", PDF),
        ("a.zip", DOCX),
        ("a.docx", ZIP),
        ("a.xlsx", DOCX),
        ("a.doc", XLS),
    ],
    "unknown": [
        ("a.pdf", b"hello"),
        ("a.txt", "Báo cáo".encode()),
        ("a.png", bytes(100)),
    ],
    "not_allowed": [
        ("a.gif", b"GIF89a" + bytes(100)),
        ("a.rar", b"Rar!\x1a\x07\0" + bytes(100)),
        ("a.heic", b"\0\0\0\x18ftypheic" + bytes(100)),
        ("a.ppt", fixtures.ole(("PowerPoint Document", bytes(4096)))),
        ("a.msi", fixtures.ole(("Something", bytes(4096)))),
        (
            "a.odt",
            fixtures.archive(
                {
                    "mimetype": b"application/vnd.oasis.opendocument.text",
                    "META-INF/manifest.xml": b"",
                }
            ),
        ),
        (
            "a.pptx",
            fixtures.archive({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b""}),
        ),
    ],
    "archive_empty": [
        ("a.zip", b"PK\x05\x06" + bytes(18)),
        ("a.zip", fixtures.archive({"folder/": b""})),
    ],
    "archive_entries": [("a.zip", fixtures.archive({f"{n}.txt": b"" for n in range(2001)}))],
    "archive_size": [
        ("a.zip", fixtures.declared(ZIP, 10 * 1024**3)),
        ("a.docx", fixtures.declared(ZIP, 10 * 1024**3)),
    ],
    "archive_ratio": [("a.zip", fixtures.archive({"a.txt": bytes(3_000_000)}))],
    "archive_depth": [("a.zip", fixtures.archive({"a/" * 11 + "b.txt": b"x"}))],
    "archive_nested": [
        ("a.zip", fixtures.archive({"b.zip": ZIP})),
        ("a.zip", fixtures.archive({"b.dat": ZIP})),
        ("a.zip", fixtures.archive({"b.rar": b"x"})),
    ],
    "archive_name": [
        ("a.zip", fixtures.archive({bad: b"x"}))
        for bad in (
            "../a.txt",
            "a/../../b",
            "/etc/x",
            "C:/x",
            "a\\..\\b",
            "\\\\x\\y",
            "a\u202eb",
            "a\nb",
        )
    ],
    "archive_duplicate": [
        ("a.zip", fixtures.archive({"A.txt": b"x", "a.txt": b"y"})),
        ("a.zip", fixtures.archive({"b\u00e1o.txt": b"x", "ba\u0301o.txt": b"y"})),
    ],
    "archive_password": [("a.zip", fixtures.patched_directory(ZIP, 8, "<H", 1))],
    "archive_executable": [
        ("a.zip", fixtures.archive({"setup.exe": b"x"})),
        ("a.zip", fixtures.archive({"a/b.JS": b"x"})),
        ("a.zip", fixtures.archive({"bao-cao.pdf": b"MZ" + bytes(99)})),
        ("a.zip", fixtures.archive({"bao-cao.pdf": b"<html><script>"})),
        ("a.zip", fixtures.archive({"a.docm": DOCX})),
    ],
}


@pytest.mark.parametrize(
    ("reason", "name", "data"),
    [
        pytest.param(reason, name, data, id=f"{reason}-{index}-{name}")
        for reason, cases in BAD.items()
        for index, (name, data) in enumerate(cases)
    ],
)
def test_bad_input_is_refused_for_its_reason(reason, name, data):
    """What cannot be filed is refused with the kind that fits, and with all that its sentence mentions."""
    assert _reason(data, name) == reason


def test_every_reason_is_met():
    """No reason is listed that is never given."""
    refused = {kind for kind, what in KINDS.items() if what.refused}
    assert {*REFUSALS} == set(BAD) | refused


def test_pdf_without_user_password_is_accepted():
    """A PDF that is encrypted, but opens without a password, can be read by the council."""
    for algorithm in ("RC4-128", "AES-128", "AES-256"):
        facts = inspect(io.BytesIO(fixtures.locked_pdf("", algorithm)), "a.pdf")
        assert facts.encrypted
        assert facts.page_count == 1


def test_settings_bound_what_is_allowed():
    """Types that a setting takes away are refused, and those that are left come with it."""
    allowed = {"application/pdf", "image/png"}
    assert _reason(JPEG, "a.jpg", allowed=allowed) == "not_allowed"
    with pytest.raises(DocumentError) as caught:
        inspect(io.BytesIO(JPEG), "a.jpg", allowed=allowed)
    assert caught.value.params["type"] == "image/jpeg"
    assert set(caught.value.params["types"]) == allowed


def test_archive_limits_are_settings():
    """Each limit on archives can be set."""
    data = fixtures.archive({"a/b.txt": b"x" * 100, "c.zip": ZIP})
    assert inspect(
        io.BytesIO(data), "a.zip", archive_limits=ArchiveLimits(nested=1)
    ).archive_entries
    for limits, reason in (
        (ArchiveLimits(entries=1), "archive_entries"),
        (ArchiveLimits(unpacked=99), "archive_size"),
        (ArchiveLimits(depth=0), "archive_depth"),
        (ArchiveLimits(nested=0), "archive_nested"),
    ):
        assert _reason(data, "a.zip", archive_limits=limits) == reason


def test_sizes_are_told_in_bytes():
    """A declared size of 10 GB comes with the refusal, and so does the limit."""
    with pytest.raises(DocumentError) as caught:
        inspect(io.BytesIO(fixtures.declared(ZIP, 10 * 1024**3 + 2**29)), "a.zip")
    sizes = caught.value.params["size"], caught.value.params["limit"]
    assert sizes == (10 * 1024**3 + 2**29, 500 * 1024**2)
    assert all(isinstance(size, Size) for size in sizes)


def test_directory_larger_than_its_count_is_not_read():
    """An archive that understates how many files it lists is stopped by the size of the list."""
    data = bytearray(fixtures.archive({f"{'n' * 90}{n}.txt": b"" for n in range(2_500)}))
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", data, end + 8, 1, 1)
    limits = ArchiveLimits(entries=100)
    assert _reason(bytes(data), "a.zip", archive_limits=limits) == "archive_entries"


def test_files_of_an_archive_share_no_bytes():
    """Two entries that unpack the same bytes, as in some bombs, are refused."""
    data = bytearray(fixtures.archive({"a.txt": b"x" * 50, "b.txt": b"y" * 50}))
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)
    assert _reason(bytes(data), "a.zip") == "damaged"


def test_link_in_an_archive_is_refused():
    """A symbolic link could lead out of the folder that the archive is unpacked into."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        info = zipfile.ZipInfo("a.pdf")
        info.external_attr = 0o120777 << 16
        target.writestr(info, "/etc/passwd")
    assert _reason(stream.getvalue(), "a.zip") == "archive_name"


def _large_pdf(path, size):
    """Write a PDF with one stream of ``size`` bytes, which takes no room on the disk."""
    data = fixtures.pdf()
    offset = len(data)
    head = b"99 0 obj\n<< /Length %d >>\nstream\n" % size
    table = offset + len(head) + size + len(b"\nendstream\nendobj\n")
    previous = int(data.rpartition(b"startxref")[2].split()[0])
    with path.open("wb") as file:
        file.write(data + head)
        file.seek(size, 1)
        file.write(b"\nendstream\nendobj\n")
        file.write(b"xref\n99 1\n%010d 00000 n \n" % offset)
        trailer = data[data.rindex(b"trailer") : data.rindex(b"startxref")].replace(
            b"<<", b"<< /Prev %d" % previous, 1
        )
        file.write(trailer + b"startxref\n%d\n%%%%EOF\n" % table)


def test_memory_does_not_grow_with_the_file(tmp_path):
    """A PDF of 200 MB is inspected and summed in a few megabytes of memory."""
    path = tmp_path / "large.pdf"
    _large_pdf(path, 200 * 1024 * 1024)
    tracemalloc.start()
    try:
        with path.open("rb") as file:
            facts = inspect(file, "large.pdf")
            assert len(sha256_of(file)) == 64
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert facts.page_count == 1
    assert peak < 8 * 1024 * 1024


def test_checksum_is_of_the_whole_file():
    """The checksum is that of all bytes, wherever the file's position is."""
    file = io.BytesIO(b"abc")
    file.seek(2)
    assert sha256_of(file) == ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")


@given(
    st.sampled_from(sorted(GOOD)),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
    st.integers(0, 10**6),
)
@example(sorted(GOOD)[0], [], 1)
@example(sorted(GOOD)[-1], [(0, 0)], 0)
def test_broken_files_never_break_the_check(name, changes, length):
    """Whatever bytes are flipped or missing, a file is either accepted or refused with a kind."""
    data = bytearray(GOOD[name][0])
    for position, value in changes:
        data[position % len(data)] = value
    broken = bytes(data[: length % (2 * len(data)) or None])
    try:
        assert inspect(io.BytesIO(broken), name).mimetype in DEFAULT_TYPES
    except DocumentError as error:
        assert error.kind in REFUSALS


def test_limits_are_set():
    """The defaults of the limits are positive, so that nothing is unbounded by mistake."""
    assert LIMITS.archive.entries > 0
    assert LIMITS.text.file > 0
