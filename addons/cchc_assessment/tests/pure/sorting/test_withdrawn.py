"""Which documents a subject says to be in force no more."""

import pytest

from core.sorting import WITHDRAWALS, Withdrawn, as_number, find_withdrawn


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("Quy chế chi tiêu, thay thế Quyết định số 12/QĐ-SNV", {"12/qđ-snv": "replaced"}),
        ("QUYẾT ĐỊNH BÃI BỎ QUYẾT ĐỊNH 7/2025/QĐ-UBND.", {"7/2025/qđ-ubnd": "revoked"}),
        (
            "V/v hủy bỏ Thông báo (số 3/TB-STC) và 4/TB-STC;",
            {"3/tb-stc": "revoked", "4/tb-stc": "revoked"},
        ),
        ("Công bố văn bản hết hiệu lực: 9/KH-STC", {"9/kh-stc": "expired"}),
        # what stands before says which document this one is about, or follows from
        ("Căn cứ 5/QĐ-STC, thay thế 6/QĐ-STC", {"6/qđ-stc": "replaced"}),
        ("Thay thế người phụ trách trong quý 1/2026", {}),
        ("Thực hiện Quyết định số 12/QĐ-SNV", {}),
        ("Thay thế", {}),
        ("", {}),
    ],
)
def test_what_is_taken_out_of_force(subject, found):
    assert {one.number: one.kind for one in find_withdrawn(subject)} == found


@pytest.mark.parametrize(
    "subject",
    [
        "Sửa đổi, thay thế một số điều của Quyết định số 12/QĐ-SNV",
        "Bãi bỏ khoản 2 Điều 3 Quyết định 12/QĐ-SNV",
        "Thay thế thành viên Ban Chỉ đạo tại Quyết định 12/QĐ-SNV",
        "Đề nghị bãi bỏ Quyết định 12/QĐ-SNV",
        "Dự thảo quyết định thay thế Quyết định 12/QĐ-SNV",
        "Quy chế không thay thế Quyết định 12/QĐ-SNV",
        "Thu hồi giấy phép theo Quyết định 12/QĐ-SNV",
        "Thay thế cán bộ đầu mối; thực hiện Quyết định 12/QĐ-SNV",
        "Hủy bỏ kết quả thi căn cứ 12/QĐ-SNV",
    ],
)
def test_what_stays_in_force(subject):
    """Parts of a document, what is only asked for, and what is named for another reason."""
    assert not find_withdrawn(subject)


@pytest.mark.parametrize(
    ("behind", "year"),
    [
        ("", None),
        ("ngày 03/02/2024 của Sở", 2024),
        ("ngày 3-2-2024", 2024),
        ("ngày 03 tháng 02 năm 2024 của UBND", 2024),
        ("năm 2024", 2024),
        ("của Sở về kế hoạch 2024", None),
        ("về việc kiện toàn tổ công tác cải cách hành chính năm 2024", None),
        ("ngày 3/2/24", None),
        ("ngày 3/2/٢٠٢٤", None),
    ],
)
def test_of_which_year(behind, year):
    """The day of a document stands right behind its number."""
    subject = f"Thay thế Quyết định 12/QĐ-SNV {behind}"
    assert find_withdrawn(subject) == (Withdrawn("12/qđ-snv", "replaced", year),)


def test_several_of_a_number():
    """Each number has its own day, and a number that carries its year needs none."""
    found = find_withdrawn(
        "Bãi bỏ 1/KH-STC ngày 2/1/2024, 1/KH-STC ngày 5/1/2025 và 7/2023/QĐ-UBND; thay thế 9/KH-STC"
    )
    assert [(one.number, one.year, one.kind) for one in found] == [
        ("1/kh-stc", 2024, "revoked"),
        ("1/kh-stc", 2025, "revoked"),
        ("7/2023/qđ-ubnd", 2023, "revoked"),
        ("9/kh-stc", None, "replaced"),
    ]


def test_decomposed_letters_are_the_same():
    """Numbers are compared however their letters are put together, in capitals or not."""
    assert as_number(" 12/QĐ-Số ") == as_number("12/qđ-Số")
    assert as_number("(12/QĐ-SNV).") == "12/qđ-snv"


def test_nothing_is_read_behind_its_bound():
    assert not find_withdrawn("a" * 1000 + " thay thế 12/QĐ-SNV")
    assert set(WITHDRAWALS.values()) == {"replaced", "revoked", "expired"}
