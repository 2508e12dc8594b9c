"""The types of administrative documents, as Decree 30/2020/NĐ-CP names and abbreviates them.

Article 7 lists them, Appendix III gives the abbreviations that stand in a document's number. An
official dispatch (công văn) has none there; ``CV`` is what everybody writes.
"""

from typing import NamedTuple

from ..plain.text import fold_in_place, has_diacritics


class DocumentType(NamedTuple):
    """``code`` is the abbreviation, with its diacritics and capitals: "QĐ", "TTr"."""

    code: str
    vietnamese: str
    english: str


DOCUMENT_TYPES = (
    DocumentType("BC", "Báo cáo", "Report"),
    DocumentType("KH", "Kế hoạch", "Plan"),
    DocumentType("QĐ", "Quyết định", "Decision"),
    DocumentType("TB", "Thông báo", "Notice"),
    DocumentType("CV", "Công văn", "Official dispatch"),
    DocumentType("TTr", "Tờ trình", "Proposal"),
    DocumentType("HD", "Hướng dẫn", "Guideline"),
    DocumentType("NQ", "Nghị quyết", "Resolution"),
    DocumentType("CT", "Chỉ thị", "Directive"),
    DocumentType("CTr", "Chương trình", "Programme"),
    DocumentType("QC", "Quy chế", "Regulation"),
    DocumentType("QyĐ", "Quy định", "Rules"),
    DocumentType("BB", "Biên bản", "Minutes"),
    DocumentType("GM", "Giấy mời", "Invitation"),
    DocumentType("ĐA", "Đề án", "Scheme"),
    DocumentType("PA", "Phương án", "Option paper"),
    DocumentType("DA", "Dự án", "Project"),
    DocumentType("CĐ", "Công điện", "Urgent dispatch"),
    DocumentType("TC", "Thông cáo", "Communiqué"),
    DocumentType("HĐ", "Hợp đồng", "Contract"),
    DocumentType("BGN", "Bản ghi nhớ", "Memorandum"),
    DocumentType("BTT", "Bản thỏa thuận", "Agreement"),
    DocumentType("GUQ", "Giấy ủy quyền", "Letter of authorization"),
    DocumentType("GGT", "Giấy giới thiệu", "Letter of introduction"),
    DocumentType("PG", "Phiếu gửi", "Delivery note"),
    DocumentType("PC", "Phiếu chuyển", "Forwarding note"),
    DocumentType("PB", "Phiếu báo", "Notification note"),
)

_CODES = {kind.code for kind in DOCUMENT_TYPES}
_CODES_BY_FOLDED: dict[str, list[str]] = {}
for _kind in DOCUMENT_TYPES:
    _CODES_BY_FOLDED.setdefault(fold_in_place(_kind.code), []).append(_kind.code)
# The longest first: "Bản ghi nhớ" before a name that it might begin with.
FOLDED_NAMES = {
    fold_in_place(kind.vietnamese): kind.code
    for kind in sorted(DOCUMENT_TYPES, key=lambda kind: -len(kind.vietnamese))
}
# Every abbreviation, as the decree writes it and as keyboards without Vietnamese do.
ABBREVIATIONS = sorted(_CODES | set(_CODES_BY_FOLDED), key=len, reverse=True)


def codes_of(abbreviation: str, *, exact: bool) -> list[str]:
    """Return the types that ``abbreviation`` may stand for.

    :param exact: whether what was written has its diacritics: "HD" is then Hướng dẫn and can't be
        Hợp đồng (HĐ).
    """
    if abbreviation in _CODES and (exact or has_diacritics(abbreviation)):
        return [abbreviation]
    return _CODES_BY_FOLDED.get(fold_in_place(abbreviation), [])
