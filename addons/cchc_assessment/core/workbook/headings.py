"""Find the header row of a rubric by its words, in any column and any usual variant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..plain.text import clean, fold, one_line
from .codes import read_code

Merge = tuple[int, int, int, int]

#: Role -> the words that head its column, folded (no case, no diacritics). The first role that
#: matches wins, so a narrow one stands before a wide one: "Cách chấm điểm tiêu chí" is a method.
ROLES: tuple[tuple[str, re.Pattern], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        # Our own form says these in exactly these words.
        ("level", r"cap"),
        ("option_score", r"diem cua muc"),
        ("option_share", r"ty le diem cua muc"),
        ("rule_type", r"kieu cham"),
        ("threshold", r"nguong"),
        ("strict", r"tu tren"),
        ("basis", r"nguong tinh theo"),
        ("ratio_floor", r"ty le toi thieu"),
        ("ratio_target", r"ty le du diem"),
        ("points_per_item", r"diem moi muc"),
        ("section", r"phan diem"),
        ("scored_by", r"nguoi cham"),
        ("counts_best", r"chi tinh muc cao nhat"),
        ("evidence_required", r"bat buoc kiem chung"),
        ("deadlines", r"han hoan thanh"),
        (
            "code",
            r"(?:s ?tt|t ?t|so tt|so thu tu|thu tu|so|ma|ma so|so hieu)(?: (?:ma|tieu chi|tc))?",
        ),
        ("explanation", r"(?:noi dung |phan )?giai trinh\b.*"),
        ("remark", r".*\b(?:y kien|nhan xet)\b.*"),
        (
            "evidence",
            r".*\b(?:kiem chung|minh chung|tlkc|tai lieu chung minh|chung minh)\b.*",
        ),
        ("explanation", r".*\bgiai trinh\b.*"),
        ("method", r".*\b(?:cach (?:thuc )?(?:cham|tinh|xac dinh|danh gia|cho))\b.*"),
        ("method", r".*\b(?:phuong (?:phap|thuc)|huong dan cham|cac muc (?:do|diem))\b.*"),
        ("guidance", r".*\b(?:huong dan|can cu)\b.*"),
        ("note", r"(?:.* )?ghi chu\b.*"),
        ("bonus", r"(?:so )?(?:diem )?(?:thuong|cong)(?: toi da| them)?"),
        ("penalty", r"(?:so )?(?:diem )?(?:tru|phat)(?: toi da)?"),
        ("method", r"(?:cac )?muc(?: (?:danh gia|dat|dat duoc|cham))?"),
        ("max_score", r".*\b(?:toi da|thang diem|diem (?:chuan|quy dinh))\b.*"),
        ("appraised_score", r".*\b(?:tham dinh|hoi dong)\b.*"),
        (
            "self_score",
            r".*\b(?:tu cham|tu danh gia|diem dat|don vi cham|diem danh gia)\b.*",
        ),
        (
            "name",
            r".*\b(?:tieu chi|tieu chuan|noi dung|linh vuc|chi tieu|nhiem vu|hang muc|tctp)\b.*",
        ),
        ("weak_max_score", r"(?:so )?diem(?: so)?|muc diem|chuan"),
    )
)

#: The words a secretary is told about when no header row was found.
EXPECTED_HEADINGS = {
    "code": "STT",
    "name": "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
    "max_score": "Điểm tối đa",
}

_LONGEST_HEADING = 120
_TALLEST_HEADER = 3
# Titles stand above the headings, and nothing else.
_LOWEST_HEADER = 100
_COLUMN_MARK = re.compile(r"\(?(?:(?P<letter>[A-Z])|(?P<number>[0-9]{1,2}))\)?(?:\s*=.{1,20})?")


@dataclass(frozen=True)
class Header:
    """Where the table begins: its header rows, and the columns (from 1) of each role.

    ``name_columns`` and ``code_columns`` are more than one where a heading is merged over
    columns by which texts are indented. ``repeated`` are further headings with a role that only
    one column can have: (role, row, column, heading).
    """

    first_row: int
    last_row: int
    columns: dict[str, int]
    code_columns: tuple[int, ...]
    name_columns: tuple[int, ...]
    repeated: tuple[tuple[str, int, int, str], ...] = field(default=())


def role_of(heading: object) -> str | None:
    """Return the role of a column under this heading, or ``None`` for a word not known here."""
    if len(str(heading)) > 4 * _LONGEST_HEADING:
        return None
    words = fold(heading)
    if not words or len(words) > _LONGEST_HEADING:
        return None
    return next((role for role, pattern in ROLES if pattern.fullmatch(words)), None)


def find_headers(
    rows: Sequence[tuple[int, tuple]], merges: Sequence[Merge] = ()
) -> Iterator[Header]:
    """Yield the header rows among rows of cells, from the top; they stand in the first rows of a sheet.

    A header has columns for the name and for the maximum score. A heading may be merged over
    several rows or columns, or be split in two rows ("Điểm" over "Tối đa" and "Tự chấm").
    """
    search = _Search([row for row in rows if row[0] <= _LOWEST_HEADER], merges)
    for number, cells in search.rows:
        if _count_roles(cells) < 2:
            continue
        header = search.read_header(number)
        if header:
            yield header


def labels_of(
    rows: Sequence[tuple[int, tuple]], merges: Sequence[Merge], header: Header
) -> dict[int, str]:
    """Return the words over each column that has some."""
    search = _Search([row for row in rows if row[0] <= header.last_row], merges)
    return search.labels(header)


def repeats_header(cells: tuple, header: Header) -> bool:
    """Whether a row says the headings again, as at the top of a printed page."""
    score = _value(cells, header.columns["max_score"])
    if not isinstance(score, str) or role_of(score) not in ("max_score", "weak_max_score"):
        return False
    return any(
        role_of(_value(cells, header.columns[role])) == role
        for role in ("code", "name")
        if role in header.columns
    )


def numbers_columns(cells: tuple, header: Header) -> bool:
    """Whether a row only numbers the columns: "(1) (2) (3)", "A B 1 2", "1 2 3 4=3-2"."""
    texts = [clean(cell.value) for cell in cells if cell.value is not None]
    marks = [_COLUMN_MARK.fullmatch(text) for text in texts]
    if len(marks) < 2 or None in marks or not _value(cells, header.name_columns[0]):
        return False
    letters = [mark["letter"] for mark in marks if mark["letter"]]
    numbers = [int(mark["number"]) for mark in marks if mark["number"]]
    # Letters stand before numbers, and both count on: "1 | A | 3" is a criterion named A.
    return (
        [mark["letter"] for mark in marks[: len(letters)]] == letters
        and letters == [chr(ord("A") + place) for place in range(len(letters))]
        and numbers == list(range(1, len(numbers) + 1))
    )


def _count_roles(cells: tuple) -> int:
    """Return how many roles a row of headings has, at most two: then it may be one."""
    roles = set()
    for cell in cells:
        if isinstance(cell.value, str) and (role := role_of(cell.value)):
            roles.add(role)
            if len(roles) == 2:
                break
    return len(roles)


def _merit(header: Header) -> tuple[bool, int]:
    return "max_score" in header.columns, len(header.columns)


class _Search:
    """Reads headers among the rows of a sheet; what it does grows with the cells that are there."""

    def __init__(self, rows: Sequence[tuple[int, tuple]], merges: Sequence[Merge]):
        self.rows = rows
        self._by_number = dict(rows)
        width = max((len(cells) for _number, cells in rows), default=0)
        # each covered cell's origin, and how far down what begins in a row is merged
        self._origins: dict[tuple[int, int], tuple[int, int]] = {}
        self._bottoms: dict[int, int] = {}
        for top, left, bottom, right in merges:
            if bottom < top + _TALLEST_HEADER:
                self._bottoms[top] = max(bottom, self._bottoms.get(top, 0))
            for row in range(top, min(bottom, _LOWEST_HEADER) + 1):
                for column in range(left, min(right, width) + 1):
                    self._origins.setdefault((row, column), (top, left))
        self._roles: dict[str, str | None] = {}

    def read_header(self, number: int) -> Header | None:
        """Return the best reading of one to three rows from here on; the lowest of equals."""
        best = None
        for height in range(1, _TALLEST_HEADER + 1):
            last = number + height - 1
            if height > 1 and (last not in self._by_number or self._is_coded(last, best)):
                break
            header = self._match(number, last)
            if header and (best is None or _merit(header) > _merit(best)):
                best = header
        if best is None:
            return None
        columns = dict(best.columns)
        if "weak_max_score" in columns:
            columns.setdefault("max_score", columns["weak_max_score"])
            del columns["weak_max_score"]
        return Header(
            best.first_row,
            # the headings may be merged downwards
            max(best.last_row, self._bottoms.get(number, number)),
            columns,
            best.code_columns,
            best.name_columns,
            best.repeated,
        )

    def _is_coded(self, number: int, header: Header | None) -> bool:
        """Whether a row has a code of its own in the column of codes: then it is no heading."""
        if header is None:
            return False
        cells = self._by_number[number]
        found = (read_code(_value(cells, column)) for column in header.code_columns)
        return any(code is not None and code.kind != "other" for code in found)

    def labels(self, header: Header) -> dict[int, str]:
        """Return the words over each column of a header."""
        width = max((len(cells) for _number, cells in self.rows), default=0)
        found = {}
        for column in range(1, width + 1):
            labels = self._labels(column, header.first_row, header.last_row)
            if labels:
                found[column] = one_line(" ".join(text for text, _origin in labels))
        return found

    def _match(self, first: int, last: int) -> Header | None:
        columns: dict[str, int] = {}
        spans: dict[str, list[int]] = {"code": [], "name": []}
        repeated = []
        width = max(len(self._by_number.get(row, ())) for row in range(first, last + 1))
        for column in range(1, width + 1):
            labels = self._labels(column, first, last)
            heading = " ".join(text for text, _origin in labels)
            role = self._role(heading)
            if role is None:
                continue
            if role not in columns:
                columns[role] = column
                if role in spans:
                    spans[role].append(column)
            elif role in spans:
                # One heading over several columns, or "Lĩnh vực" beside "Tiêu chí".
                spans[role].append(column)
            elif not role.startswith("weak"):
                row, origin_column = labels[-1][1]
                # A heading merged over several columns is one heading.
                if origin_column == column:
                    repeated.append((role, row, column, one_line(heading)))
        if "name" not in columns or not columns.keys() & {"max_score", "weak_max_score"}:
            return None
        return Header(
            first, last, columns, tuple(spans["code"]), tuple(spans["name"]), tuple(repeated)
        )

    def _role(self, heading: str) -> str | None:
        if heading not in self._roles:
            self._roles[heading] = role_of(heading)
        return self._roles[heading]

    def _labels(self, column: int, first: int, last: int) -> list[tuple[str, tuple[int, int]]]:
        """Return the words over a column, from the top, each with the cell that holds them."""
        labels = {}
        for row in range(first, last + 1):
            origin = self._origins.get((row, column), (row, column))
            if origin[0] < first:
                continue
            text = clean(_value(self._by_number.get(origin[0], ()), origin[1]))
            if text:
                labels[origin] = text
        return [(text, origin) for origin, text in labels.items()]


def _value(cells: tuple, column: int) -> object:
    return cells[column - 1].value if 0 < column <= len(cells) else None
