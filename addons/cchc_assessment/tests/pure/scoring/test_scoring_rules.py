"""Each scoring rule, with the shapes and numbers of real rubrics."""

from dataclasses import replace
from decimal import Decimal, localcontext

import pytest
from said import as_said

from core.plain.amounts import Percent, Rounded
from core.scoring import (
    DIRECT,
    Figure,
    Inputs,
    Note,
    Option,
    Rule,
    ScoringError,
    find_best,
    get_figure,
    parse_number,
    score,
)
from core.scoring.kinds import ERRORS, NOTES

TIMELY = Rule(
    "choice",
    2,
    (
        Option("on_time", "Ban hành kịp thời", "1.5"),
        Option("late", "Ban hành không kịp thời", 1),
        Option("none", "Không ban hành", 0),
    ),
)
PLAN = Rule(
    "band",
    2,
    (
        Option("full", "Hoàn thành 100% kế hoạch", 2, 100),
        Option("most", "Từ 70% - dưới 100%", 1, 70),
        Option("rest", "Dưới 70%", 0),
    ),
)
FORMS = Rule(
    "band",
    3,
    (
        Option(3, "Có 03 hình thức trở lên", 3, 3),
        Option(1, "Có từ 01 - 02 hình thức", "1.5", 1),
        Option(0, "Không có hình thức nào", 0),
    ),
    basis="quantity",
)
SHARE = Rule("ratio", 2)
BOUNDED_SHARE = Rule("ratio", 2, ratio_floor=50, ratio_target=90)
INITIATIVES = Rule("per_item", 1, points_per_item="0.5")
DELAYS = Rule("deduction", 2, points_per_item="0.25")
FREE = Rule("manual", 2)


def share(numerator, denominator):
    return Inputs(numerator=numerator, denominator=denominator)


def error_of(rule, inputs):
    with pytest.raises(ScoringError) as caught:
        score(rule, inputs)
    return caught.value


@pytest.mark.parametrize(
    ("rule", "inputs", "expected", "kind", "params"),
    [
        (
            TIMELY,
            Inputs(option="on_time"),
            "1.5",
            "choice",
            {"option": "Ban hành kịp thời", "score": Decimal("1.5")},
        ),
        (
            PLAN,
            share(85, 100),
            "1",
            "band_percent",
            {
                "numerator": 85,
                "denominator": 100,
                "percent": Percent(85),
                "option": "Từ 70% - dưới 100%",
                "score": 1,
            },
        ),
        (
            FORMS,
            Inputs(quantity=2),
            "1.5",
            "band_quantity",
            {"quantity": 2, "option": "Có từ 01 - 02 hình thức", "score": Decimal("1.5")},
        ),
        (
            SHARE,
            share(85, 100),
            "1.7",
            "ratio",
            {
                "numerator": 85,
                "denominator": 100,
                "percent": Percent(85),
                "maximum": 2,
                "ratio": Decimal("0.85"),
                "score": Rounded("1.70"),
            },
        ),
        (
            BOUNDED_SHARE,
            share(49, 100),
            "0",
            "ratio_below_floor",
            {
                "numerator": 49,
                "denominator": 100,
                "percent": Percent(49),
                "floor": Percent(50),
            },
        ),
        (
            BOUNDED_SHARE,
            share(9, 10),
            "2",
            "ratio_full",
            {
                "numerator": 9,
                "denominator": 10,
                "percent": Percent(90),
                "maximum": 2,
                "target": Percent(90),
            },
        ),
        (
            INITIATIVES,
            Inputs(quantity=1),
            "0.5",
            "per_item",
            {"quantity": 1, "points": Decimal("0.5"), "product": Decimal("0.5")},
        ),
        (
            INITIATIVES,
            Inputs(quantity=3),
            "1",
            "per_item_capped",
            {"quantity": 3, "points": Decimal("0.5"), "product": Decimal("1.5"), "maximum": 1},
        ),
        (
            DELAYS,
            Inputs(quantity=3),
            "1.25",
            "deduction",
            {"maximum": 2, "quantity": 3, "points": Decimal("0.25"), "remainder": Decimal("1.25")},
        ),
        (
            DELAYS,
            Inputs(quantity=10),
            "0",
            "deduction_floored",
            {"maximum": 2, "quantity": 10, "points": Decimal("0.25"), "remainder": Decimal("-0.5")},
        ),
        (
            FREE,
            Inputs(manual_score="1.125"),
            "1.125",
            "manual",
            {"score": Decimal("1.125")},
        ),
    ],
)
def test_score_and_its_calculation(rule, inputs, expected, kind, params):
    """With the score come the numbers it came from, all that the table of notes names."""
    result = score(rule, inputs)
    assert result.applicable
    assert result.score == Decimal(expected)
    assert str(result.score) == expected
    assert result.note.kind == kind
    assert as_said(result.note.params) == as_said(params)
    assert result.note.params.keys() == {*NOTES[kind]}


@pytest.mark.parametrize(
    ("rule", "inputs", "kind"),
    [
        (TIMELY, Inputs(), "missing_option"),
        (PLAN, Inputs(), "missing_numerator_denominator"),
        (PLAN, share(3, None), "missing_denominator"),
        (SHARE, share(None, 4), "missing_numerator"),
        (SHARE, share(None, 0), "missing_numerator"),
        (FORMS, Inputs(), "missing_quantity"),
        (INITIATIVES, Inputs(), "missing_quantity"),
        (DELAYS, Inputs(), "missing_quantity"),
        (FREE, Inputs(), "missing_manual_score"),
    ],
)
def test_an_unfinished_line_says_what_is_missing(rule, inputs, kind):
    """A line that is not filled in yet has no score, and says what to fill in."""
    result = score(rule, inputs)
    assert (result.score, result.note, result.applicable) == (None, Note(kind), True)


@pytest.mark.parametrize(
    ("rule", "inputs", "expected"),
    [
        (FORMS, Inputs(quantity=0), 0),
        (SHARE, share(0, 5), 0),
        (INITIATIVES, Inputs(quantity=0), 0),
        (DELAYS, Inputs(quantity=0), 2),
        (FREE, Inputs(manual_score=0), 0),
        (FREE, Inputs(manual_score=0.0), 0),
        (TIMELY, Inputs(option="none"), 0),
    ],
)
def test_zero_is_an_answer(rule, inputs, expected):
    """Someone who typed 0 has answered: the line is scored, not waiting."""
    assert score(rule, inputs).score == expected


@pytest.mark.parametrize("rule", [TIMELY, PLAN, FORMS, SHARE, INITIATIVES, DELAYS, FREE])
def test_not_applicable_needs_nothing_else(rule):
    """A criterion that does not concern a unit has no score, whatever is left in its fields."""
    leftovers = Inputs(numerator=-1, denominator=0, quantity=float("nan"), not_applicable=True)
    result = score(rule, leftovers)
    assert (result.score, result.note, result.applicable) == (None, Note("not_applicable"), False)


def test_inputs_of_another_rule_are_ignored():
    """After the method was changed in a new version, old numbers do not get in the way."""
    inputs = Inputs(option="on_time", numerator=-5, quantity="x", manual_score=99)
    assert score(TIMELY, inputs).score == Decimal("1.5")


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (70, 100, 1),
        ("69.999999", 100, 0),
        (999_999_999_999, 10**12, 1),
        (100, 100, 2),
        (105, 100, 2),
        (0, 100, 0),
    ],
)
def test_bands_hold_from_their_threshold(numerator, denominator, expected):
    """Exactly 70 % reaches "từ 70 %"; one đồng short of a plan is not the whole plan."""
    assert score(PLAN, share(numerator, denominator)).score == expected


@pytest.mark.parametrize(
    ("percent", "expected"), [("90", "0.5"), ("90.000001", 1), (91, 1), (80, "0.5"), (79, 0)]
)
def test_above_is_not_from(percent, expected):
    """ "Trên 90 %" needs more than 90 %."""
    rule = Rule(
        "band",
        1,
        (
            Option(1, "Dưới 80%", 0),
            Option(2, "Từ 80% đến 90%", "0.5", 80),
            Option(3, "Trên 90%", 1, 90, strict=True),
        ),
    )
    assert score(rule, share(percent, 100)).score == Decimal(expected)


def test_from_and_above_the_same_threshold_are_two_bands():
    """A rubric may tell exactly 100 % from more than 100 %."""
    rule = Rule(
        "band",
        3,
        (
            Option("plan", "Đạt 100%", 2, 100),
            Option("more", "Vượt kế hoạch", 3, 100, strict=True),
            Option("less", "Không đạt", 0),
        ),
    )
    assert [score(rule, share(n, 100)).score for n in (99, 100, 101)] == [0, 2, 3]


@pytest.mark.parametrize(("sent", "expected"), [(2, 0), (3, 1), (4, 2)])
def test_fractions_of_a_count(sent, expected):
    """ "Báo cáo đạt ¾ số lượng trở lên": three of four reports reach it, two don't."""
    rule = Rule(
        "band",
        2,
        (
            Option(1, "Đầy đủ các báo cáo", 2, 100),
            Option(2, "Báo cáo đạt ¾ số lượng trở lên", 1, parse_number("¾") * 100),
            Option(3, "Báo cáo đạt dưới ¾ số lượng", 0),
        ),
    )
    assert score(rule, share(sent, 4)).score == expected


@pytest.mark.parametrize("written", ["2/3", "1/3", "⅔", "5/6", "1/7"])
def test_a_fraction_that_never_ends_is_reached_by_itself(written):
    """Two of three units reach "từ 2/3", although 66.666667 % is a little more than two thirds."""
    above, below = (2, 3) if written == "⅔" else map(int, written.split("/"))
    threshold = parse_number(written) * 100
    rule = Rule("band", 1, (Option(1, "Từ mức này", 1, threshold), Option(0, "Dưới", 0)))
    assert score(rule, share(above, below)).score == 1
    assert score(rule, share(above * 10**6 - 1, below * 10**6)).score == 0


def test_a_fraction_that_ends_in_zeros_when_it_is_rounded():
    """111 of 2006 reach "từ 111/2006", which is kept as 5.533400 % and is a little less."""
    rule = Rule("band", 1, (Option(1, "Từ mức này", 1, "5.5334"), Option(0, "Dưới", 0)))
    assert score(rule, share(111, 2006)).score == 1
    assert score(rule, share(111 * 10**4 - 1, 2006 * 10**4)).score == 0


def test_below_every_band_is_zero_and_said():
    """A rubric that forgot its lowest band gives 0, and the note tells why."""
    rule = Rule("band", 2, (Option(1, "Từ 70%", 2, 70),))
    assert score(rule, share(1, 2)).score == 0
    note = score(rule, share(1, 2)).note
    assert note == Note("band_percent_none", {"numerator": 1, "denominator": 2, "percent": 50})
    count = Rule("band", 2, (Option(1, "Từ 3", 2, 3),), basis="quantity")
    assert score(count, Inputs(quantity=2)).note == Note("band_quantity_none", {"quantity": 2})


def test_a_band_may_be_chosen_where_there_are_no_figures():
    """It is taken, and said, only where the rubric allows it; figures count more, and half of them are unfinished."""
    direct = replace(PLAN, direct=True)
    result = score(direct, Inputs(option="most"))
    assert (result.score, result.note.kind) == (1, DIRECT)
    assert result.note.params == {"option": "Từ 70% - dưới 100%", "score": 1}
    assert score(PLAN, Inputs(option="most")).note.kind == "missing_numerator_denominator"
    assert score(direct, Inputs(option="most", numerator=1, denominator=1)).score == 2
    assert score(direct, Inputs(option="most", numerator=1)).note.kind == "missing_denominator"
    assert score(direct, Inputs()).note.kind == "missing_numerator_denominator"
    assert score(replace(FORMS, direct=True), Inputs(option=1)).score == Decimal("1.5")
    assert score(Rule("ratio", 2, direct=True), Inputs(option="most")).score is None
    assert error_of(direct, Inputs(option="other")).kind == "unknown_option"


def test_a_threshold_of_zero_is_the_rest():
    """ "Từ 0 %" and a band without a threshold both take whatever reaches nothing higher."""
    for threshold in (None, 0):
        rule = Rule("band", 2, (Option(1, "Từ 50%", 2, 50), Option(0, "Còn lại", 1, threshold)))
        assert score(rule, share(0, 9)).score == 1


def test_bands_may_fall():
    """Where less is better, such as late files, the best band is the rest."""
    late = Rule(
        "band",
        2,
        (
            Option("none", "Không có hồ sơ trễ hạn", 2),
            Option("few", "Dưới 5%", 1, 0, strict=True),
            Option("many", "Từ 5% trở lên", 0, 5),
        ),
    )
    assert [score(late, share(n, 100)).score for n in (0, 1, 5)] == [2, 1, 0]


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (49, 100, "0"),
        (50, 100, "1"),
        (2, 3, "1.333333"),
        ("89.9", 100, "1.798"),
        (90, 100, "2"),
        (120, 100, "2"),
    ],
)
def test_a_ratio_has_a_floor_and_a_target(numerator, denominator, expected):
    """Nothing below the floor, in proportion above it, everything from the target."""
    assert score(BOUNDED_SHARE, share(numerator, denominator)).score == Decimal(expected)


def test_more_than_the_plan_is_the_whole_plan():
    """105 of 100 files are no mistake, and no reason for more than the maximum."""
    result = score(SHARE, share(105, 100))
    assert result.score == 2
    assert result.note.kind == "ratio_full"
    assert (result.note.params["percent"], result.note.params["target"]) == (105, 100)


def test_the_shown_percentage_stays_on_its_side():
    """Nobody reads "100 %" next to the score of those who did not reach 100 %."""
    for above, below, shown in (
        (999_999, 1_000_000, "99.9999"),
        (1, 1_000_000, "0.0001"),
        (1, 3, "33.33"),
        ("69.9999", 100, "69.9999"),
    ):
        assert score(PLAN, share(above, below)).note.params["percent"] == Decimal(shown)
    nearly = score(SHARE, share(999_999, 1_000_000)).note.params
    assert (str(nearly["ratio"]), str(nearly["score"])) == ("0.999999", "2.00")


def test_whoever_multiplies_the_note_out_finds_the_score():
    """The ratio is shown with as many decimals as the product needs."""
    params = score(Rule("ratio", 20), share(33335, 100000), digits=4).note.params
    assert (params["percent"], params["ratio"]) == (Decimal("33.335"), Decimal("0.33335"))
    assert str(params["score"]) == "6.6670"


def test_the_digits_of_the_note_do_not_touch_the_score():
    """A period that shows no decimals still adds up the exact scores."""
    coarse = score(SHARE, share(2, 3), digits=0)
    assert str(coarse.note.params["score"]) == "1"
    assert coarse.score == score(SHARE, share(2, 3), digits=4).score == Decimal("1.333333")


def test_a_target_out_of_reach_does_not_lift_the_maximum():
    """A draft that asks for 120 % gives no more than the maximum to whoever achieved 110 %."""
    assert score(Rule("ratio", 2, ratio_target=120), share(110, 100)).score == 2


def test_a_product_is_kept_to_six_decimals():
    """The score that is stored is the score that was computed with, half a millionth going up."""
    third = Rule("per_item", 2, points_per_item="0.333333")
    assert str(score(third, Inputs(quantity="0.5")).score) == "0.166667"
    third = Rule("deduction", 2, points_per_item="0.333333")
    assert str(score(third, Inputs(quantity="0.5")).score) == "1.833334"


def test_small_values_stay_exact():
    """0,125 and 0,15, which real rubrics have, are not rounded on the way."""
    assert score(Rule("per_item", 2, points_per_item=0.15), Inputs(quantity=3)).score == Decimal(
        "0.45"
    )
    eighth = Rule("choice", 1, (Option(1, "Đạt", 0.125),))
    assert score(eighth, Inputs(option=1)).note.params["score"] == Decimal("0.125")


def test_floats_of_a_form_are_the_decimals_typed():
    """0.1 + 0.2 from a form is 0.3 and reaches a threshold of 0.3."""
    rule = Rule("band", 1, (Option(1, "Từ 0,3", 1, 0.3), Option(0, "Dưới", 0)), basis="quantity")
    assert score(rule, Inputs(quantity=0.1 + 0.2)).score == 1
    assert score(rule, Inputs(quantity=0.7 - 0.4)).score == 1


def test_the_callers_decimal_context_has_no_influence():
    """Code elsewhere that works with three digits doesn't change anyone's score."""
    expected = score(SHARE, share(85_123, 100_000))
    with localcontext() as context:
        context.prec = 3
        assert score(SHARE, share(85_123, 100_000)) == expected
    assert expected.score == Decimal("1.70246")


def test_huge_and_tiny_amounts_together():
    """Sums in đồng against a rounding remainder make an odd percentage, not a crash."""
    assert score(PLAN, share(10**14, "0.000001")).score == 2
    assert score(INITIATIVES, Inputs(quantity=10**14)).score == 1
    assert score(DELAYS, Inputs(quantity=10**14)).score == 0


@pytest.mark.parametrize(
    ("rule", "inputs", "kind", "params"),
    [
        (PLAN, share(-1, 5), "negative", {"field": "numerator", "value": -1}),
        (PLAN, share(-1, None), "negative", {"field": "numerator", "value": -1}),
        (SHARE, share(1, -5), "negative", {"field": "denominator", "value": -5}),
        (FORMS, Inputs(quantity=-1), "negative", {"field": "quantity", "value": -1}),
        (
            DELAYS,
            Inputs(quantity="-0.5"),
            "negative",
            {"field": "quantity", "value": Decimal("-0.5")},
        ),
        (
            PLAN,
            share(5, 0),
            "denominator_zero",
            {"field": "denominator", "numerator": 5},
        ),
        (
            SHARE,
            share(0, 0),
            "denominator_zero",
            {"field": "denominator", "numerator": 0},
        ),
        (
            FREE,
            Inputs(manual_score="2.25"),
            "over_maximum",
            {"field": "manual_score", "value": Decimal("2.25"), "maximum": 2},
        ),
        (FREE, Inputs(manual_score=-1), "negative", {"field": "manual_score", "value": -1}),
        (
            FREE,
            Inputs(manual_score=float("nan")),
            "not_a_number",
            {"field": "manual_score", "value": "NaN"},
        ),
        (
            INITIATIVES,
            Inputs(quantity=float("inf")),
            "not_a_number",
            {"field": "quantity", "value": "Infinity"},
        ),
        (
            SHARE,
            share(1, "hai"),
            "not_a_number",
            {"field": "denominator", "value": "hai"},
        ),
        (
            SHARE,
            share(1, False),
            "not_a_number",
            {"field": "denominator", "value": False},
        ),
        (
            SHARE,
            share(10**39, 1),
            "too_large",
            {"field": "numerator", "digits": 40, "limit": 15},
        ),
        (
            TIMELY,
            Inputs(option="other"),
            "unknown_option",
            {},
        ),
    ],
)
def test_wrong_input_is_refused_with_its_number(rule, inputs, kind, params):
    """A wrong number is refused with the field and the number."""
    error = error_of(rule, inputs)
    assert error.kind == kind
    assert error.params == params
    assert error.params.keys() - {"field"} == {*ERRORS[kind]}


@pytest.mark.parametrize(
    ("rule", "inputs", "kind"),
    [
        (Rule("formula", 2), Inputs(), "unknown_type"),
        (Rule("band", 2, basis="mood"), Inputs(), "unknown_basis"),
        (Rule("manual", -2), Inputs(manual_score=0), "negative"),
        (Rule("per_item", 2), Inputs(quantity=1), "no_points"),
        (Rule("deduction", 2), Inputs(quantity=1), "no_points"),
        (Rule("per_item", 2, points_per_item=-1), Inputs(quantity=1), "negative"),
        (Rule("deduction", 2, points_per_item=-1), Inputs(quantity=1), "negative"),
        (Rule("choice", 2, (Option(1, "A", 3),)), Inputs(option=1), "option_out_of_bounds"),
        (Rule("choice", 2, (Option(1, "A", -1),)), Inputs(option=1), "option_out_of_bounds"),
        (Rule("band", 2, (Option(1, "A", 3),)), share(1, 2), "option_out_of_bounds"),
    ],
)
def test_a_rule_out_of_its_bounds_scores_nobody(rule, inputs, kind):
    """A draft rubric that is wrong says so in the preview, instead of giving a wrong score."""
    error = error_of(rule, inputs)
    assert error.kind == kind
    assert error.params.keys() - {"field"} == {*ERRORS[kind]}


@pytest.mark.parametrize(
    "make",
    [
        lambda: Rule("manual", float("nan")),
        lambda: Rule("manual", None),
        lambda: Rule("ratio", 2, ratio_floor="x"),
        lambda: Rule("per_item", 2, points_per_item=10**40),
        lambda: Option(1, "A", float("inf")),
        lambda: Option(1, "A", 1, threshold="70%"),
    ],
)
def test_a_rule_is_made_of_numbers(make):
    """NaN, text and 40 digits do not get into a rule in the first place."""
    with pytest.raises(ScoringError) as caught:
        make()
    assert caught.value.kind in ("not_a_number", "too_large")
    assert caught.value.params["field"]


@pytest.mark.parametrize(("names", "scores"), [("ab", (1, 2)), ("ba", (1, 2)), ("ab", (2, 1))])
def test_of_two_equal_bands_the_one_with_the_lower_score_counts(names, scores):
    """Until the rubric is mended nobody gains by its mistake, whatever the bands are called."""
    bands = tuple(
        Option(key, name, value, 50)
        for key, (name, value) in enumerate(zip(names, scores, strict=True))
    )
    for order in (bands, bands[::-1]):
        assert score(Rule("band", 2, order), Inputs(numerator=1, denominator=2)).score == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_bands_that_are_equal_in_all_the_same_one_is_named(order):
    """Equal in score too: the note names the first by its text, and by its key where texts are equal."""
    bands = (Option(0, "A", 1, 50), Option(1, "B", 1, 50))
    rule = Rule("band", 1, tuple(bands[place] for place in order))
    assert score(rule, Inputs(numerator=1, denominator=2)).note.params["option"] == "A"


@pytest.mark.parametrize(
    ("threshold", "numerator", "points"),
    [("66.667", 666669999999, 0), ("66.667", 666670000000, 1), ("66.66667", 666666699999, 1)],
)
def test_a_threshold_of_three_decimals_is_taken_exactly(threshold, numerator, points):
    """66.6669999999 % is not 66.667 %; only a threshold of more decimals counts as a rounded fraction."""
    rule = Rule("band", 1, (Option(1, "Từ", 1, Decimal(threshold)), Option(0, "Dưới", 0)))
    inputs = Inputs(numerator=numerator, denominator=10**12)
    assert score(rule, inputs).score == points


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent", "ratio", "points"),
    [
        (1, 3, "33.33", "0.3333", "0.67"),
        (85, 100, "85", "0.85", "1.70"),
        (99999, 100000, "99.999", "0.99999", "2.00"),
    ],
)
def test_a_note_has_no_more_decimals_than_its_reader_needs(
    numerator, denominator, percent, ratio, points
):
    """Two decimals of a percentage where they give the score, and more only where they would not."""
    params = score(Rule("ratio", 2), share(numerator, denominator)).note.params
    assert [str(params[name]) for name in ("percent", "ratio", "score")] == [percent, ratio, points]


REGULATION = Rule("met", 0, (Option("yes", "Đạt", 0), Option("no", "Không đạt", 0)))


@pytest.mark.parametrize(
    ("option", "note"),
    [
        ("yes", Note("met", {"option": "Đạt"})),
        ("no", Note("unmet", {"option": "Không đạt"})),
    ],
)
def test_a_criterion_without_points_is_met_by_its_first_option(option, note):
    """It is filled in like a choice and worth nothing either way."""
    result = score(REGULATION, Inputs(option=option))
    assert (result.score, result.note) == (0, note)
    assert note.params.keys() == {*NOTES[note.kind]}
    assert score(REGULATION, Inputs()).note == Note("missing_option")
    assert score(REGULATION, Inputs(option=option, not_applicable=True)).applicable is False
    with pytest.raises(ScoringError):
        score(REGULATION, Inputs(option="other"))


BEST_SHARE = Rule("relative", 2)
BEST_COUNT = Rule("relative", 3, basis="quantity")


@pytest.mark.parametrize(
    ("rule", "inputs", "points", "kind"),
    [
        (BEST_SHARE, Inputs(numerator=80, denominator=100), None, "declared_percent"),
        (BEST_COUNT, Inputs(quantity=7), None, "declared_quantity"),
        (
            BEST_SHARE,
            Inputs(numerator=80, denominator=100, best=Figure(Decimal(19), Decimal(20))),
            Decimal("1.684211"),
            "relative_percent",
        ),
        # two thirds are the best, however they are written
        (
            BEST_SHARE,
            Inputs(numerator=4, denominator=6, best=Figure(Decimal(2), Decimal(3))),
            2,
            "relative_percent",
        ),
        # a newer figure, above a best that waits to be settled again
        (BEST_COUNT, Inputs(quantity=9, best=Figure(Decimal(7))), 3, "relative_quantity"),
        (
            BEST_COUNT,
            Inputs(quantity=7, best=Figure(Decimal(9))),
            Decimal("2.333333"),
            "relative_quantity",
        ),
        (BEST_COUNT, Inputs(quantity=0, best=Figure(Decimal(9))), 0, "relative_quantity"),
        (BEST_COUNT, Inputs(quantity=0, best=Figure(Decimal(0))), 0, "relative_none"),
        (BEST_COUNT, Inputs(best=Figure(Decimal(9))), None, "missing_quantity"),
        (BEST_SHARE, Inputs(numerator=1), None, "missing_denominator"),
        (BEST_COUNT, Inputs(quantity=7, not_applicable=True), None, "not_applicable"),
    ],
)
def test_points_follow_from_the_best_of_the_group(rule, inputs, points, kind):
    """The maximum times the own figure over the best one, which the council says; until then none."""
    result = score(rule, inputs)
    assert (result.score, result.note.kind) == (points, kind)
    assert result.note.params.keys() == {*NOTES[kind]}
    assert result.is_answered == (not kind.startswith("missing"))


def test_what_does_not_apply_is_nobodys_best():
    """A unit that the criterion does not concern, or that has declared nothing, stands in nobody's way."""
    assert get_figure(BEST_COUNT, Inputs(quantity=9, not_applicable=True)) is None
    assert get_figure(BEST_SHARE, Inputs(numerator=9)) is None
    assert find_best([]) is None
    figures = [
        Figure(Decimal(1), Decimal(3)),
        Figure(Decimal(2), Decimal(3)),
        Figure(Decimal(4), Decimal(6)),
    ]
    assert find_best(figures) is figures[1]


def test_a_percentage_stands_on_its_side_of_the_best():
    """What is less than the best never reads as if it were the same."""
    best = Figure(Decimal(1), Decimal(3))
    params = score(BEST_SHARE, Inputs(numerator=33_333, denominator=100_000, best=best)).note.params
    assert params["percent"] < params["best"]


@pytest.mark.parametrize("basis", ["", "days"])
def test_a_figure_is_a_percentage_or_a_count(basis):
    """Nothing else is compared."""
    with pytest.raises(ScoringError) as caught:
        score(Rule("relative", 2, basis=basis), Inputs(quantity=1))
    assert caught.value.kind == "unknown_basis"
