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
    ``seconds`` after how long reading is broken off.
    """

    file: int = 64 * _MEGABYTE
    page: int = _MEGABYTE // 2
    part: int = 16 * _MEGABYTE
    seconds: float = 3.0


@dataclass(frozen=True)
class SignatureLimits:
    """How far signatures are looked for.

    ``count`` is how many signatures of a file are checked, ``seconds`` after how long no further
    one is begun.
    """

    count: int = 20
    seconds: float = 15.0


@dataclass(frozen=True)
class Limits:
    archive: ArchiveLimits = field(default_factory=ArchiveLimits)
    text: TextLimits = field(default_factory=TextLimits)
    signatures: SignatureLimits = field(default_factory=SignatureLimits)


LIMITS = Limits()
