"""What stands on a bound of a document and what goes beyond it: bytes, sectors, pixels, work."""

import io
import struct
from dataclasses import FrozenInstanceError, replace

import documents_fixtures as fixtures
import pytest

from core.documents import LIMITS, ArchiveLimits, DocumentError, TextLimits, extract_text, inspect
from core.documents.archives import inspect_zip
from core.documents.effort import Effort, EnoughError
from core.documents.limits import ImageLimits, JoinLimits, Limits, PdfLimits, SearchLimits
from core.documents.magic import dangerous_kind, sniff
from core.documents.reading import BoundedFile, ReadLimitError

PNG = fixtures.picture("PNG")
JPEG = fixtures.picture("JPEG")
WORD = fixtures.word()


def _kind(data, name):
    """Return why a file is refused, "" when it is taken."""
    try:
        inspect(io.BytesIO(data), name)
    except DocumentError as error:
        return error.kind
    return ""


def test_limits_are_as_documented():
    """What an office files every day fits, and what no document needs does not."""
    assert (
        Limits(
            ArchiveLimits(entries=2_000, unpacked=524_288_000, ratio=200, depth=10, nested=0),
            PdfLimits(pages=20_000, calls=900_000, inflated=67_108_864),
            ImageLimits(side=30_000, area=178_000_000, pages=2_000),
            JoinLimits(20, 60_000_000, unpacked=20_000_000, area=200_000_000, side=2_500),
            SearchLimits(20_000, 67_108_864, 300_000, object_streams=4_194_304, nested=3),
            TextLimits(67_108_864, 524_288, 16_777_216, calls=1_000_000, inflated=33_554_432),
        )
        == LIMITS
    )


@pytest.mark.parametrize("name", ["archive", "pdf", "image", "search", "text"])
def test_limits_stay(name):
    """Nobody widens them for one file."""
    limits = getattr(LIMITS, name)
    with pytest.raises(FrozenInstanceError):
        setattr(limits, next(iter(vars(limits))), 0)
    with pytest.raises(FrozenInstanceError):
        setattr(LIMITS, name, limits)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"PK\x03\x04", "application/zip"),
        (b"PK\x03\x04%PDF-", "application/zip"),
        (b"PK\x05\x06", "application/zip"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
        (b"Rar!\x1a\x07", "application/vnd.rar"),
        (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
        (b"\x1f\x8b", "application/gzip"),
        (b"{\\rtf1", "application/rtf"),
        (b"RIFF\1\2\3\4WEBP", "image/webp"),
        (b"RIFF\1\2\3\4WAVE", ""),
        (b"XXXX\1\2\3\4WEBP", ""),
        (b"\0\0\0\x18ftypheic", "video/mp4"),
        (b"\0\0\0ftypheic", ""),
        (b"x" * 1020 + b"%PDF-", ""),
    ],
)
def test_beginnings(head, kind):
    """A type is known by what a file begins with."""
    assert sniff(head) == kind


@pytest.mark.parametrize("before", [1, 1019])
def test_what_readers_of_pdf_would_find_as_well(before):
    """A header within the first 1,024 bytes makes it a PDF too."""
    with pytest.raises(DocumentError):
        sniff(b"x" * before + b"%PDF-")


@pytest.mark.parametrize(
    ("head", "danger"),
    [
        (b"\xca\xfe\xba\xbe", "executable"),
        (b"\xfe\xed\xfa\xce", "executable"),
        (b"\xcf\xfa\xed\xfe", "executable"),
        (b"dex\n", "executable"),
        ("<p>".encode("utf-16-be"), "html"),
        ("<p>".encode("utf-16-le"), "html"),
        ("<svg>".encode("utf-16"), "svg"),
        (b"\xfe\xff" + "<p>".encode("utf-16-be"), "html"),
        (b"\0\x0c\n <p>", "html"),
        (b"<\0\0p\0>", ""),
        (b"<1>", ""),
        (b"a<p>", ""),
    ],
)
def test_dangerous_beginnings(head, danger):
    """Programs by their marks; pages in whatever encoding a browser guesses."""
    assert dangerous_kind(head) == danger


def _end_of_zip(size, comment=0):
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, size, 0, comment)


LISTED = b"PK\x01\x02" + bytes(60)


@pytest.mark.parametrize(
    ("tail", "kind"),
    [
        (b"\0\r\n\t " * 20, ""),
        (b"some maker's own", ""),
        (JPEG, ""),
        (bytes(4094) + b"MZ", "polyglot"),
        (b"x" + LISTED + _end_of_zip(64), "polyglot"),
        (b"x" + LISTED + _end_of_zip(64) + b"c" * 65_535, "polyglot"),
        (b"x" + LISTED + _end_of_zip(64) + b"x" + _end_of_zip(9), "polyglot"),
        (b"x" + _end_of_zip(0xFFFFFFFF), "polyglot"),
        (b"x" + LISTED + _end_of_zip(63), ""),
        (b"x" + LISTED + _end_of_zip(64)[:-1], ""),
        (b"x" + _end_of_zip(0), ""),
        (b"x" + _end_of_zip(0xFFFFFFFE), ""),
    ],
)
def test_what_may_stand_behind_an_image(tail, kind):
    """What cameras and scanners leave there is harmless; what opens as a file of its own is not."""
    assert _kind(PNG + tail, "a.png") == kind


def _png(*chunks):
    return PNG[:8] + b"".join(
        struct.pack(">I4s", len(body) if length is None else length, kind) + body + bytes(4)
        for kind, body, length in chunks
    )


HEAD = (b"IHDR", struct.pack(">II", 8, 8) + bytes(5), None)
END = (b"IEND", b"", None)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (_png(HEAD, (b"IDAT", b"x", None), END), ""),
        (_png(HEAD, END)[:-1], "truncated"),
        (_png(HEAD)[:-1], "truncated"),
        (_png(HEAD), "truncated"),
        (_png(HEAD) + bytes(7), "truncated"),
        (_png(HEAD, HEAD, END), "damaged"),
        (_png((b"IDAT", b"x", None), HEAD, END), "damaged"),
        (_png(HEAD, (b"IDAT", b"", 1 << 31)), "damaged"),
        (_png(HEAD, (b"IDAT", b"", (1 << 31) - 1)), "truncated"),
        (_png((b"IHDR", struct.pack(">II", 0, 8) + bytes(5), None), END), "damaged"),
        (_png((b"IHDR", struct.pack(">II", 8, 0) + bytes(5), None), END), "damaged"),
        (_png((b"IHDR", struct.pack(">II", 30_000, 5_933) + bytes(5), None), END), ""),
        (_png((b"IHDR", struct.pack(">II", 30_001, 1) + bytes(5), None), END), "pixels"),
        (_png((b"IHDR", struct.pack(">II", 17_800, 10_000) + bytes(5), None), END), ""),
        (_png((b"IHDR", struct.pack(">II", 20_000, 10_001) + bytes(5), None), END), "pixels"),
        (PNG[:8] + struct.pack(">I4s", 1, b"IHDR") + b"x", "truncated"),
    ],
)
def test_png(data, kind):
    """Each piece is whole, the first says how large the image is, and the last ends it."""
    assert _kind(data, "a.png") == kind


def _part(marker, body):
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


SIZE = bytes([8]) + struct.pack(">HH", 8, 9) + bytes(3)
FRAME, SCAN = _part(0xC0, SIZE), _part(0xDA, bytes(6))
START, STOP = b"\xff\xd8", b"\xff\xd9"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (START + FRAME + SCAN + b"data" + STOP, ""),
        (START + b"\xff\xff" + FRAME + SCAN + b"a\xff\x00\xff\xd0\xff\xd7\xff\xff" + STOP, ""),
        (START + FRAME + SCAN + b"a" + _part(0xC4, b"x") + SCAN + b"b" + STOP, ""),
        (START + b"\xff" * 62 + FRAME + SCAN + STOP, ""),
        (START + _part(0xC0, SIZE[:-3]) + STOP, ""),
        (START + FRAME + b"x" + SCAN + STOP, "damaged"),
        (START + b"\xff" * 63 + FRAME + SCAN + STOP, "truncated"),
        (START + FRAME + SCAN + b"data", "truncated"),
        (START + FRAME + SCAN + b"data\xff", "truncated"),
        (START + FRAME + b"\xff\xda\x00", "truncated"),
        (START + FRAME + b"\xff\xda", "truncated"),
        (START + FRAME, "truncated"),
        (START + _part(0xC0, SIZE[:3])[:7], "truncated"),
        (START + _part(0xE0, b"JFIF") + SCAN + STOP, "damaged"),
        (START + _part(0xC0, b"\x08" + struct.pack(">HH", 8, 30_001)) + SCAN + STOP, "pixels"),
        (START + _part(0xC0, b"\x08" + struct.pack(">HH", 30_001, 8)) + SCAN + STOP, "pixels"),
    ],
)
def test_jpeg(data, kind):
    """Parts follow each other, a frame says how large the image is, and a mark ends it."""
    assert _kind(data, "a.jpg") == kind


@pytest.mark.parametrize("marker", range(0xC0, 0xD0))
def test_frames_of_a_jpeg(marker):
    """All of C0 to CF but three say how large the image is."""
    data = START + _part(marker, SIZE) + SCAN + STOP
    assert _kind(data, "a.jpg") == ("damaged" if marker in (0xC4, 0xC8, 0xCC) else "")


@pytest.mark.parametrize("place", [-2, -1, 0, 1])
@pytest.mark.parametrize("pieces", [1, 2])
def test_the_end_of_a_jpeg_wherever_pieces_meet(place, pieces):
    """Data are looked through in pieces of 256 kB: a mark may lie across two of them."""
    data = START + FRAME + SCAN + b"x" * (pieces * 256 * 1024 + place) + STOP
    assert _kind(data, "a.jpg") == ""
    assert _kind(data + b"<script>", "a.jpg") == "polyglot"


def _tiff(*pages, order="<", room=64, follow=None):
    """Return a TIFF: its data from byte 8 on, then pages of (tag, kind, count, bytes of the value)."""
    data = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8 + room)
    data += bytes(range(room))
    for number, entries in enumerate(pages):
        end = len(data) + 6 + 12 * len(entries)
        following = end if number + 1 < len(pages) else follow or 0
        data += struct.pack(order + "H", len(entries))
        for tag, kind, count, value in entries:
            data += struct.pack(order + "HHI", tag, kind, count) + value.ljust(4, b"\0")
        data += struct.pack(order + "I", following)
    return data


def _page(order="<", start=8, length=64, size=(8, 8)):
    def one(tag, value, code="I"):
        return (tag, 4 if code == "I" else 3, 1, struct.pack(order + code, value))

    return [one(256, size[0], "H"), one(257, size[1]), one(273, start), one(279, length)]


def _lists(order, starts, lengths, where=8):
    """Two lists that lie in the data: where the strips start, and how long they are."""
    page = _page(order)[:2]
    return [
        *page,
        (273, 4, len(starts), struct.pack(order + "I", where)),
        (279, 3, len(lengths), struct.pack(order + "HH", *lengths)),
    ]


LAST = 8 + 64 + 2 + 48 + 4  # where a TIFF of one page of four tags ends


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (_tiff(_page()), ""),
        (_tiff(_page(">"), order=">"), ""),
        (_tiff(_page(), _page(), _page()), ""),
        (_tiff(_page(start=LAST - 9, length=9)), ""),
        (_tiff(_page(start=LAST - 9, length=10)), "truncated"),
        (_tiff(_page(start=10**6, length=0)), "damaged"),
        (_tiff(_page(), [*_page()[:2], (324, 4, 1, b"\x08"), (325, 4, 1, b"\x40")]), ""),
        (_tiff(_page(), _page()[:2]), "damaged"),
        (_tiff([*_page()[:2], (273, 4, 1, b"\x08"), (325, 4, 1, b"\x40")]), "damaged"),
        (_tiff([*_page()[:3], (279, 5, 1, b"\x08")]), "damaged"),
        (_tiff([*_page()[:3], (279, 4, 0, b"\x08")]), "damaged"),
        (_tiff([*_page()[:3], (279, 4, 100_001, b"\x08")]), "damaged"),
        (_tiff([*_page()[:3], (279, 4, 2, struct.pack("<I", LAST - 7))]), "truncated"),
        (_tiff(_page(), follow=8 + 64), "damaged"),
        (_tiff(_page(), follow=10**6), "truncated"),
        (_tiff(_page(), follow=LAST - 3), "truncated"),
        (_tiff(_page(size=(30_001, 8))), "pixels"),
        (_tiff(_page()) + b"\0\0 ", ""),
        (_tiff(_page()) + b"<p>", "polyglot"),
        (_tiff(_page())[:-1], "truncated"),
        (b"II*\0" + bytes(4), "damaged"),
        (b"II*\0\x08", "truncated"),
    ],
)
def test_tiff(data, kind):
    """Each page says how large it is and where its data lie, all of it within the file."""
    assert _kind(data, "a.tif") == kind


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("length", "kind"), [(2, ""), (3, "truncated")])
def test_strips_of_a_tiff(order, length, kind):
    """Where a page has several, the last byte of any has to be there; what has no bytes lies nowhere."""
    starts = struct.pack(order + "II", 10**6, LAST - 2)
    data = bytearray(_tiff(_lists(order, (1, 2), (0, length)), order=order))
    data[8:16] = starts
    assert _kind(bytes(data), "a.tif") == kind


@pytest.mark.parametrize(("pages", "kind"), [(2_001, ""), (2_002, "damaged")])
def test_pages_of_a_tiff(pages, kind):
    """A fax of some thousand pages is read, an endless one is not."""
    assert _kind(_tiff(*[_page()] * pages), "a.tif") == kind


def _entry(name, kind, start, size):
    text = name.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<64sHBB12s", text, len(text) if name else 0, kind, 1, b"\xff" * 12)
    return head + bytes(36) + struct.pack("<IQ", start, size)


END_OF_CHAIN, UNUSED, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def _ole(name, data, *, shift=9, indirect=False, size=None, more=(), links=None, spare=0):
    """Return an OLE container of one stream in sectors of ``1 << shift`` bytes.

    :param indirect: whether a sector of its own lists the tables, as in files of over 7 MB
    :param more: names of further entries of the directory
    :param links: ``{sector: the next one}`` where the table says something else
    :param spare: how many sectors behind all others are in use
    """
    sector, per_sector = 1 << shift, (1 << shift) // 4
    entries = [_entry("Root Entry", 5, END_OF_CHAIN, 0), *(_entry(one, 1, 0, 0) for one in more)]
    entries.append(_entry(name, 2, 1, len(data) if size is None else size))
    listed = b"".join(entries)
    blocks = [listed[place : place + sector] for place in range(0, len(listed), sector)]
    streams = [data[place : place + sector] for place in range(0, len(data), sector)]
    # the directory begins in sector 0, the stream in sector 1
    order = [blocks[0], *streams, *blocks[1:]]
    chain = [len(streams) + 1 if len(blocks) > 1 else END_OF_CHAIN]
    chain += [*range(2, len(streams) + 1), END_OF_CHAIN]
    chain += [*range(len(streams) + 2, len(order)), END_OF_CHAIN] if len(blocks) > 1 else []
    count = 1
    while count * per_sector < len(chain) + count + indirect + spare:
        count += 1
    tables = list(range(len(chain), len(chain) + count))
    chain += [TABLE] * (count + indirect) + [END_OF_CHAIN] * spare
    for place, following in (links or {}).items():
        chain[place] = following
    chain += [UNUSED] * (count * per_sector - len(chain))
    order += [
        struct.pack(f"<{per_sector}I", *chain[index * per_sector : (index + 1) * per_sector])
        for index in range(count)
    ]
    if indirect:
        order.append(
            struct.pack(
                f"<{per_sector}I", *tables, *[UNUSED] * (per_sector - count - 1), END_OF_CHAIN
            )
        )
    last = len(order) - 1
    order += [b"s"] * spare
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H", 0x3E, 3, 0xFFFE, shift, 6) + bytes(6)
    header += struct.pack(
        "<9I", 0, count, 0, 0, 4096, END_OF_CHAIN, 0,
        last if indirect else END_OF_CHAIN, int(indirect),
    )  # fmt: skip
    direct = [] if indirect else tables
    header += struct.pack("<109I", *direct, *[UNUSED] * (109 - len(direct)))
    return header.ljust(sector, b"\0") + b"".join(one.ljust(sector, b"\0") for one in order)


def _records(*records):
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)


PLAIN = struct.pack("<H8xH", 0xA5EC, 0).ljust(4096, b"\0")
LOCKED = struct.pack("<H8xH", 0xA5EC, 0x0100).ljust(4096, b"\0")
LIKE_A_LOCK = struct.pack("<HHHH", 0xA5EC, 0, 0x2F, 54).ljust(4096, b"\0")
BEGIN, DONE = (0x809, bytes(16)), (0x0A, b"")
SHEET, MACRO_SHEET = (0x85, bytes(6) + b"\1A"), (0x85, bytes(5) + b"\1\1A")
FAR_AWAY = (0xFC, bytes(8_000))
WAYS = [{}, {"shift": 12}, {"indirect": True}, {"shift": 12, "indirect": True}]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "stream", "data", "kind"),
    [
        ("a.doc", "WordDocument", PLAIN, ""),
        ("a.doc", "WordDocument", LIKE_A_LOCK, ""),
        ("a.doc", "WordDocument", LOCKED, "password"),
        ("a.doc", "WordDocument", LOCKED + bytes(200_000), "password"),
        ("a.xls", "Workbook", _records(BEGIN, SHEET, DONE).ljust(5_000, b"\0"), ""),
        ("a.xls", "Book", _records(BEGIN, MACRO_SHEET, DONE).ljust(5_000, b"\0"), "macros"),
        ("a.xls", "Workbook", _records(BEGIN, (0x2F, bytes(54))).ljust(5_000, b"\0"), "password"),
        ("a.xls", "Workbook", _records(DONE, MACRO_SHEET).ljust(5_000, b"\0"), ""),
        ("a.xls", "Workbook", _records(*[FAR_AWAY] * 20, MACRO_SHEET), "macros"),
        ("a.xls", "Workbook", _records(*[FAR_AWAY] * 20, SHEET, DONE), ""),
    ],
)  # fmt: skip
def test_streams_of_old_documents(name, stream, data, kind, way):
    """Whatever the sectors' size, and wherever the tables stand, the stream is read in its order."""
    assert _kind(_ole(stream, data, **way), name) == kind


def test_a_short_stream_lies_elsewhere():
    """Below 4,096 bytes a stream is no chain of sectors, so that nothing is read at its number."""
    assert _kind(_ole("WordDocument", LOCKED, size=4_095), "a.doc") == ""
    assert _kind(_ole("WordDocument", LOCKED, size=4_096), "a.doc") == "password"


@pytest.mark.parametrize("way", WAYS)
def test_a_directory_of_many_names(way):
    """A name counts wherever in the directory it stands, in whatever capitals."""
    many = [f"n{number}" for number in range(40)]
    assert _kind(_ole("WordDocument", PLAIN, more=many, **way), "a.doc") == ""
    assert _kind(_ole("WordDocument", PLAIN, more=[*many, "MACROS"], **way), "a.doc") == "macros"
    assert _kind(_ole("WORDDOCUMENT", LOCKED, more=[*many, ""], **way), "a.doc") == "password"


@pytest.mark.parametrize("way", WAYS[:2])
@pytest.mark.parametrize("spare", [1, 118, 300, 1_500])
def test_an_old_document_is_whole(way, spare):
    """The last sector in use may be cut short by some programs, but has to be begun."""
    data = _ole("WordDocument", PLAIN, spare=spare, **way)
    sector = 1 << way.get("shift", 9)
    assert _kind(data[: 1 - sector], "a.doc") == ""
    assert _kind(data[:-sector], "a.doc") == "truncated"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (_ole("WordDocument", PLAIN)[:511], "truncated"),
        (_ole("WordDocument", PLAIN)[:512], "truncated"),
        (_ole("WordDocument", PLAIN, shift=10), "damaged"),
        (_ole("WordDocument", PLAIN, links={0: 0}), "damaged"),
        (_ole("WordDocument", PLAIN, links={0: 500}), "truncated"),
        (_ole("Workbook", _records(*[FAR_AWAY] * 20), links={1: 128 * 9}), "truncated"),
    ],
)
def test_broken_containers(data, kind):
    """What leads nowhere, or in a circle, is damage."""
    assert _kind(data, "a.xls" if b"W\0o\0r\0k" in data else "a.doc") == kind


@pytest.mark.parametrize("place", [2**20 - 2600, 2**20 - 2570, 2**20 - 2000])
def test_fields_wherever_pieces_meet(place):
    """A field that starts a program is found across the pieces that a file is looked through in."""
    data = PLAIN + b" " * place + b"\x13 DDEAUTO c:\\a"
    assert _kind(_ole("WordDocument", data), "a.doc") == "starts_program"


def test_how_deep_files_may_lie_in_an_archive():
    """Ten folders are taken, eleven are not; a name is damaged if a folder has none."""
    assert _kind(fixtures.archive({"a/" * 10 + "b.txt": b"x"}), "a.zip") == ""
    assert _kind(fixtures.archive({"a/" * 11 + "b.txt": b"x"}), "a.zip") == "archive_depth"
    assert _kind(fixtures.archive({"a//b.txt": b"x"}), "a.zip") == "archive_name"
    assert _kind(fixtures.archive({"a/./b.txt": b"x"}), "a.zip") == "archive_name"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("b.xml", b"<?xml version='1.0'?><a/>", ""),
        ("b.xml", b"\xef\xbb\xbf\n<?xml version='1.0'?><a/>", ""),
        ("b.xml", b"<?xml version='1.0'?><HTML/>", "archive_executable"),
        ("b.xml", b"<?xml version='1.0'?><svg/>", "archive_executable"),
        ("b.xml", b"<?xml version='1.0'?><s:svg/>", "archive_executable"),
        ("b.xml", b"<a/>", "archive_executable"),
        ("b.txt", b"7z\xbc\xaf\x27\x1c", "archive_nested"),
        ("b.txt", b"Rar!\x1a\x07", "archive_nested"),
        ("b.TGZ", b"x", "archive_nested"),
        ("b.docx", WORD, ""),
        ("b.ODT", fixtures.archive(), ""),
    ],
)
def test_files_of_an_archive(name, content, kind):
    """Data in XML are no page, and Office documents no archives."""
    assert _kind(fixtures.archive({"a.txt": b"x", name: content}), "a.zip") == kind


def test_work_for_all_files_of_an_archive_together():
    """What is unpacked and looked at is counted over all of them: on the bound all is looked at."""
    files = {"a.doc": fixtures.old_word(), "b.doc": fixtures.old_word()}
    size = sum(map(len, files.values()))

    def look(**limits):
        effort = Effort(replace(LIMITS.search, **limits))
        return inspect_zip(io.BytesIO(fixtures.archive(files)), LIMITS.archive, effort)[2]

    assert look(objects=2, unpacked=size) == frozenset()
    assert look(objects=1) == look(unpacked=size - 1) == {"unsearched"}


def test_objects_in_a_document_are_counted():
    """Each costs one, and the last that is paid for is looked at."""
    blob = fixtures.ole(("CONTENTS", bytes(4096)))
    data = fixtures.repacked(WORD, lambda f: f.update({f"word/{n}.bin": blob for n in range(3)}))
    for objects, found in ((3, {"object"}), (2, {"object", "unsearched"})):
        effort = Effort(replace(LIMITS.search, objects=objects))
        assert inspect_zip(io.BytesIO(data), LIMITS.archive, effort)[2] == found


def test_effort():
    """What is left is never below nothing, and depth is given back."""
    effort = Effort(SearchLimits(objects=1, unpacked=10, nested=1))
    effort.count_object()
    with pytest.raises(EnoughError):
        effort.count_object()
    effort.count_unpacked(4)
    assert effort.left == 6
    effort.count_unpacked(6)
    with pytest.raises(EnoughError):
        effort.count_unpacked(5)
    assert effort.left == 0
    for _time in range(2):
        with effort.deeper(), pytest.raises(EnoughError), effort.deeper():
            pass


def test_a_file_gives_so_much_at_once():
    """What reads a file as a whole gets it up to the bound, from wherever it stands."""
    file = BoundedFile(io.BytesIO(b"0123456789\nabc"), 12)
    with pytest.raises(ReadLimitError):
        file.read()
    assert (file.read(2), file.read(0), file.read(None)) == (b"01", b"", b"23456789\nabc")
    assert file.read() == b""
    assert file.seek(0) == 0
    with pytest.raises(ReadLimitError):
        file.read(13)
    assert file.read(12) == b"0123456789\na"
    file.seek(0)
    assert (file.readline(), file.readline(2), file.tell()) == (b"0123456789\n", b"ab", 13)
    buffer = bytearray(b"....")
    assert (file.readinto(buffer), bytes(buffer)) == (1, b"c...")
    assert (file.seekable(), file.readable(), file.writable(), file.closed) == (
        True,
        True,
        False,
        False,
    )
    assert BoundedFile(io.BytesIO(b"0123456789"), 4).readline() == b"0123"


def _paragraphs(*texts):
    body = "".join(f"<p>{text}</p>" for text in texts)
    return fixtures.archive({"word/document.xml": f"<d>{body}</d>".encode()})


@pytest.mark.parametrize(
    ("paragraphs", "text"),
    [
        (["<t>Một</t><tab/><t>Hai</t><br/><t>Ba</t>", "<t>Bốn</t>"], "Một Hai\nBa\nBốn"),
        (["<i>not shown</i><t>Một</t>"], "Một"),
        ([f"<t>{'x' * 60_000}</t>", "<t>Hai</t>"], "x" * 60_000 + "\nHai"),
        ([f"<t>{'x' * 60_001}</t>", "<t>Hai</t>"], "x" * 60_001),
        (["<t>Một</t>", f"<t>{'x' * 60_000}</t>", "<t>Hai</t>"], "Một\n" + "x" * 60_000),
    ],
)
def test_lines_of_a_document(paragraphs, text):
    """Tabs are blanks, breaks are breaks, and what nobody reads any more is not gathered."""
    assert extract_text(io.BytesIO(_paragraphs(*paragraphs)), max_chars=10**6) == text


def test_texts_of_sheets():
    """Sheets come in their order, with the texts that stand in their cells."""
    data = fixtures.archive(
        {
            "xl/worksheets/sheet1.xml": b"<s><is><t>One</t></is></s>",
            "xl/worksheets/sheet2.xml": b"<s><is><t>Two</t></is></s>",
            "xl/comments.xml": b"<s><is><t>Other</t></is></s>",
        }
    )
    assert extract_text(io.BytesIO(data)) == "One\nTwo"
    assert extract_text(io.BytesIO(data), limits=TextLimits(file=len(data))) == "One\nTwo"
    assert extract_text(io.BytesIO(data), limits=TextLimits(file=len(data) - 1)) == ""


def test_a_text_is_as_long_as_asked_for():
    """Whatever the pieces that it comes in."""
    data = _paragraphs("<t>abc</t>", "<t>def</t>", "<t>ghi</t>")
    for length in range(12):
        assert extract_text(io.BytesIO(data), max_chars=length) == "abc\ndef\nghi"[:length].strip()


def test_a_page_is_as_long_as_it_may_be():
    """What a page and the drawings on it unpack to is added up."""
    content = b"BT /F1 9 Tf (Page) Tj ET"
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 4 >>\nstream\nq Q \nendstream"
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    data = fixtures.acting_pdf(
        page="/Contents 4 0 R /Resources << /XObject << /A 5 0 R /B 5 0 R >> /Font << /F1 6 0 R >> >>",
        objects=[
            stream.decode(),
            form.decode(),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ],
    )
    most = len(content) + 4
    assert extract_text(io.BytesIO(data), limits=TextLimits(page=most)) == "Page"
    assert extract_text(io.BytesIO(data), limits=TextLimits(page=most - 1)) == ""
