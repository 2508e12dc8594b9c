from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...exceptions import ObstaclesError
from ..common import CchcCase, post


@tagged("post_install", "-at_install")
class TestWorkflow(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def _return(self, reason="Điểm 1.1.2 chưa khớp báo cáo.", user=None):
        wizard = (
            self.env["cchc.assessment.return"]
            .with_user(user or self.leader)
            .create({"assessment_id": self.assessment.id, "reason": reason})
        )
        return wizard.action_return()

    def test_sending_names_each_criterion_in_the_way(self):
        """An unfinished assessment is not sent; each criterion that is missing is named."""
        with self.assertRaisesRegex(
            UserError, r"(?s)1\.1\.1 Ban hành.*1\.1\.2 Hoàn thành.*2\.1 Cải thiện"
        ):
            self._send()
        self.assertEqual(self.assessment.state, "draft")

    def test_score_without_proof_needs_an_explanation(self):
        """A scored criterion with neither document nor explanation stops the sending."""
        self._fill_in()
        self._line("1.2").with_user(self.officer).explanation = "  "
        with self.assertRaisesRegex(UserError, r"1\.2 Sáng kiến: attach a document"):
            self._send()

    def test_council_criteria_do_not_stand_in_the_way(self):
        """The criterion that only the council scores is not asked of the unit."""
        self._fill_in()
        self._send()
        self.assertEqual(self.assessment.state, "leader_review")

    def test_leader_returns_with_a_reason(self):
        """The assessment goes back to the officer, and the reason stands in the chatter."""
        self._fill_in()
        self._send()
        self._return()
        self.assertEqual(self.assessment.state, "draft")
        self.assertIn("Điểm 1.1.2 chưa khớp báo cáo.", self.assessment.message_ids[0].body)

    def test_return_without_reason_is_refused(self):
        """A blank reason is no reason."""
        self._fill_in()
        self._send()
        with self.assertRaisesRegex(UserError, "reason"):
            self._return(reason="   ")
        self.assertEqual(self.assessment.state, "leader_review")

    def test_approval_seals_a_submission(self):
        """Approving keeps the score, the dispatch, the appendix and each file's SHA-256."""
        self._fill_in()
        self._send()
        self._approve()
        self.assertEqual(self.assessment.state, "submitted")
        submission = self.assessment.submission_ids
        self.assertRecordValues(
            submission,
            [
                {
                    "number": 1,
                    "dispatch_number": "1234/STN-VP",
                    "approved_by_id": self.leader.id,
                    "evidence_ids": self.assessment.evidence_ids.ids,
                }
            ],
        )
        self.assertAlmostEqual(submission.self_score, 3.2)
        self.assertIn(self.assessment.evidence_ids.sha256, submission.manifest)
        self.assertTrue(submission.appendix_id.raw.startswith(b"PK"))

    def test_approval_asks_for_dispatch_and_responsibility(self):
        """Without the dispatch number, or without taking responsibility, nothing is approved."""
        self._fill_in()
        self._send()
        for values, word in (
            ({"dispatch_number": " "}, "number"),
            ({"responsibility_confirmed": False}, "responsibility"),
        ):
            with self.assertRaisesRegex(UserError, word):
                self._approve(**values)
        self.assertEqual(self.assessment.state, "leader_review")
        self.assertFalse(self.assessment.submission_ids)

    def test_an_officer_does_not_approve(self):
        """Neither the officer nor another unit's leader can approve or return."""
        self._fill_in()
        self._send()
        for user in (self.officer, self.other_leader, self.secretary):
            with self.assertRaises(AccessError):
                self.assessment.with_user(user)._transition(
                    "action_approve",
                    dispatch_number="1",
                    dispatch_date="2026-12-05",
                    responsibility_confirmed=True,
                )
            with self.assertRaises(AccessError):
                self.assessment.with_user(user)._transition(
                    "action_return_to_officer", reason="Không"
                )
        self.assertEqual(self.assessment.state, "leader_review")

    def test_a_leader_of_one_unit_is_no_leader_of_another(self):
        """Someone who leads one unit and is an officer of another approves only for the first."""
        self.unit.officer_ids |= self.other_leader
        self._fill_in()
        self.assessment.with_user(self.other_leader).action_send_to_leader()
        with self.assertRaisesRegex(AccessError, "leader"):
            self.assessment.with_user(self.other_leader)._transition(
                "action_return_to_officer", reason="Không"
            )

    def test_wrong_state_is_said(self):
        """Approving what has not been sent says in which state it is."""
        self._fill_in()
        with self.assertRaisesRegex(UserError, "Being scored"):
            self._approve()

    def test_nothing_changes_once_sent(self):
        """While the leader reads, and after approval, no input, explanation or document changes."""
        self._fill_in()
        line, evidence = self._line("1.2"), self.assessment.evidence_ids
        self._send()
        for approve in (None, self._approve):
            if approve:
                approve()
            for user in (self.officer, self.leader, self.secretary, self.env.ref("base.user_root")):
                for change in (
                    lambda user=user: line.with_user(user).write({"manual_score": 2}),
                    lambda user=user: line.with_user(user).write({"explanation": "Khác"}),
                    lambda user=user: line.with_user(user).write(
                        {"evidence_ids": [(3, evidence.id)]}
                    ),
                    lambda user=user: self.assessment.with_user(user).write(
                        {"line_ids": [(1, line.id, {"manual_score": 2})]}
                    ),
                    lambda user=user: evidence.with_user(user).write({"name": "Khác"}),
                    lambda user=user: evidence.with_user(user).write({"line_ids": [(5,)]}),
                    lambda user=user: evidence.with_user(user).unlink(),
                    lambda user=user: evidence.attachment_id.with_user(user).write(
                        {"raw": b"khac"}
                    ),
                    lambda user=user: evidence.attachment_id.with_user(user).unlink(),
                    lambda user=user: self._file(line, user=user),
                    lambda user=user: self.assessment.with_user(user).write({"state": "draft"}),
                ):
                    with self.assertRaises(UserError):
                        change()
        self.assertEqual(line.manual_score, 0)
        self.assertEqual(line.explanation, "Năm nay không có sáng kiến.")

    def test_a_submission_is_sealed(self):
        """No one changes or deletes a submission or its appendix, not even the system."""
        self._fill_in()
        self._send()
        self._approve()
        submission = self.assessment.submission_ids
        for user in (self.leader, self.secretary, self.env.ref("base.user_root")):
            for change in (
                lambda user=user: submission.with_user(user).write({"dispatch_number": "khác"}),
                lambda user=user: submission.with_user(user).unlink(),
                lambda user=user: submission.appendix_id.with_user(user).write({"raw": b"khac"}),
                lambda user=user: submission.appendix_id.with_user(user).unlink(),
            ):
                with self.assertRaises(UserError):
                    change()
        self.assertEqual(submission.dispatch_number, "1234/STN-VP")

    def test_after_the_deadline_units_read_only(self):
        """A minute after the deadline nothing can be filled in or sent any more, and the time is said."""
        self._fill_in()
        with freeze_time(self.period.self_deadline) as clock:
            self._line("1.2").with_user(self.officer).explanation = "Đúng hạn."
            clock.tick(60)
            with self.assertRaisesRegex(UserError, "deadline"):
                self._line("1.2").with_user(self.officer).explanation = "Quá hạn."
            with self.assertRaisesRegex(UserError, "deadline"):
                self._send()
        self.assertEqual(self._line("1.2").explanation, "Đúng hạn.")

    def test_two_leaders_make_one_submission(self):
        """When two leaders approve one after the other, the second is told, and there is one submission."""
        self._fill_in()
        self._send()
        self._approve()
        with self.assertRaisesRegex(UserError, "Submitted"):
            self._approve(dispatch_number="5678/STN-VP")
        self.assertEqual(len(self.assessment.submission_ids), 1)

    def _submit(self):
        self._fill_in()
        self._send()
        self._approve()

    def _recall(self, reason="Thiếu một tài liệu."):
        return (
            self.env["cchc.assessment.recall"]
            .with_user(self.leader)
            .create({"assessment_id": self.assessment.id, "reason": reason})
            .action_recall()
        )

    def _return_to_unit(self, **values):
        return (
            self.env["cchc.assessment.return.to.unit"]
            .with_user(self.secretary)
            .create(
                {
                    "assessment_id": self.assessment.id,
                    "reason": "Tài liệu 1.1.1 không đọc được.",
                    **values,
                }
            )
            .action_return()
        )

    def test_a_leader_recalls(self):
        """A submission comes back to the leader with a reason; the old one stays and the next is number 2."""
        self._submit()
        with self.assertRaisesRegex(UserError, "reason"):
            self._recall(reason="  ")
        self._recall()
        self.assertEqual(self.assessment.state, "leader_review")
        self.assertIn("Thiếu một tài liệu.", self.assessment.message_ids[0].body)
        self._approve(dispatch_number="1300/STN-VP")
        self.assertEqual(
            self.assessment.submission_ids.sorted("number").mapped("dispatch_number"),
            ["1234/STN-VP", "1300/STN-VP"],
        )

    def test_recall_ends_with_the_deadline_and_the_appraisal(self):
        """A minute after the deadline, or once the council has begun, a submission is no longer recalled."""
        self._submit()
        with freeze_time(self.period.self_deadline) as clock:
            clock.tick(60)
            with self.assertRaisesRegex(UserError, "deadline"):
                self._recall()
        self.assessment.with_user(self.appraiser).action_start_appraisal()
        with self.assertRaisesRegex(UserError, "In appraisal"):
            self._recall()

    def test_the_secretary_returns_to_the_unit(self):
        """The unit gets a submission back with a reason, and until the new deadline can change everything again."""
        self._submit()
        self.assessment.with_user(self.appraiser).action_start_appraisal()
        new_deadline = fields.Datetime.add(self.period.self_deadline, days=3)
        self._return_to_unit(new_deadline=new_deadline)
        self.assertEqual(self.assessment.state, "draft")
        self.assertEqual(self.assessment.deadline, new_deadline)
        message = self.assessment.message_ids[0]
        self.assertIn("Tài liệu 1.1.1 không đọc được.", message.body)
        self.assertLessEqual((self.officer | self.leader).partner_id, message.notified_partner_ids)
        with freeze_time(fields.Datetime.add(new_deadline, minutes=-1)):
            self._line("1.2").with_user(self.officer).explanation = "Đã bổ sung."
            self._send()

    def test_a_return_to_the_unit_needs_a_reason_and_time(self):
        """Without a reason, or with a deadline that is past or before the period's, nothing is returned."""
        self._submit()
        for values, word in (
            ({"reason": " "}, "reason"),
            ({"new_deadline": fields.Datetime.subtract(fields.Datetime.now(), days=1)}, "future"),
            ({"new_deadline": fields.Datetime.add(fields.Datetime.now(), days=1)}, "earlier"),
        ):
            with self.assertRaisesRegex(UserError, word):
                self._return_to_unit(**values)
        self.assertEqual(self.assessment.state, "submitted")

    def test_refusals_lead_to_their_criteria(self):
        """Whoever is refused gets each obstacle as data too, with the criterion that it can be mended in."""
        with self.assertRaises(ObstaclesError) as caught:
            self._send()
        obstacles = caught.exception.context["obstacles"]
        self.assertEqual(
            [obstacle["line_id"] for obstacle in obstacles],
            [self._line(code).id for code in ("1.1.1", "1.1.2", "1.2", "2.1")],
        )
        for obstacle in obstacles:
            self.assertIn(obstacle["sentence"], str(caught.exception))

    def test_approval_shows_what_it_is_about(self):
        """The dialog gives the total, the sub-totals by domain, documents, explanations and what has no document."""
        self._fill_in()
        self._send()
        dialog = (
            self.env["cchc.assessment.approve"]
            .with_user(self.leader)
            .new({"assessment_id": self.assessment.id})
        )
        self.assertRecordValues(
            dialog,
            [{"evidence_count": 1, "explanation_count": 3, "unproven_count": 3}],
        )
        self.assertAlmostEqual(dialog.self_score, 3.2)
        for text in ("Chỉ đạo, điều hành", "Tác động", "1.7", "1.5", "2.1 Cải thiện chỉ số"):
            self.assertIn(text, dialog.summary)

    def test_approval_is_of_what_was_shown(self):
        """When the assessment changed while the dialog was open, it is shown anew and not approved."""
        self._fill_in()
        self._send()
        dialog = (
            self.env["cchc.assessment.approve"]
            .with_user(self.leader)
            .create(
                {
                    "assessment_id": self.assessment.id,
                    "dispatch_number": "1234/STN-VP",
                    "dispatch_date": "2026-12-05",
                    "responsibility_confirmed": True,
                }
            )
        )
        self._return()
        self._line("1.2").with_user(self.officer).manual_score = 1
        self._send()
        answer = dialog.action_approve()
        self.assertEqual(answer["res_id"], dialog.id)
        self.assertTrue(dialog.is_outdated)
        self.assertFalse(dialog.responsibility_confirmed)
        self.assertEqual(self.assessment.state, "leader_review")
        dialog.responsibility_confirmed = True
        dialog.action_approve()
        self.assertEqual(self.assessment.state, "submitted")
        self.assertAlmostEqual(self.assessment.submission_ids.self_score, 4.2)

    def test_approval_is_of_the_report_that_was_shown(self):
        """Another text of the report is another thing to approve, although no score has changed."""
        self._fill_in()
        self._send()
        dialog = (
            self.env["cchc.assessment.approve"]
            .with_user(self.leader)
            .create(
                {
                    "assessment_id": self.assessment.id,
                    "dispatch_number": "1234/STN-VP",
                    "dispatch_date": "2026-12-05",
                    "responsibility_confirmed": True,
                }
            )
        )
        self._return()
        self.assessment.with_user(self.officer).report_difficulties = "Thiếu biên chế."
        self._send()
        dialog.action_approve()
        self.assertTrue(dialog.is_outdated)
        self.assertEqual(self.assessment.state, "leader_review")

    def test_messages_become_part_of_the_record(self):
        """Milestones never change; once an assessment is sent, nor do people's own messages, for anybody."""
        own = post(
            self.assessment.with_user(self.officer),
            "Đang chờ số liệu.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        thread = self.assessment.with_user(self.officer)
        thread._message_update_content(own, body="Đã có số liệu.")
        self.assertIn("Đã có số liệu.", own.body)
        self._fill_in()
        self._send()
        milestone = self.assessment.message_ids[0]
        for message in (own, milestone):
            for user in (
                self.officer,
                self.leader,
                self.secretary,
                self.env.ref("base.user_admin"),
            ):
                for change in (
                    lambda m=message, u=user: m.with_user(u).write({"body": "khác"}),
                    lambda m=message, u=user: m.with_user(u).unlink(),
                    lambda m=message, u=user: self.assessment.with_user(u)._message_update_content(
                        m.with_user(u), body="khác"
                    ),
                    lambda m=message: m.sudo().write({"res_id": self.other_assessment.id}),
                ):
                    with self.assertRaises(UserError):
                        change()
        self.assessment.with_user(self.leader)._transition(
            "action_return_to_officer", reason="Chưa khớp."
        )
        with self.assertRaises(UserError):
            milestone.sudo().unlink()
