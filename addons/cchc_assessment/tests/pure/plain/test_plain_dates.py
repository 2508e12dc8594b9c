"""Days of a year by which something is due."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.plain.dates import YearDay, read_year_days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", []),
        (" ; ", []),
        ("15/01", ["15/01"]),
        ("5/1", ["05/01"]),
        ("15/7; 15/4\n15/10", ["15/04", "15/07", "15/10"]),
        ("15/4, 15/4", ["15/04"]),
        ("15/01 năm sau; 15/12", ["15/12", "15/01 năm sau"]),
        ("29/02", ["29/02"]),
        ("31/12", ["31/12"]),
        ("31/12 năm trước; 15/1 Năm sau", ["31/12 năm trước", "15/01 năm sau"]),
        ("15.01; 15.1NĂM  SAU", ["15/01", "15/01 năm sau"]),
        ("Ngày 15/01", ["15/01"]),
        # the day itself is too late
        ("Trước 15/01", ["14/01"]),
        ("trước ngày 01/03; trước 1/5", ["29/02", "30/04"]),
        ("Trước ngày 01/01 năm sau", ["31/12"]),
        ("Trước 1/1", ["31/12 năm trước"]),
    ],
)
def test_days_are_read(text, days):
    """In their order, each once."""
    assert [str(day) for day in read_year_days(text)] == days


@pytest.mark.parametrize(
    "text",
    [
        "15",
        "15/13",
        "0/1",
        "1/0",
        "32/1",
        "30/02",
        "31/4",
        "15/01/2026",
        "sau ngày 15/01",
        "sau 15/01",
        "năm sau",
        "trước",
        "trước 01/01 năm trước",
        "15.01.2026",
        "1²/1",
        "015/1",
        "-1/1",
        "/",
    ],
)
def test_what_is_no_day_is_named(text):
    """With the part that is wrong, and none of the others."""
    with pytest.raises(ValueError, match=re.escape(text)) as caught:
        read_year_days(f"15/4; {text}")
    assert str(caught.value) == text


def test_days_fall_within_their_year():
    """Also where the year has no such day, and where they are due in the year after."""
    [day] = read_year_days("29/02")
    assert (day.within(2028), day.within(2026)) == (date(2028, 2, 29), date(2026, 2, 28))
    [day] = read_year_days("15/01 năm sau")
    assert day.within(2026) == date(2027, 1, 15)
    [day] = read_year_days("31/12 năm trước")
    assert day.within(2026) == date(2025, 12, 31)


@given(st.lists(st.builds(YearDay, st.integers(-1, 1), st.integers(1, 12), st.integers(1, 28))))
def test_what_is_written_reads_back(days):
    """Whatever the order, and however often."""
    assert read_year_days("; ".join(map(str, days))) == tuple(sorted({*days}))
