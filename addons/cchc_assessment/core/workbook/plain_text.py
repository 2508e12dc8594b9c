"""Text as people type it in cells, made comparable."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = re.compile(r"[^\S\n]+")
_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def clean(value: object) -> str:
    """Return the text of a cell, composed (NFC), without stray spaces and blank lines.

    Line breaks inside the text stay: a cell may hold one option per line. ``None`` gives ``""``.
    """
    if value is None:
        return ""
    text = unicodedata.normalize("NFC", str(value)).translate(_INVISIBLE)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Return cleaned text with its line breaks turned into spaces."""
    return text.replace("\n", " ")


def fold(value: object) -> str:
    """Return words in lower case without diacritics or punctuation, for comparing headings.

    >>> fold("  Điểm\\n tối đa (*)")
    'diem toi da'
    """
    text = unicodedata.normalize("NFD", str(value)).lower().replace("đ", "d")
    text = _MARKS.sub("", text)
    return _NOT_WORD.sub(" ", text.translate(_INVISIBLE)).strip()
