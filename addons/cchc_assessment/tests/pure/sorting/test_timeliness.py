"""Which level of a timeliness choice dates of documents speak for."""

from datetime import date

import pytest

from core.sorting import find_settled, find_timely_levels, propose_level

LEVELS = ((1, "Ban hành kịp thời"), (2, "Ban hành chậm"), (3, "Không ban hành"))
PLAN = (date(2026, 1, 15),)
QUARTERS = (date(2026, 4, 15), date(2026, 7, 15), date(2026, 10, 15))


@pytest.mark.parametrize(
    ("levels", "found"),
    [
        (LEVELS, (1, 2)),
        ([(1, "Đúng hạn"), (2, "Không đúng hạn"), (3, "Không gửi báo cáo")], (1, 2)),
        ([(2, "Gửi không kịp thời"), (1, "Gửi kịp thời, đầy đủ")], (1, 2)),
        ([(1, "Trước hạn"), (2, "Trễ hạn")], (1, 2)),
        # several are late, or in time: which of them, people say
        ([(1, "Đúng hạn"), (2, "Chậm dưới 15 ngày"), (3, "Chậm từ 15 ngày")], None),
        ([(1, "Trước hạn"), (2, "Đúng hạn"), (3, "Chậm")], None),
        # how late, people count
        ([(1, "Đúng hạn"), (2, "Chậm không quá 10 ngày"), (3, "Không gửi")], None),
        ([(1, "Đúng hạn"), (2, "Không chậm quá 5 ngày"), (3, "Chậm")], None),
        ([(1, "Đúng hạn"), (2, "Không đúng hạn nhưng trước ngày 30/01")], None),
        ([(1, "Đúng hạn từ 80% số báo cáo"), (2, "Chậm")], None),
        # late by the word, and in time by what it means
        ([(1, "Đúng hạn"), (2, "Gửi không chậm")], None),
        ([(1, "Đúng hạn"), (2, "Chưa quá hạn")], None),
        ([(1, "Gửi chậm nhất trong tháng Một"), (2, "Chậm hơn")], None),
        ([(1, "Đúng hạn"), (2, "Kịp thời hoặc chậm")], None),
        # without its mark it is another word
        ([(1, "Đúng hạn"), (2, "Chấm theo kết quả")], None),
        ([(1, "Dung han"), (2, "Cham")], None),
        ([(1, "ĐÚNG HẠN."), (2, "GỬI CHẬM;")], (1, 2)),
        ([(1, "Đúng tiến độ"), (2, "Chưa đúng tiến độ")], (1, 2)),
        ([(1, "Có"), (2, "Không")], None),
        ([(1, "Kịp thời")], None),
        ([], None),
    ],
)
def test_levels_of_time(levels, found):
    """One level for who is in time and one for who is late, by their words alone."""
    levels = find_timely_levels(levels)
    assert (levels and tuple(key for key, _text in levels)) == found


@pytest.mark.parametrize(
    ("due", "issued", "key", "day"),
    [
        (PLAN, [(1, 28)], 2, (1, 28)),
        (PLAN, [(1, 15)], 1, (1, 15)),
        (PLAN, [(1, 2), (1, 10)], 1, (1, 10)),
        # on both sides of the deadline: which of them proves it, people say
        (PLAN, [(1, 10), (1, 28)], None, None),
        (PLAN, [], None, None),
        ((), [(1, 28)], None, None),
        (QUARTERS, [(10, 14), (4, 14), (7, 15)], 1, (10, 14)),
        (QUARTERS, [(4, 14), (7, 20), (10, 14)], 2, (7, 20)),
        # the rest may be about to be filed
        (QUARTERS, [(4, 14), (7, 15)], None, None),
        (QUARTERS, [(4, 14), (4, 15), (7, 15), (10, 14)], None, None),
        # one late in its own quarter
        (QUARTERS, [(4, 20), (7, 14), (10, 14)], 2, (4, 20)),
        # two of one quarter: of another one there is none
        (QUARTERS, [(4, 10), (4, 14), (10, 14)], None, None),
        (QUARTERS, [(10, 10), (10, 12), (10, 14)], None, None),
        (QUARTERS, [(1, 5), (7, 14), (10, 14)], None, None),
        (QUARTERS, [(4, 14), (7, 14), (1, 20)], None, None),
    ],
)
def test_dates_speak_for_a_level(due, issued, key, day):
    """The date that decides is named with its own deadline."""
    found = propose_level(LEVELS, due, [date(2026, *one) for one in issued])
    assert (found and found.key) == key
    assert (found and found.issued) == (day and date(2026, *day))


def test_no_levels_of_time_no_proposal():
    """Dates say nothing of other choices."""
    assert propose_level([(1, "Có"), (2, "Không")], PLAN, PLAN) is None


def test_a_proposal_names_its_level():
    """As the rubric writes it."""
    found = propose_level(LEVELS, PLAN, [date(2026, 1, 28)])
    assert (found.level, found.due) == ("Ban hành chậm", date(2026, 1, 15))


QUARTERS = [date(2026, 4, 15), date(2026, 7, 15), date(2026, 10, 15), date(2027, 1, 15)]


@pytest.mark.parametrize(
    ("issued", "settled"),
    [
        ([], [0, 0, 0, 0]),
        # three papers of the first quarter are the first quarter's, before its date or after it
        ([date(2026, 4, 10)] * 3, [1, 0, 0, 0]),
        ([date(2026, 4, 20)] * 2, [1, 0, 0, 0]),
        ([date(2026, 4, 20), date(2026, 4, 21)], [1, 0, 0, 0]),
        ([date(2026, 4, 10), date(2026, 7, 10)], [1, 1, 0, 0]),
        ([date(2026, 4, 20), date(2026, 7, 14)], [1, 1, 0, 0]),
        # nearer to the next date: the late one of the date before only where the next has its own
        ([date(2026, 6, 20)], [0, 1, 0, 0]),
        ([date(2026, 6, 20), date(2026, 7, 14)], [1, 1, 0, 0]),
        ([date(2026, 4, 1), date(2026, 6, 20), date(2026, 7, 14)], [1, 1, 0, 0]),
        # on the day itself
        ([date(2026, 4, 15)], [1, 0, 0, 0]),
        ([date(2026, 7, 15)], [0, 1, 0, 0]),
        ([date(2026, 10, 14), date(2026, 12, 31)], [0, 0, 1, 1]),
        ([date(2027, 1, 10)] * 2, [0, 0, 0, 1]),
        ([date(2027, 6, 1)], [0, 0, 0, 1]),
    ],
)
def test_which_dates_are_settled(issued, settled):
    assert find_settled(QUARTERS, issued) == [bool(one) for one in settled]


def test_one_date_is_settled_by_any_document():
    for day in (date(2020, 1, 1), date(2026, 4, 15), date(2030, 1, 1)):
        assert find_settled(QUARTERS[:1], [day]) == [True]
    assert find_settled(QUARTERS[:1], []) == [False]
    assert find_settled([], [date(2026, 4, 15)]) == []
