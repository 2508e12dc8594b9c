"""Texts as sets of words that can be laid beside each other: without marks, abbreviations written out."""

import itertools

from ..plain.text import fold

#: What officials abbreviate in subjects and rubrics alike, as :func:`fold` leaves it.
ABBREVIATIONS = {
    "cbcc": "can bo cong chuc",
    "cbccvc": "can bo cong chuc vien chuc",
    "cchc": "cai cach hanh chinh",
    "ccvc": "cong chuc vien chuc",
    "cds": "chuyen doi so",
    "cntt": "cong nghe thong tin",
    "cqhc": "co quan hanh chinh",
    "csdl": "co so du lieu",
    "cttdt": "cong thong tin dien tu",
    "dvc": "dich vu cong",
    "dvctt": "dich vu cong truc tuyen",
    "gqtthc": "giai quyet thu tuc hanh chinh",
    "hdnd": "hoi dong nhan dan",
    "kstthc": "kiem soat thu tuc hanh chinh",
    "pbgdpl": "pho bien giao duc phap luat",
    "qlnn": "quan ly nha nuoc",
    "qppl": "quy pham phap luat",
    "tcbm": "to chuc bo may",
    "thpl": "thi hanh phap luat",
    "tthc": "thu tuc hanh chinh",
    "ttpvhcc": "trung tam phuc vu hanh chinh cong",
    "ubnd": "uy ban nhan dan",
    "vbqppl": "van ban quy pham phap luat",
    "vtvl": "vi tri viec lam",
}


def split(text: str) -> list[str]:
    """Return the syllables of ``text`` in order, abbreviations written out, years left out.

    >>> split("Kế hoạch CCHC năm 2026")
    ['ke', 'hoach', 'cai', 'cach', 'hanh', 'chinh', 'nam']
    """
    found = []
    for word in fold(text).split():
        is_year = len(word) == 4 and word.isdecimal() and word[:2] in ("19", "20")
        if not is_year:
            found += ABBREVIATIONS.get(word, word).split()
    return found


def terms(text: str) -> frozenset[str]:
    """Return the syllables of ``text`` and each two that follow each other: most Vietnamese words are of two."""
    syllables = split(text)
    pairs = map(" ".join, itertools.pairwise(syllables))
    return frozenset((*syllables, *pairs))


def in_common(text: str, other: str) -> str:
    """Return the longest run of words of ``text`` that ``other`` has too, as ``text`` writes it."""
    known = terms(other)
    longest, run = [], []
    for word in text.split():
        run = [*run, word] if known.issuperset(split(word)) and split(word) else []
        if len(run) > len(longest):
            longest = run
    return " ".join(longest).strip(' ,.;:-–()“”"')
