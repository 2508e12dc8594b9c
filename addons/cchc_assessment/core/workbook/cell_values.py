"""What a stored cell says: its shared string, number, date or word, and how its number is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from ..plain.budget import Budget, spend_text
from ..plain.old_fonts import find_old_font, read_old_font
from .sheet_shape import StoredCell, is_number

GENERAL = "General"
_LONGEST_FORMAT = 255  # as long as Excel takes
_BAD_DATE = "#VALUE!"


@dataclass(frozen=True, slots=True)
class Cell:
    """``value`` is None, a text, a number, a truth or a date; ``number_format`` as it is shown."""

    value: object = None
    number_format: str = GENERAL


EMPTY_CELL = Cell()


class CellReader:
    """Reads cells by the shared strings and styles of their workbook."""

    def __init__(self, budget: Budget, *, is_1904: bool):
        self._epoch = MAC_EPOCH if is_1904 else WINDOWS_EPOCH
        self._budget = budget
        self._strings = _Strings(budget)
        self._styles = _Styles(budget)
        self._font: str | None = None

    def find_font(self, more: Iterable[str]) -> str | None:
        """Return the old font by whose table the shared strings, and ``more`` texts, are read from now on."""
        strings = self._strings
        self._font = find_old_font(chain(strings.found, more))
        if self._font:
            strings.found = [read_old_font(text, self._font) for text in strings.found]
        return self._font

    def strings(self) -> "_Strings":
        """Return the handlers of the XML of shared strings, ``styles`` those of styles."""
        return self._strings

    def styles(self) -> "_Styles":
        return self._styles

    def read(self, stored: StoredCell) -> Cell:
        """Return what a cell says.

        :raises ValueError: its value is none of its kind; ``LookupError``: it refers to nothing.
        """
        style = int(stored.style) if stored.style else 0
        return Cell(self._value(stored, style), self._styles.format_of(style))

    def _value(self, stored: StoredCell, style: int) -> object:
        kind, text = stored.kind, stored.text
        if kind == "inlineStr":
            return self._in_unicode(text)
        if not text:
            return None
        if kind == "n":
            return self._number(text, style)
        if kind == "s":
            place = int(text)
            if place < 0:
                raise LookupError(place)
            shared = self._strings.found[place]
            # it is stored once, and worked on in every cell
            spend_text(shared, self._budget)
            return shared
        if kind == "b":
            return bool(int(text))
        if kind == "d":
            return from_ISO8601(text[:40])
        return self._in_unicode(text) if kind == "str" else text

    def _in_unicode(self, text: str) -> str:
        return read_old_font(text, self._font) if self._font else text

    def _number(self, text: str, style: int) -> object:
        if not is_number(text):
            raise ValueError(text[:60])
        number = float(text) if "." in text or "e" in text or "E" in text else int(text)
        kind = self._styles.date_kind(style)
        if not kind:
            return number
        try:
            return from_excel(number, self._epoch, timedelta=kind == "duration")
        except (OverflowError, ValueError):
            return _BAD_DATE


class _Strings:
    """Handlers that collect the shared strings, without the hints on their pronunciation."""

    def __init__(self, budget: Budget):
        self.found: list[str] = []
        self.elements = 0
        self._budget = budget
        self._pieces: list[str] = []
        self._is_text = self._is_phonetic = False

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        self.elements += 1
        name = tag[tag.rfind("}") + 1 :]
        if name == "si":
            self._budget.spend("strings")
            self._pieces = []
        elif name == "t":
            self._is_text = not self._is_phonetic
        elif name == "rPh":
            self._is_phonetic = True

    def end(self, tag: str) -> None:
        name = tag[tag.rfind("}") + 1 :]
        if name == "t":
            self._is_text = False
        elif name == "rPh":
            self._is_phonetic = False
        elif name == "si":
            # by which Excel keeps a text that looks like one of its own marks
            self.found.append("".join(self._pieces).replace("x005F_", ""))

    def text(self, text: str) -> None:
        if self._is_text:
            spend_text(text, self._budget)
            self._pieces.append(text)


class _Styles:
    """Handlers that collect how numbers are shown, by the number of each cell style."""

    def __init__(self, budget: Budget):
        self._budget = budget
        self.elements = 0
        self._own: dict[str, str] = {}
        self._formats: list[str] = []
        self._kinds: dict[str, str] = {}
        self._in_cells = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        name = tag[tag.rfind("}") + 1 :]
        if name == "numFmt" and "numFmtId" in attributes:
            self._budget.spend("styles")
            code = attributes.get("formatCode", GENERAL)
            self._own[attributes["numFmtId"]] = code[:_LONGEST_FORMAT]
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._budget.spend("styles")
            self._formats.append(self._code(attributes.get("numFmtId", "0")))

    def end(self, tag: str) -> None:
        if tag.endswith("cellXfs"):
            self._in_cells = False

    def text(self, text: str) -> None:
        """Styles have none."""

    def format_of(self, style: int) -> str:
        return self._formats[style] if 0 <= style < len(self._formats) else GENERAL

    def date_kind(self, style: int) -> str:
        """Return "date", "duration", or "" for a style of other numbers."""
        code = self.format_of(style)
        if code not in self._kinds:
            kind = "duration" if is_timedelta_format(code) else "date"
            self._kinds[code] = kind if is_date_format(code) else ""
        return self._kinds[code]

    def _code(self, number: str) -> str:
        if number in self._own:
            return self._own[number]
        return BUILTIN_FORMATS.get(int(number), GENERAL) if number.isdecimal() else GENERAL
