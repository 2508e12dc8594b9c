"""What the name of a file says of the document in it.

Names are short and say several things at once: the number of a document that is only mentioned, the
day of a meeting. So a number counts only at the beginning, or behind the type that it fits.
"""

import datetime
import re
from pathlib import PurePath

from ..plain.text import capitalized, fold_in_place, has_diacritics, one_line
from .document_types import ABBREVIATIONS, FOLDED_NAMES, codes_of

_LONGEST_NAME = 255  # longer ones no file system has
_GAP = r"\s?[-_. –/]\s?"
_TYPE = "|".join(map(re.escape, ABBREVIATIONS))
_ORGAN = r"[A-ZĐ][A-ZĐ&]{1,9}"
_END = r"(?![^\W_])"
_BETWEEN = r"[\s_.\-–,;:]*"
# what may stand before a number
_SO = re.compile(rf"{_BETWEEN}(?:(?:số|so)(?![^\W\d_]){_BETWEEN})?", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"(?P<number>\d{{1,5}}){_GAP}(?:(?P<year>20\d\d){_GAP})?(?P<type>{_TYPE}){_GAP}"
    rf"(?P<organ>{_ORGAN}){_END}"
)
_TYPED = re.compile(
    rf"(?P<type>{_TYPE}){_GAP}(?:(?:số|so)\s?{_GAP})?(?P<number>\d{{1,5}}){_GAP}"
    rf"(?!(?:{_TYPE}){_GAP}{_ORGAN}{_END})(?P<organ>{_ORGAN}){_END}"
)
_DISPATCH = re.compile(rf"(?P<number>\d{{1,5}}){_GAP}(?P<organ>{_ORGAN}){_END}")
_MORE = re.compile(rf"(?P<gap>{_GAP})(?P<organ>{_ORGAN}){_END}")
_SUBUNIT = re.compile(rf"-(?P<organ>{_ORGAN}){_END}")
_ANY_NUMBER = re.compile(rf"\d{{1,5}}{_GAP}(?:20\d\d{_GAP})?(?:{_TYPE}){_GAP}{_ORGAN}")
# Before the name proper: the place in a list, or the criterion that the document proves.
_ORDINAL = re.compile(
    r"(?:TCTP|TC|TLKC|Tiêu chí|Mục)[\s_.-]*(?P<named>\d+(?:\.\d+)*)[.)_\s-]+|"
    # the point before another part of the code does not end it: "1.1.1 Kế hoạch", but "5.12-KH-SNV"
    r"\(?(?P<ended>\d{1,3}(?:\.\d{1,3})*)(?:\.(?!\d{1,3}(?:[.\s]|$))|[)_]|\s+[-–]\s)\s*|"
    r"(?P<dotted>\d{1,3}(?:\.\d{1,3})+)[\s-]+|"
    r"(?P<day>(?:19|20)\d{6})[\s_-]+"
)
# A day at the beginning is no code: "01.02.2026", "05-11-2025".
_DAY_FIRST = re.compile(r"\(?\d{1,2}[._/\s-]+\d{1,2}[._/\s-]+(?:19|20)\d\d(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY_BEFORE = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)[\s_-]")
# Abbreviations that stand for a type without its number, too; TC is the criterion's here.
_ALONE = {"BC", "KH", "QĐ", "TTr", "CV", "NQ", "TB"}
_NEVER = {"TC"}

# Issuers with vowels, or with a Đ that names without diacritics lose.
_KNOWN_ORGANS = (
    "UBND HĐND VPUBND SNV SYT STC SXD STP SCT SKHCN SVHTTDL SGDĐT SGD&ĐT SLĐTBXH SNNMT SDTTG "
    "SKHĐT SGTVT STTTT STNMT SNNPTNT BNV BCĐ BQL TU HU ĐU CP TTg TTCP VPCP QH BHXH KBNN"
)
_ORGANS = {fold_in_place(organ): organ for organ in _KNOWN_ORGANS.split()}
# What names abbreviate besides issuers.
_TOPICS = frozenset(
    "CCHC TTHC CNTT CDS DVC DVCTT XHH TLKC KQ PL GP ISO KPI TTPVHCC QLNN".split()  # noqa: SIM905
)
# "BC 123 CCHC": a number without its issuer, or a matter with a number?
_UNCLEAR = re.compile(rf"(?:{_TYPE})\s\d+\s(?:{'|'.join(sorted(_TOPICS))}){_END}")
_PARTY = {"TU", "HU", "ĐU"}
_VOWELS = set("AEIOUY")

_DAY = r"(\d{1,2})[\s._/-]+(?:THANG[\s_-]*)?(\d{1,2})[\s._/-]+(?:NAM[\s_-]*)?((?:19|20)\d\d)"
_DATES = (
    re.compile(rf"(?:NGAY[\s_-]*)?(?<![\d.]){_DAY}(?!\d)"),
    re.compile(r"NGAY[\s_-]*(\d\d)(\d\d)((?:19|20)\d\d)(?!\d)"),
)
_ISO_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
# Behind these a day is not the document's own.
_OTHER_DAY = re.compile(
    r"(?:TU|DEN|TRUOC|SAU|HET|HAN|HOP|NGHI|MOI|HUAN|THAO|TRA|TINH DEN|KE TU)[\s_-]*$"
)

_REGARDING = re.compile(r"^(?:công văn|cong van|cv)?[\s_-]*v\s?[/._-]?\s?v[\s._:-]+", re.IGNORECASE)
_NOISE = re.compile(
    r"(?:[\s_.(-]*(?:\(\d+\)|(?<![A-Z])(?:SIGNED|DA KY(?: SO)?|KY SO|SCAN|FINAL|COPY|BAN CHINH)\)?))+$"
)
_MEANINGLESS = re.compile(
    r"(?:SCAN|IMG|DOC|DOCUMENT|FILE|IMAGE|TAI LIEU|VAN BAN|UNTITLED)?[\W\d_]*"
)


def read_name(name: str) -> dict:
    """Return what ``name`` says: any of number, type_code, date and subject."""
    # over the wire a name may come with a folder, or nothing before its ending
    stem = PurePath(one_line(name[:_LONGEST_NAME]).replace("\\", "/")).stem
    start = _skip_ordinal(stem)
    found = _read_number(stem) or _read_number(stem, start)
    type_code = found.get("type_code") or _leading_type(stem, start)[0]
    date, day_span = _read_date(stem, bool(type_code), found)
    return {
        "number": found.get("number", ""),
        "type_code": type_code,
        "date": date,
        "subject": _subject(stem, start, [found.get("number") and found["span"], day_span]),
    }


def criterion_code(name: str) -> str:
    """Return the code of a criterion that a file's name begins with ("1.1.1 Kế hoạch.pdf"), else ""."""
    return _leading_code(PurePath(one_line(name[:_LONGEST_NAME]).replace("\\", "/")).stem)


def folder_codes(path: str) -> tuple[str, ...]:
    """Return the codes of criteria that folders of ``path`` are named by, the innermost first.

    >>> folder_codes("TLKC 2026/1.1.1 Kế hoạch/bản quét")
    ('1.1.1',)
    """
    names = (one_line(name[:_LONGEST_NAME]) for name in path.replace("\\", "/").split("/"))
    # as a file in it would be named
    codes = [_leading_code(f"{name} ") for name in names]
    return tuple(code for code in reversed(codes) if code)


def _leading_code(stem: str) -> str:
    if _DAY_FIRST.match(stem):
        return ""
    match = _ORDINAL.match(stem)
    codes = (match["named"], match["ended"], match["dotted"]) if match else ()
    code = next((code for code in codes if code and ("." in code or code == match["named"])), "")
    # "TLKC 2026"
    return "" if _YEAR.fullmatch(code) else code


def named_type(text: str) -> str:
    """Return the abbreviation of the type that ``text`` begins with in words ("Kế hoạch năm"), else ""."""
    folded = fold_in_place(one_line(text[:_LONGEST_NAME]))
    for name, code in FOLDED_NAMES.items():
        if folded == name or folded.startswith(f"{name} "):
            return code
    return ""


def _skip_ordinal(stem: str) -> int:
    match = _ORDINAL.match(stem)
    return match.end() if match else 0


def _leading_type(stem: str, start: int = 0) -> tuple[str, int]:
    """Return the type that ``stem`` begins with, in words or abbreviated, and where that ends."""
    words = re.sub(r"[-_.]", " ", fold_in_place(stem))
    for folded, code in FOLDED_NAMES.items():
        if re.compile(rf"{folded}(?![A-Z])").match(words, start):
            return code, start + len(folded)
    match = re.compile(rf"(?:{_TYPE}){_END}").match(stem, start)
    if match:
        codes = codes_of(match[0], exact=has_diacritics(stem))
        if len(codes) == 1 and codes[0] in _ALONE:
            return codes[0], match.end()
    return "", start


def _read_number(stem: str, start: int = 0) -> dict:
    """Return number, type_code and span of the number that ``stem`` has from ``start``, or {}."""
    if stem.isascii() and stem.islower():
        found = _read_number(stem.upper(), start)
        return found if found.get("number", "").rpartition("-")[2] in _ORGANS.values() else {}
    leading, end = _leading_type(stem, start)
    if match := _TYPED.match(stem, start):
        if match["type"] == "CV":
            found = _dispatch(stem, _DISPATCH.match(stem, match.start("number")))
            return found | {"span": (match.start(), found["span"][1])}
        return _numbered(stem, match, "")
    if match := _NUMBERED.match(stem, _SO.match(stem, start).end()):
        return _numbered(stem, match, "")
    if leading == "CV" and (match := _DISPATCH.match(stem, _SO.match(stem, end).end())):
        return _dispatch(stem, match)
    if leading and (match := _NUMBERED.search(stem, end)):
        return _numbered(stem, match, leading)
    match = _DISPATCH.match(stem, start)
    unit = match and _SUBUNIT.match(stem, match.end())
    if unit and _REGARDING.match(stem[unit.end() :].lstrip(" _-.")):
        return _dispatch(stem, match)
    return {}


def _numbered(stem: str, match: re.Match, expected: str) -> dict:
    codes = codes_of(match["type"], exact=has_diacritics(stem))
    if expected in codes:
        codes = [expected]
    if len(codes) != 1 or codes[0] in _NEVER or (expected and codes != [expected]):
        return {}
    organ = _organ(match["organ"], exact=has_diacritics(stem))
    found = {"type_code": codes[0], "span": match.span(), "number": ""}
    more = _MORE.match(stem, match.end())
    # "12-BC-SNV-CCHC" may be number 12/BC-SNV-CCHC, or 12/BC-SNV on CCHC
    if organ and not (more and more["gap"] == "-" and _is_abbreviation(more["organ"])):
        found["number"] = _written(match, codes[0], organ)
    return found


def _written(match: re.Match, code: str, organ: str) -> str:
    year = f"/{match['year']}" if "year" in match.groupdict() and match["year"] else ""
    if organ in _PARTY:
        return f"{match['number']}-{code}/{organ}"
    return f"{match['number']}{year}/{code}-{organ}"


def _dispatch(stem: str, match: re.Match) -> dict:
    """A dispatch has no type in its number: 123/SNV-CCHC."""
    exact = has_diacritics(stem)
    organs = [_organ(match["organ"], exact=exact)]
    end = match.end()
    while unit := _SUBUNIT.match(stem, end):
        organs.append(_organ(unit["organ"], exact=exact, topics=True))
        end = unit.end()
    more = _MORE.match(stem, end)
    clear = all(organs) and not (more and _is_abbreviation(more["organ"]))
    return {
        "type_code": "CV",
        "span": (match.start(), end),
        "number": f"{match['number']}/{'-'.join(organs)}" if clear else "",
    }


def _organ(token: str, *, exact: bool, topics: bool = False) -> str:
    """Return an issuer's abbreviation as it is written, "" if ``token`` may be something else."""
    folded = fold_in_place(token)
    if known := _ORGANS.get(folded):
        return known
    if (folded in _TOPICS and not topics) or not _is_abbreviation(token):
        return ""
    return token if exact or "D" not in token else ""


def _is_abbreviation(token: str) -> bool:
    folded = fold_in_place(token)
    return folded in _ORGANS or folded in _TOPICS or not _VOWELS & set(folded)


def _read_date(stem: str, typed: bool, found: dict) -> tuple[datetime.date | None, tuple | None]:
    folded = fold_in_place(stem)
    # a day belongs to the document only if the name says of what document it speaks
    if not typed or _mentions_another(stem, folded, found):
        return None, None
    days = {}
    for pattern in _DATES:
        for match in pattern.finditer(folded):
            if not _OTHER_DAY.search(folded[: match.start()].rstrip(" _-")):
                days.setdefault(match.span(), _day(*match.groups()))
    if match := _DAY_BEFORE.match(folded):
        days[match.span(1)[0], match.end(3)] = _day(*reversed(match.groups()))
    for match in _ISO_DATE.finditer(folded):
        days[match.span()] = _day(*reversed(match.groups()))
    distinct = set(days.values())
    if len(distinct) != 1 or None in distinct:
        return None, None
    return distinct.pop(), max(days, key=lambda span: span[1] - span[0])


def _mentions_another(stem: str, folded: str, found: dict) -> bool:
    """Tell whether ``stem`` names a second document, whose day a day may be."""
    own = found.get("span")
    if any(
        match.span() != own and not (own and own[0] <= match.start() < own[1])
        for match in _ANY_NUMBER.finditer(stem)
    ):
        return True
    words = re.sub(r"[-_.]", " ", folded)
    start = _leading_type(stem, _skip_ordinal(stem))[1]
    named = [name for name in FOLDED_NAMES if re.search(rf"\b{name}\b", words[start:])]
    codes = {FOLDED_NAMES[name] for name in named}
    return bool(codes - {found.get("type_code")})


def _day(day: str, month: str, year: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _subject(stem: str, start: int, spans: list[tuple | None]) -> str:
    rest = stem
    for begin, end in sorted(filter(None, spans), reverse=True):
        before = re.sub(r"(?i)[\s_.-]*\b(?:số|so|ngày|ngay)[\s_:.-]*$", " ", rest[:begin])
        rest = f"{before} {rest[end:]}"
        start = min(start, begin)
    rest = rest[start:]
    if (noise := _NOISE.search(fold_in_place(rest))) is not None:
        rest = rest[: noise.start()]
    separators = r"[_\s]+" if " " in stem.strip() else r"[-_.\s]+"
    rest = re.sub(separators, " ", rest).strip(" -–_.,;:")
    rest = _REGARDING.sub("", rest)
    folded = fold_in_place(rest)
    if folded in FOLDED_NAMES or rest in ABBREVIATIONS or _UNCLEAR.match(rest):
        return ""
    if _MEANINGLESS.fullmatch(folded):
        return ""
    return capitalized(rest) if " " in rest else ""
