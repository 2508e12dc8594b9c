"""How many lines a text takes in a cell of a given width, set in Times New Roman.

Neither Excel nor LibreOffice fits the height of a merged cell to its text, and xlsxwriter fits none
at all, so the writer has to know it beforehand. The widths below were read from Liberation Serif
2.1, which has the metrics of Times New Roman and the Vietnamese letters.
"""

import unicodedata
from functools import lru_cache
from math import ceil

# Advance widths in thousandths of the font size. A letter with marks that is not listed is as wide
# as its base letter; ơ and ư are listed because the horn makes them wider.
_REGULAR = {
    180: "'",
    200: "|¦",
    250: " \u00a0,.",
    278: "/:;\\ijltıłŧſ",
    300: "²³¹ªº",
    333: "!()-I[]`fr¡¨´·¸‐\u2011‘’‚‹›",
    350: "•ŀ",
    389: "Js",
    408: '"°',
    444: "?acez¿“”„″",
    469: "^¶",
    480: "{}",
    500: "#$*0123456789_bdghknopquvxy¢£¤¥§«¯»ßðøþđħĸŋ–†‡€",
    513: "₫",
    529: "ơ",
    542: "ư~",
    549: "±÷≤≥≠≈√",
    556: "FPSÞ",
    564: "+<=>¬×−",
    611: "ELTZĿŁŦµ",
    667: "BCRæ",
    722: "ADGHKNOQUVXYwÐØĐĦœƠŊ∞",
    760: "©®¼½¾",
    778: "&mƯ",
    833: "%",
    889: "MÆŒ",
    921: "@",
    954: "W№",
    1000: "—―…‰→←",
}
_BOLD = {
    220: "|¦",
    250: " \u00a0,.",
    278: "'/\\ilıłſ",
    300: "²³¹ªº",
    333: "!()-:;[]`fjt¡¨´·¸ŧ‐\u2011‘’‚‹›",
    350: "•",
    389: "Is",
    396: "{}°ŀ",
    444: "cerz",
    500: "#$*0123456789?J_agovxy¢£¤¥§«¯»¿ðø–“”„†‡€",
    513: "₫",
    520: "~",
    556: "Sbdhknpqußþđħĸŋơ″",
    570: '+<=>¬×−"±÷≤≥≠≈√¶',
    600: "ư^µ",
    611: "FPÞ",
    667: "BELTZĿŁŦ",
    722: "ACDNRUVXYwÐæĐœ∞",
    778: "GHKOQØĦƠ©®¼½¾Ŋ",
    796: "Ư",
    833: "&m",
    944: "M@",
    1000: "%WÆŒ№—―…‰→←",
}
_TAB_WIDTH = 4000
_HORN = "\u031b"  # the one mark that makes a letter wider, where it is typed as a mark
_HORN_WIDTH = 54
_FULL_WIDTH = 1000
_UNKNOWN_WIDTH = 780  # a letter of a foreign script: rather too wide than cut off
_ZERO_WIDTH_CATEGORIES = frozenset({"Mn", "Me", "Cf", "Cc"})

# Words come again and again; what is longer than this is no word, and not worth the memory.
_LONGEST_REMEMBERED_WORD = 40


class _Widths(dict):
    """Width by character; works out, once, that of a character outside the table."""

    def __init__(self, table: dict[int, str]):
        super().__init__({char: width for width, chars in table.items() for char in chars})
        self["\t"] = _TAB_WIDTH
        self[_HORN] = _HORN_WIDTH

    def __missing__(self, char: str) -> int:
        self[char] = width = self._work_out(char)
        return width

    def _work_out(self, char: str) -> int:
        # One step only, so that ở is found to be a marked ơ, and not a marked o.
        base, *_marks = unicodedata.decomposition(char).split() or [""]
        if base and not base.startswith("<"):
            return self[chr(int(base, 16))]
        if unicodedata.category(char) in _ZERO_WIDTH_CATEGORIES:
            return 0
        if unicodedata.east_asian_width(char) in "FW":
            return _FULL_WIDTH
        return _UNKNOWN_WIDTH


_WIDTHS = {False: _Widths(_REGULAR), True: _Widths(_BOLD)}


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return the width in points of ``text`` on one line, at ``size`` points."""
    return _width(text, bold) * size / 1000


def line_count(text: str, width: float, size: float, bold: bool = False) -> int:
    """Return how many lines ``text`` takes, wrapped as a spreadsheet wraps it.

    :param text: any text; a line feed begins a new line
    :param width: what is left of the cell between its paddings, in points
    :param size: of the font, in points
    :param bold: whether the font is bold
    :return: at least 1, also for an empty text
    """
    room = max(width * 1000 / size, 1)
    return sum(_wrapped(paragraph, room, bold) for paragraph in text.split("\n"))


def split_first_line(text: str, width: float, size: float, bold: bool = False) -> tuple[str, str]:
    """Return what of ``text`` fits on one line, and the rest.

    Broken at a line feed or a blank, which is dropped, or within a word that alone is wider than
    the line, which has at least one character.
    """
    room = width * 1000 / size
    paragraph, _line_feed, below = text.partition("\n")
    if _width(paragraph, bold) <= room:
        return paragraph, below
    end = max(_fitting_length(paragraph, room, bold), 1)
    blank = text.rfind(" ", 1, end + 1)
    if blank < 0:
        return text[:end], text[end:]
    return text[:blank], text[blank + 1 :]


def split_after_lines(
    text: str, lines: int, width: float, size: float, bold: bool = False
) -> tuple[str, str]:
    """Return what of ``text`` fits on this many lines, and the rest, broken as by ``split_first_line``."""
    end, rest = 0, text
    for _line in range(lines):
        start = len(text) - len(rest)
        label, rest = split_first_line(rest, width, size, bold)
        end = start + len(label)
        if not rest:
            return text, ""
    return text[:end], rest


def _fitting_length(paragraph: str, room: float, bold: bool) -> int:
    widths = _WIDTHS[bold]
    used = 0
    for index, char in enumerate(paragraph):
        used += widths[char]
        if used > room:
            return index
    return len(paragraph)


def _wrapped(paragraph: str, room: float, bold: bool) -> int:
    """Lines of one paragraph, broken at blanks, and within a word that is wider than the line.

    A spreadsheet breaks after a hyphen too; not counting on it can only give a line too many.
    """
    space = _WIDTHS[bold][" "]
    lines, used = 1, 0
    for word in paragraph.split(" "):
        width = (
            _word_width(word, bold) if len(word) <= _LONGEST_REMEMBERED_WORD else _width(word, bold)
        )
        if used + width <= room:
            used += width + space
            continue
        if used:
            lines += 1
        if width > room:
            full_lines = ceil(width / room) - 1
            lines += full_lines
            width -= full_lines * room
        used = width + space
    return lines


def _width(text: str, bold: bool) -> int:
    return sum(map(_WIDTHS[bold].__getitem__, text))


_word_width = lru_cache(maxsize=16384)(_width)
