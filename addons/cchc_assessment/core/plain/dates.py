"""Dates as Decree 30/2020/NĐ-CP (appendix I) writes them."""

from datetime import date, datetime


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
