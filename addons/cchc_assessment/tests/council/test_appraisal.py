import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ...exceptions import ConflictError
from ..common import CchcCase, make_pdf, rewrite
from ..common_council import Council


class AppraisalCase(Council, CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._submit()
        cls._start()


@tagged("post_install", "-at_install")
class TestAppraisal(AppraisalCase):
    """The council's year: rounds, assignments, what stays as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._assign(criterion_ids=[Command.set(cls.criteria["1"].ids)])

    def test_a_round_has_a_record_for_every_criterion(self):
        """Starting the appraisal puts every criterion before the council, its own ones too."""
        appraisals = self.assessment.appraisal_ids
        self.assertEqual(appraisals.line_id, self.assessment.line_ids)
        self.assertEqual(set(appraisals.mapped("round")), {1})
        self.assertFalse(any(appraisals.mapped("is_decided")))

    def test_a_criterion_opens_from_the_sheet(self):
        """The sheet asks for the action by itself, and Odoo names the views only of what its own buttons return."""
        action = self.assessment.appraisal_ids[:1].action_open_form()
        self.assertEqual(action["views"], [(False, "form")])
        self.assertEqual(action["target"], "new")

    def test_figures_are_asked_for_by_one_button(self):
        """Members mark the bands that were chosen without figures as questions, once, and only where they may."""
        line = self._line("1.1.2")
        line._write_as_system(
            {"numerator": False, "denominator": False, "option_id": self._option("1.1.2", 0.5).id}
        )
        self.assertTrue(line.lacks_figures)
        self.assertEqual(self.assessment.figureless_count, 1)
        mine = self._appraisal("1.1.2", self.appraiser)
        self.assertEqual(
            self.env["cchc.appraisal"].search([("unit_lacks_figures", "=", True)]), mine.sudo(False)
        )
        action = self.assessment.with_user(self.appraiser).action_ask_figures()
        self.assertEqual(action["params"]["type"], "success")
        self.assertTrue(mine.explanation_requested)
        self.assertIn("figures", mine.request)
        asked = self.assessment.appraisal_ids.filtered("explanation_requested")
        self.assertEqual(asked.criterion_id, self.criteria["1.1.2"])
        mine.request = "Câu hỏi của thành viên."
        again = self.assessment.with_user(self.appraiser).action_ask_figures()
        self.assertEqual(again["params"]["type"], "warning")
        self.assertEqual(mine.request, "Câu hỏi của thành viên.")
        mine.action_agree()
        self.assertEqual(mine.score, 0.5)

    def test_figures_are_asked_of_chosen_units_that_the_council_does_not_appraise(self):
        """Chosen in the list, units that the council does not appraise yet stop nobody: there is nothing to ask."""
        waiting = self.other_assessment
        self.assertEqual(waiting.state, "draft")
        for chosen in (waiting, waiting | self.assessment):
            action = chosen.with_user(self.appraiser).action_ask_figures()
            self.assertEqual(action["params"]["type"], "warning")

    def test_a_round_begins_as_the_system_computes(self):
        """What one statement writes of a new round is what the system would have computed for each record."""
        self._assert_as_computed(self.assessment.appraisal_ids)
        self._assert_as_computed(self.assessment.line_ids)
        self._assert_as_computed(self.assessment)

    def test_a_member_decides_what_is_theirs_and_reads_the_rest(self):
        """The member of domain 1 scores there; domain 2 is open to read and closed to write."""
        mine = self._appraisal("1.1.1", self.appraiser)
        other = self._appraisal("2.1", self.appraiser)
        mine.write({"option_id": self._option("1.1.1", 0).id, "remark": "Ban hành chậm."})
        self.assertEqual((mine.score, mine.difference, mine.appraiser_id), (0, -1, self.appraiser))
        self.assertEqual(self._line("1.1.1").self_score, 1, "the unit's own score stays")
        self.assertFalse(other.score)
        with self.assertRaisesRegex(AccessError, "assigned to other members"):
            other.write({"numerator": 1, "denominator": 2})

    def test_several_are_decided_by_open_fields_alone(self):
        """The way in which several are decided at once takes neither the system's fields nor the unit's answer."""
        mine = self._appraisal("1.1.1", self.appraiser)
        for values in ({"appraiser_id": self.secretary.id}, {"explanation": "Đã làm."}):
            with self.assertRaises(UserError):
                mine._decide({mine: {"remark": "Chậm.", **values}})
            self.assertFalse(mine.remark)
            self.assertFalse(mine.explanation)
            self.assertFalse(mine.appraiser_id)

    def test_agreeing_takes_the_units_figures_over(self):
        """Only what nobody decided yet, and never what the unit has no score of."""
        mine = self._appraisal("1.1.1", self.appraiser)
        mine.write({"option_id": self._option("1.1.1", 0).id})
        self.assessment.appraisal_ids.with_user(self.secretary).action_agree()
        self.assertEqual(mine.score, 0, "a decision is not overwritten by agreeing in bulk")
        self.assertEqual(self._appraisal("1.1.2").score, self._line("1.1.2").self_score)
        self.assertFalse(self._appraisal("2.2").is_decided, "only the council scores this one")

    def test_a_member_agrees_with_a_unit_as_far_as_it_is_theirs(self):
        """The button on the unit leaves what is assigned to others open."""
        self.assessment.with_user(self.appraiser).action_agree()
        self.assertTrue(self._appraisal("1.2").is_decided)
        self.assertFalse(self._appraisal("2.1").is_decided)

    def test_another_score_than_the_rules_needs_a_reason(self):
        """It stands beside the computed one, within the maximum."""
        mine = self._appraisal("1.1.1", self.appraiser)
        mine.write({"option_id": self._option("1.1.1", 2).id})
        for values, sentence in (
            ({"override_score": 1.5}, "why the council settles"),
            ({"override_score": 1.5, "override_reason": " "}, "why the council settles"),
            ({"override_score": 2.5, "override_reason": "Quá điểm"}, "between 0 and 2"),
            ({"override_score": -0.5, "override_reason": "Trừ điểm"}, "between 0 and 2"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence), self.env.cr.savepoint():
                mine.write(values)
        for score in (0, 2, 1.5):
            mine.write({"override_score": score, "override_reason": "Thiếu phụ lục."})
            self.assertEqual((mine.computed_score, mine.score), (2, score))

    def test_who_asks_says_what(self):
        """A unit is not asked to explain without a question, nor by blanks for one."""
        mine = self._appraisal("1.1.1", self.appraiser)
        for request in (False, " \n"):
            with (
                self.assertRaisesRegex(ValidationError, "what the unit should explain"),
                self.env.cr.savepoint(),
            ):
                mine.write({"explanation_requested": True, "request": request})
        mine.write({"explanation_requested": True, "request": "Vì sao?"})
        with self.assertRaisesRegex(ValidationError, "what the unit should explain"):
            mine.write({"request": False})

    def test_a_bonus_needs_a_reason(self):
        """Points that the unit did not claim are given with a remark only."""
        rewrite(self.rubric, self.criteria["1.2"], counted_section="bonus")
        bonus = self._appraisal("1.2")
        with self.assertRaisesRegex(ValidationError, "reason for the bonus"):
            bonus.write({"manual_score": 1})
        bonus.write({"manual_score": 1, "remark": "Sáng kiến cấp tỉnh."})
        self.assertEqual(bonus.score, 1)

    def test_striking_out_a_bonus_needs_a_reason(self):
        """Not to grant what the unit gave itself is said with a reason as well."""
        bonus = self._appraisal("1.2")
        rewrite(self.rubric, bonus.criterion_id, counted_section="bonus")
        self.env.cr.execute(
            "UPDATE cchc_assessment_line SET self_score = 1 WHERE id = %s", [bonus.line_id.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(ValidationError, "reason for the bonus"):
            bonus.write({"manual_score": 0})

    def test_a_branch_of_bonus_makes_its_leaves_bonus(self):
        """The section of a branch counts for what stands under it."""
        rubric = self.env["cchc.rubric"].create({"name": "Điểm thưởng"})
        criteria = self.env["cchc.criterion"]
        branch = criteria.create({"rubric_id": rubric.id, "name": "Thưởng", "section": "bonus"})
        leaf = criteria.create(
            {"rubric_id": rubric.id, "parent_id": branch.id, "name": "Sáng kiến", "section": "base"}
        )
        self.assertEqual(leaf.counted_section, "bonus")
        branch.section = "base"
        self.assertEqual(leaf.counted_section, "base")

    def test_two_people_on_one_criterion(self):
        """Whoever saves what somebody else has changed since is told who, and to what."""
        mine = self._appraisal("1.1.1", self.appraiser)
        seen = mine.revision
        self._appraisal("1.1.1").write({"remark": "Của thư ký."})
        with self.assertRaisesRegex(ConflictError, "cchc_secretary.*Của thư ký"):
            mine.write({"remark": "Của thành viên.", "seen_revision": seen})
        mine.write({"option_id": self._option("1.1.1", 0).id, "seen_revision": seen})
        self.assertEqual((mine.remark, mine.score), ("Của thư ký.", 0))

    def test_everything_is_logged(self):
        """Who decided what, with the value before and the one after."""
        mine = self._appraisal("1.1.1", self.appraiser)
        mine.write({"option_id": self._option("1.1.1", 0).id})
        mine.write({"override_score": 0.5, "override_reason": "Có dự thảo."})
        mine.write({"explanation_requested": True, "request": "Vì sao?"})
        rows = self.env["cchc.log"].search([("line_id", "=", mine.line_id.id)], order="id")
        rows = rows.filtered(lambda row: row.action in ("appraise", "override", "request"))
        self.assertEqual(rows.user_id, self.appraiser)
        told = {(row.action, row.field, row.old_value, row.new_value) for row in rows}
        self.assertLessEqual(
            {
                ("appraise", "option_id", False, self._option("1.1.1", 0).display_name),
                ("appraise", "score", False, "0"),
                ("override", "override_reason", False, "Có dự thảo."),
                ("request", "request", False, "Vì sao?"),
            },
            told,
        )
        self.assertIn(("appraise", "score", "0"), {row[:3] for row in told})

    def test_a_decision_is_taken_back(self):
        """The criterion is open again, and nobody has decided it."""
        mine = self._appraisal("1.1.1", self.appraiser)
        mine.action_agree()
        mine.action_clear()
        self.assertEqual(
            (
                mine.is_decided,
                mine.appraiser_id.id,
                mine.decided_at,
                self._line("1.1.1").appraised_score,
            ),
            (False, False, False, False),
        )

    def test_the_unit_sees_nothing_of_the_council_before_it_may(self):
        """Neither the records, nor the scores on its own lines, nor who is assigned."""
        self._decide_all()
        line = self._line("1.1.1").with_user(self.leader)
        self.assertFalse(self.env["cchc.appraisal"].with_user(self.leader).search([]))
        with self.assertRaises(AccessError):
            line.read(["appraised_score"])
        self.assertFalse(line.final_score)
        logged = [("action", "in", ("appraise", "override", "request"))]
        self.assertTrue(self.env["cchc.log"].with_user(self.secretary).search(logged))
        self.assertFalse(self.env["cchc.log"].with_user(self.leader).search(logged))
        with self.assertRaises(AccessError):
            self.env["cchc.assignment"].with_user(self.leader).search([])


@tagged("post_install", "-at_install")
class TestRounds(AppraisalCase):
    """What is asked, answered, and decided anew."""

    def _send(self):
        self.assessment.with_user(self.leader)._transition("action_send_explanation")

    def test_two_rounds(self):
        """A question goes to the unit, the answer opens a round of its own, and the first round stays."""
        self._decide_all()
        first = self._appraisal("1.1.1")
        with self.assertRaisesRegex(UserError, "Nothing has been asked"):
            self.assessment.with_user(self.secretary)._transition(
                "action_request_explanation",
                explanation_deadline=Datetime.now() + timedelta(days=3),
            )
        self._ask()
        self.assertEqual(self.assessment.state, "explanation")
        with self.assertRaisesRegex(UserError, "not answered yet"):
            self._send()
        first.with_user(self.officer).write({"explanation": "Kế hoạch số 5/KH-STN."})
        self._send()
        second = self._appraisal("1.1.1")
        self.assertEqual((second.round, second.is_decided, second.previous_score), (2, False, 1))
        with self.assertRaisesRegex(UserError, "not decided yet"):
            self._conclude()
        second.write({"option_id": self._option("1.1.1", 2).id})
        with self.assertRaisesRegex(UserError, "later round"):
            first.write({"remark": "Sửa vòng trước"})
        self.assertEqual((first.score, self._line("1.1.1").appraised_score), (1, 2))
        self._conclude()
        self.assertEqual(self.assessment.state, "appraised")
        self.assertAlmostEqual(
            self.assessment.appraised_score,
            sum(self.assessment.line_ids.mapped("appraised_score")),
        )

    def test_the_unit_reads_the_question_and_nothing_of_the_council(self):
        """It reads what it was asked once it was sent, and no score, remark or name."""
        self._decide_all()
        asked = self._appraisal("1.1.1")
        asked.write({"explanation_requested": True, "request": "Vì sao?", "remark": "Nghi ngờ."})
        of_unit = self.env["cchc.appraisal"].with_user(self.officer)
        self.assertFalse(of_unit.search([]), "it is not sent yet")
        self._ask()
        question = of_unit.search([])
        self.assertEqual((question, question.request), (asked, "Văn bản nào chứng minh?"))
        for field in ("score", "remark", "option_id", "difference", "assignee_ids", "appraiser_id"):
            with self.assertRaises(AccessError, msg=field):
                question.read([field])
        self.assertNotIn("remark", question.read()[0])

    def test_a_unit_writes_its_answer_only(self):
        """Not where it was not asked, not the council's fields, and not after it was sent."""
        self._decide_all()
        self._ask()
        question = self._appraisal("1.1.1", self.officer)
        for attack in ({"manual_score": 2}, {"remark": "x"}, {"request": "x"}, {"round": 9}):
            with self.assertRaises(AccessError, msg=str(attack)):
                question.write({"explanation": "Trả lời", **attack})
        with self.assertRaises(AccessError):
            self._appraisal("1.1.2", self.officer).write({"explanation": "Không ai hỏi."})
        with self.assertRaises(AccessError):
            self._appraisal("1.1.1", self.other_officer).write({"explanation": "Của đơn vị khác."})
        with self.assertRaises(UserError):
            self._appraisal("1.1.1").write({"explanation": "Thư ký trả lời hộ."})
        question.write({"explanation": "Kế hoạch số 5."})
        self._send()
        with self.assertRaises(UserError):
            question.write({"explanation": "Sửa sau khi gửi."})
        self.assertEqual(question.explanation, "Kế hoạch số 5.")

    def test_documents_come_with_an_explanation(self):
        """On what was asked, marked with the round; what was submitted stays as it was."""
        self._decide_all()
        sealed = self.assessment.evidence_ids
        self._ask()
        added = self._file(self._line("1.1.1"), name="99/GT-STN")
        self.assertEqual((added.added_round, sealed.added_round), (1, 0))
        self.assertIn(added, self._line("1.1.1").evidence_ids)
        added.with_user(self.officer).write({"name": "Giải trình"})
        for line, sentence in (
            (self._line("1.2"), "asked nothing about it"),
            (self._line("1.1.1") | self._line("1.2"), "asked nothing about it"),
        ):
            with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
                self._file(line, name="98/GT-STN")
        with (
            self.assertRaisesRegex(UserError, "Say which of the criteria"),
            self.env.cr.savepoint(),
        ):
            self.env["cchc.evidence"].with_user(self.officer).create(
                {
                    "assessment_id": self.assessment.id,
                    "name": "Không thuộc tiêu chí nào",
                    "file": base64.b64encode(make_pdf("98/GT-STN")),
                    "file_name": "giai trinh.pdf",
                }
            )
        for refused in (
            lambda: added.with_user(self.officer).write(
                {"line_ids": [Command.link(self._line("1.2").id)]}
            ),
            lambda: sealed.with_user(self.officer).write({"name": "Sửa tài liệu đã gửi"}),
            lambda: sealed.with_user(self.officer).unlink(),
            lambda: self._line("1.1.1").with_user(self.officer).write({"explanation": "Sửa"}),
            lambda: (
                self._line("1.1.1")
                .with_user(self.officer)
                .write({"evidence_ids": [Command.clear()]})
            ),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                refused()
        self._appraisal("1.1.1", self.officer).write({"explanation": "Xem 99/GT-STN."})
        self._send()
        with self.assertRaises(UserError):
            added.with_user(self.officer).write({"name": "Sửa sau khi gửi"})

    def test_after_its_time_nothing_is_answered(self):
        """Neither text nor documents, and the leader cannot send it."""
        self._decide_all()
        self._ask()
        self._appraisal("1.1.1", self.officer).write({"explanation": "Kế hoạch số 5."})
        self.assessment._write_as_system(
            {"explanation_deadline": Datetime.now() - timedelta(hours=1)}
        )
        for late in (
            lambda: self._appraisal("1.1.1", self.officer).write({"explanation": "Muộn"}),
            lambda: self._file(self._line("1.1.1"), name="97/GT-STN"),
            self._send,
        ):
            with self.assertRaisesRegex(UserError, "time to explain ended"):
                late()

    def test_the_last_rounds_decision_is_kept(self):
        """One press takes it over, as another record."""
        self._decide_all()
        self._appraisal("1.1.1").write({"remark": "Chưa rõ."})
        self._ask()
        self._appraisal("1.1.1", self.officer).write({"explanation": "Đã rõ."})
        self._send()
        second = self._appraisal("1.1.1")
        second.action_keep()
        self.assertEqual((second.score, second.remark, second.round), (1, "Chưa rõ.", 2))

    def test_a_criterion_that_was_not_asked_is_scored_again(self):
        """It gets a record of the current round; the earlier one stays."""
        self._decide_all()
        self._ask()
        self._appraisal("1.1.1", self.officer).write({"explanation": "Đã rõ."})
        self._send()
        first = self._appraisal("1.2")
        with self.assertRaisesRegex(UserError, "later round"):
            first.write({"manual_score": 1})
        first.with_context(
            default_override_score=2, default_override_reason="x"
        ).action_score_again()
        again = self._appraisal("1.2")
        self.assertEqual((again.round, again.is_decided), (2, False))
        again.write({"manual_score": 1.5})
        self.assertEqual((first.score, self._line("1.2").appraised_score), (0, 1.5))
        with self.assertRaisesRegex(UserError, "current round already"):
            again.action_score_again()

    def test_a_settled_appraisal_is_taken_up_in_a_round_of_its_own(self):
        """Reopening changes no decision: it is scored again, one by one, beside the old one."""
        self._decide_all()
        self._conclude()
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm")
        self.assertEqual((self.assessment.state, self.assessment.round), ("appraisal", 2))
        with self.assertRaisesRegex(UserError, "later round"):
            self._appraisal("1.2").write({"manual_score": 1})
        self._conclude()
        self.assertEqual(self.assessment.state, "appraised", "what is not taken up stands")

    def test_a_return_opens_a_round_of_everything(self):
        """What is submitted anew is appraised anew, and the first round stays."""
        self._decide_all()
        self.assessment.with_user(self.secretary)._transition(
            "action_return_to_unit",
            reason="Thiếu",
            new_deadline=Datetime.now() + timedelta(days=40),
        )
        self.assessment.with_user(self.officer)._transition("action_send_to_leader")
        self.assessment.with_user(self.leader)._transition(
            "action_approve",
            dispatch_number="2/BC",
            dispatch_date=Datetime.now().date(),
            responsibility_confirmed=True,
        )
        self._start()
        current = self.assessment.appraisal_ids.filtered("is_current")
        self.assertEqual(set(current.mapped("round")), {2})
        self.assertEqual(len(self.assessment.appraisal_ids), 2 * len(current))
        self.assertFalse(any(current.mapped("is_decided")))


@tagged("post_install", "-at_install")
class TestAssignment(AppraisalCase):
    """Who appraises what."""

    def _covered(self, user=None):
        user = user or self.appraiser
        return {
            (appraisal.unit_id, appraisal.criterion_id.code)
            for appraisal in self.env["cchc.appraisal"].search([("assignee_ids", "in", user.ids)])
        }

    def test_an_assignment_that_covers_nobody_is_refused(self):
        """A unit outside the period, say."""
        stranger = self.env["cchc.unit"].create(
            {"name": "Sở Ngoài", "code": "T-SNG", "group_id": self.group.id}
        )
        with self.assertRaisesRegex(ValidationError, "covers no criterion"):
            self._assign(unit_ids=[Command.set(stranger.ids)])

    def test_an_assignment_covers_what_stands_below(self):
        """A criterion with its leaves; a leaf alone; everything where nothing is said."""
        assignment = self._assign(criterion_ids=[Command.set(self.criteria["1.1"].ids)])
        self.assertEqual(self._covered(), {(self.unit, "1.1.1"), (self.unit, "1.1.2")})
        assignment.criterion_ids = self.criteria["2.2"]
        self.assertEqual(self._covered(), {(self.unit, "2.2")})
        assignment.criterion_ids = False
        self.assertEqual(len(self._covered()), 5)
        assignment.unlink()
        self.assertFalse(self._covered())

    def test_a_round_finds_its_members(self):
        """Units whose appraisal begins later are assigned as was said before."""
        self._assign(group_ids=[Command.set(self.group.ids)])
        self._submit(self.other_assessment)
        self._start(self.other_assessment)
        self.assertEqual({unit for unit, _code in self._covered()}, {self.unit, self.other_unit})

    def test_overlaps_are_told(self):
        """Both may decide; each line says who else has how many of the same."""
        mine = self._assign(criterion_ids=[Command.set(self.criteria["1"].ids)])
        self.assertFalse(mine.overlap)
        theirs = self._assign(
            appraiser_id=self.secretary.id, criterion_ids=[Command.set(self.criteria["1.2"].ids)]
        )
        mine.invalidate_recordset()
        # one criterion of two units
        self.assertEqual(mine.overlap, f"{self.secretary.name} (2)")
        self.assertEqual(theirs.overlap, f"{self.appraiser.name} (2)")

    def test_work_left_and_done(self):
        """It counts what is assigned, also of units whose appraisal has not begun."""
        mine = self._assign(criterion_ids=[Command.set(self.criteria["1"].ids)])
        self._appraisal("1.1.1", self.appraiser).action_agree()
        mine.invalidate_recordset()
        self.assertEqual((mine.appraisal_count, mine.decided_count, mine.open_count), (6, 1, 5))

    def test_counting_takes_as_many_queries_for_many_members(self):
        """The list of assignments asks no more often for ten of them than for two."""
        few = self._assign() | self._assign(criterion_ids=[Command.set(self.criteria["1"].ids)])
        many = few.union(*(self._assign() for _number in range(8)))
        fields = ["appraisal_count", "decided_count", "open_count", "overlap"]
        many.read(fields)  # what is looked up once for all calls
        counts = [self._count_queries(lambda some=some: some.read(fields)) for some in (few, many)]
        self.assertEqual(*counts)
