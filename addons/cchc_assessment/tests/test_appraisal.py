from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from .common import CchcCase


@tagged("post_install", "-at_install")
class TestAppraisal(CchcCase):
    """The council's year: rounds, assignments, requests, what stays as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._submit()
        cls.assessment.with_user(cls.secretary)._transition("action_start_appraisal")
        cls.env["cchc.assignment"].with_user(cls.secretary).create(
            {
                "period_id": cls.period.id,
                "appraiser_id": cls.appraiser.id,
                "criterion_ids": [Command.set(cls.criteria["1"].ids)],
            }
        )

    @classmethod
    def _submit(cls):
        cls._fill_in()
        cls.assessment.with_user(cls.officer)._transition("action_send_to_leader")
        cls.assessment.with_user(cls.leader)._transition(
            "action_approve",
            dispatch_number="1/BC",
            dispatch_date=Datetime.now().date(),
            responsibility_confirmed=True,
        )

    def _appraisal(self, code, user=None):
        line = self._line(code)
        appraisal = line.appraisal_ids.filtered("is_current")
        return appraisal.with_user(user or self.appraiser)

    def _decide_all(self):
        appraisals = self.assessment.appraisal_ids.with_user(self.secretary)
        appraisals.action_agree()
        self._appraisal("2.2", self.secretary).write({"manual_score": 2.5})

    def test_a_round_has_a_record_for_every_criterion(self):
        """Starting the appraisal puts every criterion before the council, its own ones too."""
        appraisals = self.assessment.appraisal_ids
        self.assertEqual(appraisals.line_id, self.assessment.line_ids)
        self.assertEqual(set(appraisals.mapped("round")), {1})
        self.assertFalse(any(appraisals.mapped("is_decided")))

    def test_a_member_decides_what_is_theirs_and_reads_the_rest(self):
        """The member of domain 1 scores there; domain 2 is open to read and closed to write."""
        mine, other = self._appraisal("1.1.1"), self._appraisal("2.1")
        mine.write({"option_id": self._option("1.1.1", 0).id, "remark": "Ban hành chậm."})
        self.assertEqual((mine.score, mine.difference, mine.appraiser_id), (0, -1, self.appraiser))
        self.assertEqual(self._line("1.1.1").self_score, 1, "the unit's own score stays")
        self.assertFalse(other.score)
        with self.assertRaises(AccessError):
            other.write({"numerator": 1, "denominator": 2})

    def test_agreeing_takes_the_units_figures_over(self):
        """Only what nobody decided yet, and never what the unit has no score of."""
        mine = self._appraisal("1.1.1")
        mine.write({"option_id": self._option("1.1.1", 0).id})
        self.assessment.appraisal_ids.with_user(self.secretary).action_agree()
        self.assertEqual(mine.score, 0, "a decision is not overwritten by agreeing in bulk")
        self.assertEqual(self._appraisal("1.1.2").score, self._line("1.1.2").self_score)
        self.assertFalse(self._appraisal("2.2").is_decided, "only the council scores this one")

    def test_another_score_than_the_rules_needs_a_reason(self):
        """It stands beside the computed one, within the maximum."""
        mine = self._appraisal("1.1.1")
        mine.write({"option_id": self._option("1.1.1", 2).id})
        with self.assertRaises(ValidationError):
            mine.write({"override_score": 1.5})
        with self.assertRaises(ValidationError):
            mine.write({"override_score": 2.5, "override_reason": "Quá điểm"})
        mine.write({"override_score": 1.5, "override_reason": "Thiếu phụ lục."})
        self.assertEqual((mine.computed_score, mine.score), (2, 1.5))

    def test_two_rounds(self):
        """A question goes to the unit, the answer opens a round of its own, and the first round stays."""
        self._decide_all()
        first = self._appraisal("1.1.1", self.secretary)
        with self.assertRaises(UserError):
            self._ask()
        first.write({"explanation_requested": True, "request": "Văn bản nào chứng minh?"})
        self._ask()
        self.assertEqual(self.assessment.state, "explanation")
        asked = first.with_user(self.officer)
        with self.assertRaises(UserError):
            self.assessment.with_user(self.leader)._transition("action_send_explanation")
        with self.assertRaises(AccessError):
            self._appraisal("1.1.2", self.officer).write({"explanation": "Không ai hỏi."})
        with self.assertRaises(AccessError):
            asked.write({"manual_score": 2})
        asked.write({"explanation": "Kế hoạch số 5/KH-STN."})
        self.assessment.with_user(self.leader)._transition("action_send_explanation")
        second = self._appraisal("1.1.1", self.secretary)
        self.assertEqual((second.round, second.is_decided), (2, False))
        self.assertEqual(
            self.assessment.appraisal_ids.filtered("is_current")
            .filtered(lambda appraisal: appraisal.round == 2)
            .line_id,
            first.line_id,
        )
        with self.assertRaises(UserError):
            self.assessment.with_user(self.secretary)._transition("action_conclude")
        second.write({"option_id": self._option("1.1.1", 2).id})
        with self.assertRaises(UserError):
            first.write({"remark": "Sửa vòng trước"})
        self.assertEqual(first.score, 1)
        self.assertEqual(self._line("1.1.1").appraised_score, 2)
        self.assessment.with_user(self.secretary)._transition("action_conclude")
        self.assertEqual(self.assessment.state, "appraised")
        self.assertAlmostEqual(
            self.assessment.appraised_score,
            sum(self.assessment.line_ids.mapped("appraised_score")),
        )

    def _ask(self):
        self.assessment.with_user(self.secretary)._transition(
            "action_request_explanation",
            explanation_deadline=Datetime.now() + timedelta(days=3),
        )

    def test_the_unit_sees_nothing_of_the_council_before_it_may(self):
        """Neither the records, nor the scores on its own lines, nor who is assigned."""
        self._decide_all()
        line = self._line("1.1.1").with_user(self.leader)
        self.assertFalse(self.env["cchc.appraisal"].with_user(self.leader).search([]))
        with self.assertRaises(AccessError):
            line.read(["appraised_score"])
        self.assertFalse(line.final_score)
        with self.assertRaises(AccessError):
            self.env["cchc.assignment"].with_user(self.leader).search([])

    def test_an_assignment_that_covers_nobody_is_refused(self):
        """A unit outside the period, say."""
        stranger = self.env["cchc.unit"].create(
            {"name": "Sở Ngoài", "code": "T-SNG", "group_id": self.group.id}
        )
        with self.assertRaises(ValidationError):
            self.env["cchc.assignment"].with_user(self.secretary).create(
                {
                    "period_id": self.period.id,
                    "appraiser_id": self.appraiser.id,
                    "unit_ids": [Command.set(stranger.ids)],
                }
            )
