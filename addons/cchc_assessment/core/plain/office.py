"""What an Office document leads to: a ZIP of parts, relations between them, fields in its text.

Parts and relations are found as Word, Excel and their libraries find them: by the relations' own files
and by content types, whatever a part is called, in whatever encoding or with whatever prefixes its XML is written.
What is thought of them is decided by whoever asks.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from .budget import Budget
from .xml import LIMITS, XmlError, XmlLimits, local_name, parse, walk
from .zips import SafeZip

CONTENT_TYPES = "[Content_Types].xml"
_XML_ENDINGS = (".xml", ".rels", ".vml")
_HEAD = 512
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):", re.I)
_DRIVE = re.compile(r"/*[a-z]:(?:/|$)", re.I)
_NUMBERED_HOST = re.compile(r"[0-9.]+|0x[0-9a-f.x]*", re.I)
# Elements that show a picture, and the attributes of theirs that say where it lies.
_PICTURES = {"imagedata", "image", "fill", "stroke"}
_PLACES = {"src", "href", "althref"}
_MARKED = {"ddeLink", "mailMerge"}
_MAX_INSTRUCTION = 4096
_MAX_NESTING = 64
_MAX_FOUND = 20_000
NESTED = "\ufffc"  # stands in an instruction where another field is
_FIELD_NAME = re.compile(r"\s*([^\s\"\\]+)")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document; ``name`` as the archive has it, ``content_type`` in lower case."""

    name: str
    content_type: str
    is_xml: bool
    head: bytes


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part leads. ``kind`` is the last word of its type: "image", "attachedTemplate".

    ``outside`` is what does not lie in the document, whatever the relation calls it.
    """

    part: str
    kind: str
    target: str
    outside: bool


@dataclass(slots=True)
class Content:
    """What stands in the XML of a part.

    ``fields`` are the fields' instructions, ``places`` where pictures lie outside of the document, and
    ``marked`` the names of elements that make a program fetch or start something.
    """

    fields: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    marked: set[str] = field(default_factory=set)


class OfficePackage:
    """An Office document in an opened archive.

    All XML together may hold as many elements as ``limits`` gives to one document, or as ``budget`` has left
    where several documents share one.

    :raises XmlError: by every method, for XML that is not read.
    :raises KeyError: when it has no content types.
    """

    def __init__(self, archive: SafeZip, limits: XmlLimits = LIMITS, budget: Budget | None = None):
        self._archive = archive
        self._limits = limits
        self._budget = budget or Budget(elements=limits.elements)
        self._overrides: dict[str, str] = {}
        self._defaults: dict[str, str] = {}
        self._read_content_types()
        self.parts = [self._describe(entry.name) for entry in archive.files()]

    @property
    def content_types(self) -> set[str]:
        """Every type that is declared, of parts that are missing too."""
        return {*self._overrides.values(), *self._defaults.values()}

    def relations(self) -> Iterator[Relation]:
        """Yield all relations, also those of parts that nothing leads to."""
        for part in self.parts:
            if _plain_name(part.name).endswith(".rels"):
                yield from self._read_relations(part)

    def read(self, part: Part) -> Content:
        """Return what stands in ``part``, which is XML."""
        reader = _ContentReader()
        with self._archive.open(part.name) as stream:
            self._walk(stream, reader)
        reader.finish()
        return reader.content

    def _walk(self, stream, reader: "_ContentReader") -> None:
        limits = replace(self._limits, elements=self._budget.left("elements"))
        try:
            walk(stream, start=reader.start, end=reader.end, text=reader.text, limits=limits)
        finally:
            self._budget.use_up("elements", reader.elements)

    def _read_content_types(self) -> None:
        for element in self._parse(CONTENT_TYPES):
            kind = element.get("ContentType", "").strip().lower()
            if local_name(element.tag) == "Override":
                self._overrides[_plain_name(element.get("PartName", "")).lstrip("/")] = kind
            elif local_name(element.tag) == "Default":
                self._defaults[element.get("Extension", "").lower()] = kind

    def _describe(self, own_name: str) -> Part:
        name = _plain_name(own_name)
        kind = self._overrides.get(name) or self._defaults.get(name.rpartition(".")[2], "")
        head = self._archive.read(own_name, _HEAD)
        is_xml = name.endswith(_XML_ENDINGS) or kind.endswith("xml") or _looks_like_xml(head)
        return Part(own_name, kind, is_xml, head)

    def _read_relations(self, part: Part) -> Iterator[Relation]:
        for element in self._parse(part.name):
            target = element.get("Target", "")
            mode = element.get("TargetMode", "").strip().lower()
            yield Relation(
                part.name,
                element.get("Type", "").rstrip("/").rpartition("/")[2],
                target,
                mode not in ("", "internal") or leads_outside(target),
            )

    def _parse(self, name: str):
        left = self._budget.left("elements")
        try:
            with self._archive.open(name) as stream:
                root = parse(stream, replace(self._limits, elements=left))
        except XmlError as error:
            self._budget.use_up("elements", left if error.measure == "elements" else 0)
            raise
        elements = list(root.iter())
        self._budget.spend("elements", len(elements))
        return elements[1:]


def reach_of(target: str) -> str:
    """Return how far away ``target`` lies: "here", "near" or "far".

    Here is the machine of whoever opens the document, near the network of the office, far the rest. A name
    without a dot and a private address are only found in the network that one is in.
    """
    plain = unquote(target.strip()).replace("\\", "/")
    if _DRIVE.match(plain):
        return "here"
    scheme = _SCHEME.match(plain)
    if not scheme:
        return _reach_of_host(plain[2:].partition("/")[0]) if plain.startswith("//") else "here"
    if scheme[1].lower() == "file":
        return _reach_of_file(plain[scheme.end() :])
    if scheme[1].lower() not in ("http", "https", "ftp"):
        return "far"
    try:
        return _reach_of_host(urlsplit(plain).hostname or "")
    except ValueError:
        return "far"


def field_name(instruction: str) -> str:
    """Return what kind of field an instruction makes, in capitals; "" where another field decides that."""
    match = _FIELD_NAME.match(instruction)
    name = match[1].upper() if match else ""
    return "" if NESTED in name else "=" if name.startswith("=") else name


def leads_outside(target: str) -> bool:
    """Whether ``target`` is an address, and no part beside another one."""
    return bool(_SCHEME.match(target.strip())) or target.strip().replace("\\", "/").startswith("//")


def _reach_of_file(rest: str) -> str:
    """Tell a path from a server: two slashes lead to one, and Word writes four and more."""
    path = rest.lstrip("/")
    slashes = len(rest) - len(path)
    if _DRIVE.match(path) or slashes in (0, 1, 3):
        return "here"
    return _reach_of_host(path.partition("/")[0])


def _reach_of_host(host: str) -> str:
    host = host.partition("@")[0].strip("[]")
    if not host or host in (".", "?"):
        return "far"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "far" if "." in host or _NUMBERED_HOST.fullmatch(host) else "near"
    return "near" if address.is_private or address.is_loopback else "far"


def _plain_name(name: str) -> str:
    """Return a part's name as all readers compare it."""
    return unquote(name).replace("\\", "/").lower()


def _looks_like_xml(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n\0\xff\xfe").startswith(b"<")


class _Instruction:
    """What a field is told, as it comes in pieces; the rest of a very long one is left out."""

    def __init__(self):
        self._pieces: list[str] = []
        self._length = 0

    def add(self, text: str) -> None:
        if self._length < _MAX_INSTRUCTION:
            self._pieces.append(text)
            self._length += len(text)

    def __str__(self) -> str:
        return "".join(self._pieces)


class _ContentReader:
    """Handlers that keep what :class:`Content` has, as a part goes by."""

    def __init__(self):
        self.content = Content()
        self.elements = 0
        self._open: list[_Instruction | None] = []  # fields in fields; None behind the instruction
        self._loose = _Instruction()  # outside of any field
        self._is_instruction = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        name = local_name(tag)
        if name == "fldChar":
            self._change_field(_attribute(attributes, "fldCharType"))
        elif name in ("instrText", "delInstrText"):
            self._is_instruction = True
        elif name == "fldSimple":
            self._keep(_attribute(attributes, "instr"))
        elif name in _MARKED:
            self.content.marked.add(name)
        elif name in _PICTURES:
            for key, value in attributes.items():
                if local_name(key) in _PLACES and leads_outside(value):
                    self._keep_place(value)

    def end(self, tag: str) -> None:
        if local_name(tag) in ("instrText", "delInstrText"):
            self._is_instruction = False

    def text(self, text: str) -> None:
        if not self._is_instruction:
            return
        instruction = self._open[-1] if self._open else self._loose
        if instruction is not None:
            instruction.add(text)

    def finish(self) -> None:
        while self._open:
            self._close_instruction()
            self._open.pop()
        self._keep(str(self._loose))

    def _change_field(self, change: str) -> None:
        if change == "begin":
            if len(self._open) >= _MAX_NESTING:
                raise XmlError("too_much", 0, "depth")
            if self._open and self._open[-1] is not None:
                self._open[-1].add(NESTED)
            self._open.append(_Instruction())
        elif self._open:
            self._close_instruction()
            if change == "end":
                self._open.pop()

    def _close_instruction(self) -> None:
        if (instruction := self._open[-1]) is not None:
            self._keep(str(instruction))
            self._open[-1] = None

    def _keep(self, instruction: str) -> None:
        if instruction.strip():
            self._limit(self.content.fields).append(instruction[:_MAX_INSTRUCTION])

    def _keep_place(self, place: str) -> None:
        self._limit(self.content.places).append(place)

    def _limit(self, found: list[str]) -> list[str]:
        if len(found) >= _MAX_FOUND:
            raise XmlError("too_much", 0, "elements")
        return found


def _attribute(attributes: Mapping[str, str], wanted: str) -> str:
    return next((value for key, value in attributes.items() if local_name(key) == wanted), "")
