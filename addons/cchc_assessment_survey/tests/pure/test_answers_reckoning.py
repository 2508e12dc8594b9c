"""What answers come to: held against means that are reckoned by hand, and against what must stay hidden."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answers.reckoning import (
    LEAST_SHOWN,
    Answer,
    Group,
    Question,
    Reckoning,
    store,
    to_percent,
)

WORTH = (100, 60, 20, 0)


def _question(*online, paper=(0, 0, 0, 0), worth=WORTH, code="C1"):
    return Question(
        code,
        "Hài lòng?",
        tuple(
            Answer(str(number), None if percent is None else Decimal(percent), one, sheet)
            for number, (percent, one, sheet) in enumerate(zip(worth, online, paper, strict=True))
        ),
    )


def _group(*questions, weight=1, least=LEAST_SHOWN, name="Người dân"):
    return Group(name, Decimal(weight), least, questions)


def test_the_share_is_the_mean_of_all_answers():
    """(3 × 100 + 2 × 60 + 1 × 20) / 7, and not the mean of the questions' means."""
    assert _group(_question(3, 2, 1, 1)).share == Fraction(440, 7)
    two = _group(_question(5, 0, 0, 0), _question(0, 0, 0, 15, code="C2"))
    assert two.share == 25
    assert two.answers == 20


def test_no_opinion_does_not_count():
    """Neither as an answer of no worth, nor towards the least number."""
    question = _question(4, 1, 0, 6, worth=(100, 60, 20, None))
    assert (question.counted, question.total) == (5, 460)
    assert _group(question).share == 92
    assert _group(_question(4, 0, 0, 9, worth=(100, 60, 20, None))).share is None


@pytest.mark.parametrize(
    ("online", "paper", "left_out", "counted"),
    [
        ((4, 0, 0, 0), (0, 6, 0, 0), 4, 6),
        ((5, 0, 0, 0), (0, 6, 0, 0), 0, 11),
        ((4, 0, 0, 0), (0, 0, 0, 0), 4, 0),
        ((0, 0, 0, 0), (0, 5, 0, 0), 0, 5),
    ],
)
def test_few_answers_of_the_network_are_left_out(online, paper, left_out, counted):
    """Who knows the paper would know them: below five they are neither shown nor reckoned."""
    question = _question(*online, paper=paper)
    assert (question.left_out, question.counted) == (left_out, counted)
    assert sum(number for _answer, number in question.counts) == counted
    assert question.online == sum(online)


@pytest.mark.parametrize(("least", "usable"), [(0, True), (5, True), (6, True), (7, False)])
def test_the_least_number_of_answers(least, usable):
    """What the survey asks for, and never fewer than five."""
    group = _group(_question(6, 0, 0, 0), least=least)
    assert bool(group.usable) == usable
    assert bool(group.too_few) != usable
    assert _group(_question(0, 0, 0, 0, paper=(4, 0, 0, 0)), least=0).share is None


def test_one_question_with_too_few_takes_nothing_from_the_others():
    group = _group(_question(10, 0, 0, 0), _question(0, 0, 0, 3, code="C2"))
    assert group.share == 100
    assert [one.code for one in group.too_few] == ["C2"]


def test_groups_count_by_their_weights():
    """(1 × 60 + 2 × 90) / 3 = 80 percent, of 3 points 2.4."""
    citizens = _group(_question(0, 10, 0, 0))
    leaders = _group(_question(9, 0, 0, 1), weight=2, name="Lãnh đạo")
    reckoning = Reckoning((citizens, leaders), Decimal(3))
    assert (reckoning.share, reckoning.points) == (80, Decimal("2.4"))
    assert reckoning.answers == 20
    assert not reckoning.lacking


def test_a_group_without_enough_answers_makes_no_points():
    """The others do not stand in for it."""
    few = _group(_question(1, 0, 0, 0), name="Lãnh đạo")
    reckoning = Reckoning((_group(_question(9, 0, 0, 0)), few), Decimal(3))
    assert reckoning.lacking == (few,)
    assert reckoning.exact_share is reckoning.share is reckoning.points is None
    nobody = Reckoning((), Decimal(3))
    assert nobody.share is nobody.points is None


def test_points_are_rounded_once():
    """From the exact share: a third of 3 points is 1, and not 3 × 33.333333 percent."""
    third = Reckoning((_group(_question(5, 0, 0, 10, worth=(100, 60, 20, 0))),), Decimal(3))
    assert third.exact_share == Fraction(100, 3)
    assert third.share == Decimal("33.333333")
    assert third.points == 1


@pytest.mark.parametrize(
    ("number", "stored", "percent"),
    [
        (Fraction(1, 3), "0.333333", "0.33"),
        (Fraction(2, 3), "0.666667", "0.67"),
        (Fraction(1, 2_000_000), "0.000001", "0"),
        (Fraction(1, 200), "0.005", "0.01"),
        (Fraction(80), "80", "80"),
    ],
)
def test_half_is_rounded_up(number, stored, percent):
    """To six decimals where it is stored, to two where it is said."""
    assert (store(number), to_percent(number)) == (Decimal(stored), Decimal(percent))


counts = st.tuples(*[st.integers(0, 40)] * 4)


@given(counts, counts, st.integers(1, 5))
def test_a_share_never_leaves_its_bounds(first, second, weight):
    """Whatever is answered: 0 to 100 percent, no points above the maximum, the same in any order."""
    groups = (_group(_question(*first)), _group(_question(*second), weight=weight))
    one, other = (Reckoning(order, Decimal(2)) for order in (groups, groups[::-1]))
    assert one.exact_share == other.exact_share
    if one.share is None:
        assert one.points is None
        assert min(sum(first), sum(second)) < LEAST_SHOWN
    else:
        assert 0 <= one.share <= 100
        assert 0 <= one.points <= 2
        assert min(sum(first), sum(second)) >= LEAST_SHOWN
