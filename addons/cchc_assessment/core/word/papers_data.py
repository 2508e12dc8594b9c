"""What the papers of a whole period say: plain text, filled by Odoo and read by templates.

Each of them may say whatever is known of the period; numbers are text already, with a decimal comma, as in
``report_data``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .annex_data import AnnexGroup, RatingCount, SetAside
from .fields import says
from .minute_data import Member


@dataclass(frozen=True, slots=True)
class PaperRubric:
    """A rubric, and whom it is for."""

    label: str = says("Tên phụ lục, ví dụ “Phụ lục 01”")
    name: str = says("Tên bộ tiêu chí")
    basis: str = says("Văn bản ban hành bộ tiêu chí; trống khi không có")
    groups: str = says("Các nhóm đơn vị áp dụng")
    max_score: str = says("Tổng điểm tối đa")


@dataclass(frozen=True, slots=True)
class PaperBasis:
    """A document by which rubrics were issued."""

    text: str = says("Văn bản ban hành bộ tiêu chí")
    rubrics: str = says("Tên các bộ tiêu chí ban hành tại văn bản đó; trống khi văn bản đã nêu")


@dataclass(frozen=True, slots=True)
class PaperDomain:
    """What a group of units reached in one domain."""

    group: str = says("Tên nhóm đơn vị")
    name: str = says("Tên lĩnh vực")
    mean_percent: str = says("Tỷ lệ bình quân của nhóm (%)")


@dataclass(frozen=True, slots=True)
class LateUnit:
    """A unit whose time has passed without a dossier."""

    name: str = says("Tên đơn vị")
    deadline: str = says("Thời hạn của đơn vị")
    state: str = says("Tình trạng hồ sơ")


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """A question that waits for the unit's answer."""

    code: str = says("Mã tiêu chí")
    name: str = says("Tên tiêu chí")
    request: str = says("Nội dung yêu cầu giải trình")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper of the period may say. Texts that nobody has written are empty, and so are lists."""

    issuer_name: str = says("Cơ quan ban hành quyết định")
    issuer_symbol: str = says("Chữ viết tắt tên cơ quan ban hành; trống khi không biết")
    issuer_titles: Sequence[str] = says("Quyền hạn, chức vụ của người ký quyết định")
    council_name: str = says("Tên Hội đồng")
    place_and_date: str = says("Địa danh và thời gian ban hành; để trống ngày để ghi tay")
    status_note: str = says("Dòng “dự thảo” khi kết quả còn thay đổi; trống khi đã chốt")
    year: str = says("Năm đánh giá")
    period_name: str = says("Tên kỳ đánh giá")
    legal_basis: str = says("Căn cứ của kỳ đánh giá")
    as_of: str = says("Giờ, ngày lập văn bản")
    self_deadline: str = says("Thời hạn tự đánh giá; trống khi chưa có")
    explanation_deadline: str = says("Thời hạn giải trình; trống khi chưa có")
    appraisal_deadline: str = says("Thời hạn thẩm định; trống khi chưa có")
    council_email: str = says("Thư điện tử của Hội đồng; trống khi chưa có")
    rubrics: Sequence[PaperRubric] = says("Các bộ tiêu chí của kỳ đánh giá", PaperRubric)
    bases: Sequence[PaperBasis] = says(
        "Các văn bản ban hành bộ tiêu chí, mỗi văn bản một lần; không nhắc lại căn cứ của kỳ đánh giá",
        PaperBasis,
    )
    started_at: str = says("Giờ, ngày bắt đầu cuộc họp của Hội đồng; trống khi chưa ghi")
    ended_at: str = says("Giờ, ngày kết thúc cuộc họp của Hội đồng; trống khi chưa ghi")
    place: str = says("Địa điểm họp; trống khi chưa ghi")
    chair_title: str = says("Chức vụ của người chủ trì")
    members: Sequence[Member] = says("Những người đã chấm điểm", Member)
    attendees: Sequence[str] = says("Những người cùng dự, mỗi người một dòng")
    unit_count: str = says("Số đơn vị của kỳ đánh giá")
    assessed_count: str = says("Số đơn vị được đánh giá, xếp hạng")
    listed_count: str = says("Số đơn vị có trong bảng kết quả, kể cả không nộp hồ sơ")
    absent_count: str = says("Số đơn vị không nộp hồ sơ")
    exempt_count: str = says("Số đơn vị không thuộc đối tượng đánh giá")
    request_count: str = says("Số tiêu chí đã yêu cầu giải trình")
    answered_count: str = says("Số tiêu chí đơn vị đã giải trình")
    objection_count: str = says("Số đơn vị có kiến nghị về kết quả")
    mean_percent: str = says("Tỷ lệ bình quân chung (%); trống khi chưa có")
    groups: Sequence[AnnexGroup] = says("Các nhóm đơn vị", AnnexGroup)
    ratings: Sequence[RatingCount] = says("Số đơn vị theo xếp loại", RatingCount)
    domains: Sequence[PaperDomain] = says("Kết quả theo nhóm và lĩnh vực", PaperDomain)
    set_aside: Sequence[SetAside] = says("Các đơn vị không được đánh giá", SetAside)
    standing_note: str = says("Ghi chú về làm tròn, thứ hạng và xếp loại")
    decision_number: str = says("Số quyết định công bố; trống khi chưa có")
    decision_date: str = says("Ngày quyết định; trống khi chưa có")
    replaced_number: str = says("Số quyết định bị thay thế; trống khi không có")
    reason: str = says("Lý do thay thế; trống khi không có")
    late: Sequence[LateUnit] = says("Các đơn vị quá hạn chưa nộp hồ sơ", LateUnit)
    unit_name: str = says("Tên đơn vị nhận yêu cầu giải trình; trống ở văn bản khác")
    unit_deadline: str = says("Thời hạn giải trình của đơn vị; trống khi chưa có")
    requests: Sequence[PaperRequest] = says("Các yêu cầu đơn vị chưa trả lời", PaperRequest)
    head_titles: Sequence[str] = says("Quyền hạn, chức vụ của người ký thay mặt Hội đồng")
    head_name: str = says("Họ tên người ký thay mặt Hội đồng")
    secretary_name: str = says("Họ tên thư ký Hội đồng")


class StartDispatch(Paper):
    """The dispatch by which the self-assessment begins."""

    __slots__ = ()


class ReminderDispatch(Paper):
    """The dispatch to those who are late."""

    __slots__ = ()


class RequestDispatch(Paper):
    """The dispatch that asks one unit for explanations."""

    __slots__ = ()


class CouncilMinute(Paper):
    """The minute of the meeting of the whole council."""

    __slots__ = ()


class Proposal(Paper):
    """The council's proposal to publish the results (tờ trình)."""

    __slots__ = ()


class Decision(Paper):
    """The draft of the decision on the results, whose annex is a document of its own."""

    __slots__ = ()


class ResultsReport(Paper):
    """The council's report on the results."""

    __slots__ = ()
