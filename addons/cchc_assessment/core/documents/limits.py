"""How much of a file is looked at, and how much may be in it."""

from dataclasses import dataclass, field

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class ArchiveLimits:
    """What a ZIP archive may hold, judged before anything in it is unpacked.

    ``entries`` counts files and folders, ``unpacked`` is the declared size of all of them in bytes,
    ``ratio`` how many times smaller than its content an entry may be packed, ``depth`` how many
    folders deep it may lie, and ``nested`` how many archives may stand inside the archive.
    """

    entries: int = 2_000
    unpacked: int = 500 * _MEGABYTE
    ratio: int = 200
    depth: int = 10
    nested: int = 0


@dataclass(frozen=True)
class TextLimits:
    """How far text is looked for.

    ``file`` is the largest file in bytes that is opened for its text, ``page`` and ``part`` what a
    page of a PDF (drawings that it shows included) or a part of an Office document may unpack to,
    ``calls`` and ``inflated`` after how much work of the library reading a PDF is broken off.
    """

    file: int = 64 * _MEGABYTE
    page: int = _MEGABYTE // 2
    part: int = 16 * _MEGABYTE
    calls: int = 1_000_000
    inflated: int = 32 * _MEGABYTE


@dataclass(frozen=True)
class PdfLimits:
    """What a PDF may be that is filed.

    ``pages`` is how many it may say that it has; ``calls`` and ``inflated`` (in bytes) how much work of
    the library finding that out may take.
    """

    pages: int = 20_000
    calls: int = 900_000
    inflated: int = 64 * _MEGABYTE


@dataclass(frozen=True)
class SearchLimits:
    """How far a document is looked through for what is inside besides its text.

    ``objects`` counts the objects of a PDF and the files within the file, ``unpacked`` the bytes that
    they unpack to, ``elements`` the elements of its XML, ``object_streams`` the bytes of a PDF's objects
    that lie packed, which take the longest, and ``nested`` how deep files may lie within each other.
    """

    objects: int = 20_000
    unpacked: int = 64 * _MEGABYTE
    elements: int = 300_000
    object_streams: int = 4 * _MEGABYTE
    nested: int = 3


@dataclass(frozen=True)
class ImageLimits:
    """How large an image may be, in pixels: ``side`` its longer side, ``area`` all of it.

    A page of A0 at 300 dpi has 140 million; of more than 178 million Pillow opens nothing. ``pages`` is how many a
    TIFF may have.
    """

    side: int = 30_000
    area: int = 178_000_000
    pages: int = 2_000


@dataclass(frozen=True)
class JoinLimits:
    """How many ``pictures`` become one PDF; how many pixels one of them (``picture``) and all together (``area``)
    may have, and the longer side of a page (``side``): 200 dots per inch of A4 and a little more.

    What is no JPEG has to be unpacked whole, with four bytes for each pixel: of it ``unpacked`` are taken.
    """

    pictures: int = 20
    picture: int = 60_000_000
    unpacked: int = 20_000_000
    area: int = 200_000_000
    side: int = 2_500


@dataclass(frozen=True)
class Limits:
    archive: ArchiveLimits = field(default_factory=ArchiveLimits)
    pdf: PdfLimits = field(default_factory=PdfLimits)
    image: ImageLimits = field(default_factory=ImageLimits)
    join: JoinLimits = field(default_factory=JoinLimits)
    search: SearchLimits = field(default_factory=SearchLimits)
    text: TextLimits = field(default_factory=TextLimits)


LIMITS = Limits()
