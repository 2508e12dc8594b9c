"""The beginnings by which types are known, and what is found where nothing should be."""

import re
import struct
from typing import BinaryIO

from .errors import DocumentError
from .reading import read_at, size_of

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
DOC = "application/msword"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLS = "application/vnd.ms-excel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"

_BEGINNINGS = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DOC),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
)
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"#!",
    b"dex\n",
    b"\0asm",
    b"L\0\0\0\x01\x14\x02\0",  # a Windows shortcut
)
# Readers of PDF look for its header this far into a file.
_PDF_REACH = 1024
_TAG = re.compile(r"<[!?/]?[a-z]", re.I)
_SVG = re.compile(r"<(?:\w+:)?svg\b", re.I)
_END_OF_ZIP = b"PK\x05\x06"
_END_OF_ZIP_SIZE = 22
_MAX_ZIP_COMMENT = 0xFFFF


def sniff(head: bytes) -> str:
    """Return the MIME type that a file which starts with ``head`` claims to have, "" if unknown.

    ``DOC`` stands for everything in an OLE container, ``ZIP`` for everything in a ZIP container.

    :raises DocumentError: when it is a PDF at the same time.
    """
    if b"%PDF-" in head[1:_PDF_REACH] and not head.startswith((b"%PDF-", b"PK\x03\x04")):
        raise DocumentError("polyglot")
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "video/mp4"
    return ""


def dangerous_kind(head: bytes) -> str:
    """Return ``executable``, ``html`` or ``svg`` if that is what starts with ``head``, else ""."""
    if head.startswith(_PROGRAMS):
        return "executable"
    text = _decode(head).lstrip("\ufeff \t\r\n\f\v\0")
    if not _TAG.match(text):
        return ""
    return "svg" if _SVG.search(text) else "html"


def check_tail(file: BinaryIO, end: int) -> None:
    """Refuse what was glued behind a document that ends at ``end``.

    Cameras and scanners leave harmless bytes there; programs, pages and archives are not harmless.

    :raises DocumentError: when there is something that opens as a file of its own.
    """
    size = size_of(file)
    rest = read_at(file, end, 4096).lstrip(b"\0\r\n\t ")
    if rest and (dangerous_kind(rest) or sniff(rest) not in ("", JPEG, "image/bmp", "video/mp4")):
        raise DocumentError("polyglot")
    start = max(size - _END_OF_ZIP_SIZE - _MAX_ZIP_COMMENT, 0)
    tail = read_at(file, start, size - start)
    position = tail.rfind(_END_OF_ZIP)
    while position >= 0:
        if _is_end_of_zip(file, tail[position : position + _END_OF_ZIP_SIZE], start + position):
            raise DocumentError("polyglot")
        position = tail.rfind(_END_OF_ZIP, 0, position)


def _is_end_of_zip(file: BinaryIO, record: bytes, position: int) -> bool:
    """Tell whether a central directory stands before ``record``, as its size says."""
    if len(record) < _END_OF_ZIP_SIZE:
        return False
    (directory_size,) = struct.unpack_from("<I", record, 12)
    if directory_size == 0xFFFFFFFF:
        return True
    return 0 < directory_size <= position and (
        read_at(file, position - directory_size, 4) == b"PK\x01\x02"
    )


def _decode(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if head[1:2] == b"\0" and head[3:4] == b"\0":
        return head.decode("utf-16-le", "replace")
    if head[:1] == b"\0" and head[2:3] == b"\0":
        return head.decode("utf-16-be", "replace")
    return head.decode("utf-8-sig", "replace")
