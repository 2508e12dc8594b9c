"""A row of a rubric's table, asked by role and not by column, and what its score column says."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from ...plain.text import clean, fold, is_capitals, one_line
from ..codes import Code, read_code, split_code
from ..headings import Header
from ..numbers import MOST_POINTS, ScoreError, parse_score
from ..safe_open import SheetShape, cell_name, number_format_of
from .option_text import ScoredText, has_bullet, read_option

#: Roles whose texts a criterion keeps as they stand.
TEXT_ROLES = ("evidence", "guidance", "note")
#: Role -> the part that a cell of its column is, unless its row is something else.
PARTS = {
    "code": "unread",
    "name": "unread",
    "max_score": "unread",
    "bonus": "bonus",
    "penalty": "penalty",
    "method": "method",
    "evidence": "evidence",
    "guidance": "guidance",
    "note": "note",
    # what units and council fill in
    "self_score": "remark",
    "appraised_score": "remark",
    "explanation": "remark",
    "remark": "remark",
}

_AT_MOST = re.compile(r"(?:(?:điểm )?tối đa|không quá|đến)[\s:]*(?=[0-9])", re.IGNORECASE)
_CONDITION = re.compile(
    r"(?:(?:la )?(?:dieu kien|tieu chi|yeu cau|noi dung) )?(?:bat buoc|dieu kien)(?: (?:phai )?(?:dat|co))?"
    r"|dat khong dat|dat hoac khong dat|co khong|dieu kien|yeu cau|khong (?:tinh|cham) diem"
)
_CONNECTIONS = {"hoac", "hoac la", "hay"}


@dataclass
class Line:
    """A text below a criterion: an option, or words that only the whole criterion can explain.

    ``row`` is the row of its own where its score stands in the column of maxima.
    """

    number: int
    cell: str
    option: ScoredText
    role: str
    row: "Row | None" = None


@dataclass(eq=False)
class Draft:
    """A criterion while its rows are still being read."""

    row: "Row"
    code: str
    name: str
    parent: "Draft | None"
    parsed: Code | None = None
    max_score: Decimal | None = None
    has_children: bool = False
    max_is_wrong: bool = False
    is_condition: bool = False
    either: "Draft | None" = None
    bonus: Decimal | None = None
    penalty: Decimal | None = None
    section: str = ""
    index: int = 0
    doubts: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=lambda: {role: [] for role in TEXT_ROLES})

    @property
    def about(self) -> tuple[int, str, str]:
        return self.row.number, self.code, self.name

    @property
    def level(self) -> int:
        return 1 if self.parent is None else self.parent.level + 1


class Row:
    """A row of the table, asked by role and not by column.

    ``place`` names the sheet before its cells where several are read as one.
    """

    def __init__(self, number: int, cells: tuple, header: Header, shape: SheetShape, place: str):
        self.number = number
        self.cells = cells
        self.header = header
        self.shape = shape
        self.place = place
        texts = [*self._texts(header.name_columns)]
        self.name = one_line(" ".join(texts))
        self.name_lines = "\n".join(texts)
        self.code_column = next(
            (c for c in header.code_columns if self._at(c) is not None),
            next(iter(header.code_columns), 0),
        )
        self.max_score = self.value("max_score")

    @property
    def key(self) -> str:
        """By which a correction is meant for this row alone."""
        return f"row:{self.place}{self.number}"

    def value(self, role: str) -> object:
        return self._at(self.header.columns.get(role, 0))

    def text(self, role: str) -> str:
        return clean(self.value(role))

    def cell(self, role: str) -> str:
        """Return the name of this row's cell for a role ("C12")."""
        column = self.code_column if role == "code" else self.header.columns.get(role)
        return self.place + cell_name(self.number, column or self.header.columns["name"])

    @cached_property
    def code_value(self) -> object:
        return self._at(self.code_column)

    @property
    def code_format(self) -> str:
        return number_format_of(self.cells[self.code_column - 1])

    @cached_property
    def first_text(self) -> str:
        """What labels the row: the text of its code or of its name."""
        text = one_line(clean(self.code_value))
        code = read_code(text)
        return text if code and code.kind == "other" else self.name

    @cached_property
    def has_max(self) -> bool:
        """Whether anything stands in the score column, be it readable or not."""
        return bool(self.text("max_score")) or self.lacks_value("max_score")

    @cached_property
    def is_condition(self) -> bool:
        """Whether the score column says that this is met or not, and gives no points."""
        return isinstance(self.max_score, str) and bool(_CONDITION.fullmatch(fold(self.max_score)))

    @property
    def is_connection(self) -> bool:
        """Whether the row is nothing but "Hoặc"."""
        return not self.has_max and fold(self.first_text) in _CONNECTIONS

    @property
    def is_hidden(self) -> bool:
        return self.number in self.shape.hidden_rows

    def lacks_value(self, role: str) -> bool:
        """Whether the cell holds a formula that was never calculated."""
        return (self.number, self.header.columns.get(role, 0)) in self.shape.empty_formulas

    def all_texts(self) -> Iterable[str]:
        return (cell.value for cell in self.cells if isinstance(cell.value, str))

    def filled_columns(self) -> Iterable[int]:
        return (
            column
            for column, cell in enumerate(self.cells, 1)
            if cell.value is not None and (not isinstance(cell.value, str) or cell.value.strip())
        )

    def read_score(self, role: str = "max_score") -> Decimal | None:
        """Return the number in a column of scores.

        :raises ScoreError: of parse_score's kinds, or ``is_date`` or ``formula`` (without a value).
        """
        if self.lacks_value(role):
            raise ScoreError("formula", "")
        value = self.value(role)
        if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
            raise ScoreError("is_date", str(value))
        if isinstance(value, str):
            value = clean(value)
            most = _AT_MOST.match(value)
            value = value[most.end() :] if most else value
        return parse_score(value, most=MOST_POINTS)

    def _at(self, column: int) -> object:
        return self.cells[column - 1].value if 0 < column <= len(self.cells) else None

    def _texts(self, columns: Iterable[int]) -> list[str]:
        return [text for text in (clean(self._at(column)) for column in columns) if text]


def shape_of(row: Row) -> str:
    """Return what a row looks like, by which rows of one kind are told: its code, its name, its columns."""
    code = read_code(row.code_value, row.code_format) if row.code_column else None
    inside = None if code and code.kind != "other" else split_code(row.name_lines)
    option = read_option(row.name_lines)
    marks = [
        f"code={_code_shape(code)}",
        f"inside={_code_shape(inside[0] if inside else None)}",
        "bullet" if has_bullet(row.name_lines) else "",
        "capitals" if is_capitals(row.name) else "",
        "tail" if option.has_tail else "",
        "words" if row.name and not option.has_tail else "",
        _score_shape(row),
        *sorted(role for role in ("method", *TEXT_ROLES) if row.text(role)),
    ]
    return " ".join(filter(None, marks))


def _code_shape(code: Code | None) -> str:
    return f"{code.kind}{len(code.parts)}" if code else "-"


def _score_shape(row: Row) -> str:
    if not row.has_max:
        return ""
    return "points" if not isinstance(row.max_score, str) else "points in words"
