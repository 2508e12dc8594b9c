"""What a printed improvement plan says: plain text, filled by Odoo and read by a template.

Numbers are text already, with a decimal comma.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from odoo.addons.cchc_assessment.core.word.fields import says
from odoo.addons.cchc_assessment.core.word.writer import STANDARD_TEMPLATES


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """What is done about a criterion."""

    name: str = says("Biện pháp khắc phục")
    people: str = says("Người, phòng, bộ phận thực hiện")
    date: str = says("Thời hạn hoàn thành")


@dataclass(frozen=True, slots=True)
class PlannedCriterion:
    """A criterion for which points are to be won back."""

    code: str = says("Mã tiêu chí")
    name: str = says("Tên tiêu chí")
    domain: str = says("Tên lĩnh vực")
    maximum: str = says("Điểm tối đa; trống với điểm trừ")
    score: str = says("Điểm thẩm định")
    lost: str = says("Điểm chưa đạt")
    expected: str = says("Điểm phấn đấu tăng thêm")
    cause: str = says("Nguyên nhân")
    measures: Sequence[PlannedMeasure] = says("Các biện pháp", PlannedMeasure)


@dataclass(frozen=True, slots=True)
class UnplannedCriterion:
    """A criterion about which nothing is done."""

    code: str = says("Mã tiêu chí")
    name: str = says("Tên tiêu chí")
    lost: str = says("Điểm chưa đạt")
    reason: str = says("Lý do chưa có biện pháp")


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The plan of a unit. Texts that nobody has written are empty, and so are lists."""

    superior_name: str = says("Cơ quan chủ quản")
    unit_name: str = says("Tên đơn vị")
    number: str = says("Số, ký hiệu của kế hoạch")
    place_and_date: str = says("Địa danh và thời gian ban hành; để trống ngày để ghi tay")
    status_note: str = says("Dòng “dự thảo” khi lãnh đạo chưa duyệt; trống khi đã duyệt")
    version: str = says("Lần điều chỉnh; trống ở bản đầu tiên")
    year: str = says("Năm thực hiện kế hoạch")
    result_year: str = says("Năm được đánh giá")
    period_name: str = says("Tên kỳ đánh giá")
    decision_number: str = says("Số quyết định công bố kết quả; trống khi không có")
    decision_date: str = says("Ngày quyết định; trống khi không có")
    score: str = says("Tổng điểm đã công bố")
    max_score: str = says("Tổng điểm tối đa áp dụng")
    percent: str = says("Tỷ lệ đạt được (%)")
    rating: str = says("Xếp loại; trống khi không có")
    lost: str = says("Tổng điểm chưa đạt")
    expected: str = says("Tổng điểm phấn đấu tăng thêm")
    general: Sequence[str] = says("Mục đích, yêu cầu, mỗi đoạn một dòng")
    criteria: Sequence[PlannedCriterion] = says("Các tiêu chí có biện pháp", PlannedCriterion)
    without: Sequence[UnplannedCriterion] = says(
        "Các tiêu chí chưa có biện pháp", UnplannedCriterion
    )
    recipients: Sequence[str] = says("Nơi nhận, mỗi nơi một dòng")
    signer_titles: Sequence[str] = says("Quyền hạn, chức vụ của người ký")
    signer_name: str = says("Họ tên người ký")


STANDARD_TEMPLATES[PlanDocument] = Path(__file__).parent / "plan_template.docx"
