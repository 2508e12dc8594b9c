"""A file on its way into the file store: read once, in pieces, never held in memory as a whole."""

import errno
import hashlib
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

CHUNK = 1024 * 1024
DISK_IS_FULL = {errno.ENOSPC, errno.EDQUOT}


class TooLarge(ValueError):
    """More bytes came than may be stored."""


@dataclass(frozen=True)
class IncomingFile:
    """A file that lies beside the file store under a name of its own.

    :ivar sha1: what Odoo names stored files by.
    :ivar sha256: what the addon proves with that a document has not changed.
    """

    path: Path
    size: int
    sha1: str
    sha256: str


@contextmanager
def receive(stream, folder, limit):
    """Write ``stream`` into a file in ``folder`` and yield it; it is gone afterwards unless it was moved.

    :param limit: the most bytes that are taken.
    :raises TooLarge: as soon as there are more.
    :raises OSError: when the disk is full, or the file cannot be written for another reason.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / uuid4().hex
    try:
        yield _write(stream, path, limit)
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def _write(stream, path, limit):
    sha1, sha256, size = hashlib.sha1(), hashlib.sha256(), 0
    with path.open("xb") as handle:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLarge
            sha1.update(chunk)
            sha256.update(chunk)
            handle.write(chunk)
        handle.flush()
        # what is said to be filed must survive a power cut
        os.fsync(handle.fileno())
    return IncomingFile(path, size, sha1.hexdigest(), sha256.hexdigest())
