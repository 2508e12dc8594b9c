import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.workbook.cell_safety import plain_in_cell, plain_in_csv


@pytest.mark.parametrize("text", ["", "Kế hoạch", "12,5", "a = b", "x@example.com", "Sở: 1 - 2"])
def test_what_is_no_formula_stays(text):
    """Plain texts, numbers and addresses are exported as they are."""
    assert plain_in_csv(text) == text
    assert plain_in_cell(text) == text


@given(st.text(alphabet="=+-@;\t\r\n \"'ax\u00a0\uff1d"))
@example("")
@example("=")
@example("\t")
@example("x;  =1")
@example('x"\n"=1')
@example(";;=")
def test_no_cell_begins_a_formula(text):
    """However a program cuts the text into cells, none begins with what begins a formula."""
    plain = plain_in_csv(text)
    for border in ";\t\r\n":
        for cell in plain.split(border):
            begun = cell.lstrip(' \u00a0\ufeff"')
            assert not begun.startswith(("=", "+", "-", "@", "\uff1d"))
    assert not plain.startswith(("\t", "\r", "\n"))
    assert plain.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("unit", ["\n", ";=", " ", '"', "\u00a0;"])
def test_it_is_linear(unit):
    """Twice the text takes about twice the time, whatever it is made of."""

    def seconds(size):
        text = unit * size
        begun = time.process_time()
        plain_in_csv(text)
        return time.process_time() - begun

    seconds(1000)
    assert seconds(200_000) < 2
