"""What a document is proposed for: right where something says so, never sure by words alone."""

import sys
from collections import Counter

import interactions
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


def test_how_much_a_subject_has_to_say():
    """Four words that were filed before tell a document from others, three do not."""
    for subject, is_sure in (("Niêm yết thủ tục hành", True), ("Niêm yết thủ", False)):
        sorter = Sorter(
            [Criterion(1, "1", "Khác", filed=(Filed(subject),)), Criterion(2, "2", "X")]
        )
        [best] = sorter.propose(Paper(subject.upper()))
        assert (best.key, best.is_sure) == (1, is_sure)
        assert best.reason == ("same_subject" if is_sure else "filed")
        assert best.text == subject


def test_as_many_as_are_asked_for():
    """Three, or what the caller says, the likeliest first; of each its likeness lies between 0 and 1."""
    criteria = [Criterion(n, f"{n}", f"Công khai thủ tục {'hành chính ' * n}") for n in range(1, 7)]
    sorter = Sorter(criteria)
    paper = Paper("Công khai thủ tục", code="5")
    assert [len(sorter.propose(paper, most)) for most in (1, 2, 6)] == [1, 2, 6]
    proposals = sorter.propose(paper)
    assert len(proposals) == 3
    assert proposals[0].key == 5 and proposals[0].likeness == 1.0
    likeness = [one.likeness for one in proposals]
    assert likeness == sorted(likeness, reverse=True) and 0 < likeness[-1] < 1


def test_words_alone_are_never_wholly_alike():
    """The same words are less than a code or a document that was filed, whatever they are worth."""
    sorter = Sorter([Criterion(1, "1", "Khác", required=("Kế hoạch cải cách hành chính",))])
    [best] = sorter.propose(Paper("Kế hoạch cải cách hành chính"))
    assert (best.reason, best.likeness, best.is_sure) == ("required", 0.99, False)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ({"name": "Rà soát văn bản"}, {"name": "Khác", "guidance": "Rà soát văn bản"}),
        ({"name": "Khác", "required": ("Rà soát văn bản",)}, {"name": "Rà soát văn bản"}),
        ({"name": "Khác", "filed": (Filed("Rà soát văn bản"),)}, {"name": "Rà soát văn bản"}),
        ({"name": "Rà soát văn bản"}, {"name": "Rà soát", "above": "văn bản"}),
    ],
)
def test_what_says_more(stronger, weaker):
    """A name more than guidance, what is asked for or was filed more than a name, itself more than the one above."""
    paper = Paper("Rà soát văn bản pháp luật hằng năm")
    for place in (1, 2):
        sorter = Sorter([Criterion(place, "1", **stronger), Criterion(3 - place, "2", **weaker)])
        first, second = sorter.propose(paper)
        assert first.key == place
        assert first.likeness >= second.likeness


def test_guidance_counts_for_seven_tenths():
    [name] = Sorter([Criterion(1, "1", "Rà soát văn bản")]).propose(Paper("Rà soát văn bản"))
    [guided] = Sorter([Criterion(1, "1", "", guidance="Rà soát văn bản")]).propose(
        Paper("Rà soát văn bản")
    )
    assert (name.likeness, round(guided.likeness, 6)) == (0.99, 0.7)


def test_what_is_rare_weighs_more():
    """Of two criteria that share as many words, the one whose words no other has comes first."""
    common = [Criterion(n, str(n), f"Kế hoạch số {n}") for n in range(10, 20)]
    sorter = Sorter(
        [Criterion(1, "1", "Kế hoạch chi"), Criterion(2, "2", "Tinh giản chi"), *common]
    )
    best = sorter.propose(Paper("Kế hoạch tinh giản"))[0]
    assert best.key == 2


def test_how_much_more_the_rare_weighs():
    """Of three criteria two are about the one, and one about the other: five sixths speak for that one."""
    names = ("Công khai", "Công khai", "Tinh giản")
    sorter = Sorter([Criterion(number, "", name) for number, name in enumerate(names)])
    best, *others = sorter.propose(Paper("Công khai tinh giản"))
    assert (best.key, round(best.likeness, 2)) == (2, 0.83)
    assert {round(one.likeness, 2) for one in others} == {0.55}


def test_what_stands_above_tells_two_of_one_name_apart():
    """The same name under two headings: the heading decides, and its words are quoted too."""
    above = ("Kiểm tra công vụ", "Kiểm tra tài chính")
    sorter = Sorter(
        [Criterion(n, "", "Xử lý vấn đề phát hiện", one) for n, one in enumerate(above)]
    )
    for number, subject in enumerate(("kiểm tra công vụ", "kiểm tra tài chính")):
        best, other = sorter.propose(Paper(f"Xử lý vấn đề phát hiện {subject}"))
        assert best.key == number
        assert best.likeness > other.likeness
        assert sorter.propose(Paper(subject))[0].key == number


def test_a_syllable_is_no_word():
    """“Chính” stands in “tài chính” and “hành chính” alike."""
    sorter = Sorter([Criterion(1, "1", "Tài chính"), Criterion(2, "2", "Hành chính")])
    assert sorter.propose(Paper("Chính sách")) == []
    assert [one.key for one in sorter.propose(Paper("Hành chính sách"))] == [2]


def test_the_type_is_a_word_more():
    """Where the subject does not begin with it."""
    sorter = Sorter([Criterion(1, "1", "Ban hành quy chế"), Criterion(2, "2", "Tổ chức bộ máy")])
    assert sorter.propose(Paper("Về tổ chức"))[0].key == 2
    assert sorter.propose(Paper("Về việc", type_name="Quy chế"))[0].key == 1
    once, twice = (
        sorter.propose(Paper(subject, type_name="Quy chế"))[0].likeness
        for subject in ("Quy chế làm việc", "Làm việc")
    )
    assert sorter.propose(Paper("Quy chế làm việc"))[0].likeness == once
    assert twice > 0


@pytest.mark.parametrize("code", ["1.2", "1.2.", " 1.2)", "01.02", "1,2", "1. 2", "001.2"])
def test_codes_are_compared_as_people_read_them(code):
    sorter = Sorter(
        [Criterion(1, "1.2", "Một"), Criterion(2, "12", "Hai"), Criterion(3, "1.20", "Ba")]
    )
    assert [(one.key, one.text) for one in sorter.propose(Paper("Khác hẳn", code=code))] == [
        (1, code)
    ]


def test_codes_of_letters_and_zero():
    sorter = Sorter(
        [Criterion(1, "IV.2", "Một"), Criterion(2, "0.1", "Hai"), Criterion(3, "", "Ba")]
    )
    assert [one.key for one in sorter.propose(Paper("Khác hẳn", code="iv.02"))] == [1]
    assert [one.key for one in sorter.propose(Paper("Khác hẳn", code="00.1"))] == [2]
    assert sorter.propose(Paper("Khác hẳn")) == []


def test_a_code_of_two_criteria_is_sure_of_neither():
    sorter = Sorter([Criterion(1, "1.2", "Một"), Criterion(2, "1.2.", "Hai")])
    proposals = sorter.propose(Paper("Khác hẳn", code="1.2"))
    assert {one.key for one in proposals} == {1, 2}
    assert not any(one.is_sure for one in proposals)


def test_a_code_stands_unless_words_are_plain():
    """Last year's codes are doubted where another criterion is plainly meant, and only there."""
    criteria = [
        Criterion(1, "1", "Rà soát văn bản pháp luật"),
        Criterion(2, "2", "Kế hoạch tuyên truyền hằng năm"),
    ]
    for subject, is_sure in (
        ("Rà soát văn bản pháp luật", False),
        ("Văn bản khác", True),
        ("Rà soát văn bản pháp luật, kế hoạch tuyên truyền hằng năm", True),
    ):
        best = {one.key: one for one in Sorter(criteria).propose(Paper(subject, code="2"))}[2]
        assert best.is_sure is is_sure
        assert best.likeness == (1.0 if is_sure else 0.5)


def test_long_texts_count_as_far_as_they_are_read():
    """500 characters of a subject and of what a criterion says: what comes after tells nothing."""
    filler = "Xyz " * 125
    assert len(filler) == 500
    sorter = Sorter([Criterion(1, "1", "Rà soát văn bản")])
    assert sorter.propose(Paper(f"{filler}rà soát văn bản")) == []
    assert sorter.propose(Paper(f"{filler[:480]}rà soát văn bản"))[0].key == 1
    late = Sorter([Criterion(1, "1", f"{filler}rà soát văn bản")])
    assert late.propose(Paper("Rà soát văn bản")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1999", []),
        ("2026", []),
        ("2100", ["2100"]),
        ("1899", ["1899"]),
        ("199", ["199"]),
        ("20260", ["20260"]),
        ("19ab", ["19ab"]),
    ],
)
def test_years_are_no_words(text, found):
    assert split(text) == found


def test_the_longest_run_is_quoted():
    """The first of equal ones, without the marks at its ends; years do not belong to it."""
    assert in_common("(rà soát) xyz công khai TTHC", "rà soát công khai TTHC") == "công khai TTHC"
    assert in_common("“rà soát” xyz “công khai”", "rà soát, công khai") == "rà soát"
    assert in_common("Công khai 2026 TTHC", "công khai TTHC") == "Công khai"


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


def test_a_folder_is_named_by_its_criterion():
    """Its code counts as one in the file's name does; where the two differ neither is sure."""
    [best] = SORTER.propose(Paper("Về việc gì đó", folder_codes=("2.1",)))
    assert (best.key, best.reason, best.text, best.is_sure) == (4, "folder", "2.1", True)
    [best] = SORTER.propose(Paper("Về việc gì đó", code="2.1", folder_codes=("02.1",)))
    assert (best.key, best.reason, best.is_sure) == (4, "code", True)
    proposals = SORTER.propose(Paper("Về việc gì đó", code="2.1", folder_codes=("1.2",)))
    assert {one.key for one in proposals} == {3, 4}
    assert not any(one.is_sure for one in proposals)
    # no code of this form says nothing
    [best] = SORTER.propose(Paper("Về việc gì đó", code="2.1", folder_codes=("9.9",)))
    assert (best.key, best.is_sure) == (4, True)
    # a folder inside may be named by something else
    [best] = SORTER.propose(Paper("Về việc gì đó", folder_codes=("9.9", "2.1")))
    assert (best.key, best.text, best.is_sure) == (4, "2.1", True)
    contradicted = Paper("Rà soát, đơn giản hóa thủ tục hành chính", folder_codes=("1.1.2",))
    assert not any(one.is_sure for one in SORTER.propose(contradicted))


def test_the_other_way_round():
    """A criterion is offered what would be proposed for it, what is sure first, and no more than asked for."""
    papers = [
        Paper("Mức độ hoàn thành kế hoạch cải cách hành chính"),
        Paper("Thực đơn"),
        Paper("Về việc gì đó", code="1.1.2"),
        Paper("Hoàn thành kế hoạch cải cách hành chính của sở"),
    ]
    fitting = SORTER.match(papers, [2, 5])
    assert fitting.keys() == {2}
    assert [place for place, _proposal in fitting[2]] == [2, 0, 3]
    assert [proposal.key for _place, proposal in fitting[2]] == [2, 2, 2]
    assert len(SORTER.match(papers, [2], most=1)[2]) == 1
    assert not SORTER.match([], [1])


def test_interactions_that_sorting_saves():
    """Of ten that filing by hand takes, sorting saves nine where files or folders are named by codes."""
    subjects = [f"Tài liệu số {number}" for number in range(12)]
    named = [
        (Paper(f"{subject}", code=one.code), {one.key})
        for subject, one in zip(subjects * 3, FORM * 4, strict=False)
    ]
    found = interactions.count(FORM, named)
    assert (found.documents, found.sure, found.sure_but_wrong) == (28, 28, 0)
    assert (found.by_hand, found.sorted_) == (28, 2)
    assert found.saved >= 0.9


def test_interactions_are_counted_one_by_one():
    """What is right first costs nothing of its own, what stands among the others two, what is not there three."""
    right, among, nowhere = (
        (Paper("Rà soát thủ tục hành chính"), {4}),
        (Paper("Xử lý vấn đề phát hiện qua kiểm tra"), {7}),
        (Paper("Không liên quan"), {3}),
    )
    assert [one.key for one in SORTER.propose(among[0])][:2] == [6, 7]
    for filed, pressed in (
        ([right], 3),
        ([among], 5),
        ([nowhere], 6),
        ([right, among, nowhere], 8),
    ):
        assert interactions.count(FORM, filed).sorted_ == pressed
    # a document of two criteria takes one more, on either side
    both = interactions.count(FORM, [(Paper("x", code="1.2"), {3, 4})])
    assert (both.by_hand, both.sorted_) == (2, 3)
    assert interactions.make_paper("TLKC/1.2 Bao-cao.pdf").code == "1.2"
