"""Texts as people type them: tidied, made comparable, kept to what is seen."""

import functools
import re
import unicodedata

_BREAKS = re.compile("\r\n?")
_SPACES = re.compile(r"[^\S\n]+")
_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def compose(text: str) -> str:
    """Return ``text`` with each letter and its marks in one (NFC)."""
    return unicodedata.normalize("NFC", text)


def is_unseen(char: str) -> bool:
    """Whether ``char`` is a control, direction mark or other character that shows nothing of its own."""
    return unicodedata.category(char)[0] == "C"


def visible(text: str, keep: str = "", instead: str = "") -> str:
    """Return ``text`` without characters that are not seen.

    :param keep: those that stay, such as line feeds
    :param instead: what stands in the place of the others
    """
    if text.isprintable():
        return text
    unseen = filter(is_unseen, set(text).difference(keep))
    return text.translate(dict.fromkeys(map(ord, unseen), instead))


def unix_breaks(text: str) -> str:
    """Return ``text`` with a line feed for each line break of any system."""
    return _BREAKS.sub("\n", text)


def clean(value: object) -> str:
    """Return the text of a cell, composed, without stray spaces, blank lines and what is not seen.

    Line breaks inside the text stay: a cell may hold one option per line. ``None`` gives ``""``.
    """
    if value is None:
        return ""
    text = _SPACES.sub(" ", unix_breaks(compose(str(value))))
    lines = (line.strip() for line in visible(text, keep="\n").split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Return ``text`` composed and on one line, with single spaces."""
    return " ".join(compose(text).split())


def one_visible_line(text: str) -> str:
    """Return ``text`` composed and on one line, without what is not seen."""
    return one_line(visible(" ".join(text.split())))


def shorten(text: str, length: int = 60) -> str:
    """Return text short enough to stand in a sentence."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def comparable(text: str) -> str:
    """Return ``text`` without what nobody reads as a difference: blanks, capitals, how letters are composed."""
    return one_line(text).casefold()


def unmarked(text: str) -> str:
    """Return ``text`` in lower case without diacritics.

    >>> unmarked("Đạt 50.000₫")
    'dat 50.000d'
    """
    text = unicodedata.normalize("NFD", text).lower().replace("đ", "d").replace("₫", "d")
    return _MARKS.sub("", text)


def fold(value: object) -> str:
    """Return words in lower case without diacritics or punctuation, for comparing headings.

    >>> fold("  Điểm\\n tối đa (*)")
    'diem toi da'
    """
    return _NOT_WORD.sub(" ", visible(" ".join(unmarked(str(value)).split()))).strip()


@functools.lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in "đĐ":
        return "D"
    base = unicodedata.normalize("NFD", char)[0].upper()
    return base if len(base) == 1 else char


def fold_in_place(text: str) -> str:
    """Return ``text`` in capitals without diacritics, each character in the place it has now.

    ``text`` is composed, so that what is found in the result can be cut from it.
    """
    return "".join(map(_fold_char, text))


def squeeze(text: str) -> str:
    """Return the folded letters of ``text`` alone: what is the same however widely it is set."""
    return "".join(char for char in fold_in_place(text) if char.isalpha())


def is_capitals(text: str) -> bool:
    return text.upper() == text and any(char.isalpha() for char in text)


def has_diacritics(text: str) -> bool:
    return any(ord(char) > 0xBF and char.isalpha() for char in text)


def capitalized(text: str) -> str:
    """Return ``text`` with a capital at its beginning and the rest as it is."""
    return text[:1].upper() + text[1:]


def code_units(text: str) -> int:
    """Return the length of ``text`` in UTF-16, as Windows and Excel count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fitting(text: str, start: int, limit: int) -> int:
    """Return how many characters from ``start`` on fit within ``limit`` code units."""
    window = text[start : start + limit]
    excess = code_units(window) - limit
    while excess > 0:
        # Each character dropped frees one unit or two, so this never drops too many.
        window = window[: len(window) - (excess + 1) // 2]
        excess = code_units(window) - limit
    return len(window)
