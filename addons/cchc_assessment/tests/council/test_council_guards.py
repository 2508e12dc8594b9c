from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common import CchcCase, make_pdf, rewrite
from ..common_council import Council


class GuardCase(Council, CchcCase):
    """A unit in the council's hands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._submit()
        cls._start()

    def _answer(self, code="1.1.1", text="Kế hoạch số 5."):
        self._appraisal(code, self.officer).write({"explanation": text})
        self.assessment.with_user(self.leader)._transition("action_send_explanation")

    def _end_explanation(self):
        self.assessment._write_as_system(
            {"explanation_deadline": Datetime.now() - timedelta(hours=1)}
        )


@tagged("post_install", "-at_install")
class TestAppraisalGuards(GuardCase):
    """Each guard of the council's word, where it is the only one left."""

    def test_taking_a_criterion_up_again(self):
        """Only by whom it is assigned to, in time, while the unit is in appraisal, and from where it stands now."""
        self._decide_all()
        self._ask()
        self._answer()
        settled = self._appraisal("1.2")
        self._assign(criterion_ids=[Command.set(self.criteria["2"].ids)])
        with self.assertRaisesRegex(AccessError, "assigned to other members"):
            settled.with_user(self.appraiser).action_score_again()
        # of several that are others' the first is named
        both = settled | self._appraisal("1.1.2")
        with self.assertRaisesRegex(AccessError, "^Sở Thử nghiệm, 1.2 .* other members"):
            both.with_user(self.appraiser).action_score_again()
        with self.assertRaises(AccessError):
            settled.with_user(self.leader).action_score_again()
        theirs = self._appraisal("2.1", self.appraiser)
        self.period.with_user(self.secretary).appraisal_deadline = Datetime.add(
            Datetime.now(), days=5
        )
        with freeze_time(self.period.appraisal_deadline) as clock:
            clock.tick(timedelta(seconds=1))
            with self.assertRaisesRegex(UserError, "time of the appraisal ended"):
                theirs.action_score_again()
            clock.tick(timedelta(seconds=-1))
            theirs.action_score_again()
        self.assertEqual(self._appraisal("2.1").round, 2)
        self.assertEqual(self._appraisal("2.1").assignee_ids, self.appraiser)
        with self.assertRaisesRegex(UserError, "current round already"):
            theirs.with_user(self.secretary).action_score_again()
        self._appraisal("1.1.1").action_keep()
        self._appraisal("2.1").action_keep()
        self._conclude()
        with self.assertRaisesRegex(UserError, "council's scores cannot be changed now"):
            settled.action_score_again()
        with self.assertRaisesRegex(UserError, "council's scores cannot be changed now"):
            settled.write({"remark": "Sau khi kết luận."})

    def test_a_member_is_late_and_the_secretary_is_not(self):
        """On the deadline itself a member still scores; a second later only the secretary does."""
        self._assign()
        self.period.with_user(self.secretary).appraisal_deadline = Datetime.add(
            Datetime.now(), days=5
        )
        mine = self._appraisal("1.2", self.appraiser)
        with freeze_time(self.period.appraisal_deadline) as clock:
            mine.write({"remark": "Đúng giờ."})
            clock.tick(timedelta(seconds=1))
            with self.assertRaisesRegex(UserError, "time of the appraisal ended"):
                mine.write({"remark": "Muộn."})
            with self.assertRaisesRegex(UserError, "time of the appraisal ended"):
                mine.action_agree()
            self._appraisal("1.2").write({"remark": "Thư ký."})
        self.assertEqual(mine.remark, "Thư ký.")

    def test_a_remark_decides_nothing(self):
        """Who decided stays who decided, whoever writes a remark or a question later."""
        self._assign()
        decided = self._appraisal("1.2")
        decided.action_agree()
        moment = decided.decided_at
        with freeze_time(moment + timedelta(hours=1)):
            decided.with_user(self.appraiser).write({"remark": "Đã xem."})
        self.assertEqual((decided.appraiser_id, decided.decided_at), (self.secretary, moment))
        with freeze_time(moment + timedelta(hours=2)):
            decided.with_user(self.appraiser).write({"manual_score": 1})
        self.assertEqual(decided.appraiser_id, self.appraiser)
        self.assertEqual(decided.decided_at, moment + timedelta(hours=2))

    def test_keeping_takes_what_was_decided(self):
        """What was decided since stays, and of an earlier round without a decision there is nothing to keep."""
        self._appraisal("1.1.1").action_agree()
        self._appraisal("1.2").write({"explanation_requested": True, "request": "Vì sao?"})
        self._ask("1.1.1")
        self._appraisal("1.2", self.officer).write({"explanation": "Không có."})
        self._answer()
        self.assessment.appraisal_ids.with_user(self.secretary).action_keep()
        self.assertEqual(self._appraisal("1.1.1").score, 1)
        self.assertFalse(self._appraisal("1.2").is_decided)
        self.assertFalse(self._appraisal("1.2").appraiser_id)
        decided = self._appraisal("1.1.1")
        decided.write({"option_id": self._option("1.1.1", 2).id})
        decided.action_keep()
        self.assertEqual(decided.score, 2)

    def test_agreeing_with_a_bonus_needs_no_reason(self):
        """The unit has given it; whoever says something else gives the reason, blanks are none."""
        bonus = self._appraisal("1.2")
        rewrite(self.rubric, bonus.criterion_id, counted_section="bonus")
        self.env.cr.execute(
            "UPDATE cchc_assessment_line SET self_score = 1, manual_score = 1 WHERE id = %s",
            [bonus.line_id.id],
        )
        self.env.invalidate_all()
        bonus.action_agree()
        self.assertEqual(bonus.score, 1)
        with (
            self.assertRaisesRegex(ValidationError, "reason for the bonus"),
            self.env.cr.savepoint(),
        ):
            bonus.write({"manual_score": 2, "remark": "  "})
        bonus.write({"manual_score": 2, "remark": "Sáng kiến cấp tỉnh."})
        with self.assertRaisesRegex(ValidationError, "reason for the bonus"):
            bonus.write({"remark": False})

    def test_what_does_not_apply_is_confirmed_apart(self):
        """Agreeing leaves it open and says how many there are; confirming touches nothing else."""
        line = self._line("1.2")
        line._write_as_system({"not_applicable": True})
        told = self.assessment.with_user(self.secretary).action_agree()
        self.assertIn("1 criteria do not apply", told["params"]["message"])
        self.assertFalse(self._appraisal("1.2").is_decided)
        self._appraisal("1.1.1").action_clear()
        self.assessment.appraisal_ids.with_user(self.secretary).action_confirm_not_applicable()
        self.assertTrue(self._appraisal("1.2").is_decided)
        self.assertTrue(self._appraisal("1.2").not_applicable)
        self.assertFalse(self._appraisal("1.1.1").is_decided)
        self.assertIsNone(self._appraisal("1.1.1").action_agree())

    def test_several_taken_up_again_open_no_form(self):
        """One opens its form; of two there is none to choose."""
        self._decide_all()
        self._ask()
        self._answer()
        one = self._appraisal("1.2").action_score_again()
        self.assertEqual(one["res_id"], self._appraisal("1.2").id)
        self.assertIsNone((self._appraisal("1.1.2") | self._appraisal("2.1")).action_score_again())

    def test_a_question_that_waits_is_withdrawn_by_the_secretary(self):
        """Neither before it was sent nor after its answer came; a member who may write it does not."""
        self._assign()
        marked = self._appraisal("1.2")
        marked.write({"explanation_requested": True, "request": "Vì sao?"})
        with self.assertRaisesRegex(UserError, "no explanation is being waited for"):
            marked._withdraw("Chưa gửi.")
        self._ask()
        with self.assertRaises(AccessError):
            marked.with_user(self.appraiser)._withdraw("Không cần.")
        with self.assertRaisesRegex(UserError, "no explanation is being waited for"):
            self._appraisal("1.1.2")._withdraw("Không ai hỏi.")
        with self.assertRaisesRegex(UserError, "State the reason"):
            marked._withdraw(None)
        marked._withdraw("Đã rõ.")
        self.assertFalse(marked.explanation_requested)
        logged = self.env["cchc.log"].search(
            [("line_id", "=", marked.line_id.id), ("action", "=", "request")], limit=1
        )
        self.assertEqual((logged.old_value, logged.reason), ("Vì sao?", "Đã rõ."))
        self.assertEqual(self.assessment.state, "explanation")

    def test_each_door_of_the_answer_ends_with_its_time(self):
        """On the deadline itself the unit still answers, files and sends; a second later it does none of them."""
        self._decide_all()
        self._ask()
        question = self._appraisal("1.1.1", self.officer)
        with freeze_time(self.assessment.explanation_deadline) as clock:
            question.write({"explanation": "Đúng giờ."})
            self._file(self._line("1.1.1"), name="31/GT")
            clock.tick(timedelta(seconds=1))
            for late in (
                lambda: question.write({"explanation": "Muộn."}),
                lambda: self._file(self._line("1.1.1"), name="32/GT"),
                lambda: self.assessment.with_user(self.leader)._transition(
                    "action_send_explanation"
                ),
            ):
                with self.assertRaisesRegex(UserError, "time to explain ended"):
                    late()
            self.assertFalse(self.assessment.with_user(self.officer).is_answerable)
            clock.tick(timedelta(seconds=-1))
            self.env.invalidate_all()
            self.assertTrue(self.assessment.with_user(self.officer).is_answerable)
            self.assessment.with_user(self.leader)._transition("action_send_explanation")
        self.assertEqual(self.assessment.state, "appraisal")

    def test_documents_of_an_earlier_round_stay(self):
        """What was sent with the first explanation is no part of the second: neither changed nor taken away."""
        self._decide_all()
        self._ask()
        sent = self._file(self._line("1.1.1"), name="41/GT").with_user(self.officer)
        self._answer()
        self._ask()
        self.assertTrue(self._appraisal("1.1.1").is_answerable)
        self.assertFalse(sent.is_editable)
        with self.assertRaisesRegex(UserError, "is part of what was submitted"):
            sent.write({"name": "Khác"})
        with self.assertRaisesRegex(UserError, "is part of what was submitted"):
            sent.unlink()
        own = self._file(self._line("1.1.1"), name="42/GT").with_user(self.officer)
        self.assertEqual((sent.added_round, own.added_round), (1, 2))
        self.assertTrue(own.is_editable)
        self.assertFalse(own.with_user(self.secretary).is_editable)
        own.unlink()
        self.assertFalse(own.exists())

    def test_a_second_question_of_the_unit_beside_it(self):
        """Whoever is asked about one criterion adds to it, not to what another question of an earlier round was on."""
        self._decide_all()
        self._ask("1.2")
        self._answer("1.2", "Không có.")
        self._appraisal("1.1.1").action_score_again()
        self._ask("1.1.1")
        with (
            self.assertRaisesRegex(UserError, "asked nothing about it"),
            self.env.cr.savepoint(),
        ):
            self._file(self._line("1.2"), name="51/GT", content=make_pdf("51"))
        with self.assertRaises(UserError):
            self._line("1.2").appraisal_ids[0].with_user(self.officer).write(
                {"explanation": "Nói thêm."}
            )


@tagged("post_install", "-at_install")
class TestRequestGuards(GuardCase):
    """What the secretary asks, until when, and what becomes of it."""

    def _request(self, deadline):
        self.assessment.with_user(self.secretary)._transition(
            "action_request_explanation", explanation_deadline=deadline
        )

    def test_the_deadline_of_a_request(self):
        """There is one, and it lies ahead: not now."""
        self._appraisal("1.2").write({"explanation_requested": True, "request": "Vì sao?"})
        with self.assertRaisesRegex(UserError, "State until when the unit has time to explain"):
            self._request(False)
        with freeze_time(Datetime.now()):
            for deadline in (Datetime.now(), Datetime.now() - timedelta(seconds=1)):
                with self.assertRaisesRegex(UserError, "has to lie in the future"):
                    self._request(deadline)
            self._request(Datetime.now() + timedelta(seconds=1))
        self.assertEqual(self.assessment.state, "explanation")
        row = self.env["cchc.log"].search(
            [("assessment_id", "=", self.assessment.id), ("field", "=", "explanation_deadline")]
        )
        self.assertFalse(row.old_value)
        self.assertEqual(
            row.new_value, self.assessment._format_datetime(self.assessment.explanation_deadline)
        )

    def test_blanks_answer_nothing(self):
        """A unit sends nothing while a question has only blanks for an answer, and is counted as silent."""
        self._decide_all()
        self._ask()
        question = self._appraisal("1.1.1", self.officer)
        question.write({"explanation": " \n "})
        with self.assertRaisesRegex(UserError, "1.1.1 Ban hành kế hoạch.*not answered yet"):
            self.assessment.with_user(self.leader)._transition("action_send_explanation")
        self._end_explanation()
        self.assessment.with_user(self.secretary)._transition(
            "action_close_explanation", reason="Hết giờ."
        )
        self.assertTrue(self._line("1.1.1").appraisal_ids.filtered("unanswered_at"))

    def test_a_question_of_an_earlier_round_is_over(self):
        """What was marked in a round that is over is neither sent, nor in the way of concluding."""
        self._decide_all()
        self._ask()
        self._answer()
        self._appraisal("1.1.1").action_keep()
        old = self._line("1.1.1").appraisal_ids.filtered(lambda one: one.round == 1)
        self.assertTrue(old.explanation_requested)
        assessment = self.assessment.with_user(self.secretary)
        self.assertFalse(assessment._get_asked())
        self.assertFalse(assessment.has_unsent)
        self.assertNotIn(assessment, assessment.search([("has_unsent", "=", True)]))
        with self.assertRaisesRegex(UserError, "Nothing has been asked"):
            self._request(Datetime.now() + timedelta(days=1))
        self._conclude()
        self.assertEqual(self.assessment.state, "appraised")

    def test_only_in_appraisal_is_a_mark_unsent(self):
        """What waits for the unit is sent; what was concluded has nothing to send."""
        self._appraisal("1.2").write({"explanation_requested": True, "request": "Vì sao?"})
        assessment = self.assessment.with_user(self.secretary)
        self.assertEqual(assessment._get_unsent(), self._appraisal("1.2"))
        self._request(Datetime.now() + timedelta(days=1))
        self.assertFalse(assessment._get_unsent() or assessment.unsent_count)


@tagged("post_install", "-at_install")
class TestObjectionGuards(GuardCase):
    """A unit objects once, in time, and gets one answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._decide_all()
        cls._conclude()
        period = cls.period.with_user(cls.secretary)
        period.review_deadline = Datetime.add(Datetime.now(), days=5)
        period.action_open_review()

    def _object(self, user=None):
        self.assessment.with_user(user or self.leader)._do_object("Chưa tính sáng kiến.")

    def _answer_it(self, answer="Giữ nguyên.", user=None):
        self.assessment.with_user(user or self.secretary)._answer_objection(answer)

    def test_in_time(self):
        """On the deadline itself the leader still objects; a second later not, and no button offers it."""
        leader = self.assessment.with_user(self.leader)
        with freeze_time(self.period.review_deadline) as clock:
            self.assertTrue(leader.may_object)
            clock.tick(timedelta(seconds=1))
            leader.invalidate_recordset(["may_object"])
            self.assertFalse(leader.may_object)
            with self.assertRaisesRegex(UserError, "time to object ended"):
                self._object()
            clock.tick(timedelta(seconds=-1))
            self._object()
        self.assertEqual(self.assessment.objection, "Chưa tính sáng kiến.")
        row = self.env["cchc.log"].search(
            [("assessment_id", "=", self.assessment.id), ("action", "=", "object")]
        )
        self.assertEqual((row.user_id, row.new_value), (self.leader, "Chưa tính sáng kiến."))
        message = self.assessment.message_ids[0]
        self.assertIn(self.secretary.partner_id, message.sudo().notified_partner_ids)

    def test_only_the_units_leader(self):
        """Neither its officer, another unit's leader nor the council."""
        for user in (self.officer, self.other_leader, self.secretary, self.appraiser):
            with self.assertRaises(AccessError):
                self._object(user)
        self.assertFalse(self.assessment.objection)

    def test_one_answer(self):
        """There has to be an objection; the secretary answers it in words, once, while it is concluded."""
        with self.assertRaisesRegex(UserError, "no objection is waiting"):
            self._answer_it()
        self._object()
        for user in (self.appraiser, self.leader):
            with self.assertRaises(AccessError):
                self._answer_it(user=user)
        for answer in ("", " \n", None):
            with self.assertRaisesRegex(UserError, "Say what the council answers"):
                self._answer_it(answer)
        self._answer_it()
        message = self.assessment.message_ids[0]
        self.assertIn(self.leader.partner_id, message.sudo().notified_partner_ids)
        self.assertNotIn(self.secretary.partner_id, message.sudo().notified_partner_ids)
        with self.assertRaisesRegex(UserError, "no objection is waiting"):
            self._answer_it("Đổi ý.")
        self.assertEqual(self.assessment.objection_answer, "Giữ nguyên.")

    def test_an_answer_while_it_is_concluded(self):
        """Once it was taken up again the reason given then is the answer."""
        self._object()
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Xem lại.")
        self.assessment._write_as_system({"objection_answer": False})
        with self.assertRaisesRegex(UserError, "no objection is waiting"):
            self._answer_it()

    def test_reopening_later_keeps_the_answer(self):
        """An objection that was answered keeps its answer, whatever the reason of a later reopening."""
        self._object()
        self._answer_it()
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm.")
        self.assertEqual(self.assessment.objection_answer, "Giữ nguyên.")

    def test_without_objection_there_is_no_answer(self):
        """Reopening answers nobody who has not objected."""
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm.")
        self.assertFalse(self.assessment.objection_answer)

    def test_what_a_unit_sees_of_a_review(self):
        """Its final figures, while the review is open and it is concluded; the class is computed until published."""
        leader = self.assessment.with_user(self.leader)
        self.assertTrue(leader.is_result_visible)
        self.assertEqual(leader.final_maximum, 10)
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Xem lại.")
        self.env.invalidate_all()
        self.assertFalse(leader.is_result_visible)
        self.assertFalse(leader.final_maximum or leader.final_percent or leader.final_rating_id)


@tagged("post_install", "-at_install")
class TestPeriodGuards(GuardCase):
    """The period's own steps, each by whom and when."""

    def test_only_the_secretary(self):
        """A member reads the period, and each of its steps is refused to her by itself."""
        period = self.period.with_user(self.appraiser)
        self.assertEqual(period.state, "appraisal")
        for step in (
            period.action_compute_results,
            period.action_open_review,
            period.action_close_review,
            period.action_send_questions,
            period.action_copy_to_next_year,
            period.action_download_papers,
        ):
            with self.assertRaises(AccessError, msg=step.__name__):
                step()

    def test_a_review_of_what_is_under_way(self):
        """Neither of a period in preparation; its deadline lies ahead, not now."""
        draft = self.period.copy({"name": "Năm sau", "year": 2027})
        draft.review_deadline = Datetime.add(Datetime.now(), days=9)
        with self.assertRaisesRegex(UserError, "is not under way"):
            draft.with_user(self.secretary).action_open_review()
        period = self.period.with_user(self.secretary)
        period.review_deadline = Datetime.add(Datetime.now(), days=5)
        with freeze_time(period.review_deadline) as clock:
            with self.assertRaisesRegex(UserError, "review deadline in the future"):
                period.action_open_review()
            clock.tick(timedelta(seconds=-1))
            period.action_open_review()
        self.assertTrue(period.review_open)
        # a copy, or a new one, is not open for review
        self.assertFalse(period.copy({"name": "Năm nữa", "year": 2028}).review_open)
        new = self.env["cchc.period"].create({"name": "M", "year": 2029, "review_open": True})
        self.assertFalse(new.review_open)

    def test_what_was_published_is_fixed(self):
        """Name, deadlines and what follows stay as published, until a unit is taken up again."""
        self._decide_all()
        self._conclude()
        self._submit(self.other_assessment)
        self._start(self.other_assessment)
        self._decide_all(self.other_assessment)
        self._conclude(self.other_assessment)
        self._publish()
        period = self.period.with_user(self.secretary)
        name = period.name
        for values in (
            {"name": "Tên khác"},
            {"legal_basis": "Căn cứ khác"},
            {"absent_result": "none"},
            {"needs_chair": True},
            {"review_deadline": Datetime.add(Datetime.now(), days=9)},
        ):
            with self.assertRaisesRegex(UserError, "are published: its name"):
                period.write(values)
        with self.assertRaisesRegex(UserError, "are published: its name"):
            period.action_compute_results()
        with self.assertRaisesRegex(UserError, "is not under way"):
            period.action_open_review()
        self.assertEqual(period.name, name)

    def test_an_exempt_unit_is_not_taken_in_while_results_are_frozen(self):
        """What is with whoever signs it stays as it is; taken back, the unit goes on."""
        self.other_assessment.with_user(self.secretary)._transition(
            "action_exempt", reason="Mới thành lập."
        )
        self._decide_all()
        self._conclude()
        draft = self._compute_results()
        draft.action_freeze()
        resume = self.other_assessment.with_user(self.secretary)
        with self.assertRaisesRegex(UserError, "frozen for signature"):
            resume._transition("action_resume", reason="Nhầm.")
        self.assertEqual(self.other_assessment.state, "exempt")
        draft._unfreeze("Nhận lại.")
        with self.assertRaisesRegex(UserError, "State the reason"):
            resume._transition("action_resume", reason=" ")
        resume._transition("action_resume", reason="Nhầm.")
        self.assertEqual(self.other_assessment.state, "draft")

    def test_an_open_review_follows_who_is_set_aside(self):
        """Who counts nowhere is gone from what units see, and back when it is taken in again."""
        self._decide_all()
        self._conclude()
        period = self.period.with_user(self.secretary)
        period.review_deadline = Datetime.add(Datetime.now(), days=5)
        period.action_open_review()
        draft = period.publication_ids
        self.assertFalse(draft.not_assessed)
        other = self.other_assessment.with_user(self.secretary)
        other._transition("action_exempt", reason="Mới thành lập.")
        self.assertEqual([entry["unit"] for entry in draft.not_assessed], ["Sở Đối chứng"])
        other._transition("action_resume", reason="Nhầm.")
        self.assertFalse(draft.not_assessed)

    def test_nobody_publishes_one_assessment(self):
        """Results are published for all units at once."""
        self._decide_all()
        self._conclude()
        with self.assertRaisesRegex(UserError, "for all units of the period at once"):
            self.assessment.with_user(self.secretary)._transition("action_publish")

    def test_a_result_that_is_not_there_is_not_printed(self):
        """A unit is told so, and sees nothing of a draft."""
        with self.assertRaisesRegex(UserError, "There is no result of"):
            self.assessment.with_user(self.leader).action_print_result()
        self._decide_all()
        self._conclude()
        self._compute_results()
        with self.assertRaisesRegex(UserError, "There is no result of"):
            self.assessment.with_user(self.leader).action_print_result()
        told = self.assessment.with_user(self.leader).action_print_results()
        self.assertEqual(told["params"]["type"], "warning")
        with self.assertRaises(AccessError):
            self.assessment.with_user(self.other_leader).action_print_result()
        shown = self.assessment.with_user(self.secretary).action_print_result()
        self.assertEqual(len(shown["context"]["active_ids"]), 1)


@tagged("post_install", "-at_install")
class TestAssignmentGuards(GuardCase):
    """Who is assigned, and what follows when it changes."""

    def _assignees(self, code="1.2"):
        return self._appraisal(code).assignee_ids

    def test_only_members(self):
        """Somebody without the role could not open what was given to them."""
        for user in (self.officer, self.leader):
            with self.assertRaisesRegex(
                ValidationError, "is not a member of the appraisal council"
            ):
                self._assign(appraiser_id=user.id)
        mine = self._assign()
        with self.assertRaisesRegex(ValidationError, "is not a member of the appraisal council"):
            mine.appraiser_id = self.officer

    def test_it_follows_each_change(self):
        """Given to somebody else, narrowed, moved to another period, taken away: at once, and there alone."""
        mine = self._assign()
        self.assertEqual(self._assignees(), self.appraiser)
        mine.appraiser_id = self.secretary
        self.assertEqual(self._assignees(), self.secretary)
        mine.criterion_ids = self.criteria["2"]
        self.assertFalse(self._assignees())
        self.assertEqual(self._assignees("2.1"), self.secretary)
        with self.assertRaisesRegex(ValidationError, "covers no criterion"):
            mine.unit_ids = self.unit.copy({"code": "T-KHAC", "name": "Sở Khác"})
        mine.unit_ids = self.other_unit
        self.assertFalse(self._assignees("2.1"))
        mine.unit_ids = self.unit
        later = self.period.copy({"name": "Năm sau", "year": 2027})
        mine.write({"period_id": later.id, "criterion_ids": [Command.clear()]})
        self.assertFalse(self._assignees("2.1"), "it belongs to the other year now")

    def test_a_period_in_preparation_has_nobody_yet(self):
        """Members are assigned before it is opened, when there are no criteria of units to cover."""
        later = self.period.copy({"name": "Năm sau", "year": 2027})
        self.assertTrue(self._assign(period_id=later.id))

    def test_members_are_told_apart(self):
        """One's own assignments are found as one's own."""
        self._assign(criterion_ids=[Command.set(self.criteria["1"].ids)])
        member = self.env["cchc.appraisal"].with_user(self.appraiser)
        mine = member.search([("is_mine", "=", True)])
        self.assertEqual(set(mine.criterion_id.mapped("code")), {"1.1.1", "1.1.2", "1.2"})
        others = member.search([("is_mine", "=", False)])
        self.assertEqual(set(others.criterion_id.mapped("code")), {"2.1", "2.2"})
        self.assertTrue(all(mine.mapped("is_mine")) and not any(others.mapped("is_mine")))
