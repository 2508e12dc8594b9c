"""What holds for every rule and every input, whatever the rubric."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from core.scoring import (
    RULE_TYPES,
    Figure,
    Inputs,
    Option,
    Rule,
    find_best,
    get_figure,
    parse_number,
    score,
)
from core.scoring.kinds import NOTES

points = st.decimals(min_value=0, max_value=100, places=3)
counts = st.decimals(min_value=0, max_value=10**6, places=2) | st.integers(0, 200).map(Decimal)
positive_counts = counts.filter(bool)
percentages = st.decimals(min_value=0, max_value=110, places=2) | st.sampled_from(
    [Decimal(0), Decimal(50), Decimal(70), Decimal(90), Decimal(100)]
)


@st.composite
def options(draw, maximum):
    """Options with different lower bounds; sometimes with a rest, sometimes without."""
    bounds = draw(
        st.lists(st.tuples(percentages, st.booleans()), max_size=5, unique=True).filter(
            lambda bounds: (Decimal(0), False) not in bounds
        )
    )
    bounds += draw(st.sampled_from([[], [(None, False)]]))
    return tuple(
        Option(
            key,
            f"Mức {key}",
            draw(st.decimals(min_value=0, max_value=maximum, places=3)),
            threshold,
            strict,
        )
        for key, (threshold, strict) in enumerate(bounds)
    )


@st.composite
def rules(draw, types=RULE_TYPES):
    maximum = draw(points)
    floor, target = draw(st.none() | percentages), draw(st.none() | percentages)
    return Rule(
        type=draw(st.sampled_from(types)),
        max_score=maximum,
        options=draw(options(maximum)),
        basis=draw(st.sampled_from(["percent", "quantity"])),
        direct=draw(st.booleans()),
        ratio_floor=floor,
        ratio_target=target,
        points_per_item=draw(points),
    )


@st.composite
def scored(draw, types=RULE_TYPES):
    """A rule with complete and correct inputs for it."""
    rule = draw(rules(types))
    keys = [option.key for option in rule.options]
    return rule, Inputs(
        option=draw(st.sampled_from(keys)) if keys else None,
        numerator=draw(counts),
        denominator=draw(positive_counts),
        quantity=draw(counts),
        manual_score=draw(st.decimals(min_value=0, max_value=rule.max_score, places=3)),
        best=Figure(draw(counts), draw(positive_counts)),
    )


LEVELS = (
    Option(0, "Trên 50 %", 2, 50, True),
    Option(1, "Từ 50 %", 1, 50),
    Option(2, "Còn lại", 0),
)
INPUTS = (
    Inputs(0, Decimal(1), Decimal(2), Decimal(50), Decimal(0), best=Figure(Decimal(1))),
    Inputs(2, Decimal(3), Decimal(3), Decimal(100), Decimal(2), best=Figure(Decimal(2))),
    Inputs(1, Decimal(0), Decimal(1), Decimal(0), Decimal("0.001"), best=Figure(Decimal(0))),
)
# On each boundary: of bands, floors and targets, of what is earned and taken off, of the maximum itself.
EDGES = [
    (rule, inputs)
    for rule in (
        Rule("choice", 2, LEVELS),
        Rule("band", 2, LEVELS),
        Rule("band", 2, LEVELS, "quantity"),
        Rule("ratio", 2),
        Rule("ratio", 2, ratio_floor=50, ratio_target=100),
        Rule("ratio", 2, ratio_floor=0, ratio_target=50),
        Rule("per_item", 2, basis="quantity", points_per_item="0.04"),
        Rule("deduction", 2, basis="quantity", points_per_item="0.04"),
        Rule("manual", 2),
        Rule("met", 2, LEVELS),
        Rule("relative", 2),
        Rule("relative", 2, basis="quantity"),
        Rule("per_item", 0, points_per_item=0),
    )
    for inputs in INPUTS
]


def at_edges(*others, types=None):
    """Try the cases on the boundaries as well, with these further arguments."""

    def add(test):
        for case in EDGES:
            if types is None or case[0].type in types:
                test = example(case, *others)(test)
        return test

    return add


def rising(rule):
    """The same bands, with scores that rise with their thresholds."""
    bands = sorted(rule.options, key=lambda option: option.lower_bound)
    scores = sorted(option.score for option in rule.options)
    return replace(
        rule,
        options=tuple(
            replace(band, score=value) for band, value in zip(bands, scores, strict=True)
        ),
    )


@given(scored(), st.integers(0, 4))
@at_edges(0)
@at_edges(4)
def test_a_score_never_leaves_its_bounds(case, digits):
    """No input, however large, gives less than nothing or more than the maximum."""
    rule, inputs = case
    result = score(rule, inputs, digits=digits)
    if result.score is None:
        assert rule.type in ("choice", "met")
        assert not rule.options
    else:
        assert 0 <= result.score <= rule.max_score
        assert result.score == round(result.score, 6)


@given(scored(types=("band", "ratio")), positive_counts)
@at_edges(Decimal("0.01"), types=("band", "ratio"))
def test_more_achieved_never_scores_less(case, more):
    """One more task done never costs points, where higher bands are worth more."""
    rule, inputs = case
    rule = replace(rising(rule), basis="percent")
    better = replace(inputs, numerator=inputs.numerator + more)
    assert score(rule, better).score >= score(rule, inputs).score


@given(scored(types=("band", "ratio")), positive_counts)
@at_edges(Decimal("0.01"), types=("band", "ratio"))
def test_more_to_do_never_scores_more(case, more):
    """The same work out of a larger task is never worth more."""
    rule, inputs = case
    rule = replace(rising(rule), basis="percent")
    larger = replace(inputs, denominator=inputs.denominator + more)
    assert score(rule, larger).score <= score(rule, inputs).score


@given(scored(types=("band", "per_item")), positive_counts)
@at_edges(Decimal("0.01"), types=("band", "per_item"))
def test_more_items_never_score_less(case, more):
    """One more initiative never costs points."""
    rule, inputs = case
    rule = replace(rising(rule), basis="quantity")
    better = replace(inputs, quantity=inputs.quantity + more)
    assert score(rule, better).score >= score(rule, inputs).score


@given(scored(types=("deduction",)), positive_counts)
@at_edges(Decimal("0.01"), types=("deduction",))
def test_more_deductions_never_score_more(case, more):
    """One more delay never earns points."""
    rule, inputs = case
    worse = replace(inputs, quantity=inputs.quantity + more)
    assert score(rule, worse).score <= score(rule, inputs).score


@given(scored(types=("choice", "band")), st.data())
def test_the_order_of_options_does_not_matter(case, data):
    """Sorting the options of a criterion otherwise changes nobody's score."""
    rule, inputs = case
    shuffled = replace(rule, options=data.draw(st.permutations(rule.options)))
    assert score(shuffled, inputs) == score(rule, inputs)


@given(
    st.lists(
        st.builds(
            Option,
            key=st.integers(0, 3),
            name=st.sampled_from("ab"),
            score=st.integers(0, 2),
            threshold=st.sampled_from([None, 0, 50]),
            strict=st.booleans(),
        ),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 100),
    st.data(),
)
def test_the_order_does_not_matter_even_when_bands_overlap(overlapping, percent, data):
    """A rubric with a mistake in it at least scores everybody by the same mistake."""
    inputs = Inputs(numerator=percent, denominator=100)
    shuffled = data.draw(st.permutations(overlapping))
    assert score(Rule("band", 2, shuffled), inputs) == score(Rule("band", 2, overlapping), inputs)


@given(scored(types=("ratio", "band")), st.integers(2, 50))
@at_edges(2, types=("ratio", "band"))
def test_the_unit_of_counting_does_not_matter(case, factor):
    """85 of 100 and 170 of 200 are the same share, and give the same score."""
    rule, inputs = case
    rule = replace(rule, basis="percent")
    scaled = replace(
        inputs, numerator=inputs.numerator * factor, denominator=inputs.denominator * factor
    )
    assert score(rule, scaled).score == score(rule, inputs).score


@given(scored(), st.integers(0, 4))
@at_edges(0)
@at_edges(4)
def test_digits_change_the_note_only(case, digits):
    """A period that shows other decimals has the same scores, and a note with all that its kind names."""
    rule, inputs = case
    result = score(rule, inputs, digits)
    assert result.score == score(rule, inputs).score
    assert result.note.params.keys() == {*NOTES[result.note.kind]}


@given(scored())
@at_edges()
def test_floats_of_a_form_score_like_the_decimals_typed(case):
    """Through a web form, where numbers are floats, the score is the same to the last digit."""
    rule, inputs = case
    numbers = ("numerator", "denominator", "quantity", "manual_score")
    as_floats = replace(inputs, **{name: float(getattr(inputs, name)) for name in numbers})
    assert score(rule, as_floats) == score(rule, inputs)


@given(points, counts, positive_counts, st.integers(0, 4))
@example(Decimal(2), Decimal(0), Decimal(1), 0)
@example(Decimal(2), Decimal(1), Decimal(3), 4)
@example(Decimal(2), Decimal(1), Decimal(1), 2)
@example(Decimal("0.001"), Decimal(1), Decimal(2), 3)
@example(Decimal(0), Decimal(1), Decimal(2), 0)
def test_the_note_of_a_ratio_is_true_arithmetic(maximum, numerator, denominator, digits):
    """Whoever checks the calculation with a pocket calculator arrives at the score it states."""
    inputs = Inputs(numerator=numerator, denominator=denominator)
    note = score(Rule("ratio", maximum), inputs, digits).note
    assert note.params["maximum"] == maximum
    if numerator >= denominator:
        assert note.kind == "ratio_full"
        return
    assert note.params["ratio"] * 100 == note.params["percent"]
    exact = note.params["ratio"] * maximum
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert str(rounded) == str(note.params["score"])


@given(st.integers(1, 1999), st.integers(1, 1999))
@example(1, 1)
@example(1, 1999)
@example(1999, 1)
@example(2, 3)
@example(18, 23)  # 78.260869… rounds to 78.26087, one decimal short of six
def test_every_fraction_reaches_the_threshold_it_names(above, below):
    """Whoever achieves "5/7" has reached a band "from 5/7", whatever five sevenths come to."""
    threshold = parse_number(f"{above}/{below}") * 100
    rule = Rule("band", 1, (Option(1, "Từ", 1, threshold), Option(0, "Dưới", 0)))
    assert score(rule, Inputs(numerator=above * 3, denominator=below * 3)).score == 1
    one_less = Inputs(numerator=above * 1000 - 1, denominator=below * 1000)
    assert score(rule, one_less).score == 0


@given(
    st.lists(st.tuples(counts, positive_counts), min_size=1, max_size=8),
    points,
    st.sampled_from(["percent", "quantity"]),
)
def test_points_relative_to_the_best(figures, maximum, basis):
    """The best has the maximum, nobody more, and who has declared more never has less; unless all have nothing."""
    rule = Rule("relative", maximum, basis=basis)
    declared = [Inputs(numerator=one, denominator=of, quantity=one) for one, of in figures]
    best = find_best(get_figure(rule, inputs) for inputs in declared)
    results = sorted(
        (get_figure(rule, inputs).value, score(rule, replace(inputs, best=best)).score)
        for inputs in declared
    )
    scores = [points for _value, points in results]
    assert scores == sorted(scores)
    assert scores[-1] == (maximum if best.numerator else 0)
    assert all(score(rule, inputs).score is None for inputs in declared)
