"""The tables of a Word document, read as sheets: merged cells, repeated headings, tables that go on.

A decision is published as a document: its appendix is a table, or one for each page. Tables that go on from
each other are one sheet; what stands above the first row is the sheet's title block.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..plain.budget import Budget, spend_text
from ..plain.text import clean, one_line
from .plain_book import PlainBook, make_sheet, walk_part
from .safe_open import Limits

_MAIN = "word/document.xml"
#: How many paragraphs before a table may be its title; a whole decision stands before that.
_TITLE_LINES = 40
_BREAKS = ("br", "cr")
# A drawing is written twice, for old programs and new ones; what was deleted, or moved away, is not there.
_SKIPPED = frozenset({"Fallback", "del", "moveFrom", "instrText"})
_IN_TABLES = frozenset({"tr", "gridBefore", "tc", "gridSpan", "vMerge"})
# Most elements of a document are looks: they are passed over at once.
_BEGIN = frozenset({"t", *_BREAKS, "tab", "tbl", "numPr", *_IN_TABLES})
_END = frozenset({"t", "p", "tbl", "tc", "tr"})


@dataclass
class _Cell:
    column: int
    span: int = 1
    continues: bool = False
    text: str = ""


@dataclass
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)
    width: int = 0


def open_word(data: bytes, limits: Limits) -> PlainBook:
    """Return the tables of a ``.docx`` file, those that go on from each other as one sheet.

    :raises WorkbookError: where it cannot be read or goes beyond ``limits``.
    """
    # each letter and each cell costs more than one of a sheet, and no decision has half as many
    budget = replace(limits, text=limits.text // 4, all_cells=limits.all_cells // 2).make_budget()
    reader = _DocumentReader(budget, limits.columns)
    walk_part(data, _MAIN, reader, limits, budget)
    return PlainBook(list(_make_sheets(reader.blocks, limits)), reader.remarks())


class _DocumentReader:
    """Handlers of XML that collect paragraphs and tables in their order; a table in a cell is its text."""

    def __init__(self, budget: Budget, columns: int):
        self.blocks: list[str | _Table] = []
        self._budget, self._columns = budget, columns
        self._table: _Table | None = None
        self._depth = self._skipping = self._numbered = 0
        self._row: list[_Cell] | None = None
        self._left = 1
        self._cell: _Cell | None = None
        self._pieces: list[str] = []
        self._in_text = False

    def remarks(self) -> list[tuple[str, dict]]:
        if not self._numbered:
            return []
        return [("automatic_numbers", {"count": self._numbered})]

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
            return
        if name not in _BEGIN:
            return
        if name == "t":
            self._in_text = True
        elif name in _BREAKS:
            self._pieces.append("\n")
        elif name == "tab" and self._pieces:
            self._pieces.append(" ")
        elif name == "tbl":
            self._depth += 1
            if self._depth == 1:
                self._table = _Table()
        elif name == "numPr":
            self._numbered += bool(self._table)
        elif self._depth == 1:
            self._start_in_table(name, attributes)

    def _start_in_table(self, name: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "tr":
            if self._row is not None:
                raise ValueError("a row in a row")
            self._row = []
            self._left = 1
        elif name == "gridBefore":
            self._left += _count(value)
        elif name == "tc":
            if self._row is None or self._cell:
                raise ValueError("a cell outside of a row")
            self._budget.spend("cells")
            self._cell = _Cell(self._left)
            self._pieces = []
        elif name == "gridSpan" and self._cell:
            self._cell.span = _count(value)
        elif name == "vMerge" and self._cell:
            self._cell.continues = value != "restart"

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        if name not in _END:
            return
        if name == "t":
            self._in_text = False
        elif name == "p":
            self._end_paragraph()
        elif name == "tbl":
            self._depth -= 1
            if not self._depth:
                self.blocks.append(self._table)
                self._table = None
        elif self._depth == 1 and name == "tc" and self._cell:
            self._cell.text = clean("".join(self._pieces))
            self._pieces = []
            self._row.append(self._cell)
            self._left += self._cell.span
            self._cell = None
        elif self._depth == 1 and name == "tr":
            self._table.rows.append(self._row)
            self._table.width = max(self._table.width, min(self._left - 1, self._columns))
            self._row = None

    def _end_paragraph(self) -> None:
        if self._table:
            self._pieces.append("\n")
            return
        text = clean("".join(self._pieces))
        self._pieces = []
        if text:
            self.blocks.append(text)

    def text(self, text: str) -> None:
        if self._in_text and not self._skipping:
            spend_text(text, self._budget)
            self._pieces.append(text)


def _count(value: str) -> int:
    """Return a number of columns; no table has more than 63 in Word."""
    return max(1, min(int(value or 1), 63))


def _make_sheets(blocks: Sequence[str | _Table], limits: Limits):
    tables: list[tuple[list[str], list[str], list[_Table]]] = []
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            texts.append(block)
            continue
        last = tables[-1] if tables else None
        if last and _goes_on(last[2][-1], block, texts):
            last[1].extend(texts)
            last[2].append(block)
        else:
            if last:
                last[1].extend(texts[: max(len(texts) - _TITLE_LINES, 0)])
            tables.append((texts, [], [block]))
        texts = []
    if tables:
        tables[-1][1].extend(texts)
    for number, (above, outside, parts) in enumerate(tables, 1):
        name = f"Bảng {number}"
        rows, merges = _lay_out(parts)
        yield make_sheet(
            name,
            rows,
            limits,
            merges=merges,
            above=tuple(above[-_TITLE_LINES:]),
            outside=tuple(outside),
        )


def _goes_on(above: _Table, below: _Table, between: Sequence[str]) -> bool:
    """Whether a table is the rest of the one above: as wide, and right below it or with its headings again."""
    if above.width != below.width or not above.rows or not below.rows:
        return False
    return not between or _texts(above.rows[0]) == _texts(below.rows[0])


def _texts(row: Sequence[_Cell]) -> list[str]:
    return [one_line(cell.text).casefold() for cell in row]


def _lay_out(parts: Sequence[_Table]) -> tuple[list[tuple[int, list]], list]:
    """Return rows of texts, and the merged cells."""
    rows: list[tuple[int, dict[int, list[str]]]] = []
    merges: list[tuple[int, int, int, int]] = []
    for place, table in enumerate(parts):
        open_merges: dict[int, list[int]] = {}
        for index, cells in enumerate(table.rows):
            if place and not index and rows and _is_rest_of_row(cells):
                texts = rows[-1][1]
            else:
                texts = {}
                rows.append((len(rows) + 1, texts))
                for cell in cells:
                    _place(cell, len(rows), open_merges, merges)
                cells = [cell for cell in cells if not cell.continues]
            for cell in cells:
                if cell.text and cell.column <= table.width:
                    texts.setdefault(cell.column, []).append(cell.text)
    return (
        [(number, _spread(texts)) for number, texts in rows if texts],
        [tuple(merge) for merge in merges if merge[0] < merge[2] or merge[1] < merge[3]],
    )


def _spread(texts: Mapping[int, Sequence[str]]) -> list[str | None]:
    """Return the values of a row, as far as there are any; what a page parted is one text again."""
    values: list[str | None] = [None] * max(texts)
    for column, pieces in texts.items():
        values[column - 1] = " ".join(pieces)
    return values


def _place(cell: _Cell, number: int, open_merges: dict, merges: list) -> None:
    right = cell.column + cell.span - 1
    above = open_merges.get(cell.column)
    if cell.continues and above and above[2] == number - 1:
        above[2] = number
        return
    merge = [number, cell.column, number, right]
    open_merges[cell.column] = merge
    merges.append(merge)


def _is_rest_of_row(cells: Sequence[_Cell]) -> bool:
    """Whether a row goes on with the one above, which a page parted: no code, and a sentence in mid-way."""
    texts = [cell.text for cell in cells]
    filled = list(filter(None, texts))
    return bool(filled) and not texts[0] and all(text[0].islower() for text in filled)
