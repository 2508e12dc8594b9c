"""How wide the columns of a table are whose columns were chosen when the document was made.

A template cannot say that: each of them is made from the same cell. So they are as wide as what stands in them needs,
and the one with the longest texts takes what is left.
"""

from collections.abc import Iterator
from math import ceil
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# In twentieths of a point: a letter of Times New Roman in 12 points, and the margins of a cell.
_LETTER, _PADDING = 130, 270
_FEWEST_LETTERS = 3
# How much wider a word of a heading may be, which is in bold and begins with a capital.
_BOLD = 1.25
# A short text, as a figure or a class, stands on one line; of a longer one, and of a heading, each word does.
_SHORT = 12
# A row that begins later or ends earlier is not as wide as its table.
_PARTIAL = ("gridBefore", "gridAfter")
# What differs less is rounding.
_TOLERANCE = 0.05


def fit_columns(root: Any) -> None:
    """Give the columns of each table below ``root`` widths where those of its cells are not its grid's."""
    _order_cells(root)
    for table in root.iter(f"{_W}tbl"):
        rows = [list(_spanned(row)) for row in table.findall(f"{_W}tr")]
        columns = table.findall(f"{_W}tblGrid/{_W}gridCol")
        whole = sum(_number(column, "w") for column in columns)
        if whole and any(_differs(row, whole) for row in rows):
            _set_widths(columns, rows, _share_out(rows, len(columns), whole))


def _order_cells(root: Any) -> None:
    """Put a cell's width before its span, where the schema wants it: docxtpl puts a span of its own first."""
    for span in root.iter(f"{_W}gridSpan"):
        width = span.getparent().find(f"{_W}tcW")
        if width is not None and span.getnext() is width:
            span.addprevious(width)


def _spanned(row: Any) -> Iterator[tuple[Any, int, int]]:
    """Yield each cell of a row with the column it begins at and how many it takes."""
    place = 0
    for cell in row.findall(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        count = 1 if span is None else max(_number(span, "val"), 1)
        yield cell, place, count
        place += count


def _differs(row: list, whole: int) -> bool:
    widths = [cell.find(f"{_W}tcPr/{_W}tcW") for cell, _place, _count in row]
    if any(width is None or width.get(f"{_W}type", "dxa") != "dxa" for width in widths):
        return False
    if not row or _is_partial(row[0][0].getparent()):
        return False
    return abs(sum(_number(width, "w") for width in widths) - whole) > _TOLERANCE * whole


def _is_partial(row: Any) -> bool:
    return any(row.find(f"{_W}trPr/{_W}{name}") is not None for name in _PARTIAL)


def _share_out(rows: list, count: int, whole: int) -> list[int]:
    needed, longest = [_FEWEST_LETTERS] * count, [0] * count
    for row in rows:
        is_heading = bool(row) and _is_heading(row[0][0])
        for cell, place, span in row:
            if span > 1 or place >= count:
                continue
            text = "".join(cell.itertext(f"{_W}t")).strip()
            short = len(text) if len(text) <= _SHORT and not is_heading else 0
            words = max(map(len, text.split()), default=0)
            if is_heading:
                words = ceil(words * _BOLD)
            needed[place] = max(needed[place], short, words)
            longest[place] = max(longest[place], len(text))
    widths = [letters * _LETTER + _PADDING for letters in needed]
    widest = longest.index(max(longest))
    rest = whole - sum(widths)
    if rest >= 0:
        widths[widest] += rest
        return widths
    return [width * whole // sum(widths) for width in widths]


def _is_heading(cell: Any) -> bool:
    return cell.getparent().find(f"{_W}trPr/{_W}tblHeader") is not None


def _set_widths(columns: list, rows: list, widths: list[int]) -> None:
    for column, width in zip(columns, widths, strict=True):
        column.set(f"{_W}w", str(width))
    for row in rows:
        for cell, place, span in row:
            if (width := cell.find(f"{_W}tcPr/{_W}tcW")) is not None:
                width.set(f"{_W}w", str(sum(widths[place : place + span])))


def _number(element: Any, name: str) -> int:
    text = element.get(f"{_W}{name}") or ""
    return int(text) if text.isdecimal() else 0
