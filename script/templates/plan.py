"""The standard template of a unit's improvement plan: the plan upright, its table of measures across, as an annex."""

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm, Pt

from .building import (
    CELL,
    CENTRE,
    LEFT,
    add_foot,
    add_heading,
    add_letterhead,
    add_note,
    add_rows,
    add_table,
    add_table_heading,
    add_title,
    draw_line,
    format_runs,
    keep_together,
    say,
    say_each,
    set_up,
    write,
)

_SUBJECT = "Khắc phục tồn tại, hạn chế trong công tác cải cách hành chính năm {{ year }}"
# of a criterion that has several measures the first row says it all
_FIRST = "{%% if loop.first %%}{{ row.%s }}{%% endif %%}"
_NUMBERS = 18
_COLUMNS = (
    ("Tiêu chí", 54, "{% if loop.first %}{{ row.code }} {{ row.name }}{% endif %}", LEFT),
    (
        "Điểm đạt / tối đa",
        22,
        "{% if loop.first %}{{ row.score }}{% if row.maximum %}/{{ row.maximum }}{% endif %}{% endif %}",
        CENTRE,
    ),
    ("Điểm chưa đạt", _NUMBERS, _FIRST % "lost", CENTRE),
    ("Phấn đấu tăng", _NUMBERS, _FIRST % "expected", CENTRE),
    ("Nguyên nhân", 44, _FIRST % "cause", LEFT),
    ("Biện pháp khắc phục", 48, "{{ measure.name }}", LEFT),
    ("Thực hiện", 26, "{{ measure.people }}", LEFT),
    ("Thời hạn", 27, "{{ measure.date }}", CENTRE),
)


def build_plan():
    document = Document()
    set_up(document, "Kế hoạch khắc phục tồn tại, hạn chế trong công tác cải cách hành chính")
    add_letterhead(
        document, "{{ superior_name|upper }}", "{{ unit_name|upper }}", "Số: {{ number }}"
    )
    add_note(document)
    add_title(document, "KẾ HOẠCH", _SUBJECT)
    document.add_paragraph("{%p if version %}")
    format_runs(document.add_paragraph("(Điều chỉnh, bản thứ {{ version }})"), italic=True)
    document.add_paragraph("{%p endif %}")
    _say_result(document)
    add_heading(document, "I. MỤC ĐÍCH, YÊU CẦU")
    say_each(
        document,
        "general",
        "Khắc phục tồn tại, hạn chế đã được chỉ ra qua đánh giá, xếp hạng năm {{ result_year }}; xác định rõ "
        "nguyên nhân, biện pháp, người thực hiện và thời hạn của từng tiêu chí; nâng kết quả cải cách hành "
        "chính của đơn vị trong năm {{ year }}.",
    )
    add_heading(document, "II. NỘI DUNG")
    say(
        document,
        "1. Biện pháp khắc phục đối với {{ criteria|length }} tiêu chí, phấn đấu tăng thêm {{ expected }} điểm "
        "(chi tiết tại Phụ lục kèm theo).",
    )
    document.add_paragraph("{%p if without %}")
    say(document, "2. Các tiêu chí chưa có biện pháp khắc phục:")
    add_rows(
        document,
        "row in without",
        ("TT", 12, "{{ loop.index }}", CENTRE),
        ("Tiêu chí", 70, "{{ row.code }} {{ row.name }}", LEFT),
        ("Điểm chưa đạt", 24, "{{ row.lost }}", CENTRE),
        ("Lý do", 54, "{{ row.reason }}", LEFT),
    )
    document.add_paragraph("{%p endif %}")
    add_heading(document, "III. TỔ CHỨC THỰC HIỆN")
    say(
        document,
        "1. Phòng, bộ phận và cá nhân được giao thực hiện đúng biện pháp, thời hạn; thường xuyên cập nhật tiến độ "
        "và kết quả trên phần mềm.",
    )
    say(
        document,
        "2. Lãnh đạo đơn vị theo dõi, đôn đốc; nội dung cần thay đổi được điều chỉnh bằng một bản kế hoạch mới./.",
    )
    add_foot(
        document,
        ["{{ recipient }}"],
        "signer_titles",
        "{{ signer_name }}",
        loop="recipient in recipients",
    )
    _add_annex(document)
    return document


def _say_result(document):
    say(
        document,
        "Căn cứ kết quả đánh giá, xếp hạng cải cách hành chính năm {{ result_year }}"
        "{% if decision_number %} được công bố tại Quyết định số {{ decision_number }}"
        "{% if decision_date %} ngày {{ decision_date }}{% endif %}{% endif %}, {{ unit_name }} đạt "
        "{{ score }}/{{ max_score }} điểm ({{ percent }}%){% if rating %}, xếp loại {{ rating }}{% endif %}, "
        "còn {{ lost }} điểm chưa đạt. {{ unit_name }} xây dựng Kế hoạch khắc phục như sau:",
    )


def _add_annex(document):
    """Add the table of measures on pages of its own, across."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin, section.right_margin = Mm(20), Mm(18)
    section.different_first_page_header_footer = False
    for text, is_bold in (
        ("Phụ lục", True),
        ("BIỆN PHÁP KHẮC PHỤC TỒN TẠI, HẠN CHẾ NĂM {{ year }}", True),
        ("(Kèm theo Kế hoạch số {{ number }} của {{ unit_name }})", False),
    ):
        format_runs(document.add_paragraph(text), bold=is_bold, italic=not is_bold)
    draw_line(document, Mm(100))
    document.add_paragraph("{%p if criteria %}")
    _add_measures(document)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if not criteria %}")
    say(document, "Không có tiêu chí nào có biện pháp khắc phục.")
    document.add_paragraph("{%p endif %}")
    end = document.paragraphs[-1]
    end.paragraph_format.space_after = Pt(0)


def _add_measures(document):
    """Add a row for each measure, and one with the sums."""
    table = add_table(document, 7, [width for _name, width, _mark, _align in _COLUMNS])
    table.style = "Table Grid"
    heading, outer, inner, row, inner_end, outer_end, sums = table.rows
    add_table_heading(heading, [name for name, _width, _mark, _align in _COLUMNS])
    write(outer.cells[0], "{%tr for row in criteria %}")
    write(inner.cells[0], "{%tr for measure in row.measures %}")
    for cell, (_name, _width, mark, align) in zip(row.cells, _COLUMNS, strict=True):
        write(cell, mark, size=CELL, align=align)
    write(inner_end.cells[0], "{%tr endfor %}")
    write(outer_end.cells[0], "{%tr endfor %}")
    keep_together(row)
    keep_together(sums)
    for cell, text in zip(
        sums.cells, ("Cộng", "", "{{ lost }}", "{{ expected }}", "", "", "", ""), strict=True
    ):
        write(cell, text, size=CELL, bold=True)
