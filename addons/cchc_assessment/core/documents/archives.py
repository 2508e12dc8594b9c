"""ZIP archives, and the Office documents that are ZIP archives inside."""

import io
from collections.abc import Collection
from typing import BinaryIO

from ..plain.amounts import Size
from ..plain.names import same_name
from ..plain.office import CONTENT_TYPES
from ..plain.text import is_unseen
from ..plain.zips import SafeZip, ZipEntry, ZipFault, ZipLimits
from .effort import Effort, EnoughError
from .errors import DocumentError
from .kinds import KINDS, is_program
from .limits import LIMITS, ArchiveLimits
from .magic import DOC, PDF, ZIP, dangerous_kind, sniff
from .office import inspect_office, look_into_embedded
from .ole import inspect_ole
from .pdf import inspect_pdf

_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".iso", ".cab")
_OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
_FAULTS = {
    "truncated": "truncated",
    "damaged": "damaged",
    "glued": "polyglot",
    "encrypted": "archive_password",
    "unsafe_name": "archive_name",
    "link": "archive_name",
    "twice": "archive_duplicate",
}


def inspect_zip(
    file: BinaryIO, limits: ArchiveLimits, effort: Effort | None = None
) -> tuple[str, int, frozenset[str]]:
    """Return the type of a ZIP container, how many files and folders it holds, and which ``KINDS``.

    All but the last check reads only the archive's directory; then the first bytes of each file
    are looked at, and the documents among them are looked into.

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
            effort = effort or Effort(LIMITS.search)
            if CONTENT_TYPES in archive.entries:
                kind, found = inspect_office(archive, effort)
                return kind, len(entries), found
            if "mimetype" in archive.entries and "META-INF/manifest.xml" in archive.entries:
                return "application/vnd.oasis.opendocument", len(entries), frozenset()
            _check_files(archive, entries, limits)
            return ZIP, len(entries), _look_into_files(archive, entries, effort)
    except ZipFault as fault:
        raise _as_error(fault) from fault


def _as_error(fault: ZipFault) -> DocumentError:
    """Return what is wrong with a ZIP as what is wrong with the document."""
    if fault.measure == "entries":
        return DocumentError("archive_entries", limit=fault.limit)
    if fault.measure == "ratio":
        return DocumentError("archive_ratio", entry=fault.name, limit=fault.limit)
    if fault.kind == "too_much":
        return DocumentError("archive_size", size=Size(fault.size), limit=Size(fault.limit))
    values = {"entry": fault.name} if fault.name else {}
    return DocumentError(_FAULTS[fault.kind], **values)


def _check_name(entry: ZipEntry, limits: ArchiveLimits) -> None:
    parts = entry.name.rstrip("/").split("/")
    if any(part in ("", ".", "..") for part in parts) or any(map(is_unseen, entry.name)):
        raise DocumentError("archive_name", entry=entry.name)
    if len(parts) - 1 > limits.depth:
        raise DocumentError("archive_depth", entry=entry.name, limit=limits.depth)


def _check_duplicates(entries: list[ZipEntry]) -> None:
    seen = set()
    for entry in entries:
        name = same_name(entry.name.rstrip("/"))
        if name in seen:
            raise DocumentError("archive_duplicate", entry=entry.name)
        seen.add(name)


def _check_files(archive: SafeZip, entries: list[ZipEntry], limits: ArchiveLimits) -> None:
    files = [entry for entry in entries if not entry.is_folder]
    for entry in files:
        if is_program(entry.name):
            raise DocumentError("archive_executable", entry=entry.name)
    nested = [entry for entry in files if entry.name.lower().endswith(_ARCHIVES)]
    _check_nested(nested, limits)
    for entry in files:
        head = archive.read(entry.name, 256)
        if dangerous_kind(head) in ("executable", "svg", "html") and not _is_xml(head):
            raise DocumentError("archive_executable", entry=entry.name)
        if entry not in nested and _is_archive(head) and not entry.name.lower().endswith(_OFFICE):
            nested.append(entry)
    _check_nested(nested, limits)


def _look_into_files(archive: SafeZip, entries: list[ZipEntry], effort: Effort) -> frozenset[str]:
    """Look into the documents of an archive; a broken one is a matter of whoever opens it.

    :raises DocumentError: when one holds what is refused.
    """
    found: set[str] = set()
    try:
        for entry in entries:
            if not entry.is_folder:
                found.update(_look_into_file(archive, entry, effort))
    except EnoughError:
        found.add("unsearched")
    return frozenset(found)


def _look_into_file(archive: SafeZip, entry: ZipEntry, effort: Effort) -> Collection[str]:
    kind = _sniff(archive.read(entry.name, 256))
    if kind not in (PDF, DOC, ZIP):
        return ()
    effort.count_object()
    content = archive.read(entry.name, effort.left + 1)
    effort.count_unpacked(len(content))
    try:
        if kind == PDF:
            return inspect_pdf(io.BytesIO(content), effort)[2]
        if kind == DOC:
            return inspect_ole(io.BytesIO(content))[1]
        return look_into_embedded(content, effort)
    except DocumentError as error:
        if error.kind not in KINDS:
            return ()
        error.params["entry"] = entry.name
        raise


def _check_nested(nested: list[ZipEntry], limits: ArchiveLimits) -> None:
    if len(nested) > limits.nested:
        raise DocumentError("archive_nested", entry=nested[limits.nested].name)


def _is_archive(head: bytes) -> bool:
    return _sniff(head) in (ZIP, "application/vnd.rar", "application/x-7z-compressed")


def _sniff(head: bytes) -> str:
    try:
        return sniff(head)
    except DocumentError:
        return ""


def _is_xml(head: bytes) -> bool:
    """Data, and not a page: an XML declaration, and neither HTML nor SVG after it."""
    text = head.lower()
    return text.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and not (
        b"<html" in text or b"<svg" in text or b":svg" in text
    )
