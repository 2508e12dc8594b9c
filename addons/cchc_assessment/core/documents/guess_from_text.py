"""What the first page of a document says of it, by the layout of Decree 30/2020/NĐ-CP.

Two columns stand at the top: the issuer with its superior, the number and, in a dispatch, the
subject on the left; the state's name, the motto, place and date on the right. Text taken from a PDF
may have them one after the other or line by line. Below stand the type in capitals, the subject,
and the body. Number and date of other documents stand in the body, so nothing is taken from there.
"""

import datetime
import re

from ..plain.text import capitalized, fold_in_place, has_diacritics, is_capitals, one_line, squeeze
from .document_types import ABBREVIATIONS, FOLDED_NAMES, codes_of

_MAX_LINES = 60
# A line of a printed page has a hundred characters; what is longer is no letterhead.
_LONGEST_LINE = 300
_LONGEST_TEXT = 20_000
_HEADER_LINES = 25


def _spaced(words: str, between: str = r"\s*") -> str:
    return between.join(map(re.escape, words.replace(" ", "")))


_STATE = re.compile(_spaced("CONG HOA XA HOI CHU NGHIA VIET NAM"))
_MOTTO = re.compile(_spaced("DOC LAP TU DO HANH PHUC", r"[\s\-–—._]*"))
_PARTY = re.compile(_spaced("DANG CONG SAN VIET NAM"))
_DAY = (
    r"\s*\bNGAY\s*(?P<day>\d\s?\d?)?[\s.…]*THANG\s*(?P<month>\d\s?\d?)?[\s.…]*"
    r"NAM\s*(?P<year>\d\s?\d\s?\d\s?\d)?"
)
_DATE = re.compile(rf",?{_DAY}")
_PLACE_AND_DATE = re.compile(rf"[A-Z][A-Z. ]{{1,40}},{_DAY}")
_WHOLE_DAY = re.compile(r",\s*NGAY\s*\d[\d\s]*THANG\s*\d[\d\s]*NAM\s*\d\s?\d\s?\d\s?\d")
_TYPE = "|".join(
    sorted({fold_in_place(abbreviation) for abbreviation in ABBREVIATIONS}, key=len)[::-1]
)
_SO = r"(?:^|(?<=\s))S\s?O\s*[:.;]?\s*"
_SO_START = re.compile(_SO)
_NUMBER = re.compile(
    rf"{_SO}(?P<number>\d(?:\s?\d){{0,5}}[A-Z]?)\s*/\s*(?:(?P<year>(?:19|20)\d\d)\s*/\s*)?"
    r"(?P<symbol>[A-Z][A-Z&]*(?:\s*-\s*[A-Z][A-Z0-9&.]*)*)(?![A-Z])"
)
_PARTY_NUMBER = re.compile(
    rf"{_SO}(?P<number>\d{{1,5}})\s*-\s*(?P<type>{_TYPE})\s*/\s*(?P<organ>[A-Z]{{2,8}})(?![A-Z])"
)
_BLANK_NUMBER = re.compile(rf"{_SO}[.…_\s]*/\s*(?P<type>{_TYPE})\s*-")
_NUMBER_LINE = re.compile(r"^S\s?O\s*(?:[:.;]|\d)")
_SYMBOL_PART = re.compile(r"[A-ZĐ][A-ZĐ0-9&.]*(?:Tr|Tg)?|QyĐ")
_REGARDING = re.compile(r"(?:^|(?<=\s))V\s?/\s?V[\s.:]+")
_SALUTATION = re.compile(r"KINH\s*GUI")
_SEPARATOR = re.compile(r"[\W_]*")
_REFERENCE = re.compile(r"\bSO:?\s*\d+\s*/|\bNGAY\s+\d|\d\s*/\s*\d+\s*/\s*[A-Z]")
_BODY = re.compile(
    r"(?:KINH\s*GUI|CAN CU|THUC HIEN|THEO|XET|NGAY|TRONG|NHAM|THOI GIAN|PHAN\b|DIEU \d|TREN CO SO|"
    r"NOI NHAN|[IVX]{1,4}\s*[.\-–]|\d{1,2}\s*[.)]|[A-Z]\s*[.)]\s)"
)
_BODY_AT_ONCE = re.compile(
    r"(?:KINH\s*GUI|CAN CU|PHAN\b|DIEU \d|NOI NHAN|[IVX]{1,4}\s*[.\-–]|\d{1,2}\s*[.)])"
)
_AUTHORITY = re.compile(
    r"(?:GIAM DOC|CHU TICH|UY BAN NHAN DAN|UBND|HOI DONG|BO TRUONG|CHANH VAN PHONG|TRUONG BAN|"
    r"CHANH THANH TRA|CUC TRUONG|THU TUONG)\b"
)
# A line that ends with one of these goes on, whatever the next begins with.
_CONNECTING = re.compile(
    r"(?:\b(?:CUA|VA|TAI|VE|CHO|TREN|CAC|VOI|NAM|THEO|DO|TRONG|DEN|TU|O|CAP|BAN|TINH|XA|PHUONG|HUYEN|"
    r"THANH PHO|DINH|HOACH|CAO)|[,–-])$"
)
_MAX_SUBJECT_LINES = 6
_MAX_SUBJECT_LINE = 120

_ORGAN = re.compile(
    r"(?:UBND|UY BAN|HDND|HOI DONG|SO|BO|BAN|VAN PHONG|THANH TRA|CHI CUC|TONG CUC|CUC|PHONG|"
    r"TRUNG TAM|CONG AN|KHO BAC|BAO HIEM|TRUONG|BENH VIEN|VIEN|DANG UY|TINH UY|THANH UY|TO|HOI|"
    r"LIEN DOAN|QUY|NGAN HANG|THUE|TOA AN)\b"
)
# These words alone name no organ: its name goes on in the next line.
_INCOMPLETE = {
    "VAN PHONG",
    "THANH TRA",
    "BAN",
    "HOI DONG",
    "TRUNG TAM",
    "TO",
    "PHONG",
    "BAN CHI DAO",
}
_DEPARTMENTS = {
    fold_in_place(name): name
    for name in (
        "Sở Nội vụ",
        "Sở Tài chính",
        "Sở Tư pháp",
        "Sở Xây dựng",
        "Sở Y tế",
        "Sở Công Thương",
        "Sở Khoa học và Công nghệ",
        "Sở Giáo dục và Đào tạo",
        "Sở Nông nghiệp và Môi trường",
        "Sở Văn hóa, Thể thao và Du lịch",
        "Sở Dân tộc và Tôn giáo",
        "Sở Kế hoạch và Đầu tư",
        "Sở Giao thông vận tải",
        "Sở Thông tin và Truyền thông",
        "Sở Tài nguyên và Môi trường",
        "Sở Nông nghiệp và Phát triển nông thôn",
        "Sở Lao động - Thương binh và Xã hội",
        "Sở Ngoại vụ",
        "Sở Du lịch",
        "Bộ Nội vụ",
        "Văn phòng Chính phủ",
    )
}
_COUNCIL = re.compile(
    r"(UBND|UY BAN NHAN DAN|HDND|HOI DONG NHAN DAN) "
    r"(TINH|THANH PHO|HUYEN|XA|PHUONG|QUAN|THI XA|DAC KHU) (.+)"
)
_COUNCIL_NAMES = {
    fold_in_place(name): name
    for name in (
        "UBND",
        "Ủy ban nhân dân",
        "HĐND",
        "Hội đồng nhân dân",
        "tỉnh",
        "thành phố",
        "huyện",
        "xã",
        "phường",
        "quận",
        "thị xã",
        "đặc khu",
    )
}


def read_text(text: str) -> dict:
    """Return what ``text`` says: any of number, type_code, date, subject and issuer."""
    lines = (one_line(line[:_LONGEST_LINE]) for line in text[:_LONGEST_TEXT].splitlines())
    lines = _unwrapped([line for line in lines if line][:_MAX_LINES])
    if not any(
        pattern.search(fold_in_place(line))
        for line in lines
        for pattern in (_STATE, _MOTTO, _PARTY)
    ):
        # an annex, a form or a later page, whose numbers are those of other documents
        return {}
    heading = next((index for index, line in enumerate(lines) if _heading_type(line)), len(lines))
    salutation = _first(lines, _SALUTATION.match)
    header = lines[: min(heading, salutation, _first(lines, _BODY_AT_ONCE.match), _HEADER_LINES)]
    symbol, numbered_type = _number(header)
    if regarding := _regarding(lines[: min(heading, salutation + 1)]):
        type_code, subject = "CV", regarding
    elif heading < salutation or salutation == len(lines):
        type_code = _heading_type(lines[heading]) if heading < len(lines) else ""
        subject = _subject(lines, heading) if type_code else ""
    else:
        type_code, subject = "", ""
    if type_code and numbered_type and type_code != numbered_type:
        type_code = ""
    elif not type_code:
        type_code = numbered_type
    return {
        "number": symbol,
        "type_code": type_code,
        "date": _date(header, lines),
        "subject": subject,
        "issuer": _issuer(header),
    }


def _unwrapped(lines: list[str]) -> list[str]:
    """Put together what a narrow right column breaks: the state's name, the motto, the day."""
    whole: list[str] = []
    for line in lines:
        joined = f"{whole[-1]} {line}" if whole else line
        if whole and any(
            pattern.search(fold_in_place(joined))
            and not pattern.search(fold_in_place(whole[-1]))
            and not pattern.search(fold_in_place(line))
            for pattern in (_STATE, _MOTTO, _WHOLE_DAY)
        ):
            whole[-1] = joined
        else:
            whole.append(line)
    return whole


def _first(lines: list[str], found) -> int:
    return next(
        (index for index, line in enumerate(lines) if found(fold_in_place(line))), len(lines)
    )


def _heading_type(line: str) -> str:
    """Return the type that ``line`` is the heading of, "" if it is none."""
    if not is_capitals(line) or line.endswith(":"):
        return ""
    squeezed = squeeze(line)
    for name, code in FOLDED_NAMES.items():
        if squeezed == name.replace(" ", "") or fold_in_place(line).startswith(f"{name} "):
            return code
    return ""


def _number(header: list[str]) -> tuple[str, str]:
    """Return the number, and the type that stands in it, from the left column."""
    page = " ".join(header)
    for line in header:
        start = _SO_START.search(fold_in_place(line))
        if not start or not _is_own(line, start.start()):
            continue
        folded = fold_in_place(line)
        if match := _PARTY_NUMBER.search(folded):
            codes = codes_of(line[slice(*match.span("type"))], exact=has_diacritics(page))
            if len(codes) == 1:
                organ = line[slice(*match.span("organ"))]
                return f"{match['number']}-{codes[0]}/{organ}", codes[0]
        if match := _NUMBER.search(folded):
            return _read_symbol(line, match, exact=has_diacritics(page))
        if match := _BLANK_NUMBER.search(folded):
            codes = codes_of(line[slice(*match.span("type"))], exact=has_diacritics(page))
            return "", codes[0] if len(codes) == 1 else ""
    return "", ""


def _is_own(line: str, position: int) -> bool:
    """Tell whether the "Số" at ``position`` is the document's: nothing but the letterhead is before it."""
    before = line[:position]
    return line[position] == "S" and (not before.strip() or is_capitals(before))


def _read_symbol(line: str, match: re.Match, *, exact: bool) -> tuple[str, str]:
    symbol = line[slice(*match.span("symbol"))].replace(" ", "")
    if not all(map(_SYMBOL_PART.fullmatch, symbol.split("-"))):
        # another word runs into it, and where it ends is anybody's guess
        return "", ""
    first, dash, rest = symbol.partition("-")
    codes = codes_of(first, exact=exact)
    if len(codes) > 1 or (not exact and not dash):
        return "", ""
    if codes:
        symbol = f"{codes[0]}{dash}{rest}"
    number = match["number"].replace(" ", "").lower()
    year = f"/{match['year']}" if match["year"] else ""
    return f"{number}{year}/{symbol}", codes[0] if codes and dash else ""


def _date(header: list[str], lines: list[str]) -> datetime.date | None:
    """Return the day of the right column; else of a line that holds nothing but place and day."""
    days = {
        _day(match)
        for line in header
        for match in _DATE.finditer(fold_in_place(line))
        if match[0].startswith(",") or line[: match.start()].isupper()
    }
    if not days:
        matches = (_PLACE_AND_DATE.fullmatch(fold_in_place(line)) for line in lines)
        days = {_day(match) for match in matches if match}
    return days.pop() if len(days) == 1 else None


def _day(match: re.Match) -> datetime.date | None:
    try:
        day, month, year = (int(match[part].replace(" ", "")) for part in ("day", "month", "year"))
        return datetime.date(year, month, day) if 1945 <= year <= 2100 else None
    except (AttributeError, ValueError):
        return None


def _regarding(lines: list[str]) -> str:
    """Return the subject of a dispatch, which stands behind "V/v" in the left column."""
    start = _first(lines, _REGARDING.search)
    if start == len(lines):
        return ""
    parts = [lines[start][_REGARDING.search(fold_in_place(lines[start])).end() :]]
    for line in lines[start + 1 :]:
        if _SALUTATION.match(fold_in_place(line)):
            return _joined(map(_left_column, parts))
        parts.append(line)
        if len(parts) > _MAX_SUBJECT_LINES:
            break
    return ""


def _left_column(line: str) -> str:
    """Return ``line`` without what stands in the right column."""
    folded = fold_in_place(line)
    if match := _DATE.search(folded):
        words = line[: match.start()].split(" ")
        if match[0].startswith(","):
            while words and _is_name(words[-1]):
                words.pop()
        line = " ".join(words)
    for pattern in (_STATE, _MOTTO):
        if match := pattern.search(fold_in_place(line)):
            line = line[: match.start()]
    return line.strip()


def _is_name(word: str) -> bool:
    return word[:1].isupper() and (word[1:].islower() or len(word) == 1 or word in ("TP.", "TP"))


def _subject(lines: list[str], heading: int) -> str:
    """Return what stands between the heading and the body, "" if it isn't clear where that is."""
    title = lines[heading]
    name = next(name for name in FOLDED_NAMES if _is_heading_of(title, name))
    parts = [title[len(name) :]] if fold_in_place(title).startswith(f"{name} ") else []
    for line in lines[heading + 1 :]:
        folded = fold_in_place(line)
        if _SEPARATOR.fullmatch(line) or (not parts and _begins_body(line, folded)):
            break
        if parts and _ends_subject(parts[-1], line, folded):
            break
        parts.append(line)
        if len(parts) > _MAX_SUBJECT_LINES:
            return ""
    return _joined(parts)


def _is_heading_of(title: str, name: str) -> bool:
    return squeeze(title) == name.replace(" ", "") or fold_in_place(title).startswith(f"{name} ")


def _begins_body(line: str, folded: str) -> bool:
    """Tell whether the line behind the heading is no subject."""
    return bool(
        _BODY_AT_ONCE.match(folded)
        or len(line) > _MAX_SUBJECT_LINE
        or line.endswith((".", ";"))
        or (_BODY.match(folded) and _REFERENCE.search(folded))
    )


def _ends_subject(previous: str, line: str, folded: str) -> bool:
    if _BODY_AT_ONCE.match(folded) or (_AUTHORITY.match(folded) and is_capitals(line)):
        return True
    if is_capitals(line):
        return not is_capitals(previous)
    if line[:1].isalpha() and line[:1].islower():
        return False
    return bool(_BODY.match(folded)) or not _CONNECTING.search(fold_in_place(previous))


def _joined(parts) -> str:
    text = " ".join(filter(None, (part.strip() for part in parts))).strip(" .;:-–")
    return capitalized(text)


def _issuer(header: list[str]) -> str:
    """Return the last organ of the left column: its superior stands above it."""
    end = _first(header, _NUMBER_LINE.match)
    if end == len(header):
        # line by line, the number may stand behind what is left of the column
        end = _first(header, _NUMBER.search)
    if end == len(header) or not any(_STATE.search(fold_in_place(line)) for line in header):
        return ""
    organs: list[str] = []
    for line in map(_left_column, header[:end]):
        if not is_capitals(line):
            continue
        line = line.strip(" -–—_*.")
        incomplete = bool(organs) and fold_in_place(organs[-1]) in _INCOMPLETE
        if _ORGAN.match(fold_in_place(line)) and not incomplete:
            organs.append(line)
        elif organs:
            organs[-1] = f"{organs[-1]} {line}"
    return _in_sentence_case(organs[-1]) if organs else ""


def _in_sentence_case(organ: str) -> str:
    """Write an organ as in a sentence where its capitals are known, else as it is printed."""
    folded = fold_in_place(organ)
    if known := _DEPARTMENTS.get(folded):
        return known
    if (match := _COUNCIL.fullmatch(folded)) and has_diacritics(organ):
        place = organ[match.start(3) :].title()
        return f"{_COUNCIL_NAMES[match[1]]} {_COUNCIL_NAMES[match[2]]} {place}"
    return organ
