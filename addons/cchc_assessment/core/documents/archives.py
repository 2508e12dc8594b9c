"""ZIP archives, and the Office documents that are ZIP archives inside."""

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Collection
from typing import BinaryIO

from ..plain.office import CONTENT_TYPES
from .effort import Effort, EnoughError
from .errors import DocumentError
from .kinds import KINDS, is_program
from .limits import LIMITS, ArchiveLimits
from .magic import DOC, PDF, ZIP, dangerous_kind, sniff
from .office import inspect_office, look_into_embedded
from .ole import inspect_ole
from .pdf import inspect_pdf
from .reading import BoundedFile, ReadLimitError, read_at, size_of
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
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".iso", ".cab")
_OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
_DRIVE = re.compile(r"[A-Za-z]:")


def inspect_zip(
    file: BinaryIO, limits: ArchiveLimits, effort: Effort | None = None
) -> tuple[str, int, frozenset[str]]:
    """Return the type of a ZIP container, how many files and folders it holds, and which ``KINDS``.

    All but the last check reads only the archive's directory; then the first bytes of each file
    are looked at, and the documents among them are looked into.

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
            effort = effort or Effort(LIMITS.search)
            if CONTENT_TYPES in names:
                kind, found = inspect_office(archive, effort)
                return kind, len(entries), found
            if "mimetype" in names and "META-INF/manifest.xml" in names:
                return "application/vnd.oasis.opendocument", len(entries), frozenset()
            _check_files(archive, entries, limits)
            return ZIP, len(entries), _look_into_files(archive, entries, effort)
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
        if is_program(entry.filename):
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


def _look_into_files(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], effort: Effort
) -> frozenset[str]:
    """Look into the documents of an archive; a broken one is a matter of whoever opens it.

    :raises DocumentError: when one holds what is refused.
    """
    found: set[str] = set()
    try:
        for entry in entries:
            if not entry.is_dir():
                found.update(_look_into_file(archive, entry, effort))
    except EnoughError:
        found.add("unsearched")
    return frozenset(found)


def _look_into_file(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, effort: Effort
) -> Collection[str]:
    with archive.open(entry) as stream:
        kind = _sniff(stream.read(256))
        if kind not in (PDF, DOC, ZIP):
            return ()
        effort.count_object()
        stream.seek(0)
        content = stream.read(effort.left + 1)
    effort.count_unpacked(len(content))
    try:
        if kind == PDF:
            return inspect_pdf(io.BytesIO(content), effort)[2]
        if kind == DOC:
            return inspect_ole(io.BytesIO(content))[1]
        return look_into_embedded(content, effort)
    except DocumentError as error:
        if error.reason_code not in KINDS:
            return ()
        error.values["entry"] = entry.filename
        raise


def _check_nested(nested: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    if len(nested) > limits.nested:
        raise DocumentError("archive_nested", entry=nested[limits.nested].filename)


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
