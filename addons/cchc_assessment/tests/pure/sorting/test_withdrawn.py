"""Which documents a subject says to be in force no more."""

import pytest

from core.sorting import WITHDRAWALS, as_number, find_withdrawn


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
    assert find_withdrawn(subject) == found


def test_decomposed_letters_are_the_same():
    """Numbers are compared however their letters are put together, in capitals or not."""
    assert as_number(" 12/QĐ-Số ") == as_number("12/qđ-Số")
    assert as_number("(12/QĐ-SNV).") == "12/qđ-snv"


def test_nothing_is_read_behind_its_bound():
    assert not find_withdrawn("a" * 1000 + " thay thế 12/QĐ-SNV")
    assert set(WITHDRAWALS.values()) == {"replaced", "revoked", "expired"}
