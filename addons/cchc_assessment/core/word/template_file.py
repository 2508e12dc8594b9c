"""Whether a file is a Word document that may be opened: looked at before any library unpacks it.

What is made from a template is opened by people who trust it, and opens nothing else: no relation leads
out of it but links that someone clicks, no field fetches anything, and nothing in it is a file of its own.
"""

import re

from ..plain.office import (
    CONTENT_TYPES,
    NESTED,
    OfficePackage,
    Part,
    Relation,
    field_name,
    leads_outside,
    reach_of,
)
from ..plain.xml import XmlError, XmlLimits
from ..plain.zips import SafeZip, ZipFault, ZipLimits
from .problems import TemplateProblem

MAX_BYTES = 5 * 2**20
_TEMPLATE_ZIP = ZipLimits(entries=500, unpacked=30 * 2**20, entry=30 * 2**20)
_MADE_ZIP = ZipLimits(unpacked=512 * 2**20, entry=512 * 2**20, ratio=10_000)
_TEMPLATE_XML = XmlLimits(size=3 * 2**20, elements=200_000)
# What is made from a template may say much more than the template.
_MADE_XML = XmlLimits(size=256 * 2**20, elements=20_000_000)
_MAIN = "word/document.xml"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACRO_WORDS = ("macroenabled", "vbaproject", "vbadata", "macrosheet")
_LINKS = re.compile(r"(?:https?|mailto|tel):|#", re.I)
_WORDS = re.compile(r'"([^"]*)"|(\S+)')
# Parts that are no XML: pictures, fonts, and what the printer was told.
_PLAIN_TYPES = re.compile(
    r"image/(?:png|jpe?g|gif|bmp|tiff|x-emf|x-wmf)|.*obfuscatedfont|.*\.printersettings"
)
_FOREIGN_HEADS = (b"\xd0\xcf\x11\xe0", b"PK", b"MZ", b"%PDF", b"{\\rtf", b"\x7fELF")
# Relations to what is a file of its own, or a program, wherever it lies.
_EMBEDDED = {
    "afchunk",
    "activexcontrolbinary",
    "attachedtoolbars",
    "control",
    "extensibility",
    "keymapcustomizations",
    "oleobject",
    "package",
    "subdocument",
    "webextension",
    "webextensiontaskpanes",
}
# Fields that only say what the document itself, its date or its reader's name already says.
_FIELDS = frozenset(
    re.findall(
        r"\S+",
        """
        = AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT BIBLIOGRAPHY CITATION COMMENTS CREATEDATE DATE DOCPROPERTY
        EDITTIME EQ FILENAME FILESIZE FORMCHECKBOX FORMDROPDOWN FORMTEXT HYPERLINK IF INDEX INFO KEYWORDS
        LASTSAVEDBY LISTNUM NOTEREF NUMCHARS NUMPAGES NUMWORDS PAGE PAGEREF PRINTDATE QUOTE REF REVNUM
        SAVEDATE SECTION SECTIONPAGES SEQ SET STYLEREF SUBJECT SYMBOL TC TIME TITLE TOC USERNAME XE
        """,
    )
)


def check_file(content: bytes) -> None:
    """Refuse what is no plain Word document.

    :raises TemplateProblem: not a .docx, damaged, unpacking to more than a template can be, with macros, with
        other files in it, or fetching something from elsewhere when it is opened
    """
    if len(content) > MAX_BYTES:
        raise TemplateProblem("too_large")
    _check(content, _TEMPLATE_XML, is_template=True)


def check_made(content: bytes) -> None:
    """Refuse a document that was made from a template and fetches something when it is opened.

    The same as of the template, of what the library wrote: it may have read the template in another way,
    and marks may have put together what did not stand there.

    :raises TemplateProblem: as of a template
    """
    _check(content, _MADE_XML, is_template=False)


def _check(content: bytes, limits: XmlLimits, *, is_template: bool) -> None:
    try:
        with SafeZip(content, _TEMPLATE_ZIP if is_template else _MADE_ZIP) as archive:
            if is_template:
                _check_amount(archive, limits)
            _check_package(archive, limits)
    except ZipFault as fault:
        if fault.kind == "too_much":
            raise TemplateProblem("too_large", detail=fault.name) from fault
        kind = "damaged" if content.startswith(b"PK") else "not_docx"
        raise TemplateProblem(kind) from fault
    except XmlError as error:
        kind = "too_large" if error.kind == "too_much" else "damaged"
        raise TemplateProblem(kind, detail=error.measure or error.kind) from error


def _check_amount(archive: SafeZip, limits: XmlLimits) -> None:
    for entry in archive.files():
        if entry.name.lower().endswith((".xml", ".rels")) and entry.size > limits.size:
            raise TemplateProblem("too_large", detail=entry.name)


def _check_package(archive: SafeZip, limits: XmlLimits) -> None:
    names = list(archive.entries)
    if not {_MAIN, CONTENT_TYPES} <= set(names):
        raise TemplateProblem("not_docx")
    if len({name.lower() for name in names}) < len(names):
        raise TemplateProblem("damaged")
    package = OfficePackage(archive, limits)
    words = {*package.content_types, *(part.name.lower() for part in package.parts)}
    if any(macro in word for macro in _MACRO_WORDS for word in words):
        raise TemplateProblem("macros")
    if _MAIN_TYPE not in package.content_types:
        raise TemplateProblem("not_docx")
    for relation in package.relations():
        _check_relation(relation)
    for part in package.parts:
        _check_part(package, part)


def _check_relation(relation: Relation) -> None:
    kind = relation.kind.lower()
    if any(macro in kind for macro in _MACRO_WORDS):
        raise TemplateProblem("macros")
    if relation.outside:
        is_link = kind == "hyperlink" and _LINKS.match(relation.target.strip())
        # where Word found its own template when the document was written: nothing is fetched
        is_own_template = kind == "attachedtemplate" and reach_of(relation.target) == "here"
        if not (is_link or is_own_template):
            raise TemplateProblem("external", detail=relation.part)
    elif kind in _EMBEDDED:
        raise TemplateProblem("embedded", detail=relation.target)


def _check_part(package: OfficePackage, part: Part) -> None:
    if not part.is_xml:
        if part.head.startswith(_FOREIGN_HEADS) or not _PLAIN_TYPES.fullmatch(part.content_type):
            raise TemplateProblem("embedded", detail=part.name)
        return
    content = package.read(part)
    if content.places or content.marked:
        raise TemplateProblem("external", detail=part.name)
    for instruction in content.fields:
        name = field_name(instruction)
        if name not in _FIELDS or (name == "HYPERLINK" and not _is_plain_link(instruction)):
            raise TemplateProblem("field", detail=name or instruction.strip()[:60])


def _is_plain_link(instruction: str) -> bool:
    """Whether a link's field leads to a page or an address, or within the document."""
    words = [quoted or bare for quoted, bare in _WORDS.findall(instruction)]
    return NESTED not in instruction and all(
        _LINKS.match(word.strip()) for word in words if leads_outside(word)
    )
