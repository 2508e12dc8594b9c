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


_YEARS = {-1: "năm trước", 0: "", 1: "năm sau"}


@dataclass(frozen=True, order=True)
class YearDay:
    """A day of the assessed year, or of the one before (-1) or after it (1), by which something is due."""

    year: int
    month: int
    day: int

    def within(self, year: int) -> date:
        """Return the date for an assessed year; what falls on 29 February is due on the 28th of other years."""
        year += self.year
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))

    def __str__(self) -> str:
        return f"{self.day:02d}/{self.month:02d} {_YEARS[self.year]}".strip()


def read_year_days(text: str) -> tuple[YearDay, ...]:
    """Return the days that a text names, in their order: "15/4; 15.7; ngày 15/01 năm sau".

    What is due "trước 15/01" is due on the day before.

    :raises ValueError: with the part that is no day of a year
    """
    parts = text.replace(",", ";").replace("\n", ";").split(";")
    return tuple(sorted({_read_year_day(part.strip()) for part in parts if part.strip()}))


def _read_year_day(named: str) -> YearDay:
    figures = " ".join(compose(named).casefold().split())
    year = next(year for year in (-1, 1, 0) if figures.endswith(_YEARS[year]))
    figures = figures.removesuffix(_YEARS[year]).strip()
    is_before = figures.startswith("trước ")
    figures = figures.removeprefix("trước ").removeprefix("ngày ")
    day, slash, month = figures.replace(".", "/").partition("/")
    # a leap year has each day that any year has
    if not slash or not all(
        one.isascii() and one.isdecimal() and len(one) < 3 for one in (day, month)
    ):
        raise ValueError(named)
    if not 1 <= int(month) <= 12 or not 1 <= int(day) <= monthrange(2024, int(month))[1]:
        raise ValueError(named)
    found = YearDay(year, int(month), int(day))
    return _day_before(found, named) if is_before else found


def _day_before(day: YearDay, named: str) -> YearDay:
    if day.day > 1:
        return YearDay(day.year, day.month, day.day - 1)
    if day.month > 1:
        return YearDay(day.year, day.month - 1, monthrange(2024, day.month - 1)[1])
    if day.year - 1 not in _YEARS:
        raise ValueError(named)
    return YearDay(day.year - 1, 12, 31)
