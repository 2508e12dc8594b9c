"""The standard templates of the papers by which results are settled and published."""

from docx import Document

from .building import (
    CELL,
    CENTRE,
    LEFT,
    add_addressee,
    add_foot,
    add_heading,
    add_letterhead,
    add_note,
    add_rows,
    add_set_aside,
    add_signatures,
    add_table,
    add_table_heading,
    add_title,
    format_runs,
    keep_together,
    say,
    say_attendees,
    say_small,
    say_unless,
    set_up,
    write,
    write_titles,
)

_YEAR = "cải cách hành chính năm {{ year }}"
_RESULTS = f"kết quả đánh giá, xếp hạng {_YEAR}"
# broken where a line of the heading may end
_SUBJECT = f"Về việc công bố kết quả đánh giá, xếp hạng\n{_YEAR} của các cơ quan, đơn vị"
# one line of a page
_DOTS = "…" * 26
_NOBODY = "Chưa có đơn vị nào được đánh giá, xếp hạng."
_COLUMNS = (
    ("TT", 8, "{{ unit.place }}", CENTRE),
    ("Đơn vị", 42, "{{ unit.name }}", LEFT),
    ("Điểm tối đa", 15, "{{ unit.max_score }}", CENTRE),
    ("Tự đánh giá", 17, "{{ unit.self_score }}", CENTRE),
    # a bonus may take it above the maximum, and is named then, in a line of its own
    (
        "Thẩm định",
        26,
        "{{ unit.score }}{% if unit.bonus %} (thưởng {{ unit.bonus }}){% endif %}",
        CENTRE,
    ),
    ("Tỷ lệ (%)", 16, "{{ unit.percent }}", CENTRE),
    ("Hạng", 17, "{{ unit.rank }}", CENTRE),
    ("Xếp loại", 21, "{{ unit.rating }}", CENTRE),
)


def build_council_minute():
    document = _begin("Biên bản họp Hội đồng thẩm định", "Số:        /BB-HĐTĐ")
    add_title(document, "BIÊN BẢN", f"Họp Hội đồng thông qua kết quả đánh giá,\nxếp hạng {_YEAR}")
    add_heading(document, "I. THỜI GIAN, ĐỊA ĐIỂM, THÀNH PHẦN")
    say(
        document,
        "Thời gian: bắt đầu lúc {% if started_at %}{{ started_at }}{% else %}…… giờ …… ngày ……/……/……{% endif %}.",
    )
    say(document, "Địa điểm: {% if place %}{{ place }}{% else %}……………………{% endif %}.")
    say(
        document,
        "Chủ trì: {% if head_name %}{{ head_name }}, {{ chair_title }} {{ council_name }}"
        "{% else %}……………………{% endif %}. "
        "Thư ký: {% if secretary_name %}{{ secretary_name }}{% else %}……………………{% endif %}.",
    )
    document.add_paragraph("{%p if members %}")
    say(document, "Thành viên Hội đồng tham gia chấm điểm:")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for member in members %}")
    say(
        document,
        "{{ loop.index }}. {{ member.name }} - {{ member.role }} (chấm {{ member.decided }} lượt tiêu chí).",
    )
    document.add_paragraph("{%p endfor %}")
    say_attendees(document)
    add_heading(document, "II. NỘI DUNG")
    add_heading(document, "1. Quá trình thẩm định")
    _say_course(document)
    add_heading(document, "2. Kết quả đánh giá, xếp hạng")
    _add_results(document)
    _say_ratings(document)
    add_set_aside(document, "3. Các đơn vị không được đánh giá, xếp hạng")
    add_heading(document, "III. Ý KIẾN TẠI CUỘC HỌP")
    say(document, _DOTS)
    say(document, _DOTS)
    add_heading(document, "IV. KẾT LUẬN")
    say(
        document,
        f"Hội đồng thống nhất {_RESULTS} nêu trên và trình {{{{ issuer_name }}}} xem xét, quyết định công bố.",
    )
    say(
        document,
        "Cuộc họp kết thúc lúc {% if ended_at %}{{ ended_at }}{% else %}…… giờ …… cùng ngày{% endif %}. Biên bản "
        "đã được đọc lại cho những người dự họp cùng nghe và nhất trí thông qua./.",
    )
    add_signatures(
        document,
        (80, write_titles("THƯ KÝ HỘI ĐỒNG"), "{{ secretary_name }}"),
        (80, write_titles(repeated="head_titles"), "{{ head_name }}"),
    )
    return document


def build_proposal():
    document = _begin(
        "Tờ trình công bố kết quả đánh giá, xếp hạng cải cách hành chính",
        "Số:        /TTr-HĐTĐ",
    )
    add_title(document, "TỜ TRÌNH", _SUBJECT)
    add_addressee(document, "{{ issuer_name }}")
    _say_course(document)
    say(
        document,
        f"Trên cơ sở kết quả thẩm định, {{{{ council_name }}}} trình {{{{ issuer_name }}}} xem xét, quyết định công bố "
        f"{_RESULTS} của {{{{ assessed_count }}}} cơ quan, đơn vị như sau:",
    )
    add_heading(document, "1. Kết quả theo nhóm đơn vị")
    _add_group_summary(document)
    _say_mean(document)
    add_heading(document, "2. Kết quả xếp loại")
    _say_ratings(document)
    _add_replacement(document)
    add_set_aside(document, "3. Các đơn vị không được đánh giá, xếp hạng")
    say(
        document,
        "(Gửi kèm: dự thảo Quyết định và Phụ lục; Báo cáo kết quả đánh giá, xếp hạng; Biên bản họp Hội đồng)",
    ).runs[0].italic = True
    say(document, "Kính trình {{ issuer_name }} xem xét, quyết định./.")
    _end(document, "Như trên;")
    return document


def build_decision():
    document = Document()
    set_up(document, "Quyết định công bố kết quả đánh giá, xếp hạng cải cách hành chính")
    add_letterhead(
        document,
        "",
        "{{ issuer_name|upper }}",
        "Số: {% if decision_number %}{{ decision_number }}{% else %}       /QĐ-"
        "{% if issuer_symbol %}{{ issuer_symbol }}{% else %}……{% endif %}{% endif %}",
    )
    add_note(document)
    add_title(document, "QUYẾT ĐỊNH", _SUBJECT)
    format_runs(document.add_paragraph("{{ issuer_name|upper }}"), bold=True, align=CENTRE)
    document.add_paragraph("{%p if issuer_symbol == 'UBND' %}")
    _say_basis(document, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if legal_basis %}")
    _say_basis(document, "Căn cứ {{ legal_basis }};")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for basis in bases %}")
    _say_basis(
        document,
        "Căn cứ {{ basis.text }}{% if basis.rubrics %} ban hành {{ basis.rubrics }}{% endif %};",
    )
    document.add_paragraph("{%p endfor %}")
    _say_basis(
        document,
        "Theo đề nghị của {{ council_name }} tại Tờ trình số ……/TTr-HĐTĐ ngày …… tháng …… năm …….",
    )
    format_runs(document.add_paragraph("QUYẾT ĐỊNH:"), bold=True, align=CENTRE)
    _say_article(
        document,
        "Điều 1. ",
        f"Công bố {_RESULTS} của {{{{ assessed_count }}}} cơ quan, đơn vị (có Phụ lục kèm theo).",
    )
    _say_article(
        document,
        "Điều 2. ",
        "Thủ trưởng các cơ quan, đơn vị căn cứ kết quả được công bố, rà soát các tiêu chí chưa đạt điểm tối đa, "
        "làm rõ nguyên nhân và có giải pháp khắc phục, nâng cao chất lượng công tác cải cách hành chính "
        "những năm tiếp theo.",
    )
    _say_article(
        document,
        "Điều 3. ",
        "Quyết định này có hiệu lực kể từ ngày ký"
        "{% if replaced_number %} và thay thế Quyết định số {{ replaced_number }}{% endif %}.",
    )
    _say_article(
        document,
        "Điều 4. ",
        "{{ council_name }}, thủ trưởng các cơ quan, đơn vị và các tổ chức, cá nhân có liên quan chịu trách nhiệm "
        "thi hành Quyết định này./.",
    )
    add_foot(
        document,
        ["Như Điều 4;", "Các thành viên Hội đồng;", "Lưu: VT, HĐTĐ."],
        "issuer_titles",
        "",
    )
    return document


def build_results():
    document = _begin(
        "Báo cáo kết quả đánh giá, xếp hạng cải cách hành chính", "Số:        /BC-HĐTĐ"
    )
    add_title(
        document,
        "BÁO CÁO",
        f"Kết quả đánh giá, xếp hạng {_YEAR}\ncủa các cơ quan, đơn vị",
    )
    add_addressee(document, "{{ issuer_name }}")
    add_heading(document, "I. TÌNH HÌNH TRIỂN KHAI")
    _say_course(document)
    document.add_paragraph("{%p for rubric in rubrics %}")
    say(
        document,
        "- {% if rubric.groups %}{{ rubric.groups }} được đánh giá theo {% endif %}{{ rubric.name }}"
        "{% if rubric.label %} ({{ rubric.label }}){% endif %}, tổng điểm tối đa {{ rubric.max_score }} điểm.",
    )
    document.add_paragraph("{%p endfor %}")
    add_heading(document, "II. KẾT QUẢ ĐÁNH GIÁ, XẾP HẠNG")
    add_heading(document, "1. Kết quả chung")
    _say_mean(document)
    _say_ratings(document)
    add_heading(document, "2. Kết quả của từng đơn vị")
    _add_results(document)
    add_heading(document, "3. Kết quả theo lĩnh vực")
    document.add_paragraph("{%p if domains %}")
    add_rows(
        document,
        "domain in domains",
        ("Nhóm đơn vị", 52, "{{ domain.group }}", LEFT),
        ("Lĩnh vực", 78, "{{ domain.name }}", LEFT),
        ("Bình quân (%)", 32, "{{ domain.mean_percent }}", CENTRE),
    )
    document.add_paragraph("{%p endif %}")
    say_unless(document, "domains", "Chưa có kết quả theo lĩnh vực.")
    add_set_aside(document, "4. Các đơn vị không được đánh giá, xếp hạng")
    add_heading(document, "III. NHẬN XÉT, ĐÁNH GIÁ")
    add_heading(document, "1. Ưu điểm")
    say(document, _DOTS)
    add_heading(document, "2. Hạn chế, nguyên nhân")
    say(document, _DOTS)
    add_heading(document, "IV. ĐỀ XUẤT, KIẾN NGHỊ")
    say(document, _DOTS)
    say(document, f"Trên đây là báo cáo {_RESULTS} của các cơ quan, đơn vị./.")
    _end(document, "{{ issuer_name }} (để báo cáo);")
    return document


def _begin(title, number):
    document = Document()
    set_up(document, title)
    add_letterhead(document, "{{ issuer_name|upper }}", "{{ council_name|upper }}", number)
    add_note(document)
    return document


def _end(document, *first):
    recipients = [*first, "Các thành viên Hội đồng;", "Lưu: VT, HĐTĐ."]
    add_foot(document, recipients, "head_titles", "{{ head_name }}")


def _say_course(document):
    """Say how many units were appraised, and what was asked and answered."""
    say(
        document,
        "{% if legal_basis %}Thực hiện {{ legal_basis }}, {% endif %}{{ council_name }} đã thẩm định kết quả tự "
        f"đánh giá, chấm điểm {_YEAR} của {{{{ assessed_count }}}}/{{{{ unit_count }}}} cơ quan, đơn vị"
        "{% if absent_count != '0' %}; {{ absent_count }} đơn vị không nộp hồ sơ{% endif %}"
        "{% if exempt_count != '0' %}; {{ exempt_count }} đơn vị không thuộc đối tượng đánh giá{% endif %}.",
    )
    document.add_paragraph("{%p if request_count != '0' %}")
    say(
        document,
        "Trong quá trình thẩm định, Hội đồng đã yêu cầu giải trình {{ request_count }} lượt tiêu chí; các đơn vị đã "
        "giải trình {{ answered_count }} lượt.",
    )
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if objection_count != '0' %}")
    say(document, "Hội đồng đã xem xét, trả lời kiến nghị của {{ objection_count }} đơn vị.")
    document.add_paragraph("{%p endif %}")


def _say_mean(document):
    document.add_paragraph("{%p if mean_percent %}")
    say(document, "Tỷ lệ điểm bình quân chung của các đơn vị: {{ mean_percent }} %.")
    document.add_paragraph("{%p endif %}")


def _say_ratings(document):
    document.add_paragraph("{%p for rating in ratings %}")
    say(document, "- {{ rating.name }}: {{ rating.count }} đơn vị ({{ rating.percent }} %).")
    document.add_paragraph("{%p endfor %}")
    say_unless(document, "ratings", "Chưa xếp loại.")


def _say_basis(document, text):
    say(document, text).runs[0].italic = True


def _say_article(document, number, text):
    paragraph = say(document, number)
    paragraph.runs[0].bold = True
    paragraph.add_run(text)


def _add_replacement(document):
    document.add_paragraph("{%p if replaced_number %}")
    say(
        document,
        "Quyết định này thay thế Quyết định số {{ replaced_number }}"
        "{% if reason %}. Lý do: {{ reason }}{% endif %}.",
    )
    document.add_paragraph("{%p endif %}")


def _add_group_summary(document):
    document.add_paragraph("{%p if groups %}")
    add_rows(
        document,
        "group in groups",
        ("TT", 14, "{{ group.number }}", CENTRE),
        ("Nhóm đơn vị", 88, "{{ group.name }}", LEFT),
        ("Số đơn vị", 28, "{{ group.count }}", CENTRE),
        ("Bình quân (%)", 32, "{{ group.mean_percent }}", CENTRE),
        total=("", "Tổng cộng", "{{ listed_count }}", "{{ mean_percent }}"),
    )
    document.add_paragraph("{%p endif %}")
    say_unless(document, "groups", _NOBODY)


def _add_results(document):
    """Add one table for all groups, each with a line of its own above its units, and the mean of all below."""
    document.add_paragraph("{%p if groups %}")
    table = add_table(document, 7, [width for _name, width, _mark, _align in _COLUMNS])
    table.style = "Table Grid"
    heading, opening, title, inner, unit, *closings = table.rows
    add_table_heading(heading, [name for name, _width, _mark, _align in _COLUMNS])
    write(opening.cells[0], "{%tr for group in groups %}")
    write(
        title.cells[0].merge(title.cells[-1]),
        "{{ group.number }}. {{ group.name }} ({{ group.count }} đơn vị"
        "{% if group.mean_percent %}, bình quân {{ group.mean_percent }} %{% endif %})",
        size=CELL,
        bold=True,
        align=LEFT,
    )
    keep_together(title)
    title.cells[0].paragraphs[0].paragraph_format.keep_with_next = True
    write(inner.cells[0], "{%tr for unit in group.units %}")
    for cell, (_name, _width, mark, align) in zip(unit.cells, _COLUMNS, strict=True):
        write(cell, mark, size=CELL, align=align)
    keep_together(unit)
    for closing in closings:
        write(closing.cells[0], "{%tr endfor %}")
    document.add_paragraph("{%p if standing_note %}")
    say_small(document, "Ghi chú: {{ standing_note }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endif %}")
    say_unless(document, "groups", _NOBODY)
