"""Scores as people write them."""

import math
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.workbook.numbers import CEILING, MOST_POINTS, ScoreError, parse_score


@pytest.mark.parametrize(
    ("value", "score"),
    [
        (None, None),
        ("", None),
        (" \n\u00a0", None),
        (2, "2"),
        (0, "0"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (1e-9, "0"),
        (-0.0, "0"),
        (100, "100"),
        ("2", "2"),
        ("0,5", "0.5"),
        ("0.125", "0.125"),
        ("1,50", "1.5"),
        (" 02 điểm", "2"),
        ("1,5đ", "1.5"),
        ("\u200b0,75\u00a0", "0.75"),
        ("-1", "-1"),
        ("−0,5", "-0.5"),
        ("0.30000000000000004", "0.3"),
        (Decimal("0.150"), "0.15"),
    ],
)
def test_scores_are_read_exactly(value, score):
    """A score is the decimal that its author meant."""
    assert parse_score(value) == (None if score is None else Decimal(score))
    if score is not None:
        assert str(parse_score(value)) == score


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("hai", "not_number"),
        ("1/2", "not_number"),
        ("1 - 2", "not_number"),
        ("1e3", "not_number"),
        ("=1+1", "not_number"),
        ("#REF!", "not_number"),
        ("²", "not_number"),
        (True, "not_number"),
        (object, "not_number"),
        ("NaN", "not_finite"),
        ("-Infinity", "not_finite"),
        (math.nan, "not_finite"),
        (math.inf, "not_finite"),
        (Decimal("sNaN"), "not_finite"),
        ("1" * 40, "too_long"),
        ("0," + "3" * 40, "too_long"),
        ("1000000", "out_of_range"),
        (10**400, "out_of_range"),
        (-(10**4000), "out_of_range"),
        (1e300, "out_of_range"),
    ],
)
def test_what_is_no_score_is_refused_by_name(value, kind):
    """Each kind of unusable number is told apart, and shown short enough to read."""
    with pytest.raises(ScoreError) as caught:
        parse_score(value)
    assert caught.value.kind == kind
    assert len(caught.value.text) <= 60


def test_what_may_be_either_of_two_numbers():
    """A score has one reading; a count is asked about, unless it can only be whole; a number in a cell is itself."""
    assert parse_score("2.125 điểm", most=MOST_POINTS) == Decimal("2.125")
    with pytest.raises(ScoreError) as caught:
        parse_score("12.500")
    assert caught.value.kind == "ambiguous"
    assert caught.value.params == {
        "text": "12.500",
        "whole": Decimal(12500),
        "decimal": Decimal("12.5"),
    }
    assert parse_score("12.500", is_whole=True) == 12500
    assert parse_score(12.5) == Decimal("12.5")
    assert parse_score("1.000,5") == Decimal("1000.5")


@given(
    st.decimals(-CEILING + 1, CEILING - 1, places=4, allow_nan=False),
    st.sampled_from([".", ","]),
    st.sampled_from(["", " điểm", "đ", "  "]),
)
@example(Decimal(0), ",", "")
@example(CEILING - 1, ".", "đ")
@example(1 - CEILING, ",", " điểm")
@example(Decimal("0.0001"), ",", "  ")
def test_a_score_is_read_back_as_it_was_written(score, point, unit):
    """Whoever writes a score with comma or point, with or without "điểm", gets that score."""
    assert parse_score(format(score, "f").replace(".", point) + unit) == score


@given(st.floats(-999_999, 999_999))
@example(0.0)
@example(-0.0)
@example(0.0000004)
@example(0.0000006)
@example(999_999.0)
@example(-999_999.0)
@example(0.1 + 0.2)
def test_a_number_cell_is_at_most_six_places_off(number):
    """Reading what Excel computed changes nothing that anyone could see."""
    score = parse_score(number)
    assert abs(score - Decimal(number)) <= Decimal("0.0000005")
    assert score.as_tuple().exponent >= -6


@given(st.one_of(st.text(), st.floats(), st.integers(), st.decimals(), st.booleans()))
@example("")
@example(CEILING)
@example(CEILING - 1)
@example(-CEILING)
@example(True)
@example(float("inf"))
@example(Decimal("sNaN"))
def test_nothing_else_is_ever_raised(value):
    """Whatever a cell holds, the answer is a bounded number, nothing, or a reason."""
    try:
        score = parse_score(value)
    except ScoreError as error:
        assert error.kind in ("not_number", "not_finite", "too_long", "out_of_range")
        return
    assert score is None or (score.is_finite() and abs(score) < CEILING)
