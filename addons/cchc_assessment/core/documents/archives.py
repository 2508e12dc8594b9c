"""ZIP archives, and the Office documents that are ZIP archives inside."""

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from typing import BinaryIO
from xml.etree import ElementTree

from .errors import DocumentError
from .limits import ArchiveLimits
from .magic import DOCX, XLSX, ZIP, dangerous_kind, sniff
from .reading import BoundedFile, ReadLimitError, UnsafeXmlError, parse_xml, read_at, size_of
from .wording import Bytes

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
_BYTES_PER_ENTRY = 1024  # of the directory: a name of some hundred letters
_END, _END_SIZE = b"PK\x05\x06", 22
_LOCAL_HEADER = 30
_SMALL = 1024 * 1024  # how well this little is packed doesn't matter
_CONTENT_TYPES = "[Content_Types].xml"
_MAX_CONTENT_TYPES = 1024 * 1024
_MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
_MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet")
_OTHER_OFFICE = "application/vnd.openxmlformats-officedocument"
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".iso", ".cab")
_OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
_PROGRAMS = [
    ".exe",
    ".dll",
    ".com",
    ".bat",
    ".cmd",
    ".scr",
    ".pif",
    ".msi",
    ".msp",
    ".cpl",
    ".lnk",
    ".url",
    ".reg",
    ".hta",
    ".js",
    ".jse",
    ".mjs",
    ".vbs",
    ".vbe",
    ".wsf",
    ".wsh",
    ".ps1",
    ".psm1",
    ".jar",
    ".class",
    ".sh",
    ".py",
    ".apk",
    ".app",
    ".dmg",
    ".deb",
    ".rpm",
    ".html",
    ".htm",
    ".xhtml",
    ".mht",
    ".svg",
    ".docm",
    ".dotm",
    ".xlsm",
    ".xltm",
    ".xlam",
    ".xlsb",
    ".pptm",
    ".ppam",
]
_DRIVE = re.compile(r"[A-Za-z]:")


def inspect_zip(file: BinaryIO, limits: ArchiveLimits) -> tuple[str, int]:
    """Return the type of a ZIP container, and how many files and folders it holds.

    All but the last check reads only the archive's directory; then the first bytes of each file
    are looked at.

    :raises DocumentError: when it is cut off, broken, locked, dangerous or too large.
    """
    _check_end(file)
    try:
        with zipfile.ZipFile(BoundedFile(file, limits.entries * _BYTES_PER_ENTRY)) as archive:
            entries = archive.infolist()
            _check_amount(entries, limits)
            _check_layout(file, entries, archive.start_dir)
            names = {entry.filename for entry in entries}
            for entry in entries:
                _check_name(entry, limits)
            _check_duplicates(entries)
            if _CONTENT_TYPES in names:
                return _office_kind(archive), len(entries)
            if "mimetype" in names and "META-INF/manifest.xml" in names:
                return "application/vnd.oasis.opendocument", len(entries)
            _check_files(archive, entries, limits)
            return ZIP, len(entries)
    except ReadLimitError as error:
        raise DocumentError("archive_entries", limit=limits.entries) from error
    except DocumentError:
        raise
    except _BROKEN as error:
        raise DocumentError("damaged") from error


def _check_end(file: BinaryIO) -> None:
    """The directory's end has to be there, and to be the end of the file."""
    size = size_of(file)
    start = max(size - _END_SIZE - 0xFFFF, 0)
    tail = read_at(file, start, size - start)
    position = tail.rfind(_END)
    if position < 0:
        raise DocumentError("truncated")
    record = tail[position : position + _END_SIZE]
    if len(record) < _END_SIZE:
        raise DocumentError("truncated")
    if position + _END_SIZE + struct.unpack_from("<H", record, 20)[0] != len(tail):
        raise DocumentError("polyglot")


def _check_amount(entries: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    if not any(not entry.is_dir() for entry in entries):
        raise DocumentError("archive_empty")
    if len(entries) > limits.entries:
        raise DocumentError("archive_entries", limit=limits.entries)
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked:
        raise DocumentError("archive_size", size=Bytes(total), limit=Bytes(limits.unpacked))
    for entry in entries:
        if entry.file_size > max(_SMALL, entry.compress_size * limits.ratio):
            raise DocumentError("archive_ratio", entry=entry.filename, limit=limits.ratio)


def _check_layout(file: BinaryIO, entries: list[zipfile.ZipInfo], directory: int) -> None:
    """Files lie one after another from the start: none shares bytes with another, none is hidden."""
    end = 0
    for index, entry in enumerate(sorted(entries, key=lambda entry: entry.header_offset)):
        if entry.header_offset < end:
            raise DocumentError("damaged")
        if index == 0 and entry.header_offset:
            raise DocumentError("polyglot")
        header = read_at(file, entry.header_offset, _LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER:
            raise DocumentError("damaged")
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        if index == 0 and b"%PDF-" in read_at(file, _LOCAL_HEADER, name_length + extra_length):
            raise DocumentError("polyglot")
        end = entry.header_offset + _LOCAL_HEADER + name_length + extra_length + entry.compress_size
    if end > directory:
        raise DocumentError("damaged")


def _check_name(entry: zipfile.ZipInfo, limits: ArchiveLimits) -> None:
    name = entry.orig_filename.replace("\\", "/")
    parts = name.rstrip("/").split("/")
    if (
        name.startswith("/")
        or _DRIVE.match(name)
        or any(part in ("", ".", "..") for part in parts)
        or any(unicodedata.category(char)[0] == "C" for char in name)
        or stat.S_ISLNK(entry.external_attr >> 16)
    ):
        raise DocumentError("archive_name", entry=name)
    if len(parts) - 1 > limits.depth:
        raise DocumentError("archive_depth", entry=name, limit=limits.depth)
    if entry.flag_bits & 0x1:
        raise DocumentError("archive_password")


def _check_duplicates(entries: list[zipfile.ZipInfo]) -> None:
    seen = set()
    for entry in entries:
        # as Windows and macOS compare names
        name = unicodedata.normalize("NFC", entry.filename).rstrip("/").casefold()
        if name in seen:
            raise DocumentError("archive_duplicate", entry=entry.filename)
        seen.add(name)


def _check_files(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: ArchiveLimits
) -> None:
    files = [entry for entry in entries if not entry.is_dir()]
    for entry in files:
        if entry.filename.rstrip(" .").lower().endswith(tuple(_PROGRAMS)):
            raise DocumentError("archive_executable", entry=entry.filename)
    nested = [entry for entry in files if entry.filename.lower().endswith(_ARCHIVES)]
    _check_nested(nested, limits)
    for entry in files:
        with archive.open(entry) as stream:
            head = stream.read(256)
        if dangerous_kind(head) in ("executable", "svg", "html") and not _is_xml(head):
            raise DocumentError("archive_executable", entry=entry.filename)
        if (
            entry not in nested
            and _is_archive(head)
            and not entry.filename.lower().endswith(_OFFICE)
        ):
            nested.append(entry)
    _check_nested(nested, limits)


def _check_nested(nested: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    if len(nested) > limits.nested:
        raise DocumentError("archive_nested", entry=nested[limits.nested].filename)


def _is_archive(head: bytes) -> bool:
    try:
        return sniff(head) in (ZIP, "application/vnd.rar", "application/x-7z-compressed")
    except DocumentError:
        return False


def _is_xml(head: bytes) -> bool:
    """Data, and not a page: an XML declaration, and neither HTML nor SVG after it."""
    text = head.lower()
    return text.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and not (
        b"<html" in text or b"<svg" in text or b":svg" in text
    )


def _office_kind(archive: zipfile.ZipFile) -> str:
    """Return the type that the Office document in ``archive`` says it has."""
    info = archive.getinfo(_CONTENT_TYPES)
    if info.file_size > _MAX_CONTENT_TYPES:
        raise DocumentError("damaged")
    try:
        root = parse_xml(archive.read(info))
    except (UnsafeXmlError, ElementTree.ParseError) as error:
        raise DocumentError("damaged") from error
    types = {element.get("ContentType", "").strip().lower() for element in root}
    names = [entry.filename.lower() for entry in archive.infolist()]
    if any(word in kind for kind in types for word in _MACRO_TYPES) or any(
        name.rpartition("/")[2] == "vbaproject.bin" or "/macrosheets/" in name for name in names
    ):
        raise DocumentError("macros")
    kinds = {kind for content_type, kind in _MAIN_PARTS.items() if content_type in types}
    return kinds.pop() if len(kinds) == 1 else _OTHER_OFFICE
