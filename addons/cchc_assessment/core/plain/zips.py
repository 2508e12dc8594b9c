"""The one way by which a ZIP from outside is read: measured before anything in it is unpacked.

Workbooks, Word documents, evidence and the packages that units send are all ZIP archives. What is
wrong with one is a :class:`ZipFault` here; what that means for a person is said by whoever asked.
Nothing is ever unpacked to a disk, and what is unpacked is counted.
"""

import copy
import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from .budget import Budget, OverBudget
from .text import compose

_END, _LISTED = b"PK\x05\x06", b"PK\x01\x02"
_END_SIZE = 22
_LONGEST_COMMENT = 0xFFFF
_LOCAL_HEADER = 30
_BYTES_PER_ENTRY = 1024  # of the directory: a name of some hundred letters
_LEAST_DIRECTORY = 256 * 1024
_SMALL = 1024 * 1024  # how well this little is packed doesn't matter
_LONGEST_NAME = 1_000
_CHUNK = 64 * 1024
_UTF8_NAME, _SIZES_BEHIND, _ENCRYPTED = 0x800, 0x8, 0x1
_UNICODE_PATH = 0x7075
_DRIVE = re.compile(r"[A-Za-z]:")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class ZipLimits:
    """How much may be in an archive.

    ``entries`` counts files and folders, ``unpacked`` is the size of all that is in them, ``entry`` that of
    any one, ``ratio`` how many times smaller than its content a large entry may be packed.
    """

    entries: int = 2_000
    unpacked: int = 64 * 1024 * 1024
    entry: int = 64 * 1024 * 1024
    ratio: int = 200


class ZipFault(ValueError):
    """An archive that is not read.

    By ``kind``, with the ``name`` of the entry where it is about one:

    - "truncated": the end is missing
    - "damaged": it cannot be read, or two of its entries share bytes
    - "glued": something stands before, between or behind what an archive consists of
    - "too_much": ``measure`` is "entries", "unpacked", "entry" or "ratio"; ``size`` and ``limit`` in its unit
    - "encrypted": it opens only with a password
    - "unsafe_name": it would be unpacked outside its folder
    - "link": a link to another place
    - "twice": two entries of one name
    """

    def __init__(self, kind: str, name: str = "", measure: str = "", size: int = 0, limit: int = 0):
        self.kind, self.name = kind, name
        self.measure, self.size, self.limit = measure, size, limit
        super().__init__(kind, name, measure, size, limit)


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """A file or a folder; ``name`` as its author wrote it, composed (NFC), with slashes."""

    name: str
    size: int
    is_folder: bool
    info: zipfile.ZipInfo


class SafeZip:
    """An archive whose directory was found to be sound; ``entries`` by their names."""

    def __init__(
        self,
        source: bytes | BinaryIO,
        limits: ZipLimits,
        *,
        budget: Budget | None = None,
        named: bool = False,
        alone: bool = False,
    ):
        """Read the directory and nothing else.

        :param budget: what unpacking counts against ("unpacked", in bytes); one of its own unless given
        :param named: whether names have to stay below a folder, as those of files that people pack do
        :param alone: whether the archive has to be all that the file holds
        :raises ZipFault: when it is not sound, or goes beyond ``limits``
        """
        self.limits = limits
        #: What is really unpacked; twice the size, since a head may be looked at before all is read.
        self.budget = budget or Budget(unpacked=2 * limits.unpacked)
        self._file = io.BytesIO(source) if isinstance(source, bytes) else source
        _check_end(self._file, alone=alone)
        try:
            with _Directory(self._file, limits.entries) as file:
                self._archive = zipfile.ZipFile(file)
            infos = self._archive.infolist()
            self._check_amount(infos)
            self.entries: Mapping[str, ZipEntry] = self._list(infos, named=named)
            _check_layout(self._file, infos, self._archive.start_dir, alone=alone)
        except OverBudget as error:
            raise ZipFault(
                "too_much", measure="entries", size=error.size, limit=limits.entries
            ) from error
        except ZipFault:
            raise
        except _BROKEN as error:
            raise ZipFault("damaged") from error

    def __enter__(self) -> "SafeZip":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._archive.close()

    def files(self) -> Iterator[ZipEntry]:
        return (entry for entry in self.entries.values() if not entry.is_folder)

    def read(self, name: str, most: int | None = None) -> bytes:
        """Return the bytes of an entry, all or the first ``most``.

        :raises KeyError: there is no such entry.
        :raises ZipFault: it is damaged, or too much was unpacked of this archive.
        """
        with self.open(name) as stream:
            if most is not None:
                return stream.read(most)
            pieces = []
            while chunk := stream.read(_CHUNK):
                pieces.append(chunk)
            return b"".join(pieces)

    def open(self, name: str) -> "ZipStream":
        """Return a stream of an entry's bytes.

        :raises KeyError: there is no such entry.
        :raises ZipFault: it cannot be opened.
        """
        entry = self.entries[name]
        try:
            return ZipStream(self._archive.open(entry.info), self.budget, name)
        except _BROKEN as error:
            raise ZipFault("damaged", name) from error

    def copy(self, name: str, target: zipfile.ZipFile) -> None:
        """Put an entry at the end of an archive that is being written, packed as it is.

        For an archive of our own of which somebody knows that it is whole: nothing is unpacked, counted or checked.

        :raises KeyError: there is no such entry.
        :raises ZipFault: its bytes are not all there.
        """
        info = copy.copy(self.entries[name].info)
        self._file.seek(info.header_offset)
        header = self._file.read(_LOCAL_HEADER)
        if len(header) == _LOCAL_HEADER:
            self._file.seek(sum(struct.unpack_from("<HH", header, 26)), io.SEEK_CUR)
        packed = self._file.read(info.compress_size)
        if len(header) < _LOCAL_HEADER or len(packed) < info.compress_size:
            raise ZipFault("damaged", name)
        # zipfile has no method for it: this is what its writing does around the packing, the same since Python 3.6
        # the sizes stand in the header, not behind the bytes
        info.flag_bits &= ~_SIZES_BEHIND
        info.header_offset = target.start_dir
        target.fp.seek(target.start_dir)
        target.fp.write(info.FileHeader() + packed)
        target.start_dir = target.fp.tell()
        target.filelist.append(info)
        target.NameToInfo[info.filename] = info

    def _check_amount(self, infos: list[zipfile.ZipInfo]) -> None:
        """The reader never yields more than the directory declares, so these sums hold while reading."""
        limits = self.limits
        Budget(entries=limits.entries).spend("entries", len(infos))
        unpacked = sum(info.file_size for info in infos)
        if unpacked > limits.unpacked:
            largest = _read_name(max(infos, key=lambda info: info.file_size))
            raise ZipFault("too_much", largest, "unpacked", unpacked, limits.unpacked)

    def _list(self, infos: list[zipfile.ZipInfo], *, named: bool) -> dict[str, ZipEntry]:
        entries = {}
        for info in infos:
            name = _read_name(info)
            if named and not _stays_below(name):
                raise ZipFault("unsafe_name", name)
            if stat.S_ISLNK(info.external_attr >> 16):
                raise ZipFault("link", name)
            if info.flag_bits & _ENCRYPTED:
                raise ZipFault("encrypted", name)
            self._check_entry(info, name)
            if name in entries:
                raise ZipFault("twice", name)
            entries[name] = ZipEntry(name, info.file_size, name.endswith("/"), info)
        return entries

    def _check_entry(self, info: zipfile.ZipInfo, name: str) -> None:
        limits = self.limits
        if info.file_size > limits.entry:
            raise ZipFault("too_much", name, "entry", info.file_size, limits.entry)
        ratio = info.file_size // max(info.compress_size, 1)
        if info.file_size > _SMALL and ratio > limits.ratio:
            raise ZipFault("too_much", name, "ratio", ratio, limits.ratio)
        if not name or info.compress_type not in _METHODS:
            raise ZipFault("damaged", name)


class ZipStream:
    """Reads one entry in pieces, and counts what comes out."""

    def __init__(self, stream: BinaryIO, budget: Budget, name: str):
        self._stream, self._budget, self._name = stream, budget, name

    def __enter__(self) -> "ZipStream":
        return self

    def __exit__(self, *_error: object) -> None:
        self._stream.close()

    def read(self, size: int = _CHUNK) -> bytes:
        """Return at most ``size`` bytes, fewer only at the end.

        :raises ZipFault: it is damaged, or too much was unpacked of this archive.
        """
        try:
            data = self._stream.read(size)
            self._budget.spend("unpacked", len(data))
        except OverBudget as error:
            raise ZipFault("too_much", self._name, "unpacked", error.size, error.limit) from error
        except _BROKEN as error:
            raise ZipFault("damaged", self._name) from error
        return data


class _Directory:
    """A file that gives no more at once than a directory may be long, and that no longer list while it is open."""

    def __init__(self, file: BinaryIO, entries: int):
        self._file, self._entries = file, entries
        self._most = max(entries * _BYTES_PER_ENTRY, _LEAST_DIRECTORY)
        self._is_open = False

    def __enter__(self) -> "_Directory":
        self._is_open = True
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_open = False

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            position = self._file.tell()
            size = self._file.seek(0, io.SEEK_END) - position
            self._file.seek(position)
        if size > self._most:
            raise OverBudget("entries", size // 46, self._entries)
        content = self._file.read(size)
        # before the reader makes an object of each
        if self._is_open and (listed := content.count(_LISTED)) > self._entries:
            raise OverBudget("entries", listed, self._entries)
        return content

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """The file stays open: it belongs to someone else."""


def is_archive(content: bytes) -> bool:
    """Whether this begins and ends as an archive does; nothing of it is read."""
    try:
        _check_end(io.BytesIO(content), alone=False)
    except ZipFault:
        return False
    return content.startswith(b"PK")


def _check_end(file: BinaryIO, *, alone: bool) -> None:
    """The record that ends an archive has to be there, and whole."""
    size = file.seek(0, io.SEEK_END)
    start = max(size - _END_SIZE - _LONGEST_COMMENT, 0)
    file.seek(start)
    tail = file.read(size - start)
    position = tail.rfind(_END)
    if position < 0 or len(tail) - position < _END_SIZE:
        raise ZipFault("truncated")
    comment = struct.unpack_from("<H", tail, position + 20)[0]
    if alone and position + _END_SIZE + comment != len(tail):
        raise ZipFault("glued")


def _check_layout(
    file: BinaryIO, infos: list[zipfile.ZipInfo], directory: int, *, alone: bool
) -> None:
    """Files lie one after another: none shares bytes with another, none with the directory."""
    end = 0
    for index, info in enumerate(sorted(infos, key=lambda info: info.header_offset)):
        if info.header_offset < end:
            raise ZipFault("damaged", _read_name(info))
        if alone and index == 0 and info.header_offset:
            raise ZipFault("glued")
        file.seek(info.header_offset)
        header = file.read(_LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER:
            raise ZipFault("damaged", _read_name(info))
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        if alone and index == 0 and b"%PDF-" in file.read(name_length + extra_length):
            raise ZipFault("glued")
        end = info.header_offset + _LOCAL_HEADER + name_length + extra_length + info.compress_size
    if end > directory:
        raise ZipFault("damaged")


def _read_name(info: zipfile.ZipInfo) -> str:
    """Return the name as its author wrote it: with or without the mark of UTF-8, from any system."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", errors="replace")
        unicode_path = _unicode_path(info.extra, raw)
        try:
            name = (unicode_path or raw).decode("utf-8")
        except UnicodeDecodeError:
            name = info.orig_filename
    return compose(name.replace("\\", "/"))


def _unicode_path(extra: bytes, raw: bytes) -> bytes:
    """Return the UTF-8 name that some programs add beside the one of the old code page."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        value, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(value) > 5 and value[0] == 1:
            (checksum,) = struct.unpack("<L", value[1:5])
            if checksum == zlib.crc32(raw):
                return value[5:]
    return b""


def _stays_below(name: str) -> bool:
    """Whether a name stays below the folder that an archive is unpacked in, on every system."""
    if not name or len(name) > _LONGEST_NAME or name.startswith("/") or _DRIVE.match(name):
        return False
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in name):
        return False
    return ".." not in name.split("/")
