"""Places, ties and means."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.scoring import (
    DomainShare,
    Hold,
    RatingClass,
    classify,
    difference,
    mean,
    percentage,
    rank,
    read_holds,
    round_half_up,
)
from core.scoring.kinds import HOLDS

RESULTS = st.dictionaries(
    st.integers(), st.none() | st.decimals(0, 110, allow_nan=False, places=2), max_size=30
)


@given(st.decimals(0, 110, places=6), st.decimals(0, 110, places=6), st.integers(0, 4))
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


SCALE = (
    RatingClass("Xuất sắc", Decimal(90), needs_met=True, domain_minimum=Decimal(70)),
    RatingClass("Tốt", Decimal(80), domain_minimum=Decimal(50), domain_codes=("1", "iii.")),
    RatingClass("Khá", Decimal(65)),
    RatingClass("Yếu", Decimal(0)),
)


def shares(**percents):
    return [DomainShare(code, f"{code} Lĩnh vực", percent) for code, percent in percents.items()]


@pytest.mark.parametrize(
    ("percent", "domains", "unmet", "expected", "held"),
    [
        (95, shares(I=Decimal(90), III=Decimal(70)), (), "Xuất sắc", []),
        # as printed: 69.995 is 70,00
        ("89.995", shares(I=Decimal("69.995")), (), "Xuất sắc", []),
        ("89.994", shares(I=Decimal(90)), ("1.2 Công khai",), "Tốt", []),
        (95, shares(I=Decimal(90)), ("1.2 Công khai",), "Tốt", [("Xuất sắc", "unmet")]),
        (95, shares(II=Decimal("69.994")), (), "Tốt", [("Xuất sắc", "domain_below")]),
        # of the domains that are named: I is not, though it is low
        (85, shares(I=Decimal(1), III=Decimal(50)), (), "Tốt", []),
        (85, [DomainShare("III.", "III", Decimal("49.99"))], (), "Khá", [("Tốt", "domain_below")]),
        (85, [DomainShare("1)", "1", Decimal(10))], (), "Khá", [("Tốt", "domain_below")]),
        # where nothing is to be reached nothing is asked for
        (95, shares(I=Decimal(90), III=None), (), "Xuất sắc", []),
        (
            95,
            shares(I=Decimal(60), III=Decimal(40)),
            ("a", "b"),
            "Khá",
            [("Xuất sắc", "unmet")] * 2
            + [("Xuất sắc", "domain_below")] * 2
            + [("Tốt", "domain_below")],
        ),
        (64, shares(I=Decimal(0)), ("a",), "Yếu", []),
    ],
)
def test_a_class_holds_with_its_conditions(percent, domains, unmet, expected, held):
    """The highest class whose percentage and conditions hold; what holds it down is said of each class above."""
    key, holds = classify(percent, 2, SCALE, domains, unmet)
    assert (key, [(hold.key, hold.kind) for hold in holds]) == (expected, held)
    for hold in holds:
        assert hold.params.keys() == {*HOLDS[hold.kind]}


def test_a_hold_says_both_figures():
    """What is asked for, and what was reached as it is printed."""
    _key, holds = classify(85, 2, SCALE, [DomainShare("1", "1 Thể chế", Decimal("44.996"))])
    params = {"domain": "1 Thể chế", "percent": Decimal("45.00"), "least": Decimal(50)}
    assert holds == [Hold("Tốt", "domain_below", params)]
    assert classify(10, 2, SCALE[:2]) == (None, [])


PERCENTS = st.decimals(0, 110, places=6)
CLASSES = st.lists(
    st.builds(
        RatingClass,
        key=st.integers(),
        minimum=st.decimals(1, 100, places=2),
        needs_met=st.booleans(),
        domain_minimum=st.none() | st.decimals(0, 100, places=2),
        domain_codes=st.sampled_from([(), ("1",), ("2", "3")]),
    ),
    max_size=5,
    unique_by=(lambda one: one.minimum, lambda one: one.key),
)
DOMAINS = st.lists(
    st.builds(DomainShare, st.sampled_from("1234"), st.just(""), st.none() | PERCENTS), max_size=5
)


@given(PERCENTS, st.integers(0, 4), CLASSES, DOMAINS, st.lists(st.just("1.1"), max_size=2))
def test_conditions_only_ever_take_a_class_away(percent, digits, classes, domains, unmet):
    """No class is higher than that of the percentage alone, and a lower one has its reason."""
    lowest = RatingClass("lowest", Decimal(0))
    scale = [*classes, lowest]
    minimum = {one.key: one.minimum for one in scale}
    plain, none = classify(percent, digits, [RatingClass(one.key, one.minimum) for one in scale])
    key, holds = classify(percent, digits, scale, domains, unmet)
    assert not none
    assert minimum[key] <= minimum[plain]
    assert bool(holds) == (minimum[key] < minimum[plain])
    assert all(minimum[key] < minimum[hold.key] <= minimum[plain] for hold in holds)
    # more that is reached never gives a lower class
    better = [DomainShare(one.code, one.label, one.percent and Decimal(110)) for one in domains]
    assert minimum[classify(percent, digits, scale, better, ())[0]] >= minimum[key]


@pytest.mark.parametrize(
    "damaged",
    [
        "x",
        7,
        {"kind": "unmet"},
        ["x"],
        [None],
        [["kind"]],
        [{}],
        [{"kind": "unmet", "rating": "Tốt"}],
        [{"kind": ["unmet"], "rating": "Tốt"}],
        [{"kind": "other", "rating": "Tốt"}],
        [{"kind": "unmet", "rating": 3, "criterion": "a"}],
        [{"kind": "domain_below", "rating": "Tốt", "domain": "1", "percent": "x", "least": "3"}],
        [{"kind": "domain_below", "rating": "Tốt", "domain": "1", "percent": "NaN", "least": "3"}],
        [{"kind": "domain_below", "rating": "Tốt", "domain": "1", "percent": 5, "least": "3"}],
    ],
)
def test_damaged_holds_are_told_as_they_stand(damaged):
    """Whatever JSON somebody has written into a database is read, and shown."""
    [hold] = read_holds(damaged)
    entry = damaged[0] if isinstance(damaged, list) else damaged
    assert hold == Hold("–", "damaged", {"text": str(entry)})


def test_holds_are_read_as_they_were_kept():
    """The class by its name, figures as numbers; without holds there is nothing to be told."""
    assert [read_holds(nothing) for nothing in (None, False, [], "")] == [[]] * 4
    figures = {"domain": "1 Thể chế", "percent": "45.00", "least": "50"}
    kept = [
        {"rating": "Tốt", "kind": "unmet", "criterion": "1.3"},
        {"rating": "Khá", "kind": "domain_below", **figures},
    ]
    assert read_holds(kept) == [
        Hold("Tốt", "unmet", {"criterion": "1.3"}),
        Hold(
            "Khá",
            "domain_below",
            {"domain": "1 Thể chế", "percent": Decimal(45), "least": Decimal(50)},
        ),
    ]
