"""A rubric as a workbook of our own form, which the reader takes back without guessing.

It is also the template for writing a rubric by hand: lists in the columns that take certain words
only, and a sheet that explains them. What people typed is only ever written as text.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ...plain.text import shorten
from ..cell_safety import clean_text, too_long
from ..numbered_sheet import NumberedSheet
from ..page_setup import expect_written
from ..styles import Styles
from ..table_sheet import TableSheet
from .data import RubricNode, RubricOption, RubricSheet
from .form import (
    ABOVE,
    BASES,
    FROM,
    GROUP_SEPARATOR,
    HEADINGS,
    LABELS,
    NO,
    OPTION_LEVEL,
    RULE_TYPES,
    SCORERS,
    SECTIONS,
    WORDS,
    YES,
)

__all__ = ["GUIDE_SHEET", "RUBRIC_SHEET", "TextTooLongError", "write_rubric"]

RUBRIC_SHEET = "Bộ tiêu chí"
GUIDE_SHEET = "Hướng dẫn"

#: So many columns stand side by side on the screen; on paper they shrink to one page's width.
_SCALE = 1.7
#: Rows below the last one that have lists, too, for whoever goes on by hand.
_SPARE_ROWS = 500
_WIDTHS = {
    "level": 32,
    "code": 44,
    "name": 250,
    "max_score": 44,
    "rule_type": 76,
    "option_score": 44,
    "option_share": 50,
    "threshold": 48,
    "strict": 44,
    "basis": 56,
    "ratio_floor": 50,
    "ratio_target": 50,
    "points_per_item": 46,
    "section": 56,
    "scored_by": 52,
    "counts_best": 52,
    "evidence": 130,
    "evidence_required": 52,
    "deadlines": 76,
    "guidance": 130,
    "note": 80,
}
_CENTRED = {"level", "code", "strict", "evidence_required", "counts_best"}
_NUMBERS = {
    "max_score",
    "option_score",
    "option_share",
    "threshold",
    "ratio_floor",
    "ratio_target",
    "points_per_item",
}
_LOOK_OF_LEVEL = {1: "domain", 2: "criterion"}

_INTRODUCTION = (
    "Trang “Bộ tiêu chí” ghi mỗi lĩnh vực, tiêu chí, tiêu chí thành phần trên một dòng; mỗi mức điểm "
    "của cách chấm trên một dòng ngay dưới tiêu chí của nó. Giữ nguyên dòng tiêu đề của bảng; có thể "
    "đổi thứ tự các cột. Ô để trống là chưa quy định. Khi nhập, phần mềm chỉ đọc giá trị của ô, không "
    "đọc công thức chưa được tính. Số thập phân viết theo cách của Excel trên máy đang dùng."
)
_NAMES = {rule: f"“{name}”" for rule, name in RULE_TYPES.items()}
_COLUMN_GUIDE = {
    "level": (
        "1 là lĩnh vực, 2 là tiêu chí, 3 là tiêu chí thành phần…; Mức là một mức điểm. Để trống: theo STT.",
        f"1, 2, 3…; {OPTION_LEVEL}",
    ),
    "code": (
        "Số thứ tự đúng như in trong quyết định (1, 1.1, 1.1.1; I, a…). Có thể trùng nhau.",
        "",
    ),
    "name": ("Nội dung của lĩnh vực, tiêu chí; ở dòng Mức: nội dung của mức điểm.", ""),
    "max_score": (
        "Điểm cao nhất của dòng. Dòng có dòng con mà để trống thì lấy tổng của các dòng con.",
        "số không âm",
    ),
    "rule_type": (
        "Cách tính điểm của dòng thấp nhất (không có dòng con); xem bảng dưới.",
        ", ".join(RULE_TYPES.values()),
    ),
    "option_score": ("Chỉ ở dòng Mức: số điểm của mức đó.", "số không âm"),
    "option_share": (
        "Chỉ ở dòng Mức ghi điểm bằng tỷ lệ của điểm tối đa (“75% điểm”): khi đó số điểm tính theo tỷ lệ này.",
        "số từ 0 đến 100; 75 là 75 %",
    ),
    "threshold": (
        f"Chỉ ở dòng Mức của {_NAMES['band']}: mức này được tính từ đâu. Để trống là mức còn lại.",
        "số; 70 là 70 %",
    ),
    "strict": (
        "Từ: đúng bằng ngưỡng cũng được mức này. Trên: phải lớn hơn ngưỡng (“trên 90 %”).",
        f"{FROM}, {ABOVE}",
    ),
    "basis": (
        f"Chỉ với {_NAMES['band']} và {_NAMES['relative']}: ngưỡng, kết quả là tỷ lệ phần trăm hay là số lượng.",
        ", ".join(BASES.values()),
    ),
    "ratio_floor": (
        f"Chỉ với {_NAMES['ratio']}: dưới tỷ lệ này thì được 0 điểm.",
        "số; 50 là 50 %",
    ),
    "ratio_target": (
        f"Chỉ với {_NAMES['ratio']}: từ tỷ lệ này trở lên thì đủ điểm.",
        "số; 95 là 95 %",
    ),
    "points_per_item": (
        f"Chỉ với {_NAMES['per_item']} và {_NAMES['deduction']}: số điểm của mỗi mục đếm được.",
        "số dương",
    ),
    "section": (
        "Điểm thưởng và điểm trừ đứng ngoài điểm tối đa và có mức trần ghi ở đầu trang.",
        ", ".join(SECTIONS.values()),
    ),
    "scored_by": (
        f"{SCORERS['council']}: đơn vị không tự chấm dòng này (điều tra xã hội học…).",
        ", ".join(SCORERS.values()),
    ),
    "counts_best": (
        "Có: trong các dòng ngay bên dưới chỉ tính dòng đạt điểm cao nhất (“hoặc … hoặc …”).",
        f"{YES}, {NO}",
    ),
    "evidence": ("Các tài liệu mà quyết định yêu cầu, mỗi tài liệu một dòng trong ô.", ""),
    "evidence_required": (
        "Không: đơn vị không phải đính kèm tài liệu và cũng không phải giải trình.",
        f"{YES}, {NO}",
    ),
    "deadlines": (
        "Các ngày phải hoàn thành, cách nhau bằng dấu chấm phẩy: ngày của tài liệu gợi ý mức kịp thời hay chậm.",
        "15/01; 15/4; 15/01 năm sau",
    ),
    "guidance": ("Cách hiểu, cách đếm và điều cần lưu ý khi chấm.", ""),
}
_RULE_GUIDE = {
    "choice": (
        "Người chấm chọn một trong các mức.",
        "Các dòng Mức với Điểm của mức.",
        "Ban hành kịp thời: 2; ban hành chậm: 1; không ban hành: 0",
    ),
    "band": (
        "Mức được chọn theo tỷ lệ hoặc số lượng đạt được: mức có ngưỡng cao nhất mà kết quả đạt tới.",
        "Các dòng Mức với Điểm của mức, Ngưỡng, Từ/Trên; Ngưỡng tính theo.",
        "Từ 100 %: 2; từ 70 %: 1; còn lại (để trống ngưỡng): 0",
    ),
    "ratio": (
        "Điểm tối đa nhân với tỷ lệ đạt được.",
        "Nếu có: Tỷ lệ tối thiểu, Tỷ lệ đủ điểm.",
        "Đạt 85/100 với điểm tối đa 2: 1,7 điểm",
    ),
    "per_item": (
        "Điểm mỗi mục nhân với số lượng, nhiều nhất bằng điểm tối đa.",
        "Điểm mỗi mục.",
        "Mỗi sáng kiến 0,5 điểm, tối đa 2 điểm",
    ),
    "deduction": (
        "Điểm tối đa trừ đi điểm mỗi mục nhân với số lượng, ít nhất bằng 0.",
        "Điểm mỗi mục.",
        "Mỗi văn bản chậm trừ 0,25 điểm",
    ),
    "met": (
        "Người chấm chọn một mức; mức đứng đầu là đạt. Không tính điểm, nhưng xếp loại có thể đòi hỏi phải đạt.",
        "Các dòng Mức, không ghi Điểm của mức; Điểm tối đa để trống hoặc 0.",
        "Đạt; Không đạt",
    ),
    "relative": (
        "Điểm tối đa × kết quả của đơn vị ÷ kết quả cao nhất trong nhóm; Hội đồng chốt khi các đơn vị nộp đủ.",
        "Ngưỡng tính theo.",
        "Đơn vị đạt 80 %, đơn vị tốt nhất 95 %, điểm tối đa 2: 1,68 điểm",
    ),
    "manual": ("Người chấm nhập điểm từ 0 đến điểm tối đa.", "", "Điểm do cơ quan khác công bố"),
}


class TextTooLongError(ValueError):
    """A text has more characters than a cell holds.

    ``role`` is a key of HEADINGS, ``option`` for the text of an option, or a key of LABELS for what
    stands above the table; ``code`` and ``name`` say whose text it is, ``option`` of which option.
    """

    def __init__(self, role: str, code: str, name: str, option: str = ""):
        super().__init__(f"{role}: {code} {name} {option}".strip())
        self.role = role
        self.code = shorten(code)
        self.name = shorten(name)
        self.option = shorten(option)


class _Row(NamedTuple):
    """A row of the table: its look, and its values by role."""

    look: str
    values: dict[str, object]


def write_rubric(workbook: Workbook, rubric: RubricSheet) -> None:
    """Write ``rubric`` and the explanation on two new sheets of ``workbook``.

    Of ``rubric`` only title, label, basis, groups, caps and nodes are looked at.

    :raises TextTooLongError: before anything is written, when a text does not fit in its cell
    """
    _refuse_long_texts(rubric)
    styles = Styles(workbook)
    roles = [role for role in HEADINGS if role != "note" or any(n.note for n in rubric.nodes)]
    worksheet = workbook.add_worksheet(RUBRIC_SHEET, NumberedSheet)
    sheet = TableSheet(worksheet, styles, [_WIDTHS[role] for role in roles], _SCALE)
    _write_block(sheet, rubric, roles)
    headings = _write_headings(sheet, roles)
    for row in _rows_of(rubric):
        _write_row(sheet, roles, row)
    _add_lists(worksheet, roles, headings.stop, sheet.next_row + _SPARE_ROWS)
    sheet.set_up_page(headings)
    _write_guide(workbook, styles)
    worksheet.activate()


def _refuse_long_texts(rubric: RubricSheet) -> None:
    for role in LABELS:
        if too_long(_cell_text(_block_value(rubric, role))):
            raise TextTooLongError(role, "", rubric.title)
    for node in rubric.nodes:
        for role, value in _node_values(node).items():
            if too_long(_cell_text(value)):
                raise TextTooLongError(role, node.code, node.name)
        for option in node.options:
            if too_long(_cell_text(option.name)):
                raise TextTooLongError("option", node.code, node.name, option.name)


def _cell_text(value: object) -> str:
    return clean_text(value) if isinstance(value, str) else ""


def _block_value(rubric: RubricSheet, role: str) -> object:
    if role == "groups":
        return GROUP_SEPARATOR.join(rubric.groups)
    value = getattr(rubric, role)
    return (YES if value else NO) if isinstance(value, bool) else value


def _write_block(sheet: TableSheet, rubric: RubricSheet, roles: list[str]) -> None:
    last_label = roles.index("name")
    for name, label in LABELS.items():
        value = _cell_value(_block_value(rubric, name))
        sheet.write_band(
            [
                (0, last_label, label, "total.text"),
                (last_label + 1, len(roles) - 1, value, "leaf.text"),
            ],
            joins_next=True,
        )
    sheet.write_space()


def _write_headings(sheet: TableSheet, roles: list[str]) -> range:
    first = sheet.next_row
    sheet.write_band(
        [(index, index, HEADINGS[role], "header") for index, role in enumerate(roles)],
        joins_next=True,
    )
    return range(first, sheet.next_row)


def _rows_of(rubric: RubricSheet) -> Iterator[_Row]:
    parents = {node.parent for node in rubric.nodes}
    for node in rubric.nodes:
        look = "leaf" if node.index not in parents else _LOOK_OF_LEVEL.get(node.level, "group")
        yield _Row(look, _node_values(node))
        for option in node.options:
            yield _Row("option", _option_values(option))


def _node_values(node: RubricNode) -> dict[str, object]:
    rule = node.rule
    return {
        "level": Decimal(node.level),
        "code": node.code,
        "name": node.name,
        "max_score": node.max_score,
        "rule_type": _word("rule_type", rule and rule.type),
        "basis": _word("basis", rule and rule.basis),
        "ratio_floor": rule and rule.ratio_floor,
        "ratio_target": rule and rule.ratio_target,
        "points_per_item": rule and rule.points_per_item,
        "section": _word("section", node.section),
        "scored_by": _word("scored_by", node.scored_by),
        "counts_best": _word("counts_best", True) if node.counts_best else None,
        "evidence": "\n".join(node.requirements),
        "evidence_required": _word("evidence_required", node.evidence_required),
        "deadlines": node.deadlines,
        "guidance": node.guidance,
        "note": node.note,
    }


def _option_values(option: RubricOption) -> dict[str, object]:
    has_level = option.threshold is not None or option.strict
    return {
        "level": OPTION_LEVEL,
        "name": option.name,
        "option_score": option.score,
        "option_share": option.share,
        "threshold": option.threshold,
        "strict": _word("strict", option.strict) if has_level else None,
    }


def _word(role: str, key: object) -> str | None:
    return None if key is None or key == "" else WORDS[role][key]


def _write_row(sheet: TableSheet, roles: list[str], row: _Row) -> None:
    cells = []
    for index, role in enumerate(roles):
        kind = "number" if role in _NUMBERS else "centre" if role in _CENTRED else "text"
        if row.look == "option" and role == "name":
            kind = "indented"
        cells.append((index, index, _cell_value(row.values.get(role)), f"{row.look}.{kind}"))
    sheet.write_band(cells, joins_next=row.look not in ("leaf", "option"))


def _cell_value(value: object) -> str | float | None:
    if isinstance(value, Decimal):
        return float(value)
    return clean_text(str(value)) if value else None


def _add_lists(worksheet: Worksheet, roles: list[str], first: int, last: int) -> None:
    """Offer the words of each column that takes certain ones, and refuse what is no number."""
    for index, role in enumerate(roles):
        if role == "level":
            words = [*map(str, range(1, 7)), OPTION_LEVEL]
        elif role in WORDS:
            words = list(WORDS[role].values())
        elif role in _NUMBERS:
            words = []
        else:
            continue
        rule = {
            "validate": "list" if words else "decimal",
            "error_title": HEADINGS[role],
            "error_message": "Chọn một giá trị trong danh sách."
            if words
            else "Nhập một số không âm.",
        }
        rule |= {"source": words} if words else {"criteria": ">=", "value": 0}
        expect_written(worksheet.data_validation(first, index, last, index, rule))


def _write_guide(workbook: Workbook, styles: Styles) -> None:
    worksheet = workbook.add_worksheet(GUIDE_SHEET, NumberedSheet)
    sheet = TableSheet(worksheet, styles, (120, 300, 170, 190))
    last = 3
    sheet.write_across("HƯỚNG DẪN GHI BỘ TIÊU CHÍ", "title")
    sheet.write_space()
    sheet.write_across(_INTRODUCTION, "remark")
    sheet.write_space()
    first = sheet.next_row
    sheet.write_band(
        [(0, 0, "Cột", "header"), (1, 1, "Ghi gì", "header"), (2, last, "Nhận giá trị", "header")],
        joins_next=True,
    )
    headings = range(first, sheet.next_row)
    for role, (meaning, values) in _COLUMN_GUIDE.items():
        sheet.write_band(
            [
                (0, 0, HEADINGS[role], "criterion.text"),
                (1, 1, meaning, "leaf.text"),
                (2, last, values or "văn bản", "leaf.text"),
            ]
        )
    sheet.write_space()
    sheet.write_band(
        [
            (index, index, text, "header")
            for index, text in enumerate(("Kiểu", "Tính thế nào", "Cần ghi", "Ví dụ"))
        ],
        joins_next=True,
    )
    for rule_type, texts in _RULE_GUIDE.items():
        sheet.write_band(
            [
                (0, 0, RULE_TYPES[rule_type], "criterion.text"),
                *((index, index, text or None, "leaf.text") for index, text in enumerate(texts, 1)),
            ]
        )
    sheet.set_up_page(headings, freeze=False)
