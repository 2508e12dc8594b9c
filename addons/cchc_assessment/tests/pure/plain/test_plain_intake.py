"""What comes from outside comes in by one way for each kind of file, and by no other."""

from pathlib import Path

import pytest
from intake import find_ways_in

from core.plain.budget import Budget, OverBudget, spend_structure, watched

ADDON = Path(__file__).resolve().parents[3]
#: Who may read files of a kind, below the addon's folder; everybody else asks them.
WAYS_IN = {
    "load_workbook": set(),
    "zipfile.ZipFile": {"core/plain/zips.py"},
    "zipfile.is_zipfile": set(),
    "zipfile.Path": set(),
    "ParserCreate": {"core/plain/xml.py"},
    "ElementTree.parse": set(),
    "ElementTree.fromstring": set(),
    "ElementTree.iterparse": set(),
    "etree.fromstring": {"core/package/relink.py", "core/word/writer.py"},
    # the addon's own data files, which come with it
    "etree.parse": {"models/common/standard_lists.py"},
    "PdfReader": {"core/documents/pdf.py"},
    "PdfFileReader": set(),
    "Image.open": {"core/documents/pictures.py"},
    "DocxTemplate": {"core/word/writer.py"},
    "tarfile.open": set(),
    "gzip.open": set(),
}


def test_no_reader_goes_round_the_ways_in():
    """A module that opens a file by a library of its own is found, whatever it calls it."""
    seen = set()
    for way, place in find_ways_in(ADDON, WAYS_IN):
        seen.add(way)
        assert place in WAYS_IN[way], f"{place} goes by {way}"
    assert {way for way, allowed in WAYS_IN.items() if allowed} == seen, "the calls are seen"


def test_a_budget_ends_where_it_says():
    """What is just allowed is allowed, one more is refused with its measure, and counts as not done."""
    budget = Budget(cells=3, rows=1)
    with watched() as work:
        budget.spend("cells", 3)
        with pytest.raises(OverBudget) as caught:
            budget.spend("cells")
    assert (caught.value.measure, caught.value.size, caught.value.limit) == ("cells", 4, 3)
    assert (budget.left("cells"), budget.left("rows")) == (0, 1)
    assert work == {"cells": 3}


def test_what_a_caller_sends_is_counted():
    """Values in lists and mappings count wherever they stand, and so does how deep they are."""
    budget = Budget(values=6, depth=3)
    spend_structure({"ids": [1, 2, 3], "more": {"a": 4}}, budget)
    assert budget.spent["values"] == 6
    with pytest.raises(OverBudget):
        spend_structure([1], budget)
    spend_structure([[["text of any length"]]], Budget(values=9, depth=3))
    with pytest.raises(OverBudget) as caught:
        spend_structure([[[[]]]], Budget(values=9, depth=3))
    assert caught.value.measure == "depth"
