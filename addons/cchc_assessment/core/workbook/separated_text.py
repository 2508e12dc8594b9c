"""Text files of separated values: their encoding and separator are found, and told."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress

from ..plain.budget import OverBudget
from ..plain.old_fonts import find_old_font
from .plain_book import PlainBook, make_sheet
from .safe_open import Limits, WorkbookError

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = ";\t,|"
_SAMPLE_LINES = 50


def open_separated(data: bytes, limits: Limits) -> PlainBook:
    """Return the one sheet of a text file.

    :raises WorkbookError: ``not_workbook`` where it is no table, ``too_much`` beyond ``limits``.
    """
    text, encoding = _decode(data)
    separator = _find_separator(text)
    budget = limits.make_budget()
    rows = []
    try:
        budget.spend("text", len(text))
        lines = _refuse_long(io.StringIO(text), separator, limits.all_cells)
        for number, values in enumerate(csv.reader(lines, delimiter=separator), 1):
            budget.spend("cells", max(len(values), 1))
            # what a quotation mark holds together is one value; how long it may be is for whoever uses csv to say
            budget.spend("lines", sum(value.count("\n") for value in values))
            rows.append((number, values))
    except OverBudget as error:
        raise WorkbookError(
            "too_much", part="", measure=error.measure, limit=error.limit
        ) from error
    except csv.Error as error:
        raise WorkbookError("damaged", part="") from error
    remark = ("separated_text_read", {"encoding": encoding, "separator": separator})
    return PlainBook([make_sheet("CSV", rows, limits)], [remark])


def _refuse_long(lines: Iterable[str], separator: str, limit: int) -> Iterator[str]:
    """Yield lines, none of which parts into more values than a whole file may hold: before anybody makes them."""
    for line in lines:
        if (count := line.count(separator)) > limit:
            raise OverBudget("cells", count, limit)
        yield line


def _decode(data: bytes) -> tuple[str, str]:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    with suppress(UnicodeDecodeError):
        return data.decode(encoding), encoding.upper().removesuffix("-SIG")
    text = data.decode("latin-1")
    # letters of an old font are others in every code page, and CP1258 has nearly all of them
    if not find_old_font(text.splitlines()):
        with suppress(UnicodeDecodeError):
            return data.decode("cp1258"), "CP1258"
    return text, "LATIN-1"


def _find_separator(text: str) -> str:
    """Return the sign that parts most lines into as many values as each other, more than one."""
    lines = [line for line in text[:100_000].splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, found = 0, ""
    for sign in _SEPARATORS:
        counts = [line.count(sign) for line in lines]
        most = max(set(counts), key=counts.count, default=0) if any(counts) else 0
        # of signs that part as many lines alike, the one that is in most of them
        merit = sum(count == most for count in counts) if most else sum(map(bool, counts)) / 2
        if merit > best:
            best, found = merit, sign
    if not found:
        raise WorkbookError("not_workbook", format="text")
    return found
