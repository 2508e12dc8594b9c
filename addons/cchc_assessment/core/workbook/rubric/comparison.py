"""What a new version of a rubric changes, as the table that an amending decision contains."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter import Workbook

from ..cell_safety import clean_text, free_sheet_name, split_text
from ..numbered_sheet import NumberedSheet
from ..styles import Styles
from ..table_sheet import Cell, TableSheet

#: What changed -> how the decision says it, in the order in which several are named.
KINDS = {
    "added": "Thêm mới",
    "removed": "Bỏ",
    "moved": "Chuyển vị trí",
    "max_changed": "Đổi điểm tối đa",
    "rule_changed": "Đổi cách chấm",
    "text_changed": "Sửa nội dung",
}
_TITLE = "BẢNG SO SÁNH BỘ TIÊU CHÍ"
_NO_CHANGE = "Hai bộ tiêu chí không khác nhau."
_SIDE_HEADINGS = ("Mã", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Điểm tối đa", "Cách chấm")
# "Điểm" stands on one line, and no narrower
_WIDTHS = (32, 66, 42, 140, 46, 132, 42, 140, 46, 132, 84)
# Texts longer than this go on in another row: a row of the table should not fill a page.
_LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Provision:
    """A criterion as one of the two rubrics has it; ``method`` is the way it is scored, in words."""

    code: str
    name: str
    max_score: Decimal | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One row: ``kinds`` of KINDS; ``old`` is None for what is new, ``new`` for what is gone."""

    kinds: Sequence[str]
    old: Provision | None = None
    new: Provision | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two rubrics."""

    title: str
    appendix_label: str = ""
    legal_basis: str = ""
    max_score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both rubrics and what is different, in the order of the form.

    ``notes`` say what changed of the rubric as a whole, a line each.
    """

    old: Side
    new: Side
    changes: Sequence[Change] = ()
    notes: Sequence[str] = ()


def write_comparison(workbook: Workbook, comparison: Comparison) -> None:
    """Write ``comparison`` on a new sheet of ``workbook``, ready for print."""
    taken = [sheet.get_name() for sheet in workbook.worksheets()]
    worksheet = workbook.add_worksheet(free_sheet_name("So sánh", taken), NumberedSheet)
    sheet = TableSheet(worksheet, Styles(workbook), _WIDTHS)
    sheet.write_across(_TITLE, "title")
    sheet.write_across(_sentence("Quy định cũ", comparison.old), "subtitle")
    sheet.write_across(_sentence("Quy định mới", comparison.new), "subtitle")
    for note in comparison.notes:
        sheet.write_across(clean_text(note)[:_LONGEST_TEXT], "subtitle")
    sheet.write_space()
    headings = _write_headings(sheet)
    for number, change in enumerate(comparison.changes, start=1):
        _write_change(sheet, number, change)
    if not comparison.changes and not comparison.notes:
        sheet.write_band([(0, sheet.last_column, _NO_CHANGE, "leaf.centre")])
    _write_totals(sheet, comparison)
    sheet.set_up_page(headings)


def _sentence(label: str, side: Side) -> str:
    parts = (side.title, side.appendix_label, side.legal_basis)
    return clean_text(f"{label}: {', '.join(filter(None, parts))}")[:_LONGEST_TEXT]


def _write_headings(sheet: TableSheet) -> range:
    first = sheet.next_row
    sheet.write_band(
        [
            (2, 5, "Quy định cũ", "header"),
            (6, 9, "Quy định mới", "header"),
        ],
        joins_next=True,
    )
    sheet.write_band(
        [
            (index, index, heading, "header")
            for index, heading in enumerate(_SIDE_HEADINGS * 2, start=2)
        ],
        joins_next=True,
    )
    rows = range(first, sheet.next_row)
    for column, heading in ((0, "STT"), (1, "Nội dung thay đổi"), (10, "Ghi chú")):
        sheet.merge_down(rows, column, heading, "header")
    return rows


def _write_change(sheet: TableSheet, number: int, change: Change) -> None:
    words = [word for kind, word in KINDS.items() if kind in change.kinds]
    cells: list[Cell] = [
        (0, 0, str(number), "leaf.centre"),
        (1, 1, "; ".join([*words[:1], *map(str.lower, words[1:])]), "criterion.text"),
        *_provision_cells(2, change.old),
        *_provision_cells(6, change.new),
        (10, 10, change.note, "leaf.text"),
    ]
    pieces = [_pieces(value) for _first, _last, value, _style in cells]
    for place in range(max(map(len, pieces))):
        sheet.write_band(
            [
                (first, last, parts[place] if place < len(parts) else None, style)
                for (first, last, _value, style), parts in zip(cells, pieces, strict=True)
            ]
        )


def _provision_cells(first: int, provision: Provision | None) -> list[Cell]:
    if provision is None:
        return [(first + index, first + index, None, "leaf.text") for index in range(4)]
    score = provision.max_score
    return [
        (first, first, provision.code, "leaf.centre"),
        (first + 1, first + 1, provision.name, "leaf.text"),
        (first + 2, first + 2, None if score is None else float(score), "leaf.number"),
        (first + 3, first + 3, provision.method, "leaf.text"),
    ]


def _pieces(value: str | float | None) -> list:
    return split_text(clean_text(value), _LONGEST_TEXT) if isinstance(value, str) else [value]


def _write_totals(sheet: TableSheet, comparison: Comparison) -> None:
    old, new = comparison.old.max_score, comparison.new.max_score
    sheet.write_band(
        [
            (0, 3, "TỔNG ĐIỂM TỐI ĐA", "total.text"),
            (4, 4, None if old is None else float(old), "total.number"),
            (5, 7, None, "total.text"),
            (8, 8, None if new is None else float(new), "total.number"),
            (9, 10, None, "total.text"),
        ]
    )
