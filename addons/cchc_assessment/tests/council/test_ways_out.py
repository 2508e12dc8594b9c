from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import CchcCase, RemoteCase
from ..common_ways import Ways


@tagged("post_install", "-at_install")
class TestSilentUnit(Ways, CchcCase):
    """A unit that does not answer stops nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ways()
        cls._submit()
        cls._start()
        cls._decide_all()

    def _ask_two(self):
        self._appraisal("1.2").write({"explanation_requested": True, "request": "Có sáng kiến?"})
        self._ask("1.1.1")

    def test_a_request_is_closed_after_its_deadline(self):
        """What has no answer is recorded so, what has one keeps it, and the council decides in the next round."""
        self._ask_two()
        self._appraisal("1.2", self.officer).explanation = "Không có."
        with self.assertRaisesRegex(UserError, "time to explain until"):
            self._act("action_close_explanation", self.assessment)
        self._pass_deadline(self.assessment, "explanation_deadline")
        asked = self._line("1.1.1").appraisal_ids, self._line("1.2").appraisal_ids
        self._act("action_close_explanation", self.assessment, reason="Quá hạn 3 ngày.")
        self.assertEqual((self.assessment.state, self.assessment.round), ("appraisal", 2))
        silent, answered = asked
        self.assertTrue(silent.unanswered_at)
        self.assertFalse(answered.unanswered_at)
        self.assertEqual(answered.answer_text, "Không có.")
        self.assertEqual(silent.with_user(self.officer).answer_text, "The unit did not explain.")
        vietnamese = self.env["res.lang"]._in_vietnamese(silent)
        self.assertEqual(vietnamese.answer_text, "Đơn vị không giải trình.")
        log = self.env["cchc.log"].search(
            [("assessment_id", "=", self.assessment.id), ("field", "=", "unanswered_at")]
        )
        self.assertEqual(log.mapped("reason"), ["Quá hạn 3 ngày."])
        self.assertFalse(self._appraisal("1.1.1").is_decided)
        self._appraisal("1.1.1").action_keep()
        self._appraisal("1.2").action_keep()
        self._conclude()
        self.assertEqual(self.assessment.state, "appraised")

    def test_the_minute_says_who_was_silent(self):
        """The paper names the question and that the unit did not explain."""
        self._ask()
        self._pass_deadline(self.assessment, "explanation_deadline")
        self._act("action_close_explanation", self.assessment)
        report = self.env["report.cchc_assessment.minute"]
        minute = report._make_minute(self.env["res.lang"]._in_vietnamese(self.assessment))
        self.assertEqual(
            [request.explanation for request in minute.requests], ["Đơn vị không giải trình."]
        )

    def test_a_question_is_withdrawn(self):
        """One question goes, with its reason; the other still waits, and the unit is told."""
        self._ask_two()
        question = self._appraisal("1.1.1")
        with self.assertRaisesRegex(UserError, "State the reason"):
            question._withdraw(" ")
        question._withdraw("Đã có tài liệu.")
        self.assertEqual(self.assessment.state, "explanation")
        self.assertFalse(question.is_answerable)
        self.assertEqual(
            question.with_user(self.officer).answer_text, "Question withdrawn: Đã có tài liệu."
        )
        with self.assertRaisesRegex(UserError, "no explanation is being waited for"):
            question.with_user(self.officer).write({"explanation": "Muộn."})
        message = self.assessment.message_ids[0]
        self.assertIn("Đã có tài liệu.", message.body)
        self.assertIn(self.leader.partner_id, message.notified_partner_ids)
        self._appraisal("1.2", self.officer).explanation = "Không có."
        self.assessment.with_user(self.leader)._transition("action_send_explanation")
        self.assertEqual(self.assessment.round, 2)
        with self.assertRaisesRegex(UserError, "no explanation is being waited for"):
            question._withdraw("Lần nữa.")

    def test_what_was_answered_stays_answered(self):
        """Taking a request back takes back what has no answer; one with an answer is not withdrawn by itself either."""
        self._ask_two()
        self._appraisal("1.2", self.officer).explanation = "Không có."
        answered, silent = self._appraisal("1.2"), self._appraisal("1.1.1")
        with self.assertRaisesRegex(UserError, "no explanation is being waited for"):
            answered._withdraw("Thôi.")
        self._act("action_withdraw_request", self.assessment, reason="Thôi.")
        self.assertEqual(silent.answer_text, "Question withdrawn: Thôi.")
        self.assertEqual(answered.answer_text, "Không có.")
        self.assertFalse(answered.withdrawn_at)

    def test_the_last_question_takes_the_request_along(self):
        """Where nothing is left to answer, the appraisal goes on in the same round, and may ask anew."""
        self._ask()
        self._appraisal("1.1.1")._withdraw("Nhầm tiêu chí.")
        self.assertEqual((self.assessment.state, self.assessment.round), ("appraisal", 1))
        self.assertFalse(self.assessment.with_user(self.secretary).has_unsent)
        self._ask()
        self.assertFalse(self._appraisal("1.1.1").withdrawn_at)
        self.assertTrue(self._appraisal("1.1.1").is_answerable)
        self._act("action_withdraw_request", self.assessment, reason="Thôi.")
        self.assertEqual(self.assessment.state, "appraisal")
        self.assertEqual(self._appraisal("1.1.1").withdrawal_reason, "Thôi.")

    def test_questions_that_nobody_sent_are_shown(self):
        """They are counted and found, sent together, and concluding names them."""
        assessment = self.assessment.with_user(self.secretary)
        self.assertFalse(assessment.has_unsent)
        found = assessment.search([("has_unsent", "=", True)])
        self.assertFalse(found)
        self._appraisal("1.2").write({"explanation_requested": True, "request": "Có sáng kiến?"})
        self.assertEqual(assessment.unsent_count, 1)
        self.assertEqual(assessment.search([("has_unsent", "=", True)]), assessment)
        self.assertNotIn(assessment, assessment.search([("has_unsent", "=", False)]))
        shown = assessment.action_view_unsent()
        self.assertEqual(shown["domain"], [("id", "in", self._appraisal("1.2").ids)])
        with self.assertRaisesRegex(UserError, "1.2 Sáng kiến: a question is marked"):
            assessment._transition("action_conclude")
        opened = assessment.action_conclude()
        self.assertEqual(opened["res_model"], "cchc.assessment.conclude")
        action = self.period.with_user(self.secretary).action_send_questions()
        dialog = (
            self.env["cchc.assessment.ask.all"]
            .with_user(self.secretary)
            .create(
                {
                    "assessment_ids": action["context"]["default_assessment_ids"],
                    "explanation_deadline": self.period.self_deadline,
                }
            )
        )
        self.assertEqual((dialog.unit_count, dialog.question_count), (1, 1))
        dialog.action_send()
        self.assertEqual(assessment.state, "explanation")
        self.assertFalse(assessment.has_unsent)
        self.assertTrue(self._appraisal("1.2").asked_at)

    def test_concluding_without_asking_drops_the_marks(self):
        """The secretary may go on without asking: the log says what was to be asked."""
        self._appraisal("1.2").write({"explanation_requested": True, "request": "Có sáng kiến?"})
        dialog = (
            self.env["cchc.assessment.conclude"]
            .with_user(self.secretary)
            .create({"assessment_ids": self.assessment.ids})
        )
        self.assertIn("Có sáng kiến?", dialog.unsent)
        dialog.action_conclude()
        self.assertEqual(self.assessment.state, "appraised")
        self.assertFalse(self._appraisal("1.2").explanation_requested)
        log = self.env["cchc.log"].search(
            [("assessment_id", "=", self.assessment.id), ("action", "=", "request")], limit=1
        )
        self.assertEqual(log.old_value, "Có sáng kiến?")
        self.assertIn("without sending", log.reason)

    def test_only_the_secretary_closes_and_withdraws(self):
        """Neither the unit nor a member does it."""
        self._ask()
        self._pass_deadline(self.assessment, "explanation_deadline")
        for user in (self.officer, self.leader, self.appraiser, self.other_leader):
            for action in ("action_close_explanation", "action_withdraw_request"):
                with self.assertRaises(AccessError):
                    self._act(action, self.assessment, user)
            with self.assertRaises(AccessError):
                self._appraisal("1.1.1", user)._withdraw("Tôi muốn.")
        self.assertEqual(self.assessment.state, "explanation")


@tagged("post_install", "-at_install")
class TestWaysAttacked(Ways, RemoteCase):
    """The ways out over the wire: another unit's people, and another province's secretary."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ways()
        cls._submit()
        cls._start()
        cls._decide_all()
        cls._ask()
        cls._pass_deadline(cls.assessment, "explanation_deadline")
        cls._pass_deadline(cls.silent)
        cls.stranger = cls._make_user("stranger", "secretary")
        company = cls.env["res.company"].create({"name": "Tỉnh khác"})
        cls.stranger.write({"company_ids": company.ids, "company_id": company.id})

    def _attack(self, user):
        """Every dialog of the ways out, as somebody to whom they do not belong."""
        question = self._appraisal("1.1.1")
        targets = {
            "action_close_explanation": self.assessment,
            "action_withdraw_request": self.assessment,
            "action_declare_absent": self.silent,
            "action_exempt": self.new,
        }
        for action, assessment in targets.items():
            answer = self._call(
                "cchc.assessment.step",
                "create",
                {
                    "assessment_ids": [(6, 0, assessment.ids)],
                    "action": action,
                    "reason": "Giả mạo",
                },
                user=user,
            )
            if isinstance(answer, int):
                answer = self._call("cchc.assessment.step", "action_confirm", [answer], user=user)
            self._assert_refused(answer)
        for model, values, method in (
            (
                "cchc.assessment.merge",
                {
                    "assessment_id": self.old.id,
                    "counting_ids": [(6, 0, self.assessment.ids)],
                    "reason": "Giả mạo",
                },
                "action_count",
            ),
            (
                "cchc.appraisal.withdraw",
                {"appraisal_ids": [(6, 0, question.ids)], "reason": "Giả mạo"},
                "action_withdraw",
            ),
            (
                "cchc.assessment.ask.all",
                {
                    "assessment_ids": [(6, 0, self.assessment.ids)],
                    "explanation_deadline": "2031-01-01 00:00:00",
                },
                "action_send",
            ),
            (
                "cchc.assessment.conclude",
                {"assessment_ids": [(6, 0, self.assessment.ids)]},
                "action_conclude",
            ),
        ):
            answer = self._call(model, "create", values, user=user)
            if isinstance(answer, int):
                answer = self._call(model, method, [answer], user=user)
            self._assert_refused(answer)
        for method in ("_withdraw", "_do_withdraw", "_close_unanswered"):
            self._assert_refused(
                self._call("cchc.appraisal", method, question.ids, "Giả mạo", user=user)
            )
        for name, value in (
            ("withdrawn_at", "2026-01-01 00:00:00"),
            ("unanswered_at", "2026-01-01 00:00:00"),
        ):
            self._assert_refused(
                self._call("cchc.appraisal", "write", question.ids, {name: value}, user=user)
            )
        for name, value in (
            ("aside_reason", "Giả mạo"),
            ("state_aside", "draft"),
            ("handed_over_at", "2026-01-01 00:00:00"),
            ("counted_by_ids", [(6, 0, self.assessment.ids)]),
        ):
            self._assert_refused(
                self._call("cchc.assessment", "write", self.new.ids, {name: value}, user=user)
            )

    def test_nobody_else_takes_a_way_out(self):
        """Nothing changes, whoever asks: the unit's own people, another unit's, a member, another province."""
        before = self._states()
        for user in (
            self.officer,
            self.other_officer,
            self.other_leader,
            self.appraiser,
            self.stranger,
        ):
            with self.subTest(user=user.login):
                self._attack(user)
        self.assertEqual(self._states(), before)
        question = self._appraisal("1.1.1")
        self.assertFalse(question.withdrawn_at or question.unanswered_at)
        self.assertTrue(question.is_answerable)

    def test_the_secretary_takes_them(self):
        """The same calls work for whom they are meant."""
        dialog = self._call(
            "cchc.assessment.step",
            "create",
            {
                "assessment_ids": [(6, 0, self.silent.ids)],
                "action": "action_declare_absent",
                "reason": "Không nộp.",
            },
            user=self.secretary,
        )
        self._call("cchc.assessment.step", "action_confirm", [dialog], user=self.secretary)
        self.assertEqual(self._states()[self.silent_unit.name], "absent")

    def test_what_was_never_submitted_stays_the_units(self):
        """A member reads neither the form nor a line of a unit that was declared absent."""
        self._act("action_declare_absent", self.silent)
        self._act("action_exempt", self.new)
        for assessment in (self.silent, self.new):
            self.assertFalse(
                self._call(
                    "cchc.assessment", "search", [("id", "in", assessment.ids)], user=self.appraiser
                )
            )
            self.assertFalse(
                self._call(
                    "cchc.assessment.line",
                    "search",
                    [("assessment_id", "in", assessment.ids)],
                    user=self.appraiser,
                )
            )
        self.assertTrue(
            self._call(
                "cchc.assessment", "search", [("id", "in", self.silent.ids)], user=self.secretary
            )
        )
