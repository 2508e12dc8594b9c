"""Guessing rules: bands, rates and shares from their words, and nothing more than the words say."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reader_fixtures import workbook

from core.workbook.rubric.data import StatedRule
from core.workbook.rubric.reader import RubricNode, RubricOption, read_rubric
from core.workbook.rubric.rule_guess import (
    CONFIDENCES,
    REASONS,
    Level,
    guess_caps,
    guess_rule,
    guess_scorers,
    guess_sections,
    read_levels,
)


def make_node(*options, words="", max_score=None, name="Tiêu chí"):
    """Return a leaf with these options, each "text: score" (or a text without a score).

    Its maximum is that of its best option, unless it is given; 2 where nothing says it.
    """
    made = []
    for option in options:
        text, _colon, score = option.rpartition(":")
        number = Decimal(score.strip().replace(",", ".")) if text else None
        made.append(RubricOption(1, "B1", text or option, option, number))
    if max_score is None:
        max_score = max((abs(o.score) for o in made if o.score), default=2)
    return RubricNode(
        0, 1, "1.1", name, 1, None, Decimal(max_score), options=tuple(made), guidance=words
    )


def levels_of(guess):
    return [
        ("> " if level.strict else "") + ("-" if level.threshold is None else str(level.threshold))
        for level in guess.levels
    ]


@pytest.mark.parametrize(
    ("options", "levels", "confidence"),
    [
        (("Từ 80% trở lên: 2", "Từ 50% - dưới 80%: 1", "Dưới 50%: 0"), ["80", "50", "-"], "sure"),
        (("Hoàn thành từ 75 đến dưới 100%: 1", "Đạt 100%: 2", "Dưới 75%: 0"), ["75", "100", "-"], "sure"),
        (("Đạt 50 % trở lên: 2", "Từ 20% – dưới 50%: 1", "Đạt dưới 20%: 0"), ["50", "20", "-"], "sure"),
        (("Trên 90%: 2", "Từ 70% đến 90%: 1", "Dưới 70%: 0"), ["> 90", "70", "-"], "sure"),
        (("≥ 80%: 2", "< 80%: 0"), ["80", "-"], "sure"),
        (("Trên 12,5 % số hồ sơ: 1", "Không quá 12,5% số hồ sơ: 0"), ["> 12.5", "-"], "sure"),
        (("Từ ¾ số báo cáo trở lên: 2", "Dưới ¾ số báo cáo: 0"), ["75", "-"], "sure"),
        (("Đạt 3/4 số lượng trở lên: 2", "Dưới 3/4 số lượng: 0"), ["75", "-"], "sure"),
        # The ends touch: 70 % stands in both.
        (("Từ 70% đến 100%: 2", "Từ 50% đến 70%: 1", "Dưới 50%: 0"), ["70", "50", "-"], "likely"),
        (("Đầy đủ báo cáo: 2", "Đạt ¾ số lượng trở lên: 1", "Đạt dưới ¾: 0"), ["100", "75", "-"], "likely"),
        (("100% nhiệm vụ: 2", "Từ 50 đến dưới số nhiệm vụ: 1", "Dưới 50%: 0"), ["100", "50", "-"], "likely"),
        (("Từ 80% trở lên: 2", "Từ 60% - dưới 80%: 1", "Không đạt: 0"), ["80", "60", "-"], "likely"),
        (("Trên 90% và có sáng kiến: 2", "Đến 90%: 1"), ["> 90", "-"], "likely"),
        (("Tăng từ 10% trở lên: 2", "Tăng dưới 10%: 0"), ["10", "-"], "likely"),
        # Two measures: which of them is to be typed?
        (("Từ 80% hồ sơ trực tuyến: 2", "Dưới 80% văn bản giấy: 0"), ["80", "-"], "likely"),
        (("Từ 80% hồ sơ trực tuyến: 2", "Dưới 80% hồ sơ giấy: 0"), ["80", "-"], "sure"),
        (("Từ 80% hồ sơ nộp tại nhà sớm: 2", "Dưới 80% hồ sơ văn bản giấy: 0"), ["80", "-"], "likely"),
    ],
)  # fmt: skip
def test_percentages_make_bands(options, levels, confidence):
    """Options by percentage are offered as bands, and as sure only where every end is plain."""
    guess = guess_rule(make_node(*options))
    assert (guess.type, guess.basis) == ("band", "percent")
    assert (levels_of(guess), guess.confidence) == (levels, confidence)


@pytest.mark.parametrize(
    ("options", "levels", "confidence"),
    [
        (("Có 03 hình thức trở lên: 3", "Có từ 01 - 02 hình thức: 1,5", "Không có: 0"), ["3", "1", "-"], "sure"),
        (("Trên 5 sáng kiến: 2", "Từ 3 đến 5 sáng kiến: 1", "Dưới 3 sáng kiến: 0"), ["> 5", "3", "-"], "sure"),
        (("03 mô hình: 3", "02 mô hình: 2", "01 mô hình: 1", "Không có: 0"), ["3", "2", "1", "-"], "likely"),
    ],
)  # fmt: skip
def test_counts_make_bands(options, levels, confidence):
    """Options by count are offered as bands of a count."""
    guess = guess_rule(make_node(*options))
    assert (guess.type, guess.basis) == ("band", "quantity")
    assert (levels_of(guess), guess.confidence) == (levels, confidence)


@pytest.mark.parametrize(
    ("options", "confidence"),
    [
        (("Có: 2", "Không: 0"), "sure"),
        (("Đầy đủ nội dung: 2", "Không đầy đủ nội dung: 0"), "sure"),
        (("Không quá 01 tháng sau khi ban hành: 2", "Quá 01 tháng: 1", "Không ban hành: 0"), "sure"),
        (("Trước ngày 3/4: 2", "Sau ngày 3/4: 0"), "sure"),
        # A number and a yes/no, a gap, an overlap, a score that rises, no bottom.
        (("Quyết toán 100% các hạng mục: 2", "Còn để tồn năm sau: 0"), "guess"),
        (("Từ 80% trở lên: 2", "Từ 50% - dưới 70%: 1", "Dưới 50%: 0"), "guess"),
        (("Từ 80% trở lên: 2", "Từ 50% - dưới 85%: 1", "Dưới 50%: 0"), "guess"),
        (("Từ 80% trở lên: 0", "Dưới 80%: 2"), "guess"),
        (("Từ 80% trở lên: 2", "Từ 50% - dưới 80%: 1"), "guess"),
        (("Từ 80% trở lên: 2", "Dưới 50%: 0", "Không báo cáo: 0"), "guess"),
        (("Đạt 80%: 2", "Đạt 50%: 1", "Có kế hoạch: 0,5", "Không: 0"), "guess"),
        (("Từ 80% hồ sơ, 90% văn bản trở lên: 2", "Dưới 80%: 0"), "guess"),
        (("Từ 150% trở lên: 2", "Dưới 150%: 0"), "guess"),
        (("Không đạt từ 50% trở lên: 2", "Dưới 50%: 0"), "guess"),
        (("Từ 80% trở lên: 2", "Dưới 80%"), "guess"),
        (("Từ 1.000 hồ sơ trở lên: 2", "Dưới 1.000 hồ sơ: 0"), "guess"),
        (("Từ 02 lần trở lên: 0", "01 lần: 1", "Không có lần nào: 2"), "guess"),
    ],
)  # fmt: skip
def test_what_does_not_fit_stays_a_choice(options, confidence):
    """Whatever does not make bands as a whole stays a choice, and says that it is worth a look."""
    guess = guess_rule(make_node(*options))
    assert (guess.type, guess.confidence) == ("choice", confidence)


@pytest.mark.parametrize(
    ("words", "type_", "points", "confidence"),
    [
        ("Mỗi sáng kiến được 0,5 điểm, tối đa 2 điểm", "per_item", "0.5", "sure"),
        ("Mỗi sáng kiến được 0,5 điểm, tối đa 3 điểm", "per_item", "0.5", "guess"),
        ("Mỗi mô hình được công nhận cộng 0,25 điểm", "per_item", "0.25", "sure"),
        ("Cứ mỗi văn bản chậm trừ 0,25 điểm", "deduction", "0.25", "sure"),
        ("Mỗi báo cáo gửi chậm bị trừ 0,5 điểm nhưng không quá 2 điểm", "deduction", "0.5", "sure"),
        ("Mỗi lần vi phạm trừ 5 điểm", "deduction", "5", "guess"),
    ],
)
def test_points_for_each(words, type_, points, confidence):
    """So many points for, or off for, each of something is read from the text of the method."""
    guess = guess_rule(make_node(words=words))
    assert (guess.type, str(guess.points_per_item)) == (type_, points)
    assert guess.confidence == confidence


def test_penalty_counts_up():
    """Below "Điểm trừ" each fault adds to the penalty: nothing is taken off a maximum there."""
    guess = guess_rule(make_node(words="Mỗi lần vi phạm trừ 0,5 điểm"), "penalty")
    assert guess.type == "per_item"


def test_one_line_with_a_rate_is_no_option():
    """A single line "Mỗi sáng kiến: 0,5 điểm" is a rate; two such lines are left to a person."""
    assert guess_rule(make_node("- Mỗi sáng kiến: 0,5")).type == "per_item"
    assert guess_rule(make_node("Mỗi sáng kiến: 0,5", "Không có: 0")).type == "choice"


@pytest.mark.parametrize(
    "words", ["Mỗi 02 văn bản chậm trừ 0,5 điểm", "Cứ 02 văn bản chậm trừ 0,5 điểm"]
)
def test_steps_are_never_sure(words):
    """Points for every two of something are no points for each: never taken for certain."""
    assert guess_rule(make_node(words=words)).confidence != "sure"


@pytest.mark.parametrize(
    ("words", "confidence", "floor", "target"),
    [
        ("Tỷ lệ hồ sơ đúng hạn × điểm tối đa", "likely", None, None),
        ("Điểm tối đa nhân với tỷ lệ đạt được", "likely", None, None),
        ("Tỷ lệ đúng hạn x điểm tối đa; dưới 50% không tính điểm", "likely", "50", None),
        ("Tỷ lệ % x điểm tối đa. Từ 95% trở lên đạt điểm tối đa", "likely", None, "95"),
        ("Chấm điểm theo tỷ lệ hoàn thành", "guess", None, None),
    ],
)
def test_share_of_the_maximum(words, confidence, floor, target):
    """A ratio times the maximum is offered as a ratio, with its floor and target."""
    guess = guess_rule(make_node(words=words))
    assert (guess.type, guess.confidence) == ("ratio", confidence)
    assert [guess.ratio_floor, guess.ratio_target] == [
        text and Decimal(text) for text in (floor, target)
    ]


@pytest.mark.parametrize("words", ["", "Theo kết quả do Sở Nội vụ công bố"])
def test_no_method_is_entered_by_hand(words):
    """A criterion without a method that is known has its score entered by hand."""
    assert (guess_rule(make_node(words=words)).type, guess_rule(make_node()).confidence) == (
        "manual",
        "guess",
    )


def test_sections_and_scorers_follow_the_tree():
    """Bonus, penalty and surveys are known by their headings, and so is all below them."""
    rows = [
        ("1", "Điểm công khai", 2),
        ("1.1", "Ban hành kế hoạch điều tra xã hội học", 1),
        ("1.2", "Mức độ hài lòng của người dân", 1),
        ("2", "Đánh giá qua điều tra XHH", 3),
        ("2.1", "Cán bộ, công chức đánh giá", 3),
        ("3", "Điểm thưởng", 2),
        ("3.1", "Sáng kiến", 2),
        ("4", "Điểm trừ", 1),
        ("4.1", "Vi phạm", 1),
        ("5", "Điểm cộng, điểm trừ", 1),
    ]
    nodes = read_rubric(workbook(rows)).nodes
    assert guess_sections(nodes) == [
        *["base"] * 5, "bonus", "bonus", "penalty", "penalty", "base",
    ]  # fmt: skip
    council = {
        node.code for node, who in zip(nodes, guess_scorers(nodes), strict=True) if who == "council"
    }
    assert council == {"1.2", "2", "2.1"}


def test_thresholds_are_at_hand_for_a_choice():
    """Who makes a band of a choice finds the thresholds that could be read already there."""
    options = make_node("Từ 80% trở lên: 2", "Có kế hoạch: 1", "Không: 0").options
    assert read_levels(options) == (Level(Decimal(80)), Level(), Level())


@given(
    st.lists(
        st.text("0123456789%¾/.,-–:; <>≥Từđếndướitrênkhôngmỗiđiểmlêntrở", max_size=40),
        max_size=4,
    ),
    st.text("mỗi trừ0123456789,% điểm×tỷ lệ tối đa\n", max_size=80),
)
def test_no_text_is_too_odd(options, words):
    """Whatever stands in the cells, there is a guess, and it is never a band that cannot be."""
    node = make_node(*(f"{text} :1" for text in options), words=words)
    guess = guess_rule(node)
    assert guess.confidence in CONFIDENCES and guess.reason in REASONS
    if guess.type == "band":
        assert len(guess.levels) == len(node.options)
        assert sum(level.threshold is None for level in guess.levels) == 1


@given(st.lists(st.integers(1, 99), min_size=1, max_size=5, unique=True), st.randoms())
@example([1], Random(1))
@example([99], Random(1))
@example([1, 2, 98, 99], Random(1))
def test_plain_bands_are_always_found(thresholds, random):
    """However many bands there are and in whatever order, plain ones are found whole and sure."""
    falling = sorted(thresholds, reverse=True)
    texts = [f"Từ {falling[0]}% trở lên"]
    texts += [f"Từ {low}% đến dưới {high}%" for high, low in pairwise(falling)]
    texts.append(f"Dưới {falling[-1]}%")
    options = [
        (f"{text}: {len(texts) - place}", threshold)
        for place, (text, threshold) in enumerate(zip(texts, [*falling, None], strict=True))
    ]
    random.shuffle(options)
    guess = guess_rule(make_node(*(text for text, _threshold in options)))
    assert (guess.type, guess.confidence) == ("band", "sure")
    assert [level.threshold for level in guess.levels] == [
        None if threshold is None else Decimal(threshold) for _text, threshold in options
    ]


@pytest.mark.parametrize(
    ("stated", "type_", "confidence"),
    [
        ({"points_per_item": Decimal("0.25")}, "per_item", "guess"),
        ({"ratio_floor": Decimal(50)}, "ratio", "guess"),
        ({"ratio_target": Decimal(95)}, "ratio", "guess"),
        ({"ratio_floor": Decimal(0)}, "ratio", "guess"),
        ({"type": "manual", "points_per_item": Decimal(1)}, "manual", "stated"),
    ],
)
def test_stated_parameters_stand(stated, type_, confidence):
    """What somebody typed beside a blank rule is kept, and tells the rule, which has to be looked at."""
    node = replace(make_node("Có: 2", "Không: 0"), rule=StatedRule(**stated))
    guess = guess_rule(node)
    assert (guess.type, guess.confidence) == (type_, confidence)
    assert {name: getattr(guess, name) for name in stated} == stated


def test_stated_parameters_win_over_words():
    """The column says 0,5 and the text 0,25: the column counts, and the rule both mean is likely."""
    node = make_node(words="Cứ mỗi báo cáo chậm trừ 0,25 điểm")
    guess = guess_rule(replace(node, rule=StatedRule(points_per_item=Decimal("0.5"))))
    assert (guess.type, guess.points_per_item) == ("deduction", Decimal("0.5"))
    assert (guess.confidence, guess.reason) == ("likely", "parameters")


def test_stated_thresholds_make_bands():
    """Thresholds in their column make bands of options whose words have no numbers."""
    node = make_node("Tốt: 2", "Còn lại: 0")
    best, rest = node.options
    guess = guess_rule(
        replace(
            node,
            options=(replace(best, threshold=Decimal(90), strict=True), rest),
            rule=StatedRule(basis="quantity"),
        )
    )
    assert (guess.type, guess.basis, guess.reason) == ("band", "quantity", "parameters")
    assert levels_of(guess) == ["> 90", "-"]


@pytest.mark.parametrize(
    ("heading", "maximum", "cap"),
    [
        ("Điểm thưởng (tối đa 5 điểm)", 5, 5),
        ("ĐIỂM THƯỞNG (không quá 2,5 điểm)", None, Decimal("2.5")),
        ("Điểm thưởng", 3, 3),
        ("Điểm thưởng", 4, None),
        ("Điểm thưởng", None, None),
    ],
)
def test_caps_that_the_sheet_states(heading, maximum, cap):
    """A cap is what the heading says, or a maximum less than what stands below it; else nothing is made up."""
    rows = (
        ("1", "CHỈ ĐẠO", 2),
        ("2", heading, maximum),
        ("2.1", "Sáng kiến", 2),
        ("2.2", "Khen thưởng", 2),
    )
    nodes = read_rubric(workbook(rows)).nodes
    found = guess_caps(nodes, guess_sections(nodes))
    assert found == ({} if cap is None else {"bonus": cap})


def test_several_headings_state_no_cap():
    """Where two domains each have their bonus, neither's maximum is the cap of the whole."""
    rows = []
    for number in (1, 2):
        rows += [
            (f"{number}", "LĨNH VỰC", 2),
            (f"{number}.1", "Điểm thưởng (tối đa 1 điểm)", 1),
            (f"{number}.1.1", "Sáng kiến", 2),
        ]
    nodes = read_rubric(workbook(rows)).nodes
    assert guess_caps(nodes, guess_sections(nodes)) == {}


@pytest.mark.parametrize(
    ("words", "basis"),
    [
        ("Tỷ lệ của đơn vị chia cho tỷ lệ của đơn vị cao nhất × điểm tối đa", "percent"),
        ("Điểm = tỷ lệ đạt được / tỷ lệ cao nhất trong khối × điểm tối đa", "percent"),
        ("Số lượng sáng kiến so với đơn vị có nhiều nhất, nhân với điểm tối đa", "quantity"),
        ("Tính tương ứng với tỷ lệ so với cơ quan tốt nhất", "percent"),
        ("Số sáng kiến chia cho số sáng kiến của đơn vị cao nhất × điểm tối đa", "quantity"),
        ("Số hồ sơ/tổng số hồ sơ, so với địa phương cao nhất", "percent"),
        ("Hồ sơ trực tuyến so với đơn vị có điểm cao nhất", "percent"),
    ],
)
def test_what_is_held_against_the_best_unit_is_no_share_of_the_own(words, basis):
    """It reads much like a ratio and is another rule: proposed, and always to be looked at."""
    guess = guess_rule(make_node(words=words))
    assert (guess.type, guess.confidence, guess.reason) == ("relative", "guess", "relative")
    assert guess.basis == basis


@pytest.mark.parametrize(
    "words",
    [
        "Tỷ lệ hồ sơ đúng hạn × điểm tối đa. Đơn vị cao nhất được biểu dương.",
        "Mỗi sáng kiến cao nhất 0,5 điểm",
        "Tỷ lệ hồ sơ đúng hạn/tổng số hồ sơ × điểm tối đa",
        "Số hồ sơ đúng hạn/tổng số hồ sơ x điểm cao nhất",
        "Tỷ lệ hồ sơ đúng hạn/tổng số hồ sơ của đơn vị x điểm cao nhất",
        "Số hồ sơ chia cho tổng số hồ sơ của đơn vị nhân điểm cao nhất",
        "Tỷ lệ số hồ sơ chia cho tổng số của đơn vị, cao nhất 2 điểm",
        "Tỷ lệ so với kế hoạch của đơn vị cao nhất là 2 điểm",
        "Tính theo tỷ lệ so với kế hoạch, cao nhất 2 điểm",
    ],
)
def test_the_highest_of_something_else_is_no_best_unit(words):
    """The word alone says nothing."""
    assert guess_rule(make_node(words=words)).type != "relative"
