"""What a PDF does besides showing its pages: looked for where readers of PDF look for it.

From the catalogue every object is followed by which an action can be reached; names are compared as they are
meant, objects that lie packed are unpacked. What only draws is left aside, and so are destinations.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from .effort import Effort, EnoughError
from .errors import DocumentError
from .kinds import is_program

_SKIPPED = {
    "/AP",
    "/Contents",
    "/D",
    "/Dest",
    "/Dests",
    "/DR",
    "/Metadata",
    "/MK",
    "/OCProperties",
    "/P",
    "/Parent",
    "/PieceInfo",
    "/Resources",
    "/SD",
    "/StructTreeRoot",
    "/Thumb",
    "/V",
}
# Events that need nobody's hand: a page or the document is opened, closed, saved, printed, comes into view.
_BY_THEMSELVES = {"/O", "/C", "/PO", "/PC", "/PV", "/PI", "/WC", "/WS", "/DS", "/WP", "/DP"}
_CALLS = {"/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Thread"}
_SENDS = {"/SubmitForm", "/ImportData"}
_MEDIA_ACTIONS = {"/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView"}
_MEDIA = {"/RichMedia", "/3D", "/Movie", "/Sound", "/Screen", "/RichMediaContent"}
_FILE_NAMES = ("/F", "/UF", "/DOS", "/Unix", "/Mac")


class _Step(NamedTuple):
    """Something to look at: whether it acts by itself, and whether it is what happens at which event."""

    value: object
    is_automatic: bool = False
    is_events: bool = False


class PdfSearch:
    """One look through a PDF; ``found`` are keys of ``KINDS`` that are no reason to refuse it.

    :raises EnoughError: by every method, when it would cost more than is given.
    """

    def __init__(self, reader: pypdf.PdfReader, effort: Effort):
        self.found: set[str] = set()
        self._reader = reader
        self._effort = effort
        self._streams: dict[int, int] = {}

    def root(self) -> DictionaryObject:
        return self.get(self._reader.trailer, "/Root")

    def get(self, dictionary: DictionaryObject, key: str):
        """Return an entry of ``dictionary``, None if there is none."""
        return self._resolve(dictionary.raw_get(key)) if key in dictionary else None

    def look_through(self) -> None:
        """Look at all that can be reached.

        :raises DocumentError: when it starts a program, holds one, or calls another server by itself.
        """
        pending = [_Step(self.root())]
        seen = set()
        while pending:
            step = pending.pop()
            if isinstance(step.value, IndirectObject):
                # in both ways, where an action acts by itself in one place and by a click in another
                if (key := (step.value.idnum, *step[1:])) in seen:
                    continue
                seen.add(key)
            value = self._resolve(step.value)
            if isinstance(value, DictionaryObject):
                self._judge(value, step.is_automatic)
                pending += self._parts(step._replace(value=value))
            elif isinstance(value, ArrayObject):
                pending += [step._replace(value=item) for item in value if _leads_on(item)]

    def _parts(self, step: "_Step") -> Iterator["_Step"]:
        # pages outnumber all else: what comes first here is looked at last
        for key in sorted(step.value, key=lambda key: key != "/Pages"):
            part = step.value.raw_get(key)
            if not _leads_on(part) or (key in _SKIPPED and not step.is_events):
                continue
            if key == "/OpenAction" and isinstance(self._resolve(part), ArrayObject):
                continue  # a place to begin at
            by_itself = key == "/OpenAction" or (step.is_events and key in _BY_THEMSELVES)
            yield _Step(part, step.is_automatic or by_itself, key == "/AA")

    def _judge(self, value: DictionaryObject, is_automatic: bool) -> None:
        action = self.get(value, "/S")
        kind = self.get(value, "/Subtype")
        if action == "/Launch":
            self._judge_launch(value, is_automatic)
        if is_automatic and action in _CALLS:
            raise DocumentError("calls_out")
        if action == "/JavaScript" or "/JS" in value:
            self.found.add("pdf_script")
        if action in _SENDS:
            self.found.add("pdf_sends")
        if action in _MEDIA_ACTIONS or kind in _MEDIA:
            self.found.add("pdf_media")
        if "/XFA" in value:
            self.found.add("pdf_form")
        if "/EF" in value or kind == "/FileAttachment":
            self.found.add("pdf_attachment")
            if any(is_program(name) for name in self._file_names(value)):
                raise DocumentError("program")

    def _judge_launch(self, value: DictionaryObject, is_automatic: bool) -> None:
        """Files that somebody linked to are launched too; a program, or one that needs no click, is another thing."""
        if is_automatic or "/Win" in value or any(map(is_program, self._file_names(value))):
            raise DocumentError("starts_program")
        self.found.add("pdf_opens")

    def _file_names(self, value: DictionaryObject) -> Iterator[str]:
        """Yield the names that a file has, in ``value`` itself or in what describes the file there."""
        for key in (*_FILE_NAMES, "/FS"):
            name = self.get(value, key)
            if isinstance(name, DictionaryObject):
                yield from self._plain_names(name)
            elif name is not None:
                yield _text(name)

    def _plain_names(self, value: DictionaryObject) -> Iterator[str]:
        for key in _FILE_NAMES:
            name = self.get(value, key)
            if name is not None and not isinstance(name, DictionaryObject):
                yield _text(name)

    def _resolve(self, value):
        for _step in range(8):
            if not isinstance(value, IndirectObject):
                return value
            self._effort.count_object()
            self._count_stream(value)
            value = value.get_object()
        return None

    def _count_stream(self, reference: IndirectObject) -> None:
        """Before objects are read that lie packed: all of a stream are read at once."""
        stream, _index = self._reader.xref_objStm.get(reference.idnum, (None, 0))
        if stream is None or stream in self._streams:
            return
        packed = self._reader.get_object(IndirectObject(stream, 0, self._reader))
        self._streams[stream] = len(packed.get_data())
        if sum(self._streams.values()) > self._effort.limits.object_streams:
            raise EnoughError


def _leads_on(value) -> bool:
    return isinstance(value, IndirectObject | DictionaryObject | ArrayObject)


def _text(value) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
