"""Places, ties and means."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.scoring import difference, mean, percentage, rank, round_half_up

RESULTS = st.dictionaries(
    st.integers(), st.none() | st.decimals(0, 110, allow_nan=False, places=2), max_size=30
)


@given(
    st.decimals(0, 110, places=6), st.decimals(0, 110, places=6), st.integers(0, 4)
)
@example(Decimal("85.694"), Decimal("79.276"), 2)
def test_a_difference_is_that_of_the_printed_figures(one, other, digits):
    """Whoever takes one printed figure from the other comes to the printed difference."""
    printed = round_half_up(one, digits) - round_half_up(other, digits)
    assert difference(one, other, digits) == printed == -difference(other, one, digits)


def test_ties_share_a_place_and_the_next_ones_are_left_out():
    """Two second places leave no third, as in any competition."""
    assert rank({"a": "91.5", "b": "88.2", "c": "88.20", "d": 60}) == {
        "a": 1,
        "b": 2,
        "c": 2,
        "d": 4,
    }


def test_who_has_no_result_has_no_place():
    """A unit that was not appraised is not last: it has no place at all."""
    assert rank({"a": 80, "b": None, "c": 0}) == {"a": 1, "b": None, "c": 2}


@given(RESULTS)
@example({1: Decimal(0), 2: Decimal(0), 3: None, 4: Decimal(110)})
@example({1: Decimal("99.99"), 2: Decimal(100), 3: Decimal("100.00")})
def test_a_place_is_one_more_than_the_number_of_those_who_are_better(results):
    """That is the definition, and the order in which units come has no part in it."""
    places = rank(results)
    known = {key: value for key, value in results.items() if value is not None}
    for key, value in known.items():
        assert places[key] == 1 + sum(other > value for other in known.values())
    assert rank(dict(reversed(results.items()))) == places


@given(st.lists(st.decimals(0, 100, allow_nan=False, places=4), min_size=1, max_size=50))
def test_the_mean_lies_between_the_extremes(values):
    """The group's mean is never outside what its units reached."""
    assert min(values) <= mean(values) <= max(values)


def test_the_mean_leaves_out_who_has_none():
    """Nothing to measure gives no mean, and a missing result is not a zero."""
    assert mean([]) is None
    assert mean([None, 1, "0.2"]) == Decimal("0.6")


def test_several_scores_are_one_percentage_of_their_maxima():
    """Domains count by their weight: 1 of 2 and 8 of 8 are 90 %, not the mean of 50 % and 100 %."""
    assert percentage([1, "8"], ["2", 8]) == 90
    assert percentage([1], [3]) == Decimal("33.333333")
    assert percentage([2], [3]) == Decimal("66.666667")
    assert percentage([0], [5]) == 0
    assert percentage(["5.5"], [5]) == 110


@pytest.mark.parametrize("maxima", [[], [0], [0, "0"], [2, -2]])
def test_of_nothing_there_is_no_percentage(maxima):
    """Where nothing can be reached, nobody is at 0 %."""
    assert percentage([], maxima) is None


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100)), min_size=1, max_size=9))
@example([(1, 1)])
@example([(0, 1)])
def test_a_percentage_stays_between_those_of_its_parts(parts):
    """Taken together, nobody is better than in their best domain, or worse than in their worst."""
    alone = [percentage([score], [maximum]) for score, maximum in parts]
    scores, maxima = zip(*parts, strict=True)
    assert min(alone) <= percentage(scores, maxima) <= max(alone)
