"""A plan as a unit makes, follows and changes it."""

import base64
from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Date
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.cchc_assessment.tests.common import PDF, CchcCase, make_pdf

from ..models.losses import find_losses
from .common import Plans


class PlanCase(Plans, CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_published()

    def _run_job(self):
        """Let the daily job do its work."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("cchc_assessment_plan.ir_cron_follow_plans").method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestLosses(PlanCase):
    """Which criteria have lost points in what was published."""

    def _losses(self):
        self.env.invalidate_all()
        result = self.assessment.result_ids.filtered("is_effective")
        return {one.line.criterion_id.code: float(one.lost) for one in find_losses(result)}

    def _correct(self, change):
        """Take the unit up again, let ``change`` happen, and publish the correction."""
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sửa.")
        change()
        self._decide_all()
        self._conclude()
        self._publish(reason="Sửa sai sót.")

    def test_what_was_lost(self):
        """Each criterion below its maximum, the council's own included, the most first."""
        self.assertEqual(
            list(self._losses().items()),
            [("1.2", 2), ("1.1.1", 1), ("1.1.2", 0.5), ("2.2", 0.5), ("2.1", 0.3)],
        )

    def test_what_does_not_apply_is_left_out(self):
        self._correct(
            lambda: (
                self._appraisal("1.2").action_score_again(),
                self._appraisal("1.2").write({"not_applicable": True}),
            )
        )
        self.assertNotIn("1.2", self._losses())

    def test_what_has_its_maximum_is_left_out(self):
        self._correct(
            lambda: (
                self._appraisal("1.2").action_score_again(),
                self._appraisal("1.2").write({"manual_score": 2, "remark": "Đủ."}),
            )
        )
        self.assertNotIn("1.2", self._losses())

    def test_another_round_is_not_published(self):
        """What the council decides anew counts when it is published, and not before."""
        before = self._losses()
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sửa.")
        self._appraisal("1.2").action_score_again()
        self._appraisal("1.2").write({"manual_score": 2, "remark": "Đủ."})
        self.assertEqual(self._losses(), before)


@tagged("post_install", "-at_install")
class TestSections(Plans, CchcCase):
    """Bonus, penalty, "either … or", a maximum below the sum, and a criterion without points."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria["1.1"].write({"counts_best": True, "max_score": 2})
        cls.criteria["1"].max_score = 4
        cls.criteria["2"].max_score = 4
        cls.rubric.maximum_basis = "stated"
        added = cls.env["cchc.criterion"].create(
            [
                {
                    "rubric_id": cls.rubric.id,
                    "sequence": 20,
                    "code": code,
                    "name": code,
                    "scored_by": "council",
                    "evidence_required": False,
                    **values,
                }
                for code, values in (
                    ("T", {"max_score": 1, "section": "bonus", "rule_type": "manual"}),
                    ("P", {"max_score": 1, "section": "penalty", "rule_type": "manual"}),
                    (
                        "5",
                        {
                            "rule_type": "met",
                            "option_ids": [
                                Command.create({"name": "Có", "score": 0}),
                                Command.create({"name": "Không", "score": 0}),
                            ],
                        },
                    ),
                )
            ]
        )
        cls.criteria |= {one.code: one for one in added}
        cls._make_council()
        cls._conclude_both()
        cls._publish()

    @classmethod
    def _open_period(cls):
        # what its maxima are was said
        cls.rubric._publish()
        cls.period.with_user(cls.secretary).action_open()
        assessments = cls.period.assessment_ids
        cls.assessment = assessments.filtered(lambda one: one.unit_id == cls.unit)
        cls.other_assessment = assessments - cls.assessment

    @classmethod
    def _decide_all(cls, assessment=None, survey=2.5):
        for code, values in (
            ("T", {"manual_score": 0.5, "remark": "Có sáng kiến."}),
            ("P", {"manual_score": 0.25, "remark": "Báo cáo chậm."}),
            ("5", {"option_id": cls.criteria["5"].option_ids[1].id}),
        ):
            cls._appraisal(code, assessment=assessment).write(values)
        super()._decide_all(assessment, survey)

    def test_what_was_lost(self):
        """A penalty is what was taken off; a maximum above bounds what can be won; the lesser choice is left out."""
        losses = find_losses(self.assessment.result_ids.filtered("is_effective"))
        self.assertEqual(
            {one.line.criterion_id.code: float(one.lost) for one in losses},
            # 2.1 has 1.7 of 2 and 2.2 has 2.5 of 3: together 4.2, of which 4 count
            {"1.1.1": 1, "1.2": 2, "P": 0.25},
        )

    def test_the_whole(self):
        plan = self._make_plan()
        self.assertAlmostEqual(plan.lost, 3.25)
        self.assertEqual(self._plan_line(plan, "P").maximum, 0)


@tagged("post_install", "-at_install")
class TestPlan(PlanCase):
    """From the button on the published assessment to the closed plan."""

    def test_one_press(self):
        """An officer's press makes a line for each lost point, the most first, aimed at all of them."""
        plan = self._make_plan()
        self.assertEqual(
            [(line.criterion_id.code, line.lost, line.expected) for line in plan.line_ids],
            [
                ("1.2", 2, 2),
                ("1.1.1", 1, 1),
                ("1.1.2", 0.5, 0.5),
                ("2.2", 0.5, 0.5),
                ("2.1", 0.3, 0.3),
            ],
        )
        self.assertEqual((plan.year, plan.unit_id, plan.state), (2027, self.unit, "draft"))
        self.assertAlmostEqual(plan.lost, 4.3)
        self.assertAlmostEqual(plan.expected, 4.3)
        self.assertEqual(self._make_plan(), plan, "the second press opens it")
        self.assertEqual(
            self.env["cchc.plan"].with_user(self.leader).action_make()["res_id"], plan.id
        )

    def test_nothing_is_published(self):
        """Before a result is published there is nothing to plan; a unit without one is told so."""
        self.assessment.result_ids.publication_id._write_as_system({"state": "draft"})
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Nothing is published of this assessment"):
            self.assessment.with_user(self.officer).action_plan()
        with self.assertRaisesRegex(UserError, "No result of your unit is published"):
            self.env["cchc.plan"].with_user(self.officer).action_make()

    def test_contributors_begin_none(self):
        with self.assertRaises(AccessError):
            self.assessment.with_user(self.contributor).action_plan()
        plan = self._make_plan()
        answer = self.assessment.with_user(self.contributor).action_plan()
        self.assertEqual(answer["res_id"], plan.id)

    def test_as_the_form_does_it(self):
        """Causes, measures with people and divisions, and criteria without any, by the form alone."""
        division = self.env["cchc.division"].create(
            {
                "name": "Văn phòng",
                "unit_id": self.unit.id,
                "user_ids": [Command.set(self.colleague.ids)],
            }
        )
        plan = self._make_plan()
        cause = self.env.ref("cchc_assessment_plan.plan_cause_late")
        for line in plan.line_ids:
            with Form(line, "cchc_assessment_plan.cchc_plan_line_view_form") as form:
                form.cause_id = cause
                if line.criterion_id.code == "2.2":
                    form.no_measure_reason = "Theo kết quả điều tra."
                    continue
                form.cause = "Giao việc chậm."
                with form.measure_ids.new() as measure:
                    measure.name = "Giao việc từ đầu năm."
                    measure.user_ids.add(self.contributor)
                    measure.division_ids.add(division)
                    measure.date = Date.add(Date.today(), days=60)
                with form.measure_ids.new() as measure:
                    measure.name = "Kiểm tra hằng quý."
                    measure.user_ids.add(self.officer)
                    measure.date = Date.add(Date.today(), days=90)
        self.assertEqual(len(plan.measure_ids), 8)
        self.assertAlmostEqual(plan.expected, 3.8, msg="nothing is aimed at without a measure")
        self.assertEqual(plan.measure_ids[0].assignee_ids, self.contributor | self.colleague)
        self._agree(plan)
        self.assertEqual(plan.state, "agreed")
        self.assertEqual(plan.agreed_by_id, self.leader)
        message = plan.message_ids[0]
        self.assertEqual(message.author_id, self.leader.partner_id)

    def test_what_is_missing_is_named(self):
        """A plan goes to the leader when each criterion says what is done, or why nothing is."""
        plan = self._make_plan()
        with self.assertRaises(UserError) as caught:
            plan.action_submit()
        for word in ("1.1.1", "2.2", "cause"):
            self.assertIn(word, str(caught.exception))
        self._fill_in_plan(plan)
        line = self._plan_line(plan, "1.2")
        line.measure_ids.date = False
        with self.assertRaises(UserError) as caught:
            plan.action_submit()
        self.assertIn("until when", str(caught.exception))
        line.measure_ids.write({"date": Date.today()})
        line.no_measure_reason = "Không thuộc thẩm quyền."
        with self.assertRaises(UserError):
            plan.action_submit()
        line.measure_ids.unlink()
        plan.action_submit()
        self.assertEqual(plan.state, "submitted")

    def test_expected_within_bounds(self):
        plan = self._make_plan()
        line = self._plan_line(plan, "1.2")
        for expected in (-1, 2.5):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                line.expected = expected
                self.env.flush_all()
        self.env.invalidate_all()
        line.expected = 0.5
        self.assertAlmostEqual(plan.expected, 2.8)

    def test_return_and_take_back(self):
        """The leader gives it back with a word; the officer takes it back; what was sent stays as it is."""
        plan = self._make_plan()
        self._fill_in_plan(plan)
        plan.action_submit()
        with self.assertRaises(UserError):
            plan.line_ids[0].cause = "khác"
        with self.assertRaises(UserError):
            plan.line_ids[0].measure_ids[0].name = "khác"
        plan.action_take_back()
        plan.line_ids[0].cause = "khác"
        plan.action_submit()
        dialog = (
            self.env["cchc.plan.step"]
            .with_user(self.leader)
            .browse(plan.with_user(self.leader).action_return()["res_id"])
        )
        with self.assertRaises(UserError):
            dialog.action_confirm()
        dialog.reason = "Thiếu thời hạn."
        dialog.action_confirm()
        self.assertEqual(plan.state, "draft")
        self.assertEqual(plan.return_reason, "Thiếu thời hạn.")
        # between the leader and the unit's people: not in the discussion, which the secretary reads one day
        self.assertNotIn("Thiếu thời hạn.", "".join(plan.message_ids.mapped("body")))
        told = self.env["mail.message"].search([("subject", "like", "Returned")])
        self.assertEqual(told.notified_partner_ids, self.officer.partner_id)
        plan.action_submit()
        plan.with_user(self.leader).action_agree()
        self.assertFalse(plan.return_reason)

    def test_only_the_leader_agrees(self):
        plan = self._make_plan()
        self._fill_in_plan(plan)
        plan.action_submit()
        for user in (self.officer, self.other_leader, self.secretary, self.contributor):
            with self.assertRaises(AccessError, msg=user.login):
                plan.with_user(user).action_agree()
        # the superuser that Odoo becomes is no leader either
        with self.assertRaises(AccessError):
            plan.with_user(self.officer).sudo().action_agree()

    def test_what_was_agreed_stays(self):
        """Cause, remedy, date and points: for leader and superuser alike; a draft can be thrown away, this not."""
        plan = self._make_agreed()
        line, measure = plan.line_ids[0], plan.measure_ids[0]
        for user in (self.officer, self.leader, self.env.user):
            for record, vals in (
                (line, {"cause": "khác"}),
                (line, {"expected": 0}),
                (line, {"lost": 9}),
                (line, {"no_measure_reason": "khác"}),
                (measure, {"name": "khác"}),
                (measure, {"date": Date.today()}),
                (plan, {"general": "khác"}),
                (plan, {"state": "draft"}),
                (plan, {"line_ids": [Command.update(line.id, {"cause": "khác"})]}),
            ):
                with self.assertRaises(UserError, msg=vals):
                    record.with_user(user).write(vals)
            with self.assertRaises(UserError):
                plan.with_user(user).unlink()
            with self.assertRaises(UserError):
                measure.with_user(user).unlink()
        plan.with_user(self.officer).number = "12/KH-STN"

    def test_a_draft_is_thrown_away(self):
        plan = self._make_plan()
        self._fill_in_plan(plan)
        plan.unlink()
        self.assertFalse(plan.exists())
        self.assertFalse(self.env["cchc.plan.measure"].search([]))

    def test_progress(self):
        """Who is charged says how far it is; state and percentage agree; the discussion keeps it."""
        plan = self._make_agreed()
        measure = plan.measure_ids[0].with_user(self.contributor)
        for vals, expected in (
            ({"percent": 40, "note": "Đã ban hành."}, ("under_way", 40)),
            ({"progress": "done"}, ("done", 100)),
            ({"progress": "not_begun"}, ("not_begun", 0)),
            ({"percent": 100}, ("done", 100)),
            ({"progress": "under_way"}, ("under_way", 0)),
            ({"percent": 100}, ("done", 100)),
        ):
            measure.write(vals)
            self.assertEqual((measure.progress, measure.percent), expected)
        self.assertIn("Đã ban hành.", "".join(plan.message_ids.mapped("body")))
        self.assertEqual(plan.message_ids[0].author_id, self.contributor.partner_id)
        self.assertEqual(plan.done_count, 1)
        for wrong in (
            {"percent": 101, "progress": "under_way"},
            {"percent": 100, "progress": "under_way"},
            {"percent": -1},
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                measure.write(wrong)
                self.env.flush_all()
        self.env.invalidate_all()
        measure.with_user(self.officer).percent = 50
        self.assertEqual(measure.progress, "under_way")

    def test_several_at_once(self):
        """What was called done begins anew, and the others stay as far as they are."""
        measures = self._make_agreed().measure_ids.with_user(self.contributor)
        measures[0].percent, measures[1].percent = 100, 40
        measures[:2].write({"progress": "under_way"})
        self.assertEqual(measures[:2].mapped("percent"), [0, 40])

    def test_progress_waits_for_the_leader(self):
        plan = self._make_plan()
        self._fill_in_plan(plan, self.contributor)
        # a draft is its officers' alone
        with self.assertRaises(AccessError):
            plan.measure_ids[0].with_user(self.contributor).progress = "done"
        with self.assertRaisesRegex(UserError, "reported while the plan is carried out"):
            plan.measure_ids[0].progress = "done"

    def test_a_document(self):
        """What shows how far it is: a file that its bytes say to be one, read by the unit and the secretary."""
        measure = self._make_agreed().measure_ids[0].with_user(self.contributor)
        measure.write({"document": base64.b64encode(PDF), "document_name": "ke hoach.pdf"})
        self.assertTrue(measure.with_user(self.secretary).document)
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", "cchc.plan.measure"), ("res_field", "=", "document")])
        )
        for user, may in (
            (self.secretary, True),
            (self.officer, True),
            (self.other_officer, False),
            (self.appraiser, False),
        ):
            self.assertEqual(
                bool(attachment.with_user(user)._filtered_access("read")), may, user.login
            )
        # by no other door, where nobody asks what it is and whose turn
        for user in (self.officer, self.contributor):
            files = self.env["ir.attachment"].with_user(user)
            for attempt in (
                lambda files=files: files.browse(attachment.id).write({"raw": b"x"}),
                lambda files=files: files.browse(attachment.id).unlink(),
                lambda files=files: files.create(
                    {"name": "x", "res_model": measure._name, "res_id": measure.id, "raw": b"x"}
                ),
            ):
                with self.assertRaises(AccessError):
                    attempt()
        for content, name in ((b"MZ\x90\x00" * 20, "x.pdf"), (b"<script>", "x.html")):
            with self.assertRaises(UserError, msg=name):
                measure.write({"document": base64.b64encode(content), "document_name": name})
        with self.assertRaisesRegex(UserError, "did not arrive whole"):
            measure.write({"document": base64.b64encode(PDF)[:-3]})
        parameters = self.env["ir.config_parameter"]
        for bound in (len(PDF), len(PDF) - 1):
            parameters.set_param("cchc_assessment.evidence_max_megabytes", bound / 2**20)
            if bound < len(PDF):
                with self.assertRaisesRegex(UserError, "larger than"):
                    measure.write({"document": base64.b64encode(PDF)})
            else:
                measure.write({"document": base64.b64encode(PDF)})

    def test_a_new_version(self):
        """Changes go by a new version, which the leader agrees to; until then the present one holds and goes on."""
        plan = self._make_agreed()
        done, open_ = plan.measure_ids[:2]
        done.with_user(self.contributor).progress = "done"
        newer = (
            self.env["cchc.plan"]
            .with_user(self.officer)
            .browse(plan.with_user(self.officer).action_new_version()["res_id"])
        )
        self.assertEqual(
            plan.with_user(self.officer).action_new_version()["res_id"], newer.id, "one is enough"
        )
        self.assertEqual((newer.version, newer.state, newer.replaces_id), (2, "draft", plan))
        self.assertEqual(newer.line_ids.mapped("cause"), plan.line_ids.mapped("cause"))
        self.assertEqual(newer.measure_ids.mapped("name"), plan.measure_ids.mapped("name"))
        newer.measure_ids[2].date = Date.add(Date.today(), days=200)
        newer.measure_ids[3].unlink()
        self._plan_line(newer, "2.2").no_measure_reason = "Theo kết quả điều tra."
        self.assertEqual(plan.state, "agreed")
        open_.with_user(self.contributor).write({"percent": 30, "note": "Đang làm."})
        self.assertFalse(newer.with_user(self.secretary).has_access("read"))
        self._agree(newer)
        self.assertEqual((plan.state, newer.state), ("replaced", "agreed"))
        self.assertEqual(newer.measure_ids[:2].mapped("percent"), [100, 30])
        self.assertEqual(newer.measure_ids[1].note, "Đang làm.")
        activities = self.env["mail.activity"].search([("cchc_measure_id", "!=", False)])
        self.assertEqual(activities.cchc_measure_id, newer.measure_ids[1:])
        with self.assertRaises(UserError):
            plan.with_user(self.officer).action_new_version()
        with self.assertRaises(UserError):
            newer.with_user(self.officer).signer_name = "Người khác"
        with self.assertRaises(UserError):
            open_.with_user(self.contributor).percent = 40

    def test_activities(self):
        """Everybody charged has one for each measure, at its date: it goes with it, and moves with the date."""
        plan = self._make_agreed()

        def find():
            return self.env["mail.activity"].search(
                [("cchc_measure_id", "in", plan.measure_ids.ids)]
            )

        self.assertEqual(len(find()), 5)
        self.assertEqual(find().user_id, self.contributor)
        self.assertEqual(set(find().mapped("date_deadline")), {plan.measure_ids[0].date})
        self._run_job()
        self.assertEqual(len(find()), 5, "once each")
        plan.measure_ids[0].with_user(self.contributor).progress = "done"
        self.assertEqual(find().cchc_measure_id, plan.measure_ids[1:])
        plan.measure_ids[0].with_user(self.contributor).progress = "under_way"
        self.assertEqual(len(find()), 5)
        plan.measure_ids[1]._write_as_system({"date": Date.add(Date.today(), days=99)})
        moved = find().filtered(lambda one: one.cchc_measure_id == plan.measure_ids[1])
        self.assertEqual(moved.date_deadline, Date.add(Date.today(), days=99))
        plan.measure_ids[2].with_user(self.leader).user_ids = self.colleague
        given = find().filtered(lambda one: one.cchc_measure_id == plan.measure_ids[2])
        self.assertEqual(given.user_id, self.colleague)
        self.unit.contributor_ids -= self.contributor
        self.assertEqual(find().user_id, self.colleague, "who has left has nothing to do")

    def test_only_who_gives_out_work_says_who_does_it(self):
        """After agreement, that is; in a draft its officers do."""
        plan = self._make_agreed()
        measure = plan.measure_ids[0]
        for user in (self.officer, self.contributor, self.other_leader, self.secretary):
            with self.assertRaises(AccessError, msg=user.login):
                measure.with_user(user).user_ids = self.colleague
        self.unit.with_user(self.leader).name_coordinators(self.officer.ids)
        measure.with_user(self.officer).user_ids = self.colleague
        with self.assertRaises(ValidationError):
            measure.with_user(self.leader).user_ids = self.other_officer

    def test_reminders(self):
        """A week ahead of its date people hear of a measure, once for each date."""
        plan = self._make_agreed()

        def messages():
            return self.env["mail.message"].search_count(
                [
                    ("model", "=", "cchc.plan"),
                    ("message_type", "=", "user_notification"),
                    ("subject", "like", "Due soon"),
                ]
            )

        self._run_job()
        self.assertEqual(messages(), 0)
        with freeze_time(Date.today() + timedelta(days=24)):
            self._run_job()
            self.assertEqual(messages(), 1)
            self._run_job()
            self.assertEqual(messages(), 1)
        with freeze_time(Date.today() + timedelta(days=40)):
            self.assertEqual(plan.late_count, 5)
            self.assertTrue(self.env["cchc.plan"].search([("is_late", "=", True)]))

    def test_close_and_reopen(self):
        plan = self._make_agreed()
        leader = plan.with_user(self.leader)
        dialog = (
            self.env["cchc.plan.step"]
            .with_user(self.leader)
            .browse(leader.action_close()["res_id"])
        )
        self.assertEqual(dialog.open_count, 5)
        dialog.reason = "Chuyển sang năm sau."
        dialog.action_confirm()
        self.assertEqual((plan.state, plan.closing_note), ("closed", "Chuyển sang năm sau."))
        self.assertFalse(self.env["mail.activity"].search([("cchc_measure_id", "!=", False)]))
        with self.assertRaises(UserError):
            plan.measure_ids[0].with_user(self.contributor).percent = 10
        leader.action_reopen()
        self.assertEqual(plan.state, "agreed")
        self.assertEqual(
            len(self.env["mail.activity"].search([("cchc_measure_id", "!=", False)])), 5
        )

    def test_after_a_correction(self):
        """What is proposed follows the publication in force; what was written stays."""
        plan = self._make_plan()
        self._plan_line(plan, "1.1.1").cause = "Ghi trước."
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sửa.")
        for code, vals in (
            ("1.2", {"manual_score": 2}),
            ("1.1.1", {"option_id": self._option("1.1.1", 2).id}),
        ):
            self._appraisal(code).action_score_again()
            self._appraisal(code).write({**vals, "remark": "Đủ."})
        self._decide_all()
        self._conclude()
        self._publish(reason="Sửa sai sót.")
        plan.action_propose()
        self.assertEqual(
            {line.criterion_id.code: line.lost for line in plan.line_ids},
            {"1.1.1": 0, "1.1.2": 0.5, "2.2": 0.5, "2.1": 0.3},
        )
        self.assertAlmostEqual(plan.lost, 1.3)
        self.assertEqual(self._plan_line(plan, "1.1.1").cause, "Ghi trước.")

    def test_the_secretarys_overview(self):
        """Points aimed at are added up; maxima of several units are not."""
        self._make_agreed()
        other = self._make_plan(self.other_assessment, self.other_officer)
        self._fill_in_plan(other)
        self._agree(other, self.other_leader)
        lines = self.env["cchc.plan.line"].with_user(self.secretary)
        (row,) = lines.formatted_read_group(
            [("state", "=", "agreed")], [], ["aimed:sum", "lost:sum", "maximum:sum"]
        )
        self.assertAlmostEqual(row["lost:sum"], 4.3 + other.lost)
        self.assertAlmostEqual(row["aimed:sum"], 4.3 + other.expected)
        self.assertFalse(row["maximum:sum"])

    def test_printed(self):
        """The plan says what it holds; a draft says that it is one, and a replaced one that it was replaced."""
        plan = self._make_agreed()
        report = self.env["report.cchc_assessment_plan.plan"]
        document = report.with_user(self.contributor)._make_document(
            plan.with_user(self.contributor)
        )
        self.assertEqual(document.status_note, "")
        self.assertEqual((document.score, document.lost), ("5,70", "4,30"))
        self.assertEqual(document.criteria[0].code, "1.2")
        self.assertEqual(document.criteria[0].measures[0].people, self.contributor.name)
        self.assertIn("12/QĐ-UBND", document.decision_number)
        self.assertTrue(report.with_user(self.officer)._render(plan.with_user(self.officer)))
        plan._write_as_system({"state": "submitted"})
        self.assertIn("DỰ THẢO", report._make_document(plan).status_note)

    def test_own_template(self):
        """The secretary's template takes the place of the standard one; a broken one is refused."""
        self.period.with_user(self.secretary).plan_template = base64.b64encode(
            self.env["report.cchc_assessment_plan.plan"]._render(self._make_agreed())
        )
        with self.assertRaises(ValidationError):
            self.period.with_user(self.secretary).plan_template = base64.b64encode(make_pdf())

    def test_what_an_uninstallation_takes(self):
        """The dialog says that plans go, where there are some."""
        dialog = self.env["base.module.uninstall"]
        self.assertEqual(dialog._describe_cchc_losses({"cchc_assessment_plan"}), [])
        self._make_plan()
        (said,) = dialog._describe_cchc_losses({"cchc_assessment_plan"})
        self.assertIn("1 plans", said)

    def test_each_report_is_told(self):
        """Percentage and document alone are told as well, and a note once."""
        plan = self._make_agreed()
        measure = plan.measure_ids[0].with_user(self.contributor)
        said = []
        for vals in (
            {"percent": 20, "note": "Đã giao việc."},
            {"percent": 90},
            {"document": base64.b64encode(PDF), "document_name": "bc.pdf"},
            {"document": False, "document_name": False},
            {"percent": 90},
        ):
            before = plan.message_ids
            measure.write(vals)
            said.append("".join((plan.message_ids - before).mapped("body")))
        self.assertIn("Đã giao việc.", said[0])
        self.assertIn("90%", said[1])
        self.assertNotIn("Đã giao việc.", said[1])
        self.assertIn("bc.pdf", said[2])
        self.assertIn("bc.pdf", said[3])
        self.assertEqual(said[4], "")

    def test_who_has_left(self):
        """A new version is made without who has left; what nobody does any more is told, and asked about."""
        plan = self._make_agreed()
        self.unit.contributor_ids -= self.contributor
        self.assertFalse(plan.measure_ids.user_ids)
        self.assertIn("Nobody is charged", plan.message_ids[0].body)
        newer = (
            self.env["cchc.plan"]
            .with_user(self.officer)
            .browse(plan.with_user(self.officer).action_new_version()["res_id"])
        )
        with self.assertRaises(UserError) as caught:
            newer.action_submit()
        self.assertIn("who does it", str(caught.exception))
        # who does it is said of the version that holds, and the one that is written follows
        plan.measure_ids.with_user(self.leader).user_ids = self.colleague
        self.assertEqual(newer.measure_ids.user_ids, self.colleague)
        newer.action_submit()

    def test_who_ticked_theirs_off(self):
        """Whoever ticks an activity off is not given the same one every day; where the date moves, they are."""
        plan = self._make_agreed()
        measure = plan.measure_ids[0]
        measure._get_activities().with_user(self.contributor).action_done()
        self._run_job()
        self.assertFalse(measure._get_activities().filtered("active"))
        measure._write_as_system({"date": Date.add(Date.today(), days=99)})
        self.assertEqual(len(measure._get_activities().filtered("active")), 1)

    def test_units_that_are_merged(self):
        """The unit into which another was merged carries its plan out, and knows whether it helped."""
        plan = self._make_agreed().with_env(self.env)
        self.other_unit.with_user(self.secretary).predecessor_ids = self.unit
        self.env.invalidate_all()
        self.assertEqual(plan.unit_id, self.other_unit)
        self.assertEqual(plan.measure_ids.unit_id, self.other_unit)
        self.assertTrue(plan.with_user(self.other_officer).has_access("read"))
        self.assertFalse(plan.with_user(self.officer).has_access("read"))
        answer = self.env["cchc.plan"].with_user(self.other_officer).action_make()
        found = self.env["cchc.plan"].with_user(self.other_officer).search(answer["domain"])
        self.assertEqual(found.assessment_id, self.assessment | self.other_assessment)
        # nobody of the old unit stands in the way of the new one's changes
        self.assertFalse(plan.measure_ids.user_ids)
        self.other_unit.contributor_ids = self.colleague
        plan.measure_ids[0].with_user(self.other_leader).user_ids = self.colleague
        self.other_unit.contributor_ids = False
        self.assertFalse(plan.measure_ids.user_ids)

    def test_what_is_printed_stays(self):
        """Neither another name of a cause nor a result that is taken up again changes a plan that was agreed."""
        plan = self._make_plan()
        self._fill_in_plan(plan)
        cause = self.env["cchc.plan.cause"].create({"name": "Thiếu người"})
        plan.line_ids.cause_id = cause
        self._agree(plan)
        cause.name = "Khác hẳn"
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sửa.")
        self.env.invalidate_all()
        document = self.env["report.cchc_assessment_plan.plan"]._make_document(plan)
        self.assertIn("Thiếu người", document.criteria[0].cause)
        self.assertEqual((document.score, document.max_score), ("5,70", "10,00"))
