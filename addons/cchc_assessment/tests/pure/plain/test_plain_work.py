"""Libraries are held to an amount of work, counted in calls and in bytes that come out of zlib."""

import types
import zlib

import pytest

from core.plain.budget import watched
from core.plain.work import WorkLimitError, bounded, count_inflation


def _step():
    """Something that a library calls."""


def _calls(work):
    """Return how many calls are counted of ``work``."""
    with watched() as spent, bounded(calls=1000, inflated=0):
        work()
    return spent["calls"]


def _steps(number):
    for _time in range(number):
        _step()


def _lengths(number):
    for _time in range(number):
        len("")


def test_calls_are_counted_one_by_one():
    """Those of Python and those of C alike; returns are none."""
    assert _calls(lambda: _steps(8)) == _calls(lambda: _steps(7)) + 1
    assert _calls(lambda: _lengths(8)) == _calls(lambda: _lengths(7)) + 1


def test_work_ends_at_the_bound():
    """As many calls as are given, and not one more; what ends it is not taken for an error of the file."""
    most = _calls(lambda: _steps(20))
    with bounded(calls=most, inflated=0):
        # a lambda like the one above
        (lambda: _steps(20))()
    with watched() as spent, pytest.raises(WorkLimitError), bounded(calls=most - 1, inflated=0):
        try:
            (lambda: _steps(100))()
        except Exception:  # noqa: BLE001 (what a library does with a flaw)
            pytest.fail("it was caught")
    assert spent["calls"] == most


def test_nothing_is_counted_afterwards():
    """What comes after is as free as before, a bound around it excepted."""
    with bounded(calls=100, inflated=0), bounded(calls=50, inflated=0):
        pass
    _steps(1000)


@pytest.fixture
def library():
    """A library that uses zlib by its name, and one of its functions by itself."""
    module = types.SimpleNamespace(zlib=zlib, decompress=zlib.decompress)
    other = types.SimpleNamespace(zlib=zlib)
    count_inflation(module, other)
    assert not hasattr(other, "decompress")
    return module


def _ways(module):
    return (
        module.zlib.decompress,
        module.decompress,
        lambda data: module.zlib.decompressobj().decompress(data),
    )


def test_what_is_inflated_is_counted(library):
    """By whichever function: up to the bound, and no byte more, in one piece or in several."""
    data = zlib.compress(bytes(600))
    for inflate in _ways(library):
        assert inflate(data) == bytes(600), "free outside of a bound"
        with watched() as spent, bounded(calls=10_000, inflated=1200):
            assert [inflate(data), inflate(data)] == [bytes(600)] * 2
        assert spent["inflated"] == 1200
        with pytest.raises(WorkLimitError), bounded(calls=10_000, inflated=1199):
            assert inflate(data) == bytes(600)
            inflate(data)


def test_a_bomb_is_not_unpacked(library):
    """The bytes beyond the bound are never made."""
    stream = library.zlib.decompressobj
    with pytest.raises(WorkLimitError), bounded(calls=10_000, inflated=1000):
        stream().decompress(zlib.compress(bytes(10**7)))
    with bounded(calls=10_000, inflated=1000):
        counted = stream()
        assert counted.decompress(zlib.compress(bytes(10**7)), 300) == bytes(300)
        assert counted.unconsumed_tail


def test_the_library_sees_its_zlib(library):
    """Raw streams, flaws and everything else are as zlib has them."""
    raw = zlib.compressobj(wbits=-15)
    data = raw.compress(b"text") + raw.flush()
    assert library.zlib.decompress(data, -15) == b"text"
    assert library.zlib.crc32(b"text") == zlib.crc32(b"text")
    with bounded(calls=10_000, inflated=1000):
        assert library.zlib.decompress(data, -15) == b"text"
        assert library.zlib.decompressobj(-15).decompress(data) == b"text"
        with pytest.raises(zlib.error):
            library.zlib.decompress(zlib.compress(b"text")[:-1])
