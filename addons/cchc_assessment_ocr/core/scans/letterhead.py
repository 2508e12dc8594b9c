"""What stands on every letterhead, put right where it was nearly read."""

import unicodedata
from difflib import SequenceMatcher

_KNOWN = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_LINES = 15
_LONGEST_LINE = 200
_ALIKE = 0.75


def mend(text: str) -> str:
    """Return ``text`` with the state's name and the motto as they are written, where its first lines nearly end so.

    A stamp that lies over them would hide by one letter that this is a letterhead at all.
    """
    lines = text.split("\n")
    return "\n".join([*map(_mend_line, lines[:_LINES]), *lines[_LINES:]])


def _mend_line(line: str) -> str:
    words = line[:_LONGEST_LINE].split(" ")
    for known in _KNOWN:
        found = [(_compare(words[at:], known), -at) for at in range(len(words))]
        likeness, start = max(found)
        if likeness >= _ALIKE:
            return " ".join([*words[:-start], known])
    return line


def _compare(read: list[str], known: str) -> float:
    one, other = _plain("".join(read)), _plain(known)
    if not _ALIKE / (2 - _ALIKE) <= len(one) / len(other) <= (2 - _ALIKE) / _ALIKE:
        return 0.0  # of such lengths they cannot be as alike
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _plain(text: str) -> str:
    """Return the letters of ``text`` alone, without marks: those are misread first."""
    letters = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(filter(str.isalpha, letters)).casefold()
