"""The standard template of the minute of an appraisal."""

from docx import Document

from .building import (
    CENTRE,
    LEFT,
    add_heading,
    add_letterhead,
    add_note,
    add_rows,
    add_signatures,
    add_title,
    say,
    say_attendees,
    say_small,
    say_unless,
    set_up,
    write_titles,
)


def build_minute():
    document = Document()
    set_up(document, "Biên bản thẩm định kết quả tự đánh giá cải cách hành chính")
    add_letterhead(
        document, "{{ superior_name|upper }}", "{{ council_name|upper }}", "Số:        /BB-HĐTĐ"
    )
    add_note(document)
    add_title(
        document,
        "BIÊN BẢN",
        "Thẩm định kết quả tự đánh giá, chấm điểm\ncải cách hành chính năm {{ year }} của {{ unit_name }}",
    )
    _add_opening(document)
    _add_results(document)
    _add_differences(document)
    _add_requests(document)
    _add_conclusion(document)
    _add_signatures(document)
    return document


def _add_opening(document):
    add_heading(document, "I. THỜI GIAN, THÀNH PHẦN, CĂN CỨ")
    say(
        document,
        "{% if legal_basis %}Thực hiện {{ legal_basis }}, {{ council_name }}{% else %}{{ council_name }}{% endif %} "
        "đã thẩm định kết quả tự đánh giá, chấm điểm cải cách hành chính năm {{ year }} của {{ unit_name }} "
        "({{ group_name }}) theo {{ rubric_name }}"
        f"{{% if first_day %}}, {_days('')}, qua {{{{ round_count }}}} vòng{{% endif %}}.",
    )
    document.add_paragraph("{%p if started_at %}")
    say(
        document,
        "Thời gian: bắt đầu lúc {{ started_at }}, kết thúc lúc {{ ended_at }}.",
    )
    document.add_paragraph("{%p endif %}")
    say(document, "Địa điểm: {% if place %}{{ place }}{% else %}……………………{% endif %}.")
    say(
        document,
        "Chủ trì: {% if head_name %}{{ head_name }}, {{ chair_title }} {{ council_name }}"
        "{% else %}……………………{% endif %}. "
        "Thư ký: {% if secretary_name %}{{ secretary_name }}{% else %}……………………{% endif %}.",
    )
    document.add_paragraph("{%p if dispatch_number %}")
    say(
        document,
        "Hồ sơ được thẩm định: gửi kèm Văn bản số {{ dispatch_number }} ngày {{ dispatch_date }} "
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
    say_attendees(document)
    document.add_paragraph("{%p for round in rounds %}")
    say(
        document,
        "- Vòng {{ round.number }}: chấm {{ round.decided }} tiêu chí"
        f"{{% if round.first_day %}} ({_days('round.')}){{% endif %}}"
        "{% if round.asked != '0' %}; yêu cầu giải trình {{ round.asked }} tiêu chí, "
        "{% if round.answered != '0' %}đơn vị đã giải trình {{ round.answered }} tiêu chí"
        "{% else %}đơn vị không giải trình{% endif %}{% endif %}.",
    )
    document.add_paragraph("{%p endfor %}")


def _add_results(document):
    add_heading(document, "II. KẾT QUẢ THẨM ĐỊNH")
    say(
        document,
        "Hội đồng đã chấm {{ decided_count }}/{{ criterion_count }} tiêu chí"
        "{% if council_only_count != '0' %}, trong đó {{ council_only_count }} tiêu chí chỉ do Hội đồng chấm{% endif %}"
        "{% if agreed_count != '0' %}; giữ nguyên điểm tự đánh giá {{ agreed_count }} tiêu chí{% endif %}"
        "{% if lowered_count != '0' %}; chấm thấp hơn {{ lowered_count }} tiêu chí{% endif %}"
        "{% if raised_count != '0' %}; chấm cao hơn {{ raised_count }} tiêu chí{% endif %}.",
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
        total=(
            "",
            "Tổng cộng",
            "{{ max_score }}",
            "{{ self_score }}",
            "{{ score }}",
            "{{ percent }}",
        ),
    )
    say_small(document, "Ghi chú: {{ standing_note }}")
    document.add_paragraph("{%p if not_applicable %}")
    say(
        document,
        "Hội đồng xác định {{ not_applicable|length }} tiêu chí không áp dụng đối với đơn vị; "
        "điểm tối đa còn lại là {{ max_score }} điểm:",
    )
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for row in not_applicable %}")
    say(
        document,
        "- {{ row.code }} {{ row.name }} (điểm tối đa {{ row.max_score }})"
        "{% if row.remark %}: {{ row.remark }}{% endif %}.",
    )
    document.add_paragraph("{%p endfor %}")


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
    add_signatures(
        document,
        (54, write_titles("ĐẠI DIỆN ĐƠN VỊ"), "{{ unit_signer_name }}"),
        (53, write_titles("THƯ KÝ HỘI ĐỒNG"), "{{ secretary_name }}"),
        (55, write_titles(repeated="head_titles"), "{{ head_name }}"),
    )


def _days(prefix):
    """Return what names the days from first to last, once where they are one."""
    first, last = f"{prefix}first_day", f"{prefix}last_day"
    return (
        f"{{% if {first} == {last} %}}ngày {{{{ {first} }}}}"
        f"{{% else %}}từ ngày {{{{ {first} }}}} đến ngày {{{{ {last} }}}}{{% endif %}}"
    )
