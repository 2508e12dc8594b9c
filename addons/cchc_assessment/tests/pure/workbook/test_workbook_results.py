"""What a cell says that holds a result: the table that the score sheet and the workbooks' reader are held to."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from core.workbook.appendix.answers import Choice, Given, Question, count_text, read_inputs

_CASES = Path(__file__).parents[3] / "static" / "tests" / "result_cases.js"
_MAXIMUM = Decimal(2)


def _read_cases(name):
    found = re.search(
        rf"^export const {name} = (\[.*?^\]);", _CASES.read_text("utf-8"), re.M | re.S
    )
    return json.loads(found[1], parse_float=Decimal, parse_int=Decimal)


_OPTIONS = {row["rule"]: row["options"] for row in _read_cases("RESULT_OPTIONS")}


def _question(case):
    choices = [
        Choice(key, name, score) for key, (name, score) in enumerate(_OPTIONS.get(case["rule"], ()))
    ]
    return Question(
        1,
        "1.1",
        "Tiêu chí",
        max_score=_MAXIMUM,
        rule_type=case["rule"],
        choices=choices,
        direct=case.get("direct", False),
    )


def _places(case):
    """The cells that hold a result: the score's in the official appendix, else what the rule asks for in the form."""
    yield "self_score", Given(self_score=case["text"], cells={"self_score": "E1"})
    if case["rule"] in ("choice", "met") or case.get("direct"):
        cells = {"option": "D1", "number": "E1", "denominator": "F1"}
        role = "number" if "numerator" in case.get("gives", ()) else "option"
        yield role, Given(**{role: case["text"]}, cells=cells)
    elif case["rule"] != "manual":
        cells = {"number": "E1", "denominator": "F1"}
        yield "number", Given(number=case["text"], cells=cells)


@pytest.mark.parametrize(
    "case", _read_cases("RESULT_CASES"), ids=lambda case: f"{case['rule']} {case['text']}"
)
def test_results(case):
    """A result is read as the sheet reads it, in whichever cell of a workbook it stands."""
    question = _question(case)
    for place, given in _places(case):
        answer, findings = read_inputs(question, given)
        names = ("option", "numerator", "denominator", "quantity", "manual_score")
        read = {name: getattr(answer, name) for name in names}
        if read["option"] is not None:
            read["option"] = question.choices[read["option"]].name
        if case.get("refused"):
            assert findings, place
            assert not any(value is not None for value in read.values()), place
        else:
            assert not findings, place
            assert {name: value for name, value in read.items() if value is not None} == case[
                "gives"
            ], place


def test_an_option_and_a_share_are_asked_about():
    """A form in which an option is chosen and a share is written beside it: neither is dropped without a word."""
    question = Question(
        1,
        "1.1",
        "Tiêu chí",
        max_score=_MAXIMUM,
        rule_type="band",
        choices=[Choice(0, "Từ 90%", Decimal(2)), Choice(1, "Dưới 90%", Decimal(0))],
        direct=True,
    )
    cells = {"option": "D1", "number": "E1", "denominator": "F1"}
    _answer, findings = read_inputs(question, Given(option="Dưới 90%", number="90%", cells=cells))
    assert findings


@pytest.mark.parametrize(
    ("text", "quantity", "kinds"),
    [
        (count_text("7"), 7, []),
        ("số lượng : 12", 12, []),
        # a count is no score: a maximum does not bound it
        ("Số lượng: 1.250", None, ["ambiguous_number"]),
        ("Số lượng: nhiều", None, ["not_a_number"]),
        ("Số lượng: -1", None, ["negative"]),
        ("Số lượng:", None, []),
        # a bare number is a score, from which no count follows
        ("2", None, ["quantity_needed"]),
        ("Đã nộp: 7", None, ["not_a_number"]),
    ],
)
def test_a_count_in_the_place_of_a_score(text, quantity, kinds):
    """It says what it is, and is read back; a bare number stays a score."""
    question = Question(
        1, "1.1", "Sáng kiến", max_score=_MAXIMUM, rule_type="relative", basis="quantity"
    )
    answer, findings = read_inputs(question, Given(self_score=text, cells={"self_score": "E1"}))
    assert answer.quantity == quantity
    assert [finding.kind for finding in findings] == kinds
