"""The standard template of the minute of an appraisal."""

from docx import Document
from docx.shared import Mm, Pt

from .building import (
    BODY,
    CENTRE,
    LEFT,
    add_heading,
    add_letterhead,
    add_note,
    add_rows,
    add_table,
    draw_line,
    format_runs,
    keep_together,
    say,
    say_unless,
    set_up,
    write,
)

_SIGNATURE_WIDTHS = (54, 53, 53)


def build_minute():
    document = Document()
    set_up(document, "Biên bản thẩm định kết quả tự đánh giá cải cách hành chính")
    add_letterhead(
        document, "{{ superior_name|upper }}", "{{ council_name|upper }}", "Số:        /BB-HĐTĐ"
    )
    add_note(document)
    _add_title(document)
    _add_opening(document)
    _add_results(document)
    _add_differences(document)
    _add_requests(document)
    _add_conclusion(document)
    _add_signatures(document)
    return document


def _add_title(document):
    title = format_runs(document.add_paragraph("BIÊN BẢN"), bold=True, align=CENTRE)
    title.paragraph_format.space_before = Pt(12)
    format_runs(
        document.add_paragraph(
            "Thẩm định kết quả tự đánh giá, chấm điểm\ncải cách hành chính năm {{ year }} của {{ unit_name }}"
        ),
        bold=True,
        align=CENTRE,
    )
    draw_line(document, Mm(55))


def _add_opening(document):
    add_heading(document, "I. THỜI GIAN, THÀNH PHẦN, CĂN CỨ")
    say(
        document,
        "{% if legal_basis %}Thực hiện {{ legal_basis }}, {{ council_name }}{% else %}{{ council_name }}{% endif %} "
        "đã thẩm định kết quả tự đánh giá, chấm điểm cải cách hành chính năm {{ year }} của {{ unit_name }} "
        "({{ group_name }}) theo {{ rubric_name }}"
        "{% if first_day %}, từ ngày {{ first_day }} đến ngày {{ last_day }}, qua {{ round_count }} vòng{% endif %}.",
    )
    document.add_paragraph("{%p if dispatch_number %}")
    say(
        document,
        "Hồ sơ được thẩm định: gửi kèm Công văn số {{ dispatch_number }} ngày {{ dispatch_date }} "
        "của {{ unit_name }}.",
    )
    document.add_paragraph("{%p endif %}")
    say(document, "Thành viên Hội đồng tham gia chấm điểm:")
    say_unless(document, "members", "Chưa có tiêu chí nào được chấm.")
    document.add_paragraph("{%p for member in members %}")
    say(
        document,
        "{{ loop.index }}. {{ member.name }} - {{ member.role }} (chấm {{ member.decided }} tiêu chí).",
    )
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p for round in rounds %}")
    say(
        document,
        "- Vòng {{ round.number }}: chấm {{ round.decided }} tiêu chí"
        "{% if round.first_day %} (từ ngày {{ round.first_day }} đến ngày {{ round.last_day }}){% endif %}; "
        "yêu cầu giải trình {{ round.asked }} tiêu chí, đơn vị đã giải trình {{ round.answered }} tiêu chí.",
    )
    document.add_paragraph("{%p endfor %}")


def _add_results(document):
    add_heading(document, "II. KẾT QUẢ THẨM ĐỊNH")
    say(
        document,
        "Hội đồng đã chấm {{ decided_count }}/{{ criterion_count }} tiêu chí, trong đó "
        "{{ council_only_count }} tiêu chí chỉ do Hội đồng chấm; "
        "trong các tiêu chí đơn vị tự chấm: giữ nguyên điểm tự đánh giá {{ agreed_count }} tiêu chí, "
        "chấm thấp hơn {{ lowered_count }} tiêu chí, chấm cao hơn {{ raised_count }} tiêu chí.",
    )
    add_rows(
        document,
        "domain in domains",
        ("TT", 12, "{{ domain.code }}", CENTRE),
        ("Lĩnh vực", 66, "{{ domain.name }}", LEFT),
        ("Điểm tối đa", 20, "{{ domain.max_score }}", CENTRE),
        ("Tự đánh giá", 21, "{{ domain.self_score }}", CENTRE),
        ("Thẩm định", 21, "{{ domain.score }}", CENTRE),
        ("Tỷ lệ (%)", 20, "{{ domain.percent }}", CENTRE),
    )


def _add_differences(document):
    add_heading(document, "III. CÁC TIÊU CHÍ CÓ CHÊNH LỆCH VÀ LÝ DO")
    say_unless(document, "differences", "Không có tiêu chí nào chênh lệch.")
    document.add_paragraph("{%p if differences %}")
    add_rows(
        document,
        "row in differences",
        ("Mã", 15, "{{ row.code }}", CENTRE),
        ("Tiêu chí", 51, "{{ row.name }}", LEFT),
        ("Tối đa", 14, "{{ row.max_score }}", CENTRE),
        ("Tự đánh giá", 17, "{{ row.self_score }}", CENTRE),
        ("Thẩm định", 17, "{{ row.score }}", CENTRE),
        ("Lý do", 48, "{{ row.reason }}", LEFT),
    )
    document.add_paragraph("{%p endif %}")


def _add_requests(document):
    add_heading(document, "IV. YÊU CẦU GIẢI TRÌNH VÀ TRẢ LỜI")
    say_unless(document, "requests", "Hội đồng không yêu cầu giải trình.")
    document.add_paragraph("{%p for row in requests %}")
    say(
        document, "{{ loop.index }}. Tiêu chí {{ row.code }} {{ row.name }} (vòng {{ row.round }}):"
    )
    say(document, "- Hội đồng yêu cầu: {{ row.request }}")
    say(
        document,
        "- Đơn vị giải trình: {% if row.explanation %}{{ row.explanation }}{% else %}chưa giải trình.{% endif %}",
    )
    say(
        document,
        "- Hội đồng quyết định: {% if row.score %}{{ row.score }} điểm.{% else %}chưa chấm lại.{% endif %}"
        "{% if row.remark %} {{ row.remark }}{% endif %}",
    )
    document.add_paragraph("{%p endfor %}")


def _add_conclusion(document):
    add_heading(document, "V. KẾT LUẬN")
    say(
        document,
        "Tổng điểm tự đánh giá: {{ self_score }} điểm. Tổng điểm thẩm định: {{ score }}/{{ max_score }} điểm, "
        "đạt {{ percent }} %."
        "{% if bonus %} Điểm thưởng được tính: {{ bonus }} điểm.{% endif %}"
        "{% if penalty %} Điểm trừ: {{ penalty }} điểm.{% endif %}"
        "{% if rating %} Xếp loại: {{ rating }}.{% endif %}",
    )
    document.add_paragraph("{%p if objection %}")
    say(document, "Kiến nghị của đơn vị:")
    document.add_paragraph("{%p endif %}")
    _say_quoted(document, "objection")
    document.add_paragraph("{%p if objection_answer %}")
    say(document, "Trả lời của Hội đồng:")
    document.add_paragraph("{%p endif %}")
    _say_quoted(document, "objection_answer")
    say(document, "Biên bản được lập thành 02 bản, mỗi bên giữ 01 bản./.")


def _say_quoted(document, name):
    document.add_paragraph(f"{{%p for paragraph in {name} %}}")
    say(document, "{{ paragraph }}")
    document.add_paragraph("{%p endfor %}")


def _add_signatures(document):
    table = add_table(document, 1, _SIGNATURE_WIDTHS)
    keep_together(table.rows[0])
    unit, secretary, council = table.rows[0].cells
    write(unit, "ĐẠI DIỆN ĐƠN VỊ", size=BODY, bold=True)
    write(secretary, "THƯ KÝ HỘI ĐỒNG", size=BODY, bold=True)
    write(council, "{%p for title in head_titles %}")
    write(council, "{{ title }}", size=BODY, bold=True)
    write(council, "{%p endfor %}")
    for cell, name in (
        (unit, "{{ unit_signer_name }}"),
        (secretary, "{{ secretary_name }}"),
        (council, "{{ head_name }}"),
    ):
        for _line in range(4):
            write(cell, "", size=BODY)
        write(cell, name, size=BODY, bold=True)
