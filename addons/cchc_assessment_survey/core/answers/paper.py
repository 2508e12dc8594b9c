"""Sheets of paper that somebody has typed into a workbook: a row for each, a column for each question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .shared import (
    DEFAULT_LIMITS,
    Limits,
    Table,
    WorkbookError,
    cell_name,
    clean,
    fold,
    one_line,
    open_workbook,
    shorten,
)

#: What heads the columns that say the unit.
UNIT_HEADINGS = ("Mã đơn vị", "Đơn vị")
_UNIT_WORDS = frozenset(map(fold, (*UNIT_HEADINGS, "Mã cơ quan", "Cơ quan", "Unit", "Unit code")))
_HEADER_ROWS = 40
_SIGNS = ("-", "−", "–", "+")


@dataclass(frozen=True)
class PaperAnswer:
    """What stands in the column of a question.

    :ivar cell: where, such as "C12"
    :ivar choice: the number of the answer, from 0 on; None where the text is none of them
    """

    cell: str
    text: str
    choice: int | None


@dataclass(frozen=True)
class PaperRow:
    """One sheet of paper.

    :ivar number: the row, from 1 on
    :ivar units: what it says of the unit: code, name, or both
    :ivar answers: code of the question -> its answer; what was left blank is missing
    """

    number: int
    units: tuple[str, ...]
    answers: Mapping[str, PaperAnswer]


def read_paper(
    data: bytes, choices: Mapping[str, Sequence[str]], limits: Limits = DEFAULT_LIMITS
) -> Table:
    """Return the sheets of paper, as ``PaperRow``, of the first visible sheet that has headings for unit and questions.

    :param choices: code of each question -> its answers in their order. A cell says one by its number from 1 on, by
        its letter from A on, or by its words.
    :raises WorkbookError: when the file is no workbook, or no sheet has such headings
    """
    codes = {fold(code): code for code in choices}
    book = open_workbook(data, limits)
    try:
        visible = [sheet for sheet in book.sheets if not sheet.hidden and not sheet.too_big]
        for sheet in visible:
            rows = book.read_rows(sheet)
            for place, (_number, cells) in enumerate(rows[:_HEADER_ROWS]):
                units, questions = _find_columns(cells, codes)
                if units and questions:
                    found = (
                        _read_row(number, row, units, questions, choices)
                        for number, row in rows[place + 1 :]
                    )
                    return Table(sheet.name, tuple(row for row in found if row))
        raise WorkbookError(
            "no_survey",
            sheets=[sheet.name for sheet in visible],
            headings=(*UNIT_HEADINGS, *list(choices)[:5]),
        )
    finally:
        book.close()


def _find_columns(cells, codes):
    """Return the columns of the unit, and ``{code: column}``; a heading may go on after a colon."""
    units, questions = [], {}
    for column, cell in enumerate(cells):
        words = fold(_read_text(cell.value).partition(":")[0])
        if words in codes:
            questions.setdefault(codes[words], column)
        elif words in _UNIT_WORDS:
            units.append(column)
    return units, questions


def _read_row(number, cells, units, questions, choices):
    said = tuple(text for column in units if (text := _read_text(_value(cells, column))))
    answers = {
        code: PaperAnswer(
            cell_name(number, column + 1), shorten(text), find_choice(text, choices[code])
        )
        for code, column in questions.items()
        if (text := _read_text(_value(cells, column)))
    }
    # a line without both is a note below the table
    return PaperRow(number, said, answers) if said or answers else None


def _value(cells, column):
    return cells[column].value if column < len(cells) else None


def _read_text(value):
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else one_line(clean(str(value)))


def find_choice(text: str, choices: Sequence[str]) -> int | None:
    """Return the number of the answer, from 0 on, that a text means; None for one that means none, or several."""
    words = fold(text)
    named = {number for number, choice in enumerate(choices) if fold(choice) == words}
    # a sign is lost in folding: -1 is no first answer
    place = None if text.lstrip().startswith(_SIGNS) else _find_place(words)
    if place is not None and place < len(choices):
        named.add(place)
    return named.pop() if len(named) == 1 else None


def _find_place(words):
    """Return which answer a number, or a letter, is the place of."""
    if words.isascii() and words.isdecimal() and len(words) < 4:
        return int(words) - 1 if int(words) else None
    if len(words) == 1 and "a" <= words <= "z":
        return ord(words) - ord("a")
    return None
