"""Read a ZIP that someone uploaded, without trusting it: names first, then one file at a time.

Nothing is ever unpacked to a disk, and nothing that is an archive itself is opened.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote

from ..plain.amounts import Size
from ..plain.names import same_name
from ..plain.text import compose, fold, visible
from ..plain.zips import SafeZip, ZipEntry, ZipFault, ZipLimits, ZipStream
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

_WORKBOOK = (".xlsx", ".xlsm")
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz")
_WEB = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_DRIVE = re.compile(r"[a-z]:", re.IGNORECASE)
_FAULTS = {
    "truncated": "archive_damaged",
    "damaged": "archive_damaged",
    "glued": "archive_damaged",
    "encrypted": "archive_encrypted",
    "unsafe_name": "archive_unsafe_name",
    "link": "archive_link",
    "twice": "archive_name_twice",
    "too_much": "archive_bomb",
}
_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
_CONTENT_TYPES = "[Content_Types].xml"
_SHOWN = 120


@dataclass(frozen=True)
class ArchiveLimits:
    """``bytes`` is the archive, ``unpacked`` all that is in it, ``file`` any one file, ``ratio`` how
    many times smaller than its content a packed file may be, ``workbooks`` how many of its workbooks
    are looked into for the one that is meant."""

    bytes: int = 256 * 1024 * 1024
    unpacked: int = 1024 * 1024 * 1024
    file: int = 256 * 1024 * 1024
    ratio: int = 200
    entries: int = 5_000
    workbooks: int = 50

    @property
    def zip(self) -> ZipLimits:
        return ZipLimits(self.entries, self.unpacked, self.file, self.ratio)


DEFAULT_LIMITS = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link of the workbook leads.

    ``kind``: "files" (``paths``, in the archive), "moved" (it leads elsewhere, and one file of the
    archive has that name), "missing" (not in the archive, or none came with the workbook),
    "ambiguous" (names that differ in capitals only, or several files of that name), "outside" (a
    place on somebody's computer or above the archive) or "web". Only "files" is ever followed, and
    "moved" when a person says so.
    """

    kind: str
    paths: tuple[str, ...] = ()


class UploadArchive:
    """The files of an archive by their path: composed (NFC), with slashes, relative to its top."""

    def __init__(self, data: bytes, limits: ArchiveLimits = DEFAULT_LIMITS):
        """:raise WorkbookError: when it is broken, too large, or holds what no unit would send."""
        self._limits = limits
        if len(data) > limits.bytes:
            raise WorkbookError("archive_too_large", size=Size(len(data)), limit=Size(limits.bytes))
        try:
            self._archive = SafeZip(data, limits.zip, named=True)
        except ZipFault as fault:
            raise _as_error(fault) from fault
        self._entries: dict[str, ZipEntry] = {
            entry.name: entry for entry in self._archive.files() if not _is_litter(entry.name)
        }
        self._folded: dict[str, list[str]] = {}
        self._folders: dict[str, list[str]] = {}
        self._names: dict[str, list[str]] = {}
        for path in self._entries:
            self._folded.setdefault(same_name(path), []).append(path)
            folder, _slash, name = same_name(path).rpartition("/")
            self._folders.setdefault(folder, []).append(path)
            for key in _likely_names(name):
                self._names.setdefault(key, []).append(path)

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
            return self._archive.read(path)
        except ZipFault as fault:
            raise _as_error(fault) from fault

    @contextmanager
    def open(self, path: str) -> Iterator[ZipStream]:
        """Yield a stream of the bytes of a file, one of ``paths``.

        :raise WorkbookError: ``archive_damaged``, also while it is read.
        """
        try:
            with self._archive.open(path) as stream:
                yield stream
        except ZipFault as fault:
            raise _as_error(fault) from fault

    def size(self, path: str) -> int:
        return self._entries[path].size

    def workbook_paths(self) -> tuple[str, ...]:
        """Return the workbooks that stand highest in the archive; documents stand in folders.

        :raise WorkbookError: there is none, or too many to look for the one that is meant.
        """
        found = [path for path in self._entries if path.lower().endswith(_WORKBOOK)]
        if not found:
            nested = next((p for p in self._entries if p.lower().endswith(_ARCHIVES)), None)
            if nested:
                raise WorkbookError("archive_nested", name=nested)
            raise WorkbookError("archive_no_workbook")
        depth = min(path.count("/") for path in found)
        found = [path for path in found if path.count("/") == depth]
        if len(found) > self._limits.workbooks:
            raise WorkbookError("archive_several_workbooks", names=(*found[:3], "…"))
        return tuple(found)

    def find(self, target: str, folder: str = "") -> LinkTarget:
        """Return where a link leads that stands in a workbook of ``folder``."""
        found = self._follow(target, folder)
        if found.kind in ("outside", "missing"):
            return self._find_moved(target) or found
        return found

    def _follow(self, target: str, folder: str) -> LinkTarget:
        text = compose(target).strip()
        slashes = text.replace("\\", "/")
        if slashes.startswith("/") or _DRIVE.match(slashes) or text.lower().startswith("file:"):
            return LinkTarget("outside")
        if _WEB.match(text):
            return LinkTarget("web")
        # As it stands first: a name may well hold a percent or a number sign.
        decoded = compose(unquote(slashes)).replace("\\", "/")
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

    def _find_moved(self, target: str) -> LinkTarget | None:
        """Return the one file that has the name in which a link ends, wherever else it leads."""
        stated = compose(target).strip().replace("\\", "/")
        decoded = compose(unquote(stated)).replace("\\", "/")
        ends = (path.rpartition("/")[2] for path in (stated, decoded, decoded.partition("#")[0]))
        for name in dict.fromkeys(same_name(end).strip() for end in ends):
            if found := self._names.get(name):
                return LinkTarget("moved" if len(found) == 1 else "ambiguous", tuple(found))
        return None

    def _look_up(self, path: str) -> LinkTarget | None:
        if path in self._entries:
            return LinkTarget("files", (path,))
        same = self._folded.get(same_name(path), [])
        if same:
            return LinkTarget("files" if len(same) == 1 else "ambiguous", tuple(same))
        # A link to a folder means what lies in it.
        files = self._folders.get(same_name(path)) if path else None
        return LinkTarget("files", tuple(files)) if files else None


def _likely_names(name: str) -> set[str]:
    """Return by which names links mean a file: its own, without its ending, and as far as a number sign.

    Programs take what stands behind such a sign for a place inside the document.
    """
    return {part.strip() for part in (name, name.rpartition(".")[0], name.partition("#")[0])} - {""}


def is_workbook(data: bytes) -> bool:
    """Whether a file is a workbook itself, or no ZIP at all: what then is told by its reader.

    :raise WorkbookError: ``archive_too_many_files``.
    """
    if not data.startswith(_BEGINNINGS):
        return True
    try:
        with SafeZip(data, _ANY) as archive:
            return _CONTENT_TYPES in archive.entries
    except ZipFault as fault:
        if fault.measure == "entries":
            raise _as_error(fault) from fault
        # Broken: most programs write that list first.
        return _CONTENT_TYPES.encode() in data[:4096]


# To look at the list only: what is too large is said by whoever reads it.
_ANY = ZipLimits(DEFAULT_LIMITS.entries, 1 << 50, 1 << 50, 1 << 50)


def _as_error(fault: ZipFault) -> WorkbookError:
    """Return what is wrong with a ZIP as what is wrong with the archive that came."""
    if fault.measure == "entries":
        return WorkbookError("archive_too_many_files", count=fault.size, limit=fault.limit)
    kind = _FAULTS[fault.kind]
    if kind == "archive_damaged":
        return WorkbookError(kind)
    return WorkbookError(kind, name=visible(fault.name)[:_SHOWN])


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
