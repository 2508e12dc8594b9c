"""How many lines a text takes in a cell of a given width, set in Times New Roman.

Neither Excel nor LibreOffice fits the height of a merged cell to its text, and xlsxwriter fits none
at all, so the writer has to know it beforehand. The widths below were read from Liberation Serif
2.1, which has the metrics of Times New Roman and the Vietnamese letters.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, islice
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
    end, start = next(_lines(text, width, size, bold), (0, 0))
    return text[:end], text[start:]


def split_lines(
    text: str, limits: Iterable[int], width: float, size: float, bold: bool = False
) -> Iterator[str]:
    """Yield ``text`` in pieces, broken as by ``split_first_line``.

    Each character is measured once, and copied once, however many pieces come of it.

    :param limits: how many lines each piece has; asked for as long as there is text
    """
    lines = _lines(text, width, size, bold)
    start = 0
    for limit in limits:
        *_before, (end, following) = [(start, start), *islice(lines, limit)]
        if following >= len(text):
            yield text[start:]
            return
        yield text[start:end]
        start = following


def _lines(text: str, width: float, size: float, bold: bool) -> Iterator[tuple[int, int]]:
    """Yield where each line of ``text`` ends, and where the next one begins."""
    room = width * 1000 / size
    # how wide all is that stands before each character: a line ends where it has grown by the room
    reached = [0, *accumulate(map(_WIDTHS[bold].__getitem__, text))]
    start, length = 0, len(text)
    while start < length:
        end = bisect_right(reached, reached[start] + room, start, length + 1) - 1
        line_feed = text.find("\n", start, end + 1)
        if line_feed >= 0:
            yield line_feed, line_feed + 1
            start = line_feed + 1
            continue
        if end == length:
            yield length, length
            return
        end = max(end, start + 1)
        blank = text.rfind(" ", start + 1, end + 1)
        if blank < 0:
            yield end, end
            start = end
        else:
            yield blank, blank + 1
            start = blank + 1


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
