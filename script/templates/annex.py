"""The standard template of the annex of the decision that publishes the results.

The decision is signed, its annex is not (Decree 30/2020/NĐ-CP, appendix I).
"""

from docx import Document
from docx.shared import Mm

from .building import (
    CELL,
    CENTRE,
    HEAD,
    LEFT,
    add_heading,
    add_note,
    add_rows,
    add_set_aside,
    add_table,
    add_table_heading,
    draw_line,
    format_runs,
    keep_together,
    say,
    say_small,
    set_up,
    write,
)

_NAME = "{{ unit.name }}{% if unit.mark %} ({{ unit.mark }}){% endif %}"
# The columns that the period chose stand between two cells with marks. How wide they are follows from what they say.
_WIDTHS = (12, 140, 30, 33, 30)


def build_annex():
    document = Document()
    set_up(document, "Kết quả đánh giá, xếp hạng cải cách hành chính", is_landscape=True)
    add_note(document)
    _add_title(document)
    _add_groups(document)
    say_small(document, "Ghi chú: {{ standing_note }}")
    document.add_paragraph("{%p for note in notes %}")
    say_small(
        document,
        "({{ note.mark }}) {{ note.unit }}: không áp dụng {{ note.count }} tiêu chí ({{ note.criteria }}); "
        "điểm tối đa còn lại {{ note.max_score }}.",
    )
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p if ratings %}")
    add_heading(document, "Tổng hợp xếp loại ({{ unit_count }} đơn vị)")
    add_rows(
        document,
        "rating in ratings",
        ("Xếp loại", 80, "{{ rating.name }}", LEFT),
        ("Số đơn vị", 40, "{{ rating.count }}", CENTRE),
        ("Tỷ lệ (%)", 40, "{{ rating.percent }}", CENTRE),
    )
    document.add_paragraph("{%p endif %}")
    add_set_aside(document, "Các đơn vị không được đánh giá, xếp hạng")
    document.add_paragraph("{%p if reason %}")
    say(document, "Lý do thay thế: {{ reason }}")
    document.add_paragraph("{%p endif %}")
    return document


def _add_title(document):
    format_runs(document.add_paragraph("PHỤ LỤC"), bold=True, align=CENTRE)
    format_runs(
        document.add_paragraph(
            "KẾT QUẢ ĐÁNH GIÁ, XẾP HẠNG CẢI CÁCH HÀNH CHÍNH\nCÁC CƠ QUAN, ĐƠN VỊ NĂM {{ year }}"
        ),
        bold=True,
        align=CENTRE,
    )
    basis = document.add_paragraph(
        "(Kèm theo Quyết định số {% if decision_number %}{{ decision_number }} ngày {{ decision_date }}"
        "{% else %}……/QĐ-…… ngày …… tháng …… năm ……{% endif %} của {{ issuer_name }}"
        "{% if replaced_number %}, thay thế Phụ lục kèm theo Quyết định số {{ replaced_number }}{% endif %})"
    )
    format_runs(basis, size=HEAD + 1, italic=True, align=CENTRE)
    draw_line(document, Mm(95))


def _add_groups(document):
    """One table for all groups, each with a line of its own above its units."""
    table = add_table(document, 7, _WIDTHS)
    table.style = "Table Grid"
    heading, opening, title, inner, unit, *closings = table.rows
    add_table_heading(
        heading, ["TT", "Đơn vị", "{%tc for column in columns %}", "{{ column }}", "{%tc endfor %}"]
    )
    write(opening.cells[0], "{%tr for group in groups %}")
    for cell in title.cells[1:]:
        title._tr.remove(cell._tc)
    write(
        title.cells[0],
        "{% colspan columns|length + 2 %}{{ group.number }}. {{ group.name }} ({{ group.count }} đơn vị"
        "{% if group.mean_percent %}, bình quân {{ group.mean_percent }} %{% endif %})",
        size=CELL,
        bold=True,
        align=LEFT,
    )
    keep_together(title)
    write(inner.cells[0], "{%tr for unit in group.units %}")
    for cell, mark, align in zip(
        unit.cells,
        (
            "{{ unit.place }}",
            _NAME,
            "{%tc for cell in unit.cells %}",
            "{{ cell }}",
            "{%tc endfor %}",
        ),
        (CENTRE, LEFT, CENTRE, CENTRE, CENTRE),
        strict=True,
    ):
        write(cell, mark, size=CELL, align=align)
    keep_together(unit)
    for closing in closings:
        write(closing.cells[0], "{%tr endfor %}")
