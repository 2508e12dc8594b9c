from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import CchcCase
from ..common_council import Council


@tagged("post_install", "-at_install")
class TestToldTogether(Council, CchcCase):
    """What happens to several units at once is told to each by the job, once, as if it had been told at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls.both = cls.assessment | cls.other_assessment
        for assessment in cls.both:
            cls._submit(assessment)

    def _start_both(self):
        """Start both, and return what their discussions have held before."""
        before = self.both.message_ids
        self.both.with_user(self.secretary).action_start_appraisal()
        return before

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("cchc_assessment.cchc_assessment_tell_cron").method_direct_trigger()
        self.env.invalidate_all()

    def test_each_unit_is_told_once(self):
        """Nothing is said while the council waits; then each unit's people hear it, in the secretary's name."""
        before = self._start_both()
        self.assertEqual(self.both.message_ids, before)
        moment = self.env.cr.now()
        for _run in range(2):
            self._run()
        for assessment, people in (
            (self.assessment, self.officer | self.leader),
            (self.other_assessment, self.other_officer | self.other_leader),
        ):
            (message,) = assessment.message_ids - before
            self.assertIn("New state: In appraisal", message.body)
            self.assertEqual(message.author_id, self.secretary.partner_id)
            self.assertEqual(message.partner_ids, people.partner_id)
            self.assertEqual(message.notified_partner_ids, people.partner_id)
            self.assertEqual(message.date, moment.replace(microsecond=0))

    def test_what_comes_after_is_said_after(self):
        """A unit that goes on by itself before the job has begun is told both, in their order."""
        before = self._start_both()
        self._decide_all()
        self._conclude()
        later, sooner = self.assessment.message_ids - before
        self.assertIn("In appraisal", sooner.body)
        self.assertIn("Appraised", later.body)
        self._run()
        self.assertEqual(len(self.assessment.message_ids - before), 2)
        self.assertEqual(len(self.other_assessment.message_ids - before), 1)

    def test_a_message_that_fails_stops_no_other(self):
        """Where a message cannot be made the secretaries are told, and the other unit hears its own."""
        before = self._start_both()
        post = type(self.assessment).message_post

        def refuse(assessment, **values):
            if assessment.id == self.assessment.id and values.get("partner_ids"):
                raise ValueError("Không gửi được.")
            return post(assessment, **values)

        with (
            patch.object(type(self.assessment), "message_post", refuse),
            mute_logger("odoo.addons.cchc_assessment.models.assessment.cchc_assessment"),
        ):
            self._run()
        self.assertEqual(len(self.other_assessment.message_ids - before), 1)
        self.assertIn("Không gửi được.", (self.assessment.message_ids - before)[0].body)
        self.assertEqual(self.assessment.activity_ids.user_id, self.secretary)
        self.assertFalse(self.both.sudo().filtered("untold"))

    def test_one_unit_is_told_at_once(self):
        """A step of one unit is said by its end, and leaves nothing to the job."""
        before = self.assessment.message_ids
        self._start()
        self.assertEqual(len(self.assessment.message_ids - before), 1)
        self.assertFalse(self.assessment.sudo().untold)
