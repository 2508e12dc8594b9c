import io
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ...models.result import cchc_publication
from ..common import PDF, CchcCase
from ..common_council import Council
from .test_freeze import FrozenCase


class GuardCase(FrozenCase, CchcCase):
    """What is frozen for signature, without a chair."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_frozen()

    def _figures(self):
        return self.draft.result_ids.read(["unit_id", "score", "rank", "rating"])

    def _count_told(self):
        return self.env["mail.message"].search_count(
            [
                ("model", "=", "cchc.period"),
                ("res_id", "=", self.period.id),
                ("message_type", "=", "user_notification"),
            ]
        )


@tagged("post_install", "-at_install")
class TestFreezingGuards(GuardCase):
    """Each step of a publication, where nothing else stands in its way."""

    def test_who_froze_it_and_when(self):
        """It is noted, and gone once it is taken back; number and date of an earlier try are not signed."""
        self.assertEqual(self.draft.frozen_by_id, self.secretary)
        self.assertTrue(self.draft.frozen_at)
        self.draft._unfreeze("Sai tên đơn vị.")
        self.assertFalse(self.draft.frozen_at or self.draft.frozen_by_id)
        self.draft.write({"decision_number": "9/QĐ-UBND", "decision_date": "2027-01-02"})
        self.draft.action_freeze()
        self.assertEqual((self.draft.decision_number, self.draft.decision_date), (False, False))
        self.assertFalse(self.draft.return_reason)

    def test_taking_back_needs_a_reason(self):
        """Blanks are none, and what was frozen stays so."""
        for reason in ("", " \n", None):
            with self.assertRaisesRegex(UserError, "State the reason"):
                self.draft._unfreeze(reason)
        self.assertEqual(self.draft.state, "frozen")

    def test_only_what_is_frozen_is_taken_back_or_signed(self):
        """Neither a draft nor what is published: that stays as it was published."""
        self.draft._unfreeze("Xem lại.")
        for step in (
            lambda: self.draft._unfreeze("Lần nữa."),
            lambda: self.draft._publish_signed("12/QĐ", "2027-01-15", io.BytesIO(PDF), "a.pdf"),
        ):
            with self.assertRaisesRegex(UserError, "is not frozen"):
                step()
        self.assertFalse(self.draft.signed_file_id)
        self.draft.action_freeze()
        self._sign()
        figures, scan = self._figures(), self.draft.signed_file_id
        for step in (
            lambda: self.draft._unfreeze("Sau khi công bố."),
            lambda: self.draft._publish_signed("13/QĐ", "2027-02-15", io.BytesIO(PDF), "b.pdf"),
        ):
            with self.assertRaisesRegex(UserError, "is not frozen"):
                step()
        for step in (
            self.draft.action_freeze,
            self.draft.action_compute,
            self.draft.action_publish,
            lambda: self.draft.write({"notify_units": False}),
            lambda: self.draft.write({"decision_number": "13/QĐ"}),
        ):
            with self.assertRaisesRegex(UserError, "is published and never changes"):
                step()
        self.assertEqual((self._figures(), self.draft.signed_file_id), (figures, scan))
        self.assertEqual(self.draft.decision_number, "12/QĐ-UBND")

    def test_what_a_member_may_not(self):
        """A member reads what is frozen; each step over it is refused, by itself."""
        member = self.draft.with_user(self.appraiser)
        self.assertEqual(member.state, "frozen")
        for step in (
            member.action_freeze,
            member.action_publish,
            member.action_compute,
            member.action_send_notices,
            lambda: member._unfreeze("Tôi muốn."),
            lambda: member._publish_signed("1/QĐ", "2027-01-15", io.BytesIO(PDF), "a.pdf"),
        ):
            with self.assertRaises(AccessError):
                step()
        self.assertEqual(self.draft.state, "frozen")

    def test_the_scan_is_a_scan(self):
        """What may be filed as evidence but is no paper that was signed, and what is too large, is refused."""
        word = self.env["report.cchc_assessment.annex"]._render(self.draft)
        with self.assertRaises(UserError):
            self._sign(content=word, name="QD.docx")
        evidence = type(self.env["cchc.evidence"])
        with (
            patch.object(evidence, "_get_max_bytes", lambda self: len(PDF) - 1),
            self.assertRaisesRegex(UserError, "is larger than"),
        ):
            self._sign()
        self.assertEqual(self.draft.state, "frozen")
        with patch.object(evidence, "_get_max_bytes", lambda self: len(PDF)):
            self._sign(decision_number="  12/QĐ-UBND \n ")
        self.assertEqual(self.draft.signed_file_id.name, "Quyet dinh 12.pdf")
        self.assertEqual(self.draft.decision_number, "12/QĐ-UBND")
        self.assertEqual(self.draft.published_by_id, self.secretary)

    def test_a_review_that_is_over_holds_nothing_up(self):
        """Once the time to object has ended it need not be closed by hand; published, it is closed."""
        self.draft._unfreeze("Lấy ý kiến.")
        period = self.period.with_user(self.secretary)
        period.review_deadline = Datetime.add(Datetime.now(), days=2)
        period.action_open_review()
        with freeze_time(period.review_deadline) as clock:
            clock.tick(timedelta(seconds=-1))
            with self.assertRaisesRegex(UserError, "until the review ends"):
                self.draft.action_freeze()
            clock.tick(timedelta(seconds=1))
            self.draft.action_freeze()
        self.assertTrue(period.review_open)
        self._sign()
        self.assertFalse(period.review_open)

    def test_nobody_is_told_without_a_chair(self):
        """Where the period asks for no chair, freezing and taking back are the secretary's own affair."""
        before = self._count_told()
        self.draft._unfreeze("Xem lại.")
        self.draft.action_freeze()
        self.assertEqual(self._count_told(), before)

    def test_the_chair_approves_what_waits_for_it(self):
        """Neither what asks for no chair, nor a draft."""
        chair = self.draft.with_user(self.chair)
        with self.assertRaisesRegex(UserError, "not waiting for the chair"):
            chair.action_chair_approve()
        self.draft._unfreeze("Cần Chủ tịch duyệt.")
        self.period.with_user(self.secretary).needs_chair = True
        with self.assertRaisesRegex(UserError, "not waiting for the chair"):
            chair.action_chair_approve()
        self.assertFalse(self.draft.chair_approved_at or self.draft.chair_approved_by_id)
        self.assertIn("Freeze the results first", self.draft.obstacles)
        self.assertEqual(self.draft.obstacle_count, len(self.draft.obstacles.splitlines()))
        self.draft.action_freeze()
        self.assertIn("has not approved the results yet", self.draft.obstacles)
        chair.action_chair_approve()
        self.assertEqual((self.draft.obstacles, self.draft.obstacle_count), ("", 0))

    def test_who_acts_is_not_told(self):
        """A secretary who is the chair as well approves, and no message tells her so."""
        self.draft._unfreeze("Cần Chủ tịch duyệt.")
        self.period.with_user(self.secretary).needs_chair = True
        self.secretary.group_ids |= self.env.ref("cchc_assessment.cchc_assessment_group_chair")
        self.draft.action_freeze()
        told = self._last_told()
        self.assertIn(self.chair.partner_id, told.notified_partner_ids)
        self.assertNotIn(self.secretary.partner_id, told.notified_partner_ids)
        # a chair of another province hears nothing of it
        foreign = self._make_user("foreign_chair", "chair")
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        foreign.write({"company_ids": company.ids, "company_id": company.id})
        self.draft._unfreeze("Xem lại.")
        self.draft.action_freeze()
        self.assertNotIn(foreign.partner_id, self._last_told().notified_partner_ids)


@tagged("post_install", "-at_install")
class TestPublishingGuards(Council, CchcCase):
    """What stands in the way of publishing, each alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._conclude_both()
        cls.draft = cls._compute_results()
        cls.draft.write({"decision_number": "12/QĐ-UBND", "decision_date": "2027-01-15"})

    def _assert_only(self, sentence):
        self.draft.invalidate_recordset(["obstacles"])
        self.assertRegex(self.draft.obstacles, f"^{sentence}[^\n]*$")
        with self.assertRaisesRegex(UserError, sentence):
            self.draft.action_publish()
        self.assertEqual(self.draft.state, "draft")
        self.assertEqual(self.assessment.state, "appraised")

    def test_number_and_date(self):
        """A decision has both; blanks are no number."""
        self.assertEqual(self.draft.obstacles, "")
        self.draft.decision_number = "  "
        self._assert_only("State the number")
        self.draft.write({"decision_number": "12/QĐ-UBND", "decision_date": False})
        self._assert_only("State the date")

    def test_the_scale(self):
        """Without one, or with one that has a hole, nobody can be rated."""
        period = self.period.with_user(self.secretary)
        scale = period.rating_scale_id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_period SET rating_scale_id = NULL WHERE id = %s", period.ids
        )
        self.env.invalidate_all()
        self._assert_only("The period has no rating scale")
        self.env.cr.execute(
            "UPDATE cchc_period SET rating_scale_id = %s WHERE id = %s", [scale.id, period.id]
        )
        self.env.cr.execute(
            "UPDATE cchc_rating_class SET minimum_percent = 1 WHERE scale_id = %s AND name = 'Yếu'",
            [scale.id],
        )
        self.env.invalidate_all()
        self.assertTrue(self.draft.obstacles)
        with self.assertRaises(UserError):
            self.draft.action_publish()

    def test_an_objection_waits_for_its_answer(self):
        """It holds the results up while the unit is concluded, and no more once it is set aside."""
        self.assessment._write_as_system({"objection": "Chưa tính sáng kiến."})
        self._assert_only("Sở Thử nghiệm: its objection is not answered")
        self.assessment._write_as_system({"objection_answer": "Hội đồng giữ nguyên."})
        self.draft.invalidate_recordset(["obstacles"])
        self.assertEqual(self.draft.obstacles, "")

    def test_a_correction_says_why(self):
        """Blanks are no reason, and the first publication needs none."""
        self.draft.action_publish()
        self.assertEqual(self.draft.published_by_id, self.secretary)
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm")
        self._conclude()
        again = self._compute_results()
        again.write({"decision_number": "13/QĐ", "decision_date": "2027-02-15", "reason": " "})
        self.assertRegex(again.obstacles, "^Say why it replaces[^\n]*$")
        with self.assertRaisesRegex(UserError, "Say why it replaces"):
            again.action_publish()
        again.reason = "Cộng nhầm."
        again.action_publish()
        self.assertEqual((self.draft.is_effective, again.is_effective), (False, True))

    def test_a_period_of_nobody(self):
        """There is nothing to publish where no unit takes part."""
        empty = self.env["cchc.period"].create(
            {"name": "Năm 2030", "year": 2030, "rating_scale_id": self.scale.id}
        )
        draft = self._compute_results(empty)
        draft.write({"decision_number": "1/QĐ", "decision_date": "2031-01-15"})
        self.assertEqual(draft.obstacles, "The period has no assessment.")
        with self.assertRaisesRegex(UserError, "The period has no assessment"):
            draft.action_publish()

    def test_many_results_are_compared_afterwards(self):
        """As many as somebody waits for are compared at once, one more by the job."""
        self.draft.action_publish()
        for most, kind in ((2, "success"), (1, "info")):
            with patch.object(cchc_publication, "MOST_RESULTS_AT_ONCE", most):
                self.assertEqual(self.draft.action_check_files()["params"]["type"], kind)

    def test_what_a_check_has_looked_at(self):
        """The publication's own values and those of each unit are counted together, and the log is folded in."""
        self.draft.action_publish()
        found, _files, values, _uncovered = self.draft.sudo()._find_seal_problems()
        self.assertFalse(found)
        of_units = [one._find_seal_problems()[2] for one in self.draft.result_ids.sudo()]
        self.assertGreater(min(of_units), 10)
        self.assertGreater(values, sum(of_units))
        waiting = self.env["cchc.log"].search_count(
            [
                ("assessment_id", "in", self.period.assessment_ids.ids),
                ("sequence_number", "=", False),
            ]
        )
        self.assertFalse(waiting)

    def test_a_missing_result_is_told_by_its_seal(self):
        """A unit whose result was taken out of the database is still named by the publication's check."""
        self.draft.action_publish()
        self.assertEqual(self.draft._check_seals().state, "ok")
        result = self.draft.result_ids[0].sudo()
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM cchc_result_domain WHERE result_id = %s", result.ids)
        self.env.cr.execute("DELETE FROM cchc_result WHERE id = %s", result.ids)
        self.env.invalidate_all()
        check = self.draft._check_seals()
        self.assertEqual(check.state, "bad")
        self.assertIn("Sở", check.report)

    def test_the_second_set_of_papers_says_so(self):
        """Files of a correction are told from those of the first publication by their names."""
        self.assertEqual(
            self.draft._get_document_name("Tổng hợp"), f"Tổng hợp - {self.period.name}"
        )
        self.draft.action_publish()
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm")
        self._conclude()
        self.assertEqual(
            self._compute_results()._get_document_name("Tổng hợp"),
            f"Tổng hợp - {self.period.name} (lần 2)",
        )


@tagged("post_install", "-at_install")
class TestResultGuards(Council, CchcCase):
    """Results are the system's, and notices go to whom they concern."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._conclude_both()
        cls.publication = cls._publish()
        cls.result = cls.publication.result_ids.filtered(lambda one: one.unit_id == cls.unit)

    def test_a_result_that_is_published_stays(self):
        """Not even the system takes one away, or a domain of it."""
        for records in (self.result, self.result.domain_ids):
            with self.assertRaises(UserError):
                records.sudo().unlink()
        self.assertTrue(self.result.domain_ids)

    def test_a_notice_goes_once(self):
        """What was sent, or is on its way, is not sent again; what failed is."""
        job_of = self.publication.action_send_notices
        self.result._write_as_system({"notice_state": "sent"})
        other = self.publication.result_ids - self.result
        other._write_as_system({"notice_state": "failed"})
        job_of()
        self.assertEqual((self.result.notice_state, other.notice_state), ("sent", "queued"))

    def test_what_is_out_of_date_is_not_sent(self):
        """A notice that waits in the queue is not sent once a correction is in force."""
        self.result._write_as_system({"notice_state": "queued"})
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm")
        self._conclude()
        self._publish(reason="Đính chính.", notify_units=False)
        self.assertFalse(self.result.is_effective)
        self.result._do_waiting()
        self.assertEqual(self.result.notice_state, "queued")
        self.assertFalse(
            self.env["mail.mail"].search(
                [("model", "=", "cchc.result"), ("res_id", "=", self.result.id)]
            )
        )

    def test_the_rest_is_not_sent(self):
        """What has not been begun is left unsent, by the secretary alone, and can be sent later."""
        self.publication.action_send_notices()
        self.assertEqual(self.publication.queued_notice_count, 2)
        # as the scheduled job, which is nobody's: a secretary may not make a unit's message by hand
        self.env["cchc.result"].browse(self.result.id)._do_waiting()
        for user in (self.officer, self.appraiser):
            with self.assertRaises(AccessError):
                self.publication.with_user(user).action_stop_notices()
        self.publication.action_stop_notices()
        other = self.publication.result_ids - self.result
        self.assertEqual((self.result.notice_state, other.notice_state), ("waiting", "failed"))
        self.assertEqual(other.notice_failure, f"{self.publication.env.user.name} has stopped it.")
        self.assertEqual(self.publication.queued_notice_count, 0)
        other._do_waiting()
        self.assertEqual(other.notice_state, "failed")
        self.publication.action_send_notices()
        self.assertEqual(other.notice_state, "queued")

    def test_without_an_address_it_says_so(self):
        """A unit that nobody can write to is told of, with the reason, and the others get theirs."""
        self.leader.partner_id.email = False
        self.unit.partner_id = False
        self.result._do_piece()
        self.assertEqual(self.result.notice_state, "failed")
        self.assertIn("Nobody of “Sở Thử nghiệm”", self.result.notice_failure)
        self.unit.leader_ids = [Command.link(self.other_leader.id)]
        self.assertEqual(self.result.notice_recipients, str(self.other_leader.partner_id.id))
