"""A table with headings: which column holds what, by the words that head it, and its rows."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..plain.text import fold
from .safe_open import Limits, WorkbookError, open_workbook

LONGEST_HEADING = 120
_HEADER_ROWS = 40


@dataclass(frozen=True)
class Table:
    """:ivar rows: what stands below the headings, in any form."""

    sheet_name: str
    rows: tuple


def find_columns(cells: tuple, patterns: Mapping[str, re.Pattern]) -> dict[str, int]:
    """Return the column of each role that these cells, maybe a header row, name.

    :param patterns: role -> what its heading looks like, folded (no case, no diacritics); the first that fits counts.
    """
    columns: dict[str, int] = {}
    for column, cell in enumerate(cells):
        words = fold(cell.value) if isinstance(cell.value, str) else ""
        if not words or len(words) > LONGEST_HEADING:
            continue
        role = next((role for role, one in patterns.items() if one.fullmatch(words)), None)
        if role:
            columns.setdefault(role, column)
    return columns


def read_table(
    data: bytes,
    limits: Limits,
    patterns: Mapping[str, re.Pattern],
    is_header: Callable[[set[str]], Any],
    read_row: Callable[[int, dict[str, Any]], Any],
    missing: tuple[str, tuple[str, ...]],
) -> Table:
    """Return the first table of the visible sheets that has the wanted headings.

    :param is_header: whether these roles make a row of headings
    :param read_row: what becomes of a row, from its number (from 1 on) and its values by role; None for one that
        says nothing
    :param missing: the error's kind, and the headings that it names
    :raises WorkbookError: when the file is no workbook, or no sheet has such headings
    """
    book = open_workbook(data, limits)
    try:
        visible = [sheet for sheet in book.sheets if not sheet.hidden and not sheet.too_big]
        for sheet in visible:
            rows = book.read_rows(sheet)
            for place, (_number, cells) in enumerate(rows[:_HEADER_ROWS]):
                columns = find_columns(cells, patterns)
                if is_header(set(columns)):
                    return Table(
                        sheet.name, tuple(_read_rows(rows[place + 1 :], columns, read_row))
                    )
        kind, headings = missing
        raise WorkbookError(kind, sheets=[sheet.name for sheet in visible], headings=headings)
    finally:
        book.close()


def _read_rows(rows, columns: dict[str, int], read_row) -> Iterator:
    for number, cells in rows:
        row = read_row(
            number,
            {
                role: cells[column].value if column < len(cells) else None
                for role, column in columns.items()
            },
        )
        if row is not None:
            yield row
