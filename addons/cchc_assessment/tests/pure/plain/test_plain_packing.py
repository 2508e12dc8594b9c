"""Rows that are packed for the browser: the table that its reader is held to, and that nothing is told apart less."""

import json
import re
from pathlib import Path

import pytest

from core.plain.packing import pack_rows

_CASES = Path(__file__).parents[3] / "static" / "tests" / "packed_cases.js"


def _read_cases():
    text = _CASES.read_text("utf-8")
    return json.loads(re.search(r"PACKED_CASES = (\[.*?^\]);", text, re.M | re.S)[1])


@pytest.mark.parametrize("case", _read_cases())
def test_rows_are_packed_as_the_browser_reads_them(case):
    """As JSON: in it 0 and nothing said are not the same, which Python holds to be equal."""
    assert json.dumps(pack_rows(case["rows"])) == json.dumps(case["packed"])


def test_what_repeats_is_said_once():
    """A row more takes what it says itself, and neither the names of its columns nor what all say."""
    rows = [{"id": number, "name_of_the_column": "the same"} for number in range(100)]
    few, many = (len(json.dumps(pack_rows(rows[:count]))) for count in (50, 60))
    assert many - few == len(", 50") * 10
