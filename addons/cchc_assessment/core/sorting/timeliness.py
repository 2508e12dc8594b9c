"""Which level of a timeliness choice the date of a document speaks for: a proposal, never a score."""

import datetime
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from ..plain.text import comparable

# With their marks: "chấm" is none of "chậm".
_LATE = ("chậm", "trễ", "muộn", "quá hạn", "quá thời hạn", "sau thời hạn")
_NOT_ON_TIME = ("không kịp thời", "không đúng", "chưa kịp thời", "chưa đúng")
_ON_TIME = (
    "kịp thời",
    "đúng hạn",
    "trước hạn",
    "đúng thời hạn",
    "đúng thời gian",
    "đúng tiến độ",
)
# "không chậm", "chậm nhất trong tháng": who is in time, though late by the word
_TURNED = ("không", "chưa", "nhất")


@dataclass(frozen=True)
class Timeliness:
    """What a document's date says of its deadline.

    :ivar key: of the level it speaks for, and ``level`` that level in words.
    :ivar issued: the date that decides: the first one that is late, else the last one; ``due``: its deadline.
    """

    key: Hashable
    level: str
    issued: datetime.date
    due: datetime.date


def find_timely_levels(
    levels: Iterable[tuple[Hashable, str]],
) -> tuple[tuple[Hashable, str], tuple[Hashable, str]] | None:
    """Return the one level of these, by key and text, for who is in time, and the one for who is late.

    None where the texts name neither, or several, or say how late or how many: "chậm dưới 15 ngày" and "không chậm quá
    5 ngày" are for people to tell.
    """
    in_time, late = [], []
    for key, text in levels:
        side = _read_side(text)
        if side is None:
            continue
        if any(char.isdecimal() for char in text) or side == "unclear":
            return None
        (late if side == "late" else in_time).append((key, text))
    return (in_time[0], late[0]) if len(in_time) == len(late) == 1 else None


def _read_side(text: str) -> str | None:
    """Return on which side of a deadline a level stands: "late", "in_time" or "unclear"; None for neither."""
    spaced = "".join(char if char.isalnum() else " " for char in comparable(text))
    words = f" {' '.join(spaced.split())} "

    def says(phrases):
        return any(f" {one} " in words for one in phrases)

    if says(_LATE):
        return "unclear" if says((*_TURNED, *_ON_TIME)) else "late"
    if says(_NOT_ON_TIME):
        return "late"
    return "in_time" if says(_ON_TIME) else None


def propose_level(
    levels: Iterable[tuple[Hashable, str]],
    due: Sequence[datetime.date],
    issued: Sequence[datetime.date],
) -> Timeliness | None:
    """Return which level the dates of documents speak for; None where they say nothing plain.

    With one deadline all documents have to be on the same side of it. With several there has to be one document for
    each, after the deadline before its own and before the next one: whoever has filed fewer may be about to file the
    rest, and of two in the same quarter nobody knows whose they are.
    """
    found = find_timely_levels(levels)
    if not (found and due and issued):
        return None
    days, deadlines = sorted(issued), sorted(due)
    if len(deadlines) == 1:
        deadlines *= len(days)
        if (days[0] > deadlines[0]) != (days[-1] > deadlines[0]):
            return None
    elif len(days) != len(deadlines) or not _are_apart(days, deadlines):
        return None
    pairs = list(zip(days, deadlines, strict=True))
    is_late = [day > deadline for day, deadline in pairs]
    day, deadline = pairs[is_late.index(True)] if any(is_late) else pairs[-1]
    key, level = found[any(is_late)]
    return Timeliness(key, level, day, deadline)


def _are_apart(days: Sequence[datetime.date], deadlines: Sequence[datetime.date]) -> bool:
    """Whether each of these days is of its own deadline and of no other."""
    before = deadlines[0] - (deadlines[1] - deadlines[0])
    after = deadlines[-1] + (deadlines[-1] - deadlines[-2])
    bounds = [before, *deadlines, after]
    return all(start < day < end for start, day, end in zip(bounds, days, bounds[2:], strict=False))


def find_settled(due: Sequence[datetime.date], issued: Iterable[datetime.date]) -> list[bool]:
    """Return for each of these deadlines, in their order, whether a document of its time is there.

    A document is of the deadline that is nearest; where that one has another and the deadline before has none yet, it
    is taken for the late one of that. However many are of one day, they are of one deadline.
    """
    days, settled = sorted(set(issued)), [False] * len(due)
    for place, day in enumerate(days):
        after = bisect_left(due, day)
        before = after - 1
        if 0 < after < len(due):
            is_late = day - due[before] < due[after] - day
            has_another = days[place + 1 : place + 2] and days[place + 1] <= due[after]
            settled[before if is_late or (has_another and not settled[before]) else after] = True
        elif due:
            settled[max(before, 0)] = True
    return settled
