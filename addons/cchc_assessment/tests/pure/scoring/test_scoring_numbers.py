"""Numbers as people write them, and the one rounding."""

import pickle
from decimal import Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.scoring import ScoringError, format_number, parse_number, round_half_up, to_decimal
from core.scoring.kinds import ERRORS
from core.scoring.rounding import fewest_decimals

stored_numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=6)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("  2 ", "2"),
        ("\u00a00,75\u202f", "0.75"),
        ("02", "2"),
        ("-0,5", "-0.5"),
        ("−0,5", "-0.5"),
        ("– 0,5", "-0.5"),
        ("+2", "2"),
        ("¾", "0.75"),
        ("1½", "1.5"),
        ("1 ½", "1.5"),
        ("⅛", "0.125"),
        ("1/2", "0.5"),
        ("3 / 4", "0.75"),
        ("2/3", "0.66666667"),
        ("⅔", "0.66666667"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("1,2500", "1.25"),
        ("1234,567", "1234.567"),
        ("1234567", "1234567"),
        ("1.234.567", "1234567"),
        ("1 234", "1234"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("0", "0"),
        ("-0", "0"),
        (1.5, "1.5"),
        (3, "3"),
    ],
)
def test_people_write_numbers_in_many_ways(text, value):
    """An official types a number the way it is printed in the rubric, and it is understood."""
    parsed = parse_number(text)
    assert parsed == Decimal(value)
    assert str(parsed) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "not_a_number"),
        ("  ", "not_a_number"),
        ("hai", "not_a_number"),
        ("2 điểm", "not_a_number"),
        ("70%", "not_a_number"),
        ("nan", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("-inf", "not_a_number"),
        ("1e5", "not_a_number"),
        ("1_000", "not_a_number"),
        ("١٢", "not_a_number"),
        ("=1+1", "not_a_number"),
        ("1,", "not_a_number"),
        (",5", "not_a_number"),
        ("--1", "not_a_number"),
        ("1/0", "not_a_number"),
        ("1/2/3", "not_a_number"),
        ("1 5", "not_a_number"),
        ("1.250", "ambiguous_number"),
        ("1,250", "ambiguous_number"),
        ("100.000", "ambiguous_number"),
        ("-1.250", "ambiguous_number"),
        ("1" * 40, "too_large"),
        ("1" * 40 + "/2", "too_large"),
        ("1" * 40 + "½", "too_large"),
        ("0," + "1" * 40, "too_many_decimals"),
        ("0,1234567", "too_many_decimals"),
        (None, "not_a_number"),
        (float("nan"), "not_a_number"),
    ],
)
def test_what_is_no_clear_number_is_refused(text, kind):
    """A slip of the keyboard is refused instead of becoming some other number."""
    with pytest.raises(ScoringError) as caught:
        parse_number(text)
    assert caught.value.kind == kind


def test_an_ambiguous_number_comes_with_both_readings():
    """Whoever typed 1.250 is shown what it may mean, and how to write either so it's accepted."""
    with pytest.raises(ScoringError) as caught:
        parse_number("1.250")
    assert caught.value.params == {"value": "1.250", "whole": 1250, "decimal": Decimal("1.25")}
    assert parse_number("1250") == 1250
    assert parse_number("1,25") == Decimal("1.25")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (100, "100"),
        (100.0, "100"),
        ("1.125", "1.125"),
        ("1e-3", "0.001"),
        (1e-7, "0"),
        (-0.0, "0"),
        (Decimal("2.500000"), "2.5"),
        (Decimal(1) / 3, "0.333333"),
        (123456789012.5, "123456789012.5"),
        ("1e-999999999", "0"),
    ],
)
def test_numbers_from_the_database_lose_their_binary_noise(value, expected):
    """0.1 + 0.2 in a float field is 0.3 to everybody who reads it."""
    assert str(to_decimal(value)) == expected


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (float("nan"), "not_a_number"),
        (float("-inf"), "not_a_number"),
        (Decimal("sNaN"), "not_a_number"),
        (True, "not_a_number"),
        (False, "not_a_number"),
        (None, "not_a_number"),
        ("", "not_a_number"),
        ("1,5", "not_a_number"),
        ([], "not_a_number"),
        (10**40, "too_large"),
        pytest.param(10**6000, "too_large", id="6001 digits"),
        (-(10**15), "too_large"),
        (1e300, "too_large"),
        ("9e999999999", "too_large"),
        (Decimal("1" * 40), "too_large"),
    ],
)
def test_what_cannot_be_stored_is_refused(value, kind):
    """A value that is no number, such as Odoo's False for "empty", never passes for 0 or 1."""
    with pytest.raises(ScoringError) as caught:
        to_decimal(value)
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("0.375", 2, "0.38"),
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("-0.125", 2, "-0.13"),
        ("0.1249999", 2, "0.12"),
        ("2", 2, "2.00"),
        (1.005, 2, "1.01"),
        (0.335 * 3, 2, "1.01"),
        (0.009 * 15, 2, "0.14"),
        ("-0.001", 2, "0.00"),
        ("999.995", 2, "1000.00"),
    ],
)
def test_halves_go_up(value, digits, expected):
    """Half a hundredth is rounded up, as in arithmetic at school and not as in a bank."""
    assert str(round_half_up(value, digits)) == expected


def test_rounding_is_done_once():
    """0.1249999 is 0.12: going through 0.125 on the way would make it 0.13."""
    assert round_half_up("0.1249999", 2) == Decimal("0.12")
    assert round_half_up(round_half_up("0.1249999", 3), 2) == Decimal("0.13")


@given(stored_numbers, st.integers(0, 5))
@example(Decimal("0.5"), 0)
@example(Decimal("-0.5"), 0)
@example(Decimal("2.5"), 0)
@example(Decimal("0.000005"), 5)
@example(Decimal(0), 0)
@example(Decimal(10**9), 5)
def test_rounding_moves_by_half_a_unit_at_most(value, digits):
    """A shown score is never further from the true one than half of its last digit."""
    unit = Decimal(1).scaleb(-digits)
    rounded = round_half_up(value, digits)
    assert abs(rounded - value) <= unit / 2
    assert rounded % unit == 0


@given(stored_numbers, stored_numbers, st.integers(0, 5))
@example(Decimal("0.125"), Decimal("0.124999"), 2)
@example(Decimal("-0.5"), Decimal("0.5"), 0)
@example(Decimal(1), Decimal(1), 0)
def test_rounding_keeps_the_order(one, other, digits):
    """Rounding never swaps two scores."""
    lower, higher = sorted((one, other))
    assert round_half_up(lower, digits) <= round_half_up(higher, digits)


def test_the_callers_decimal_context_has_no_influence():
    """Code elsewhere that works with three digits doesn't make scores coarser."""
    with localcontext() as context:
        context.prec = 3
        assert str(to_decimal("123456.123456")) == "123456.123456"
        assert str(round_half_up("123456.125", 2)) == "123456.13"
        assert str(parse_number("-123456,125")) == "-123456.125"


@pytest.mark.parametrize(
    ("value", "mark", "digits", "expected"),
    [
        ("1.5", ",", None, "1,5"),
        ("1.5", ",", 2, "1,50"),
        ("1.5", ".", 2, "1.50"),
        ("1.500000", ".", None, "1.5"),
        ("100", ",", None, "100"),
        ("1234567.5", ",", None, "1234567,5"),
        ("0", ",", 2, "0,00"),
        ("-0.5", ",", None, "-0,5"),
        ("0.0000001", ",", None, "0"),
        (0.125, ",", 2, "0,13"),
    ],
)
def test_numbers_are_written_in_the_readers_way(value, mark, digits, expected):
    """With the decimal mark of the language, which is Vietnamese unless said, and without group marks."""
    assert format_number(value, mark, digits) == expected
    if mark == ",":
        assert format_number(value, digits=digits) == expected


@given(stored_numbers, st.sampled_from([",", "."]))
@example(Decimal(0), ",")
@example(Decimal("0.000001"), ".")
@example(Decimal("-0.000001"), ",")
@example(Decimal("999.999"), ",")
@example(Decimal(1000), ".")
@example(Decimal(-(10**9)), ",")
def test_what_is_written_at_full_length_reads_back_the_same(value, mark):
    """A number copied from the screen and typed in again is the same number."""
    assert parse_number(format_number(value, mark, 6)) == value


@given(st.text(alphabet="0123456789.,-−/ ¾½e+xN", max_size=12))
@example("")
@example("1,")
@example("1.000")
@example("0.000")
@example("½")
@example("1/0")
@example("9" * 12)
@example("1e9")
def test_any_text_is_read_or_refused(text):
    """Whatever is typed, the answer is a number or a refusal, never a crash."""
    try:
        number = parse_number(text)
    except ScoringError as error:
        assert error.params.keys() == {*ERRORS[error.kind]}
    else:
        assert number.is_finite()


def test_an_error_survives_the_way_between_processes():
    """An error that a worker passes on still says what was wrong."""
    with pytest.raises(ScoringError) as caught:
        to_decimal("x", field="numerator")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.kind, copy.params) == ("not_a_number", {"field": "numerator", "value": "x"})


@pytest.mark.parametrize(
    ("faithful_from", "expected"),
    [(0, "12"), (2, "12.35"), (5, "12.34568"), (12, "12.345678901235"), (13, "12.345678901235")],
)
def test_decimals_are_added_until_the_reader_is_served(faithful_from, expected):
    """As few as are faithful, and twelve at most."""
    value, needed = Decimal("12.34567890123456789"), Decimal(1).scaleb(-faithful_from)

    def is_faithful(rounded):
        return abs(rounded - value) <= needed / 2

    assert fewest_decimals(value, 0, is_faithful) == Decimal(expected)


def test_at_least_so_many_decimals_are_tried():
    """What would be faithful with fewer is still rounded to as many as were asked for."""
    assert fewest_decimals(Decimal("0.126"), 2, lambda _rounded: True) == Decimal("0.13")
