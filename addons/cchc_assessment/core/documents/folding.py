"""Vietnamese compared without regard to diacritics and capitals."""

import functools
import unicodedata


@functools.lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in "đĐ":
        return "D"
    base = unicodedata.normalize("NFD", char)[0].upper()
    return base if len(base) == 1 else char


def fold(text: str) -> str:
    """Return ``text`` in capitals without diacritics, each character in the place it has now.

    ``text`` is in NFC, so that what is found in the result can be cut from it.
    """
    return "".join(map(_fold_char, text))


def squeeze(text: str) -> str:
    """Return the folded letters of ``text`` alone: what is the same however widely it is set."""
    return "".join(char for char in fold(text) if char.isalpha())


def is_capitals(text: str) -> bool:
    return text.upper() == text and any(char.isalpha() for char in text)


def has_diacritics(text: str) -> bool:
    return any(ord(char) > 0xBF and char.isalpha() for char in text)


def capitalized(text: str) -> str:
    """Return ``text`` with a capital at its beginning and the rest as it is."""
    return text[:1].upper() + text[1:]


def one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
