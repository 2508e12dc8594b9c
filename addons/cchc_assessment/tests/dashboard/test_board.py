from datetime import datetime, timedelta

from freezegun import freeze_time
from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import CchcCase

# a Thursday, 17:00 in Việt Nam
DEADLINE = datetime(2026, 12, 31, 10, 0)


@tagged("post_install", "-at_install")
class TestBoard(CchcCase):
    """What the secretary sees of all units, and how to find those that need something."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period.self_deadline = DEADLINE
        cls.idle_unit = cls.env["cchc.unit"].create(
            {"name": "A chưa bắt đầu", "code": "T-A", "group_id": cls.group.id}
        )
        with freeze_time(DEADLINE - timedelta(days=30)):
            cls._open_period()
        cls.idle = cls.period.assessment_ids.filtered(lambda row: row.unit_id == cls.idle_unit)
        cls.other_assessment -= cls.idle
        cls.board = cls.env["cchc.assessment"].with_user(cls.secretary)

    def _filter(self, name):
        """The assessments that this filter of the board finds, as the secretary."""
        view = self.env.ref("cchc_assessment.cchc_board_view_search")
        node = etree.fromstring(view.arch).find(f".//filter[@name='{name}']")
        return self.board.search(
            [("period_id", "=", self.period.id), *safe_eval(node.get("domain"))]
        ).sudo()

    def test_what_the_board_shows(self):
        """Progress, documents missing, the last activity and whether somebody cannot be reached."""
        with freeze_time(DEADLINE - timedelta(days=9)):
            self._fill_in()
        with freeze_time(DEADLINE - timedelta(days=5)):
            row = self.assessment.with_user(self.secretary)
            self.assertEqual(row.progress, 100)
            # of four criteria that ask for evidence one has a document
            self.assertEqual(row.missing_count, 3)
            self.assertEqual(row.days_left, 5)
            self.assertEqual(row.last_change, DEADLINE - timedelta(days=9))
            self.assertFalse(row.contact_problem)
            idle = self.idle.with_user(self.secretary)
            self.assertFalse(idle.is_begun)
            # what it has not scored asks for nothing yet
            self.assertEqual(idle.missing_count, 0)
            self.assertIn("no officer", idle.contact_problem)
            self.assertIn("no leader", idle.contact_problem)

    def test_a_document_is_a_beginning(self):
        """Who has filed a document has begun, until it is taken away again."""
        with freeze_time(DEADLINE - timedelta(days=9)):
            evidence = self._file(self._line("1.2"))
            self.assertTrue(self.assessment.is_begun)
            evidence.unlink()
            self.assertFalse(self.assessment.is_begun)

    def test_those_that_have_not_begun_come_first(self):
        """The list begins with the units that have not begun."""
        with freeze_time(DEADLINE - timedelta(days=9)):
            self._line("1.2").with_user(self.officer).manual_score = 1
        arch = self.env.ref("cchc_assessment.cchc_board_view_list").arch
        order = arch.partition('default_order="')[2].partition('"')[0]
        rows = self.board.search([("period_id", "=", self.period.id)], order=order)
        self.assertEqual(rows[-1], self.assessment)
        self.assertEqual(rows[0], self.idle)

    def test_filters(self):
        """Each filter finds the units that it names."""
        everyone = self.assessment | self.other_assessment | self.idle
        with freeze_time("2026-12-28 03:00:00"):
            self.assertEqual(self._filter("not_begun"), everyone)
            self._fill_in()
            self._send()
            self.assertEqual(self._filter("not_begun"), everyone - self.assessment)
            self.assertEqual(self._filter("leader_review"), self.assessment)
            self.assertEqual(self._filter("due_this_week"), everyone)
            self._approve()
            self.assertEqual(self._filter("submitted"), self.assessment)
            self.assertEqual(self._filter("due_this_week"), everyone - self.assessment)
            self.assertFalse(self._filter("late"))
            self.assertEqual(self._filter("without_leader"), self.idle)
            self.assertEqual(self._filter("without_officer"), self.idle)
            self.other_assessment.with_user(self.secretary)._extend_deadlines(
                DEADLINE + timedelta(days=5), "Sáp nhập"
            )
            self.assertEqual(self._filter("extended"), self.other_assessment)
        with freeze_time("2026-12-21 03:00:00"):
            self.assertFalse(self._filter("due_this_week"))
        with freeze_time(DEADLINE + timedelta(minutes=1)):
            self.assertEqual(self._filter("late"), self.idle)

    def test_at_any_size(self):
        """The board of 400 units asks the database as often as that of 10."""

        def count(number):
            units = self.env["cchc.unit"].create(
                [
                    {
                        "name": f"Đơn vị {number}-{index}",
                        "code": f"B{number}-{index}",
                        "group_id": self.group.id,
                        "officer_ids": [Command.set(self.officer.ids)],
                    }
                    for index in range(number)
                ]
            )
            # that many are made behind the request
            self.period._create_assessments(units)
            view = self.board.get_view(
                self.env.ref("cchc_assessment.cchc_board_view_list").id, "list"
            )
            specification = {
                name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
                for name in view["models"]["cchc.assessment"]
            }
            domain = [("unit_id", "in", units.ids)]
            return self._count_queries(
                lambda: self.board.web_search_read(domain, specification, limit=500)
            )

        count(1)
        self.assertEqual(count(10), count(400))
