"""Codes of criteria ("1.1.1", "IV", "a)") and the outline that their shapes make."""

import datetime
import re
from collections.abc import Hashable
from dataclasses import dataclass, field

from ..plain.text import clean, one_line

BULLETS = frozenset("-–—+*•·")

_PREFIX = re.compile(
    r"(?:tiêu chí thành phần|tiêu chí|lĩnh vực|chỉ số thành phần|chỉ số|tctp|tc|phần|mục|nội dung)"
    r"[\s:.]+|(?:tctp|tc)(?=[0-9])",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[.,]\s*")
_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LOWER_ROMAN = re.compile(r"(?=[iv])(?:ix|iv|v?i{0,3})")
_HEADED_TEXT = re.compile(
    r"(?:(?i:tiêu chí thành phần|tiêu chí|lĩnh vực|phần|mục|tctp|tc) )?"
    r"(?P<code>(?:[0-9]{1,3}|[IVXL]{1,6}|[A-ZĐa-zđ][0-9]{0,3})(?:\.[0-9]{1,3})+\.?[):]?"
    r"|(?:[0-9]{1,3}|[IVXL]{1,6}|[A-ZĐ][0-9]{0,3}|[a-zđ][0-9]{0,3})[.):])"
    r"(?:\s*[-–—]\s)?\s*(?P<name>[^\s\d.,].*)",
    re.DOTALL,
)
# "A1", "c7": a letter that heads and the first number below it.
_LETTER_AND_NUMBER = re.compile(r"([A-ZĐ]|[a-zđ])([0-9]{1,3})")
_DECIMALS = re.compile(r"0\.(0+)(?:_.*)?")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}
_DEEPEST = 10


@dataclass(frozen=True)
class Code:
    """A code as it is shown and as it is compared.

    ``kind`` is that of its first part: ``digits``, ``roman``, ``upper``, ``lower``,
    ``lower_roman``; ``other`` for a text that has no known shape; ``section`` for a heading
    that has no code at all ("Điểm thưởng"). ``from_number`` says that
    the cell held a number, which cannot tell 1.10 from 1.1; ``from_date`` that it held a date.
    """

    text: str
    parts: tuple[str, ...]
    kind: str
    from_number: bool = False
    from_date: bool = False


def read_code(value: object, number_format: str = "General") -> Code | None:
    """Return the code that a cell holds, or ``None`` for a blank or a bullet.

    Brackets and a closing dot are dropped ("1.1.1." and "a)" become "1.1.1" and "a").
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, datetime.datetime | datetime.date):
        # Excel takes 1.2 for the first of February where dates are written with dots.
        return _shape(f"{value.day}.{value.month}", from_date=True)
    if isinstance(value, int | float):
        return _shape(_number_text(value, number_format), from_number=isinstance(value, float))
    text = one_line(clean(value))
    bare = text.strip("()[] ").rstrip(".:;/- ")
    return None if not bare or set(bare) <= BULLETS else _shape(bare)


def split_code(text: str) -> tuple[Code, str] | None:
    """Return the code at the head of a text and the rest ("1.1 Kế hoạch"), if it has one."""
    match = _HEADED_TEXT.fullmatch(text)
    if not match:
        return None
    code = read_code(match["code"])
    return (code, match["name"].strip()) if code else None


def continues(code: Code, above: Code | None) -> bool:
    """Whether a code goes on from the one above it: 4.5.1 from 4.5, and by its kind from 4.4, too.

    "a" under "1.2" and "1.1" under "I" are of another kind, and a lone number under a number ("1"
    under "2") starts anew: they say nothing about where they belong.
    """
    return (
        above is not None
        and len(code.parts) > 1
        and "other" not in (code.kind, above.kind)
        and (code.kind == "digits") == (above.kind == "digits")
    )


def contradicts(code: Code, above: Code) -> bool:
    """Whether a code says that it stands elsewhere than under ``above``: 4.5.1 under 4.4."""
    return (
        continues(code, above)
        and code.parts != above.parts
        and code.parts[: len(above.parts)] != above.parts
    )


def scope_below(code: Code, above: Code | None, scope: tuple, parent: Hashable) -> tuple:
    """Return the part of a tree in which ``code`` should be the only one of its kind.

    What is numbered anew below its parent ("a", "1" under "II") is compared there only, the rest
    within what its parent's code is compared in.

    :param above: the parent's code, if it has one
    :param scope: the parent's own scope
    :param parent: what tells the parent from all others; ``None`` at the top of the tree
    """
    if parent is None or continues(code, above):
        return scope
    return (*scope, parent)


def code_follows(code: Code, before: Code) -> bool:
    """Whether a code is the next one after another: II after I, 3 after 2, B after A."""
    if code.kind != before.kind or len(code.parts) != len(before.parts):
        return False
    if code.parts[:-1] != before.parts[:-1]:
        return False
    return _ordinal(code.parts[-1]) == _ordinal(before.parts[-1]) + 1


def _ordinal(part: str) -> int:
    """Return the place of a number, a numeral or a letter among its like; -9 for what has none."""
    if part.isdigit():
        return int(part)
    if _ROMAN.fullmatch(part):
        return roman_value(part)
    return ord(part) if len(part) == 1 else -9


def restore_zero(code: Code, previous: Code | None) -> Code | None:
    """Return 1.10 for a number cell that shows 1.1 right after 1.9, else ``None``."""
    if not code.from_number or previous is None or len(code.parts) != len(previous.parts):
        return None
    if code.parts[:-1] != previous.parts[:-1] or not previous.parts[-1].isdigit():
        return None
    expected = str(int(previous.parts[-1]) + 1)
    if expected != code.parts[-1] + "0":
        return None
    parts = (*code.parts[:-1], expected)
    return Code(".".join(parts), parts, code.kind)


def roman_value(text: str) -> int:
    """Return the number of a Roman numeral up to 89."""
    total = 0
    for char, following in zip(text, text[1:] + " ", strict=True):
        value = _ROMAN_DIGITS[char]
        total += -value if value < _ROMAN_DIGITS.get(following, 0) else value
    return total


def _number_text(value: int | float, number_format: str) -> str:
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    shown = _DECIMALS.fullmatch(number_format)
    # A cell formatted "0.00" shows 1.10, and that is what its author means.
    return f"{value:.{len(shown[1])}f}" if shown else repr(round(value, 6))


def _shape(text: str, *, from_number: bool = False, from_date: bool = False) -> Code:
    bare = _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text
    parts = tuple(_SEPARATOR.split(bare))
    if joined := _LETTER_AND_NUMBER.fullmatch(parts[0]):
        parts = (joined[1], joined[2], *parts[1:])
    kinds = [_part_kind(part) for part in parts]
    if len(parts) > _DEEPEST or None in kinds:
        return Code(text[:80], (text.lower(),), "other")
    # Commas are somebody's dots; what stands before a code stays with it.
    shown = _SEPARATOR.sub(".", text) if bare == text else text
    return Code(shown, parts, kinds[0], from_number, from_date)


def _part_kind(part: str) -> str | None:
    if re.fullmatch(r"[0-9]{1,4}", part):
        return "digits"
    if _ROMAN.fullmatch(part):
        return "roman"
    if re.fullmatch(r"[A-ZĐ]", part):
        return "upper"
    if re.fullmatch(r"[a-zđ]", part):
        return "lower"
    if _LOWER_ROMAN.fullmatch(part):
        return "lower_roman"
    if re.fullmatch(r"[0-9]{1,3}[a-zđ]", part):
        return "digits"
    return None


@dataclass(frozen=True)
class Place:
    """Where a code stands: its parent's position in the sequence, and what is odd about it.

    ``oddity`` is empty, ``child_under_other_code`` or ``level_skipped``. ``scope`` is the part of
    the outline within which the code should be the only one of its kind.
    """

    parent: int | None
    oddity: str
    scope: tuple


@dataclass
class Outline:
    """Places codes one after the other, in the order of the rows.

    Dotted codes are as deep as they have parts. Roman numerals and capital letters head what
    follows, in the order in which they first appear; small letters go below whatever they follow,
    unless they go on from capital ones where letters head codes ("A1", "B1", "c1").
    """

    _stack: list[tuple[int, int, Code]] = field(default_factory=list)
    _headings: list[str] = field(default_factory=list)
    _scopes: dict[int, tuple] = field(default_factory=dict)
    _base: int | None = None
    _last_single: dict[str, str] = field(default_factory=dict)
    _letters_head: bool = False

    def place(self, index: int, code: Code) -> Place:
        """Take in the code of node ``index`` and return its place."""
        code = self._resolve(code)
        rank = self._rank(code)
        while self._stack and self._stack[-1][0] >= rank:
            self._stack.pop()
        parent = self._stack[-1] if self._stack else None
        self._scopes[index] = self._scope(code)
        place = Place(parent[1] if parent else None, self._oddity(code, rank), self._scopes[index])
        self._stack.append((rank, index, code))
        return place

    def _resolve(self, code: Code) -> Code:
        """Decide whether a lone I, V, X, L or i, v is a numeral or a letter of the alphabet."""
        single = len(code.parts) == 1 and len(code.parts[0]) == 1
        kind, letter = code.kind, code.parts[0]
        if single and kind == "roman" and self._follows(letter, self._last_single.get("upper")):
            kind = "upper"
        if single and kind == "roman" and letter == "L":
            kind = "upper"
        if single and kind == "lower" and letter in "iv":
            previous = self._last_single.get("lower_roman")
            if not self._follows(letter, self._last_single.get("lower")) and (
                letter == "i" or previous == "iv"
            ):
                kind = "lower_roman"
        if kind == "lower" and len(letter) == 1 and self._heads_like_a_capital(code):
            kind, letter = "upper", letter.upper()
        if kind == "roman" and len(code.parts) > 1 and letter == self._last_single.get("upper"):
            kind = "upper"
        if len(code.parts) == 1:
            self._last_single[kind] = letter
        elif _is_letter(letter):
            self._letters_head = True
        if kind == code.kind and letter == code.parts[0]:
            return code
        parts = (letter, *code.parts[1:])
        return Code(code.text, parts, kind, code.from_number, code.from_date)

    def _heads_like_a_capital(self, code: Code) -> bool:
        """Whether a small letter goes on from capital ones: "c" after B and B1, "c1" below that."""
        letter, head = code.parts[0].upper(), self._last_single.get("upper")
        if not self._letters_head or not head or "upper" not in self._headings:
            return False
        if len(code.parts) > 1:
            return letter == head
        return self._follows(letter, head) and not self._follows(
            code.parts[0], self._last_single.get("lower")
        )

    @staticmethod
    def _follows(letter: str, previous: str | None) -> bool:
        return bool(previous) and ord(letter) == ord(previous) + 1

    def _rank(self, code: Code) -> int:
        size = len(code.parts)
        if code.kind == "section":
            self._base = None
            return 1
        if code.kind in ("roman", "upper") and not self._is_inner_letter(code):
            if code.kind not in self._headings:
                self._headings.append(code.kind)
                self._base = None
            return self._headings.index(code.kind) + size
        if code.kind == "digits":
            heading = self._open_heading()
            if self._base is None:
                self._base = max(heading + 1 - size, 0)
            return max(size + self._base, heading + 1)
        if code.kind == "other":
            return self._stack[-1][0] if self._stack else 1
        below = _NOT_ABOVE[code.kind]
        above = [rank for rank, _index, other in self._stack if other.kind not in below]
        return (above[-1] if above else 0) + size

    def _is_inner_letter(self, code: Code) -> bool:
        """Whether a capital letter stands below dotted codes and heads nothing."""
        return (
            code.kind == "upper"
            and "upper" not in self._headings
            and any(other.kind == "digits" for _rank, _index, other in self._stack)
        )

    def _open_heading(self) -> int:
        ranks = [rank for rank, _i, other in self._stack if self._is_heading(other)]
        return ranks[-1] if ranks else 0

    def _is_heading(self, code: Code) -> bool:
        return code.kind == "section" or code.kind in self._headings

    def _oddity(self, code: Code, rank: int) -> str:
        above = code.parts[:-1]
        if not above or code.kind == "other":
            return ""
        if not self._stack:
            return "level_skipped"
        parent_rank, _index, parent = self._stack[-1]
        if parent.parts == above or parent.kind == "section":
            return ""
        if parent.kind in self._headings and len(parent.parts) == 1 and code.kind == "digits":
            # "2.1" stands under "II" either because II is its 2, or because numbers begin
            # again under each heading; then only the depth can be wrong.
            if not self._base and above[0] != _heading_number(parent):
                return "child_under_other_code"
            return "level_skipped" if rank > parent_rank + 1 else ""
        return "child_under_other_code" if contradicts(code, parent) else "level_skipped"

    def _scope(self, code: Code) -> tuple:
        if not self._stack:
            return ()
        _rank, index, above = self._stack[-1]
        return scope_below(code, above, self._scopes[index], index)


#: What never stands above a letter of this kind that heads nothing.
_NOT_ABOVE = {
    "lower_roman": ("lower_roman",),
    "lower": ("lower", "lower_roman"),
    "upper": ("upper", "lower", "lower_roman"),
}


def _is_letter(part: str) -> bool:
    return len(part) == 1 and part.isalpha()


def _heading_number(heading: Code) -> str:
    text = heading.parts[0]
    return str(roman_value(text) if heading.kind == "roman" else ord(text) - ord("A") + 1)
