"""Makes the standard template, laid out as Decree 30/2020/NĐ-CP asks (appendix I).

    python -m word.standard_template

writes it anew beside this file; a test holds the two together.
"""

import io
from math import ceil

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from .report_writer import STANDARD_TEMPLATE

FONT = "Times New Roman"
MARGINS_MM = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 18}
_BODY = 14
_HEAD = 12
_MOTTO = 13
_CELL = 12
_LEFT, _CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
_HEAD_WIDTHS = (66, 94)
_FOOT_WIDTHS = (80, 80)


def build_template() -> bytes:
    """Return the standard template as a .docx file."""
    document = Document()
    _set_up(document)
    _add_head(document)
    _add_title(document)
    _add_body(document)
    _add_foot(document)
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def _set_up(document):
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, millimetres in MARGINS_MM.items():
        # Word counts in twips, and the decree's least is a least
        setattr(section, name, Twips(ceil(millimetres * 1440 / 25.4)))
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(_BODY)
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    properties = document.core_properties
    properties.author = properties.comments = ""
    properties.title = "Báo cáo tự đánh giá, chấm điểm cải cách hành chính"
    properties.language = "vi-VN"
    # the page's number stands in the middle of the head, from the second page on
    number = section.header.paragraphs[0]
    number.alignment = _CENTRE
    _add_page_number(number)


def _add_page_number(paragraph):
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(_MOTTO)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _add_head(document):
    table = _add_table(document, 2, _HEAD_WIDTHS)
    left, right = table.rows[0].cells
    _write(left, "{{ superior_name|upper }}", size=_HEAD)
    _write(left, "{{ unit_name|upper }}", size=_HEAD, bold=True)
    _draw_line(left, Mm(22))
    _write(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=_HEAD, bold=True)
    _write(right, "Độc lập - Tự do - Hạnh phúc", size=_MOTTO, bold=True)
    _draw_line(right, Mm(18))
    left, right = table.rows[1].cells
    _write(left, "Số: {{ number }}", size=_MOTTO)
    _write(right, "{{ place_and_date }}", size=_MOTTO, italic=True)
    document.add_paragraph("{%p if status_note %}")
    note = _format(document.add_paragraph("{{ status_note }}"), size=_HEAD, bold=True, align=_LEFT)
    note.paragraph_format.space_before = Pt(6)
    document.add_paragraph("{%p endif %}")


def _add_title(document):
    title = _format(document.add_paragraph("BÁO CÁO"), bold=True, align=_CENTRE)
    title.paragraph_format.space_before = Pt(12)
    _format(
        document.add_paragraph(
            "Tự đánh giá, chấm điểm kết quả thực hiện\ncông tác cải cách hành chính năm {{ year }}"
        ),
        bold=True,
        align=_CENTRE,
    )
    _draw_line(document, Mm(55))


def _add_body(document):
    _say(
        document,
        "{% if legal_basis %}Thực hiện {{ legal_basis }}{% else %}"
        "Thực hiện việc đánh giá, chấm điểm cải cách hành chính năm {{ year }}{% endif %}"
        "{% if rubric_basis %} và theo bộ tiêu chí ban hành tại {{ rubric_basis }}{% endif %}, "
        "{{ unit_name }} báo cáo kết quả tự đánh giá, chấm điểm như sau:",
    )
    _head(document, "I. TÌNH HÌNH CHUNG")
    _say_each(document, "general", "Không có nội dung bổ sung.")
    _head(document, "II. KẾT QUẢ TỰ ĐÁNH GIÁ, CHẤM ĐIỂM")
    _head(document, "1. Kết quả chung")
    _say(
        document,
        "Tổng điểm tự đánh giá: {{ self_score }}/{{ attainable_score }} điểm của các tiêu chí do "
        "đơn vị tự chấm, đạt {{ self_percent }} % (bộ tiêu chí có tổng điểm tối đa là "
        "{{ max_score }} điểm)."
        "{% if bonus %} Điểm thưởng được tính: {{ bonus }} điểm.{% endif %}"
        "{% if penalty %} Điểm trừ: {{ penalty }} điểm.{% endif %}",
    )
    _say(
        document,
        "Đơn vị đã tự chấm {{ criterion_count }} tiêu chí, gửi kèm {{ document_count }} tài liệu "
        "kiểm chứng (chi tiết tại {{ appendix_label }} kèm theo).",
    )
    _head(document, "2. Kết quả theo lĩnh vực")
    _add_rows(
        document,
        "domain in domains",
        ("TT", 12, "{{ domain.code }}", _CENTRE),
        ("Lĩnh vực", 74, "{{ domain.name }}", _LEFT),
        ("Điểm tối đa", 22, "{{ domain.max_score }}", _CENTRE),
        ("Điểm tự đánh giá", 28, "{{ domain.self_score }}", _CENTRE),
        ("Tỷ lệ (%)", 24, "{{ domain.percent }}", _CENTRE),
    )
    _head(document, "III. CÁC TIÊU CHÍ CHƯA ĐẠT ĐIỂM TỐI ĐA VÀ NGUYÊN NHÂN")
    _unless(document, "lost", "Không có tiêu chí nào chưa đạt điểm tối đa.")
    document.add_paragraph("{%p if lost %}")
    _add_rows(
        document,
        "row in lost",
        ("Mã", 14, "{{ row.code }}", _CENTRE),
        ("Tiêu chí", 54, "{{ row.name }}", _LEFT),
        ("Điểm tối đa", 18, "{{ row.max_score }}", _CENTRE),
        ("Tự đánh giá", 18, "{{ row.self_score }}", _CENTRE),
        (
            "Nguyên nhân",
            58,
            "{% if row.explanation %}{{ row.explanation }}{% else %}{{ row.reckoning }}{% endif %}",
            _LEFT,
        ),
    )
    document.add_paragraph("{%p endif %}")
    _head(document, "IV. GIẢI TRÌNH CÁC TIÊU CHÍ CHƯA ĐỦ TÀI LIỆU KIỂM CHỨNG")
    _unless(document, "unproven", "Các tiêu chí đều có tài liệu kiểm chứng.")
    document.add_paragraph("{%p for row in unproven %}")
    _say(
        document,
        "- {{ row.code }} {{ row.name }} ({{ row.status|lower }} tài liệu kiểm chứng): "
        "{% if row.explanation %}{{ row.explanation }}{% else %}chưa có giải trình.{% endif %}",
    )
    document.add_paragraph("{%p endfor %}")
    _head(document, "V. KHÓ KHĂN, VƯỚNG MẮC")
    _say_each(document, "difficulties", "Không có.")
    _head(document, "VI. KIẾN NGHỊ, ĐỀ XUẤT")
    _say_each(document, "proposals", "Không có.")
    _say(
        document,
        "Trên đây là báo cáo tự đánh giá, chấm điểm kết quả thực hiện công tác cải cách hành chính "
        "năm {{ year }} của {{ unit_name }}./.",
    )


def _add_foot(document):
    table = _add_table(document, 1, _FOOT_WIDTHS)
    _keep_together(table.rows[0])
    left, right = table.rows[0].cells
    _write(left, "Nơi nhận:", size=12, bold=True, italic=True, align=_LEFT)
    _write(left, "{%p for recipient in recipients %}", size=11)
    _write(left, "- {{ recipient }}", size=11, align=_LEFT)
    _write(left, "{%p endfor %}", size=11)
    _write(right, "{%p for title in signer_titles %}")
    _write(right, "{{ title }}", size=_BODY, bold=True)
    _write(right, "{%p endfor %}")
    for _line in range(4):
        _write(right, "", size=_BODY)
    _write(right, "{{ signer_name }}", size=_BODY, bold=True)


def _add_rows(document, loop, *columns):
    """Add a table with a heading, repeated on each page, and a row for each item of a list."""
    table = _add_table(document, 4, [width for _name, width, _mark, _align in columns])
    table.style = "Table Grid"
    heading, opening, row, closing = table.rows
    repeat = OxmlElement("w:tblHeader")
    heading._tr.get_or_add_trPr().append(repeat)
    for each in (heading, row):
        _keep_together(each)
    for index, (name, _width, mark, align) in enumerate(columns):
        _write(heading.cells[index], name, size=_CELL, bold=True)
        _write(row.cells[index], mark, size=_CELL, align=align)
    _write(opening.cells[0], f"{{%tr for {loop} %}}")
    _write(closing.cells[0], "{%tr endfor %}")


def _add_table(document, rows, widths):
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _keep_together(row):
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _head(document, text):
    paragraph = _say(document, text)
    paragraph.runs[0].bold = True
    paragraph.alignment = _LEFT
    paragraph.paragraph_format.keep_with_next = True


def _say(document, text):
    """Add a paragraph of the body: first line indented by 10 mm, 6 points apart (Decree 30)."""
    paragraph = document.add_paragraph(text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    layout = paragraph.paragraph_format
    layout.first_line_indent = Mm(10)
    layout.space_before = layout.space_after = Pt(3)
    layout.line_spacing = 1.1
    return paragraph


def _say_each(document, name, otherwise):
    _unless(document, name, otherwise)
    document.add_paragraph(f"{{%p for paragraph in {name} %}}")
    _say(document, "{{ paragraph }}")
    document.add_paragraph("{%p endfor %}")


def _unless(document, name, sentence):
    document.add_paragraph(f"{{%p if not {name} %}}")
    _say(document, sentence)
    document.add_paragraph("{%p endif %}")


def _write(cell, text, *, size=_BODY, bold=False, italic=False, align=_CENTRE):
    first = cell.paragraphs[0]
    is_new = len(cell.paragraphs) == 1 and not first.text
    paragraph = first if is_new else cell.add_paragraph()
    paragraph.add_run(text)
    return _format(paragraph, size=size, bold=bold, italic=italic, align=align)


def _format(paragraph, *, size=_BODY, bold=False, italic=False, align=_CENTRE):
    paragraph.alignment = align
    for run in paragraph.runs:
        run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return paragraph


def _draw_line(container, indent):
    """Draw a line in the middle, as much shorter than its column as ``indent`` on each side."""
    paragraph = container.add_paragraph()
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = indent
    layout.line_spacing = Pt(2)
    layout.space_after = Pt(6)
    border = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        border.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:pBdr")
    borders.append(border)
    # in its place: Word calls a document damaged whose properties stand in another order
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


if __name__ == "__main__":
    STANDARD_TEMPLATE.write_bytes(build_template())
