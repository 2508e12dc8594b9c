"""Dates as Decree 30/2020/NĐ-CP (appendix I) writes them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from .text import compose


def long_date(day: date | None) -> str:
    """Return a date in words, days below 10 and months 1 and 2 with a leading zero; room for the pen without one.

    >>> long_date(date(2027, 2, 5))
    '05 tháng 02 năm 2027'
    """
    if not day:
        return "…… tháng …… năm ……"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"


def place_and_date(place: str | None, day: date | None) -> str:
    """Return the line above a signature; what is not known is left for the pen."""
    return f"{place or '……'}, ngày {long_date(day)}"


def clock_and_date(moment: datetime) -> str:
    """Return a moment as a document says it.

    >>> clock_and_date(datetime(2026, 12, 18, 17))
    '17 giờ 00 ngày 18/12/2026'
    """
    return f"{moment:%H} giờ {moment:%M} ngày {short_date(moment)}"


def short_date(day: date | None) -> str:
    """Return a date in figures, "05/02/2027"; nothing for none."""
    return f"{day:%d/%m/%Y}" if day else ""


@dataclass(frozen=True, order=True)
class YearDay:
    """A day of the assessed year, or of the one after it, by which something is due."""

    is_next_year: bool
    month: int
    day: int

    def within(self, year: int) -> date:
        """Return the date for an assessed year; what falls on 29 February is due on the 28th of other years."""
        year += self.is_next_year
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))

    def __str__(self) -> str:
        return f"{self.day:02d}/{self.month:02d}{' năm sau' * self.is_next_year}"


def read_year_days(text: str) -> tuple[YearDay, ...]:
    """Return the days that a text names, in their order: "15/4; 15/7; 15/01 năm sau".

    :raises ValueError: with the part that is no day of a year
    """
    days = set()
    for part in text.replace(",", ";").replace("\n", ";").split(";"):
        if not (named := part.strip()):
            continue
        figures = compose(named).removesuffix("năm sau")
        day, slash, month = figures.strip().partition("/")
        # a leap year has each day that any year has
        if not slash or not all(
            one.isascii() and one.isdecimal() and len(one) < 3 for one in (day, month)
        ):
            raise ValueError(named)
        if not 1 <= int(month) <= 12 or not 1 <= int(day) <= monthrange(2024, int(month))[1]:
            raise ValueError(named)
        days.add(YearDay(figures != compose(named), int(month), int(day)))
    return tuple(sorted(days))
