"""Spreadsheets of LibreOffice (.ods), read from their XML within the budget of every workbook."""

import datetime
from collections.abc import Mapping

from ..plain.budget import Budget, spend_text
from .cell_values import GENERAL, Cell
from .plain_book import PlainBook, make_sheet, walk_part
from .safe_open import Limits

_MAIN = "content.xml"
# The last row that a program for spreadsheets has.
_LAST_ROW = 2**20
_SKIPPED = frozenset({"annotation", "tracked-changes", "shapes", "forms", "ruby-text"})
_CELLS = ("table-cell", "covered-table-cell")


def open_spreadsheet(data: bytes, limits: Limits) -> PlainBook:
    """Return the sheets of an ``.ods`` file.

    :raises WorkbookError: where it cannot be read or goes beyond ``limits``.
    """
    budget = limits.make_budget()
    reader = _ContentReader(budget, limits)
    walk_part(data, _MAIN, reader, limits, budget)
    return PlainBook(
        [
            make_sheet(name, rows, limits, merges=merges, hidden=style in reader.hidden_styles)
            for name, style, rows, merges in reader.tables
        ]
    )


class _ContentReader:
    """Handlers of XML that collect the rows of each table; what is repeated and blank costs nothing."""

    def __init__(self, budget: Budget, limits: Limits):
        self.tables: list[tuple[str, str, list, list]] = []
        self.hidden_styles: set[str] = set()
        self._budget, self._limits = budget, limits
        self._style = ""
        self._skipping = self._number = self._repeated_row = 0
        self._values: list = []
        self._blank = 0
        self._cell: Mapping[str, str] | None = None
        self._pieces: list[str] = []

    def start(self, name: str, named: Mapping[str, str]) -> None:
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
            return
        if name in _CELLS:
            if self.tables:
                self._cell = named
                self._pieces = []
        elif name == "style":
            self._style = named.get("name", "")
        elif name == "table-properties" and named.get("display") == "false":
            self.hidden_styles.add(self._style)
        elif name == "table":
            self._budget.spend("sheets")
            self.tables.append((named.get("name", ""), named.get("style-name", ""), [], []))
            self._number = 0
        elif name == "table-row" and self.tables:
            self._values, self._blank = [], 0
            self._repeated_row = _repeated(named.get("number-rows-repeated"))
        elif (name == "p" and self._pieces) or name in ("line-break",):
            self._pieces.append("\n")
        elif name in ("s", "tab"):
            self._pieces.append(" ")

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        if name in _CELLS and self._cell is not None:
            self._end_cell(name == "covered-table-cell")
        elif name == "table-row" and self.tables:
            self._end_row()

    def text(self, text: str) -> None:
        if self._cell is not None and not self._skipping:
            spend_text(text, self._budget)
            self._pieces.append(text)

    def _end_cell(self, is_covered: bool) -> None:
        named, self._cell = self._cell, None
        value = None if is_covered else _value(named, "".join(self._pieces))
        repeated = min(_repeated(named.get("number-columns-repeated")), self._limits.columns)
        if value is None:
            self._blank += repeated
            return
        self._budget.spend("cells", repeated)
        # blank cells cost something where something stands to the right of them
        self._values += [None] * min(self._blank, self._limits.columns)
        self._blank = 0
        self._add_merge(named)
        self._values += [value] * repeated

    def _add_merge(self, named: Mapping[str, str]) -> None:
        wide = min(_repeated(named.get("number-columns-spanned")), self._limits.columns)
        tall = min(_repeated(named.get("number-rows-spanned")), self._limits.rows)
        if wide * tall > 1:
            self._budget.spend("cells", wide * tall)
            top, left = self._number + 1, len(self._values) + 1
            self.tables[-1][3].append((top, left, top + tall - 1, left + wide - 1))

    def _end_row(self) -> None:
        rows = self.tables[-1][2]
        if not self._values:
            self._number += self._repeated_row
            return
        if self._number >= _LAST_ROW:
            raise ValueError("a row below the last one")
        for _ in range(self._repeated_row):
            self._budget.spend("cells", len(self._values))
            self._number += 1
            rows.append((self._number, self._values))


def _repeated(text: str | None) -> int:
    return max(int(text or 1), 1)


def _value(named: Mapping[str, str], text: str) -> object:
    kind = named.get("value-type", "")
    if kind in ("float", "percentage", "currency") and "value" in named:
        number = float(named["value"])
        # "1.10" is shown with two places, as its author means it
        places = (
            len(text.replace(",", ".").rpartition(".")[2]) if "." in text.replace(",", ".") else 0
        )
        shown = f"0.{'0' * places}" if 0 < places < 9 and kind == "float" else GENERAL
        return Cell(int(number) if number.is_integer() and not places else number, shown)
    if kind == "date" and "date-value" in named:
        return datetime.datetime.fromisoformat(named["date-value"][:40])
    if kind == "boolean":
        return named.get("boolean-value") == "true"
    return text or None
