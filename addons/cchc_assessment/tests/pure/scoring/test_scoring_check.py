"""What is found wrong with a rule before it is published."""

from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from said import as_said

from core.plain.amounts import Percent
from core.scoring import RULE_TYPES, Inputs, Option, Rule, check_rule, score
from core.scoring.kinds import FINDINGS

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
    ("rule", "kind", "params"),
    [
        (Rule("formula", 2), "unknown_type", {"type": "formula"}),
        (
            Rule("band", 2, BANDS, basis="mood"),
            "unknown_basis",
            {"basis": "mood"},
        ),
        (Rule("manual", -1), "negative_maximum", {"maximum": -1}),
        (
            Rule("choice", 2),
            "no_options",
            {},
        ),
        (
            Rule("band", 2),
            "no_options",
            {},
        ),
        (
            Rule("per_item", 2),
            "no_points",
            {},
        ),
        (
            Rule("deduction", 2),
            "no_points",
            {},
        ),
        (
            Rule("per_item", 2, points_per_item=0),
            "points_not_positive",
            {"points": 0},
        ),
        (
            Rule("deduction", 2, points_per_item="-0.5"),
            "points_not_positive",
            {"points": Decimal("-0.5")},
        ),
        (
            Rule("choice", 1, (Option(1, "Có", 1), Option(2, "Tốt", "1.5"))),
            "option_over_maximum",
            {"option": "Tốt", "score": Decimal("1.5"), "maximum": 1},
        ),
        (
            Rule("choice", 1, (Option(1, "Có", 1), Option(2, "Vi phạm", "-0.5"))),
            "negative_option",
            {"option": "Vi phạm", "score": Decimal("-0.5")},
        ),
        (
            Rule("band", 2, (*BANDS, Option(4, "Âm", 0, -5))),
            "negative_threshold",
            {"option": "Âm", "threshold": -5},
        ),
        (
            Rule(
                "band",
                2,
                (BANDS[0], Option(4, "Từ 50%", 1, 50), Option(5, "Một nửa", 1, 50), BANDS[2]),
            ),
            "overlap",
            {"first": "Từ 50%", "second": "Một nửa", "bound": Percent(50)},
        ),
        (
            Rule("band", 2, (*BANDS, Option(4, "Còn lại", 0, 0))),
            "overlap",
            {"first": "Hoàn thành dưới 50% kế hoạch: 0", "second": "Còn lại", "bound": Percent(0)},
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
            {"first": "Trên 5", "second": "Hơn 5", "bound": 5},
        ),
        (Rule("band", 2, BANDS[:2]), "gap", {"bound": Percent(50)}),
        (
            Rule("band", 2, (Option(1, "Trên 90%", 2, 90, True),)),
            "gap_strict",
            {"bound": Percent(90)},
        ),
        (
            Rule("band", 2, (Option(1, "Có phát sinh", 2, 0, True),), "quantity"),
            "gap_strict",
            {"bound": 0},
        ),
        (
            Rule("ratio", 2, ratio_floor=90, ratio_target=90),
            "floor_not_below_target",
            {"floor": Percent(90), "target": Percent(90)},
        ),
        (
            Rule("ratio", 2, ratio_target=0),
            "target_out_of_range",
            {"target": Percent(0)},
        ),
        (
            Rule("ratio", 2, ratio_target=120),
            "target_out_of_range",
            {"target": Percent(120)},
        ),
        (
            Rule("ratio", 2, ratio_floor=-1),
            "floor_out_of_range",
            {"floor": Percent(-1)},
        ),
        (
            Rule("ratio", 2, ratio_floor=101),
            "floor_out_of_range",
            {"floor": Percent(101)},
        ),
    ],
)
def test_what_would_score_wrongly_is_an_error(rule, kind, params):
    """A rule that nobody could be scored by fairly is stopped, with all that a sentence mentions."""
    finding = next(finding for finding in check_rule(rule) if finding.kind == kind)
    assert finding.severity == "error"
    assert errors(rule) == [kind]
    assert as_said(finding.params) == as_said(params)
    assert finding.params.keys() == {*FINDINGS[kind]}


@pytest.mark.parametrize(
    ("rule", "kind", "params"),
    [
        (
            Rule("manual", 0),
            "zero_maximum",
            {},
        ),
        (
            Rule("choice", 2, YES_NO),
            "maximum_out_of_reach",
            {"maximum": 2, "score": 1},
        ),
        (
            Rule("choice", 2, (Option(1, "Kịp thời: 1,5 điểm", 2), Option(2, "Không", 0))),
            "text_says_other",
            {"option": "Kịp thời: 1,5 điểm", "stated": Decimal("1.5"), "score": 2},
        ),
        (
            Rule("choice", 1, (Option(1, "Có thực hiện: 1", 1), Option(0, "Có  THỰC hiện: 0", 0))),
            "same_text",
            {"option": "Có  THỰC hiện: 0"},
        ),
        (
            Rule("band", 2, (Option(1, "A", 1, 90), Option(2, "B", 2, 50), Option(3, "C", 0))),
            "not_monotone",
            {},
        ),
        (
            Rule("band", 2, (Option(1, "Từ 70%", 2, "0.7"), Option(2, "Dưới 70%", 0))),
            "threshold_as_fraction",
            {"threshold": Percent(Decimal("0.7")), "percent": Percent(70)},
        ),
        (
            Rule("band", 2, (Option(1, "Đạt 100%", 2, 1), Option(2, "Không đạt", 0))),
            "threshold_as_fraction",
            {"threshold": Percent(1), "percent": Percent(100)},
        ),
    ],
)
def test_what_is_odd_is_a_warning(rule, kind, params):
    """What may be meant as it is can be published, but not without having been seen."""
    (finding,) = check_rule(rule)
    assert (finding.severity, finding.kind) == ("warning", kind)
    assert as_said(finding.params) == as_said(params)
    assert finding.params.keys() == {*FINDINGS[kind]}


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
    assert found.note.kind == f"band_{basis}"
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
def test_every_rule_can_be_checked_and_every_finding_is_listed(
    rule_type, maximum, options, floor, target, points
):
    """However wrong a draft is, the check ends in a list of kinds with their params."""
    rule = Rule(rule_type, maximum, options, "percent", floor, target, points)
    for finding in check_rule(rule):
        assert finding.params.keys() == {*FINDINGS[finding.kind]}


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


MET = (Option(1, "Đạt", 0), Option(2, "Không đạt", 0))


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        (Rule("met", 0, MET), []),
        (Rule("met", 1, MET), ["met_with_points", "maximum_out_of_reach"]),
        (Rule("met", 0), ["no_options"]),
        (Rule("met", 0, MET[:1]), ["one_option"]),
        (Rule("met", 0, (Option(1, "Đạt", 1), MET[1])), ["option_over_maximum"]),
        (Rule("met", 0, (MET[0], MET[0])), ["same_text"]),
    ],
)
def test_a_criterion_without_points_has_none(rule, kinds):
    """Neither a maximum nor an option with points, and something to choose between."""
    findings = check_rule(rule)
    assert [finding.kind for finding in findings] == kinds
    for finding in findings:
        assert finding.params.keys() == {*FINDINGS[finding.kind]}
