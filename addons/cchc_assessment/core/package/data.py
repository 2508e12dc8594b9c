"""What goes into a package: plain data, gathered before the first byte is sent."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol


class Source(Protocol):
    """Where the bytes of a file are kept. The methods raise ``OSError`` when they are gone."""

    def measure(self) -> int:
        """Return how many bytes there are now, without reading them."""

    def open(self) -> BinaryIO:
        """Return the bytes, to be read from the beginning."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the store."""

    path: str

    def measure(self) -> int:
        # hundreds of files are laid out, and a path of pathlib's takes five times as long
        return os.stat(self.path).st_size  # noqa: PTH116

    def open(self) -> BinaryIO:
        return Path(self.path).open("rb")


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
