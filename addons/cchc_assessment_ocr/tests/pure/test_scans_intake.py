"""What opens files of others, by one module for each way."""

from pathlib import Path

from intake import find_ways_in

ADDON = Path(__file__).resolve().parents[2]
WAYS_IN = {
    "Image.open": {"core/scans/pages.py"},
    "pypdfium2.PdfDocument": {"core/scans/pages.py"},
    "PdfReader": set(),
    "zipfile.ZipFile": set(),
    "etree.fromstring": set(),
}


def test_no_reader_goes_round_the_ways_in():
    seen = set()
    for way, place in find_ways_in(ADDON, WAYS_IN):
        seen.add(way)
        assert place in WAYS_IN[way], f"{place} goes by {way}"
    assert {way for way, allowed in WAYS_IN.items() if allowed} == seen
