from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase, rewrite

from .common import LEADERS, Surveys, make_sheets


@tagged("post_install", "-at_install")
class TestSurveyPoints(Surveys, CchcCase):
    """What answers come to is looked at by the secretary, and taken into the round."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_surveys()
        cls.survey.action_open()

    def _close_answered(self, *answers, unit=None):
        self._answer_many(self.survey, unit or self.unit, *answers)
        self.survey.action_close()

    def test_points_are_taken(self):
        """With their reckoning as the remark, by the way of the import: logged, decided by the secretary."""
        self._close_answered(*[(1, 2)] * 6)
        dialog = self._show_points()
        line = self._get_points(dialog)[self.unit]
        self.assertTrue(line.is_taken)
        self.assertIn("Rất hài lòng", line.counts)
        dialog.action_take()
        appraisal = self._appraisal("2.2")
        self.assertEqual((appraisal.score, appraisal.is_decided), (2.4, True))
        self.assertEqual(appraisal.appraiser_id, self.secretary)
        self.assertRegex(
            appraisal.remark, r"12 answers to 2 questions, 80 %, weight 1. Together 80 % × 3 = 2.4"
        )
        self.assertFalse(self._appraisal("2.2", assessment=self.other_assessment).is_decided)
        again = self._get_points(self._show_points())[self.unit]
        self.assertFalse(again.is_taken, "what the round has already needs no tick")

    def test_too_few_are_neither_shown_nor_points(self):
        """Four answers give nothing, and their counts stand nowhere; five do."""
        self._answer_many(self.survey, self.unit, *[(4, 4)] * 4)
        self._answer_many(self.survey, self.other_unit, *[(4, 4)] * 5, prefix="khac")
        self.survey.action_close()
        dialog = self._show_points()
        mine, other = (self._get_points(dialog)[unit] for unit in (self.unit, self.other_unit))
        self.assertRegex(mine.problem, "Too few answers")
        self.assertFalse(mine.shown_points or mine.share or mine.answers)
        self.assertNotIn("Rất hài lòng", mine.counts)
        self.assertIn("Too few answers", mine.counts)
        self.assertEqual((other.shown_points, other.answers, other.problem), (0, 10, ""))
        mine.is_taken = True
        with self.assertRaisesRegex(UserError, "Too few answers"):
            dialog.action_take()

    def test_a_group_without_answers(self):
        """No points are made of the other group alone: that is said, with the group's name."""
        leaders = self._make_survey(LEADERS, codes=("L1",), least_answers=7)
        leaders.action_open()
        self._answer_many(self.survey, self.unit, *[(1, 1)] * 5)
        self._answer_many(leaders, self.unit, *[(1,)] * 6, prefix="lanhdao")
        self.survey.action_close()
        leaders.action_close()
        line = self._get_points(self._show_points())[self.unit]
        self.assertEqual(line.problem, f"Too few answers: {LEADERS}.")

    def test_nothing_before_it_is_closed(self):
        """While somebody may answer, two looks would tell what was said in between."""
        self._answer_many(self.survey, self.unit, *[(1, 1)] * 6)
        line = self._get_points(self._show_points())[self.unit]
        self.assertRegex(line.problem, "not closed yet")
        self.assertFalse(line.counts or line.answers or line.shown_points or line.share)
        with self.assertRaisesRegex(UserError, "not closed yet"):
            self.survey._get_counts()

    def test_few_beside_paper(self):
        """Who knows the paper would know the rest: fewer than five answers over the network do not count beside it."""
        self._answer_many(self.survey, self.unit, *[(4, 4)] * 4)
        self._import(self.survey, make_sheets(*[("T-STN", 1, 1)] * 8)).action_import()
        self.survey.action_close()
        line = self._get_points(self._show_points())[self.unit]
        self.assertEqual((line.shown_points, line.answers), (3, 16))
        self.assertIn("left out", line.counts)

    def test_no_opinion(self):
        """It is shown, and changes the mean by nothing."""
        survey = self._make_survey(LEADERS, codes=("L1",))
        survey.question_ids.option_ids = [
            Command.create({"name": "Không có ý kiến", "is_counted": False, "sequence": 9})
        ]
        survey.action_open()
        self._answer_many(survey, self.unit, *[(2,)] * 5, *[(5,)] * 5, prefix="ld")
        survey.action_close()
        self.survey.action_close()
        self.survey.active = False
        line = self._get_points(self._show_points())[self.unit]
        self.assertEqual((line.shown_points, line.answers), (1.8, 5))
        self.assertIn("not counted", line.counts)

    def test_what_has_changed_is_looked_at_again(self):
        """Sheets that came in after the look are not taken unseen; after the next look they are a correction."""
        self._close_answered(*[(1, 1)] * 5)
        dialog = self._show_points()
        self._import(self.survey, make_sheets(*[("T-STN", 4, 4)] * 5)).action_import()
        with self.assertRaisesRegex(UserError, "have changed since you looked"):
            dialog.action_take()
        self.assertFalse(self._appraisal("2.2").is_decided)
        self._show_points().action_take()
        self.assertEqual(self._appraisal("2.2").score, 1.5)
        self.survey.batch_ids.action_withdraw()
        line = self._get_points(self._show_points())[self.unit]
        self.assertEqual((line.shown_points, line.current_score, line.is_taken), (3, 1.5, True))

    def test_the_caller_chooses_and_says_no_figure(self):
        """Whatever stands in the dialog, what is written is what the answers come to."""
        self._close_answered(*[(1, 1)] * 5)
        dialog = self._show_points()
        line = self._get_points(dialog)[self.unit]
        line.shown_points = 2
        with self.assertRaisesRegex(UserError, "have changed since you looked"):
            dialog.action_take()
        forged = self.env["cchc.survey.take.line"].with_user(self.secretary)
        forged = forged.create(
            {
                "wizard_id": dialog.id,
                "appraisal_id": self._appraisal("1.2").id,
                "shown_points": 2,
                "is_taken": True,
            }
        )
        line.is_taken = False
        with self.assertRaisesRegex(UserError, "have changed since you looked"):
            dialog.action_take()
        self.assertFalse(self._appraisal("1.2").is_decided)

    def test_a_rule_gets_its_percentage(self):
        """Where the criterion's rule asks for one, the rule gives the points and not a share of the maximum."""
        criterion = self.criteria["2.2"]
        rewrite(self.rubric, criterion, rule_type="ratio", ratio_floor=50, ratio_target=80)
        self._close_answered(*[(1, 2)] * 6)
        dialog = self._show_points()
        line = self._get_points(dialog)[self.unit]
        self.assertEqual((line.shown_points, line.share), (3, 80))
        dialog.action_take()
        appraisal = self._appraisal("2.2")
        self.assertEqual(appraisal.score, 3, "what was shown is what is taken")
        self.assertRegex(appraisal.remark, "Together 80 %: 3 points by the criterion's rule")
        self.assertEqual((appraisal.numerator, appraisal.denominator), (80, 100))
        self.assertEqual(appraisal.score, 3, "full from the target on")
        self.assertFalse(appraisal.override_reason)

    def test_what_the_council_has_set_aside(self):
        """A criterion that does not apply gets no points by a survey."""
        self._close_answered(*[(1, 1)] * 5)
        self._appraisal("2.2").write({"not_applicable": True})
        line = self._get_points(self._show_points())[self.unit]
        self.assertRegex(line.problem, "does not apply")
        self.assertFalse(line.is_taken)

    def test_a_unit_that_is_concluded_is_left_alone(self):
        self._close_answered(*[(1, 1)] * 5)
        dialog = self._show_points()
        self._decide_all()
        self._conclude()
        with self.assertRaisesRegex(UserError, "not part of a round under way"):
            dialog.action_take()
        self.assertEqual(self._appraisal("2.2").score, 2.5)

    def test_units_that_are_not_judged(self):
        """A survey about one unit leaves the others without a word."""
        survey = self._make_survey(
            LEADERS, codes=("L1",), unit_ids=[Command.set(self.other_unit.ids)]
        )
        survey.action_open()
        with self.assertRaisesRegex(UserError, "Choose units"):
            self._invite(survey, self.unit, ["a@example.com"])
        self.survey.action_close()
        survey.action_close()
        groups = {
            appraisal.unit_id: [group.name for group in outcome.reckoning.groups]
            for appraisal, outcome in self.env["cchc.survey"]
            .with_user(self.secretary)
            ._reckon(self.period)
            .items()
        }
        self.assertEqual(len(groups[self.unit]), 1)
        self.assertEqual(len(groups[self.other_unit]), 2)

    def test_copied_for_the_next_time(self):
        """With its questions and answers, and none of what was said."""
        self._close_answered(*[(1, 1)] * 5)
        copied = self.survey.copy()
        self.assertEqual(copied.state, "draft")
        self.assertEqual(copied.question_ids.mapped("code"), ["C1", "C2"])
        self.assertEqual(copied.question_ids[0].option_ids.mapped("percent"), [100, 60, 20, 0])
        self.assertFalse(copied.invitation_ids or copied.sudo().survey_id)
