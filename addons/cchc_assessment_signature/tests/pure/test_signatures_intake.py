"""What comes from outside, and what is read of it: within bounds, by one module."""

import io
from pathlib import Path

import hostile
import pytest
from intake import find_ways_in

from core.plain.budget import watched
from core.signatures import LIMITS, read_signatures

ADDON = Path(__file__).resolve().parents[2]
#: Who may read files of a kind, below the addon's folder.
WAYS_IN = {
    "PdfFileReader": {"core/signatures/reading.py"},
    "PdfReader": set(),
    "load_workbook": set(),
    "zipfile.ZipFile": set(),
    "etree.fromstring": set(),
}


@pytest.mark.parametrize("name", hostile.PDFS)
def test_hostile_files(name):
    """None of them is called signed, and none costs more than a file may."""
    with watched() as work:
        report = read_signatures(io.BytesIO(hostile.make(name)))
    assert report.status in ("unsigned", "not_checked")
    assert work.get("calls", 0) <= LIMITS.calls + 1
    assert work.get("inflated", 0) <= LIMITS.inflated


def test_limits_are_set():
    """The defaults of the limits are positive, so that nothing is unbounded by mistake."""
    assert LIMITS.count > 0
    assert LIMITS.calls > 0
    assert LIMITS.inflated > 0


def test_one_module_opens_files():
    """A module that opens a file by a library of its own is found."""
    found = set(find_ways_in(ADDON, WAYS_IN))
    assert found == {(way, place) for way, places in WAYS_IN.items() for place in places}
