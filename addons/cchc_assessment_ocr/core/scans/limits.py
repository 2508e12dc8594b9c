"""How much of a document is read, and what reading it may take."""

from dataclasses import dataclass

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class ScanLimits:
    """What one document gets.

    ``file`` is the largest file in bytes that is read, ``pages`` how many of its first pages are looked at,
    ``pixels`` how many a picture may have that is unpacked. ``seconds`` is the processor time of all pages,
    ``page_seconds`` of recognising one, ``memory`` the address space in bytes of each process, ``letters`` how
    many are kept of a page. ``wall`` is how many seconds a busy machine may take for all of it.
    """

    file: int = 64 * _MEGABYTE
    pages: int = 20
    pixels: int = 60_000_000
    seconds: int = 120
    page_seconds: int = 30
    memory: int = 1024 * _MEGABYTE
    letters: int = 20_000
    wall: int = 600


LIMITS = ScanLimits()
