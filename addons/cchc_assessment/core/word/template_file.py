"""Whether a file is a Word document that may be opened: looked at before any library unpacks it."""

import io
import re
import zipfile
import zlib

from .problems import TemplateProblem

MAX_BYTES = 5 * 2**20
_MAX_UNPACKED = 30 * 2**20
_MAX_TEXT_PART = 3 * 2**20
_MAX_ENTRIES = 500
_MAIN = "word/document.xml"
_TYPES = "[Content_Types].xml"
_EXTERNAL = re.compile(rb"<[^<>]*\bTargetMode\s*=\s*[\"']External[\"'][^<>]*>")
_HYPERLINK = re.compile(rb"\bType\s*=\s*[\"'][^\"']*/hyperlink[\"']")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)


def check_file(content: bytes) -> None:
    """Refuse what is no plain Word document.

    :raises TemplateProblem: not a .docx, damaged, unpacking to more than a template can be, with macros,
        or fetching something from elsewhere when it is opened
    """
    if len(content) > MAX_BYTES:
        raise TemplateProblem("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
    # NotImplementedError: compressed in a way of its own; RuntimeError: encrypted
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        kind = "damaged" if content.startswith(b"PK") else "not_docx"
        raise TemplateProblem(kind) from error


def _check_archive(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if not {_MAIN, _TYPES} <= names:
        raise TemplateProblem("not_docx")
    # zipfile reads no more of an entry than the size it announces
    if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
        raise TemplateProblem("too_large")
    if any("vbaproject" in name.lower() for name in names):
        raise TemplateProblem("macros")
    for entry in entries:
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        if entry.file_size > _MAX_TEXT_PART:
            raise TemplateProblem("too_large", detail=entry.filename)
        part = archive.read(entry)
        if _DOCTYPE.search(part):
            raise TemplateProblem("damaged", detail=entry.filename)
        if entry.filename == _TYPES and b"macroenabled" in part.lower():
            raise TemplateProblem("macros")
        if entry.filename.endswith(".rels"):
            _check_relations(entry.filename, part)


def _check_relations(name: str, part: bytes) -> None:
    for relation in _EXTERNAL.findall(part):
        if not _HYPERLINK.search(relation):
            raise TemplateProblem("external", detail=name)
