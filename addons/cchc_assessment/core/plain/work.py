"""Libraries that read what others made, held to an amount of work.

How much they do follows from what a file claims, and not every version has limits of its own. So their
calls are counted, Python's and C's alike, and what they inflate is counted while it is inflated: both
are the same on a slow and on a fast machine. What ends them goes through their own catching of errors.
"""

import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from .budget import Budget

_active = threading.local()


class WorkLimitError(BaseException):
    """More calls or more inflated bytes than were given; no library takes it for a flaw of the file."""


@contextmanager
def bounded(calls: int, inflated: int) -> Iterator[None]:
    """Hold what is called in this thread to a number of calls, and of bytes that come out of zlib.

    :raises WorkLimitError: out of whatever is at work.
    """
    count = 0

    def watch(_frame, event, _argument):
        nonlocal count
        if event in _CALLS:
            count += 1
            if count > calls:
                raise WorkLimitError

    budget = Budget(calls=calls + 1, inflated=inflated)
    former, _active.budget = getattr(_active, "budget", None), budget
    profile = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(profile)
        _active.budget = former
        budget.spend("calls", count)


_CALLS = ("call", "c_call")


class CountedZlib:
    """Stands in for the module ``zlib`` in a library: the same, but for what :func:`bounded` counts."""

    def __getattr__(self, name: str):
        return getattr(zlib, name)

    def decompress(self, data: bytes, wbits: int = zlib.MAX_WBITS, bufsize: int = 0) -> bytes:
        if not getattr(_active, "budget", None):
            return zlib.decompress(data, wbits, bufsize or zlib.DEF_BUF_SIZE)
        stream = CountedStream(zlib.decompressobj(wbits))
        content = stream.decompress(data)
        if not stream.eof:
            raise zlib.error("incomplete or truncated stream")
        return content

    def decompressobj(self, *arguments, **options):
        stream = zlib.decompressobj(*arguments, **options)
        return CountedStream(stream) if getattr(_active, "budget", None) else stream


class CountedStream:
    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name: str):
        return getattr(self._stream, name)

    def decompress(self, data: bytes, max_length: int = 0) -> bytes:
        budget = _active.budget
        most = budget.left("inflated") + 1
        content = self._stream.decompress(data, min(max_length or most, most))
        if len(content) >= most:
            raise WorkLimitError
        budget.spend("inflated", len(content))
        return content


def count_inflation(*modules) -> None:
    """Let what these modules inflate be counted; each imports ``zlib`` by its name."""
    for module in modules:
        module.zlib = CountedZlib()
        if getattr(module, "decompress", None) is zlib.decompress:
            module.decompress = module.zlib.decompress
