"""What speaks against a document where it is filed: plain contradictions alone, and nothing that is usual."""

import datetime
import unicodedata

import pytest

from core.sorting import DOUBTS, WITHDRAWALS, Claim, find_doubts

UNIT = "Sở Tư pháp"
PLAN = ("Ban hành kế hoạch cải cách hành chính",)
SURVEY = ("Mức độ hài lòng của người dân",)


def _doubt(**claim):
    return find_doubts(Claim(**{"subject": "Báo cáo", "year": 2026, "units": (UNIT,), **claim}))


def _kinds(**claim):
    return [doubt.kind for doubt in _doubt(**claim)]


@pytest.mark.parametrize(
    ("day", "doubted"),
    [
        ("2025-09-30", True),
        ("2025-10-01", False),
        ("2026-06-30", False),
        ("2027-03-31", False),
        ("2027-04-01", True),
        (None, False),
    ],
)
def test_another_year_by_its_date(day, doubted):
    """The plan of the December before and the report of the January after belong to the year."""
    date = day and datetime.date.fromisoformat(day)
    assert _kinds(date=date) == ["other_day"] * doubted


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("Báo cáo kết quả cải cách hành chính năm 2025", "2025"),
        ("BÁO CÁO NĂM 2024, NĂM 2025", "2024, 2025"),
        ("Kế hoạch cải cách hành chính năm 2026", None),
        ("Kế hoạch năm 2026 thực hiện Nghị quyết năm 2021", None),
        ("Chương trình tổng thể giai đoạn 2021-2030, năm 2021", None),
        ("Chương trình năm 2021 – 2025", "2021"),
        # no year of the subject's own
        ("Thực hiện Nghị định 2025", None),
        ("Công văn số 120251", None),
        ("", None),
    ],
)
def test_another_year_by_its_subject(subject, named):
    doubts = [doubt.params["named"] for doubt in _doubt(subject=subject)]
    assert doubts == ([named] if named else [])


@pytest.mark.parametrize(
    ("issuer", "units", "doubted"),
    [
        ("Sở Y tế", (UNIT,), True),
        ("SỞ TƯ PHÁP", (UNIT,), False),
        ("Sở Tư pháp tỉnh Lạng Sơn", (UNIT,), False),
        ("Sở Lao động", ("Sở Nội vụ", "Sở Lao động - Thương binh và Xã hội"), False),
        # of another kind: it may be their superior, or a part of them
        ("Ủy ban nhân dân tỉnh", (UNIT,), False),
        ("Trung tâm Trợ giúp pháp lý", (UNIT,), False),
        ("UBND xã Tân Hà", (UNIT,), False),
        ("Sở Nội vụ", ("UBND xã Tân Hà",), False),
        ("UBND xã Đình Lập", ("UBND xã Tân Hà",), True),
        ("UBND phường Đông Kinh", ("Xã Tân Hà",), True),
        ("Uỷ ban nhân dân xã Tân Hà", ("Xã Tân Hà",), False),
        # by whole words, whether "and" stands between them or not
        ("UBND phường 1", ("UBND phường 12",), True),
        ("UBND phường 12", ("Phường 1",), True),
        ("UBND phường 1", ("Phường 1",), False),
        ("UBND phường Hà", ("Phường Tân Hà",), True),
        ("Sở Kế hoạch - Đầu tư", ("Sở Kế hoạch và Đầu tư",), False),
        # abbreviated, it may be any of them
        ("Sở KH&ĐT", ("Sở Kế hoạch và Đầu tư",), False),
        ("Sở Giáo dục & Đào tạo", ("Sở GDĐT",), False),
        ("SỞ VĂN HÓA & DU LỊCH", ("Sở Văn hóa, Thể thao và Du lịch",), False),
        ("SỞ KHĐT", ("Sở Kế hoạch và Đầu tư",), False),
        ("SỞ YT", ("Sở Y tế",), False),
        ("Sở GD và ĐT", ("Sở Giáo dục và Đào tạo",), False),
        ("Sở Y tế", ("Sở LĐTBXH",), False),
        ("Sở YT", ("Sở Y tế",), False),
        ("Sở ATTP", ("Sở An toàn thực phẩm",), False),
        ("SỞ Y TẾ", (UNIT,), True),
        ("Sở Quy hoạch", (UNIT,), True),
        ("Sở Kỹ thuật", (UNIT,), True),
        (unicodedata.normalize("NFD", "Sở Y tế"), (UNIT,), True),
        # boards are of many kinds
        ("Ban Thường vụ Tỉnh ủy", ("Ban Quản lý khu kinh tế",), False),
        # who guides and appraises all of them
        ("Sở Nội vụ", (UNIT,), False),
        ("Sở Nội vụ tỉnh Lạng Sơn", (UNIT,), False),
        ("Sở Nội chính", (UNIT,), True),
        ("Sở Y tế", ("Sở Nội vụ",), True),
        ("UBND tỉnh Lạng Sơn", ("UBND xã Tân Hà",), False),
        ("", (UNIT,), False),
        ("Sở Y tế", (), False),
        ("Sở Y tế", ("",), False),
    ],
)
def test_another_issuer(issuer, units, doubted):
    assert _kinds(issuer=issuer, units=units) == ["other_issuer"] * doubted


def test_another_kind_than_is_asked_for():
    report, required = ("BC", "Báo cáo"), (("Kế hoạch CCHC", "KH"), ("Bảng tổng hợp", ""))
    [doubt] = _doubt(kind=report, required=required)
    assert (doubt.kind, doubt.params) == (
        "other_kind",
        {"kind": "Báo cáo", "required": "Kế hoạch CCHC"},
    )
    assert not _doubt(kind=("KH", "Kế hoạch"), required=required)
    assert not _doubt(kind=("", ""), required=required)
    # either will do
    either = (("Kế hoạch hoặc Quyết định ban hành kế hoạch", "KH"),)
    assert not _doubt(kind=("QĐ", "Quyết định"), required=either)


def test_no_proof_of_one_of_its_criteria():
    """Only of several, and only where the subject says something of another one."""
    subject = "Kế hoạch cải cách hành chính"
    [doubt] = _doubt(subject=subject, proven=(("1.1", PLAN), ("2.2", SURVEY)))
    assert (doubt.kind, doubt.params) == ("no_proof", {"criterion": "2.2", "others": "1.1"})
    assert not _doubt(subject=subject, proven=(("2.2", SURVEY),))
    assert not _doubt(subject=subject, proven=(("2.2", SURVEY), ("2.3", SURVEY)))
    assert not _doubt(subject=subject, proven=(("1.1", PLAN), ("1.2", (*SURVEY, *PLAN))))
    # too short to miss a word in it
    assert not _doubt(subject="Kế hoạch CCHC", proven=(("1.1", ("Kế hoạch",)), ("2.2", SURVEY)))


def test_each_kind_brings_what_the_table_says():
    doubts = _doubt(
        subject="Kế hoạch cải cách hành chính năm 2024",
        date=datetime.date(2024, 1, 5),
        issuer="Sở Y tế",
        kind=("BC", "Báo cáo"),
        required=(("Kế hoạch", "KH"),),
        proven=(("1.1", PLAN), ("2.2", SURVEY)),
    )
    found = {doubt.kind: tuple(doubt.params) for doubt in doubts}
    # what other documents say of it is found by the model
    assert found | dict.fromkeys(WITHDRAWALS.values(), ("by",)) == DOUBTS


def test_long_texts_cost_no_more_than_is_compared():
    """Of each text 500 characters count."""
    assert not _doubt(subject="x" * 500 + " năm 2024", issuer="Sở " + "a " * 100_000)[1:]
