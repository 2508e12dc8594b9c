"""Archives whose directory and bytes contradict each other."""

import io
import struct
import zipfile

import pytest

from core.plain.zips import SafeZip, ZipFault, ZipLimits


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
