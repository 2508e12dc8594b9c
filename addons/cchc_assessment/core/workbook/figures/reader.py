"""Read the figures of one criterion from a workbook: a row for each unit.

Which column holds what follows from what a person chose, from the headings of the last time, or from what headings
usually say. Which unit a row means is for whoever knows the units to find.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter

from ...plain.numbers import write_plainly
from ...plain.rule_inputs import OPTION, SHARE
from ...plain.text import clean, fold, one_line
from ..appendix.answers import Answer, Finding, Given, Question, read_inputs
from ..cell_values import EMPTY_CELL, Cell
from ..role_columns import LONGEST_HEADING
from ..safe_open import DEFAULT_LIMITS, Limits, WorkbookError, open_workbook

#: What a column may hold: ``value`` is a level, a count, what was done, or a whole share ("18/20", "90 %").
ROLES = ("unit_code", "unit", "value", "denominator")
#: Role -> the words that head its column, folded (no case, no diacritics); the narrow ones first.
HEADINGS = {
    "unit_code": r"(?:ma|ky hieu) (?:don vi|co quan)|unit code",
    "unit": r"(?:ten )?(?:don vi(?! tinh)|co quan|so ban nganh|dia phuong|unit)\b.*",
    "denominator": r"(?:tong|mau so|total|denominator|out of)\b.*|.*\bphai (?:thuc hien|giai quyet|hoan thanh)\b.*",
    "share": r"(?:ty le|ti le|phan tram|share|percent\w*)\b.*",
    # numbers that are counted or written on documents are no figures
    "other": r"(?:so )?(?:tt|thu tu)\b.*|so (?:quyet dinh|van ban|hieu|ky hieu|cong van|dien thoai)\b.*",
    "value": r"(?:trong do )?(?:so|tu so|dung han|truoc han|da|hoan thanh|muc|ket qua|gia tri|numerator|count"
    r"|quantity|level|value|done)\b.*",
}
#: The words somebody is told about when no header row was found.
EXPECTED_HEADINGS = {
    SHARE: ("Đơn vị", "Số đã thực hiện", "Tổng số"),
    OPTION: ("Đơn vị", "Mức đạt được"),
}
OTHER_HEADINGS = ("Đơn vị", "Số lượng")

_PATTERNS = {role: re.compile(pattern) for role, pattern in HEADINGS.items()}
_TOTALS = frozenset({"tong", "tong so", "tong cong", "cong", "total"})
_HEADER_ROWS = 40


@dataclass(frozen=True)
class FigureRow:
    """One row: what it says of a unit.

    :ivar number: the row in the sheet, from 1 on; where it comes from no sheet, its place.
    :ivar units: what it says of the unit: code, name, or both.
    :ivar answer: the inputs as the criterion's rule takes them, and what is wrong with them in ``findings``.
    """

    number: int
    units: tuple[str, ...]
    answer: Answer
    findings: tuple[Finding, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing of its unit."""
        return self.answer == Answer() and not self.findings


@dataclass(frozen=True)
class FigureTable:
    """:ivar headings: letter and words of each column that has some, from left to right.
    :ivar columns: role -> letter of its column.
    """

    sheet_name: str
    headings: tuple[tuple[str, str], ...]
    columns: Mapping[str, str]
    rows: tuple[FigureRow, ...]

    def get_kept(self) -> dict[str, str]:
        """Return the heading of each role, by which its column is found again in the next file."""
        words = dict(self.headings)
        return {role: words[letter] for role, letter in self.columns.items() if letter in words}


def get_expected_headings(question: Question) -> tuple[str, ...]:
    """Return the words that head the columns of what a criterion's rule takes."""
    return EXPECTED_HEADINGS.get(question.asked, OTHER_HEADINGS)


def read_figures(
    data: bytes,
    question: Question,
    chosen: Mapping[str, str] | None = None,
    kept: Mapping[str, str] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> FigureTable:
    """Return the figures of the first visible sheet that has columns for unit and figure.

    :param chosen: role -> letter of the column that a person chose; these count alone.
    :param kept: role -> heading by which the column was known the last time.
    :raises WorkbookError: when the file is no workbook, or no sheet has such columns.
    """
    places = {role: _read_letter(letter) for role, letter in (chosen or {}).items() if letter}
    words = {role: fold(heading) for role, heading in (kept or {}).items()}
    ways = [lambda cells: _guess_columns(cells, words)]
    if places:
        ways = [
            # where the headings say so themselves, they tell best which row they stand in
            lambda cells: places if _guess_columns(cells, words) == places else {},
            lambda cells: _take_chosen(cells, places),
        ]
    book = open_workbook(data, limits)
    try:
        visible = [sheet for sheet in book.sheets if not sheet.hidden and not sheet.too_big]
        for way in ways:
            for sheet in visible:
                if table := _find_table(sheet.name, book.read_rows(sheet), way, question):
                    return table
        raise WorkbookError(
            "no_figures",
            sheets=[sheet.name for sheet in visible],
            headings=get_expected_headings(question),
        )
    finally:
        book.close()


def read_headings(data: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[tuple[str, str], ...]:
    """Return letter and words of the columns of the first visible sheet: of the row that has most texts.

    :raises WorkbookError: when the file is no workbook.
    """
    book = open_workbook(data, limits)
    try:
        rows = [
            _list_headings(cells)
            for sheet in book.sheets
            if not sheet.hidden and not sheet.too_big
            for _number, cells in book.read_rows(sheet)[:_HEADER_ROWS]
        ]
        return max(rows, key=len, default=())
    finally:
        book.close()


def _find_table(name, rows, way, question):
    for place, (_number, cells) in enumerate(rows[:_HEADER_ROWS]):
        columns = _check_columns(way(cells), question)
        if columns:
            return FigureTable(
                name,
                _list_headings(cells),
                {role: get_column_letter(at + 1) for role, at in columns.items()},
                tuple(
                    _read_rows(rows[place + 1 :], columns, question, _is_percent(cells, columns))
                ),
            )
    return None


def _read_letter(letter: str) -> int:
    """Return the place of a column from its letter, from 0 on; -1 for what is none."""
    place = 0
    for char in letter.strip().upper():
        if not "A" <= char <= "Z" or place > 1000:
            return -1
        place = place * 26 + ord(char) - ord("A") + 1
    return place - 1


def _is_percent(cells, columns):
    """Whether the figures are percentages by their heading, so that a plain number is one."""
    heading = _heading(cells[columns["value"]])
    is_share = "%" in heading or "phan tram" in fold(heading)
    return is_share and "denominator" not in columns


def _take_chosen(cells, places):
    heads = all(0 <= at < len(cells) and _heading(cells[at]) for at in places.values())
    return places if heads else {}


def _guess_columns(cells, words):
    known = _find_kept(cells, words)
    taken = set(known.values())
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        if at not in taken and (role := _guess_role(_heading(cell))):
            found.setdefault(role, []).append(at)
    if "value" not in found and "value" not in known:
        # a share says both by itself
        found["value"] = found.get("share", [])
        found.pop("denominator", None)
    # of several that may be meant a person chooses
    guessed = {role: places[0] for role, places in found.items() if len(places) == 1}
    return known | {role: at for role, at in guessed.items() if role in ROLES and role not in known}


def _guess_role(heading):
    words = fold(heading)
    role = next((role for role, one in _PATTERNS.items() if words and one.fullmatch(words)), None)
    return "share" if role == "value" and "%" in heading else role


def _check_columns(columns, question):
    """Return these columns where they make a table of figures; nothing where they don't."""
    if question.asked != SHARE:
        columns = {role: at for role, at in columns.items() if role != "denominator"}
    has_unit = columns.keys() & {"unit", "unit_code"}
    is_whole = has_unit and "value" in columns and len(set(columns.values())) == len(columns)
    return columns if is_whole else {}


def _find_kept(cells, words):
    found = {}
    for role, wanted in words.items():
        for at, cell in enumerate(cells):
            if wanted and fold(_heading(cell)) == wanted:
                found.setdefault(role, at)
    return found


def _heading(cell: Cell) -> str:
    text = one_line(clean(cell.value)) if isinstance(cell.value, str) else ""
    return text if len(text) <= LONGEST_HEADING else ""


def _list_headings(cells: Iterable[Cell]) -> tuple[tuple[str, str], ...]:
    words = ((get_column_letter(at), _heading(cell)) for at, cell in enumerate(cells, start=1))
    return tuple((letter, text) for letter, text in words if text)


def _read_rows(
    rows, columns: Mapping[str, int], question: Question, is_percent: bool
) -> Iterator[FigureRow]:
    for number, cells in rows:
        found = {role: cells[at] if at < len(cells) else EMPTY_CELL for role, at in columns.items()}
        units = tuple(
            text
            for role in ("unit_code", "unit")
            if role in found and (text := one_line(clean(found[role].value)))
        )
        # a total, a signature, a note below the table
        if not units or fold(units[-1]) in _TOTALS:
            continue
        answer, findings = read_inputs(
            question, _give(number, found, columns, question, is_percent)
        )
        yield FigureRow(number, units, answer, tuple(findings))


def _give(number, found, columns, question, is_percent) -> Given:
    role = "option" if question.asked == OPTION else "number"
    names = {
        "value": role,
        "denominator": "denominator",
    }
    values = {names[one]: _value(found[one]) for one in names if one in found}
    if is_percent and question.asked == SHARE:
        values[role] = _as_percentage(values[role])
    return Given(
        **values,
        cells={
            names[one]: f"{get_column_letter(columns[one] + 1)}{number}"
            for one in names
            if one in found
        },
    )


def _value(cell: Cell) -> object:
    """Return what a cell says as people read it: a number that is shown in percent is a percentage."""
    value = cell.value
    is_percent = "%" in cell.number_format and type(value) in (int, float)
    if not is_percent:
        return value
    return f"{write_plainly(Decimal(repr(value)) * 100)}%"


def _as_percentage(value: object) -> object:
    """Return a plain number with the percent sign that its heading has."""
    if type(value) in (int, float):
        return f"{write_plainly(Decimal(repr(value)))}%"
    is_plain = isinstance(value, str) and value.strip() and not set(value) & set("%/⁄")
    return f"{value}%" if is_plain else value
