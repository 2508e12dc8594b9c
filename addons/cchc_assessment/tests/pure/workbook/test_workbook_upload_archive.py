"""Archives as people, programs and attackers make them."""

import io
import stat
import struct
import unicodedata
import zipfile
import zlib

import pytest
from form_fixtures import zipped

from core.workbook import upload_archive
from core.workbook.safe_open import WorkbookError
from core.workbook.upload_archive import ArchiveLimits, UploadArchive, is_workbook


def entry(name: str, content: bytes = b"x", **changes) -> bytes:
    """Return an archive of one entry, whose header says what ``changes`` say."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo()
        # past the constructor, which mends names
        info.filename = info.orig_filename = name
        for attribute, value in changes.items():
            setattr(info, attribute, value)
        archive.writestr(info, content, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def refusal(data: bytes, limits: ArchiveLimits | None = None) -> str:
    with pytest.raises(WorkbookError) as caught:
        UploadArchive(data, limits or ArchiveLimits()).workbook_paths()
    assert caught.value.params.keys() == set(upload_archive.ARCHIVE_ERRORS[caught.value.kind])
    return caught.value.kind


@pytest.mark.parametrize(
    "name",
    ["../a.pdf", "a/../../b.pdf", "/etc/passwd", "C:/a.pdf", "c:a.pdf", "\\\\server\\a.pdf",
     "..\\a.pdf", "a\nb.pdf", "a\x07.pdf", "x" * 1001],
)  # fmt: skip
def test_names_that_leave_the_folder_are_refused(name):
    """No archive is taken that holds a name which would be unpacked elsewhere, on any system."""
    assert refusal(entry(name)) == "archive_unsafe_name"


def test_links_are_refused():
    """An entry that is a symbolic link is no document."""
    assert refusal(entry("a.pdf", external_attr=(stat.S_IFLNK | 0o777) << 16)) == "archive_link"


def test_a_name_that_stands_twice_is_refused():
    """Two files of one name, also one composed and one decomposed, cannot be told apart."""
    composed, decomposed = (unicodedata.normalize(form, "Kế hoạch.pdf") for form in ("NFC", "NFD"))
    assert refusal(zipped({composed: b"a", decomposed: b"b"})) == "archive_name_twice"


def test_archives_that_unpack_to_too_much_are_refused():
    """What unpacks to a thousand times its size is refused from its list alone."""
    assert refusal(entry("a.pdf", bytes(20_000_000))) == "archive_bomb"
    small = ArchiveLimits(unpacked=10)
    assert refusal(zipped({"a": b"123456", "b": b"123456"}), small) == "archive_bomb"
    assert refusal(zipped({"a": b"12"}), ArchiveLimits(bytes=10)) == "archive_too_large"


def test_a_hundred_thousand_files_are_refused_before_they_are_listed():
    """The length of the list is looked at before the list."""
    data = b"".join(
        struct.pack(
            "<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0
        )
        + b"%05d" % (number % 100_000)
        for number in range(170_000)
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(data), 0, 0)
    whole = b"PK\x03\x04" + bytes(26) + data + end
    with pytest.raises(WorkbookError) as caught:
        is_workbook(whole)
    assert caught.value.kind == "archive_too_many_files"
    few = zipped({str(number): b"" for number in range(20)})
    assert refusal(few, ArchiveLimits(entries=10)) == "archive_too_many_files"


def test_broken_and_locked_archives_are_refused():
    """A cut-off archive, one with a password and one of noise get kinds of their own."""
    whole = zipped({"a.pdf": b"content" * 1000})
    assert refusal(whole[:-30]) == "archive_damaged"
    locked = bytearray(whole)
    directory = whole.index(b"PK\x01\x02")
    locked[6] |= 1
    locked[directory + 8] |= 1
    assert refusal(bytes(locked)) == "archive_encrypted"


def test_a_file_whose_bytes_are_damaged_is_told_when_it_is_read():
    """A checksum that does not fit is not passed over."""
    data = bytearray(zipped({"a.pdf": b"content" * 10}))
    data[40] ^= 255
    with pytest.raises(WorkbookError) as caught:
        UploadArchive(bytes(data)).read("a.pdf")
    assert caught.value.kind == "archive_damaged"


def test_an_archive_in_an_archive_is_not_opened():
    """A workbook inside another archive is not looked for; the sentence says what to do."""
    assert refusal(zipped({"a.zip": zipped({"b.xlsx": b"x"})})) == "archive_nested"
    assert refusal(zipped({"a.pdf": b"x"})) == "archive_no_workbook"


@pytest.mark.parametrize(
    ("raw", "flags"),
    [
        ("Kế hoạch.pdf".encode(), 0x800),
        ("Kế hoạch.pdf".encode(), 0),
        (unicodedata.normalize("NFD", "Kế hoạch.pdf").encode(), 0),
    ],
    ids=["marked", "unmarked", "from a Mac"],
)
def test_vietnamese_names_are_read_from_any_system(raw, flags):
    """With the mark of UTF-8 or without it, composed or not: the name is the same."""
    placeholder = b"A" * len(raw)
    data = zipped({placeholder.decode(): b"x"}).replace(placeholder, raw)
    patched = bytearray(data)
    patched[6:8] = struct.pack("<H", flags)
    directory = data.index(b"PK\x01\x02")
    patched[directory + 8 : directory + 10] = struct.pack("<H", flags)
    assert UploadArchive(bytes(patched)).paths == ("Kế hoạch.pdf",)


def test_old_code_pages_are_read():
    """A name in the old code page stays, unless the program wrote the right one beside it."""
    plain = "café.pdf".encode("cp437")
    extra = struct.pack("<BL", 1, zlib.crc32(plain)) + "Kế hoạch.pdf".encode()
    extra = struct.pack("<HH", 0x7075, len(extra)) + extra
    for added, name in ((b"", "café.pdf"), (extra, "Kế hoạch.pdf")):
        placeholder = "A" * len(plain)
        data = entry(placeholder, extra=added).replace(placeholder.encode(), plain)
        assert UploadArchive(data).paths == (name,)


def test_what_systems_add_is_left_out():
    """The shadow files of a Mac and Windows' own are no documents and no workbooks."""
    files = ("__MACOSX/._a.xlsx", "._b.xlsx", ".DS_Store", "TLKC/Thumbs.db", "~$a.xlsx", "a.xlsx")
    archive = UploadArchive(zipped(dict.fromkeys(files, b"x")))
    assert archive.paths == ("a.xlsx",)


@pytest.mark.parametrize(
    ("target", "kind", "paths"),
    [
        ("TLKC/Kế hoạch 100%.pdf", "files", ["PL/TLKC/Kế hoạch 100%.pdf"]),
        ("TLKC\\Kế hoạch 100%.pdf", "files", ["PL/TLKC/Kế hoạch 100%.pdf"]),
        ("TLKC/K%E1%BA%BF%20ho%E1%BA%A1ch%20100%25.pdf", "files", ["PL/TLKC/Kế hoạch 100%.pdf"]),
        (unicodedata.normalize("NFD", "TLKC/Kế hoạch 100%.pdf"), "files", ["PL/TLKC/Kế hoạch 100%.pdf"]),
        ("tlkc/kế HOẠCH 100%.PDF", "files", ["PL/TLKC/Kế hoạch 100%.pdf"]),
        ("./TLKC//Kế hoạch 100%.pdf", "files", ["PL/TLKC/Kế hoạch 100%.pdf"]),
        ("../PL/TLKC/Kế hoạch 100%.pdf", "files", ["PL/TLKC/Kế hoạch 100%.pdf"]),
        ("TLKC/b.pdf#page=2", "files", ["PL/TLKC/b.pdf"]),
        ("TLKC/", "files", ["PL/TLKC/Kế hoạch 100%.pdf", "PL/TLKC/b.pdf"]),
        ("../gốc.pdf", "files", ["gốc.pdf"]),
        ("TLKC/c.pdf", "missing", []),
        ("", "missing", []),
        ("a.pdf", "ambiguous", ["PL/A.pdf", "PL/a.PDF"]),
        ("../../x.pdf", "outside", []),
        ("..%2f..%2fx.pdf", "outside", []),
        ("/etc/passwd", "outside", []),
        ("file:///C:/x.pdf", "outside", []),
        ("FILE:x.pdf", "outside", []),
        ("C:\\x.pdf", "outside", []),
        ("\\\\server\\x.pdf", "outside", []),
        ("https://example.com/x.pdf", "web", []),
        ("mailto:a@example.com", "web", []),
    ],
)  # fmt: skip
def test_links_are_followed_inside_the_archive_only(target, kind, paths):
    """A link is followed however a program wrote it, as long as it stays in the archive."""
    files = ("PL/TLKC/Kế hoạch 100%.pdf", "PL/TLKC/b.pdf", "PL/A.pdf", "PL/a.PDF", "gốc.pdf")
    archive = UploadArchive(zipped(dict.fromkeys(files, b"x")))
    found = archive.find(target, "PL")
    assert (found.kind, list(found.paths)) == (kind, paths)


@pytest.mark.parametrize(
    ("target", "kind", "paths"),
    [
        ("file:///D:\\CCHC 2025\\TLKC\\Báo cáo 12.pdf", "moved", ["TLKC/1.1/Báo cáo 12.pdf"]),
        ("file:///D:/CCHC%202025/B%C3%A1o%20c%C3%A1o%2012.pdf", "moved", ["TLKC/1.1/Báo cáo 12.pdf"]),
        ("\\\\server\\chung\\báo cáo 12.PDF", "moved", ["TLKC/1.1/Báo cáo 12.pdf"]),
        ("../../../AppData/Roaming/Microsoft/Excel/Báo cáo 12.pdf", "moved", ["TLKC/1.1/Báo cáo 12.pdf"]),
        ("Báo cáo 12.pdf", "moved", ["TLKC/1.1/Báo cáo 12.pdf"]),
        ("Báo cáo 12", "moved", ["TLKC/1.1/Báo cáo 12.pdf"]),
        ("TLKC/Kế hoạch ", "moved", ["TLKC/1.2/Kế hoạch #3.pdf"]),
        ("D:\\x\\chung.pdf", "ambiguous", ["TLKC/1.1/chung.pdf", "TLKC/1.2/chung.pdf"]),
        ("D:\\x\\khác.pdf", "outside", []),
        ("TLKC/", "missing", []),
        ("https://example.com/Báo cáo 12.pdf", "web", []),
    ],
)  # fmt: skip
def test_a_link_that_moved_is_known_by_its_name(target, kind, paths):
    """Where a link leads to somebody's computer, the one file of its name is offered; several are told."""
    files = (
        "TLKC/1.1/Báo cáo 12.pdf",
        "TLKC/1.2/Kế hoạch #3.pdf",
        "TLKC/1.1/chung.pdf",
        "TLKC/1.2/chung.pdf",
    )
    found = UploadArchive(zipped(dict.fromkeys(files, b"x"))).find(target)
    assert (found.kind, list(found.paths)) == (kind, paths)
