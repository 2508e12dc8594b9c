"""Numbers as people write them: the table that Python and JavaScript are both held to."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.plain.numbers import NumberError, read_number, read_share, write_plainly

_CASES = Path(__file__).parents[3] / "static" / "tests" / "number_cases.js"


def _read_cases(name):
    found = re.search(
        rf"^export const {name} = (\[.*?^\]);", _CASES.read_text("utf-8"), re.M | re.S
    )
    return json.loads(found[1])


@pytest.mark.parametrize("case", _read_cases("NUMBER_CASES"), ids=lambda case: str(case))
def test_numbers(case):
    """A number is read as it is meant; where two readings are possible, both are named."""
    most = Decimal(case["most"]) if "most" in case else None
    is_whole = case.get("whole", False)
    if "refused" in case:
        with pytest.raises(NumberError) as caught:
            read_number(case["text"], most, is_whole=is_whole)
        assert caught.value.kind == case["refused"]
        assert list(caught.value.readings) == list(map(Decimal, case.get("readings", ())))
    else:
        expected = None if case["reads"] is None else Decimal(case["reads"])
        assert read_number(case["text"], most, is_whole=is_whole) == expected


@pytest.mark.parametrize("case", _read_cases("SHARE_CASES"), ids=lambda case: case["text"])
def test_shares(case):
    """What was done and out of how much is read from a stroke or a percentage."""
    if "refused" in case:
        with pytest.raises(NumberError) as caught:
            read_share(case["text"])
        assert caught.value.kind == case["refused"]
    else:
        expected = case["reads"] and tuple(map(Decimal, case["reads"]))
        assert read_share(case["text"]) == expected


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_what_is_written_plainly_is_read_again(number):
    """A person who types what a sentence offers is understood."""
    for mark in (",", "."):
        assert read_number(write_plainly(number, mark)) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [("12500", "12500"), ("12.5", "12,5"), ("1.234", "1,2340"), ("0.125", "0,125")],
)
def test_what_is_offered(number, text):
    """No offer may be either of two numbers itself."""
    assert write_plainly(Decimal(number)) == text
