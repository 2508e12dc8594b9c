from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date, Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.cchc_assessment.tests.common import CchcCase, RemoteCase
from odoo.addons.cchc_assessment.tests.common_addons import ModelHygiene
from odoo.addons.cchc_assessment_plan.tests.common import Plans

MODULE = "cchc_assessment_plan_project"


class PlanProjectCase(Plans, CchcCase):
    """A plan that is being carried out, and a project to which the unit's people alone are invited."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_published()
        cls.plan = cls._make_agreed()
        cls.measure = cls._plan_line(cls.plan, "1.2").measure_ids
        cls.project_user = cls.env.ref("project.group_project_user")
        cls.project_manager = cls.env.ref("project.group_project_manager")
        cls.own_people = cls.officer | cls.leader | cls.contributor
        cls.project = cls._make_project(cls.own_people)
        cls.own_people.sudo().group_ids = [Command.link(cls.project_user.id)]
        # whoever manages projects sees those of everybody
        for user in cls.other_officer | cls.secretary | cls.appraiser:
            user.sudo().group_ids = [Command.link(cls.project_manager.id)]

    @classmethod
    def _make_project(cls, people, **values):
        project = cls.env["project.project"].create(
            {
                "name": "Khắc phục sau đánh giá",
                "privacy_visibility": "followers",
                "user_id": cls.officer.id,
                "company_id": cls.unit.company_id.id,
                **values,
            }
        )
        project.message_unsubscribe(project.message_partner_ids.ids)
        project.message_subscribe(people.partner_id.ids)
        return project

    @classmethod
    def _make_task(cls, measure=None, user=None, project=None):
        """Make a task by the dialog, as an officer does, and return it as that person sees it."""
        measure = (measure or cls.measure).with_user(user or cls.officer)
        dialog = measure.env["cchc.plan.task"].browse(measure.action_make_task()["res_id"])
        dialog.project_id = project or cls.project
        return measure.env["project.task"].browse(dialog.action_make()["res_id"])


@tagged("post_install", "-at_install")
class TestPlanProject(PlanProjectCase):
    def test_a_measure_becomes_a_task(self):
        """What, who, until when; the next one is proposed for the same project."""
        task = self._make_task()
        self.assertEqual(task.name, "Biện pháp cho 1.2")
        self.assertEqual(task.user_ids, self.contributor)
        self.assertEqual(task._get_cchc_day(), self.measure.date)
        self.assertEqual((task.project_id, task.state), (self.project, "01_in_progress"))
        self.assertTrue(task.cchc_is_measure)
        measure = self.measure.with_user(self.officer)
        self.assertTrue(measure.has_task)
        self.assertFalse(measure.may_make_task)
        self.assertEqual(measure.action_open_task()["res_id"], task.id)
        self.assertEqual(task.action_open_measure()["res_id"], measure.id)
        with self.assertRaisesRegex(UserError, "is a task already"):
            measure.action_make_task()
        other = self._plan_line(self.plan, "2.1").measure_ids.with_user(self.officer)
        dialog = self.env["cchc.plan.task"].browse(other.action_make_task()["res_id"])
        self.assertEqual(dialog.project_id, self.project)

    def test_done_here_and_there(self):
        """By whoever is charged, with and without a right to projects; nothing goes round in circles."""
        task = self._make_task()
        self.measure.with_user(self.contributor).percent = 40
        self.assertEqual(task.state, "01_in_progress")
        task.with_user(self.contributor).state = "03_approved"
        self.assertEqual(self.measure.percent, 40, "not done yet")
        task.with_user(self.contributor).state = "1_done"
        self.assertEqual((self.measure.progress, self.measure.percent), ("done", 100))
        said = self.plan.sudo().message_ids.filtered(lambda one: "100" in (one.body or ""))
        self.assertEqual(said.author_id, self.contributor.partner_id)
        self.contributor.sudo().group_ids = [Command.unlink(self.project_user.id)]
        self.measure.with_user(self.contributor).progress = "under_way"
        self.assertEqual(task.state, "01_in_progress")
        self.measure.with_user(self.contributor).action_done()
        self.assertEqual(task.state, "1_done")
        task.state = "04_waiting_normal"
        self.assertEqual((self.measure.progress, self.measure.percent), ("under_way", 0))
        task.state = "1_canceled"
        self.assertEqual(self.measure.progress, "under_way", "what is cancelled is not done")
        task.write({"state": "1_done"})
        self.assertEqual(self.measure.progress, "done")

    def test_who_is_not_charged_ends_no_task(self):
        """A colleague of the unit in the project says nothing of another one's measure."""
        task = self._make_task()
        self.colleague.sudo().group_ids = [Command.link(self.project_user.id)]
        self.project.message_subscribe(self.colleague.partner_id.ids)
        with self.assertRaises(AccessError):
            task.with_user(self.colleague).write({"state": "1_done"})
        with self.assertRaises(AccessError):
            task.with_user(self.colleague).sudo().write({"state": "1_done"})
        self.env.invalidate_all()
        self.assertEqual(self.measure.progress, "not_begun")

    def test_what_was_agreed_stays(self):
        """Title and day are the plan's, which changes by a new version; people are whose who give out work."""
        task = self._make_task()
        for vals in (
            {"name": "Việc khác"},
            {"date_deadline": Datetime.add(task.date_deadline, days=30)},
            {"date_deadline": False},
            {"name": "Việc khác", "state": "1_done"},
        ):
            for user in (self.officer, self.leader):
                with self.subTest(vals=vals), self.assertRaises(UserError):
                    task.with_user(user).write(vals)
                self.env.invalidate_all()
        self.assertEqual(task.name, self.measure.display_name)
        self.assertEqual(self.measure.progress, "not_begun")
        task.with_user(self.leader).write({"user_ids": [Command.set(self.officer.ids)]})
        self.assertEqual(self.measure.user_ids, self.officer)
        with self.assertRaises(UserError):
            task.with_user(self.officer).write({"user_ids": [Command.set(self.contributor.ids)]})
        with self.assertRaises(UserError):
            task.with_user(self.leader).write({"user_ids": [Command.link(self.other_officer.id)]})
        self.env.invalidate_all()
        self.assertEqual(task.user_ids, self.officer)
        self.measure.with_user(self.leader).user_ids = self.contributor
        self.assertEqual(task.user_ids, self.contributor)
        task.write({"priority": "1", "description": "Ghi chú của đơn vị"})
        self.assertEqual(task.priority, "1", "what the measure does not say is the task's own")

    def test_people_of_divisions_stay_charged(self):
        """They are taken out of the task by the division alone."""
        division = (
            self.env["cchc.division"]
            .with_user(self.leader)
            .create(
                {
                    "name": "Văn phòng",
                    "unit_id": self.unit.id,
                    "user_ids": [Command.set(self.colleague.ids)],
                }
            )
        )
        measure = self.measure.with_user(self.leader)
        measure.division_ids = division
        task = self._make_task()
        self.assertEqual(task.user_ids, self.contributor | self.colleague)
        task.with_user(self.leader).user_ids = self.officer
        self.assertEqual(measure.user_ids, self.officer)
        self.assertEqual(task.user_ids, self.officer | self.colleague)

    def test_deleted(self):
        """A task that is deleted leaves the measure as it is, and another may be made."""
        task = self._make_task()
        task.state = "1_done"
        task.sudo().unlink()
        self.assertEqual(self.measure.progress, "done")
        self.assertFalse(self.measure.with_user(self.officer).has_task)
        again = self._make_task()
        self.assertEqual(again.state, "1_done")
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM cchc_plan_measure WHERE id = %s", [self.measure.id])
        self.env.invalidate_all()
        self.assertFalse(again.sudo().cchc_measure_id)
        self.assertEqual(again.sudo().cchc_unit_id, self.unit, "it stays the unit's own")

    def test_a_new_version_takes_the_task_over(self):
        """What was agreed anew is what the task says from then on; until then the old one holds."""
        task = self._make_task()
        dropped = self._make_task(self._plan_line(self.plan, "2.1").measure_ids)
        answer = self.plan.with_user(self.officer).action_new_version()
        newer = self.env["cchc.plan"].with_user(self.officer).browse(answer["res_id"])
        measure = self._plan_line(newer, "1.2").measure_ids
        day = Date.add(measure.date, days=20)
        measure.write({"name": "Biện pháp mới", "date": day})
        self._plan_line(newer, "2.1").measure_ids.unlink()
        self._plan_line(newer, "2.1").no_measure_reason = "Đã xong ở nơi khác."
        self.assertEqual(task.name, "Biện pháp cho 1.2")
        task.with_user(self.contributor).state = "1_done"
        self._agree(newer)
        self.assertEqual((task.name, task._get_cchc_day()), ("Biện pháp mới", day))
        self.assertEqual(task.sudo().cchc_measure_id, measure)
        self.assertEqual((task.state, measure.progress), ("1_done", "done"))
        dropped.write({"name": "Việc riêng", "state": "1_done"})
        self.assertEqual(dropped.name, "Việc riêng", "no measure that holds says anything of it")

    def test_a_plan_that_is_closed(self):
        """Its tasks are the unit's own, and change nothing of it any more."""
        task = self._make_task()
        dialog = self.plan.with_user(self.leader).action_close()
        step = self.env["cchc.plan.step"].with_user(self.leader).browse(dialog["res_id"])
        step.reason = "Hết năm."
        step.action_confirm()
        task.write({"state": "1_done", "name": "Việc khác"})
        self.assertEqual(self.measure.progress, "not_begun")
        with self.assertRaisesRegex(UserError, "while the plan is carried out"):
            self._plan_line(self.plan, "2.1").measure_ids.with_user(self.officer).action_make_task()

    def test_only_a_project_of_the_unit(self):
        """One that everybody sees, or that somebody else follows, is refused, also to move the task to."""
        task = self._make_task()
        other = self._plan_line(self.plan, "2.1").measure_ids
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        for sentence, people, values in (
            (
                "more than those who are invited",
                self.own_people,
                {"privacy_visibility": "employees"},
            ),
            ("more than those who are invited", self.own_people, {"privacy_visibility": "portal"}),
            ("somebody who is not of", self.own_people | self.other_officer, {}),
            ("somebody who is not of", self.own_people, {"user_id": self.secretary.id}),
            ("of another company", self.own_people, {"company_id": company.id}),
        ):
            project = self._make_project(people, **values)
            with self.subTest(sentence=sentence):
                with self.assertRaisesRegex(UserError, sentence):
                    other.with_user(self.officer)._make_task(project.with_user(self.officer).sudo())
                with self.assertRaises(UserError):
                    task.with_user(self.officer).sudo().write({"project_id": project.id})
            self.env.invalidate_all()
        self.assertEqual(task.project_id, self.project)
        outsider = self.env["res.partner"].create({"name": "Công ty tư vấn"})
        self.project.message_subscribe(outsider.ids)
        with self.assertRaisesRegex(UserError, "somebody who is not of"):
            self._make_task(other)

    def test_one_task_each(self):
        """Two who press the button at the same moment do not make two."""
        task = self._make_task()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO project_task (name, state, cchc_measure_id, company_id, active) "
                "SELECT name, state, cchc_measure_id, company_id, TRUE FROM project_task WHERE id = %s",
                [task.id],
            )

    def test_copies_and_parts_stay_the_units_own(self):
        """A copy is no measure, and neither is a part; both are seen by the unit's people alone."""
        task = self._make_task()
        part = (
            self.env["project.task"]
            .with_user(self.officer)
            .create({"name": "Một phần", "parent_id": task.id, "project_id": self.project.id})
        )
        copied = task.copy()
        everything = part | copied | copied.sudo().child_ids
        self.assertEqual(len(everything), 3)
        for one in everything:
            self.assertFalse(one.sudo().cchc_measure_id)
            self.assertEqual(one.sudo().cchc_unit_id, self.unit)
            self.assertFalse(one.with_user(self.other_officer).has_access("read"))
        part.state = "1_done"
        copied.write({"name": "Khác", "state": "1_done"})
        self.assertEqual(self.measure.progress, "not_begun")

    def test_repetitions_and_what_becomes_a_part(self):
        """What Odoo makes by itself, what is copied with its project, and what is put below such a task."""
        task = self._make_task()
        loose = (
            self.env["project.task"]
            .with_user(self.officer)
            .create({"name": "Việc có sẵn", "project_id": self.project.id})
        )
        below = loose.copy({"parent_id": loose.id})
        self.assertTrue(loose.with_user(self.other_officer).has_access("read"))
        loose.write({"parent_id": task.id})
        self.project.sudo().allow_recurring_tasks = True
        known = self.env["project.task"].search([])
        task.sudo().write(
            {
                "recurring_task": True,
                "repeat_interval": 1,
                "repeat_unit": "week",
                "repeat_type": "forever",
            }
        )
        task.with_user(self.contributor).state = "1_done"
        repeated = self.env["project.task"].search([]) - known
        self.assertTrue(repeated, "Odoo makes the next one")
        copied = self.project.sudo().copy().task_ids
        self.assertTrue(copied)
        for one in loose | below | repeated | copied:
            self.assertEqual(one.sudo().cchc_unit_id, self.unit, one.name)
            self.assertFalse(one.with_user(self.other_officer).has_access("read"))

    def test_letters_go_to_the_units_people(self):
        """Whoever comes to follow the project or the task later is told nothing."""
        task = self._make_task()
        task.sudo().message_subscribe(self.other_officer.partner_id.ids)
        before = self.env["mail.message"].search([])
        task.message_post(
            body="Đã họp.",
            partner_ids=self.contributor.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        told = (self.env["mail.message"].search([]) - before).notified_partner_ids
        self.assertIn(self.contributor.partner_id, told)
        self.assertNotIn(self.other_officer.partner_id, told)

    def test_screens(self):
        """The buttons are on both forms, for who may press them."""
        with Form(self.measure.with_user(self.officer)) as form:
            self.assertTrue(form.may_make_task)
        self._make_task()
        for user, has_task in ((self.officer, True), (self.secretary, False)):
            with Form(self.measure.with_user(user)) as form:
                self.assertEqual((form.has_task, form.may_make_task), (has_task, False))
        arch = self.env["project.task"].with_user(self.officer).get_view(view_type="form")["arch"]
        self.assertIn("action_open_measure", arch)


@tagged("post_install", "-at_install")
class TestHygiene(ModelHygiene, CchcCase):
    """What every model, view and string of this addon has to have, as in the main addon."""

    MODULE = MODULE


@tagged("post_install", "-at_install")
class TestPlanProjectAttacks(PlanProjectCase, RemoteCase):
    """Over JSON-RPC: another unit's officer, the council and its secretary, all of whom manage projects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.task = cls._make_task()
        cls.strangers = cls.other_officer | cls.secretary | cls.appraiser
        cls.env.flush_all()

    def test_nobody_else_sees_a_task(self):
        """Neither by reading and searching, nor by counts, names, analyses and what leads there."""
        for user in self.strangers:
            for model, method, *args in (
                ("project.task", "read", self.task.ids, ["name"]),
                ("project.task", "write", self.task.ids, {"priority": "1"}),
                ("project.task", "unlink", self.task.ids),
                ("project.task", "copy", self.task.ids),
                ("project.task", "action_open_measure", self.task.ids),
            ):
                with self.subTest(user=user.login, method=method):
                    self._assert_refused(self._call(model, method, *args, user=user))
            for model, method, *args in (
                ("project.task", "search", [["id", "in", self.task.ids]]),
                ("project.task", "search_count", [["name", "like", "Biện pháp cho"]]),
                ("project.task", "name_search", "Biện pháp cho"),
                ("report.project.task.user", "search", [["task_id", "in", self.task.ids]]),
                ("project.project", "search", [["task_ids.name", "like", "Biện pháp cho"]]),
                (
                    "mail.message",
                    "search",
                    [
                        ["model", "=", "project.task"],
                        ["res_id", "=", self.task.id],
                    ],
                ),
            ):
                with self.subTest(user=user.login, model=model, method=method):
                    self.assertFalse(self._call(model, method, *args, user=user))
            grouped = self._call(
                "project.task",
                "formatted_read_group",
                [["id", "=", self.task.id]],
                ["project_id"],
                ["__count"],
                user=user,
            )
            self.assertFalse(grouped)
            analysed = self._call(
                "report.project.task.user",
                "formatted_read_group",
                [],
                ["name"],
                ["__count"],
                user=user,
            )
            self.assertIsInstance(analysed, list)
            self.assertNotIn("Biện pháp cho", str(analysed))
        told = self._call(
            "cchc.plan.measure",
            "read",
            self.measure.ids,
            ["has_task", "may_make_task"],
            user=self.secretary,
        )
        self.assertEqual([told[0]["has_task"], told[0]["may_make_task"]], [False, False])
        self._assert_refused(
            self._call(
                "cchc.plan.measure", "action_open_task", self.measure.ids, user=self.secretary
            )
        )

    def test_nobody_hooks_a_task_to_a_measure(self):
        """Or frees one: which measure and unit a task is of is the system's, for a person of the unit, too."""
        own = (
            self.env["project.task"]
            .with_user(self.other_officer)
            .create({"name": "Việc riêng", "project_id": self._make_project(self.other_officer).id})
        )
        other = self._plan_line(self.plan, "2.1").measure_ids
        for user, task in (
            (self.other_officer, own),
            (self.secretary, own),
            (self.officer, self.task),
            (self.leader, self.task),
        ):
            for vals in (
                {"cchc_measure_id": other.id},
                {"cchc_measure_id": False},
                {"cchc_unit_id": False},
                {"cchc_unit_id": self.other_unit.id},
            ):
                with self.subTest(user=user.login, vals=vals):
                    self._assert_refused(
                        self._call("project.task", "write", task.ids, vals, user=user)
                    )
            for name, value in (("cchc_measure_id", other.id), ("cchc_unit_id", self.unit.id)):
                made = self._call(
                    "project.task",
                    "create",
                    {"name": "Móc nối", "project_id": task.sudo().project_id.id},
                    user=user,
                    context={f"default_{name}": value},
                )
                if isinstance(made, int):
                    self.assertFalse(self.env["project.task"].browse(made)[name], user.login)
        self.env.invalidate_all()
        self.assertEqual(self.task.sudo().cchc_measure_id, self.measure)
        self.assertFalse(other.sudo().task_ids)
        with self.assertRaises(AccessError):
            self.task.sudo().write({"cchc_measure_id": other.id})

    def test_nobody_else_makes_a_task_of_a_measure(self):
        """Nor a contributor of the unit; the dialog tells nothing of a measure or a project that is not theirs."""
        other = self._plan_line(self.plan, "2.1").measure_ids
        foreign = self._make_project(self.other_officer)
        for user in (*self.strangers, self.contributor):
            with self.subTest(user=user.login):
                self._assert_refused(
                    self._call("cchc.plan.measure", "action_make_task", other.ids, user=user)
                )
                made = self._call(
                    "cchc.plan.task",
                    "create",
                    {"measure_id": other.id, "project_id": foreign.id},
                    user=user,
                )
                if isinstance(made, int):
                    self._assert_refused(
                        self._call("cchc.plan.task", "action_make", [made], user=user)
                    )
        self._assert_refused(
            self._call(
                "cchc.plan.task",
                "create",
                {"measure_id": other.id, "project_id": foreign.id},
                user=self.officer,
            )
        )
        self.env.invalidate_all()
        self.assertFalse(other.sudo().task_ids)

    def test_without_a_right_to_projects(self):
        """The officer's rights there are what counts: nothing is made in their name."""
        self.officer.sudo().group_ids = [Command.unlink(self.project_user.id)]
        other = self._plan_line(self.plan, "2.1").measure_ids.with_user(self.officer)
        self.env.flush_all()
        self.assertFalse(other.may_make_task)
        with self.assertRaises(AccessError):
            other._make_task(self.project.with_user(self.officer))
        self.env.invalidate_all()
        self.assertFalse(other.sudo().task_ids)
