"""Read a ZIP that someone uploaded, without trusting it: names first, then one file at a time.

Nothing is ever unpacked to a disk, and nothing that is an archive itself is opened.
"""

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote

from .plain_text import fold
from .safe_open import WorkbookError

#: As ``WORKBOOK_ERRORS`` of ``safe_open``: why an archive cannot be read, and the params.
ARCHIVE_ERRORS: dict[str, tuple[str, ...]] = {
    "archive_too_large": ("size", "limit"),
    "archive_damaged": (),
    "archive_encrypted": ("name",),
    "archive_bomb": ("name",),
    "archive_too_many_files": ("count", "limit"),
    "archive_unsafe_name": ("name",),
    "archive_link": ("name",),
    "archive_name_twice": ("name",),
    "archive_no_workbook": (),
    "archive_nested": ("name",),
    "archive_several_workbooks": ("names",),
}

_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075
_LONGEST_NAME = 1_000
_WORKBOOK = (".xlsx", ".xlsm")
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz")
_WEB = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_DRIVE = re.compile(r"[a-z]:", re.IGNORECASE)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
)


@dataclass(frozen=True)
class ArchiveLimits:
    """``bytes`` is the archive, ``unpacked`` all that is in it, ``file`` any one file, ``ratio`` how
    many times smaller than its content a packed file may be, ``directory`` the bytes of its list."""

    bytes: int = 256 * 1024 * 1024
    unpacked: int = 1024 * 1024 * 1024
    file: int = 256 * 1024 * 1024
    ratio: int = 200
    entries: int = 5_000
    directory: int = 8 * 1024 * 1024


DEFAULT_LIMITS = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link of the workbook leads.

    ``kind``: "files" (``paths``, in the archive), "missing" (not in the archive, or none came with
    the workbook), "ambiguous" (names that differ in capitals only), "outside" (a place on
    somebody's computer or above the archive) or "web". Only "files" is ever followed.
    """

    kind: str
    paths: tuple[str, ...] = ()


class UploadArchive:
    """The files of an archive by their path: composed (NFC), with slashes, relative to its top."""

    def __init__(self, data: bytes, limits: ArchiveLimits = DEFAULT_LIMITS):
        """:raise WorkbookError: when it is broken, too large, or holds what no unit would send."""
        self._limits = limits
        if len(data) > limits.bytes:
            raise WorkbookError("archive_too_large", size=len(data), limit=limits.bytes)
        _check_directory_size(data, limits)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise WorkbookError("archive_damaged") from error
        self._entries = self._list()
        self._folded: dict[str, list[str]] = {}
        for path in self._entries:
            self._folded.setdefault(path.casefold(), []).append(path)

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def close(self) -> None:
        self._archive.close()

    def read(self, path: str) -> bytes:
        """Return the bytes of a file, one of ``paths``.

        :raise WorkbookError: ``archive_damaged``.
        """
        try:
            return self._archive.read(self._entries[path])
        except _BROKEN as error:
            raise WorkbookError("archive_damaged") from error

    def size(self, path: str) -> int:
        return self._entries[path].file_size

    def workbook_paths(self) -> tuple[str, ...]:
        """Return the workbooks that stand highest in the archive; documents stand in folders.

        :raise WorkbookError: there is none.
        """
        found = [path for path in self._entries if path.lower().endswith(_WORKBOOK)]
        if not found:
            nested = next((p for p in self._entries if p.lower().endswith(_ARCHIVES)), None)
            if nested:
                raise WorkbookError("archive_nested", name=nested)
            raise WorkbookError("archive_no_workbook")
        depth = min(path.count("/") for path in found)
        return tuple(path for path in found if path.count("/") == depth)

    def find(self, target: str, folder: str = "") -> LinkTarget:
        """Return where a link leads that stands in a workbook of ``folder``."""
        text = unicodedata.normalize("NFC", target).strip()
        slashes = text.replace("\\", "/")
        if slashes.startswith("/") or _DRIVE.match(slashes) or text.lower().startswith("file:"):
            return LinkTarget("outside")
        if _WEB.match(text):
            return LinkTarget("web")
        # As it stands first: a name may well hold a percent or a number sign.
        decoded = unicodedata.normalize("NFC", unquote(slashes)).replace("\\", "/")
        for path in dict.fromkeys((slashes, decoded, decoded.partition("#")[0])):
            inside = _join(folder, path)
            if inside is None:
                return LinkTarget("outside")
            # The workbook's own folder is no document, and nothing is none either.
            if inside == _join("", folder):
                continue
            if found := self._look_up(inside):
                return found
        return LinkTarget("missing")

    def _look_up(self, path: str) -> LinkTarget | None:
        if path in self._entries:
            return LinkTarget("files", (path,))
        same = self._folded.get(path.casefold(), [])
        if same:
            return LinkTarget("files" if len(same) == 1 else "ambiguous", tuple(same))
        # A link to a folder means what lies in it.
        inside = f"{path}/".casefold()
        files = tuple(
            entry
            for entry in self._entries
            if path and f"{entry.rpartition('/')[0]}/".casefold() == inside
        )
        return LinkTarget("files", files) if files else None

    def _list(self) -> dict[str, zipfile.ZipInfo]:
        limits, entries, unpacked = self._limits, {}, 0
        infos = self._archive.infolist()
        if len(infos) > limits.entries:
            raise WorkbookError("archive_too_many_files", count=len(infos), limit=limits.entries)
        for info in infos:
            name = _name(info)
            _check_entry(info, name, limits)
            unpacked += info.file_size
            if unpacked > limits.unpacked:
                raise WorkbookError("archive_bomb", name=name)
            if info.is_dir() or name.endswith("/") or _is_litter(name):
                continue
            if name in entries:
                raise WorkbookError("archive_name_twice", name=name)
            entries[name] = info
        return entries


def is_workbook(data: bytes) -> bool:
    """Whether a file is a workbook itself, or no ZIP at all: what then is told by its reader.

    :raise WorkbookError: ``archive_too_many_files``.
    """
    if not data.startswith((b"PK\x03\x04", _END)):
        return True
    _check_directory_size(data, DEFAULT_LIMITS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.NameToInfo
    except _BROKEN:
        # Broken: most programs write that list first.
        return b"[Content_Types].xml" in data[:4096]


def _check_directory_size(data: bytes, limits: ArchiveLimits) -> None:
    """Refuse a list of files that is too long, before it is read into memory."""
    start = data.rfind(_END, max(len(data) - _END_SIZE - _LONGEST_COMMENT, 0))
    if start < 0 or len(data) - start < _END_SIZE:
        return
    count, size = struct.unpack("<HL", data[start + 10 : start + 16])
    # 0xFFFFFFFF: in a larger field (Zip64), which only what is far too large needs.
    if size > limits.directory:
        raise WorkbookError("archive_too_many_files", count=count, limit=limits.entries)


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name as its author wrote it: with or without the mark of UTF-8, from any system."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", errors="replace")
        unicode_path = _unicode_path(info.extra, raw)
        try:
            name = (unicode_path or raw).decode("utf-8")
        except UnicodeDecodeError:
            name = info.orig_filename
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


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


def _check_entry(info: zipfile.ZipInfo, name: str, limits: ArchiveLimits) -> None:
    shown = "".join(char for char in name if unicodedata.category(char)[0] != "C")[:120]
    if not _is_safe(name):
        raise WorkbookError("archive_unsafe_name", name=shown)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise WorkbookError("archive_link", name=shown)
    if info.flag_bits & _ENCRYPTED:
        raise WorkbookError("archive_encrypted", name=shown)
    ratio = info.file_size // max(info.compress_size, 1)
    if info.file_size > limits.file or (info.file_size > 1024 * 1024 and ratio > limits.ratio):
        raise WorkbookError("archive_bomb", name=shown)


def _is_safe(name: str) -> bool:
    """Whether a name stays below the folder that an archive is unpacked in, on every system."""
    if not name or len(name) > _LONGEST_NAME or name.startswith("/") or _DRIVE.match(name):
        return False
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in name):
        return False
    return ".." not in name.split("/")


def _is_litter(name: str) -> bool:
    """What a Mac or Windows adds to each folder."""
    base = name.rpartition("/")[2]
    return (
        name.startswith("__MACOSX/")
        or base.startswith(("._", "~$"))
        or fold(base) in ("ds store", "thumbs db", "desktop ini")
    )


def _join(folder: str, path: str) -> str | None:
    """Return a path from the archive's top; None where it climbs out of it."""
    parts = [part for part in folder.split("/") if part]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
