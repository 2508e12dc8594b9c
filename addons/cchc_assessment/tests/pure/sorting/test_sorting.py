"""What a document is proposed for: right where something says so, never sure by words alone."""

import sys
from collections import Counter

import pytest

from core.sorting import Criterion, Filed, Paper, Sorter
from core.sorting.words import in_common, split, terms

FORM = [
    Criterion(
        1, "1.1.1", "Ban hành kế hoạch cải cách hành chính năm", "Kế hoạch CCHC",
        required=("Kế hoạch CCHC của đơn vị",),
    ),
    Criterion(2, "1.1.2", "Mức độ hoàn thành kế hoạch cải cách hành chính", "Kế hoạch CCHC"),
    Criterion(3, "1.2", "Chế độ báo cáo cải cách hành chính định kỳ", guidance="Báo cáo quý, 6 tháng, năm"),
    Criterion(4, "2.1", "Rà soát, đơn giản hóa thủ tục hành chính"),
    Criterion(5, "2.2", "Công khai thủ tục hành chính", filed=(Filed("Niêm yết TTHC tại bộ phận một cửa", "aa"),)),
    Criterion(6, "3.1", "Xử lý vấn đề phát hiện qua kiểm tra", "Kiểm tra công vụ"),
    Criterion(7, "3.2", "Xử lý vấn đề phát hiện qua kiểm tra", "Kiểm tra tài chính"),
]  # fmt: skip
SORTER = Sorter(FORM)


@pytest.mark.parametrize(
    ("paper", "key", "reason", "is_sure"),
    [
        (Paper("Về việc gì đó", code="2.1"), 4, "code", True),
        (Paper("Về việc gì đó", code="01.02."), 3, "code", True),
        (Paper("Bảng niêm yết", sha256="aa"), 5, "same_file", True),
        (Paper("niêm yết TTHC tại bộ phận Một cửa."), 5, "same_subject", True),
        (Paper("Kế hoạch CCHC của đơn vị năm 2026"), 1, "required", False),
        (Paper("Niêm yết công khai tại bộ phận một cửa"), 5, "filed", False),
        (Paper("Quyết định đơn giản hóa thủ tục hành chính"), 4, "words", False),
        (Paper("Rà soát TTHC"), 4, "words", False),
        (Paper("Kết luận xử lý vấn đề phát hiện qua kiểm tra tài chính"), 7, "words", False),
    ],
)
def test_what_is_proposed_first(paper, key, reason, is_sure):
    best = SORTER.propose(paper)[0]
    assert (best.key, best.reason, best.is_sure) == (key, reason, is_sure)


def test_a_code_that_the_words_contradict_is_not_sure():
    """Files may still be named by the codes of the year before."""
    best, second, *_others = SORTER.propose(
        Paper("Rà soát, đơn giản hóa thủ tục hành chính", code="1.1.2")
    )
    assert (best.key, best.is_sure) == (4, False)
    assert (second.key, second.reason, second.is_sure) == (2, "code", False)


def test_what_was_filed_for_two_criteria_is_sure_of_neither():
    filed = (Filed("Báo cáo tổng kết công tác năm", "bb"),)
    sorter = Sorter([Criterion(1, "1", "Một", filed=filed), Criterion(2, "2", "Hai", filed=filed)])
    for paper in (Paper("", sha256="bb"), Paper("Báo cáo tổng kết công tác năm")):
        proposals = sorter.propose(paper)
        assert {one.key for one in proposals} == {1, 2}
        assert not any(one.is_sure for one in proposals)


def test_short_subjects_say_too_little_to_be_the_same():
    """“Báo cáo” was filed for something, too."""
    sorter = Sorter([Criterion(1, "1", "Chế độ báo cáo", filed=(Filed("Báo cáo", "x"),))])
    assert not sorter.propose(Paper("Báo cáo"))[0].is_sure


@pytest.mark.parametrize("paper", [Paper(""), Paper("Thực đơn tiệc tất niên"), Paper("2026")])
def test_nothing_is_proposed_for_what_fits_nothing(paper):
    assert SORTER.propose(paper) == []
    assert Sorter([]).propose(paper) == []


def test_an_unknown_code_says_nothing():
    assert SORTER.propose(Paper("Thực đơn tiệc tất niên", code="9.9")) == []


def test_words():
    assert split("Kế hoạch CCHC năm 2026") == ["ke", "hoach", "cai", "cach", "hanh", "chinh", "nam"]
    assert "thu tuc" in terms("TTHC") and terms("") == frozenset()
    said = in_common("V/v công khai thủ tục hành chính, năm 2026", "Công khai TTHC")
    assert said == "công khai thủ tục hành chính"
    assert in_common("Một", "Hai") == ""


def test_an_own_province():
    """Of documents named as offices name them, most go where they belong and nothing sure is wrong."""
    kinds = ("kế hoạch", "báo cáo", "quyết định", "thông báo")
    matters = (
        "tuyên truyền cải cách hành chính", "kiểm soát thủ tục hành chính", "vị trí việc làm",
        "tinh giản biên chế", "đào tạo, bồi dưỡng công chức", "quy chế chi tiêu nội bộ",
        "chuyển đổi số", "dịch vụ công trực tuyến", "theo dõi thi hành pháp luật",
        "rà soát văn bản quy phạm pháp luật", "đánh giá, xếp loại công chức", "hệ thống ISO 9001",
    )  # fmt: skip
    criteria, papers = [], []
    for number, matter in enumerate(matters):
        for place, kind in enumerate(kinds):
            key = 10 * number + place
            criteria.append(
                Criterion(
                    key, f"{number}.{place}", f"Ban hành {kind} về {matter}", f"Công tác {matter}"
                )
            )
            papers.append((key, Paper(f"{kind.capitalize()} {matter} năm 2026 của Sở Mẫu")))
    sorter = Sorter(criteria)
    found = [(key, sorter.propose(paper)) for key, paper in papers]
    first = sum(proposals[0].key == key for key, proposals in found)
    among = sum(key in [one.key for one in proposals] for key, proposals in found)
    assert first >= 0.8 * len(papers) and among >= 0.95 * len(papers)
    assert not [one for _key, proposals in found for one in proposals if one.is_sure]


def test_cost_follows_the_words_that_are_shared():
    """Twice the criteria and a text a hundred times as long make at most a little more than twice the work."""

    def count(size, subject):
        sorter = Sorter(
            Criterion(n, str(n), f"Nội dung số {n} về việc {n % 7}") for n in range(size)
        )
        calls = Counter()

        def note(frame, event, argument):
            calls[event] += 1

        sys.setprofile(note)
        try:
            sorter.propose(Paper(subject))
        finally:
            sys.setprofile(None)
        return calls.total()

    subject = "Nội dung về việc"
    assert count(400, subject) < 2.5 * count(200, subject)
    assert count(200, subject * 10_000) < 20 * count(200, subject * 30)
