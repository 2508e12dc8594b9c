"""Points that are relative to the best unit of the group: declared by each, settled by the council when all are in."""

import base64
import json
from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ...core.workbook.rubric.form import RULE_TYPES
from ...models.assessment import cchc_scored_mixin
from ...models.assessment.cchc_scored_mixin import find_figure
from ...models.log.sealed_fields import RESULT, VERSION
from ...models.period import cchc_work
from ..common import CchcCase, RemoteCase, WebCase
from ..common_council import Council


class Relative(Council):
    """The sample province with a percentage and a count of which the best of the group decides."""

    FIGURES = ((80, 100), (19, 20))
    COUNTS = (6, 9)

    @classmethod
    def _make_rubric(cls):
        rubric = super()._make_rubric()
        for code, name, maximum, basis in (
            ("2.3", "Tỷ lệ hồ sơ trực tuyến", 2, "percent"),
            ("2.4", "Số sáng kiến", 3, "quantity"),
        ):
            cls.criteria[code] = cls.env["cchc.criterion"].create(
                {
                    "rubric_id": rubric.id,
                    "parent_id": cls.criteria["2"].id,
                    "code": code,
                    "name": name,
                    "max_score": maximum,
                    "rule_type": "relative",
                    "band_basis": basis,
                }
            )
        cls.criteria["2"].max_score = 10
        return rubric

    @classmethod
    def _fill_in(cls, assessment=None, officer=None):
        super()._fill_in(assessment, officer)
        place = int((assessment or cls.assessment) != cls.assessment)
        numerator, denominator = cls.FIGURES[place]
        for code, values in (
            ("2.3", {"numerator": numerator, "denominator": denominator}),
            ("2.4", {"quantity": cls.COUNTS[place]}),
        ):
            line = cls._line(code, assessment).with_user(officer or cls.officer)
            line.write({**values, "explanation": "Theo số liệu đã công bố."})

    @classmethod
    def _settle(cls):
        period = cls.period.with_user(cls.secretary)
        asked = period.action_settle_relative()
        return period.action_confirm_relative() if asked.get("target") == "new" else asked

    @classmethod
    def _bring_in_both(cls):
        for assessment in (cls.assessment, cls.other_assessment):
            cls._submit(assessment)
            cls._start(assessment)
            cls._decide_all(assessment)

    def _points(self, code, assessment=None):
        appraisal = self._appraisal(code, assessment=assessment)
        return appraisal.score, appraisal.is_decided


@tagged("post_install", "-at_install")
class TestRelative(Relative, CchcCase):
    """From what two units declare to what is published."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()

    def test_a_unit_declares_and_has_no_points_yet(self):
        """Its own total knows nothing of it; what is declared is asked for, and said to be the council's to settle."""
        super()._fill_in()
        line = self._line("2.3").with_user(self.officer)
        self.assertEqual((line.self_score, line.is_scored), (False, True))
        self.assertIn("80/100 = 80%", line.score_note)
        self.assertIn("the council settles the points", line.score_note)
        self.assertEqual((self.assessment.self_score, self.assessment.self_maximum), (3.2, 7))
        self.assertEqual(self.assessment.progress, 100)
        line.numerator = False
        self.assertFalse(line.is_scored)
        self.assertLess(self.assessment.progress, 100)
        with self.assertRaisesRegex(UserError, "2.3 Tỷ lệ hồ sơ trực tuyến"):
            self.assessment.with_user(self.officer).action_send_to_leader()
        with self.assertRaisesRegex(ValidationError, "2.3"):
            line.write({"numerator": 3, "denominator": 0})

    def test_settled_when_all_are_in(self):
        """Until then each that is missing is named, and nothing is decided; then the best has the maximum."""
        self._submit()
        self._start()
        self._decide_all()
        self.assertEqual(self._points("2.3"), (False, False))
        with self.assertRaisesRegex(UserError, f"(?s){self.other_unit.name}: ") as caught:
            self._settle()
        self.assertNotIn(self.unit.name, str(caught.exception))
        with self.assertRaisesRegex(UserError, "2.3 .*settles them on the period"):
            self._conclude()
        self._submit(self.other_assessment)
        self._start(self.other_assessment)
        with self.assertRaisesRegex(
            UserError, f"{self.other_unit.name}, 2.4 Số sáng kiến: no figure"
        ):
            self._settle()
        self._decide_all(self.other_assessment)
        told = self._settle()
        self.assertIn("4", told["params"]["message"])
        self.assertEqual(self._points("2.3"), (1.684211, True))
        self.assertEqual(self._points("2.4"), (2, True))
        for code, points in (("2.3", 2), ("2.4", 3)):
            self.assertEqual(self._points(code, self.other_assessment), (points, True))
        note = self._appraisal("2.3").score_note
        self.assertIn("80%/95% × 2 = 1.68", note)
        self.assertEqual(self._appraisal("2.3").appraiser_id, self.secretary)
        logged = (
            self._line("2.3").sudo().log_ids.filtered(lambda row: row.field == "best_numerator")
        )
        self.assertEqual(logged.mapped("action"), ["appraise"])
        # once more changes nothing
        self.assertIn("already", self._settle()["params"]["message"])
        self._conclude()
        self._conclude(self.other_assessment)
        results = {one.unit_id: one for one in self._publish().result_ids}
        # 3.2 and the survey's 2.5 of 10, and what was settled
        self.assertEqual(results[self.unit].score, 9.384211)
        self.assertEqual(results[self.other_unit].score, 10.7)
        self._check_seal(results[self.unit])

    def _check_seal(self, result):
        self.assertFalse(result.sudo()._find_seal_problems()[0])
        appraisal = self._appraisal("2.3")
        with self.env.cr.savepoint() as savepoint:
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE cchc_appraisal SET best_numerator = 18 WHERE id = %s", [appraisal.id]
            )
            self.env.invalidate_all()
            self.assertTrue(result.sudo()._find_seal_problems()[0])
            savepoint.rollback()
            self.env.invalidate_all()
        part = next(part for part in RESULT if part.key == "appraisals")
        self.assertIn(VERSION, [field.since for field in part.fields])

    def test_a_figure_that_changes_is_settled_again(self):
        """Its points wait, the others' follow with the next settling; who is concluded is named first."""
        self._bring_in_both()
        self._settle()
        self._conclude()
        best = self._appraisal("2.3", assessment=self.other_assessment)
        best.write({"numerator": 18})
        self.assertEqual(self._points("2.3", self.other_assessment), (False, False))
        self.assertTrue(best.is_different)
        # agreeing with the unit does not undo what the council has found
        best.action_agree()
        self.assertEqual(best.numerator, 18)
        with self.assertRaisesRegex(UserError, f"{self.unit.name}, 2.3 .*Reopen it first"):
            self._settle()
        self.assessment.with_user(self.secretary)._transition(
            "action_reopen", reason="Số liệu mới."
        )
        self._settle()
        self.assertEqual(self._points("2.3"), (1.777778, True))
        self.assertEqual(self._points("2.3", self.other_assessment), (2, True))

    def test_results_stand_on_the_figures_as_they_are(self):
        """The best falls away when it does not apply after all: nothing is published until it is settled again."""
        self._bring_in_both()
        self._settle()
        self._conclude()
        self._appraisal("2.3", assessment=self.other_assessment).write({"not_applicable": True})
        self._conclude(self.other_assessment)
        with self.assertRaisesRegex(UserError, "do not follow from the figures"):
            self._publish()
        draft = self._compute_results()
        with self.assertRaisesRegex(UserError, "do not follow from the figures"):
            draft.action_freeze()
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Chốt lại.")
        self._settle()
        self.assertEqual(self._points("2.3"), (2, True))
        self._conclude()
        self.assertTrue(self._publish().result_ids)

    def test_a_later_round_leaves_the_earlier_one_as_it_was(self):
        """Who explains is waited for; what waited is kept by one press, and what was settled is taken up anew."""
        self._bring_in_both()
        self._ask()
        with self.assertRaisesRegex(UserError, f"{self.unit.name}: "):
            self._settle()
        self._appraisal("1.1.1", self.officer).write({"explanation": "Kế hoạch số 5."})
        self.assessment.with_user(self.leader)._transition("action_send_explanation")
        with self.assertRaisesRegex(UserError, f"{self.unit.name}, 2.3 .*no figure yet"):
            self._settle()
        self.assessment.appraisal_ids.filtered("is_current").with_user(self.secretary).action_keep()
        self._settle()
        first, second = self._line("2.3").sudo().appraisal_ids.sorted("round")
        self.assertEqual((first.round, first.numerator, first.is_decided), (1, 80, False))
        self.assertEqual((second.round, second.numerator, second.score), (2, 80, 1.684211))
        self._ask()
        self._appraisal("1.1.1", self.officer).write({"explanation": "Kế hoạch số 6."})
        self.assessment.with_user(self.leader)._transition("action_send_explanation")
        self._appraisal("2.3", assessment=self.other_assessment).write({"numerator": 18})
        self._settle()
        third = self._appraisal("2.3")
        self.assertEqual((third.round, third.score), (3, 1.777778))
        self.assertEqual((second.score, second.is_current), (1.684211, False))

    def test_who_is_concluded_and_gets_the_same_stays_so(self):
        """Another best changes neither what the council settled on itself nor a figure of 0."""
        self._bring_in_both()
        self._appraisal("2.3").write({"override_score": 1, "override_reason": "Chưa đủ căn cứ."})
        self._appraisal("2.4").write({"quantity": 0})
        self._settle()
        self._conclude()
        for code, values in (("2.3", {"numerator": 18}), ("2.4", {"quantity": 8})):
            self._appraisal(code, assessment=self.other_assessment).write(values)
        self._settle()
        self.assertEqual(self._points("2.4", self.other_assessment), (3, True))
        self.assertEqual(self._points("2.3"), (1, True))
        self.assertEqual(self._points("2.4"), (0, True))
        self._conclude(self.other_assessment)
        self.assertTrue(self._publish().result_ids)

    def test_outdated_points_are_neither_concluded_nor_shown(self):
        """Conclusion and review ask for what publication asks for."""
        self._bring_in_both()
        self._settle()
        best = self._appraisal("2.3", assessment=self.other_assessment)
        best.write({"numerator": 18})
        with self.assertRaisesRegex(UserError, "2.3 .*Settle them again"):
            self._conclude()
        self._settle()
        self._conclude()
        best.write({"numerator": 17})
        period = self.period.with_user(self.secretary)
        period.review_deadline = "2100-01-01"
        with self.assertRaisesRegex(UserError, f"{self.unit.name}: .*in the review"):
            period.action_open_review()
        best.write({"numerator": 18})
        # points that wait are nobody's to see
        period.action_open_review()
        best.write({"not_applicable": True})
        with self.assertRaisesRegex(UserError, f"{self.unit.name}: .*in the review"):
            self._conclude(self.other_assessment)

    def test_concluding_reads_the_figures_of_those_that_are_concluded(self):
        """However many units there are besides: their best figure alone is looked up."""
        self._bring_in_both()
        self._settle()
        self.env.flush_all()
        self.env.invalidate_all()
        read = []

        def find(rule, inputs):
            read.append(inputs)
            return find_figure(rule, inputs)

        with patch.object(cchc_scored_mixin, "find_figure", find):
            self._conclude()
        self.assertEqual(len(read), 2)

    def test_who_finds_the_figure_has_decided(self):
        """The secretary who settles the points by it has not, in a later round neither."""
        self._bring_in_both()
        self._assign()
        self._appraisal("2.3", self.appraiser).write({"numerator": 79})
        found = self._appraisal("2.3")
        self.assertEqual((found.is_decided, found.appraiser_id), (False, self.appraiser))
        moment = found.decided_at
        self.assertTrue(moment)
        self._settle()
        self.assertEqual((found.is_decided, found.appraiser_id), (True, self.appraiser))
        self._ask()
        self._appraisal("1.1.1", self.officer).write({"explanation": "Kế hoạch số 5."})
        self.assessment.with_user(self.leader)._transition("action_send_explanation")
        self._decide_all()
        self._appraisal("2.3", assessment=self.other_assessment).write({"numerator": 18})
        self._settle()
        later = self._appraisal("2.3")
        self.assertNotEqual(later, found)
        self.assertEqual((later.appraiser_id, later.decided_at), (self.appraiser, moment))
        later.write(dict.fromkeys(("numerator", "denominator"), False))
        self.assertFalse(later.appraiser_id)

    def test_members_have_nothing_left_where_the_secretary_settles(self):
        """Neither on the dashboard, nor among the assignments, nor by a reminder."""
        self.period.appraisal_deadline = "2100-01-01"
        assignment = self._assign()
        self._bring_in_both()
        count, decided = assignment._count_work()[assignment.id]
        self.assertEqual(count, decided)
        self.assertFalse(self.env["cchc.reminder"].sudo()._find_waiting_members())
        dashboard = self.env["cchc.dashboard"].with_user(self.secretary)
        [member] = dashboard._make_member_rows(self.period)
        self.assertEqual((member["percent"], member["left"]["count"]), (100, 0))
        self._appraisal("2.3").write(dict.fromkeys(("numerator", "denominator"), False))
        [member] = dashboard._make_member_rows(self.period)
        self.assertEqual(member["left"]["count"], 1)
        self.assertTrue(self.env["cchc.reminder"].sudo()._find_waiting_members())

    def test_the_best_is_named_before_it_is_settled(self):
        """With its unit, and with a question where it is more than all."""
        self._bring_in_both()
        period = self.period.with_user(self.secretary)
        asked = period.action_settle_relative()
        self.assertEqual((asked["res_id"], asked["target"]), (period.id, "new"))
        self.assertEqual(self._points("2.3"), (False, False))
        lines = period.best_list.splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn(f"19/20, {self.other_unit.name}", lines[0])
        self.assertNotIn("100 %", period.best_list)
        self._appraisal("2.3").write({"numerator": 120})
        period.invalidate_recordset(["best_list"])
        self.assertRegex(period.best_list, f"120/100, {self.unit.name}.* More than 100 %:")
        period.action_confirm_relative()
        self.assertEqual(self._points("2.3"), (2, True))

    def test_many_units_are_settled_behind_the_request(self):
        """Nothing is settled in the request; the job settles all of them, and tells how many."""
        self.startPatcher(patch.object(cchc_work, "MOST_AT_ONCE", 1))
        with patch.object(cchc_work, "MOST_AT_ONCE", 99):
            self._bring_in_both()
        work = self.env["cchc.work"].browse(self._settle()["res_id"])
        self.assertEqual(self._points("2.3"), (False, False))
        with self.enter_registry_test_mode():
            self.env.ref("cchc_assessment.cchc_work_cron").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((work.state, work.done_count), ("done", 1))
        self.assertTrue(self._points("2.3")[1])
        self.assertTrue(self._points("2.4", self.other_assessment)[1])
        self.assertIn("best of the group: 4", work.outcome)
        told = self.env["mail.message"].search(
            [("message_type", "=", "user_notification")], limit=1
        )
        self.assertIn("best of the group: 4", told.body)

    def test_another_score_is_found_otherwise(self):
        """The unit's figures stand, and its points do not follow from them."""
        self._bring_in_both()
        appraisal = self._appraisal("2.3")
        appraisal.write({"override_score": 1, "override_reason": "Chưa đủ căn cứ."})
        self._settle()
        self.assertTrue(appraisal.is_different)
        appraisals = self.assessment.with_user(self.secretary).appraisal_ids
        last = {one.line_id: one for one in appraisals.filtered("is_current")}
        [told] = [
            one
            for one in self.env["report.cchc_assessment.minute"]._make_differences(last, str)
            if one.code == "2.3"
        ]
        self.assertEqual((told.self_score, told.score), ("80/100", "1.0"))
        self.assertEqual(told.reason, "Chưa đủ căn cứ.")
        appraisal.write({"override_score": False, "override_reason": False})
        self.assertFalse(appraisal.is_different)

    def test_who_is_set_aside_is_waited_for_no_more(self):
        """An exempt unit is neither missing nor anybody's best."""
        self._submit()
        self._start()
        self._decide_all()
        self.other_assessment.with_user(self.secretary)._transition(
            "action_exempt", reason="Mới thành lập."
        )
        self._settle()
        self.assertEqual(self._points("2.3"), (2, True))

    def test_nobody_has_anything(self):
        """0 of 0 pieces is 0 points, for all."""
        self._bring_in_both()
        for assessment in (self.assessment, self.other_assessment):
            self._appraisal("2.4", assessment=assessment).write({"quantity": 0})
        self._settle()
        self.assertEqual(self._points("2.4"), (0, True))
        self.assertIn("No unit of the group", self._appraisal("2.4").score_note)

    def test_another_score_with_its_reason(self):
        """Where the council settles on other points, no figure is asked for; what has one still counts as one."""
        self._bring_in_both()
        self._appraisal("2.3").write(
            {
                "numerator": False,
                "denominator": False,
                "override_score": 1,
                "override_reason": "Chưa đủ căn cứ.",
            }
        )
        self._settle()
        self.assertEqual(self._points("2.3"), (1, True))
        self.assertEqual(self._points("2.3", self.other_assessment), (2, True))

    def test_the_appendix_says_what_was_declared(self):
        """In the place of the unit's points; a form that comes back so is read the same."""
        super()._fill_in()
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_xlsx("cchc_assessment.appendix", self.assessment.ids, {})
        )
        rows = {row[0]: row for row in load_workbook(BytesIO(content)).active.values}
        self.assertEqual([rows[code][3] for code in ("2.3", "2.4")], ["80/100", "Số lượng: 6"])
        lines = self._line("2.3") | self._line("2.4")
        lines.with_user(self.officer).write(
            dict.fromkeys(("numerator", "denominator", "quantity"), False)
        )
        wizard = (
            self.env["cchc.assessment.import"]
            .with_user(self.officer)
            .create(
                {
                    "assessment_id": self.assessment.id,
                    "file": base64.b64encode(content),
                    "file_name": "phu luc.xlsx",
                }
            )
        )
        wizard.action_check()
        wizard.confirmed = True
        wizard.action_import()
        self.assertEqual(
            [lines[0].numerator, lines[0].denominator, lines[1].quantity], [80, 100, 6]
        )

    def test_the_minutes_name_what_the_council_has_found_otherwise(self):
        """Figure beside figure."""
        self._bring_in_both()
        self._appraisal("2.3").write({"numerator": 78, "remark": "Hai hồ sơ trùng."})
        self._settle()
        self.assertTrue(self._line("2.3").with_user(self.secretary).is_final_different is False)
        data = self.env["report.cchc_assessment.minute"]
        appraisals = self.assessment.with_user(self.secretary).appraisal_ids
        last = {one.line_id: one for one in appraisals.filtered("is_current")}
        [told] = [
            one
            for one in data._make_differences(last, lambda value: str(value))
            if one.code == "2.3"
        ]
        self.assertEqual((told.self_score, told.score), ("80/100", "78/100"))

    def test_the_rule_goes_out_and_comes_back(self):
        """The rubric's own form holds rule and measure; a new version tells what has changed."""
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.secretary)
            ._render_xlsx("cchc_assessment.rubric_export", self.rubric.ids, {})
        )
        wizard = (
            self.env["cchc.rubric.import"]
            .with_user(self.secretary)
            .create({"file": base64.b64encode(content), "file_name": "bo tieu chi.xlsx"})
        )
        self.assertFalse(wizard.error_count)
        action = wizard.action_import()
        copied = self.env["cchc.rubric"].browse(action["res_id"])
        found = {one.code: (one.rule_type, one.band_basis) for one in copied.criterion_ids}
        self.assertEqual(found["2.3"], ("relative", "percent"))
        self.assertEqual(found["2.4"], ("relative", "quantity"))
        self.assertIn(
            RULE_TYPES["relative"], str([*load_workbook(BytesIO(content)).worksheets[0].values])
        )

    def test_a_penalty_is_not_relative(self):
        """Whoever declares most would lose most: such a rubric is not published."""
        draft = self.env["cchc.rubric"].browse(
            self.rubric.with_user(self.secretary).action_new_version()["res_id"]
        )
        draft.criterion_ids.filtered(lambda one: one.code == "2.4").section = "penalty"
        found = [one for one in draft._get_findings() if one.kind == "relative_penalty"]
        self.assertEqual([one.severity for one in found], ["error"])


@tagged("post_install", "-at_install")
class TestRelativeTour(Relative, WebCase):
    """The secretary's button on the period, in Chromium."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._bring_in_both()

    def test_the_secretary_settles(self):
        """One press, and all four have their points."""
        path = f"action-cchc_assessment.cchc_period_action/{self.period.id}"
        self._play("cchc_secretary_settles", self.secretary, path)
        self.assertEqual(self._points("2.3"), (1.684211, True))


@tagged("post_install", "-at_install")
class TestRelativeAttacks(Relative, RemoteCase):
    """Over the network: who settles, who writes the best figure, and who learns of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._bring_in_both()
        cls._settle()

    def test_nobody_but_the_secretary_settles(self):
        """Neither a unit nor a member of the council."""
        for user in (self.officer, self.leader, self.other_officer, self.appraiser):
            with self.subTest(user=user.login):
                for method in ("action_settle_relative", "action_confirm_relative"):
                    answer = self._call("cchc.period", method, self.period.ids, user=user)
                    self.assertIn("AccessError", answer)
                answer = self._call(
                    "cchc.period", "read", self.period.ids, ["best_list"], user=user
                )
                self.assertIn("AccessError", answer)

    def test_nobody_writes_the_best_figure(self):
        """It is the system's, for the secretary as for everybody."""
        appraisal = self._appraisal("2.3")
        for user in (self.officer, self.appraiser, self.secretary):
            for name in ("best_numerator", "best_denominator"):
                with self.subTest(user=user.login, name=name):
                    answer = self._call(
                        "cchc.appraisal", "write", appraisal.ids, {name: 1}, user=user
                    )
                    self.assertIn("AccessError", answer)
        self.assertEqual(appraisal.best_numerator, 19)

    def test_what_settled_points_tell_a_unit(self):
        """Before it may see its result, nothing; during the review its points, and never the figure behind them."""
        ids, line_ids = self._appraisal("2.3").ids, self._line("2.3").ids
        names = ["best_numerator", "best_denominator", "score_note", "score"]
        for name in names:
            for call in (
                ("read", ids, [name]),
                ("search_read", [(name, "!=", False)], ["id"]),
                ("search", [(name, ">", 0)]),
                ("read_group", [], [f"{name}:sum"], [name]),
                ("export_data", ids, [name]),
            ):
                with self.subTest(name=name, call=call[0]):
                    answer = self._call("cchc.appraisal", *call, user=self.officer)
                    self.assertIn("Error", answer)
        [row] = self._call(
            "cchc.assessment.line",
            "read",
            line_ids,
            ["final_score", "score_note"],
            user=self.officer,
        )
        self.assertIs(row["final_score"], False)
        self.assertNotIn("95", row["score_note"])
        logs = self._call(
            "cchc.log",
            "search_read",
            [("field", "like", "best_")],
            ["new_value"],
            user=self.officer,
        )
        self.assertEqual(logs, [])
        self._conclude()
        self._conclude(self.other_assessment)
        self.period.with_user(self.secretary).review_deadline = "2100-01-01"
        self.period.with_user(self.secretary).action_open_review()
        self.env.flush_all()
        [row] = self._call(
            "cchc.assessment.line",
            "read",
            line_ids,
            ["final_score", "score_note"],
            user=self.officer,
        )
        self.assertEqual(row["final_score"], 1.684211)
        sheet = self._call(
            "cchc.assessment", "get_sheet_rows", self.assessment.ids, line_ids, user=self.officer
        )
        for text in (json.dumps(row), json.dumps(sheet)):
            self.assertNotIn("best_", text)
            self.assertNotIn("95%", text)
            self.assertNotIn("19/20", text)
