"""The archive itself: stored and not deflated, of known length, read from the store while it is sent."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from zipstream import ZipStream

from ..plain.digests import sha256_of_bytes
from ..plain.names import Folder
from .bag import PAYLOAD, Packed, write_tags
from .data import Attachment, Document, Fault
from .layout import Shelf
from .texts import MANIFEST_NAME, MISSING_NAME, write_manifest, write_missing

_logger = logging.getLogger(__name__)

_CHUNK = 1 << 19
# Where that lies with which a stranger checks the seal; kiem_tra.py knows it, too.
SEAL_FOLDER = "Niêm phong"
OWN_NAMES = ("TLKC", MANIFEST_NAME, MISSING_NAME, SEAL_FOLDER)


@dataclass(frozen=True, slots=True)
class Dossier:
    """One unit's part: what was made for it, and its documents where ``lay_out`` put them.

    :param owner: whose it is, as the list of what is missing says
    :param attachments: appendix and report, which stand at the top
    :param top: the folder of this dossier in the archive, with a slash at its end; empty for its top
    :param remarks: what else its manifest says, in comments
    :param seal: what its seal is checked with, in a folder of its own
    :param papers: files of the store that stand at the top as well, such as the signed copy
    """

    owner: str
    attachments: Sequence[Attachment]
    shelf: Shelf
    top: str = ""
    remarks: Sequence[str] = ()
    seal: Sequence[Attachment] = ()
    papers: Sequence[Document] = ()


@dataclass
class Package:
    """An archive that can be sent once.

        package = Package([dossier])
        headers = {"Content-Length": package.size}
        for chunk in package: …

    The manifest states the sums that documents had when they were filed. They are not computed again:
    that would take longer than the sending, and ``sha256sum -c`` does it wherever the package goes. A
    document that shrinks or vanishes while it is sent is padded to the announced size: it spoils neither
    the archive nor its length, and fails that check as any other does that is not what was filed.

    :param notes: further texts for the archive's top
    :param bag: the name of the folder that is a bag for archives, with all this as its payload; empty for none
    :param day: when that is made, as ISO 8601 writes it
    """

    dossiers: Sequence[Dossier]
    notes: Sequence[Attachment] = ()
    bag: str = ""
    day: str = ""

    def __post_init__(self):
        self._archive = ZipStream(sized=True)
        self._packed: list[Packed] = []
        for note in self.notes:
            self._add_made(note.name, note.content)
        for dossier in self.dossiers:
            self._add(dossier)
        if self.bag:
            for name, content in write_tags(self._packed, self.day):
                self._archive.add(content, f"{self.bag}/{name}")

    @property
    def size(self) -> int:
        """How many bytes the archive has."""
        return len(self._archive)

    @property
    def faults(self) -> list[Fault]:
        """The documents that are not in the archive."""
        return [fault for dossier in self.dossiers for fault in dossier.shelf.faults]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._archive)

    def _add(self, dossier: Dossier) -> None:
        """Queue a dossier: what was made for it, its manifest, its documents."""
        made = []
        folder = Folder(dossier.top, OWN_NAMES)
        for attachment in dossier.attachments:
            made.append((folder.place(attachment.name), attachment.content))
        inner = Folder(f"{dossier.top}{SEAL_FOLDER}/")
        for attachment in dossier.seal:
            made.append((inner.place(attachment.name), attachment.content))
        stored = [(folder.place(paper.file_name), paper) for paper in dossier.papers]
        shelf = dossier.shelf
        stored += [(dossier.top + shelf.paths[each.key], each) for each in shelf.documents]
        if shelf.faults:
            made.append((dossier.top + MISSING_NAME, write_missing(dossier.owner, shelf.faults)))
        sums = [
            (path.removeprefix(dossier.top), sha256_of_bytes(content)) for path, content in made
        ] + [(path.removeprefix(dossier.top), document.sha256) for path, document in stored]
        made.append(
            (dossier.top + MANIFEST_NAME, write_manifest(sums, shelf.faults, dossier.remarks))
        )
        for path, content in made:
            self._add_made(path, content)
        for path, document in stored:
            self._packed.append(Packed(path, document.sha256, document.size))
            self._archive.add(_read(document, path), self._get_place(path), size=document.size)

    def _add_made(self, path: str, content: bytes) -> None:
        if self.bag:
            self._packed.append(Packed(path, sha256_of_bytes(content), len(content)))
        self._archive.add(content, self._get_place(path))

    def _get_place(self, path: str) -> str:
        return f"{self.bag}/{PAYLOAD}{path}" if self.bag else path


def _read(document: Document, path: str) -> Iterator[bytes]:
    """Yield exactly as many bytes as were announced."""
    left = document.size
    # what is gone now was there when the place was given out
    with suppress(OSError), document.source.open() as handle:
        while left and (chunk := handle.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
    if left:
        _logger.error("%s: its last %s bytes were gone when it was sent", path, left)
    while left:
        padding = bytes(min(_CHUNK, left))
        left -= len(padding)
        yield padding
