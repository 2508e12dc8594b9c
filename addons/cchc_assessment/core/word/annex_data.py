"""What the annex of the decision on results says: plain text, filled by Odoo and read by a template.

Numbers are text already, with a decimal comma, as in ``report_data``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .fields import says


@dataclass(frozen=True, slots=True)
class AnnexUnit:
    """A unit and its result."""

    place: str = says("Số thứ tự trong nhóm")
    name: str = says("Tên đơn vị")
    self_score: str = says("Điểm tự đánh giá")
    score: str = says("Điểm thẩm định")
    max_score: str = says("Điểm tối đa áp dụng")
    percent: str = says("Tỷ lệ điểm thẩm định (%)")
    rank: str = says("Hạng trong nhóm")
    rank_overall: str = says("Hạng chung")
    rating: str = says("Xếp loại")
    previous_percent: str = says("Tỷ lệ của kỳ trước (%); trống khi không có")
    previous_rank: str = says("Hạng của kỳ trước; trống khi không có")
    bonus: str = says("Điểm thưởng được tính; trống khi không có")
    penalty: str = says("Điểm trừ; trống khi không có")
    survey: str = says("Điểm điều tra xã hội học; trống khi không có")
    not_applicable: str = says("Số tiêu chí không áp dụng; trống khi không có")
    mark: str = says("Số chú thích về tiêu chí không áp dụng; trống khi không có")
    cells: Sequence[str] = says("Nội dung các cột đã chọn, theo thứ tự của columns")


@dataclass(frozen=True, slots=True)
class AnnexNote:
    """What does not apply to one unit."""

    mark: str = says("Số chú thích")
    unit: str = says("Tên đơn vị")
    count: str = says("Số tiêu chí không áp dụng")
    criteria: str = says("Mã các tiêu chí không áp dụng")
    max_score: str = says("Điểm tối đa còn lại")


@dataclass(frozen=True, slots=True)
class AnnexGroup:
    """A unit group, its units by rank."""

    number: str = says("Số La Mã của nhóm")
    name: str = says("Tên nhóm đơn vị")
    count: str = says("Số đơn vị của nhóm")
    mean_percent: str = says("Tỷ lệ bình quân của nhóm (%)")
    units: Sequence[AnnexUnit] = says("Các đơn vị của nhóm, theo thứ hạng", AnnexUnit)


@dataclass(frozen=True, slots=True)
class RatingCount:
    """How many units have a rating."""

    name: str = says("Tên loại")
    count: str = says("Số đơn vị")
    percent: str = says("Tỷ lệ số đơn vị (%)")


@dataclass(frozen=True, slots=True)
class SetAside:
    """A unit that has no place among the others, and why."""

    name: str = says("Tên đơn vị")
    group: str = says("Nhóm đơn vị")
    standing: str = says("“Không nộp hồ sơ” hoặc “Không thuộc đối tượng đánh giá”")
    reason: str = says("Lý do")


@dataclass(frozen=True, slots=True)
class Annex:
    """The annex of one publication. Texts that nobody has written are empty, and so are lists."""

    issuer_name: str = says("Cơ quan ban hành quyết định")
    council_name: str = says("Tên Hội đồng")
    status_note: str = says("Dòng “dự thảo” khi chưa công bố; trống khi đã công bố")
    year: str = says("Năm đánh giá")
    period_name: str = says("Tên kỳ đánh giá")
    legal_basis: str = says("Căn cứ của kỳ đánh giá")
    decision_number: str = says("Số quyết định công bố; trống khi chưa có")
    decision_date: str = says("Ngày quyết định; trống khi chưa có")
    replaced_number: str = says("Số quyết định bị thay thế; trống khi không có")
    reason: str = says("Lý do thay thế; trống khi không có")
    unit_count: str = says("Tổng số đơn vị")
    groups: Sequence[AnnexGroup] = says("Các nhóm đơn vị", AnnexGroup)
    columns: Sequence[str] = says("Tên các cột đã chọn cho bảng kết quả")
    notes: Sequence[AnnexNote] = says("Tiêu chí không áp dụng, theo đơn vị", AnnexNote)
    standing_note: str = says("Ghi chú về làm tròn, thứ hạng và xếp loại")
    ratings: Sequence[RatingCount] = says("Số đơn vị theo xếp loại", RatingCount)
    set_aside: Sequence[SetAside] = says("Các đơn vị không được đánh giá", SetAside)
    head_titles: Sequence[str] = says("Quyền hạn, chức vụ của người ký thay mặt Hội đồng")
    head_name: str = says("Họ tên người ký thay mặt Hội đồng")
    secretary_name: str = says("Họ tên thư ký Hội đồng")
