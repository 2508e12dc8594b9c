"""What a report says: plain text, filled by Odoo and read by a template.

Numbers are text already, with a decimal comma. The metadata of each field is what the page that lists
the fields says of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .fields import says


@dataclass(frozen=True, slots=True)
class DomainResult:
    """A row of the table of results."""

    code: str = says("Số thứ tự của lĩnh vực")
    name: str = says("Tên lĩnh vực")
    max_score: str = says("Điểm tối đa")
    self_score: str = says("Điểm tự đánh giá")
    percent: str = says("Tỷ lệ đạt được (%)")
    lost: str = says("Điểm chưa đạt")


@dataclass(frozen=True, slots=True)
class LostCriterion:
    """A criterion that did not get its full score."""

    code: str = says("Mã tiêu chí")
    name: str = says("Tên tiêu chí")
    domain: str = says("Tên lĩnh vực")
    max_score: str = says("Điểm tối đa")
    self_score: str = says("Điểm tự đánh giá")
    lost: str = says("Điểm chưa đạt")
    calculation: str = says("Cách tính điểm, bằng lời")
    explanation: str = says("Giải trình của đơn vị")


@dataclass(frozen=True, slots=True)
class UnprovenCriterion:
    """A criterion whose evidence is missing or not enough."""

    code: str = says("Mã tiêu chí")
    name: str = says("Tên tiêu chí")
    domain: str = says("Tên lĩnh vực")
    status: str = says("“Chưa có” hoặc “Chưa đủ”")
    explanation: str = says("Giải trình của đơn vị")


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's report. Texts that nobody has written are empty, and so are lists."""

    superior_name: str = says("Cơ quan, tổ chức chủ quản trực tiếp")
    unit_name: str = says("Tên đơn vị")
    number: str = says("Số, ký hiệu của báo cáo; để trống số khi chưa cấp")
    place_and_date: str = says("Địa danh và thời gian ban hành")
    status_note: str = says("Dòng “dự thảo” khi chưa được phê duyệt; trống khi đã duyệt")
    year: str = says("Năm đánh giá")
    period_name: str = says("Tên kỳ đánh giá")
    legal_basis: str = says("Căn cứ của kỳ đánh giá")
    rubric_name: str = says("Tên bộ tiêu chí")
    rubric_basis: str = says("Văn bản ban hành bộ tiêu chí")
    appendix_label: str = says("Tên phụ lục, ví dụ “Phụ lục 01”")
    general: Sequence[str] = says("Tình hình chung, mỗi đoạn một dòng")
    difficulties: Sequence[str] = says("Khó khăn, vướng mắc, mỗi đoạn một dòng")
    proposals: Sequence[str] = says("Kiến nghị, đề xuất, mỗi đoạn một dòng")
    max_score: str = says("Tổng điểm tối đa của bộ tiêu chí")
    attainable_score: str = says("Điểm tối đa của các tiêu chí đơn vị tự chấm và áp dụng")
    self_score: str = says("Tổng điểm tự đánh giá")
    self_percent: str = says("Tỷ lệ điểm tự đánh giá (%)")
    bonus: str = says("Điểm thưởng được tính; trống khi không có")
    penalty: str = says("Điểm trừ; trống khi không có")
    criterion_count: str = says("Số tiêu chí đơn vị tự chấm")
    document_count: str = says("Số tài liệu kiểm chứng")
    domains: Sequence[DomainResult] = says("Kết quả theo lĩnh vực", DomainResult)
    lost: Sequence[LostCriterion] = says("Các tiêu chí chưa đạt điểm tối đa", LostCriterion)
    unproven: Sequence[UnprovenCriterion] = says(
        "Các tiêu chí chưa đủ tài liệu kiểm chứng", UnprovenCriterion
    )
    recipients: Sequence[str] = says("Nơi nhận, mỗi nơi một dòng")
    signer_titles: Sequence[str] = says("Quyền hạn, chức vụ của người ký, mỗi dòng một mục")
    signer_name: str = says("Họ tên người ký")
