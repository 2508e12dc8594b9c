"""Reading pieces of a file that somebody uploaded."""

import os
from typing import BinaryIO


class ReadLimitError(Exception):
    """More was asked for at once than is given."""


class BoundedFile:
    """A file that gives no more than ``most`` bytes at once.

    Libraries that read a broken file as a whole to repair it cannot do so with this one.
    """

    def __init__(self, file: BinaryIO, most: int):
        self._file = file
        self._most = most

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0:
            position = self._file.tell()
            size = max(self._file.seek(0, os.SEEK_END) - position, 0)
            self._file.seek(position)
        if size > self._most:
            raise ReadLimitError
        return self._file.read(size)

    def readinto(self, buffer) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readline(self, size: int = -1) -> bytes:
        return self._file.readline(self._most if size < 0 else min(size, self._most))

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def flush(self) -> None:
        """Nothing was written."""

    def close(self) -> None:
        """The file stays open: it belongs to someone else."""

    @property
    def closed(self) -> bool:
        return self._file.closed


def size_of(file: BinaryIO) -> int:
    return file.seek(0, os.SEEK_END)


def read_at(file: BinaryIO, offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)
