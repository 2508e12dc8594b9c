"""The archive itself: stored and not deflated, of known length, read from the store while it is sent."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from zipstream import ZipStream

from .data import Attachment, Document, Fault
from .layout import Shelf
from .names import Folder
from .texts import (
    CHECK_NAME,
    MANIFEST_NAME,
    MISSING_NAME,
    write_check,
    write_manifest,
    write_missing,
)

_CHUNK = 1 << 18
OWN_NAMES = ("TLKC", MANIFEST_NAME, MISSING_NAME, CHECK_NAME)


@dataclass(frozen=True, slots=True)
class Dossier:
    """One unit's part: what was made for it, and its documents where ``lay_out`` put them.

    :param owner: whose it is, as the list of what is missing says
    :param attachments: appendix and report, which stand at the top
    :param top: the folder of this dossier in the archive, with a slash at its end; empty for its top
    """

    owner: str
    attachments: Sequence[Attachment]
    shelf: Shelf
    top: str = ""


@dataclass
class Package:
    """An archive that can be sent once.

        package = Package([dossier])
        headers = {"Content-Length": package.size}
        for chunk in package: …

    A document that changes or vanishes while it is sent is padded or cut to the announced size: it
    spoils neither the archive nor its length, and ``KẾT QUẢ ĐỐI CHIẾU.txt``, the last entry, names it,
    as it does each one whose bytes are not those of its SHA-256.

    :param notes: further texts for the archive's top
    :param on_different: called with the documents whose bytes were not the right ones, if there are any
    """

    dossiers: Sequence[Dossier]
    notes: Sequence[Attachment] = ()
    on_different: Callable[[Sequence[Document]], None] | None = None
    _different: dict[str, Document] = field(default_factory=dict, init=False)

    def __post_init__(self):
        self._archive = ZipStream(sized=True)
        for note in self.notes:
            self._archive.add(note.content, note.name)
        checked = [path for dossier in self.dossiers for path in self._add(dossier)]
        if checked:
            self._archive.add(self._check(checked), CHECK_NAME, size=len(write_check(checked, ())))

    @property
    def size(self) -> int:
        """How many bytes the archive has."""
        return len(self._archive)

    @property
    def faults(self) -> list[Fault]:
        """The documents that are not in the archive."""
        return [fault for dossier in self.dossiers for fault in dossier.shelf.faults]

    def __iter__(self) -> Iterator[bytes]:
        yield from self._archive
        if self._different and self.on_different:
            self.on_different(list(self._different.values()))

    def _add(self, dossier: Dossier) -> list[str]:
        """Queue a dossier; return the paths of its documents."""
        made = []
        folder = Folder(dossier.top, OWN_NAMES)
        for attachment in dossier.attachments:
            made.append((folder.place(attachment.name), attachment.content))
        faults = dossier.shelf.faults
        if faults:
            made.append((dossier.top + MISSING_NAME, write_missing(dossier.owner, faults)))
        paths = {
            document: dossier.shelf.paths[document.key] for document in dossier.shelf.documents
        }
        sums = [
            (path.removeprefix(dossier.top), hashlib.sha256(content).hexdigest())
            for path, content in made
        ] + [(path, document.sha256) for document, path in paths.items()]
        made.append((dossier.top + MANIFEST_NAME, write_manifest(sums, faults)))
        for path, content in made:
            self._archive.add(content, path)
        for document, path in paths.items():
            whole = dossier.top + path
            self._archive.add(self._read(document, whole), whole, size=document.size)
        return [dossier.top + path for path in paths.values()]

    def _read(self, document: Document, path: str) -> Iterator[bytes]:
        """Yield exactly as many bytes as were announced, and note whether they are the right ones."""
        left, digest = document.size, hashlib.sha256()
        # what is gone now was there when the place was given out
        with suppress(OSError), document.source.open() as handle, ThreadPoolExecutor(1) as hasher:
            # beside the sending: both let go of the interpreter, and hashing takes longer
            hashed = None
            while left and (chunk := handle.read(min(_CHUNK, left))):
                left -= len(chunk)
                if hashed:
                    hashed.result()
                hashed = hasher.submit(digest.update, chunk)
                yield chunk
        if left or digest.hexdigest() != document.sha256:
            self._different[path] = document
        while left:
            padding = bytes(min(_CHUNK, left))
            left -= len(padding)
            yield padding

    def _check(self, paths: Sequence[str]) -> Iterator[bytes]:
        yield write_check(paths, self._different.keys())
