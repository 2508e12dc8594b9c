"""Sub-totals, totals, caps, progress, and trees that are none."""

import random
import sys
from dataclasses import replace
from decimal import Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.scoring import SCORERS, SECTIONS, Node, Outline, ScoringError, build_tree, total
from core.scoring.kinds import ERRORS

amounts = st.decimals(min_value=0, max_value=100, places=6)


@st.composite
def leaves(draw):
    maximum = draw(amounts)
    return [
        draw(st.none() | st.decimals(min_value=0, max_value=maximum, places=6)),
        maximum,
        draw(st.sampled_from(SECTIONS)),
        draw(st.sampled_from(["unit", "council"])),
        draw(st.booleans()),
    ]


@st.composite
def forests(draw, capped=False):
    """Roots of a random rubric of up to thirty nodes, with and without branches.

    ``capped``: some branches are worth another maximum than their leaves.
    """
    rows = draw(st.lists(st.tuples(leaves(), st.integers(0, 30)), max_size=30))
    parents = [
        None if not index or place % 4 == 0 else place % index
        for index, (_, place) in enumerate(rows)
    ]
    nodes = []
    for index, ((points, maximum, section, scored_by, applicable), place) in enumerate(rows):
        leaf = index not in parents
        nodes.append(
            (
                Node(index, maximum, section, scored_by, points, applicable)
                if leaf
                else Node(
                    index, applicable=applicable, cap=maximum if capped and place % 2 else None
                ),
                parents[index],
            )
        )
    return build_tree(nodes)


def shuffled(nodes, order):
    nodes = [replace(node, children=shuffled(node.children, order)) for node in nodes]
    order.shuffle(nodes)
    return tuple(nodes)


def rubric():
    return (
        Node(
            "1",
            children=(
                Node("1.1", 10, score="8.5"),
                Node("1.2", 5, score="0.125"),
                Node("1.3", 3, scored_by="council", score=2),
                Node("1.4", 4),
            ),
        ),
        Node("2", children=(Node("2.1", 6, applicable=False), Node("2.2", 2, score=2))),
        Node("thưởng", section="bonus", children=(Node("T1", 3, score=3), Node("T2", 3, score=1))),
        Node("trừ", section="penalty", children=(Node("P1", 5, score="1.5"),)),
    )


# Bonus and penalty of exactly as much as a cap may be.
OF_EACH = (
    Node(1, 2, score=2),
    Node(2, 3, "bonus", score=3),
    Node(3, 2, "penalty", score=1),
)


def error_of(*args, **kwargs):
    with pytest.raises(ScoringError) as caught:
        total(*args, **kwargs)
    return caught.value


def test_a_whole_rubric_adds_up():
    """Base plus bonus minus penalty; what doesn't apply is in neither score nor maximum."""
    totals = total(rubric())
    assert totals.base == Decimal("12.625")
    assert totals.score == Decimal("15.125")
    assert totals.maximum == 24
    assert totals.percent == Decimal("63.020833")
    assert (totals.scored, totals.leaves) == (7, 8)
    assert totals.progress == Decimal("87.5")


def test_the_units_own_total_knows_nothing_of_the_councils():
    """A unit's self-assessment is complete and full without what only the council scores."""
    own = total(rubric(), scored_by={"unit"})
    assert own.base == Decimal("10.625")
    assert own.maximum == 21
    assert (own.scored, own.leaves) == (6, 7)
    assert own.by_key["1.3"].maximum == 0
    assert own.by_key["1.3"].progress == 100
    council = total(rubric(), scored_by={"council"})
    assert (council.score, council.maximum, council.leaves) == (2, 3, 1)


def test_every_node_has_its_subtotal():
    """Each level of the appendix shows what its own criteria add up to."""
    by_key = total(rubric()).by_key
    assert list(by_key) == [
        *("1", "1.1", "1.2", "1.3", "1.4", "2", "2.1", "2.2", "thưởng", "T1", "T2", "trừ", "P1")
    ]
    first = by_key["1"]
    assert (first.score, first.maximum, first.scored, first.leaves) == (Decimal("10.625"), 22, 3, 4)
    assert first.progress == 75
    assert first.percent == Decimal("48.295455")
    assert (by_key["2"].score, by_key["2"].maximum, by_key["2"].leaves) == (2, 2, 1)
    assert (by_key["thưởng"].section, by_key["thưởng"].score, by_key["thưởng"].maximum) == (
        "bonus",
        4,
        6,
    )
    assert (by_key["trừ"].section, by_key["trừ"].score) == ("penalty", Decimal("1.5"))


def test_caps_limit_bonus_and_penalty():
    """A unit is told how much of its bonus and penalty counts."""
    totals = total(rubric(), bonus_cap=2, penalty_cap="0.5")
    assert totals.score == Decimal("14.125")
    assert (totals.bonus_earned, totals.bonus) == (4, 2)
    assert (totals.penalty_earned, totals.penalty) == (Decimal("1.5"), Decimal("0.5"))
    assert total(rubric(), bonus_cap=0).bonus == 0


def test_a_total_is_never_below_zero():
    """More penalty than points leaves 0."""
    totals = total([Node(1, 2, score=1), Node(2, 9, "penalty", score=3)])
    assert totals.score == 0
    assert totals.percent == 0


def test_a_total_just_below_zero_is_floored_too():
    """Half a point too much is cut off like two."""
    totals = total([Node(1, 2, score=1), Node(2, 9, "penalty", score="1.5")])
    assert totals.score == 0


def test_a_total_of_exactly_zero_needs_no_floor():
    """As much penalty as points leaves 0 by itself."""
    assert total([Node(1, 3, score=3), Node(2, 9, "penalty", score=3)]).score == 0


def test_children_may_come_as_any_sequence():
    """A list of children is kept as a tuple: a node stays what it was when the list changes."""
    children = [Node("1.1", 2, score=1)]
    node = Node("1", children=children)
    children.clear()
    assert node.children == (Node("1.1", 2, score=1),)


def test_bonus_can_take_the_percentage_above_a_hundred():
    """Bonus points come on top: they have no share in the maximum."""
    totals = total([Node(1, 10, score=10), Node(2, 2, "bonus", score=1)])
    assert (totals.maximum, totals.percent) == (10, 110)


def test_bonus_within_a_base_branch_counts_in_the_total_only():
    """The sub-total of a domain never exceeds its maximum because of a bonus inside it."""
    domain = Node("1", children=(Node("a", 5, score=4), Node("b", 2, "bonus", score=2)))
    totals = total([domain], bonus_cap=1)
    assert (totals.by_key["1"].score, totals.by_key["1"].maximum) == (4, 5)
    assert (totals.by_key["1"].scored, totals.by_key["1"].leaves) == (2, 2)
    assert totals.score == 5


def test_what_a_branch_is_holds_for_all_below_it():
    """Marking a domain as bonus, council's or not applicable is enough: no leaf has to repeat it."""
    deep = Node("1", children=(Node("1.1", children=(Node("1.1.1", 4, score=3),)),))
    assert total([replace(deep, section="bonus")]).bonus == 3
    assert total([replace(deep, section="bonus")]).maximum == 0
    assert total([replace(deep, scored_by="council")], scored_by={"unit"}).leaves == 0
    assert total([replace(deep, applicable=False)]).leaves == 0


def test_what_a_branch_says_of_its_own_score_is_ignored():
    """Sub-totals that are typed into a branch have no influence: only leaves are scored."""
    branch = Node("1", 99, score=50, children=(Node("1.1", 4, score=3),))
    totals = total([branch])
    assert (totals.score, totals.maximum) == (3, 4)


@pytest.mark.parametrize("roots", [(), (Node(1, 0, score=0),), (Node(1, 5, applicable=False),)])
def test_without_a_maximum_there_is_no_percentage(roots):
    """An empty rubric, or one of which nothing applies, has no percentage instead of an error."""
    totals = total(roots)
    assert (totals.score, totals.maximum, totals.percent) == (0, 0, None)
    assert totals.progress == 100


def test_a_hundred_percent_of_progress_means_all():
    """One line of a thousand still open is not shown as finished."""
    nodes = [Node(key, 1, score=1) for key in range(999)]
    assert total([*nodes, Node(999, 1)]).progress == Decimal("99.9")
    assert total([*nodes, Node(999, 1, score=0)]).progress == 100


def test_a_tenth_and_two_tenths_are_three_tenths():
    """Totals are right to the last decimal, from a form's floats too."""
    assert total([Node(1, 1, score=0.1), Node(2, 1, score=0.2)]).score == Decimal("0.3")
    thousand = [Node(key, 1, score=0.001) for key in range(1000)]
    assert total(thousand).score == 1


@given(forests(), st.none() | amounts, st.none() | amounts)
@example((), None, None)
@example(OF_EACH, Decimal(0), Decimal(0))
@example(OF_EACH, Decimal(3), Decimal(1))
@example(OF_EACH, Decimal("2.999999"), Decimal("0.999999"))
def test_totals_add_up_to_the_last_decimal(roots, bonus_cap, penalty_cap):
    """Every branch is the exact sum of what stands under it, and the total of all of them."""
    totals = total(roots, bonus_cap, penalty_cap)
    flat, stack = [], [(root, True) for root in roots]
    while stack:
        node, applies = stack.pop()
        applies = applies and node.applicable
        stack += [(child, applies) for child in node.children]
        if applies and not node.children:
            flat.append(node)
    sums = {
        section: sum((leaf.score or 0) for leaf in flat if leaf.section == section)
        for section in SECTIONS
    }
    assert (totals.base, totals.bonus_earned, totals.penalty_earned) == tuple(sums.values())
    assert totals.maximum == sum(leaf.max_score for leaf in flat if leaf.section == "base")
    bonus = sums["bonus"] if bonus_cap is None else min(sums["bonus"], bonus_cap)
    penalty = sums["penalty"] if penalty_cap is None else min(sums["penalty"], penalty_cap)
    assert totals.score == max(sums["base"] + bonus - penalty, 0)
    assert totals.leaves == len(flat)
    assert totals.scored == sum(leaf.score is not None for leaf in flat)
    assert 0 <= totals.progress <= 100


@given(forests())
@example(())
@example(rubric())
def test_the_unit_and_the_council_make_up_the_whole(roots):
    """What the unit scores and what the council scores add up to the final result."""
    whole, unit, council = (
        total(roots, scored_by=who) for who in ({"unit", "council"}, {"unit"}, {"council"})
    )
    for key, subtotal in whole.by_key.items():
        assert subtotal.score == unit.by_key[key].score + council.by_key[key].score
        assert subtotal.maximum == unit.by_key[key].maximum + council.by_key[key].maximum
    assert whole.leaves == unit.leaves + council.leaves


@given(forests(), st.integers(0, 10**6))
@example((), 0)
@example(rubric(), 1)
def test_the_order_of_lines_does_not_matter(roots, seed):
    """Moving criteria up or down within their parent changes no total."""
    assert total(shuffled(roots, random.Random(seed))) == total(roots)


@given(forests(capped=True), st.sampled_from([("unit", "council"), ("unit",)]))
@example(
    (Node(1, cap=60, children=(Node(2, 40, score=40), Node(3, 21, score=21))),), ("unit", "council")
)
def test_no_score_is_above_its_maximum(roots, scorers):
    """Whatever branches are worth, and whoever scores: neither a branch nor the base ever has more than there is."""
    totals = total(roots, scored_by=scorers)
    for subtotal in totals.by_key.values():
        assert 0 <= subtotal.score <= subtotal.maximum
    assert totals.base <= totals.maximum
    tops = [totals.by_key[root.key] for root in roots]
    assert totals.maximum >= sum(top.maximum for top in tops if top.section == "base")


def branch(cap, *leaves):
    return (Node("b", cap=cap, children=leaves),)


@pytest.mark.parametrize(
    ("leaves", "cap", "score", "maximum"),
    [
        pytest.param([(40, 40), (21, 21)], 60, 60, 60, id="61 of 60"),
        pytest.param([(40, 40), (21, 10)], 60, 50, 60, id="below the cap"),
        pytest.param(
            [(40, 40), (21, None)], 60, 40, 40, id="what does not apply is taken off the sum"
        ),
        pytest.param([(60, 60), (1, None)], 60, 60, 60, id="the cap holds for what remains"),
        pytest.param([(40, 40), (19, 19)], 60, 59, 60, id="more is stated than there is"),
        pytest.param(
            [(40, 40), (19, None)], 60, 40, 41, id="and what does not apply is taken off that"
        ),
        pytest.param([(40, None), (19, None)], 60, 0, 0, id="nothing applies"),
        pytest.param([(40, 40), (20, 20)], 60, 60, 60, id="the same"),
        pytest.param([(40, 40), (21, 21)], None, 61, 61, id="the sum holds"),
    ],
)
def test_a_branch_is_worth_its_cap(leaves, cap, score, maximum):
    """The cap is the maximum of its branch and of all above it, less what does not apply."""
    nodes = [
        Node(number, most, score=points, applicable=points is not None)
        for number, (most, points) in enumerate(leaves)
    ]
    totals = total(branch(cap, *nodes))
    assert (totals.by_key["b"].score, totals.by_key["b"].maximum) == (score, maximum)
    assert (totals.base, totals.score, totals.maximum) == (score, score, maximum)


def test_a_cap_above_another_holds_too():
    """A domain is worth what it states, of what its criteria are worth by their own caps."""
    inner = Node("1.1", cap=5, children=(Node("a", 4, score=4), Node("b", 4, score=4)))
    roots = (Node("1", cap=7, children=(inner, Node("1.2", 3, score=3))),)
    totals = total(roots)
    assert (totals.by_key["1.1"].score, totals.by_key["1.1"].maximum) == (5, 5)
    assert (totals.by_key["1"].score, totals.maximum) == (7, 7)


def test_a_cap_leaves_bonus_within_its_branch_alone():
    """Bonus points under a base branch are on top of what it is worth."""
    roots = branch(5, Node("a", 6, score=6), Node("t", 2, "bonus", score=2))
    totals = total(roots)
    assert (totals.base, totals.bonus, totals.score, totals.maximum) == (5, 2, 7, 5)


def test_a_large_rubric_adds_up():
    """A rubric of a thousand lines adds up to the last decimal."""
    domains = [
        Node(d, children=[Node((d, n), 1, score="0.125") for n in range(99)]) for d in range(10)
    ]
    totals = total(domains)
    assert totals.score == Decimal("123.75")
    assert len(totals.by_key) == 1000


def test_a_tree_may_be_deeper_than_the_stack():
    """A rubric nested however deep is added up, and put together from its rows."""
    depth = 5000
    rows = [(Node(level), level - 1 if level else None) for level in range(depth)]
    rows.append((Node("leaf", 3, score=2), depth - 1))
    totals = total(build_tree(rows))
    assert (totals.score, totals.maximum) == (2, 3)
    assert totals.by_key[0] == totals.by_key["leaf"]


def test_the_callers_decimal_context_has_no_influence():
    """Code elsewhere that works with three digits doesn't make totals coarser."""
    nodes = [Node(1, 10000, score="1234.5678"), Node(2, 1, score="0.0001")]
    with localcontext() as context:
        context.prec = 3
        totals = total(nodes)
        assert str(totals.score) == "1234.5679"
        assert str(totals.percent) == "12.344445"
        below = total([*nodes, Node(3, 2000, "penalty", score="1999.1234")])
        assert below.score == 0


def test_rows_in_any_order_make_the_same_tree():
    """Children listed before their parent find it; siblings stay in the order of the list."""
    tree = build_tree(
        [(Node("1.2"), "1"), (Node("2"), None), (Node("1.1"), "1"), (Node("1"), None)]
    )
    assert [node.key for node in tree] == ["2", "1"]
    assert [node.key for node in tree[1].children] == ["1.2", "1.1"]


@pytest.mark.parametrize(
    ("rows", "kind", "key"),
    [
        ([(Node("a"), None), (Node("a"), None)], "duplicate_key", "a"),
        ([(Node("a"), None), (Node("b"), "c")], "orphan", "b"),
        ([(Node("a"), "a")], "cycle", "a"),
        ([(Node("r"), None), (Node("a"), "b"), (Node("b"), "a")], "cycle", "a"),
    ],
)
def test_rows_that_are_no_tree_are_refused(rows, kind, key):
    """A criterion inside itself, or under one that doesn't exist, is named."""
    with pytest.raises(ScoringError) as caught:
        build_tree(rows)
    assert (caught.value.kind, caught.value.params["key"]) == (kind, key)


def test_a_key_used_twice_is_refused():
    """The same criterion cannot be counted twice, on whatever levels it stands."""
    error = error_of([Node("a", children=[Node("x", 1)]), Node("b", children=[Node("x", 1)])])
    assert (error.kind, error.params) == ("duplicate_key", {"key": "x"})


def test_a_cycle_is_refused():
    """A criterion that stands inside itself ends in a refusal, not in an endless loop."""
    inner = Node("inner")
    outer = Node("outer", children=[Node("middle", children=[inner])])
    object.__setattr__(inner, "children", (outer,))
    error = error_of([outer])
    assert (error.kind, error.params) == ("cycle", {"key": "outer"})


@pytest.mark.parametrize("points", ["2.000001", "-0.5"])
def test_a_score_out_of_its_bounds_is_refused(points):
    """A score that no rule can have given doesn't reach a total."""
    error = error_of([Node("1.1", 2, score=points)])
    assert error.kind == "score_out_of_bounds"
    assert error.params == {"key": "1.1", "score": Decimal(points), "maximum": 2}


@pytest.mark.parametrize(
    ("caps", "kind"),
    [
        ({"bonus_cap": -1}, "negative"),
        ({"penalty_cap": -1}, "negative"),
        ({"bonus_cap": float("nan")}, "not_a_number"),
        ({"penalty_cap": "x"}, "not_a_number"),
        ({"scored_by": {"unit", "press"}}, "unknown_scorer"),
    ],
)
def test_wrong_caps_and_scorers_are_refused(caps, kind):
    """A cap that is no amount of points is refused by its name."""
    error = error_of(rubric(), **caps)
    assert error.kind == kind
    assert error.params.keys() - {"field"} == {*ERRORS[kind]}


@pytest.mark.parametrize(
    ("params", "kind"),
    [
        ({"max_score": float("nan")}, "not_a_number"),
        ({"max_score": "hai"}, "not_a_number"),
        ({"score": 10**40}, "too_large"),
        ({"score": True}, "not_a_number"),
        ({"section": "extra"}, "unknown_section"),
        ({"scored_by": "nobody"}, "unknown_scorer"),
    ],
)
def test_a_node_is_made_of_numbers_and_known_words(params, kind):
    """What is no score and no section doesn't get into a tree in the first place."""
    with pytest.raises(ScoringError) as caught:
        Node("a", **params)
    assert caught.value.kind == kind


def alternatives(*leaves, **values):
    return Node(
        "either",
        children=[Node(key, *leaf) for key, leaf in enumerate(leaves)],
        best=True,
        **values,
    )


def test_of_alternatives_only_the_best_counts():
    """The branch has the score of the best and the maximum of the most, whatever was not chosen."""
    base = ("base", "unit")
    both = total([alternatives((2, *base, 1), (3, *base, "0.5"))]).by_key["either"]
    assert (both.score, both.maximum, both.scored, both.leaves) == (1, 3, 2, 2)
    one = total([alternatives((2, *base, 2), (3, *base, None, False))])
    assert (one.score, one.maximum, one.percent.quantize(Decimal("0.01"))) == (
        2,
        3,
        Decimal("66.67"),
    )
    none = total([alternatives((2, *base, None, False), (3, *base, None, False))])
    assert (none.score, none.maximum, none.percent) == (0, 0, None)
    capped = total([alternatives((2, *base, 2), (3, *base, 3), cap=1)]).by_key["either"]
    assert (capped.score, capped.maximum) == (1, 1)
    # a maximum above the sum of what stands below is one of the alternatives' as it is anybody's
    stated = Node("stated", children=[Node("leaf", 3, *base, 3)], cap=5)
    among = total([Node("either", children=[stated, Node("other", 2, *base, 2)], best=True)])
    assert (total([stated]).maximum, among.score, among.maximum) == (5, 3, 5)
    # what only the council scores is in nobody's self-assessment
    mixed = [alternatives((2, *base, 2), (5, "base", "council", 4))]
    assert (total(mixed).score, total(mixed).maximum) == (4, 5)
    own = total(mixed, scored_by={"unit"})
    assert (own.score, own.maximum) == (2, 2)


@given(st.lists(leaves(), min_size=1, max_size=6), st.randoms())
def test_alternatives_have_no_order_and_stay_in_bounds(rows, order):
    """The order of alternatives has no influence, and neither score nor maximum leaves what one of them has."""
    nodes = [Node(key, m, s, by, points, ok) for key, (points, m, s, by, ok) in enumerate(rows)]
    found = total([Node("either", children=nodes, best=True)])
    order.shuffle(nodes)
    assert total([Node("either", children=nodes, best=True)]).by_key == found.by_key
    assert 0 <= found.base <= found.maximum <= max(node.max_score for node in nodes)
    for section, earned in (("bonus", found.bonus_earned), ("penalty", found.penalty_earned)):
        scores = [node.score or 0 for node in nodes if node.section == section and node.applicable]
        assert earned == max(scores, default=0)


def test_what_is_declared_counts_once_it_is_settled():
    """Points that others settle stand in neither score nor maximum until then, and are to be filled in all the same."""

    def leaf(declared, **values):
        return Node("relative", 3, declared=declared, **values)

    rows = [(False, 1), (True, 2)]
    for declared, scored in rows:
        own = total([Node("top", children=[Node("plain", 2, score=1), leaf(declared)])])
        assert (own.score, own.maximum, own.scored, own.leaves) == (1, 2, scored, 2)
    settled = total([Node("top", children=[Node("plain", 2, score=1), leaf(None, score=2)])])
    assert (settled.score, settled.maximum) == (3, 5)
    aside = total([Node("plain", 2, score=1), leaf(True, applicable=False)])
    assert (aside.scored, aside.leaves) == (1, 1)
    # a branch that states more than stands below it keeps what it states of the rest
    stated = total([Node("top", cap=5, children=[Node("plain", 2, score=1), leaf(True)])])
    assert (stated.score, stated.maximum) == (1, 2)
    councils = total([leaf(True, scored_by="council")], scored_by={"unit"})
    assert councils.leaves == 0


def take_out(nodes, said):
    """Return the tree before anybody has said anything of its leaves, and put what was said into ``said``."""
    bare = []
    for node in nodes:
        if node.children:
            bare.append(replace(node, children=take_out(node.children, said)))
            continue
        said[node.key] = (node.score, node.applicable, node.declared)
        bare.append(replace(node, score=None, applicable=True))
    return tuple(bare)


@given(forests(capped=True), st.sets(st.sampled_from(SCORERS), min_size=1))
def test_an_outline_adds_up_what_each_unit_says(roots, scorers):
    said = {}
    bare = take_out(roots, said)
    outline = Outline(bare)
    before = outline.total({}, scored_by=scorers)
    assert outline.total(said, scored_by=scorers) == total(roots, scored_by=scorers)
    # nothing stays of what one unit has said, nor of whose leaves were counted
    assert outline.total(said) == total(roots)
    assert outline.total({}, scored_by=scorers) == before == total(bare, scored_by=scorers)


@pytest.mark.parametrize(
    ("declares", "declared", "expected"),
    [(True, False, (0, 0, 0, 1)), (True, True, (0, 0, 1, 1)), (False, True, (1, 2, 1, 1))],
)
def test_what_others_settle_is_declared_by_the_unit_alone(declares, declared, expected):
    outline = Outline([Node("a", max_score=2, declared=False)])
    totals = outline.total({"a": (1.0, True, declared)}, declares=declares)
    assert (totals.score, totals.maximum, totals.scored, totals.leaves) == expected


def test_a_score_out_of_bounds_is_refused_by_the_leaf_that_has_it():
    outline = Outline([Node("a", max_score=2), Node("b", max_score=2)])
    for _time in range(2):
        with pytest.raises(ScoringError) as refused:
            outline.total({"a": (2, True, None), "b": (2.5, True, None)})
        assert refused.value.kind == "score_out_of_bounds"
        assert refused.value.params["key"] == "b"


def test_adding_up_once_more_makes_no_tree_anew():
    """A leaf more costs few steps: all else is known since the tree was put in order."""

    def count(leaves):
        outline = Outline([Node("d", children=tuple(Node(n, max_score=1) for n in range(leaves)))])
        said = dict.fromkeys(range(leaves), (0.5, True, None))
        outline.total(said)
        begun = []
        sys.setprofile(lambda _frame, event, _argument: event == "call" and begun.append(1))
        try:
            outline.total(said)
        finally:
            sys.setprofile(None)
        return len(begun)

    assert (count(30) - count(10)) / 20 <= 3
