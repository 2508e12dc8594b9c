"""What an Office document holds besides its text: macros, objects, controls, and where it leads."""

import io
from collections.abc import Collection
from dataclasses import replace

from ..plain.office import OfficePackage, Part, Relation, field_name, reach_of
from ..plain.xml import LIMITS as XML_LIMITS
from ..plain.xml import XmlError
from ..plain.zips import SafeZip, ZipFault, ZipLimits
from .effort import Effort, EnoughError
from .errors import DocumentError
from .kinds import is_program
from .magic import DOC, DOCX, XLSX, ZIP, dangerous_kind, sniff
from .ole import look_into_ole

OTHER_OFFICE = "application/vnd.openxmlformats-officedocument"
_MAIN_TYPES = {
    f"{OTHER_OFFICE}.wordprocessingml.document.main+xml": DOCX,
    f"{OTHER_OFFICE}.spreadsheetml.sheet.main+xml": XLSX,
}
_MACRO_WORDS = ("macroenabled", "vbaproject", "vbadata", "macrosheet")
# XML with nothing to find in it, of which there is the most: cells, shared strings, formats, drawings.
_UNREAD_TYPES = (
    f"{OTHER_OFFICE}.spreadsheetml.",
    f"{OTHER_OFFICE}.drawing",
    f"{OTHER_OFFICE}.theme",
    f"{OTHER_OFFICE}.wordprocessingml.styles",
    f"{OTHER_OFFICE}.wordprocessingml.fonttable",
    f"{OTHER_OFFICE}.wordprocessingml.numbering",
)
_STARTING_FIELDS = {"DDE", "DDEAUTO"}
_FETCHING_FIELDS = {"DATABASE", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "LINK", "RD"}
# Relations that make a program run what they lead to.
_OBJECTS = {"oleobject", "package", "subdocument", "frame", "afchunk", "externallinkole"}
_CONTROLS = {
    "activexcontrolbinary",
    "control",
    "extensibility",
    "webextension",
    "webextensiontaskpanes",
}


def inspect_office(archive: SafeZip, effort: Effort) -> tuple[str, frozenset[str]]:
    """Return the type of the Office document in ``archive``, and which of ``KINDS`` are in it.

    :raises DocumentError: when it is broken, or holds what is refused.
    """
    limits = replace(XML_LIMITS, size=effort.limits.unpacked, elements=effort.limits.elements)
    found: set[str] = set()
    kind = OTHER_OFFICE
    try:
        package = OfficePackage(archive, limits, effort.budget)
        _check_types(package)
        kinds = {kind for name, kind in _MAIN_TYPES.items() if name in package.content_types}
        if len(kinds) == 1:
            kind = kinds.pop()
        for relation in package.relations():
            found.add(_judge_relation(relation))
        for part in package.parts:
            found.update(_look_into(package, archive, part, effort))
    except EnoughError:
        found.add("unsearched")
    except XmlError as error:
        if error.kind != "too_much":
            raise DocumentError("damaged") from error
        found.add("unsearched")
    return kind, frozenset(found - {""})


def _check_types(package: OfficePackage) -> None:
    names = {part.name.lower() for part in package.parts}
    if any(macro in word for macro in _MACRO_WORDS for word in package.content_types | names):
        raise DocumentError("macros")


def _judge_relation(relation: Relation) -> str:
    """Return which of ``KINDS`` a relation is, "" for what every document has."""
    kind = relation.kind.lower()
    if any(macro in kind for macro in _MACRO_WORDS):
        raise DocumentError("macros")
    if not relation.outside:
        return "control" if kind in _CONTROLS else "object" if kind == "afchunk" else ""
    if kind == "hyperlink":
        return ""
    is_far = reach_of(relation.target) == "far"
    if is_far and (kind in _OBJECTS or kind in _CONTROLS or kind == "attachedtemplate"):
        raise DocumentError("calls_out")
    return "template" if kind == "attachedtemplate" else "linked"


def _look_into(
    package: OfficePackage, archive: SafeZip, part: Part, effort: Effort
) -> Collection[str]:
    if not part.is_xml:
        return _look_into_file(archive, part, effort)
    is_unread = part.content_type.startswith(_UNREAD_TYPES) and "external" not in part.content_type
    if is_unread or part.name.lower().endswith(".rels"):
        return ()
    try:
        content = package.read(part)
    except XmlError as error:
        # old drawings are often not well-formed, and pages are no XML; Word does not read what is neither
        if error.kind == "too_much" or part.content_type.startswith(OTHER_OFFICE):
            raise
        return ()
    names = {field_name(instruction) for instruction in content.fields}
    if "ddeLink" in content.marked or names & _STARTING_FIELDS:
        raise DocumentError("starts_program")
    is_linked = content.places or content.marked or names & _FETCHING_FIELDS
    return {"linked"} if is_linked else ()


def _look_into_file(archive: SafeZip, part: Part, effort: Effort) -> Collection[str]:
    """Look into a file within the document: an object, another document, a picture."""
    if dangerous_kind(part.head) == "executable" or is_program(part.name):
        raise DocumentError("program")
    kind = sniff(part.head)
    if kind not in (DOC, ZIP):
        return ()
    effort.count_object()
    content = archive.read(part.name, effort.left + 1)
    effort.count_unpacked(len(content))
    if kind == DOC:
        look_into_ole(io.BytesIO(content))
        return {"object"}
    return look_into_embedded(content, effort)


def look_into_embedded(content: bytes, effort: Effort) -> Collection[str]:
    """Look into a document that lies in another one, such as the figures behind a chart."""
    try:
        with effort.deeper(), SafeZip(content, ZipLimits()) as archive:
            return inspect_office(archive, effort)[1]
    except ZipFault as fault:
        if fault.kind == "too_much":
            raise EnoughError from fault
        return {"object"}
    except KeyError:
        return {"object"}
