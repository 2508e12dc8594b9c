"""A unit's result on a sheet of its own: each node of the rubric with both scores, and what was lost."""

from xlsxwriter.worksheet import Worksheet

from .data import ADDED_SECTIONS, Group, Node, Unit
from .sheet import FormalSheet, Rounding, Shared, Target

_TITLE = "KẾT QUẢ THẨM ĐỊNH, CHẤM ĐIỂM {subject} NĂM {year}"
_HEADINGS = (
    "STT",
    "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
    "Điểm tối đa",
    "Điểm tự đánh giá",
    "Điểm thẩm định",
    "Chênh lệch",
    "Điểm chưa đạt",
    "Ý kiến của Hội đồng thẩm định",
)
_WIDTHS = (40, 250, 44, 52, 52, 50, 50, 202)
_LOOKS = {
    look: (
        f"{look}.centre",
        f"{look}.text",
        f"{look}.number",
        *[f"{look}.score"] * 4,
        f"{look}.text",
    )
    for look in ("domain", "criterion", "group", "leaf", "total")
}
_LOOK_OF_LEVEL = {1: "domain", 2: "criterion"}
_DIFFERENCE = _HEADINGS.index("Chênh lệch")
_MARKED = {
    kind: (*_LOOKS["leaf"][:_DIFFERENCE], f"leaf.{kind}", *_LOOKS["leaf"][_DIFFERENCE + 1 :])
    for kind in ("lowered", "raised")
} | {"score": _LOOKS["leaf"]}
_NOT_APPLICABLE = "Không áp dụng."
_BACK = "← Bảng xếp hạng"


def effect(node: Node, own: float, score: float) -> float:
    """Return by how much the council's score changes what the unit computed with."""
    return score - own if node.section in ADDED_SECTIONS else own - score


def mark(node: Node, own: float | None, score: float | None) -> str:
    """Return how a score is marked beside the unit's own: "lowered", "raised", or "score" for not at all."""
    if own is None or score is None or own == score:
        return "score"
    return "lowered" if effect(node, own, score) < 0 else "raised"


def look_of(node: Node) -> str:
    return "leaf" if node.is_leaf else _LOOK_OF_LEVEL.get(node.level, "group")


def write_unit_sheet(
    worksheet: Worksheet,
    shared: Shared,
    group: Group,
    unit: Unit,
    back: Target | None = None,
) -> None:
    """Write the result of ``unit`` on a sheet.

    :param back: sheet, row and column of the ranking to which it leads back; none in a workbook of its own
    """
    sheet = FormalSheet(worksheet, shared, _WIDTHS)
    if back:
        # beside the page, so that it is not printed
        sheet.link(0, sheet.last_column + 1, _BACK, "back", back)
    sheet.write_letterhead()
    sheet.write_title(_TITLE.format(subject=shared.heading.subject, year=shared.heading.year))
    sheet.write_across(f"Đơn vị: {unit.name}", "unit")
    sheet.write_across(_describe_standing(shared, group, unit), "unit")
    sheet.write_long(unit.reason, "unit")
    sheet.write_basis()
    headings = sheet.write_headings(_HEADINGS)
    rounding = shared.rounding
    for place, node in enumerate(group.nodes):
        own, score = unit.self_scores[place], unit.scores[place]
        remark = "\n".join(filter(None, (unit.words.get(place), unit.remarks.get(place))))
        if not node.has_points:
            own = score = None
        if place in unit.not_applicable:
            remark = "\n".join(filter(None, (_NOT_APPLICABLE, remark)))
        is_leaf = node.is_leaf
        differs = is_leaf and own is not None and score is not None and own != score
        sheet.write_row(
            (
                node.code,
                node.name,
                node.shown_maximum,
                own,
                score,
                (differs and (_printed_difference(rounding, score, own) or score - own)) or None,
                _printed_loss(rounding, node, unit.lost[place], score) or None,
                remark,
            ),
            _MARKED[mark(node, own, score)] if is_leaf else _LOOKS[look_of(node)],
            joins_next=not is_leaf or place == len(group.nodes) - 1,
        )
    _write_totals(sheet, unit)
    sheet.write_note()
    sheet.write_signatures()
    if not back:
        sheet.write_mark()
    sheet.set_up_page(headings)


def _printed_difference(rounding: Rounding, value: float, other: float) -> float:
    """Return ``value`` less ``other`` as whoever reads both computes it."""
    return round(rounding[value] - rounding[other], 6)


def _printed_loss(
    rounding: Rounding, node: Node, lost: float | None, score: float | None
) -> float | None:
    """Return what a node lost as the printed score leaves it of the printed maximum."""
    if lost is None or score is None or node.section != "base":
        return lost
    return _printed_difference(rounding, lost + score, score)


def _describe_standing(shared: Shared, group: Group, unit: Unit) -> str:
    parts = []
    if unit.percent is not None:
        shown = f"{shared.rounding[unit.percent]:.{shared.heading.digits}f}".replace(".", ",")
        parts.append(f"Tỷ lệ điểm: {shown} %")
    if unit.rank:
        parts.append(f"Hạng {unit.rank}/{group.size or len(group.units)} ({group.name})")
    if unit.rating:
        parts.append(f"Xếp loại: {unit.rating}")
    return " - ".join(parts)


def _write_totals(sheet: FormalSheet, unit: Unit) -> None:
    for label, values in (
        ("Điểm thưởng được tính", (None, None, unit.bonus or None)),
        ("Điểm trừ", (None, None, -unit.penalty or None)),
        ("TỔNG CỘNG", (unit.maximum, unit.self_score, unit.score)),
    ):
        if any(value is not None for value in values):
            sheet.write_row(
                (None, label, *values, None, None, None), _LOOKS["total"], joins_next=True
            )
