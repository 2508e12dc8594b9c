"""Archives whose directory and bytes contradict each other, and how much of one is taken."""

import io
import random
import stat
import struct
import zipfile
import zlib

import pytest

from core.plain.zips import SafeZip, ZipFault, ZipLimits, is_archive

_MEGABYTE = 2**20
_LIMITS = ZipLimits()


def _pack(files, *, comment=b"", method=zipfile.ZIP_STORED, extra=b"", leads=False):
    """Return a ZIP of ``{name: bytes}``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type, info.extra = method, extra
            info.external_attr = (stat.S_IFLNK | 0o777 if leads else stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content)
        archive.comment = comment
    return stream.getvalue()


class _OneWay(io.BytesIO):
    """What is written here is never gone back over: the sizes of entries come behind their bytes."""

    def seekable(self):
        return False

    def seek(self, *_place):
        raise OSError

    tell = seek


def test_entries_are_taken_over_as_they_are_packed():
    """Some of an archive's files among others, however its sizes are written; nothing of them is packed anew."""
    files = {"a.txt": b"a" * 5_000, "thư mục/ă.txt": "ă".encode() * 3_000, "b.txt": b"b"}
    for stream in (io.BytesIO(), _OneWay()):
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        made = io.BytesIO()
        with (
            SafeZip(stream.getvalue(), _LIMITS) as source,
            zipfile.ZipFile(made, "w") as target,
        ):
            source.copy("a.txt", target)
            target.writestr("b.txt", b"another")
            source.copy("thư mục/ă.txt", target)
        with SafeZip(made.getvalue(), _LIMITS, alone=True) as archive:
            read = {name: archive.read(name) for name in archive.entries}
            packed = archive.entries["a.txt"].info.compress_size
            assert not any(one.info.flag_bits & 0x8 for one in archive.entries.values())
        assert read == {**files, "b.txt": b"another"}
        assert list(read) == ["a.txt", "b.txt", "thư mục/ă.txt"]
        assert packed < 100
        with zipfile.ZipFile(made) as archive:
            assert archive.testzip() is None


def _claim(data, place, kind, value, number=0):
    """Return ``data`` with another value in the directory, in its entry of that number."""
    changed, start = bytearray(data), -1
    for _entry in range(number + 1):
        start = data.index(b"PK\x01\x02", start + 1)
    struct.pack_into(kind, changed, start + place, value)
    return bytes(changed)


def _refusal(data, limits=_LIMITS, **options):
    with pytest.raises(ZipFault) as caught:
        SafeZip(data, limits, **options)
    return caught.value


def _names(data, **options):
    with SafeZip(data, ZipLimits(), **options) as archive:
        return list(archive.entries)


def _file_within_a_file():
    """Return a ZIP whose second file, whole with its own header, lies within the bytes of the first."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("b.txt", b"y" * 50)
    local = inner.getvalue()[: inner.getvalue().index(b"PK\x01\x02")]
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("a.txt", local)
        archive.writestr("b.txt", b"y" * 50)
    data = bytearray(outer.getvalue())
    place = data.index(local)
    struct.pack_into("<I", data, data.rindex(b"PK\x01\x02") + 42, place)
    return bytes(data), place


def test_a_file_within_another_one_is_refused():
    """Each file can be read by itself, names and sums agree: only that they share bytes is wrong."""
    data, place = _file_within_a_file()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [info.header_offset for info in archive.infolist()] == [0, place]
        assert [info.file_size for info in archive.infolist()] == [85, 50]
    with pytest.raises(ZipFault) as caught:
        SafeZip(data, ZipLimits())
    assert (caught.value.kind, caught.value.name) == ("damaged", "b.txt")


def test_files_one_after_another_are_taken():
    """Neighbours that touch without sharing a byte."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", b"x")
        archive.writestr("b.txt", b"y")
    with SafeZip(stream.getvalue(), ZipLimits()) as archive:
        assert [archive.read(name) for name in archive.entries] == [b"x", b"y"]


@pytest.mark.parametrize(
    ("measure", "bound", "size", "files"),
    [
        ("entries", 2, 3, {"a": b"", "b": b"", "c": b""}),
        ("entry", 9, 10, {"a": b"x", "big": b"x" * 10}),
        ("unpacked", 12, 13, {"a": b"x" * 6, "big": b"x" * 7}),
    ],
)
def test_every_measure_has_its_bound(measure, bound, size, files):
    """What stands on the bound is taken, one more is not; the refusal says what, how much and which file."""
    data = _pack(files)
    SafeZip(data, ZipLimits(**{measure: size})).close()
    fault = _refusal(data, ZipLimits(**{measure: bound}))
    assert (fault.kind, fault.measure) == ("too_much", measure)
    assert (fault.size, fault.limit) == (size, bound)
    assert fault.name == ("" if measure == "entries" else "big")


def test_a_large_file_may_be_packed_so_well_and_no_better():
    """A file that unpacks to some hundred times its size is a bomb, unless it is small."""
    large = _pack({"a": b"x" * (_MEGABYTE + 1)}, method=zipfile.ZIP_DEFLATED)
    small = _pack({"a": b"x" * _MEGABYTE}, method=zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(io.BytesIO(large)) as archive:
        ratio = (_MEGABYTE + 1) // archive.infolist()[0].compress_size
    SafeZip(large, ZipLimits(ratio=ratio)).close()
    SafeZip(small, ZipLimits(ratio=1)).close()
    fault = _refusal(large, ZipLimits(ratio=ratio - 1))
    assert (fault.kind, fault.name, fault.measure) == ("too_much", "a", "ratio")
    assert (fault.size, fault.limit) == (ratio, ratio - 1)


def test_what_claims_to_be_packed_into_nothing():
    """The ratio of a file of no packed bytes is its size."""
    data = _claim(_pack({"a": b""}), 24, "<I", 2 * _MEGABYTE)
    assert (_refusal(data).measure, _refusal(data).size) == ("ratio", 2 * _MEGABYTE)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("link", _pack({"a": b"/etc/passwd"}, leads=True)),
        ("encrypted", _claim(_pack({"a": b"x"}), 8, "<H", 1)),
        ("damaged", _claim(_pack({"a": b"x"}), 10, "<H", zipfile.ZIP_BZIP2)),
        ("twice", _pack({"Ba\u0301o": b"", "Báo": b""})),
    ],
)
def test_entries_that_are_refused(kind, data):
    """A link, a password, another way of packing, two files of one name: each with the entry's name."""
    fault = _refusal(data)
    assert (fault.kind, fault.name) == (kind, "Báo" if kind == "twice" else "a")


def test_an_entry_without_a_name_is_refused():
    """Nobody could ask for it."""
    assert _refusal(_pack({"": b"x"})).kind == "damaged"


@pytest.mark.parametrize(
    "name", ["/a", "C:a", "c:/a", "..", "a/../b", "a\\..\\b", "a\x07", "n" * 1001]
)
def test_names_that_leave_their_folder(name):
    """They are refused where people pack files; a workbook's parts are asked for by name only."""
    assert _refusal(_pack({name: b"x"}), named=True).kind == "unsafe_name"
    assert len(_names(_pack({name: b"x"}))) == 1


@pytest.mark.parametrize("name", ["a/b", "a..b", "..a/b..", "n" * 1000, "Báo cáo: 1.txt", "a/"])
def test_names_that_stay_below(name):
    """Dots within a name lead nowhere, and a colon behind a word makes no drive."""
    assert _names(_pack({name: b""}), named=True) == [name]


def test_folders_are_no_files():
    """They are listed, and not read."""
    with SafeZip(_pack({"a/": b"", "a/b": b"x"}), ZipLimits()) as archive:
        assert [entry.name for entry in archive.files()] == ["a/b"]
        assert archive.entries["a/"].is_folder
        assert archive.entries["a/b"].size == 1


def test_what_is_read():
    """All of a file, its beginning, or a piece; another name is no file."""
    content = random.Random(1).randbytes(150_000)
    with SafeZip(_pack({"a": content}), ZipLimits()) as archive:
        assert archive.read("a") == content
        assert archive.read("a", 10) == content[:10]
        with archive.open("a") as stream:
            assert stream.read(70_000) == content[:70_000]
        with pytest.raises(KeyError):
            archive.read("b")


def test_what_is_unpacked_is_counted():
    """Twice all that is in it, since a head is looked at before the rest; then it ends."""
    with SafeZip(_pack({"a": b"x" * 10}), ZipLimits(unpacked=10)) as archive:
        assert [len(archive.read("a")) for _time in range(2)] == [10, 10]
        with pytest.raises(ZipFault) as caught:
            archive.read("a")
    fault = caught.value
    assert (fault.kind, fault.name, fault.measure) == ("too_much", "a", "unpacked")
    assert (fault.size, fault.limit) == (30, 20)


def test_a_damaged_file_is_named():
    """Its sum is wrong, or its own header says another name: seen when it is read."""
    data = _pack({"a.txt": b"content"})
    for before, after in ((b"content", b"CONTENT"), (b"a.txtcontent", b"b.txtcontent")):
        with SafeZip(data.replace(before, after), ZipLimits()) as archive:
            with pytest.raises(ZipFault) as caught:
                archive.read("a.txt")
            assert (caught.value.kind, caught.value.name) == ("damaged", "a.txt")


@pytest.mark.parametrize("cut", [1, 21, 22])
def test_an_archive_without_its_end(cut):
    """A transfer that broke off, by a byte or by the whole record."""
    data = _pack({"a": b"x"})
    assert _refusal(data[:-cut]).kind == "truncated"
    assert not is_archive(data[:-cut])
    assert is_archive(data)
    assert not is_archive(b"x" + data)


def test_a_comment_may_be_as_long_as_it_can_be():
    """The record that ends an archive is looked for as far back as it may lie, in a long file as well."""
    data = _pack({"a": b"x" * 100_000}, comment=b"c" * 0xFFFF)
    assert _names(data, alone=True) == ["a"]
    assert is_archive(data)


@pytest.mark.parametrize(
    "data",
    [
        _pack({"a": b"x"}) + b"more",
        b"more" + _pack({"a": b"x"}),
        _pack({"a": b"x"}, comment=b"more")[:-1],
        _pack({"%PDF-1.7": b"x"}),
        _pack({"a": b"x"}, extra=struct.pack("<HH", 0x5455, 8) + b"%PDF-1.7"),
    ],
)
def test_what_is_an_archive_and_something_else(data):
    """Two programs would see two documents: refused where the archive has to be all that there is."""
    assert _refusal(data, alone=True).kind == "glued"
    assert len(_names(data)) == 1


def test_a_second_file_may_be_called_anything():
    """Only what a file begins with makes it another kind of file."""
    assert len(_names(_pack({"a": b"x", "%PDF-1.7": b"x"}), alone=True)) == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a", _claim(_pack({"a": b"x"}), 42, "<I", 10_000)),
        ("a", _claim(_pack({"a": b"x"}), 42, "<I", len(_pack({"a": b"x"})) - 29)),
        ("", _claim(_pack({"a": b"x"}), 20, "<I", 2)),
        ("", _claim(_pack({"a": b"x", "b": b"y"}), 20, "<I", 2, number=1)),
        ("b", _claim(_pack({"a": b"x", "b": b"y"}), 20, "<I", 2)),
    ],
)
def test_files_lie_where_they_are_said_to(name, data):
    """Behind the file's end, into the directory, into the next one: each is damage."""
    fault = _refusal(data)
    assert (fault.kind, fault.name) == ("damaged", name)


@pytest.mark.parametrize(("entries", "most"), [(1, 256 * 1024), (300, 300 * 1024)])
def test_a_directory_is_as_long_as_its_entries_need(entries, most):
    """A longer one is not read at all, whatever is in it."""
    for size, kind in ((most, "damaged"), (most + 1, "too_much")):
        end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, size, 0, 0)
        fault = _refusal(bytes(size) + end, ZipLimits(entries=entries))
        assert (fault.kind, fault.measure) == (kind, "entries" if kind == "too_much" else "")
    assert (fault.size, fault.limit) == ((most + 1) // 46, entries)


def test_an_archive_in_an_archive_is_a_file():
    """Its directory is none of the outer one's."""
    inner = _pack({"a": b"", "b": b"", "c": b""})
    with SafeZip(_pack({"in.zip": inner}), ZipLimits(entries=1)) as archive:
        assert archive.read("in.zip") == inner


def _other_name(raw, name, version=1):
    """The field by which some programs add a name in UTF-8 to that of an old code page."""
    value = struct.pack("<BL", version, zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(value)) + value


@pytest.mark.parametrize(
    ("extra", "name"),
    [
        (_other_name(b"a", "Báo cáo"), "Báo cáo"),
        (_other_name(b"a", "b"), "b"),
        (struct.pack("<HH3s", 0x5455, 3, b"xyz") + _other_name(b"a", "Ba\u0301o"), "Báo"),
        (_other_name(b"a", "b") + b"xyz", "b"),
        (b"xyz", "a"),
        (_other_name(b"z", "b"), "a"),
        (_other_name(b"a", "b", version=2), "a"),
        (_other_name(b"a", "b").replace(b"\x75\x70", b"\x75\x71"), "a"),
    ],
)
def test_names_beside_those_of_an_old_code_page(extra, name):
    """The name in UTF-8 counts if it was made for the name that is there."""
    assert _names(_pack({"a": b""}, extra=extra)) == [name]


@pytest.mark.parametrize(
    ("raw", "is_marked", "name"),
    [
        ("Báo cáo\\1.txt".encode(), False, "Báo cáo/1.txt"),
        ("Báo cáo\\1.txt".encode(), True, "Báo cáo/1.txt"),
        ("é.txt".encode("cp437"), False, "é.txt"),
    ],
)
def test_names_as_their_author_wrote_them(raw, is_marked, name):
    """With or without the mark of UTF-8, or in an old code page; with the slashes of any system."""
    data = _pack({"n" * len(raw): b""}).replace(b"n" * len(raw), raw)
    assert _names(_claim(data, 8, "<H", 0x800 if is_marked else 0)) == [name]
