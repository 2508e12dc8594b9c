"""What is found wrong with a rule before it is published."""

from decimal import Decimal
from string import Formatter

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.scoring import RULE_TYPES, Inputs, Option, Rule, check_rule, score
from core.scoring.wording import TEMPLATES, is_vietnamese

YES_NO = (Option(1, "Có thực hiện: 1", 1), Option(0, "Không thực hiện: 0", 0))
BANDS = (
    Option(1, "Hoàn thành 100% kế hoạch: 2", 2, 100),
    Option(2, "Hoàn thành từ 50% - dưới 100% kế hoạch: 1", 1, 50),
    Option(3, "Hoàn thành dưới 50% kế hoạch: 0", 0),
)


def kinds(rule):
    return [(finding.severity, finding.kind) for finding in check_rule(rule)]


def errors(rule):
    return [kind for severity, kind in kinds(rule) if severity == "error"]


def warnings(rule):
    return [kind for severity, kind in kinds(rule) if severity == "warning"]


@pytest.mark.parametrize(
    "rule",
    [
        Rule("choice", 1, YES_NO),
        Rule("band", 2, BANDS),
        Rule("band", 2, BANDS[::-1]),
        Rule("band", 2, (*BANDS[:2], Option(3, "Từ 0% trở lên: 0", 0, 0))),
        Rule(
            "band",
            2,
            (
                Option(1, "Không trễ hạn", 2, 0),
                Option(2, "Dưới 5%", 1, 0, True),
                Option(3, "Từ 5%", 0, 5),
            ),
        ),
        Rule("band", 2, (Option(1, "Từ 3 hình thức", 2, 3), Option(2, "Ít hơn", 0)), "quantity"),
        Rule("band", 2, (Option(1, "Có 1 trở lên", 2, 1), Option(2, "Không", 0)), "quantity"),
        Rule("ratio", 2),
        Rule("ratio", 2, ratio_floor=50, ratio_target=100),
        Rule("ratio", 2, ratio_floor=0),
        Rule("per_item", 2, points_per_item="0.125"),
        Rule("deduction", 2, points_per_item="0.5"),
        Rule("manual", 2),
    ],
)
def test_a_sound_rule_is_let_through_in_silence(rule):
    """The secretary is not bothered about what is right."""
    assert check_rule(rule) == []


@pytest.mark.parametrize(
    ("rule", "kind", "sentence"),
    [
        (Rule("formula", 2), "unknown_type", "Không có cách chấm điểm “formula”."),
        (
            Rule("band", 2, BANDS, basis="mood"),
            "unknown_basis",
            "Không có cách xét mức “mood”; chỉ xét theo tỷ lệ hoặc số lượng.",
        ),
        (Rule("manual", -1), "negative_maximum", "Điểm tối đa -1 là số âm."),
        (
            Rule("choice", 2),
            "no_options",
            "Chưa có mức điểm nào để chọn nên không ai chấm được tiêu chí này.",
        ),
        (
            Rule("band", 2),
            "no_options",
            "Chưa có mức điểm nào để chọn nên không ai chấm được tiêu chí này.",
        ),
        (
            Rule("per_item", 2),
            "no_points",
            "Chưa quy định điểm cho mỗi mục nên không ai chấm được tiêu chí này.",
        ),
        (
            Rule("deduction", 2),
            "no_points",
            "Chưa quy định điểm cho mỗi mục nên không ai chấm được tiêu chí này.",
        ),
        (
            Rule("per_item", 2, points_per_item=0),
            "points_not_positive",
            "Điểm cho mỗi mục là 0, phải lớn hơn 0.",
        ),
        (
            Rule("deduction", 2, points_per_item="-0.5"),
            "points_not_positive",
            "Điểm cho mỗi mục là -0,5, phải lớn hơn 0.",
        ),
        (
            Rule("choice", 1, (Option(1, "Có", 1), Option(2, "Tốt", "1.5"))),
            "option_over_maximum",
            "Mức “Tốt” có điểm 1,5, vượt quá điểm tối đa 1.",
        ),
        (
            Rule("choice", 1, (Option(1, "Có", 1), Option(2, "Vi phạm", "-0.5"))),
            "negative_option",
            "Mức “Vi phạm” có điểm âm (-0,5); điểm trừ cũng ghi bằng số dương.",
        ),
        (
            Rule("band", 2, (*BANDS, Option(4, "Âm", 0, -5))),
            "negative_threshold",
            "Mức “Âm” có ngưỡng âm (-5).",
        ),
        (
            Rule(
                "band",
                2,
                (BANDS[0], Option(4, "Từ 50%", 1, 50), Option(5, "Một nửa", 1, 50), BANDS[2]),
            ),
            "overlap",
            "Các mức “Từ 50%” và “Một nửa” trùng nhau: cùng tính từ 50 %.",
        ),
        (
            Rule("band", 2, (*BANDS, Option(4, "Còn lại", 0, 0))),
            "overlap",
            "Các mức “Hoàn thành dưới 50% kế hoạch: 0” và “Còn lại” trùng nhau: cùng tính từ 0 %.",
        ),
        (
            Rule(
                "band",
                2,
                (
                    Option(1, "Trên 5", 2, 5, True),
                    Option(2, "Hơn 5", 1, 5, True),
                    Option(3, "Ít", 0),
                ),
                "quantity",
            ),
            "overlap_strict",
            "Các mức “Trên 5” và “Hơn 5” trùng nhau: cùng tính trên 5.",
        ),
        (Rule("band", 2, BANDS[:2]), "gap", "Không có mức nào cho kết quả dưới 50 %."),
        (
            Rule("band", 2, (Option(1, "Trên 90%", 2, 90, True),)),
            "gap_strict",
            "Không có mức nào cho kết quả từ 90 % trở xuống.",
        ),
        (
            Rule("band", 2, (Option(1, "Có phát sinh", 2, 0, True),), "quantity"),
            "gap_strict",
            "Không có mức nào cho kết quả từ 0 trở xuống.",
        ),
        (
            Rule("ratio", 2, ratio_floor=90, ratio_target=90),
            "floor_not_below_target",
            "Tỷ lệ tối thiểu 90 % phải thấp hơn tỷ lệ được điểm tối đa 90 %.",
        ),
        (
            Rule("ratio", 2, ratio_target=0),
            "target_out_of_range",
            "Tỷ lệ được điểm tối đa là 0 %, phải lớn hơn 0 % và không quá 100 %.",
        ),
        (
            Rule("ratio", 2, ratio_target=120),
            "target_out_of_range",
            "Tỷ lệ được điểm tối đa là 120 %, phải lớn hơn 0 % và không quá 100 %.",
        ),
        (
            Rule("ratio", 2, ratio_floor=-1),
            "floor_out_of_range",
            "Tỷ lệ tối thiểu là -1 %, phải từ 0 % đến 100 %.",
        ),
        (
            Rule("ratio", 2, ratio_floor=101),
            "floor_out_of_range",
            "Tỷ lệ tối thiểu là 101 %, phải từ 0 % đến 100 %.",
        ),
    ],
)
def test_what_would_score_wrongly_is_an_error(rule, kind, sentence):
    """A rule that nobody could be scored by fairly is stopped, with a sentence that says why."""
    finding = next(finding for finding in check_rule(rule) if finding.kind == kind)
    assert finding.severity == "error"
    assert errors(rule) == [kind]
    assert finding.message("vi_VN") == sentence
    assert finding.message("en_US").endswith(".")
    assert finding.message("en_US") != sentence


@pytest.mark.parametrize(
    ("rule", "kind", "sentence"),
    [
        (
            Rule("manual", 0),
            "zero_maximum",
            "Điểm tối đa bằng 0 nên tiêu chí không ảnh hưởng đến kết quả.",
        ),
        (
            Rule("choice", 2, YES_NO),
            "maximum_out_of_reach",
            "Không mức nào đạt điểm tối đa 2; mức cao nhất là 1.",
        ),
        (
            Rule("choice", 2, (Option(1, "Kịp thời: 1,5 điểm", 2), Option(2, "Không", 0))),
            "text_says_other",
            "Mức “Kịp thời: 1,5 điểm” ghi điểm 1,5 trong lời văn nhưng giá trị là 2.",
        ),
        (
            Rule("choice", 1, (Option(1, "Có thực hiện: 1", 1), Option(0, "Có  THỰC hiện: 0", 0))),
            "same_text",
            "Hai mức có cùng nội dung “Có THỰC hiện: 0”.",
        ),
        (
            Rule("band", 2, (Option(1, "A", 1, 90), Option(2, "B", 2, 50), Option(3, "C", 0))),
            "not_monotone",
            "Điểm của các mức lúc tăng lúc giảm: kết quả cao hơn chưa chắc được điểm cao hơn.",
        ),
        (
            Rule("band", 2, (Option(1, "Từ 70%", 2, "0.7"), Option(2, "Dưới 70%", 0))),
            "threshold_as_fraction",
            "Các ngưỡng đều không quá 1 %, cao nhất là 0,7 %; có thể cần nhập 70 %.",
        ),
        (
            Rule("band", 2, (Option(1, "Đạt 100%", 2, 1), Option(2, "Không đạt", 0))),
            "threshold_as_fraction",
            "Các ngưỡng đều không quá 1 %, cao nhất là 1 %; có thể cần nhập 100 %.",
        ),
    ],
)
def test_what_is_odd_is_a_warning(rule, kind, sentence):
    """What may be meant as it is can be published, but not without having been seen."""
    (finding,) = check_rule(rule)
    assert (finding.severity, finding.kind) == ("warning", kind)
    assert finding.message("vi_VN") == sentence
    assert finding.message("en_US").endswith(".")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Có thực hiện:2", 2),
        ("Từ 70% - dưới 100%: 1", 1),
        ("Ban hành kịp thời: 1,5 điểm", "1.5"),
        ("Hoàn thành từ 50% - dưới 70%: 0.75", "0.75"),
        ("Thực hiện nghiêm túc :1", 1),
        ("Kế hoạch năm 2024: 02 điểm.", 2),
        ("Đạt yêu cầu (1,5 điểm)", "1.5"),
        ("Bằng ¾: ½", "0.5"),
        ("Vi phạm: -0,5", "0.5"),
        ("Partly done: 1.5 points", "1.5"),
        ("Tốt:      2      ", 2),
    ],
)
def test_the_score_in_an_options_text_is_read(text, value):
    """A text that says its own value is fine; the same text with another value is not."""
    value = Decimal(value)
    assert warnings(Rule("choice", value, (Option(1, text, value),))) == []
    assert warnings(Rule("choice", value + 1, (Option(1, text, value + 1),))) == ["text_says_other"]


@pytest.mark.parametrize(
    "text",
    [
        "Ban hành kịp thời",
        "Gửi trước 17:30",
        "Đạt chỉ số từ 80 điểm",
        "Dưới 50%",
        "Kết quả: 100%",
        "Theo Quyết định số 1149/QĐ-BNV",
        "Thang điểm: 1.125",
        "",
    ],
)
def test_other_numbers_in_an_options_text_are_no_score(text):
    """A year, a time, a percentage or an index in the text starts no false alarm."""
    assert warnings(Rule("choice", 3, (Option(1, text, 3),))) == []


def test_errors_come_before_warnings():
    """What stops the publication stands at the top of the list."""
    rule = Rule("band", 3, (Option(1, "A: 9", 1, 70), Option(2, "B", 4, 50)))
    assert [severity for severity, _kind in kinds(rule)] == ["error", "error", "warning"]


bands = st.lists(
    st.builds(
        Option,
        key=st.integers(),
        name=st.just("Mức"),
        score=st.integers(0, 3),
        threshold=st.none() | st.sampled_from([0, 0.5, 50, 90, 100]),
        strict=st.booleans(),
    ),
    max_size=5,
)


@given(bands, st.decimals(0, 120, places=2), st.sampled_from(["percent", "quantity"]))
@example([Option(1, "Từ", 1, 50), Option(2, "Dưới", 0)], Decimal(50), "percent")
@example([Option(1, "Trên", 1, 50, True), Option(2, "Dưới", 0)], Decimal(50), "quantity")
@example([Option(1, "Trên", 1, 0, True), Option(2, "Không", 0)], Decimal(0), "percent")
def test_a_band_rule_without_errors_has_one_answer_for_everyone(options, result, basis):
    """Whatever a unit achieved, a published rule finds exactly one option for it."""
    rule = Rule("band", 3, options, basis)
    assume(not errors(rule))
    inputs = Inputs(numerator=result, denominator=100, quantity=result)
    found = score(rule, inputs)
    assert found.score in {option.score for option in rule.options}
    assert "không đạt mức nào" not in found.note
    assert len({option.lower_bound for option in options}) == len(options)


@given(
    st.sampled_from([*RULE_TYPES, "other"]),
    st.integers(-1, 5),
    bands,
    st.none() | st.integers(-1, 101),
    st.none() | st.integers(-1, 101),
    st.none() | st.integers(-1, 5),
)
@example("ratio", 0, [], 0, 0, None)
@example("ratio", 1, [], 100, 100, None)
@example("per_item", 1, [], None, None, 0)
@example("band", 0, [], None, None, None)
def test_every_rule_can_be_checked_and_every_finding_said(
    rule_type, maximum, options, floor, target, points
):
    """However wrong a draft is, the check ends in a list of sentences in both languages."""
    rule = Rule(rule_type, maximum, options, "percent", floor, target, points)
    for finding in check_rule(rule):
        assert finding.message("vi").endswith(".")
        assert finding.message("en").endswith(".")


@pytest.mark.parametrize("key", TEMPLATES)
def test_both_languages_say_the_same_numbers(key):
    """An English reader is told every number that a Vietnamese reader is told, and the reverse."""
    vietnamese, english = (
        {name for _text, name, _spec, _conversion in Formatter().parse(template) if name}
        for template in TEMPLATES[key]
    )
    assert vietnamese == english


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("vi", True), ("vi_VN", True), ("VI", True), ("en_US", False), ("", False), (None, False)],
)
def test_language_codes(lang, expected):
    """Any Vietnamese screen reads Vietnamese; all others read English."""
    assert is_vietnamese(lang) is expected


def found_in(rule):
    return [finding.kind for finding in check_rule(rule)]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ((50, False), (50, False), ["overlap"]),
        ((50, True), (50, True), ["overlap_strict"]),
        ((50, False), (50, True), []),
        ((50, False), ("50.000001", False), []),
        ((0, True), (None, False), []),
        ((0, False), (None, False), ["overlap"]),
        ((0, False), (None, True), ["overlap"]),
    ],
)
def test_bands_are_equal_when_threshold_and_strictness_are(first, second, found):
    """Bands overlap where both say the same, and in no other case; nought from below is the rest."""
    rest = () if None in (*first, *second) else (Option(3, "Còn lại", 0),)
    options = (Option(1, "Cao", 1, *first), Option(2, "Thấp", "0.5", *second), *rest)
    for order in (options, options[::-1]):
        assert [kind for kind in found_in(Rule("band", 1, order)) if "overlap" in kind] == found


def test_three_equal_bands_are_told_twice():
    """Each pair of neighbours is told, so that none of the three is overlooked."""
    same = tuple(Option(key, f"Mức {key}", 1, 50) for key in (1, 2, 3))
    assert found_in(Rule("band", 1, (*same, Option(4, "Còn lại", 0)))) == ["overlap", "overlap"]


@pytest.mark.parametrize(
    ("scores", "odd"),
    [
        ((2, 1, 0), False),
        ((0, 1, 2), False),
        ((1, 1, 0), False),
        ((0, 1, 1), False),
        ((0, 0, 1), False),
        ((1, 1, 1), False),
        ((0, 2, 1), True),
        ((2, 0, 1), True),
        ((1, 2, 1), True),
    ],
)
def test_scores_go_one_way(scores, odd):
    """Up with the result, or down with it, equal steps included; up and down is told."""
    bands = tuple(
        Option(place, f"Mức {place}", value, threshold)
        for place, (value, threshold) in enumerate(zip(scores, (80, 50, None), strict=True))
    )
    assert ("not_monotone" in found_in(Rule("band", 2, bands))) is odd


@pytest.mark.parametrize(
    ("highest", "odd"), [("0.7", True), (1, True), ("1.01", False), (2, False)]
)
def test_thresholds_up_to_one_look_like_fractions(highest, odd):
    """1 % as the highest band is most likely meant to be 100 %; more than that is taken as it stands."""
    bands = (Option(1, "Cao", 1, highest), Option(2, "Còn lại", 0))
    assert ("threshold_as_fraction" in found_in(Rule("band", 1, bands))) is odd
