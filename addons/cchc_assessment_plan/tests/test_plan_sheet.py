"""What the score sheet of the next year shows of a plan, and what that costs."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase

from .common import Plans


class NextYear(Plans):
    """The year after, by a rubric that was copied."""

    @classmethod
    def _make_next(cls, rubric):
        """Return the published version of ``rubric`` that follows it."""
        rubric = rubric.with_user(cls.secretary)
        version = rubric.browse(rubric.action_new_version()["res_id"])
        version.action_publish()
        return version

    @classmethod
    def _open_next_year(cls):
        rubric = cls._make_next(cls.rubric)
        period = cls.env["cchc.period"].create(
            {
                "name": "Đánh giá CCHC năm 2027",
                "year": 2027,
                "self_deadline": Datetime.add(Datetime.now(), days=30),
                "rating_scale_id": cls.period.rating_scale_id.id,
                "rubric_ids": [Command.set(rubric.ids)],
            }
        )
        period.with_user(cls.secretary).action_open()
        return period.assessment_ids.filtered(lambda one: one.unit_id == cls.unit)


class SheetPlans(NextYear, CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_published()

    def _plans(self, assessment, user):
        """Return what the sheet says of plans, by the codes of the criteria."""
        self.env.invalidate_all()
        sheet = assessment.with_user(user).get_sheet()
        codes = {node["id"]: node["code"] for node in sheet["criteria"]}
        return {
            codes[line["criterion_id"]]: sheet["earlier"][line["id"]]["plan"]
            for line in sheet["lines"]
            if "plan" in sheet["earlier"].get(line["id"], {})
        }


@tagged("post_install", "-at_install")
class TestPlanSheet(SheetPlans):
    """Beside the criterion: what was planned, how far it is, and what it is measured by."""

    def test_what_the_unit_sees(self):
        plan = self._make_plan()
        self._fill_in_plan(plan, self.contributor)
        self._plan_line(plan, "2.2").measure_ids.unlink()
        self._plan_line(plan, "2.2").no_measure_reason = "Theo điều tra."
        now = self._open_next_year()
        self.assertEqual(self._plans(now, self.officer), {}, "nothing before it is agreed")
        self._agree(plan)
        measure = self._plan_line(plan, "1.2").measure_ids
        measure.with_user(self.contributor).percent = 60
        for user in (self.officer, self.leader, self.contributor):
            told = self._plans(now, user)
            self.assertEqual(told.keys(), {"1.2", "1.1.1", "1.1.2", "2.2", "2.1"})
            one = told["1.2"]
            self.assertEqual((one["score"], one["maximum"], one["lost"]), (0, 2, 2))
            self.assertEqual(
                [(row["name"], row["progress"], row["percent"]) for row in one["measures"]],
                [("Biện pháp cho 1.2", "under_way", 60)],
            )
            self.assertEqual(told["2.2"]["reason"], "Theo điều tra.")
        self.assertEqual(self._plans(now, self.secretary).keys(), told.keys())

    def test_a_new_version_takes_its_place(self):
        plan = self._make_agreed()
        now = self._open_next_year()
        newer = (
            self.env["cchc.plan"]
            .with_user(self.officer)
            .browse(plan.with_user(self.officer).action_new_version()["res_id"])
        )
        line = self._plan_line(newer, "1.2")
        line.measure_ids.name = "Biện pháp mới"
        self.assertEqual(
            self._plans(now, self.officer)["1.2"]["measures"][0]["name"], "Biện pháp cho 1.2"
        )
        written, execute = [], type(self.env.cr).execute

        def note(cursor, query, params=None, **options):
            if 'UPDATE "cchc_plan"' in str(query):
                written.append(str(query) + str(params))
            return execute(cursor, query, params, **options)

        with patch.object(type(self.env.cr), "execute", note):
            self._agree(newer)
            self.env.flush_all()
        self.assertTrue(any("'agreed'" in one for one in written))
        # of rows in one statement the database may write the new one first, and two are in force then
        self.assertFalse([one for one in written if "'agreed'" in one and "'replaced'" in one])
        self.assertEqual(
            self._plans(now, self.officer)["1.2"]["measures"][0]["name"], "Biện pháp mới"
        )

    def test_a_member_sees_what_was_agreed(self):
        """In the sheet of the next year, from its submission on, and by no other way."""
        self._make_agreed()
        now = self._open_next_year()
        line = self._line("1.2")
        for user in (self.appraiser, self.secretary, self.officer):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["told_plan"])
            # that there is a plan which was agreed, and no more
            self.assertTrue(line.with_user(user).has_measures)
        self.assertFalse(self.env["cchc.plan"].with_user(self.appraiser).has_access("read"))
        self.assertFalse(now.with_user(self.appraiser).has_access("read"))
        now._write_as_system({"state": "submitted"})
        told = self._plans(now, self.appraiser)
        self.assertEqual(told["1.2"]["measures"][0]["name"], "Biện pháp cho 1.2")
        # no numbers of rows that a member does not read
        self.assertNotIn("id", told["1.2"]["measures"][0])
        self.assertFalse(now.with_user(self.other_officer).has_access("read"))

    def test_whether_it_helps(self):
        """During the year, by the unit's own score; then by the council's, for those who may know it."""
        plan = self._make_agreed()
        now = self._open_next_year()
        lines = {line.criterion_id.code: line.with_user(self.officer) for line in now.line_ids}
        self.assertEqual(
            {line.get_plan_outcome() for line in lines.values()}, {""}, "not scored yet"
        )
        for code, values, said in (
            ("1.2", {"manual_score": 0}, "as last year"),
            ("1.2", {"manual_score": 1.5}, "1.50 points better than last year"),
            ("1.1.2", {"numerator": 1, "denominator": 10}, "0.50 points worse than last year"),
        ):
            lines[code].write({**values, "explanation": "x"})
            for user in (self.officer, self.leader, self.contributor):
                self.assertEqual(
                    lines[code].with_user(user).get_plan_outcome(), f"By your own score: {said}"
                )
        lines["1.2"].not_applicable = True
        self.assertEqual(lines["1.2"].get_plan_outcome(), "", "it has nothing to be compared with")
        line = self._plan_line(plan, "1.2")
        self.assertEqual(line._describe_outcome(1, 4, 2), "better than last year")
        self.assertEqual(line._describe_outcome(0, 4, 2), "as last year")
        self._plan_line(plan, "1.1.1")
        half = self._plan_line(plan, "1.1.1")
        self.assertEqual(half._describe_outcome(1, 4, 2), "worse than last year", "a share is less")
        for user in (self.other_officer, self.appraiser):
            with self.assertRaises(AccessError):
                lines["1.1.2"].with_user(user).get_plan_outcome()

    def test_no_outcome_without_a_plan_that_was_agreed(self):
        """What is being written is no business of next year's sheet."""
        plan = self._make_plan()
        self._fill_in_plan(plan, self.contributor)
        now = self._open_next_year()
        line = now.line_ids.filtered(lambda one: one.criterion_id.code == "1.2")
        line.with_user(self.officer).write({"manual_score": 1.5, "explanation": "x"})
        self.assertEqual(line.with_user(self.officer).get_plan_outcome(), "")
        self._agree(plan)
        self.assertIn("better", line.with_user(self.officer).get_plan_outcome())

    def test_whether_it_helped(self):
        """When the plan's year is published, each criterion says whether fewer points were lost."""
        plan = self._make_agreed()
        self.assertFalse(any(plan.line_ids.mapped("helped")))
        now = self._open_next_year()
        for assessment in now.period_id.assessment_ids:
            officer = self.officer if assessment == now else self.other_officer
            leader = self.leader if assessment == now else self.other_leader
            for line in assessment.line_ids.with_user(officer):
                code = line.criterion_id.code
                options = line.criterion_id.option_ids
                line.write(
                    {
                        "1.1.1": {"option_id": options[:1].id, "explanation": "x"},
                        "1.1.2": {"numerator": 1, "denominator": 10, "explanation": "x"},
                        "1.2": {"manual_score": 0, "explanation": "x"},
                        "2.1": {"numerator": 95, "denominator": 100, "explanation": "x"},
                    }.get(code, {})
                )
            assessment.with_user(officer)._transition("action_send_to_leader")
            assessment.with_user(leader)._transition(
                "action_approve",
                dispatch_number="1/BC",
                dispatch_date="2027-12-05",
                responsibility_confirmed=True,
            )
            self._start(assessment)
            self._decide_all(assessment, survey=3)
            self._conclude(assessment)
        self._publish(now.period_id)
        self.env.invalidate_all()
        self.assertEqual(
            {line.criterion_id.code: line.helped for line in plan.line_ids},
            {"1.2": "same", "1.1.1": "more", "1.1.2": "less", "2.2": "more", "2.1": "more"},
        )

    @classmethod
    def _appraisal(cls, code, user=None, assessment=None):
        line = (assessment or cls.assessment).line_ids.filtered(
            lambda one: one.criterion_id.code == code
        )
        return line.appraisal_ids.filtered("is_current").with_user(user or cls.secretary)


@tagged("post_install", "-at_install")
class TestPlanQueries(SheetPlans):
    """Where there is no plan nothing is looked for; with one it is a constant more, whatever its size."""

    def _of_sample_unit(self, period):
        return period.assessment_ids.filtered(lambda one: one.unit_id == self.unit)

    def _make_years(self, leaves):
        rubric = self._make_large_rubric(leaves)
        rubric.action_publish()
        period = self.period.copy(
            {"rubric_ids": [Command.set(rubric.ids)], "self_deadline": self.period.self_deadline}
        )
        period.with_user(self.secretary).action_open()
        before = self._of_sample_unit(period)
        following = self._make_next(rubric)
        later = self.period.copy(
            {
                "rubric_ids": [Command.set(following.ids)],
                "self_deadline": self.period.self_deadline,
                "year": 2027,
            }
        )
        later.with_user(self.secretary).action_open()
        return before, self._of_sample_unit(later)

    def _plan_all(self, assessment):
        """Agree to a plan for every criterion of an assessment, as if its result had been published."""
        plan = self.env["cchc.plan"]._create_as_system(
            [{"assessment_id": assessment.id, "unit_id": self.unit.id, "year": 2027, "lost": 1}]
        )
        lines = self.env["cchc.plan.line"]._create_as_system(
            [
                {
                    "plan_id": plan.id,
                    "line_id": line.id,
                    "criterion_id": line.criterion_id.id,
                    "lost": 1,
                    "maximum": 1,
                }
                for line in assessment.line_ids
            ]
        )
        self.env["cchc.plan.measure"].with_user(self.officer).create(
            [{"line_id": line.id, "name": "Biện pháp"} for line in lines]
        )
        plan._write_as_system({"state": "agreed"})
        assessment._write_as_system({"round": 1})
        plan._follow()
        self.env.flush_all()

    def test_opening(self):
        without, planned = {}, {}
        for leaves in (3, 10, 100):
            before, now = self._make_years(leaves)
            sheet = now.with_user(self.officer).get_sheet
            # a new version of a rubric empties the caches of all processes
            self._count_queries(sheet)
            without[leaves] = self._count_queries(sheet)
            self._plan_all(before)
            planned[leaves] = self._count_queries(sheet)
            told = [row for row in sheet()["earlier"].values() if row.get("plan")]
            self.assertEqual(len(told), leaves)
        self.assertEqual(without[10], without[100])
        self.assertLessEqual(without[100], 20)
        self.assertEqual(planned[10], planned[100])
        self.assertLessEqual(planned[100] - without[100], 6)
