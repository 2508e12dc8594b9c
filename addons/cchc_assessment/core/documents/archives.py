"""ZIP archives, and the Office documents that are ZIP archives inside."""

import unicodedata
from typing import BinaryIO

from ..plain.xml import XmlError, XmlLimits, parse
from ..plain.zips import SafeZip, ZipEntry, ZipFault, ZipLimits
from .errors import DocumentError
from .limits import ArchiveLimits
from .magic import DOCX, XLSX, ZIP, dangerous_kind, sniff
from .wording import Bytes

_CONTENT_TYPES = "[Content_Types].xml"
_TYPES_XML = XmlLimits(size=1024 * 1024, depth=16, elements=20_000)
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
_FAULTS = {
    "truncated": "truncated",
    "damaged": "damaged",
    "glued": "polyglot",
    "encrypted": "archive_password",
    "unsafe_name": "archive_name",
    "link": "archive_name",
    "twice": "archive_duplicate",
}


def inspect_zip(file: BinaryIO, limits: ArchiveLimits) -> tuple[str, int]:
    """Return the type of a ZIP container, and how many files and folders it holds.

    All but the last check reads only the archive's directory; then the first bytes of each file
    are looked at.

    :raises DocumentError: when it is cut off, broken, locked, dangerous or too large.
    """
    try:
        zip_limits = ZipLimits(limits.entries, limits.unpacked, limits.unpacked, limits.ratio)
        with SafeZip(file, zip_limits, named=True, alone=True) as archive:
            entries = list(archive.entries.values())
            if all(entry.is_folder for entry in entries):
                raise DocumentError("archive_empty")
            for entry in entries:
                _check_name(entry, limits)
            _check_duplicates(entries)
            if _CONTENT_TYPES in archive.entries:
                return _office_kind(archive), len(entries)
            if "mimetype" in archive.entries and "META-INF/manifest.xml" in archive.entries:
                return "application/vnd.oasis.opendocument", len(entries)
            _check_files(archive, entries, limits)
            return ZIP, len(entries)
    except ZipFault as fault:
        raise _as_error(fault) from fault


def _as_error(fault: ZipFault) -> DocumentError:
    """Return what is wrong with a ZIP as what is wrong with the document."""
    if fault.measure == "entries":
        return DocumentError("archive_entries", limit=fault.limit)
    if fault.measure == "ratio":
        return DocumentError("archive_ratio", entry=fault.name, limit=fault.limit)
    if fault.kind == "too_much":
        return DocumentError("archive_size", size=Bytes(fault.size), limit=Bytes(fault.limit))
    values = {"entry": fault.name} if fault.name else {}
    return DocumentError(_FAULTS[fault.kind], **values)


def _check_name(entry: ZipEntry, limits: ArchiveLimits) -> None:
    parts = entry.name.rstrip("/").split("/")
    if any(part in ("", ".", "..") for part in parts) or any(
        unicodedata.category(char)[0] == "C" for char in entry.name
    ):
        raise DocumentError("archive_name", entry=entry.name)
    if len(parts) - 1 > limits.depth:
        raise DocumentError("archive_depth", entry=entry.name, limit=limits.depth)


def _check_duplicates(entries: list[ZipEntry]) -> None:
    seen = set()
    for entry in entries:
        # as Windows and macOS compare names
        name = entry.name.rstrip("/").casefold()
        if name in seen:
            raise DocumentError("archive_duplicate", entry=entry.name)
        seen.add(name)


def _check_files(archive: SafeZip, entries: list[ZipEntry], limits: ArchiveLimits) -> None:
    files = [entry for entry in entries if not entry.is_folder]
    for entry in files:
        if entry.name.rstrip(" .").lower().endswith(tuple(_PROGRAMS)):
            raise DocumentError("archive_executable", entry=entry.name)
    nested = [entry for entry in files if entry.name.lower().endswith(_ARCHIVES)]
    _check_nested(nested, limits)
    for entry in files:
        head = archive.read(entry.name, 256)
        if dangerous_kind(head) in ("executable", "svg", "html") and not _is_xml(head):
            raise DocumentError("archive_executable", entry=entry.name)
        if (
            entry not in nested
            and _is_archive(head)
            and not entry.name.lower().endswith(_OFFICE)
        ):
            nested.append(entry)
    _check_nested(nested, limits)


def _check_nested(nested: list[ZipEntry], limits: ArchiveLimits) -> None:
    if len(nested) > limits.nested:
        raise DocumentError("archive_nested", entry=nested[limits.nested].name)


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


def _office_kind(archive: SafeZip) -> str:
    """Return the type that the Office document in ``archive`` says it has."""
    try:
        with archive.open(_CONTENT_TYPES) as stream:
            root = parse(stream, _TYPES_XML)
    except XmlError as error:
        raise DocumentError("damaged") from error
    types = {element.get("ContentType", "").strip().lower() for element in root}
    names = [name.lower() for name in archive.entries]
    if any(word in kind for kind in types for word in _MACRO_TYPES) or any(
        name.rpartition("/")[2] == "vbaproject.bin" or "/macrosheets/" in name for name in names
    ):
        raise DocumentError("macros")
    kinds = {kind for content_type, kind in _MAIN_PARTS.items() if content_type in types}
    return kinds.pop() if len(kinds) == 1 else _OTHER_OFFICE
