"""The standard templates of the council's dispatches (công văn)."""

from docx import Document

from .building import (
    CENTRE,
    LEFT,
    add_addressee,
    add_foot,
    add_heading,
    add_letterhead,
    add_rows,
    say,
    say_unless,
    set_up,
)

_YEAR = "cải cách hành chính năm {{ year }}"
_ACCORDING = "{% if legal_basis %}Thực hiện {{ legal_basis }}, {% endif %}"


def build_start():
    document = _begin(
        "Triển khai tự đánh giá, chấm điểm cải cách hành chính",
        f"V/v triển khai tự đánh giá, chấm điểm {_YEAR}",
    )
    add_addressee(document, "Các cơ quan, đơn vị thuộc đối tượng đánh giá")
    say(
        document,
        f"{_ACCORDING}{{{{ council_name }}}} đề nghị các cơ quan, đơn vị triển khai tự đánh giá, chấm điểm "
        f"kết quả thực hiện công tác {_YEAR} như sau:",
    )
    add_heading(document, "1. Đối tượng và bộ tiêu chí")
    document.add_paragraph("{%p for rubric in rubrics %}")
    say(
        document,
        "- {% if rubric.groups %}{{ rubric.groups }}: {% endif %}"
        "{% if rubric.label %}{{ rubric.label }}, {% endif %}{{ rubric.name }}"
        "{% if rubric.basis %} (theo {{ rubric.basis }}){% endif %}, "
        "tổng điểm tối đa {{ rubric.max_score }} điểm.",
    )
    document.add_paragraph("{%p endfor %}")
    say_unless(document, "rubrics", "Theo bộ tiêu chí được cơ quan có thẩm quyền ban hành.")
    add_heading(document, "2. Nội dung thực hiện")
    say(
        document,
        "- Tự chấm điểm từng tiêu chí trên phần mềm, kèm tài liệu kiểm chứng của từng tiêu chí; "
        "tiêu chí chưa có hoặc chưa đủ tài liệu kiểm chứng thì giải trình rõ lý do.",
    )
    say(
        document,
        "- Thủ trưởng cơ quan, đơn vị xem xét, phê duyệt và chịu trách nhiệm về tính chính xác, trung thực "
        "của kết quả tự đánh giá trước khi gửi Hội đồng.",
    )
    add_heading(document, "3. Thời hạn")
    for name, sentence in (
        ("self_deadline", "Gửi kết quả tự đánh giá, chấm điểm: chậm nhất"),
        (
            "explanation_deadline",
            "Giải trình, bổ sung tài liệu theo yêu cầu của Hội đồng: chậm nhất",
        ),
        ("appraisal_deadline", "Hội đồng thẩm định xong: chậm nhất"),
    ):
        document.add_paragraph(f"{{%p if {name} %}}")
        say(document, f"- {sentence} {{{{ {name} }}}}.")
        document.add_paragraph("{%p endif %}")
    say_unless(
        document,
        "(self_deadline or explanation_deadline or appraisal_deadline)",
        "Theo thông báo của {{ council_name }}.",
    )
    add_heading(document, "4. Nơi tiếp nhận hồ sơ")
    say(
        document,
        "Hồ sơ được gửi trên phần mềm. Khó khăn, vướng mắc trong quá trình thực hiện, đề nghị phản ánh về "
        "{{ council_name }}{% if council_email %} theo địa chỉ thư điện tử {{ council_email }}{% endif %}.",
    )
    say(
        document,
        "Đề nghị thủ trưởng các cơ quan, đơn vị quan tâm chỉ đạo, tổ chức thực hiện bảo đảm chất lượng và "
        "đúng thời hạn./.",
    )
    return _end(document, "{{ issuer_name }} (để báo cáo);")


def build_reminder():
    document = _begin(
        "Đôn đốc gửi kết quả tự đánh giá, chấm điểm cải cách hành chính",
        f"V/v đôn đốc gửi kết quả tự đánh giá, chấm điểm {_YEAR}",
    )
    add_addressee(document, "Các cơ quan, đơn vị có tên trong danh sách dưới đây")
    say(
        document,
        f"{_ACCORDING}{{{{ council_name }}}} đã đề nghị các cơ quan, đơn vị gửi kết quả tự đánh giá, chấm điểm "
        f"{_YEAR}{{% if self_deadline %}} chậm nhất {{{{ self_deadline }}}}{{% endif %}}. Tính đến {{{{ as_of }}}}, "
        "còn {{ late|length }} cơ quan, đơn vị đã quá thời hạn mà chưa gửi kết quả:",
    )
    add_rows(
        document,
        "unit in late",
        ("TT", 12, "{{ loop.index }}", CENTRE),
        ("Cơ quan, đơn vị", 66, "{{ unit.name }}", LEFT),
        ("Thời hạn", 48, "{{ unit.deadline }}", CENTRE),
        ("Tình trạng", 36, "{{ unit.state }}", LEFT),
    )
    say(
        document,
        "{{ council_name }} đề nghị thủ trưởng các cơ quan, đơn vị nêu trên khẩn trương hoàn thành, phê duyệt "
        "và gửi kết quả tự đánh giá, chấm điểm trên phần mềm trước ngày ……/……/……; trường hợp có khó khăn, "
        "vướng mắc, có văn bản nêu rõ lý do.",
    )
    say(
        document,
        "Quá thời hạn trên, Hội đồng báo cáo {{ issuer_name }} và xử lý đơn vị không nộp hồ sơ theo quy định "
        "của kỳ đánh giá./.",
    )
    return _end(document, "{{ issuer_name }} (để báo cáo);")


def build_request():
    document = _begin(
        "Yêu cầu giải trình, bổ sung tài liệu kiểm chứng",
        f"V/v giải trình, bổ sung tài liệu kiểm chứng {_YEAR}",
    )
    add_addressee(document, "{{ unit_name }}")
    say(
        document,
        f"{_ACCORDING}qua thẩm định kết quả tự đánh giá, chấm điểm {_YEAR} của {{{{ unit_name }}}}, "
        "{{ council_name }} đề nghị {{ unit_name }} giải trình, bổ sung tài liệu kiểm chứng đối với "
        "{{ requests|length }} tiêu chí sau:",
    )
    add_rows(
        document,
        "row in requests",
        ("TT", 12, "{{ loop.index }}", CENTRE),
        ("Mã", 18, "{{ row.code }}", CENTRE),
        ("Tiêu chí", 58, "{{ row.name }}", LEFT),
        ("Nội dung yêu cầu", 74, "{{ row.request }}", LEFT),
    )
    say(
        document,
        "Nội dung giải trình và tài liệu bổ sung được gửi trên phần mềm"
        "{% if unit_deadline %}, chậm nhất {{ unit_deadline }}{% endif %}. Quá thời hạn mà đơn vị không giải trình, "
        "Hội đồng quyết định điểm theo hồ sơ hiện có./.",
    )
    return _end(document)


def _begin(title, about):
    document = Document()
    set_up(document, title)
    add_letterhead(
        document,
        "{{ issuer_name|upper }}",
        "{{ council_name|upper }}",
        "Số:        /HĐTĐ",
        about=about,
    )
    return document


def _end(document, *others):
    recipients = ["Như trên;", *others, "Các thành viên Hội đồng;", "Lưu: VT, HĐTĐ."]
    add_foot(document, recipients, "head_titles", "{{ head_name }}")
    return document
