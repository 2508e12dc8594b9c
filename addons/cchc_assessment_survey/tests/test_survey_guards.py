from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase

from .common import Surveys


@tagged("post_install", "-at_install")
class TestSurveyGuards(Surveys, CchcCase):
    """Each step of a survey at its time, each guard by its own sentence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_surveys()

    def _assert_refused(self, sentence, *steps, error=UserError):
        for step in steps:
            with self.assertRaisesRegex(error, sentence), self.env.cr.savepoint():
                step()
        self.env.invalidate_all()

    def test_each_step_at_its_time(self):
        """In preparation, open, and closed: what is not this state's is refused, by a word of why."""
        survey = self.survey
        self._assert_refused("is not open", survey.action_close)
        self._assert_refused("takes no answers now", survey.action_invite, survey.action_remind)
        self._assert_refused("is not closed yet", survey._check_is_closed)
        survey.active = False
        survey.active = True
        survey.action_open()
        self._assert_refused(
            "has been sent out: what is asked and what it counts stays",
            survey.action_open,
            survey.unlink,
            lambda: survey.write({"weight": 3}),
            lambda: survey.question_ids[0].write({"name": "Khác"}),
            lambda: survey.question_ids[0].unlink(),
            lambda: survey.question_ids[0].copy({"code": "C9"}),
        )
        self._assert_refused("Close “.*” first", lambda: survey.write({"active": False}))
        survey.closing_at = Datetime.add(Datetime.now(), days=9)
        survey.action_close()
        self._assert_refused("is not open", survey.action_close)
        self._assert_refused("has been sent out", survey.action_open)
        self._assert_refused(
            "it cannot be opened again",
            lambda: survey.write({"closing_at": Datetime.add(Datetime.now(), days=11)}),
        )
        survey._check_is_closed()
        survey.active = False

    def test_its_day(self):
        """It closes later than now, when that is said and when it is opened; the moment itself is past."""
        now = Datetime.now()
        for moment in (now, now - timedelta(days=1)):
            with freeze_time(now):
                self._assert_refused(
                    "closes in the future",
                    lambda moment=moment: self.survey.write({"closing_at": moment}),
                    error=ValidationError,
                )
        self.survey.closing_at = now + timedelta(days=1)
        for days in (1, 2):
            with freeze_time(now + timedelta(days=days)):
                self._assert_refused("Say first when", self.survey.action_open)
        self.survey.action_open()
        self.assertTrue(self.survey._takes_answers())

    def test_who_opens_and_closes(self):
        """Neither a unit nor the council's members, and nothing is changed by trying."""
        for user in (self.officer, self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                self.survey.with_user(user).action_open()
        self.assertEqual(self.survey.state, "draft")
        self.survey.action_open()
        for user in (self.officer, self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                self.survey.with_user(user).action_close()
        self.assertEqual(self.survey.state, "open")

    def test_one_answer_to_each_question_by_each(self):
        """Fewer, more, or two to one question are none; who has answered, and who comes late, answers no more."""
        self.survey.action_open()
        first, second = self._invite(self.survey, self.unit, ["a@example.com", "b@example.com"])
        one, other = self.survey.question_ids.mapped("option_ids").grouped("question_id").values()
        for options in (one[:1], one[:2], one[:1] | other[:2], one.browse()):
            self._assert_refused(
                "Choose one answer to each question",
                lambda options=options: first.sudo()._do_answer(options),
            )
        self.assertFalse(first.is_answered)
        first.sudo()._do_answer(one[:1] | other[:1])
        self.assertTrue(first.is_answered)
        late = self.survey.closing_at + timedelta(seconds=1)
        again = "takes no more answers from you"
        self._assert_refused(again, lambda: first.sudo()._do_answer(one[:1] | other[:1]))
        with freeze_time(late):
            self._assert_refused(again, lambda: second.sudo()._do_answer(one[:1] | other[:1]))
        self._assert_refused("a@example.com has answered: the invitation stays", first.unlink)
        second.unlink()

    def test_another_way_in(self):
        """An answer that nobody was invited to give is counted for nobody."""
        self.survey.action_open()
        pages = self.survey.sudo().survey_id
        self._assert_refused("Only who was invited answers", lambda: pages._create_answer())
        way = pages._make_answers(1)
        self._assert_refused("takes no more answers from you", way._count_answers)
