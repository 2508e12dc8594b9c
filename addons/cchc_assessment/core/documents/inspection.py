"""What a file is, told from its bytes."""

import contextlib
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from .archives import inspect_zip
from .errors import DocumentError
from .images import check_jpeg, check_png, check_tiff
from .kinds import KINDS
from .limits import LIMITS, ArchiveLimits
from .magic import DOC, DOCX, JPEG, PDF, PNG, TIFF, XLS, XLSX, ZIP, dangerous_kind, sniff
from .ole import inspect_ole
from .pdf import inspect_pdf
from .reading import read_at, size_of

# The endings that go with a type; the first is the usual one.
ENDINGS = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    TIFF: (".tif", ".tiff"),
    DOC: (".doc",),
    DOCX: (".docx",),
    XLS: (".xls",),
    XLSX: (".xlsx",),
    ZIP: (".zip",),
}
DEFAULT_TYPES = frozenset(ENDINGS)
_MACRO_ENDINGS = {".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb"}
_HEAD = 4096


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file that may be filed.

    ``extension`` is the ending of its name, in lower case with its dot, which fits ``mimetype``.
    ``page_count`` is that of a PDF, None where it cannot be told. ``encrypted`` is a PDF that
    opens without a password all the same. ``archive_entries`` counts what a ZIP archive holds.
    ``remarks`` are what is to be said of what is inside, keys of ``KINDS`` in its order.
    """

    mimetype: str
    extension: str
    page_count: int | None = None
    encrypted: bool = False
    archive_entries: int | None = None
    remarks: tuple[str, ...] = ()


def inspect(
    path_or_file: str | os.PathLike | BinaryIO,
    name: str,
    *,
    allowed: Collection[str] = DEFAULT_TYPES,
    archive_limits: ArchiveLimits = LIMITS.archive,
) -> FileFacts:
    """Tell what a file is from its bytes; ``name`` is what it is called, and only compared.

    :param allowed: the MIME types that may be filed, a part of :data:`DEFAULT_TYPES`.
    :raises DocumentError: when the file is empty, broken, locked, dangerous, of a type that is not
        allowed, or named as something that it isn't.
    """
    with contextlib.ExitStack() as stack:
        file = path_or_file
        if isinstance(path_or_file, (str, os.PathLike)):
            file = stack.enter_context(open(path_or_file, "rb"))  # noqa: PTH123 (a str is welcome)
        try:
            return _inspect(file, name, allowed, archive_limits)
        except DocumentError as error:
            entry = error.params.get("entry")
            shown = f"{name} › {entry}" if entry and error.kind in KINDS else name
            error.params.setdefault("name", shown)
            raise


def _inspect(
    file: BinaryIO, name: str, allowed: Collection[str], archive_limits: ArchiveLimits
) -> FileFacts:
    if not size_of(file):
        raise DocumentError("empty")
    head = read_at(file, 0, _HEAD)
    if danger := dangerous_kind(head):
        raise DocumentError(danger)
    kind = sniff(head)
    details = {}
    found: frozenset[str] = frozenset()
    if kind == ZIP:
        kind, entries, found = inspect_zip(file, archive_limits)
        if kind == ZIP:
            details["archive_entries"] = entries
    elif kind == DOC:
        kind, found = inspect_ole(file)
    _check_allowed(kind, allowed)
    extension = _check_ending(kind, name)
    if kind == PDF:
        details["page_count"], details["encrypted"], found = inspect_pdf(file)
    elif kind in _IMAGE_CHECKS:
        _IMAGE_CHECKS[kind](file)
    remarks = tuple(name for name in KINDS if name in found)
    return FileFacts(kind, extension, remarks=remarks, **details)


_IMAGE_CHECKS = {PNG: check_png, JPEG: check_jpeg, TIFF: check_tiff}


def _check_allowed(kind: str, allowed: Collection[str]) -> None:
    if not kind:
        raise DocumentError("unknown", types=tuple(allowed))
    if kind not in allowed:
        raise DocumentError("not_allowed", type=kind, types=tuple(allowed))


def _check_ending(kind: str, name: str) -> str:
    extension = PurePath(name.strip()).suffix.lower()
    if extension in _MACRO_ENDINGS:
        raise DocumentError("macros")
    if extension not in ENDINGS[kind]:
        raise DocumentError("wrong_ending", type=kind, endings=ENDINGS[kind])
    return extension
