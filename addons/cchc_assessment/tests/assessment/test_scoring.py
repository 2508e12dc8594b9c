from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestScoring(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def _write(self, code, **values):
        line = self._line(code).with_user(self.officer)
        line.write(values)
        return line

    def test_choice_gives_the_options_score(self):
        """Choosing "Không kịp thời" gives its 1 point, and the calculation names it."""
        line = self._write("1.1.1", option_id=self._option("1.1.1", 1).id)
        self.assertEqual(line.self_score, 1)
        self.assertIn("Không kịp thời", line.score_note)

    def test_zero_is_a_score(self):
        """A 0 that was typed counts as scored; a field nobody touched doesn't."""
        line = self._line("1.2").with_user(self.officer)
        self.assertIs(line.manual_score, False)
        self.assertFalse(line.is_scored)
        line.write({"manual_score": 0})
        line.invalidate_recordset()
        self.assertEqual(line.manual_score, 0.0)
        self.assertIsNot(line.manual_score, False)
        self.assertTrue(line.is_scored)
        self.assertEqual(line.self_score, 0)

    def test_score_can_be_emptied_again(self):
        """Emptying the field takes the score back: the criterion is to do again."""
        line = self._write("1.2", manual_score=1.5)
        line.write({"manual_score": False})
        self.assertFalse(line.is_scored)
        self.assertIs(line.self_score, False)

    def test_total_percentage_and_progress(self):
        """A filled-in assessment shows its total, its percentage of what the unit scores, and 100 %."""
        self._fill_in()
        # 1 (choice) + 0.5 (8 of 10) + 0 + 1.7 (85 % of 2); the council's 3 points are on neither side
        self.assertAlmostEqual(self.assessment.self_score, 3.2, places=6)
        self.assertEqual(self.assessment.self_maximum, 7)
        self.assertAlmostEqual(self.assessment.self_percent, 3.2 / 7 * 100, places=5)
        self.assertEqual(self.assessment.progress, 100)

    def test_not_applicable_leaves_both_sides(self):
        """A criterion that doesn't apply leaves the score and the maximum."""
        self._fill_in()
        self._write("1.1.1", not_applicable=True)
        self.assertAlmostEqual(self.assessment.self_score, 2.2, places=6)
        self.assertEqual(self.assessment.self_maximum, 5)
        self.assertEqual(self.assessment.progress, 100)

    def test_above_the_maximum_is_refused(self):
        """A score above the maximum is refused with a sentence that names the criterion and both numbers."""
        with self.assertRaisesRegex(ValidationError, r"1\.2 Sáng kiến.*2[.,]5.*2"):
            self._write("1.2", manual_score=2.5)

    def test_bad_inputs_are_refused(self):
        """Negative numbers and a division by zero are refused."""
        for code, values in (
            ("1.2", {"manual_score": -1}),
            ("1.1.2", {"numerator": 3, "denominator": 0}),
            ("1.1.2", {"numerator": -3, "denominator": 10}),
        ):
            with self.assertRaises(ValidationError):
                self._write(code, **values)

    def test_option_of_another_criterion_is_refused(self):
        """An option of one criterion cannot score another."""
        with self.assertRaises(ValidationError):
            self._write("1.1.1", option_id=self._option("1.1.2", 1).id)

    def test_council_criteria_are_closed_to_units(self):
        """What only the council scores takes no score from the unit."""
        with self.assertRaisesRegex(AccessError, "2.2 Mức độ hài lòng"):
            self._write("2.2", manual_score=3)

    def test_no_score_is_typed(self):
        """Neither a criterion's score nor the total can be written."""
        with self.assertRaises(AccessError):
            self._write("1.2", self_score=2)
        with self.assertRaises(AccessError):
            self.assessment.with_user(self.officer).write({"self_score": 10})

    def test_calculation_follows_the_users_language(self):
        """A Vietnamese user reads "85/100 = 85 %" with a decimal comma in the product."""
        self.env["res.lang"]._activate_lang("vi_VN")
        line = self._write("2.1", numerator=85, denominator=100)
        self.assertIn("1,7", line.with_context(lang="vi_VN").score_note)
        self.assertIn("1.7", line.with_context(lang="en_US").score_note)

    def test_form_shows_the_score_at_once(self):
        """The score appears while the officer fills in the form, before saving."""
        with Form(self._line("1.1.2").with_user(self.officer)) as form:
            form.numerator = 7
            form.denominator = 10
            self.assertEqual(form.self_score, 0.5)
