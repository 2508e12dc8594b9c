"""What stands in a sheet: its cells as they are stored, what they are merged to and linked with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..plain.budget import Budget, spend_text

_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_FORMULA_LINK = re.compile(r'\s*HYPERLINK\s*\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_LONGEST_FORMULA = 8_192
# How long a text may be that a program reads as a number.
_LONGEST_NUMBER = 1_000


class StoredCell(NamedTuple):
    """A cell as the file has it: ``kind`` and ``style`` as written, ``text`` of its value."""

    column: int
    kind: str
    style: str
    text: str


@dataclass
class SheetShape:
    """What one pass over a sheet's XML tells.

    ``merges`` are (first row, first column, last row, last column), counted from 1. ``links`` are
    the targets of linked cells, by row and column, as they are written in the file. ``too_big``
    is ``too_many_rows`` or ``too_many_cells``, and then nothing of the sheet is read. ``stored`` are
    the cells of each row that has a value or a formula. ``above`` and ``outside`` are what a document says
    above a table, and below it.
    """

    name: str
    hidden: bool
    part: str
    rows: int = 0
    last_row: int = 0
    last_column: int = 0
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    empty_formulas: set[tuple[int, int]] = field(default_factory=set)
    bad_number: tuple[str, str] | None = None
    too_big: str = ""
    stored: dict[int, list[StoredCell]] = field(default_factory=dict, repr=False)
    above: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


class TooBig(Exception):
    """A sheet that is too large to be read; ``kind`` as in ``SheetShape.too_big``."""

    def __init__(self, kind: str):
        super().__init__(kind)
        self.kind = kind


def cell_name(row: int, column: int) -> str:
    """Return the name that a spreadsheet shows for a cell, both counted from 1: "C12"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def read_shape(
    shape: SheetShape, budget: Budget, rows: int, cells: int, columns: int
) -> "_ShapeReader":
    """Return handlers of XML that fill ``shape``.

    :param rows: the most filled rows, ``cells`` the most cells and as many merged ones, ``columns`` how far
        to the right merging matters
    :raises TooBig: from the handlers; ``ValueError`` where a cell stands nowhere.
    """
    return _ShapeReader(shape, budget, rows, cells, columns)


class _ShapeReader:
    def __init__(self, shape: SheetShape, budget: Budget, rows: int, cells: int, columns: int):
        self.shape = shape
        #: What was counted; whoever reads the sheet pays for it out of the budget.
        self.elements = self.cells = 0
        self._left = budget.left("cells")
        self._budget = budget
        self._most_rows, self._most_cells, self._most_columns = rows, cells, columns
        self._row = self._column = self._covered = 0
        self._kind = self._style = ""
        self._has_formula = self._is_inline = self._has_value = False
        self._phonetic = self._is_hidden = False
        self._value: list[str] | None = None
        self._texts: list[str] = []
        self._formula: list[str] | None = None
        #: Linked cells, by the number that the sheet's relations explain.
        self.linked: list[tuple[int, int, str]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        handler = _STARTS.get(tag[tag.rfind("}") + 1 :])
        if handler:
            handler(self, attributes)

    def end(self, tag: str) -> None:
        name = tag[tag.rfind("}") + 1 :]
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._value = None
        elif name == "f":
            self._end_formula()
        elif name == "rPh":
            self._phonetic = False

    def text(self, text: str) -> None:
        pieces = self._value if self._formula is None else self._formula
        if pieces is not None:
            spend_text(text, self._budget)
            pieces.append(text)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        # a number of its own, or the next one
        row = int(float(attributes["r"][:20])) if "r" in attributes else self._row + 1
        # one that goes back would be read askew
        if not self._row < row <= _LAST_ROW:
            raise ValueError("row")
        self._row, self._column = row, 0
        self._is_hidden = attributes.get("hidden") in ("1", "true")

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self.cells += 1
        if self.cells > self._left:
            self._budget.spend("cells", self.cells)
        if self.cells > self._most_cells:
            self.cells -= 1
            raise TooBig("too_many_cells")
        reference = attributes.get("r")
        if reference:
            row, self._column = _coordinates(reference)
            if row != self._row:
                raise ValueError("cell")
        else:
            self._column += 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._has_formula = self._is_inline = self._has_value = self._phonetic = False
        self._texts = []

    def _start_formula(self, _attributes: Mapping[str, str]) -> None:
        self._has_formula = True
        self._formula = []

    def _start_value(self, _attributes: Mapping[str, str]) -> None:
        # of two values the first holds; a text that stands in its cell has none
        if not self._has_value and self._kind != "inlineStr":
            self._has_value = True
            self._value = self._texts

    def _start_inline(self, _attributes: Mapping[str, str]) -> None:
        self._is_inline = True

    def _start_text(self, _attributes: Mapping[str, str]) -> None:
        if self._is_inline and self._kind == "inlineStr" and not self._phonetic:
            self._value = self._texts

    def _start_phonetic(self, _attributes: Mapping[str, str]) -> None:
        self._phonetic = True

    def _end_cell(self) -> None:
        self._value = None
        text = "".join(self._texts)
        if text or (self._is_inline and self._kind == "inlineStr"):
            self._count(text)
        elif self._has_formula:
            self.shape.empty_formulas.add((self._row, self._column))
            self._count(text)

    def _end_formula(self) -> None:
        """Keep where a formula leads whose address is stated, as programs write links too."""
        found = _FORMULA_LINK.match("".join(self._formula or ())[:_LONGEST_FORMULA])
        if found:
            self._budget.spend("links")
            self.shape.links[self._row, self._column] = found[1].replace('""', '"')
        self._formula = None

    def _add_link(self, attributes: Mapping[str, str]) -> None:
        """Note the relation of a linked cell; a place within the workbook has none."""
        self._budget.spend("links")
        row, column = _coordinates(attributes.get("ref", "").partition(":")[0])
        relation = next((v for k, v in attributes.items() if k.endswith("}id")), "")
        if relation:
            self.linked.append((row, column, relation))

    def _count(self, text: str) -> None:
        shape = self.shape
        shape.last_row = self._row
        shape.last_column = max(shape.last_column, self._column)
        if self._row not in shape.stored:
            shape.rows += 1
            if shape.rows > self._most_rows:
                raise TooBig("too_many_rows")
            shape.stored[self._row] = []
            if self._is_hidden:
                shape.hidden_rows.add(self._row)
        shape.stored[self._row].append(StoredCell(self._column, self._kind, self._style, text))
        if text and self._kind == "n" and not is_number(text):
            shape.bad_number = shape.bad_number or (cell_name(self._row, self._column), text[:60])

    def _add_merge(self, attributes: Mapping[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        top, left = _coordinates(first)
        bottom, right = _coordinates(last or first)
        bottom = min(bottom, self.shape.last_row)
        width = min(right, self._most_columns) - left + 1
        # Merged cells do not overlap in a real sheet, so they are bounded by its cells.
        self._covered += max(bottom - top + 1, 1) * max(width, 1)
        if self._covered > self._most_cells:
            raise TooBig("too_many_cells")
        if bottom >= top and right >= left:
            self.shape.merges.append((top, left, bottom, right))


_STARTS = {
    "c": _ShapeReader._start_cell,
    "row": _ShapeReader._start_row,
    "f": _ShapeReader._start_formula,
    "v": _ShapeReader._start_value,
    "is": _ShapeReader._start_inline,
    "t": _ShapeReader._start_text,
    "rPh": _ShapeReader._start_phonetic,
    "mergeCell": _ShapeReader._add_merge,
    "hyperlink": _ShapeReader._add_link,
}


def is_number(text: str) -> bool:
    """Whether a program reads this text as the number of a cell."""
    return len(text) <= _LONGEST_NUMBER and bool(_NUMBER.fullmatch(text.strip()))


def _coordinates(reference: str) -> tuple[int, int]:
    match = _CELL.fullmatch(reference)
    if not match:
        raise ValueError(reference[:20])
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if not (0 < row <= _LAST_ROW and column <= _LAST_COLUMN):
        raise ValueError(reference)
    return row, column
