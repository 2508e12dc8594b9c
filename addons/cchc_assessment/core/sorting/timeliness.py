"""Which level of a timeliness choice the date of a document speaks for: a proposal, never a score."""

import datetime
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from ..plain.text import fold

_LATE = (
    "khong kip thoi",
    "khong dung han",
    "khong dung thoi",
    "cham",
    "tre",
    "qua han",
    "muon",
    "sau thoi han",
)
_ON_TIME = ("kip thoi", "dung han", "truoc han", "dung thoi han", "dung thoi gian", "dung tien do")


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

    None where the texts name neither, or several: "chậm dưới 15 ngày" and "chậm trên 15 ngày" are for people to tell.
    """
    in_time, late = [], []
    for key, text in levels:
        words = f" {fold(text)} "
        if any(f" {one} " in words for one in _LATE):
            late.append((key, text))
        elif any(f" {one} " in words for one in _ON_TIME):
            in_time.append((key, text))
    return (in_time[0], late[0]) if len(in_time) == len(late) == 1 else None


def propose_level(
    levels: Iterable[tuple[Hashable, str]],
    due: Sequence[datetime.date],
    issued: Sequence[datetime.date],
) -> Timeliness | None:
    """Return which level the dates of documents speak for; None where they say nothing plain.

    With one deadline all documents have to be on the same side of it. With several there has to be one document for
    each, the earliest for the first: whoever has filed fewer may be about to file the rest.
    """
    found = find_timely_levels(levels)
    if not (found and due and issued):
        return None
    days, deadlines = sorted(issued), sorted(due)
    if len(deadlines) == 1:
        deadlines *= len(days)
        if (days[0] > deadlines[0]) != (days[-1] > deadlines[0]):
            return None
    elif len(days) != len(deadlines):
        return None
    pairs = list(zip(days, deadlines, strict=True))
    is_late = [day > deadline for day, deadline in pairs]
    day, deadline = pairs[is_late.index(True)] if any(is_late) else pairs[-1]
    key, level = found[any(is_late)]
    return Timeliness(key, level, day, deadline)
