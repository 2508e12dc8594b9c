"""What an appendix says: plain, immutable data, filled by the report and read by the writer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ...plain.seal_mark import SealMark

SCORE_KINDS = ("max_score", "self_score", "appraised_score")
_COLUMN_KINDS = frozenset({"code", "name", "evidence", "explanation", "remark", *SCORE_KINDS})


@dataclass(frozen=True, slots=True)
class Document:
    """One piece of evidence: the text of its cell, and where a click on it leads.

    ``url`` is an http(s) address, or a path below the workbook's own folder, with slashes and not
    percent-encoded; empty for no link. What of ``text`` does not fit on the link's one line stands
    below it; a line feed, say after number and date, chooses where to break.
    """

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A node of the rubric's tree, in the order of the form; a branch carries its sub-totals.

    ``level`` counts from 1, a domain. Scores are exact; None leaves the cell empty, or, in the
    self-score of a leaf that is ``not_applicable`` or ``council_only``, says so. ``words`` stand in the place of
    scores, by their kinds: what was chosen where no points are given.
    """

    code: str
    name: str
    level: int
    is_leaf: bool
    max_score: Decimal | None = None
    self_score: Decimal | None = None
    evidence: Sequence[Document] = ()
    explanation: str = ""
    appraised_score: Decimal | None = None
    remark: str = ""
    not_applicable: bool = False
    council_only: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A line of scores above the total, such as the bonus that counts."""

    label: str
    max_score: Decimal | None = None
    self_score: Decimal | None = None
    appraised_score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The foot of the table. Percentages from 0 to 100; an empty ``rating`` has no line."""

    max_score: Decimal | None = None
    self_score: Decimal | None = None
    appraised_score: Decimal | None = None
    self_percent: Decimal | None = None
    appraised_percent: Decimal | None = None
    rating: str = ""
    parts: Sequence[TotalLine] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """One side of the signature block: position in one line or several, note in brackets, name."""

    titles: Sequence[str]
    note: str = "(Ký, ghi rõ họ tên, đóng dấu)"
    name: str = ""


NOBODY = Signer(titles=(), note="")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: which value of a row it shows, its heading, and its share of the page's width.

    ``kind`` is a field of ``Row``: "code", "name", "max_score", "self_score", "evidence",
    "explanation", "appraised_score" or "remark".
    """

    kind: str
    heading: str
    width: float


DEFAULT_COLUMNS = (
    Column("code", "STT", 36),
    Column("name", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", 168),
    Column("max_score", "Điểm tối đa", 38),
    Column("self_score", "Điểm tự đánh giá", 52),
    Column("evidence", "Tài liệu kiểm chứng", 176),
    Column("explanation", "Giải trình", 144),
    Column("appraised_score", "Điểm thẩm định", 46),
    Column("remark", "Ý kiến của Hội đồng thẩm định", 90),
)


#: What is assessed where nobody says anything else.
SUBJECT = "CẢI CÁCH HÀNH CHÍNH"


@dataclass(frozen=True, slots=True)
class Wording:
    """What the form itself says. ``{year}``, ``{page}`` and ``{pages}`` are filled in.

    ``subject`` is what is assessed, as the title says it.
    """

    state: str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    motto: str = "Độc lập - Tự do - Hạnh phúc"
    title: str = "BẢNG TỰ ĐÁNH GIÁ, CHẤM ĐIỂM {subject} NĂM {year}"
    subject: str = SUBJECT
    unit: str = "Đơn vị: {unit}"
    not_applicable: str = "Không áp dụng"
    council_only: str = "Hội đồng chấm"
    total: str = "TỔNG CỘNG"
    percentage: str = "Tỷ lệ đạt được (%)"
    rating: str = "Xếp loại"
    page: str = "{page}"

    def make_title(self, year: int) -> str:
        """Return the title of a form."""
        return self.title.replace("{subject}", self.subject).replace("{year}", str(year))


@dataclass(frozen=True, slots=True)
class Appendix:
    """One unit's form. An empty text has no line; ``title`` stands for ``wording.title``."""

    organisation: str
    rows: Sequence[Row]
    totals: Totals
    year: int
    parent_organisation: str = ""
    appendix_label: str = "PHỤ LỤC"
    title: str = ""
    subtitle: str = ""
    unit_name: str = ""
    place_and_date: str = ""
    status_note: str = ""
    signer: Signer | None = None
    preparer: Signer | None = None
    digits: int = 2
    columns: Sequence[Column] = DEFAULT_COLUMNS
    mark: SealMark | None = None
    number_columns: bool = True
    wording: Wording = field(default_factory=Wording)

    def __post_init__(self):
        kinds = [column.kind for column in self.columns]
        if not _COLUMN_KINDS.issuperset(kinds) or len(set(kinds)) != len(kinds):
            raise ValueError(f"columns of unknown or repeated kinds: {kinds}")
        if "name" not in kinds or kinds[0] in SCORE_KINDS or not set(SCORE_KINDS) & set(kinds):
            raise ValueError("an appendix needs names and scores, and no score in the first column")


#: What may not stand in the sheet as it was given, with what comes with it:
#:
#: - only the text of a link was written; ``reason``: "scheme", "too_long" (over 2,079 characters) or
#:   "too_many" (over 65,530 on the sheet)
#: - a text is too long for a cell, the rest stands in the next row
#: - control characters that no workbook can hold
#: - a score that is none, written as text
#: - the status note or page number is too long for each page's header or footer
PROBLEMS: dict[str, tuple[str, ...]] = {
    "link_refused": ("url", "reason"),
    "text_continued": ("column",),
    "characters_removed": ("column",),
    "not_a_number": ("column", "value"),
    "page_line_left_out": ("text",),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of ``PROBLEMS``; ``code`` and ``name`` are those of the row, empty outside the table."""

    kind: str
    code: str = ""
    name: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What was written: the sheet's name as it became, rows and links in it, and the problems."""

    sheet_name: str
    row_count: int
    link_count: int
    problems: Sequence[Problem]
