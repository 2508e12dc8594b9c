"""What a rule asks for: the table that scoring, workbooks and the web client are all held to."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from core.plain.rule_inputs import asked_inputs
from core.scoring import BASES, RULE_TYPES, Figure, Inputs, Option, Rule, score
from core.workbook.appendix.answers import Answer, Question, inputs_digest

_FILE = Path(__file__).parents[3] / "static" / "tests" / "rule_cases.js"
_CASES = json.loads(
    re.search(r"^export const RULE_CASES = (\[.*?^\]);", _FILE.read_text("utf-8"), re.M | re.S)[1]
)
_VALUES = {
    "option": 1,
    "numerator": Decimal(1),
    "denominator": Decimal(2),
    "quantity": Decimal(1),
    "manual_score": Decimal(1),
}


def test_each_rule_has_a_case():
    """A new type of rule is thought about in both languages."""
    cases = [(case["rule"], case["basis"]) for case in _CASES]
    assert sorted(cases) == sorted((rule, basis) for rule in RULE_TYPES for basis in BASES)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['rule']} {case['basis']}")
def test_rules_ask_for_what_they_compute_with(case):
    """With what it asks for, and nothing else, a rule gives a score; with one less it does not."""
    asked = asked_inputs(case["rule"], case["basis"])
    assert [name.replace("option", "option_id") for name in asked] == case["asks"]
    rule = Rule(
        case["rule"],
        2,
        options=[Option(1, "Đạt", 2)],
        basis=case["basis"],
        points_per_item=Decimal("0.5"),
    )
    given = {name: _VALUES[name] for name in asked}
    best = Figure(Decimal(1), Decimal(1))
    assert score(rule, Inputs(**given, best=best)).score is not None
    for name in asked:
        others = {other: value for other, value in _VALUES.items() if other != name}
        assert score(rule, Inputs(**others)).score is None


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['rule']} {case['basis']}")
def test_a_workbook_looks_at_the_same_inputs(case):
    """What a rule does not ask for makes no other answer of a row; what it asks for does."""
    question = Question(1, "1", "", rule_type=case["rule"], basis=case["basis"])
    assert question.asked == asked_inputs(case["rule"], case["basis"])
    filled = Answer(**_VALUES)
    empty = Answer(**{name: _VALUES[name] for name in question.asked})
    assert inputs_digest(question, filled) == inputs_digest(question, empty)
    assert inputs_digest(question, filled) != inputs_digest(question, Answer())
