"""What a report says: plain text, filled by Odoo and read by a template.

Numbers are text already, with a decimal comma. The metadata of each field is what the page that lists
the fields says of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

# What XML cannot hold, and what docxtpl takes for a break of page or paragraph.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def _says(description: str, of: type | None = None) -> Any:
    return field(metadata={"description": description, "of": of})


@dataclass(frozen=True, slots=True)
class DomainResult:
    """A row of the table of results."""

    code: str = _says("Số thứ tự của lĩnh vực")
    name: str = _says("Tên lĩnh vực")
    max_score: str = _says("Điểm tối đa")
    self_score: str = _says("Điểm tự đánh giá")
    percent: str = _says("Tỷ lệ đạt được (%)")
    lost: str = _says("Điểm chưa đạt")


@dataclass(frozen=True, slots=True)
class LostCriterion:
    """A criterion that did not get its full score."""

    code: str = _says("Mã tiêu chí")
    name: str = _says("Tên tiêu chí")
    domain: str = _says("Tên lĩnh vực")
    max_score: str = _says("Điểm tối đa")
    self_score: str = _says("Điểm tự đánh giá")
    lost: str = _says("Điểm chưa đạt")
    reckoning: str = _says("Cách tính điểm, bằng lời")
    explanation: str = _says("Giải trình của đơn vị")


@dataclass(frozen=True, slots=True)
class UnprovenCriterion:
    """A criterion whose evidence is missing or not enough."""

    code: str = _says("Mã tiêu chí")
    name: str = _says("Tên tiêu chí")
    domain: str = _says("Tên lĩnh vực")
    status: str = _says("“Chưa có” hoặc “Chưa đủ”")
    explanation: str = _says("Giải trình của đơn vị")


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's report. Texts that nobody has written are empty, and so are lists."""

    superior_name: str = _says("Cơ quan, tổ chức chủ quản trực tiếp")
    unit_name: str = _says("Tên đơn vị")
    number: str = _says("Số, ký hiệu của báo cáo; để trống số khi chưa cấp")
    place_and_date: str = _says("Địa danh và thời gian ban hành")
    status_note: str = _says("Dòng “dự thảo” khi chưa được phê duyệt; trống khi đã duyệt")
    year: str = _says("Năm đánh giá")
    period_name: str = _says("Tên kỳ đánh giá")
    legal_basis: str = _says("Căn cứ của kỳ đánh giá")
    rubric_name: str = _says("Tên bộ tiêu chí")
    rubric_basis: str = _says("Văn bản ban hành bộ tiêu chí")
    appendix_label: str = _says("Tên phụ lục, ví dụ “Phụ lục 01”")
    general: Sequence[str] = _says("Tình hình chung, mỗi đoạn một dòng")
    difficulties: Sequence[str] = _says("Khó khăn, vướng mắc, mỗi đoạn một dòng")
    proposals: Sequence[str] = _says("Kiến nghị, đề xuất, mỗi đoạn một dòng")
    max_score: str = _says("Tổng điểm tối đa của bộ tiêu chí")
    attainable_score: str = _says("Điểm tối đa của các tiêu chí đơn vị tự chấm và áp dụng")
    self_score: str = _says("Tổng điểm tự đánh giá")
    self_percent: str = _says("Tỷ lệ điểm tự đánh giá (%)")
    bonus: str = _says("Điểm thưởng được tính; trống khi không có")
    penalty: str = _says("Điểm trừ; trống khi không có")
    criterion_count: str = _says("Số tiêu chí đơn vị tự chấm")
    document_count: str = _says("Số tài liệu kiểm chứng")
    domains: Sequence[DomainResult] = _says("Kết quả theo lĩnh vực", DomainResult)
    lost: Sequence[LostCriterion] = _says("Các tiêu chí chưa đạt điểm tối đa", LostCriterion)
    unproven: Sequence[UnprovenCriterion] = _says(
        "Các tiêu chí chưa đủ tài liệu kiểm chứng", UnprovenCriterion
    )
    recipients: Sequence[str] = _says("Nơi nhận, mỗi nơi một dòng")
    signer_titles: Sequence[str] = _says("Quyền hạn, chức vụ của người ký, mỗi dòng một mục")
    signer_name: str = _says("Họ tên người ký")


@dataclass(frozen=True, slots=True)
class FieldDescription:
    """One line of the page that lists the fields; ``parts`` are the fields of each item of a list."""

    name: str
    description: str
    is_list: bool
    parts: Sequence["FieldDescription"] = ()


def describe_fields(record: type = Report) -> list[FieldDescription]:
    """Return what a template may use, in order."""
    return [
        FieldDescription(
            name=one.name,
            description=one.metadata["description"],
            is_list=one.type is not str,
            parts=describe_fields(one.metadata["of"]) if one.metadata["of"] else (),
        )
        for one in fields(record)
    ]


def to_context(value: Any) -> Any:
    """Return a report as dicts, lists and texts, which is all that a template gets to see."""
    if is_dataclass(value):
        return {one.name: to_context(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, str):
        return _ILLEGAL.sub("", value.replace("\r\n", "\n"))
    return [to_context(one) for one in value]
