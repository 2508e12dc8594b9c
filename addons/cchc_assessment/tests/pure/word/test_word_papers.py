"""The papers of a whole period: letterhead, what they say and leave out, and who signs."""

import io
import re
from dataclasses import fields, replace

import pytest
from docx import Document

from core.word.annex_data import AnnexGroup, AnnexUnit, RatingCount, SetAside
from core.word.minute_data import Member
from core.word.papers_data import (
    CouncilMinute,
    Decision,
    LateUnit,
    Paper,
    PaperBasis,
    PaperDomain,
    PaperRequest,
    PaperRubric,
    Proposal,
    ReminderDispatch,
    RequestDispatch,
    ResultsReport,
    StartDispatch,
)
from core.word.writer import STANDARD_TEMPLATES, write_document

KINDS = (
    StartDispatch,
    ReminderDispatch,
    RequestDispatch,
    CouncilMinute,
    ResultsReport,
    Proposal,
    Decision,
)


def make_paper(kind, units=3, **values):
    names = (f"Sở Thử nghiệm số {number}" for number in range(1, units + 1))
    rows = [
        replace(
            AnnexUnit(**dict.fromkeys((one.name for one in fields(AnnexUnit)), "")),
            place=str(place),
            name=name,
            max_score="100,00",
            self_score="92,50",
            score="88,25",
            percent="88,25",
            rank=str(place),
            rating="Tốt",
        )
        for place, name in enumerate(names, start=1)
    ]
    said = dict.fromkeys((one.name for one in fields(Paper)), "") | {
        "issuer_name": "Ủy ban nhân dân tỉnh Mẫu",
        "issuer_symbol": "UBND",
        "issuer_titles": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
        "council_name": "Hội đồng thẩm định cải cách hành chính",
        "place_and_date": "Mẫu, ngày …… tháng …… năm ……",
        "year": "2026",
        "period_name": "Đánh giá năm 2026",
        "legal_basis": "Kế hoạch số 15/KH-UBND ngày 10 tháng 01 năm 2026",
        "as_of": "08 giờ 00 ngày 20/12/2026",
        "self_deadline": "17 giờ 00 ngày 18/12/2026",
        "explanation_deadline": "17 giờ 00 ngày 31/12/2026",
        "appraisal_deadline": "17 giờ 00 ngày 15/01/2027",
        "council_email": "hoidong@example.gov.vn",
        "rubrics": [
            PaperRubric(
                "Phụ lục 01",
                "Bộ tiêu chí cấp sở",
                "Quyết định số 20/QĐ-UBND ngày 05 tháng 02 năm 2026",
                "Sở, ban, ngành",
                "100,00",
            )
        ],
        "bases": [
            PaperBasis("Quyết định số 20/QĐ-UBND ngày 05 tháng 02 năm 2026", "Bộ tiêu chí cấp sở")
        ],
        "chair_title": "Chủ tịch",
        "place": "Phòng họp số 2",
        "members": [Member("Trần Thị Mẫu", "Thư ký Hội đồng", "45")],
        "attendees": ["Ông Lê Văn Khách, Phó Giám đốc Sở Tài chính"],
        "unit_count": str(units + 2),
        "assessed_count": str(units),
        "listed_count": str(units),
        "absent_count": "1",
        "exempt_count": "1",
        "request_count": "4",
        "answered_count": "3",
        "objection_count": "0",
        "mean_percent": "88,25",
        "groups": [AnnexGroup("I", "Sở, ban, ngành", str(units), "88,25", rows)],
        "ratings": [RatingCount("Tốt", str(units), "100,00")],
        "domains": [PaperDomain("Sở, ban, ngành", "1 Chỉ đạo, điều hành", "91,20")],
        "set_aside": [
            SetAside("Sở Im lặng", "Sở, ban, ngành", "Không nộp hồ sơ", "Đã đôn đốc."),
            SetAside("Sở Mới lập", "Sở, ban, ngành", "Không thuộc đối tượng đánh giá", "Mới lập."),
        ],
        "standing_note": "Điểm làm tròn đến 02 chữ số thập phân.",
        "late": [LateUnit("Sở Im lặng", "17 giờ 00 ngày 18/12/2026", "Chưa bắt đầu")],
        "unit_name": "Sở Thử nghiệm số 1",
        "unit_deadline": "17 giờ 00 ngày 31/12/2026",
        "requests": [PaperRequest("1.1.1", "Ban hành kế hoạch", "Văn bản nào chứng minh?")],
        "head_titles": ["TM. HỘI ĐỒNG THẨM ĐỊNH", "CHỦ TỊCH"],
        "head_name": "Nguyễn Văn Mẫu",
        "secretary_name": "Trần Thị Mẫu",
    }
    return kind(**said | values)


def said_by(record):
    document = Document(io.BytesIO(write_document(record)))
    body = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        body += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(body)


@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_has_the_form_of_the_decree(kind):
    """State and motto, who issues it, its number or room for it, place and date, recipients but for a minute."""
    text = said_by(make_paper(kind))
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH MẪU",
        "Số:",
        "Mẫu, ngày …… tháng …… năm ……",
        "cải cách hành chính năm 2026",
        "CHỦ TỊCH",
    ):
        assert part in text, part
    assert ("Nơi nhận:" in text) == (kind is not CouncilMinute)
    assert "Nguyễn Văn Mẫu" in text or kind is Decision
    assert not re.search(r"[{}]|\.\.|;\.|,\.| ,|\(\)", text), text


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (
            StartDispatch,
            ["V/v triển khai", "Sở, ban, ngành: Phụ lục 01", "chậm nhất 17 giờ 00 ngày 18/12/2026"],
        ),
        (ReminderDispatch, ["Tính đến 08 giờ 00 ngày 20/12/2026, còn 1 cơ quan", "Sở Im lặng"]),
        (RequestDispatch, ["Kính gửi: Sở Thử nghiệm số 1", "Văn bản nào chứng minh?"]),
        (
            CouncilMinute,
            [
                "Địa điểm: Phòng họp số 2.",
                "1. Trần Thị Mẫu - Thư ký Hội đồng (chấm 45 lượt tiêu chí).",
                "Cùng dự:\n- Ông Lê Văn Khách, Phó Giám đốc Sở Tài chính.",
                "3/5 cơ quan, đơn vị; 1 đơn vị không nộp hồ sơ; 1 đơn vị không thuộc đối tượng",
                "Không thuộc đối tượng đánh giá\nMới lập.",
                "THƯ KÝ HỘI ĐỒNG",
            ],
        ),
        (ResultsReport, ["BÁO CÁO", "1 Chỉ đạo, điều hành\n91,20", "bình quân 88,25 %)"]),
        (Proposal, ["TỜ TRÌNH", "Kính gửi: Ủy ban nhân dân tỉnh Mẫu", "- Tốt: 3 đơn vị"]),
        (
            Decision,
            [
                "/QĐ-UBND",
                # as decisions of 2026 cite it: of a law its day and no number (Decree 30)
                "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
                "Điều 1. Công bố kết quả đánh giá, xếp hạng cải cách hành chính năm 2026 của 3",
                "TM. ỦY BAN NHÂN DÂN",
            ],
        ),
    ],
)
def test_what_each_paper_says(kind, parts):
    """Each is filled in from the period, so that it can be signed as it comes out."""
    text = said_by(make_paper(kind))
    for part in parts:
        assert part in text, part


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_known_is_left_out(kind):
    """A period with names alone gives papers without empty sentences or brackets; hours are left for the pen."""
    blank = {
        name: [] if isinstance(value, list) else ""
        for name, value in (
            (one.name, getattr(make_paper(kind), one.name)) for one in fields(Paper)
        )
    }
    counts = dict.fromkeys((name for name in blank if name.endswith("_count")), "0")
    kept = dict.fromkeys(("council_name", "issuer_name", "year", "unit_name"), "Mẫu")
    text = said_by(kind(**blank | counts | kept))
    assert "Luật Tổ chức" not in text
    assert not re.search(r"\(\)|chậm nhất\.|: \.|Thực hiện ,|Cùng dự|0 đơn vị không", text), text


def test_a_correction_says_what_it_replaces():
    """Proposal and decision name the decision that goes out of force."""
    values = {"replaced_number": "12/QĐ-UBND", "reason": "Tính lại điểm"}
    assert "thay thế Quyết định số 12/QĐ-UBND. Lý do: Tính lại điểm." in said_by(
        make_paper(Proposal, **values)
    )
    assert "kể từ ngày ký và thay thế Quyết định số 12/QĐ-UBND." in said_by(
        make_paper(Decision, **values)
    )


def test_each_kind_has_a_template_of_its_own():
    assert len({STANDARD_TEMPLATES[kind] for kind in KINDS}) == len(KINDS)
