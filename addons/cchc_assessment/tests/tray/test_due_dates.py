from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command, Date
from odoo.tests import tagged

from ..common import RemoteCase, WebCase, make_pdf
from .test_tray import DENIED, TrayCase


class DueCase(TrayCase):
    """A rubric one of whose criteria has a date of its own in three days, another four, one of them in the past."""

    @classmethod
    def _write_dates(cls):
        cls.soon = cls.today + timedelta(days=3)
        cls.criteria["1.1.1"].deadlines = cls._say(cls.soon)
        cls.days = [cls.today + timedelta(days=number) for number in (-40, 40, 80, 120)]
        cls.criteria["1.2"].deadlines = "; ".join(map(cls._say, cls.days))

    @classmethod
    def _say(cls, day):
        when = {-1: " năm trước", 0: "", 1: " năm sau"}[day.year - cls.today.year]
        return f"{day:%d/%m}{when}"

    @classmethod
    def _make_rubric(cls):
        rubric = super()._make_rubric()
        cls.today = cls.env.company._cchc_today()
        cls._write_dates()
        return rubric

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._follow()

    @classmethod
    def _follow(cls):
        cls.env["cchc.due.date"].sudo()._follow(cls.unit | cls.other_unit)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _dates(self, code, unit=None):
        return self.env["cchc.due.date"].search(
            [
                ("unit_id", "=", (unit or self.unit).id),
                ("criterion_id", "=", self.criteria[code].id),
            ]
        )

    def _activities(self, **conditions):
        found = self.env["mail.activity"].search([("cchc_due_id", "!=", False)])
        return found.filtered(lambda one: all(one[name] == is_ for name, is_ in conditions.items()))


@tagged("post_install", "-at_install")
class TestDueDates(DueCase):
    """The calendar follows the rubric; who is charged is reminded once; what is filed settles a date."""

    def test_each_date_of_each_unit(self):
        """From before the period is opened on; a second run of the job changes nothing."""
        self.assertEqual(self._dates("1.1.1").day, self.soon)
        quarters = self._dates("1.2")
        self.assertEqual(quarters.mapped("day"), self.days)
        self.assertEqual(len(self._dates("1.2", self.other_unit)), 4)
        before = self.env["cchc.due.date"].search([])
        with self.enter_registry_test_mode():
            self.env.ref("cchc_assessment.ir_cron_due_dates").method_direct_trigger()
        self.assertEqual(self.env["cchc.due.date"].search([]), before)
        self._open()
        self._follow()
        self.assertEqual(self.env["cchc.due.date"].search([]), before)

    def test_documents_settle_dates_of_their_time(self):
        """Gathered ahead or filed, and counted once; several of one quarter are that quarter's alone."""
        quarters = self._dates("1.2")
        chosen = [Command.set(self.criteria["1.2"].ids)]
        dates = self.env["cchc.due.date"].with_user(self.officer)
        late = [("is_late", "=", True), ("criterion_id", "=", self.criteria["1.2"].id)]
        self.assertFalse(any(quarters.mapped("is_done")))
        self.assertEqual(dates.search(late), quarters[0])
        for letter in "abc":
            day = self.days[0] - timedelta(days=2)
            self._gather(content=make_pdf(letter), criterion_ids=chosen, document_date=day)
        self.env.invalidate_all()
        self.assertEqual(quarters.mapped("is_done"), [True, False, False, False])
        self.assertFalse(dates.search(late))
        self._open()
        self.env.invalidate_all()
        self.assertEqual(quarters.mapped("is_done"), [True, False, False, False])
        filed = self._file(self._line("1.2", self.assessment), "2/BC", content=make_pdf("d"))
        filed.document_date = self.days[2]
        self.env.invalidate_all()
        self.assertEqual(quarters.mapped("is_done"), [True, False, True, False])
        self.assertEqual(dates.search([("is_done", "=", True)]), quarters[0] | quarters[2])
        self._line("1.2", self.assessment).with_user(self.officer).write(
            {"not_applicable": True, "explanation": "Không phát sinh"}
        )
        for due in quarters:
            self.env.invalidate_all()
            self.assertTrue(due.is_done)

    def test_who_is_reminded(self):
        """The unit's officers, each once, on no record; not again when it is put away, and not of what is far."""
        (activity,) = self._activities(user_id=self.officer)
        self.assertEqual(activity.date_deadline, self.soon)
        self.assertIn("1.1.1", activity.summary)
        self.assertFalse(activity.res_model)
        self.assertEqual(self._activities().user_id, self.officer | self.other_officer)
        self.assertEqual(self._dates("1.1.1").reminded_on, self.today)
        activity.unlink()
        self._follow()
        self.assertFalse(self._activities(user_id=self.officer))

    def test_a_week_ahead(self):
        """From seven days before until the day itself, on which nothing is late yet."""
        due = self._dates("1.1.1")
        for ahead, is_told, is_late in (
            (8, False, False),
            (7, True, False),
            (0, True, False),
            (-1, False, True),
        ):
            with self.subTest(ahead=ahead):
                self._activities().unlink()
                due._write_as_system(
                    {"day": self.today + timedelta(days=ahead), "reminded_on": False}
                )
                self.env.invalidate_all()
                due.sudo()._remind()
                self.assertEqual(bool(self._activities(cchc_due_id=due)), is_told)
                self.assertEqual(bool(due.reminded_on), is_told)
                self.assertEqual(due.is_late, is_late)
                found = due.search([("is_late", "=", True), ("id", "=", due.id)])
                self.assertEqual(bool(found), is_late)

    def test_whoever_it_was_given_to(self):
        """Where the work is given out it is theirs, and the officers are not told."""
        clerk = self._make_user("clerk", "contributor")
        self.unit.contributor_ids = clerk
        self._dates("1.1.1").sudo()._write_as_system({"reminded_on": False})
        self._activities().unlink()
        self._open()
        self.env["cchc.task"].with_user(self.leader).create(
            {
                "assessment_id": self.assessment.id,
                "criterion_id": self.criteria["1.1"].id,
                "user_ids": [Command.set(clerk.ids)],
            }
        )
        self._follow()
        self.assertEqual(self._activities().user_id, clerk)
        self.unit.contributor_ids = self.env["res.users"]
        self.assertFalse(self._activities())

    def test_reminders_end(self):
        """When it is filed, and where somebody has switched it off."""
        self._gather(criterion_ids=[Command.set(self.criteria["1.1.1"].ids)])
        self._follow()
        self.assertFalse(self._activities(user_id=self.officer))
        self._dates("1.1.1", self.other_unit).with_user(self.other_officer).is_muted = True
        self._follow()
        self.assertFalse(self._activities())

    def test_a_muted_date_reminds_nobody(self):
        self._activities().unlink()
        dates = self.env["cchc.due.date"].search([])
        dates._write_as_system({"reminded_on": False})
        self._dates("1.1.1").with_user(self.officer).is_muted = True
        self._follow()
        self.assertEqual(self._activities().user_id, self.other_officer)

    def test_another_rubric(self):
        """Dates of a rubric that is not the unit's any more go; those of the new one come."""
        version = self.env["cchc.rubric"].browse(self.rubric.action_new_version()["res_id"])
        version.criterion_ids.filtered("deadlines").deadlines = False
        twin = version.criterion_ids.filtered(lambda one: one.origin_id == self.criteria["1.1.1"])
        twin.deadlines = "01/03"
        version._publish()
        self.period.rubric_ids = version
        self._follow()
        found = self.env["cchc.due.date"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual(found.criterion_id, twin)
        self.assertEqual(found.day, Date.to_date(f"{self.today.year}-03-01"))

    def test_opening(self):
        """Before the form is there what was gathered ahead is opened, then the form."""
        due = self._dates("1.1.1").with_user(self.officer)
        self.assertEqual(due.action_open()["res_model"], "cchc.tray.document")
        clerk = self._make_user("clerk", "contributor")
        self.unit.contributor_ids = clerk
        with self.assertRaisesRegex(UserError, "not open yet"):
            due.with_user(clerk).action_open()
        self._open()
        self.assertEqual(due.action_open()["res_id"], self.assessment.id)


@tagged("post_install", "-at_install")
class TestDueDatesDoors(DueCase, RemoteCase):
    """A unit's calendar is its people's alone, and nothing in it is theirs to say but whether they are reminded."""

    def test_doors(self):
        clerk = self._make_user("clerk", "contributor")
        self.unit.contributor_ids = clerk
        due = self._dates("1.1.1")
        for user in self.other_officer | self.appraiser | self.secretary:
            for method, args in (
                ("read", [due.ids]),
                ("write", [due.ids, {"is_muted": True}]),
                ("action_open", [due.ids]),
            ):
                with self.subTest(user=user.login, method=method):
                    answer = self._call("cchc.due.date", method, *args, user=user)
                    self.assertRegex(str(answer), DENIED)
            found = self._call(
                "cchc.due.date", "search_read", [["unit_id", "=", self.unit.id]], ["day"], user=user
            )
            self.assertTrue(not found or str(found).startswith("AccessError"))
        self.assertTrue(self._call("cchc.due.date", "read", due.ids, ["day"], user=clerk))
        for user, vals in (
            (clerk, {"is_muted": True}),
            (self.officer, {"day": "2030-01-01"}),
            (self.officer, {"unit_id": self.other_unit.id}),
            (self.officer, {"reminded_on": False}),
        ):
            with self.subTest(user=user.login, vals=vals):
                answer = self._call("cchc.due.date", "write", due.ids, vals, user=user)
                self.assertRegex(str(answer), DENIED)
        for method, args in (("create", [[{"unit_id": self.unit.id}]]), ("unlink", [due.ids])):
            answer = self._call("cchc.due.date", method, *args, user=self.officer)
            self.assertRegex(str(answer), DENIED)
        self.assertIs(
            self._call("cchc.due.date", "write", due.ids, {"is_muted": True}, user=self.officer),
            True,
        )
        hidden = self._activities(user_id=self.other_officer)
        self.assertTrue(hidden)
        found = self._call(
            "mail.activity",
            "search_read",
            [["id", "in", hidden.ids]],
            ["summary"],
            user=self.officer,
        )
        self.assertFalse(found)


@tagged("post_install", "-at_install")
class TestDueDatesTour(DueCase, WebCase):
    def test_calendar(self):
        """An officer sees what is due in the month, and switches a reminder off."""
        self.env["res.lang"]._activate_lang("vi_VN")
        self.officer.lang = "vi_VN"
        # whatever day it is, the month shown has it
        due = self._dates("1.1.1")
        due.invalidate_recordset()
        self.env.cr.execute("UPDATE cchc_due_date SET day = %s WHERE id = %s", [self.today, due.id])
        self._play(
            "cchc_officer_looks_at_the_calendar",
            self.officer,
            "action-cchc_assessment.cchc_due_date_action",
        )
        self.env.invalidate_all()
        self.assertTrue(due.is_muted)
