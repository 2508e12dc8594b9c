"""The standard template of a unit's report."""

from docx import Document

from .building import (
    CENTRE,
    LEFT,
    add_foot,
    add_heading,
    add_letterhead,
    add_note,
    add_rows,
    add_title,
    say,
    say_each,
    say_unless,
    set_up,
)


def build_report():
    document = Document()
    set_up(document, "Báo cáo tự đánh giá, chấm điểm cải cách hành chính")
    add_letterhead(
        document, "{{ superior_name|upper }}", "{{ unit_name|upper }}", "Số: {{ number }}"
    )
    add_note(document)
    add_title(
        document,
        "BÁO CÁO",
        "Tự đánh giá, chấm điểm kết quả thực hiện\ncông tác cải cách hành chính năm {{ year }}",
    )
    _add_body(document)
    add_foot(
        document,
        ["{{ recipient }}"],
        "signer_titles",
        "{{ signer_name }}",
        loop="recipient in recipients",
    )
    return document


def _add_body(document):
    say(
        document,
        "{% if legal_basis %}Thực hiện {{ legal_basis }}{% else %}"
        "Thực hiện việc đánh giá, chấm điểm cải cách hành chính năm {{ year }}{% endif %}"
        "{% if rubric_basis %} và theo bộ tiêu chí ban hành tại {{ rubric_basis }}{% endif %}, "
        "{{ unit_name }} báo cáo kết quả tự đánh giá, chấm điểm như sau:",
    )
    add_heading(document, "I. TÌNH HÌNH CHUNG")
    say_each(document, "general", "Không có nội dung bổ sung.")
    add_heading(document, "II. KẾT QUẢ TỰ ĐÁNH GIÁ, CHẤM ĐIỂM")
    add_heading(document, "1. Kết quả chung")
    say(
        document,
        "Tổng điểm tự đánh giá: {{ self_score }}/{{ attainable_score }} điểm của các tiêu chí do "
        "đơn vị tự chấm, đạt {{ self_percent }} % (bộ tiêu chí có tổng điểm tối đa là "
        "{{ max_score }} điểm)."
        "{% if bonus %} Điểm thưởng được tính: {{ bonus }} điểm.{% endif %}"
        "{% if penalty %} Điểm trừ: {{ penalty }} điểm.{% endif %}",
    )
    say(
        document,
        "Đơn vị đã tự chấm {{ criterion_count }} tiêu chí, gửi kèm {{ document_count }} tài liệu "
        "kiểm chứng (chi tiết tại {{ appendix_label }} kèm theo).",
    )
    add_heading(document, "2. Kết quả theo lĩnh vực")
    add_rows(
        document,
        "domain in domains",
        ("TT", 12, "{{ domain.code }}", CENTRE),
        ("Lĩnh vực", 74, "{{ domain.name }}", LEFT),
        ("Điểm tối đa", 22, "{{ domain.max_score }}", CENTRE),
        ("Điểm tự đánh giá", 28, "{{ domain.self_score }}", CENTRE),
        ("Tỷ lệ (%)", 24, "{{ domain.percent }}", CENTRE),
    )
    add_heading(document, "III. CÁC TIÊU CHÍ CHƯA ĐẠT ĐIỂM TỐI ĐA VÀ NGUYÊN NHÂN")
    say_unless(document, "lost", "Không có tiêu chí nào chưa đạt điểm tối đa.")
    document.add_paragraph("{%p if lost %}")
    add_rows(
        document,
        "row in lost",
        ("Mã", 14, "{{ row.code }}", CENTRE),
        ("Tiêu chí", 54, "{{ row.name }}", LEFT),
        ("Điểm tối đa", 18, "{{ row.max_score }}", CENTRE),
        ("Tự đánh giá", 18, "{{ row.self_score }}", CENTRE),
        (
            "Nguyên nhân",
            58,
            "{% if row.explanation %}{{ row.explanation }}{% else %}{{ row.reckoning }}{% endif %}",
            LEFT,
        ),
    )
    document.add_paragraph("{%p endif %}")
    add_heading(document, "IV. GIẢI TRÌNH CÁC TIÊU CHÍ CHƯA ĐỦ TÀI LIỆU KIỂM CHỨNG")
    say_unless(document, "unproven", "Các tiêu chí đều có tài liệu kiểm chứng.")
    document.add_paragraph("{%p for row in unproven %}")
    say(
        document,
        "- {{ row.code }} {{ row.name }} ({{ row.status|lower }} tài liệu kiểm chứng): "
        "{% if row.explanation %}{{ row.explanation }}{% else %}chưa có giải trình.{% endif %}",
    )
    document.add_paragraph("{%p endfor %}")
    add_heading(document, "V. KHÓ KHĂN, VƯỚNG MẮC")
    say_each(document, "difficulties", "Không có.")
    add_heading(document, "VI. KIẾN NGHỊ, ĐỀ XUẤT")
    say_each(document, "proposals", "Không có.")
    say(
        document,
        "Trên đây là báo cáo tự đánh giá, chấm điểm kết quả thực hiện công tác cải cách hành chính "
        "năm {{ year }} của {{ unit_name }}./.",
    )
