"""What the minute of an appraisal says: plain text, filled by Odoo and read by a template.

Numbers are text already, with a decimal comma, as in ``report_data``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .fields import says


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who decided for the council."""

    name: str = says("Họ tên")
    role: str = says("“Thư ký Hội đồng” hoặc “Thành viên”")
    decided: str = says("Số tiêu chí đã chấm")


@dataclass(frozen=True, slots=True)
class Round:
    """A round of the appraisal."""

    number: str = says("Vòng thẩm định")
    first_day: str = says("Ngày chấm đầu tiên của vòng")
    last_day: str = says("Ngày chấm cuối cùng của vòng")
    decided: str = says("Số tiêu chí đã chấm")
    asked: str = says("Số tiêu chí yêu cầu giải trình")
    answered: str = says("Số tiêu chí đơn vị đã giải trình")


@dataclass(frozen=True, slots=True)
class AppraisedDomain:
    """A row of the table of results."""

    code: str = says("Số thứ tự của lĩnh vực")
    name: str = says("Tên lĩnh vực")
    max_score: str = says("Điểm tối đa")
    self_score: str = says("Điểm tự đánh giá")
    score: str = says("Điểm thẩm định")
    percent: str = says("Tỷ lệ đạt được (%)")


@dataclass(frozen=True, slots=True)
class Difference:
    """A criterion on which the council's score is not the unit's own."""

    code: str = says("Mã tiêu chí")
    name: str = says("Tên tiêu chí")
    domain: str = says("Tên lĩnh vực")
    max_score: str = says("Điểm tối đa")
    self_score: str = says("Điểm tự đánh giá")
    score: str = says("Điểm thẩm định")
    difference: str = says("Chênh lệch")
    reason: str = says("Lý do, ý kiến của Hội đồng")


@dataclass(frozen=True, slots=True)
class Request:
    """A question of the council's and what became of it."""

    round: str = says("Vòng thẩm định")
    code: str = says("Mã tiêu chí")
    name: str = says("Tên tiêu chí")
    request: str = says("Nội dung yêu cầu giải trình")
    explanation: str = says("Giải trình của đơn vị")
    score: str = says("Điểm thẩm định sau giải trình")
    remark: str = says("Ý kiến của Hội đồng sau giải trình")


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A criterion that the council found not to apply to the unit."""

    code: str = says("Mã tiêu chí")
    name: str = says("Tên tiêu chí")
    max_score: str = says("Điểm tối đa của tiêu chí")
    remark: str = says("Ý kiến của Hội đồng; trống khi không có")


@dataclass(frozen=True, slots=True)
class Minute:
    """The minute of one unit. Texts that nobody has written are empty, and so are lists."""

    superior_name: str = says("Cơ quan chủ quản của Hội đồng")
    council_name: str = says("Tên Hội đồng")
    place_and_date: str = says("Địa danh và thời gian lập biên bản; để trống ngày để ghi tay")
    status_note: str = says("Dòng “dự thảo” khi chưa kết luận; trống khi đã kết luận")
    year: str = says("Năm đánh giá")
    period_name: str = says("Tên kỳ đánh giá")
    legal_basis: str = says("Căn cứ của kỳ đánh giá")
    unit_name: str = says("Tên đơn vị được thẩm định")
    group_name: str = says("Nhóm đơn vị")
    rubric_name: str = says("Tên bộ tiêu chí")
    appendix_label: str = says("Tên phụ lục, ví dụ “Phụ lục 01”")
    dispatch_number: str = says("Số văn bản của hồ sơ được thẩm định")
    dispatch_date: str = says("Ngày của văn bản")
    first_day: str = says("Ngày chấm đầu tiên")
    last_day: str = says("Ngày chấm cuối cùng")
    started_at: str = says("Giờ, ngày bắt đầu thẩm định")
    ended_at: str = says("Giờ, ngày kết thúc thẩm định")
    place: str = says("Địa điểm; trống khi chưa khai báo")
    chair_title: str = says("Chức vụ của người chủ trì")
    round_count: str = says("Số vòng thẩm định")
    criterion_count: str = says("Số tiêu chí của bộ tiêu chí")
    decided_count: str = says("Số tiêu chí đã chấm")
    council_only_count: str = says("Số tiêu chí chỉ do Hội đồng chấm")
    agreed_count: str = says("Số tiêu chí giữ nguyên điểm tự đánh giá")
    lowered_count: str = says("Số tiêu chí chấm thấp hơn điểm tự đánh giá")
    raised_count: str = says("Số tiêu chí chấm cao hơn điểm tự đánh giá")
    self_score: str = says("Tổng điểm tự đánh giá")
    score: str = says("Tổng điểm thẩm định")
    max_score: str = says("Tổng điểm tối đa áp dụng")
    percent: str = says("Tỷ lệ điểm thẩm định (%)")
    bonus: str = says("Điểm thưởng được tính; trống khi không có")
    penalty: str = says("Điểm trừ; trống khi không có")
    rating: str = says("Xếp loại; trống khi chưa kết luận")
    objection: Sequence[str] = says("Kiến nghị của đơn vị về kết quả, mỗi đoạn một dòng")
    objection_answer: Sequence[str] = says("Trả lời của Hội đồng, mỗi đoạn một dòng")
    members: Sequence[Member] = says("Những người đã chấm", Member)
    attendees: Sequence[str] = says("Những người cùng dự, mỗi người một dòng")
    rounds: Sequence[Round] = says("Các vòng thẩm định", Round)
    self_max_score: str = says("Tổng điểm tối đa phần đơn vị tự chấm")
    not_applicable: Sequence[NotApplicable] = says("Các tiêu chí không áp dụng", NotApplicable)
    standing_note: str = says("Ghi chú về làm tròn và xếp loại")
    domains: Sequence[AppraisedDomain] = says("Kết quả theo lĩnh vực", AppraisedDomain)
    differences: Sequence[Difference] = says("Các tiêu chí có chênh lệch", Difference)
    requests: Sequence[Request] = says("Các yêu cầu giải trình", Request)
    head_titles: Sequence[str] = says("Quyền hạn, chức vụ của người ký thay mặt Hội đồng")
    head_name: str = says("Họ tên người ký thay mặt Hội đồng")
    secretary_name: str = says("Họ tên thư ký Hội đồng")
    unit_signer_name: str = says("Họ tên người đại diện đơn vị, là người đã phê duyệt hồ sơ")
