"""The one way by which XML from outside comes in: without document types, and within bounds.

A document type is the only door to entities and to other files, so that there is none here: what
declares one is refused before any of it is acted on. Everything else is counted while it is read, so
that the cost follows the bytes that are there.
"""

import contextlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree import ElementTree
from xml.parsers import expat

# Old parsers scan a long token anew with each piece: large pieces, and larger ones while none has ended it.
_CHUNK = 1024 * 1024
# What every reader of XML has to know; with the others two readers may see two documents.
_ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1"}


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """How much XML is read.

    ``size`` is in bytes, ``depth`` counts elements within each other, ``elements`` all of them,
    ``attributes`` those of one element, ``namespaces`` the prefixes that are declared.
    """

    size: int = 16 * 1024 * 1024
    depth: int = 200
    elements: int = 500_000
    attributes: int = 256
    namespaces: int = 10_000


LIMITS = XmlLimits()


class XmlError(ValueError):
    """XML that is not read. By ``kind``:

    - "malformed": no XML, or in an encoding that not every reader knows
    - "doctype": it declares a document type
    - "too_much": more than a limit allows; ``measure`` is the name of the limit

    :ivar line: where, counted from 1.
    """

    def __init__(self, kind: str, line: int, measure: str = ""):
        self.kind = kind
        self.line = line
        self.measure = measure
        super().__init__(kind, line, measure)


class XmlDone(Exception):
    """Raised by a handler that has learned what it wanted: reading ends there."""


def parse(source: bytes | BinaryIO, limits: XmlLimits = LIMITS) -> ElementTree.Element:
    """Return the root of a document; tags and attributes are written ``{namespace}name``.

    :raises XmlError: when it is not read.
    """
    builder = ElementTree.TreeBuilder()
    walk(source, start=builder.start, end=builder.end, text=builder.data, limits=limits)
    return builder.close()


def walk(
    source: bytes | BinaryIO,
    *,
    start: Callable[[str, Mapping[str, str]], object] | None = None,
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
    limits: XmlLimits = LIMITS,
    spell: Callable[[str], str] | None = None,
) -> None:
    """Read a document without keeping it: each handler is called as the document goes on.

    Handlers may raise :class:`XmlDone`. They get names as :func:`parse` writes them.

    :param spell: :func:`local_name` where they ask for no namespace: each name is then taken apart once, and not
        for each element.
    :raises XmlError: when it is not read; what a handler raises goes through.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    reader = _Reader(start, end, text, limits, spell or _spell_whole)
    try:
        with contextlib.suppress(XmlDone):
            reader.read(stream)
    except expat.ExpatError as error:
        raise XmlError("malformed", error.lineno) from error
    # of an encoding that is no encoding of XML
    except (LookupError, UnicodeError) as error:
        raise XmlError("malformed", reader.line) from error


def local_name(name: str) -> str:
    """Return a tag or an attribute without its namespace."""
    return name.rpartition("}")[2]


def _spell_whole(name: str) -> str:
    return f"{{{name}" if "}" in name else name


class _Reader:
    """Counts what the parser meets, and passes it on."""

    def __init__(self, start, end, text, limits: XmlLimits, spell: Callable[[str], str]):
        self._start, self._end, self._limits, self._spelled = start, end, limits, spell
        self._depth = self._elements = self._namespaces = 0
        self._names: dict[str, str] = {}
        self._parser = parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._check_encoding
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartNamespaceDeclHandler = self._count_namespace
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close if end else self._leave
        if text:
            parser.CharacterDataHandler = text

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber

    def read(self, stream: BinaryIO) -> None:
        size, piece = 0, _CHUNK
        while chunk := stream.read(piece):
            size += len(chunk)
            if size > self._limits.size:
                self._refuse("size")
            place = self._parser.CurrentByteIndex
            self._parser.Parse(chunk, False)
            piece = 2 * piece if self._parser.CurrentByteIndex == place else _CHUNK
        self._parser.Parse(b"", True)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        limits = self._limits
        self._depth = depth = self._depth + 1
        self._elements = elements = self._elements + 1
        if depth > limits.depth:
            self._refuse("depth")
        if elements > limits.elements:
            self._refuse("elements")
        if len(attributes) > limits.attributes:
            self._refuse("attributes")
        if self._start:
            # most attributes have no namespace; asked of all at once, since this is done for each element
            if attributes and "}" in "".join(attributes):
                names, spell = self._names, self._spell
                attributes = {
                    names.get(name) or spell(name): value for name, value in attributes.items()
                }
            self._start(self._names.get(tag) or self._spell(tag), attributes)

    def _close(self, tag: str) -> None:
        self._depth -= 1
        self._end(self._names.get(tag) or self._spell(tag))

    def _leave(self, _tag: str) -> None:
        self._depth -= 1

    def _spell(self, name: str) -> str:
        if name not in self._names:
            self._names[name] = self._spelled(name)
        return self._names[name]

    def _count_namespace(self, _prefix: str | None, _uri: str | None) -> None:
        self._namespaces += 1
        if self._namespaces > self._limits.namespaces:
            self._refuse("namespaces")

    def _check_encoding(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise XmlError("malformed", self.line)

    def _refuse_doctype(self, *_args: object) -> None:
        raise XmlError("doctype", self.line)

    def _refuse(self, measure: str) -> None:
        raise XmlError("too_much", self.line, measure)
