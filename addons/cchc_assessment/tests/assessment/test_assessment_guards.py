from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ...models.assessment import cchc_submission_check
from ...models.log import cchc_checked_mixin
from ..common import CchcCase
from ..common_council import Council


class GuardCase(Council, CchcCase):
    """Two units that fill in their forms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._fill_in()

    def _transition(self, action, user=None, **details):
        self.assessment.with_user(user or self.leader)._transition(action, **details)

    def _approve_with(self, **values):
        self._transition(
            "action_approve",
            **{
                "dispatch_number": "12/BC-STN",
                "dispatch_date": "2026-12-05",
                "responsibility_confirmed": True,
                **values,
            },
        )


@tagged("post_install", "-at_install")
class TestStepGuards(GuardCase):
    """What each step asks for, alone."""

    def test_a_dispatch_has_number_and_date(self):
        """Each missing one is named by itself; the number is kept on one line."""
        self._send()
        for values, words in (
            ({"dispatch_number": ""}, "State the number of the official dispatch"),
            ({"dispatch_number": " \n"}, "State the number of the official dispatch"),
            ({"dispatch_date": False}, "State the date of the official dispatch"),
            ({"responsibility_confirmed": False}, "Confirm that you take responsibility"),
        ):
            with self.subTest(values=values), self.assertRaises(UserError) as caught:
                self._approve_with(**values)
            self.assertRegex(str(caught.exception), f"^[^\n]*\n• {words}[^\n]*$")
        self.assertFalse(self.assessment.submission_ids)
        self._approve_with(dispatch_number="  12/BC-STN \n (bản sửa) ")
        self.assertEqual(self.assessment.submission_ids.dispatch_number, "12/BC-STN (bản sửa)")

    def test_a_return_gives_time(self):
        """There has to be a new deadline; it lies ahead, and not before the period's, which it may be."""
        self._send()
        self._approve_with()
        secretary = self.assessment.with_user(self.secretary)
        last = self.period.self_deadline
        for deadline, words in (
            (None, "State until when the unit has time"),
            (Datetime.now(), "has to lie in the future"),
            (last - timedelta(seconds=1), "cannot be earlier"),
        ):
            with self.assertRaisesRegex(UserError, words), freeze_time(Datetime.now()):
                secretary._transition(
                    "action_return_to_unit", reason="Thiếu", new_deadline=deadline
                )
        self.assertEqual(self.assessment.state, "submitted")
        secretary._transition("action_return_to_unit", reason="Thiếu", new_deadline=last)
        self.assertEqual((self.assessment.state, self.assessment.deadline), ("draft", last))
        self.assertTrue(self.assessment.with_user(self.officer).is_returned)
        row = self.env["cchc.log"].search(
            [("assessment_id", "=", self.assessment.id), ("action", "=", "deadline")], limit=1
        )
        self.assertEqual(row.reason, "Thiếu")

    def test_the_very_second_of_the_deadline(self):
        """At the deadline itself the unit still works; a second later its form is late and closed."""
        assessment = self.assessment.with_user(self.officer)
        line = self._line("1.2").with_user(self.officer)
        with freeze_time(self.period.self_deadline) as clock:
            self.assertTrue(assessment.is_editable)
            self.assertFalse(assessment.is_late)
            self.assertIn("action_send_to_leader", assessment.available_actions)
            line.write({"explanation": "Đúng giờ."})
            clock.tick(timedelta(seconds=1))
            self.env.invalidate_all()
            self.assertFalse(assessment.is_editable)
            self.assertTrue(assessment.is_late)
            self.assertNotIn("action_send_to_leader", assessment.available_actions or ())
            with self.assertRaisesRegex(UserError, "The deadline of"):
                line.write({"explanation": "Muộn."})
            clock.tick(timedelta(seconds=-1))
            self._send()
            clock.tick(timedelta(seconds=1))
            self.env.invalidate_all()
            self.assertTrue(assessment.is_late, "the leader is late as well")
            self._approve_with()
            self.env.invalidate_all()
            self.assertFalse(assessment.is_late)
        self.assertEqual(line.explanation, "Đúng giờ.")

    def test_the_later_deadline_holds(self):
        """An extension is not lost when the period's deadline moves, and gives no less than it."""
        period = self.period.with_user(self.secretary)
        later = Datetime.add(period.self_deadline, days=3)
        self.assessment._write_as_system({"extended_deadline": later})
        self.assertEqual(self.assessment.deadline, later)
        period.self_deadline = Datetime.add(later, days=1)
        self.assertEqual(self.assessment.deadline, period.self_deadline)
        self.assertEqual(self.other_assessment.deadline, period.self_deadline)

    def test_what_only_the_council_scores(self):
        """A unit may explain there, and writes no score by any of the ways in which it saves."""
        line = self._line("2.2").with_user(self.officer)
        line.write({"explanation": "Kết quả khảo sát chưa có."})
        for name, value in (("manual_score", 3), ("not_applicable", True), ("quantity", 1)):
            with self.assertRaisesRegex(AccessError, "is scored by the council only"):
                line.write({name: value})
            with self.assertRaisesRegex(AccessError, "is scored by the council only"):
                line._write_each({line: {name: value}})
        with self.assertRaisesRegex(AccessError, "is scored by the council only"):
            self.assessment.with_user(self.officer).write(
                {"line_ids": [Command.update(line.id, {"manual_score": 3})]}
            )
        self.assertFalse(line.manual_score)
        self.assertEqual(line.explanation, "Kết quả khảo sát chưa có.")

    def test_documents_of_earlier_years_by_number(self):
        """What is no list of numbers is refused by a sentence; nothing is taken over once the form is closed."""
        line = self._line("1.2").with_user(self.officer)
        for wrong in ("1", 1, None, ["1"], [1.5], {"a": 1}):
            with self.assertRaisesRegex(UserError, "has to be a list of numbers"):
                line.action_take_over(wrong)
        self.assertEqual(line.action_take_over([self.assessment.evidence_ids.id]), [])
        with self.assertRaises(AccessError):
            line.with_user(self.other_officer).action_take_over([])
        self._send()
        with self.assertRaisesRegex(UserError, "nothing in it can be changed"):
            line.action_take_over([])
        # others are not even told in which state it is
        with self.assertRaises(AccessError):
            line.with_user(self.other_officer).action_take_over([])

    def test_a_file_that_was_seen_is_approved(self):
        """What is not what the leader saw is not sealed; what is, is, whatever the state says."""
        self._send()
        submissions = self.env["cchc.submission"]
        seen = submissions._make_fingerprint(self.assessment)
        self._line("1.2")._write_as_system({"explanation": "Đã đổi."})
        with (
            self.assertRaisesRegex(UserError, "has changed since it was shown to you"),
            self.env.cr.savepoint(),
        ):
            self._approve_with(fingerprint=seen)
        self.env.invalidate_all()
        self.assertFalse(self.assessment.submission_ids)
        self._approve_with(fingerprint=submissions._make_fingerprint(self.assessment))
        self.assertEqual(self.assessment.state, "submitted")

    def test_those_of_another_province_are_not_told(self):
        """A warning and a step reach the secretaries of the unit's own province alone."""
        foreign = self._make_user("foreign", "secretary")
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        foreign.write({"company_ids": company.ids, "company_id": company.id})
        self.assertIn(self.secretary, self.assessment._get_people("secretary"))
        self.assertNotIn(foreign, self.assessment._get_people("secretary"))
        self.assessment._warn_secretaries("Có lỗi", "Thử")
        self.assertEqual(self.assessment.sudo().activity_ids.user_id, self.secretary)

    def test_who_is_told_of_a_step(self):
        """Whom it concerns, and not whoever did it: of sending the leader, of a return the officer."""
        self._send()
        told = self.assessment.message_ids[0].sudo().notified_partner_ids
        self.assertIn(self.leader.partner_id, told)
        self.assertNotIn(self.officer.partner_id, told)
        self._transition("action_return_to_officer", reason="Sửa điểm.")
        message = self.assessment.message_ids[0].sudo()
        self.assertIn(self.officer.partner_id, message.notified_partner_ids)
        self.assertNotIn(self.leader.partner_id, message.notified_partner_ids)
        self.assertEqual(message.author_id, self.leader.partner_id)

    def test_what_an_absent_unit_has_is_no_submission(self):
        """What was set aside before it was approved is the unit's own; after, it stays what was submitted."""
        self._send()
        self._transition("action_exempt", self.secretary, reason="Giải thể.")
        self.assertFalse(self.assessment._is_submitted())
        self._transition("action_resume", self.secretary, reason="Nhầm.")
        self.assertEqual(self.assessment.state, "leader_review")
        self._approve_with()
        self.assertTrue(self.assessment._is_submitted())
        self.assertEqual(self.assessment._get_submission(), self.assessment.submission_ids)
        self._transition("action_recall", reason="Sửa số.")
        self.assertFalse(self.assessment._get_submission())


@tagged("post_install", "-at_install")
class TestCheckGuards(GuardCase):
    """What a comparison with a seal says, to whom, and when it comes again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._send()
        cls._approve()
        cls.submission = cls.assessment.submission_ids

    def _count_told(self, user):
        return self.env["mail.message"].search_count(
            [("notified_partner_ids", "in", user.partner_id.ids), ("body", "ilike", "sealed")]
        )

    def _damage(self, *codes):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment_line SET explanation = 'khác', numerator = 1 WHERE id = ANY(%s)",
            [[self._line(code).id for code in codes]],
        )
        self.env.invalidate_all()

    def test_of_many_differences_some_are_named(self):
        """The check names so many, and says how many more there are; the answer shows the first of them."""
        self._damage("1.1.1", "1.1.2", "1.2", "2.1")
        submission = self.submission.with_user(self.secretary)
        whole = submission._check_seals().report.split("\n")
        self.assertGreater(len(whole), 4)
        with patch.object(cchc_submission_check, "MOST_NAMED", 2):
            report = submission._check_seals().report
        self.assertEqual(report.split("\n"), [*whole[:2], f"And {len(whole) - 2} more."])
        for shown, more in ((len(whole), None), (len(whole) - 1, 1)):
            with patch.object(cchc_submission_check, "MOST_SHOWN", shown):
                lines = submission._check_seals()._show()["params"]["message"].split("\n")
            self.assertEqual(lines[:shown], whole[:shown])
            self.assertEqual(lines[shown:], [f"And {more} more."] if more else [])

    def test_only_the_provinces_secretaries_are_told(self):
        """Of what differs, and of nothing where all is as sealed."""
        foreign = self._make_user("foreign", "secretary")
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        foreign.write({"company_ids": company.ids, "company_id": company.id})
        own = self._make_user("second", "secretary")
        submission = self.submission.with_user(self.secretary)
        submission._check_seals()
        self.assertFalse(self._count_told(own))
        self._damage("1.2")
        submission._check_seals()
        self.assertEqual((self._count_told(own), self._count_told(foreign)), (1, 0))
        action = submission.action_check_files()
        self.assertEqual((action["params"]["type"], action["params"]["sticky"]), ("danger", True))

    def test_nothing_sealed(self):
        """A unit that has submitted nothing has nothing to compare, and is told so."""
        action = self.other_assessment.with_user(self.secretary).action_check_files()
        self.assertEqual(action["params"]["message"], "Nothing has been sealed yet.")

    def test_a_few_are_compared_at_once(self):
        """As many as somebody waits for; one more is done by the job, as are more bytes."""
        submission = self.submission.with_user(self.secretary)
        for most, kind in ((1, "success"), (0, "info")):
            with patch.object(cchc_checked_mixin, "MOST_AT_ONCE", most):
                self.assertEqual(submission.action_check_files()["params"]["type"], kind)

    def test_it_comes_again_after_its_pause(self):
        """The job leaves out what was compared within six days, and takes it up after."""
        job = self.env.ref("cchc_assessment.ir_cron_check_files")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        for hours, count in ((143, 1), (145, 2)):
            self.env.flush_all()
            # as if that much time had passed
            self.env.cr.execute(
                "UPDATE cchc_submission_check SET checked_at = %s WHERE id = %s",
                [Datetime.now() - timedelta(hours=hours), self.submission.check_ids.ids[-1]],
            )
            self.env.invalidate_all()
            with self.enter_registry_test_mode():
                job.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(len(self.submission.check_ids), count)

    def test_a_seal_that_the_log_does_not_note(self):
        """The row taken away, written of another number, or of another seal: each is found."""
        for statement in (
            "DELETE FROM cchc_log WHERE action = 'seal' AND assessment_id = %s",
            "UPDATE cchc_log SET new_value = '2' || substr(new_value, 2) WHERE action = 'seal' AND assessment_id = %s",
            "UPDATE cchc_log SET new_value = new_value || '0' WHERE action = 'seal' AND assessment_id = %s",
        ):
            with self.subTest(statement=statement), self.env.cr.savepoint() as savepoint:
                self.env.flush_all()
                self.env.cr.execute(statement, self.assessment.ids)
                self.assertEqual(self.env.cr.rowcount, 1)
                self.env.invalidate_all()
                problems = self.submission.sudo()._find_seal_problems()[0]
                self.assertIn("The seal is not the one that the log notes.", problems)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertFalse(self.submission.sudo()._find_seal_problems()[0])

    def test_who_may_have_it_compared(self):
        """Neither a member nor the unit, by the button or by what stands behind it."""
        for user in (self.appraiser, self.leader, self.officer):
            with self.assertRaises(AccessError):
                self.submission.with_user(user).action_check_files()
            with self.assertRaises(AccessError):
                self.submission.with_user(user)._check_seals()
        self.assertFalse(self.submission.check_ids)

    def test_a_submission_is_mailed_by_the_secretary(self):
        """Nobody else sends it once more."""
        for user in (self.leader, self.officer, self.appraiser):
            with self.assertRaises(AccessError):
                self.submission.with_user(user).action_mail_council()

    def test_a_second_submission_counts_on(self):
        """It has the next number, and only the newest stands for the unit."""
        self._transition("action_recall", reason="Sửa số.")
        self._approve_with(dispatch_number="13/BC-STN")
        second = self.assessment.submission_ids - self.submission
        self.assertEqual((self.submission.number, second.number), (1, 2))
        self.assertTrue(second._is_in_force())
        self.assertFalse(self.submission._is_in_force())
        self.assertEqual(self.assessment._get_submission(), second)


@tagged("post_install", "-at_install")
class TestOvertaken(GuardCase):
    """What somebody saves who read the criterion before somebody else changed it."""

    def test_what_is_no_revision(self):
        """A sentence says what has to be there."""
        line = self._line("1.2").with_user(self.officer)
        for wrong in ("3", 1.5, [1], {}):
            with self.assertRaisesRegex(UserError, "“seen_revision” has to be a number"):
                line.write({"explanation": "Khác.", "seen_revision": wrong})
        for wrong in (None, "x", ["explanation"]):
            with self.assertRaisesRegex(UserError, "“values” has to name fields"):
                line._save(wrong, line.revision)
        self.assertEqual(line.explanation, "Năm nay không có sáng kiến.")

    def test_only_the_same_field_is_a_conflict(self):
        """Of what others changed since, and from the very next change on."""
        line = self._line("1.2").with_user(self.officer)
        seen = line.revision
        line.with_user(self.leader).write({"explanation": "Của lãnh đạo."})
        self.assertEqual(line.revision, seen + 1)
        line.write({"manual_score": 1, "seen_revision": seen})
        for revision in (seen, 0, -1):
            with self.assertRaisesRegex(UserError, "Của lãnh đạo"):
                line.write({"explanation": "Của tôi.", "seen_revision": revision})
        line.write({"explanation": "Của tôi.", "seen_revision": seen + 1})
        self.assertEqual((line.manual_score, line.explanation), (1, "Của tôi."))
