"""A province's people, brought in by one file: a few accounts at a time, behind the request."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.period import cchc_work
from ...wizard import cchc_unit_import
from ..common import CchcCase, RemoteCase
from ..common_council import Council
from ..period.test_work import LOG_OF_PARTS
from .test_unit_import import UnitImport

GROUP = "Sở, ban, ngành"
# somebody in two pieces, and a unit in two of which the second does not say its name
ROWS = (
    ("T-M", "Sở Mới", GROUP, "Trần Văn Mới", "moi@example.com", "Cán bộ"),
    ("T-STN", "", "", "Lê Thị Hai", "hai@example.com", "Cán bộ"),
    ("T-M", "", "", "Lê Thị Đứng", "dung@example.com", "Lãnh đạo"),
    ("T-STN", "", "", "Trần Văn Mới", "moi@example.com", "Lãnh đạo"),
    ("T-K", "Sở Không Người", "T-SBN", "", "", ""),
)


class PeopleBehind(UnitImport):
    """Two rows are as many as are written in one transaction, and one as many as anybody waits for."""

    @classmethod
    def _make_few(cls):
        cls.startClassPatcher(patch.object(cchc_work, "MOST_AT_ONCE", 1))
        cls.startClassPatcher(patch.object(cchc_unit_import.CchcUnitImport, "_rows_at_once", 2))
        cls.job = cls.env.ref("cchc_assessment.cchc_work_cron")
        cls.admin = cls.env["res.users"].create(
            {
                "login": "cchc_it",
                "name": "Quản trị",
                "email": "it@example.com",
                "lang": "en_US",
                "group_ids": [Command.set(cls.env.ref("base.group_system").ids)],
            }
        )

    def _begin(self, user=None, rows=ROWS):
        dialog = self._dialog(*rows, user=user or self.admin, invite=False)
        action = dialog.action_import()
        self.assertEqual(action["res_model"], "cchc.work")
        # a dialog is gone long before all of it is done
        dialog.unlink()
        return self.env["cchc.work"].browse(action["res_id"])

    def _go_on(self):
        with self.enter_registry_test_mode():
            self.job.method_direct_trigger()
        self.env.invalidate_all()

    def _unit(self, code):
        return self.env["cchc.unit"].search([("code", "=", code)])

    def _assert_brought_in(self):
        new, leader = self._user("moi@example.com"), self._user("dung@example.com")
        [unit] = self._unit("T-M")
        self.assertEqual((unit.name, unit.group_id), ("Sở Mới", self.group))
        self.assertEqual((unit.officer_ids, unit.leader_ids), (new, leader))
        self.assertIn(new, self.unit.leader_ids)
        self.assertIn(self._user("hai@example.com"), self.unit.officer_ids)
        self.assertEqual(len(self._unit("T-K")), 1)
        roles = {
            self.env.ref(f"cchc_assessment.cchc_assessment_group_{role}")
            for role in ("officer", "leader")
        }
        # a leader is an officer as well
        self.assertLessEqual(roles, set(new.all_group_ids))


@tagged("post_install", "-at_install")
class TestPeopleBehind(PeopleBehind, Council, CchcCase):
    """What becomes of the rows is shown at once; what they say is written a few rows at a time, each once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_few()

    def test_it_is_no_secretary_s(self):
        """What goes wrong names accounts of other provinces: whoever asked reads it, and nobody else."""
        work = self._begin()
        for reader, expected in ((self.admin, 1), (self.secretary, 0)):
            with self.subTest(reader.name):
                self.assertEqual(
                    len(work.with_user(reader).search([("id", "=", work.id)])), expected
                )
                parts = work.part_ids.with_user(reader)
                self.assertEqual(bool(parts.search([("id", "in", parts.ids)])), bool(expected))

    def test_many_rows(self):
        """The request writes nothing; the job writes all, tells whoever asked, and forgets what stood in the file."""
        work = self._begin()
        self.assertEqual((work.kind, work.state, work.total_count), ("people", "running", 3))
        self.assertEqual(work.company_id, self.env.company)
        self.assertFalse(self._user("moi@example.com") or self._unit("T-M"))
        self.assertTrue(all(work.part_ids.sudo().mapped("content")))
        seen = work.with_user(self.admin)
        self.assertIn("Import of Units and People", seen.with_context(lang="en_US").display_name)
        self._go_on()
        self._assert_brought_in()
        self.assertEqual((work.state, work.done_count, work.failed_count), ("done", 3, 0))
        self.assertFalse(any(work.part_ids.sudo().mapped("content")))
        said = seen.with_context(lang="en_US").outcome
        self.assertEqual(said, "3 of 3 parts are done.")
        [told] = self.env["mail.message"].search(
            [("partner_ids", "=", self.admin.partner_id.id), ("body", "ilike", said)]
        )
        self.assertFalse(told.model or told.res_id)

    def test_few_rows(self):
        """Rows that change nothing are none of those for which somebody waits."""
        self._begin()
        self._go_on()
        dialog = self._dialog(*ROWS, user=self.admin, invite=False)
        self.assertEqual((dialog.row_count, dialog.news_count), (5, 0))
        self.assertEqual(dialog.action_import()["tag"], "display_notification")

    def test_in_any_order(self):
        """A piece says by itself how its unit is made, whichever comes first."""
        work = self._begin()
        for part in work.part_ids.sorted("id", reverse=True):
            part._do_waiting()
            self.assertEqual(part.state, "done", part.failure)
        self._assert_brought_in()

    def test_ended_in_the_middle(self):
        """What was written before the server was killed stays; what was being written is written anew, and once."""
        work = self._begin()
        self.env.flush_all()
        first, second, third = work.part_ids
        first._do_waiting()
        write = cchc_unit_import.CchcUnitImport._write_plan

        def end(dialog, plan):
            write(dialog, plan)
            self.env.flush_all()
            raise SystemExit

        with (
            patch.object(cchc_unit_import.CchcUnitImport, "_write_plan", end),
            self.assertRaises(SystemExit),
            self.env.cr.savepoint(),
        ):
            second._do_waiting()
        self.env.invalidate_all()
        self.assertEqual(
            (work.part_ids.mapped("state"), bool(self._user("dung@example.com"))),
            (["done", "waiting", "waiting"], False),
        )
        self._go_on()
        self._assert_brought_in()
        users = self.env["res.users"].search_count([])
        for part in (first, second, third):
            part._do_waiting()
        self.assertEqual(self.env["res.users"].search_count([]), users)

    def test_as_whoever_asked(self):
        """A secretary whom the administrator allows it no more makes no account, and is told of which rows."""
        self._allow()
        work = self._begin(self.secretary)
        self.env["ir.config_parameter"].set_param(
            "cchc_assessment.secretary_makes_accounts", "False"
        )
        self._go_on()
        self.assertEqual(work.part_ids.mapped("state"), ["failed", "failed", "done"])
        self.assertRegex(work.part_ids[0].failure, "moi@example.com")
        self.assertFalse(self._user("moi@example.com") or self._unit("T-M"))
        self.assertTrue(self._unit("T-K"))

    @mute_logger(LOG_OF_PARTS)
    def test_who_has_left(self):
        """In the name of nobody nothing is brought in."""
        work = self._begin()
        self.admin.active = False
        self._go_on()
        self.assertEqual(set(work.part_ids.mapped("state")), {"failed"})
        self.assertFalse(self._unit("T-M"))

    def test_cancelled(self):
        """What is written stays, the rest is left, and what stood in the file is forgotten."""
        work = self._begin()
        work.part_ids[0]._do_waiting()
        work.with_user(self.admin).action_cancel()
        self.assertEqual(work.state, "cancelled")
        self.assertFalse(any(work.part_ids.sudo().mapped("content")))
        self._go_on()
        self.assertTrue(self._user("moi@example.com"))
        self.assertFalse(self._user("dung@example.com"))


@tagged("post_install", "-at_install")
class TestPeopleBehindRemotely(PeopleBehind, Council, RemoteCase):
    """What a file says of people is read by nobody on the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_few()

    def test_by_others(self):
        """Neither the rows nor, for whoever asked for nothing, that there are any."""
        work = self._begin()
        for user in (self.admin, self.secretary):
            with self.subTest(user=user.login):
                self._assert_refused(
                    self._call("cchc.work.part", "read", work.part_ids.ids, ["content"], user=user)
                )
        other = self.admin.copy(
            {"login": "cchc_it_2", "password": "cchc_it_2", "email": "it2@example.com"}
        )
        for user in (self.officer, self.appraiser, other):
            with self.subTest(user=user.login):
                for model, ids in (("cchc.work", work.ids), ("cchc.work.part", work.part_ids.ids)):
                    self._assert_refused(self._call(model, "read", ids, ["state"], user=user))
                self._assert_refused(self._call("cchc.work", "action_cancel", work.ids, user=user))
