"""What goes into a package: plain data, gathered before the first byte is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol


class Source(Protocol):
    """Where the bytes of a file are kept, as whoever gathers the package has found them.

    :ivar size: how many there were; None of what is gone
    """

    @property
    def size(self) -> int | None: ...

    def open(self) -> BinaryIO:
        """Return the bytes, to be read from the beginning.

        :raises OSError: when they are gone.
        """


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the store."""

    path: str
    size: int | None

    def open(self) -> BinaryIO:
        # hundreds of files are opened, each for some large pieces: a path of pathlib's takes as long as that
        return open(self.path, "rb", buffering=0)  # noqa: PTH123


@dataclass(frozen=True, slots=True)
class Document:
    """A piece of evidence: what it is called, and what its bytes have to be."""

    key: int
    title: str
    file_name: str
    size: int
    sha256: str
    source: Source


@dataclass(frozen=True, slots=True)
class Criterion:
    """A leaf of the rubric, with the keys of the documents that prove it, in order."""

    code: str
    name: str
    documents: Sequence[int] = ()

    @property
    def label(self) -> str:
        return " ".join(filter(None, (self.code, self.name)))


@dataclass(frozen=True, slots=True)
class Fault:
    """A document that is not in the package. ``kind``: "gone" or "size", which ``found`` is then."""

    document: Document
    criteria: Sequence[Criterion]
    kind: str
    found: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was made for the package, such as the appendix."""

    name: str
    content: bytes
