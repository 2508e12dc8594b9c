"""Texts as people type them: tidied, made comparable, kept to what is seen."""

import functools
import re
import unicodedata
from collections.abc import Sequence

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


def replace_each(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return ``text`` with the first of each pair replaced by the second, one pair after the other.

    Of names, in which most of a dozen characters don't occur, it takes a tenth of what ``str.translate`` does.
    """
    for old, new in pairs:
        text = text.replace(old, new)
    return text


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


_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        """
        CBCC CBCCVC CCHC CCTTHC CCVC CĐS CNTT CQNN DVC DVCTT HĐND INDEX KT-XH MTTQ NN PAPI PAR PCI QPPL SIPAS
        TCCB TTHC TW UBMTTQ UBND VB VBQPPL VPUB XHH
        """,
    )
)
# What a place's name follows, and what does not belong to the name any more.
_BEFORE_NAMES = (
    "thành phố",
    "thị xã",
    "thị trấn",
    "đặc khu",
    "tỉnh",
    "huyện",
    "quận",
    "phường",
    "xã",
)
_AFTER_NAMES = frozenset(
    re.findall(
        r"\S+",
        """
        năm và các cấp của theo từ tại đến trên thuộc giai đoạn đối với cho về là được thực hiện kèm đã
        tỉnh huyện quận phường xã
        """,
    )
)
_LONGEST_NAME = 3
# What stands in the number of a document, as "12/QĐ-UBND", is no longer.
_LONGEST_SYMBOL = 4
_ROMAN = re.compile("[IVX]+")
_BODIES = re.compile(
    r"\b(?:ủy ban nhân dân|uỷ ban nhân dân|hội đồng nhân dân|chính phủ|thủ tướng chính phủ|việt nam)\b"
)
_DEPARTMENT = re.compile(r"(?<!các )(?<!cơ )(?<!trụ )\bsở (?!ban\b|ngành\b)(?=\w)")


def from_capitals(text: str) -> str:
    """Return a heading that is set in capitals as a sentence is written; any other text as it is.

    Abbreviations, Roman numbers and what is not all letters keep theirs; bodies and the names of places that follow
    what they are get one.

    >>> from_capitals("BỘ TIÊU CHÍ ĐÁNH GIÁ CCHC CÁC SỞ, NGÀNH TỈNH LẠNG SƠN NĂM 2026")
    'Bộ tiêu chí đánh giá CCHC các sở, ngành tỉnh Lạng Sơn năm 2026'
    """
    if not is_capitals(text):
        return text
    words = []
    for word in text.split(" "):
        bare = word.strip(".,;:()[]“”\"'")
        kept = (
            bare in _ABBREVIATIONS
            or (len(bare) > 1 and _ROMAN.fullmatch(bare))
            or (
                any(char.isdigit() or char in "/-" for char in bare)
                and not any(len(part) > _LONGEST_SYMBOL for part in re.split("[/-]", bare))
            )
        )
        words.append(word if kept else word.lower())
    sentence = _BODIES.sub(lambda found: capitalized(found[0]), " ".join(words))
    sentence = _DEPARTMENT.sub("Sở ", sentence)
    sentence = re.sub(r"\bSở (\w)", lambda found: f"Sở {found[1].upper()}", sentence)
    for title in _BEFORE_NAMES:
        sentence = re.sub(
            # "xã hội" is no commune, and "cấp xã" no name of one
            rf"(?<!\w)(?<!cấp ){title} (?!hội\b)((?:[^\W\d_]+ ?){{1,{_LONGEST_NAME}}})",
            _name_place,
            sentence,
        )
    return capitalized(sentence)


def _name_place(found: re.Match) -> str:
    name, is_over = [], False
    for word in found[1].split(" "):
        is_over = is_over or word in _AFTER_NAMES or word.casefold() in _AFTER_NAMES
        name.append(word if is_over else capitalized(word))
    return found[0][: -len(found[1])] + " ".join(name)


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
