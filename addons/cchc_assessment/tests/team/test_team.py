import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import tagged

from ..common_council import Council
from ..sheet.test_sheet import SheetCase
from .test_team_rights import TeamCase

SECRET = "Thiếu phụ lục kèm theo"


@tagged("post_install", "-at_install")
class TestTasks(TeamCase):
    """Work is given out with a day; who is late is seen, and nudged."""

    def test_whoever_is_given_something_is_told(self):
        """By a message that nobody else finds, and by an activity until that day, on no record that others read."""
        before = self.env["mail.message"].search([])
        task = self._give("2", self.clerk, date=Date.add(self.env.company._cchc_today(), days=3))
        (message,) = self.env["mail.message"].search([]) - before
        self.assertEqual(message.partner_ids, self.clerk.partner_id)
        self.assertNotIn(message, self.assessment.message_ids)
        (activity,) = task._get_activities()
        self.assertEqual(activity.user_id, self.clerk)
        self.assertEqual(activity.date_deadline, task.date)
        self.assertFalse(activity.res_model)
        for user in (self.secretary, self.inventor, self.officer):
            found = self.env["mail.activity"].with_user(user).search([("id", "=", activity.id)])
            self.assertFalse(found)
        task.date = Date.add(self.env.company._cchc_today(), days=5)
        self.assertEqual(activity.date_deadline, task.date)
        task.write({"user_ids": [Command.set(self.inventor.ids)]})
        self.assertEqual(task._get_activities().user_id, self.inventor)
        task.unlink()
        self.assertFalse(
            self.env["mail.activity"].search([("cchc_task_id", "!=", False)]) & activity
        )

    def test_whoever_comes_to_a_task_is_told(self):
        """Once, and nobody who had it before; another day is told to nobody."""
        messages = self.env["mail.message"]
        task = self._give("2", self.clerk)
        before = messages.search([])
        task.write({"user_ids": [Command.link(self.inventor.id)]})
        (message,) = messages.search([]) - before
        self.assertEqual(message.partner_ids, self.inventor.partner_id)
        task.date = Date.add(self.env.company._cchc_today(), days=5)
        self.assertEqual(messages.search([]) - before, message)

    def test_its_own_day_is_not_late(self):
        """A task is late from the day after on."""
        today = self.env.company._cchc_today()
        self.plan_task.date, self.idea_task.date = today, Date.add(today, days=-1)
        self.env.invalidate_all()
        self.assertFalse(self.plan_task.is_late)
        self.assertTrue(self.idea_task.is_late)
        late = self.env["cchc.task"].with_user(self.officer).search([("is_late", "=", True)])
        self.assertEqual(late, self.idea_task)

    def test_what_is_left_of_a_task(self):
        """Criteria that are scored and proven or explained are done; a document is when it is filed."""
        self.assertEqual((self.plan_task.line_count, self.plan_task.done_count), (2, 0))
        self._line("1.1.2").with_user(self.planner).write(
            {"numerator": 8, "denominator": 10, "explanation": "Đủ"}
        )
        self.env.invalidate_all()
        self.assertEqual(self.plan_task.done_count, 1)
        self.assertFalse(self.part_task.is_done)
        self._file(self._line("1.1.1"), "1/B", user=self.clerk)
        self.env.invalidate_all()
        self.assertTrue(self.part_task.is_done)
        self._line("1.1.1").with_user(self.planner).write(
            {"option_id": self._option("1.1.1", 2).id, "explanation": "Đủ"}
        )
        self.env.invalidate_all()
        self.assertTrue(self.plan_task.is_done)

    def test_who_is_late(self):
        """Whoever has something left after its day is found, shown to the officer, and nudged."""
        tasks = self.env["cchc.task"].with_user(self.officer)
        self.idea_task.date = self.plan_task.date = Date.add(
            self.env.company._cchc_today(), days=-2
        )
        self._line("1.2").with_user(self.inventor).write({"manual_score": 1, "explanation": "Đủ"})
        self.env.invalidate_all()
        self.assertEqual(tasks.search([("is_late", "=", True)]), self.plan_task)
        section = self._section(self.officer, "team")
        self.assertEqual([row["who"] for row in section["late"]], ["Mai"])
        self.assertEqual(section["late_ids"], self.plan_task.ids)
        action = self.plan_task.with_user(self.officer).action_nudge()
        before = self.env["mail.message"].search([])
        dialog = (
            self.env["cchc.task.nudge"]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({"text": "Xin hoàn thành"})
        )
        self.assertEqual(dialog.recipient_names, "Mai")
        dialog.action_nudge()
        (message,) = self.env["mail.message"].search([]) - before
        self.assertEqual(message.partner_ids, self.planner.partner_id)
        self.assertIn("Xin hoàn thành", message.body)
        with self.assertRaises(AccessError):
            self.plan_task.with_user(self.planner)._nudge("x")

    def _section(self, user, key):
        sections = self.env["cchc.dashboard"].with_user(user).get_dashboard()["sections"]
        return next((one for one in sections if one["key"] == key), None)

    def test_my_tasks(self):
        """Each sees what is theirs on the dashboard, the next day first, and nobody else's."""
        self.part_task.date = Date.add(self.env.company._cchc_today(), days=2)
        section = self._section(self.clerk, "mine")
        (row,) = section["rows"]
        self.assertIn("Kế hoạch", row["name"])
        self.assertEqual(row["deadline"]["days"], 2)
        self.assertEqual(row["action"]["res_id"], self.assessment.id)
        self.assertEqual(len(self._section(self.planner, "mine")["rows"]), 1)
        self.assertIsNone(self._section(self.officer, "mine"))
        self.assertIsNone(self._section(self.other_officer, "team"))
        team = self.assessment.with_user(self.planner).get_team()
        self.assertEqual(set(team["mine"]), set((self._line("1.1.1") | self._line("1.1.2")).ids))
        self.assertFalse(team["may_give"] or team["may_check"])
        self.assertFalse(self.assessment.with_user(self.secretary).get_team())
        with self.assertRaises(AccessError):
            self.assessment.with_user(self.other_officer).get_team()

    def test_more_tasks_take_no_more_queries(self):
        """What is left of them is asked of all at once, on the dashboard and beside the sheet."""
        self.idea_task.unlink()
        self.plan_task.date = self.part_task.date = Date.add(self.env.company._cchc_today(), days=1)
        works = (
            lambda: self.env["cchc.dashboard"].with_user(self.officer).get_dashboard(),
            lambda: self.assessment.with_user(self.officer).get_team(),
        )

        def count():
            counts = []
            for work in works:
                work()
                self.env.flush_all()
                self.env.invalidate_all()
                counts.append(self._count_queries(work))
            return counts

        count()
        few = count()
        for code in ("1.1.1", "1.1.2", "1.2", "2"):
            self._give(code, self.inventor, date=Date.add(self.env.company._cchc_today(), days=1))
        other = self.criteria["1.1.1"].requirement_ids[1]
        self._give("1.1.1", self.clerk, requirement_id=other.id, date=self.part_task.date)
        for many, one in zip(count(), few, strict=True):
            self.assertLessEqual(many, one)

    def test_progress_is_counted_once(self):
        """The sheet's team asks once which criteria a task is about."""
        with patch.object(
            type(self.assessment),
            "_find_task_lines",
            autospec=True,
            side_effect=type(self.assessment)._find_task_lines,
        ) as find:
            self.assessment.with_user(self.officer).get_team()
        self.assertEqual(find.call_count, 1)


@tagged("post_install", "-at_install")
class TestMarks(Council, TeamCase):
    """An officer checks criteria off and hands them back; a change takes that away, and says so."""

    def _mark(self, code, user=None):
        self.env.invalidate_all()
        team = self.assessment.with_user(user or self.planner).get_team()
        return team["marks"].get(self._line(code).id)

    def test_checked_until_it_changes(self):
        """Each way of changing a criterion takes its check away; looking at it, and other criteria, do not."""
        line = self._line("1.1.2").with_user(self.planner)
        line.write({"numerator": 8, "denominator": 10, "explanation": "Đủ"})
        document = self._file(line, "1/C", user=self.planner)
        for change in (
            lambda: line.write({"explanation": "Đủ rồi"}),
            lambda: line.write({"numerator": 9}),
            lambda: document.write({"document_number": "2/C"}),
            lambda: self._file(line, "3/C", user=self.officer),
            lambda: line.write({"evidence_ids": [Command.unlink(document.id)]}),
        ):
            self.assessment.with_user(self.officer).action_check_off(line.ids)
            self._line("1.2").with_user(self.inventor).write({"explanation": "Khác"})
            self.assertTrue(self._mark("1.1.2")["is_current"])
            change()
            mark = self._mark("1.1.2")
            self.assertFalse(mark["is_current"])
            self.assertEqual((mark["kind"], mark["user"]), ("checked", self.officer.name))
            self.assertTrue(mark["changed_by"])
        self.assessment.with_user(self.officer).action_check_off(line.ids, False)
        self.assertFalse(self._mark("1.1.2"))

    def test_handed_back(self):
        """Whoever has it reads why, and is told; it is not done until something has changed."""
        line = self._line("1.2").with_user(self.inventor)
        line.write({"manual_score": 1, "explanation": "Đủ"})
        self.assertTrue(self.idea_task.is_done)
        with self.assertRaises(UserError):
            self.assessment.with_user(self.officer).action_hand_back(line.ids, "  ")
        before = self.env["mail.message"].search([])
        self.assessment.with_user(self.officer).action_hand_back(line.ids, SECRET)
        (message,) = self.env["mail.message"].search([]) - before
        self.assertEqual(message.partner_ids, self.inventor.partner_id)
        self.assertEqual(self._mark("1.2", self.inventor)["reason"], SECRET)
        self.env.invalidate_all()
        self.assertFalse(self.idea_task.is_done)
        line.write({"explanation": "Đã bổ sung"})
        self.env.invalidate_all()
        self.assertTrue(self.idea_task.is_done)

    def test_many_handed_back(self):
        """Each is told once of all that came back to them, and of nobody else's."""
        self._give("2", self.planner | self.inventor)
        lines = self._line("1.1.1") | self._line("1.1.2") | self._line("1.2")
        before = self.env["mail.message"].search([])
        self.assessment.with_user(self.officer).action_hand_back(lines.ids, SECRET)
        messages = self.env["mail.message"].search([]) - before
        told = {message.partner_ids: message for message in messages}
        self.assertEqual(set(told), {self.planner.partner_id, self.inventor.partner_id})
        self.assertEqual(len(messages), 2)
        self.assertIn("2", told[self.planner.partner_id].subject)
        for code, person in (
            ("1.1.1", self.planner),
            ("1.1.2", self.planner),
            ("1.2", self.inventor),
        ):
            for partner, message in told.items():
                is_named = self._line(code).display_name in message.body
                self.assertEqual(is_named, partner == person.partner_id, (code, partner.name))
        shared = self.assessment.line_ids.filtered(
            lambda line: line.criterion_id.code.startswith("2")
        )
        before = self.env["mail.message"].search([])
        self.assessment.with_user(self.officer).action_hand_back(shared.ids, SECRET)
        (message,) = self.env["mail.message"].search([]) - before
        self.assertEqual(message.partner_ids, (self.planner | self.inventor).partner_id)

    def test_nothing_of_it_leaves_the_unit(self):
        """It is in no seal, log, sheet, message or answer of the council's."""
        self._fill_in()
        self._line("1.1.1").with_user(self.officer).write({"explanation": "Đủ"})
        self.assessment.with_user(self.officer).action_hand_back(self._line("1.2").ids, SECRET)
        self.assessment.with_user(self.officer).action_check_off(self._line("1.1.2").ids)
        logged = self.assessment.sudo().log_ids.mapped("field")
        self.assertFalse({"assignee_ids", "filer_ids", "kind", "reason"} & set(logged))
        activities = self.env["mail.activity"].search([("cchc_task_id", "!=", False)])
        self._send()
        self.assertFalse(activities.exists(), "there is nothing to do any more")
        self._approve()
        self._start()
        submission = self.assessment.submission_ids
        texts = [
            json.dumps(submission.manifest, ensure_ascii=False),
            json.dumps(
                self.assessment.with_user(self.secretary).get_sheet(),
                ensure_ascii=False,
                default=str,
            ),
        ]
        names = [*self.contributors.mapped("name"), SECRET]
        for text in texts:
            for name in (SECRET, *(f'"{one}"' for one in names)):
                self.assertNotIn(name, text)
        for model in ("cchc.task", "cchc.division", "cchc.mark", "cchc.note"):
            for user in (self.secretary, self.appraiser):
                with self.subTest(model=model, user=user.login), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
        lines = self.env["cchc.assessment.line"].with_user(self.secretary)
        for name in ("assignee_ids", "filer_ids"):
            with self.assertRaises(AccessError):
                lines.search([(name, "!=", False)])
        fields = self.env["cchc.assessment.line"].with_user(self.secretary).fields_get()
        self.assertFalse({"assignee_ids", "filer_ids"} & fields.keys())


@tagged("post_install", "-at_install")
class TestTasksOfLastYear(TeamCase, SheetCase):
    """What was given out last year is given out again by one button."""

    def test_taken_over(self):
        """By what each criterion was copied from; to those who are still there, and not over what was said since."""
        self.unit.contributor_ids -= self.inventor
        assessment = self._open_next_year()
        with self.assertRaises(AccessError):
            assessment.with_user(self.officer).action_take_over_tasks()
        count = assessment.with_user(self.leader).action_take_over_tasks()
        self.assertEqual(count, 2)
        tasks = self.env["cchc.task"].search([("assessment_id", "=", assessment.id)])
        self.assertEqual(
            {(task.criterion_id.code, task.requirement_id.name) for task in tasks},
            {("1.1", False), ("1.1.1", "Kế hoạch")},
        )
        self.assertEqual(tasks.user_ids, self.planner | self.clerk)
        line = self._line("1.1.2", assessment)
        line.with_user(self.planner).write({"explanation": "Đủ"})
        self.assertEqual(assessment.with_user(self.leader).action_take_over_tasks(), 0)
