import itertools
import json
import random
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ...core.scoring import (
    Inputs,
    Option,
    Rule,
    ScoringError,
    format_number,
    round_half_up,
    score,
    to_decimal,
)
from ...messages.scoring import say
from ..common import CchcCase

COUNTS = (0, 1, 2, 7, 0.1, 2.5, 69.999999, 70, 99, 100, 333, -1)
ROUNDED = (
    0,
    0.005,
    0.125,
    0.135,
    1.005,
    2.675,
    1.115,
    0.333333,
    99.995,
    0.0005,
    12345.6785,
    -0.125,
)

COMPARE_ROUNDING = """
    const { roundHalfUp } = odoo.loader.modules.get(
        "@cchc_assessment/number_field/number_field"
    );
    const wrong = %s.filter(
        ([value, digits, expected]) => roundHalfUp(value, digits).toFixed(digits) !== expected
    );
    if (wrong.length) {
        console.error(JSON.stringify(wrong));
    } else {
        console.log("test successful");
    }
"""


@tagged("post_install", "-at_install")
class TestRuleParity(CchcCase):
    """The score of a rule, through Odoo and without it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(20261130)
        cls.trials = cls.env["cchc.criterion.trial"]

    def _rules(self):
        """Yield the values of criteria: each rule type, with parameters as real rubrics have them."""
        options = [("Đủ", 2, 0, False), ("Một phần", 0.125, 0, False), ("Không", 0, 0, False)]
        bands = [
            ("a", 2, 90, True),
            ("b", 1.5, 70, False),
            ("c", 0.75, 0, True),
            ("d", 0, 0, False),
        ]
        yield {"rule_type": "choice"}, options
        for basis, direct in itertools.product(("percent", "quantity"), (True, False)):
            yield {"rule_type": "band", "band_basis": basis, "direct": direct}, bands
        for floor, target in itertools.product((0, 50, 66.666667), (0, 90, 100)):
            yield {"rule_type": "ratio", "ratio_floor": floor, "ratio_target": target}, []
        for rule_type, points in itertools.product(
            ("per_item", "deduction"), (0.1, 0.25, 0.333333, 1)
        ):
            yield {"rule_type": rule_type, "points_per_item": points}, []
        yield {"rule_type": "manual"}, []
        for basis in ("percent", "quantity"):
            yield {"rule_type": "relative", "band_basis": basis}, []

    def _inputs(self, options):
        """Yield inputs: each option, and numbers by themselves and in pairs, some without sense."""
        for option in [*options, None]:
            yield {"option_id": option}
        for number in COUNTS:
            yield {"quantity": number}
            yield {"manual_score": number}
            yield {"numerator": number, "denominator": self.random.choice(COUNTS)}
            yield {"numerator": self.random.choice(COUNTS), "denominator": number}
        yield {"numerator": 1}
        yield {"not_applicable": True, "manual_score": 1}

    def test_same_inputs_same_score(self):
        """Every rule gives through Odoo the score and the sentence that it gives without it."""
        compared = 0
        for values, rows in self._rules():
            self.rubric.direct_bands = direct = values.pop("direct", False)
            criterion = self.env["cchc.criterion"].create(
                {
                    "rubric_id": self.rubric.id,
                    "name": "Thử",
                    "max_score": 2,
                    **values,
                    "option_ids": [
                        Command.create(
                            {"name": n, "score": s, "threshold": t, "threshold_strict": strict}
                        )
                        for n, s, t, strict in rows
                    ],
                }
            )
            criterion.invalidate_recordset()
            rule = Rule(
                type=values["rule_type"],
                max_score=Decimal(2),
                options=[
                    Option(option.id, n, str(s), str(t) if t or strict else None, strict)
                    for option, (n, s, t, strict) in zip(criterion.option_ids, rows, strict=True)
                ],
                basis=values.get("band_basis", "percent"),
                direct=direct,
                **{
                    name: str(values[name])
                    for name in ("ratio_floor", "ratio_target", "points_per_item")
                    if values.get(name)
                },
            )
            for inputs in self._inputs(criterion.option_ids.ids):
                with self.subTest(rule=values, inputs=inputs):
                    self._compare(criterion, rule, inputs)
                compared += 1
        self.assertGreater(compared, 1000)

    def _compare(self, criterion, rule, inputs):
        trial = self.trials.new({"criterion_id": criterion.id, **inputs})
        numbers = {
            name: None if value is None else str(value)
            for name, value in inputs.items()
            if name not in ("option_id", "not_applicable")
        }
        given = Inputs(
            option=inputs.get("option_id"),
            not_applicable=inputs.get("not_applicable", False),
            **numbers,
        )
        english = self.env(context={"lang": "en_US"})
        try:
            expected = score(rule, given)
        except ScoringError as error:
            self.assertIs(trial.score, False)
            self.assertEqual(trial.score_note, say(english, error))
            return
        self.assertEqual(trial.score_note, say(english, expected.note))
        if expected.score is None:
            self.assertIs(trial.score, False)
        else:
            self.assertIsNot(trial.score, False)
            self.assertEqual(to_decimal(trial.score), expected.score)

    def test_stored_score_is_the_score(self):
        """What is stored on a line and read back is the score to the last decimal, whatever way it took."""
        self._open_period()
        line = self._line("2.1").with_user(self.officer)
        for numerator, denominator in ((1, 3), (2, 3), (1, 7), (85, 100), (0, 5), (999, 1000)):
            line.write({"numerator": numerator, "denominator": denominator})
            line.flush_recordset()
            line.invalidate_recordset()
            expected = score(line.criterion_id._get_rule(), line._get_inputs()).score
            self.assertEqual(to_decimal(line.self_score), expected)


@tagged("post_install", "-at_install")
class TestRoundingOnScreen(CchcCase, HttpCase):
    def test_screen_rounds_as_the_appendix(self):
        """The screen rounds half up at each number of decimals, as the appendix and the sentences do."""
        cases = [
            [value, digits, format_number(value, ".", digits)]
            for value in ROUNDED
            for digits in range(5)
        ]
        self.assertIn([1.005, 2, "1.01"], cases)
        self.assertEqual(str(round_half_up(2.675, 2)), "2.68")
        self.browser_js(
            "/odoo",
            COMPARE_ROUNDING % json.dumps(cases),
            ready="!!odoo.__WOWL_DEBUG__?.root.env.services.action.currentController",
            login=self.secretary.login,
        )
