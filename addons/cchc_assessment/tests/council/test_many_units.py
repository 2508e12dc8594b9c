import io
import zipfile
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common import CchcCase, RemoteCase
from ..common_ways import Ways


class ManyUnits(Ways):
    """Five units, of which one is in appraisal, one is submitted and three are at work."""

    @classmethod
    def _make_many(cls):
        cls._make_ways()
        for assessment in (cls.assessment, cls.other_assessment):
            cls._submit(assessment)
        cls._start()
        cls.all = cls.period.assessment_ids.with_user(cls.secretary)

    def _left(self, outcome):
        """What an outcome says of those that were left out: the unit, and why."""
        self.assertEqual(outcome["tag"], "cchc_outcome")
        return {one["unit"]: one["reason"] for one in outcome["params"]["left"]}

    def _dialog(self, model, assessments, **values):
        return (
            self.env[model]
            .with_user(self.secretary)
            .create({"assessment_ids": [Command.set(assessments.ids)], **values})
        )


@tagged("post_install", "-at_install")
class TestManyUnits(ManyUnits, CchcCase):
    """A step for many units: those that can go do, the others are listed with the reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_many()

    def test_what_stands_in_the_way_is_asked_once(self):
        """Each condition is asked once of all units together, and names the one that it stands in the way of."""
        self._start(self.other_assessment)
        self._decide_all(self.other_assessment)
        both = (self.assessment | self.other_assessment).with_user(self.secretary)
        asked = []
        forms = type(both)
        for name in ("_obstacles_undecided", "_obstacles_unsent"):
            condition = getattr(forms, name)

            def note(records, condition=condition, **details):
                asked.append(records)
                return condition(records, **details)

            self.patch(forms, name, note)
        outcome = both.action_conclude()
        self.assertEqual(asked, [both, both])
        self.assertEqual(outcome["params"]["done"], 1)
        left = self._left(outcome)
        self.assertEqual(list(left), ["Sở Thử nghiệm"])
        self.assertIn("not decided yet", left["Sở Thử nghiệm"])
        self.assertEqual(
            (self.assessment.state, self.other_assessment.state), ("appraisal", "appraised")
        )
        # of one unit alone, or of all that must go, it is refused with the unit's name
        with self.assertRaisesRegex(UserError, "Sở Thử nghiệm.* cannot go on yet"):
            self.assessment.with_user(self.secretary)._transition("action_conclude")

    def test_questions_of_many_are_found_at_once(self):
        """What is asked of many units takes as many queries as of one, and each is told its own number."""
        self._start(self.other_assessment)
        both = (self.assessment | self.other_assessment).with_user(self.secretary)
        for assessment in both:
            for code in ("1.1.1", "1.2")[: 1 + (assessment == self.assessment)]:
                self._appraisal(code, assessment=assessment).write(
                    {"explanation_requested": True, "request": "Vì sao?"}
                )
        self.assertEqual(both.mapped("asked_count"), [2, 1])
        self.assertEqual(len(both._get_asked()), 3)

        def count(forms):
            return self._count_queries(lambda: forms.mapped("asked_count"))

        few = count(both[:1])
        self.assertEqual(count(both), few)

    def test_those_that_can_go_do(self):
        """Starting all five starts the one that is submitted; of each other it is said why not."""
        outcome = self.all.action_start_appraisal()
        self.assertEqual(outcome["params"]["done"], 1)
        self.assertEqual(
            self._left(outcome),
            {
                "Sở Thử nghiệm": "In the state “In appraisal” this is not possible.",
                **dict.fromkeys(
                    ("Sở Im lặng", "Sở Mới lập", "Sở Cũ"),
                    "In the state “Being scored” this is not possible.",
                ),
            },
        )
        self.assertEqual(self.other_assessment.state, "appraisal")
        self.assertEqual(self.silent.state, "draft")

    def test_agreeing_says_why_nothing_was_done(self):
        """Units that are not being appraised, and one of which nothing is left, stand in the list with the reason."""
        self._line("1.2")._write_as_system({"not_applicable": True})
        outcome = self.all.action_agree()
        outside = {
            "Sở Đối chứng": "In the state “Submitted” this is not possible.",
            **dict.fromkeys(
                ("Sở Im lặng", "Sở Mới lập", "Sở Cũ"),
                "In the state “Being scored” this is not possible.",
            ),
        }
        self.assertEqual(outcome["params"]["done"], 1)
        self.assertEqual(self._left(outcome), outside)
        self.assertIn("1 criteria do not apply", outcome["params"]["next"]["params"]["message"])
        # pressed again, it takes over nothing of that unit either
        outcome = self.all.action_agree()
        self.assertEqual(outcome["params"]["done"], 0)
        self.assertIn("do not apply", self._left(outcome)[self.unit.name])
        appraisals = self.assessment.with_user(self.secretary).appraisal_ids
        appraisals.action_confirm_not_applicable()
        outcome = self.assessment.with_user(self.secretary).action_agree()
        self.assertEqual(outcome["params"]["done"], 0)
        [reason] = self._left(outcome).values()
        self.assertIn("No criterion is left open", reason)
        told = appraisals.action_agree()
        self.assertIn("Nothing was done", told["params"]["message"])

    def test_when_all_go_nothing_is_listed(self):
        """There is a sentence and no dialog."""
        for assessment in (self.silent, self.new):
            assessment._write_as_system({"state": "submitted"})
        told = (self.silent | self.new).with_user(self.secretary).action_start_appraisal()
        self.assertEqual(told["tag"], "display_notification")
        self.assertIn("2", told["params"]["message"])

    def test_one_alone_is_refused(self):
        """Who asks for one unit gets its obstacles, as ever."""
        with self.assertRaisesRegex(UserError, "cannot go on yet"):
            self.assessment.with_user(self.secretary).action_conclude()

    def test_some_reasons_stand_for_many(self):
        """Of five criteria that are not decided three are named, and the others counted."""
        self._start(self.other_assessment)
        self._decide_all(self.other_assessment)
        outcome = self.all.action_conclude()
        self.assertEqual(self.other_assessment.state, "appraised")
        reason = self._left(outcome)["Sở Thử nghiệm"]
        self.assertEqual(reason.count(":"), 3)
        self.assertTrue(reason.endswith("And 2 more."), reason)

    def test_nobody_gets_more_by_asking_for_many(self):
        """A unit's leader starts nothing, and hears nothing of other units."""
        mine = (self.assessment | self.other_assessment).with_user(self.leader)
        with self.assertRaises(AccessError):
            mine.action_start_appraisal()
        self.assertEqual(self.other_assessment.state, "submitted")
        for assessment in (self.silent, self.new):
            assessment._write_as_system({"state": "submitted"})
        outcome = (self.silent | self.new).with_user(self.other_leader).action_start_appraisal()
        self.assertEqual(outcome["params"]["done"], 0)
        self.assertIn("council", str(self._left(outcome)))
        self.assertEqual(self.silent.state, "submitted")

    def test_questions_of_all(self):
        """Those who have been marked something are asked, the others named."""
        self._appraisal("1.2").write({"explanation_requested": True, "request": "Vì sao?"})
        dialog = self._dialog(
            "cchc.assessment.ask.all",
            self.all,
            explanation_deadline=Datetime.now() + timedelta(days=3),
        )
        left = self._left(dialog.action_send())
        self.assertEqual(self.assessment.state, "explanation")
        self.assertEqual(len(left), 4)
        self.assertEqual(set(left.values()), {"No question is waiting to be sent."})
        with self.assertRaisesRegex(UserError, "No question"):
            dialog.action_send()

    def test_reasons_of_many(self):
        """Units are set aside, returned and reopened together, with one reason."""
        self._pass_deadline(self.silent)
        dialog = self._dialog(
            "cchc.assessment.step", self.all, action="action_declare_absent", reason="Không nộp."
        )
        outcome = dialog.action_confirm()
        self.assertEqual(self.silent.state, "absent")
        self.assertIn("has time until", self._left(outcome)["Sở Mới lập"])
        opened = self.all.action_return_to_unit()
        self.assertEqual(opened["context"]["default_action"], "action_return_to_unit")
        deadline = Datetime.now() + timedelta(days=60)
        dialog = self._dialog(
            "cchc.assessment.step",
            self.all,
            action="action_return_to_unit",
            reason="Bổ sung.",
            new_deadline=deadline.replace(microsecond=0),
        )
        self.assertEqual(dialog.action_confirm()["params"]["done"], 2)
        self.assertEqual(self.assessment.state, "draft")
        self.assertEqual(self.assessment.deadline, deadline.replace(microsecond=0))

    def test_returning_many_needs_a_date(self):
        """Without one all are left out, with that reason."""
        dialog = self._dialog(
            "cchc.assessment.step", self.all, action="action_return_to_unit", reason="Bổ sung."
        )
        left = self._left(dialog.action_confirm())
        self.assertIn("until when", left["Sở Thử nghiệm"])
        self.assertEqual(self.assessment.state, "appraisal")

    def test_reopening_many(self):
        """Two concluded units are taken up again at once."""
        self._start(self.other_assessment)
        both = self.assessment | self.other_assessment
        for assessment in both:
            self._decide_all(assessment)
            self._conclude(assessment)
        dialog = self._dialog(
            "cchc.assessment.step", both, action="action_reopen", reason="Nhầm số phiếu."
        )
        dialog.action_confirm()
        self.assertEqual(set(both.mapped("state")), {"appraisal"})

    def test_the_units_time_is_not_the_councils(self):
        """After the deadline of the appraisal a member decides nothing; the secretary goes on."""
        self._assign()
        appraisal = self._appraisal("1.2", self.appraiser)
        self.period.appraisal_deadline = Datetime.now() + timedelta(hours=1)
        appraisal.write({"manual_score": 1})
        self.period.appraisal_deadline = Datetime.now() - timedelta(seconds=1)
        with self.assertRaisesRegex(UserError, "The time of the appraisal ended on"):
            appraisal.write({"manual_score": 2})
        with self.assertRaisesRegex(UserError, "The time of the appraisal ended on"):
            appraisal.write({"explanation_requested": True, "request": "Vì sao?"})
        self._appraisal("1.2").write({"manual_score": 2})
        self.assertEqual(appraisal.score, 2)

    def test_from_one_criterion_to_the_next(self):
        """In its dialog a criterion leads to those above and below it, for the unit and for the council."""
        line = self._line("1.1.1").with_user(self.officer)
        below = self._line("1.1.2")
        opened = line.action_open_next()
        self.assertEqual((opened["res_id"], opened["target"]), (below.id, "new"))
        self.assertEqual(below.with_user(self.officer).action_open_previous()["res_id"], line.id)
        self.assertEqual(line.action_open_previous()["res_id"], self._line("2.2").id)
        appraisal = self._appraisal("1.1.1", self.appraiser)
        self.assertEqual(appraisal.action_open_next()["res_id"], self._appraisal("1.1.2").id)
        self.assertEqual(appraisal.action_open_previous()["res_id"], self._appraisal("2.2").id)
        with self.assertRaises(AccessError):
            self._line("1.1.1").with_user(self.other_officer).action_open_next()

    def test_what_is_due(self):
        """One date says what is waited for, in each state."""
        period = self.period
        period.appraisal_deadline = Datetime.now() + timedelta(days=40)
        period.review_deadline = Datetime.now() + timedelta(days=50)
        self.assertEqual(self.silent.due_at, self.silent.deadline)
        self.assertEqual(self.assessment.due_at, period.appraisal_deadline)
        self.assertEqual(self.other_assessment.due_at, period.appraisal_deadline)
        self._decide_all()
        self._ask()
        self.assertEqual(self.assessment.due_at, self.assessment.explanation_deadline)
        row = self.assessment.with_user(self.secretary)
        self.assertEqual(row.unanswered_count, 1)
        self.assertFalse(row.is_overdue)
        self._pass_deadline(self.assessment, "explanation_deadline")
        self.assessment.modified(["explanation_deadline"])
        self.assertTrue(row.is_overdue)
        self._act("action_close_explanation", self.assessment)
        self._appraisal("1.1.1").action_keep()
        self._conclude()
        self.assertFalse(self.assessment.due_at)
        period.with_user(self.secretary).action_open_review()
        self.assertEqual(self.assessment.due_at, period.review_deadline)


@tagged("post_install", "-at_install")
class TestUnitPapers(ManyUnits, RemoteCase):
    """Minutes, appendices and result sheets of a selection in one archive."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_many()
        cls._start(cls.other_assessment)
        cls._set_others_aside()
        cls.both = cls.assessment | cls.other_assessment
        for assessment in cls.both:
            cls._decide_all(assessment)
            cls._conclude(assessment)
        cls._compute_results()

    def _names(self, user, assessments, kinds=""):
        ids = ",".join(map(str, assessments.ids))
        answer = self._get(user, f"/cchc/unit_papers?ids={ids}{kinds and '&kinds=' + kinds}")
        self.assertEqual(answer.status_code, 200, answer.text[:200])
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            self.assertFalse(archive.testzip())
            return archive.namelist()

    def test_a_folder_for_each_unit(self):
        """Each has its minute, its appendix and its result sheet."""
        names = self._names(self.secretary, self.both)
        self.assertEqual(len(names), 6)
        for unit in ("Sở Thử nghiệm", "Sở Đối chứng"):
            inside = [name for name in names if name.startswith(f"{unit}/")]
            self.assertEqual(len(inside), 3)
            self.assertEqual(sorted(name[-5:] for name in inside), [".docx", ".xlsx", ".xlsx"])

    def test_one_kind(self):
        """Of one kind they lie side by side."""
        names = self._names(self.secretary, self.both, "minute")
        self.assertEqual(len(names), 2)
        self.assertTrue(all(name.startswith("Biên bản") for name in names), names)
        url = self.both.with_user(self.secretary).action_download_minutes()["url"]
        self.assertIn("kinds=minute", url)

    def test_one_workbook(self):
        """Result sheets go into one file to print."""
        action = self.both.with_user(self.secretary).action_print_results()
        self.assertEqual(action["report_name"], "cchc_assessment.result_sheet")
        nothing = self.new.with_user(self.secretary).action_print_results()
        self.assertIn("no result of these units", nothing["params"]["message"])

    def test_a_unit_gets_its_own(self):
        """Neither the council's minute, nor what it may not see yet, nor anything of another unit."""
        names = self._names(self.leader, self.assessment)
        self.assertEqual([name[-5:] for name in names], [".xlsx"])
        for user, ids in (
            (self.leader, self.both.ids),
            (self.other_leader, self.assessment.ids),
            (self.secretary, [self.assessment.id, 999_999]),
            (self.secretary, ["x"]),
        ):
            path = f"/cchc/unit_papers?ids={','.join(map(str, ids))}"
            self.assertEqual(self._get(user, path).status_code, 404)
        path = f"/cchc/unit_papers?ids={self.assessment.id}&kinds=minute,log"
        self.assertEqual(self._get(self.secretary, path).status_code, 404)
        path = f"/cchc/unit_papers?ids={self.assessment.id}&kinds=minute"
        self.assertEqual(self._get(self.leader, path).status_code, 422)

    def test_it_is_bounded(self):
        """More than a period can have is not found."""
        many = ",".join(["1"] * 1001)
        self.assertEqual(
            self._get(self.secretary, f"/cchc/unit_papers?ids={many}").status_code, 404
        )


@tagged("post_install", "-at_install")
class TestManyUnitsTour(ManyUnits, RemoteCase):
    """Clicks counted: what is done for all units takes three at most, whatever their number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_many()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.secretary.lang = "vi_VN"
        cls.period.explanation_deadline = Datetime.now() + timedelta(days=9)
        for assessment in (cls.silent, cls.new, cls.old):
            assessment._write_as_system({"state": "submitted"})
        cls._appraisal("1.2").write({"explanation_requested": True, "request": "Vì sao?"})

    def test_all_at_once(self):
        """A start of all, a request to all, the minutes of all: from the dashboard, and the board.

        The header of the list keeps its buttons on one line; what is rarer stands in the menu of actions.
        """
        self._play("cchc_secretary_acts_on_all", self.secretary, "cchc")
        self.env.invalidate_all()
        states = [one.state for one in self.period.assessment_ids]
        self.assertEqual(sorted(states), ["appraisal"] * 4 + ["explanation"])
