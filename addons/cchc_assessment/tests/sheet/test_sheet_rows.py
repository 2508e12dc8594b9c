import unicodedata

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import RemoteCase
from .test_sheet import SheetCase


@tagged("post_install", "-at_install")
class TestSheetRows(SheetCase, RemoteCase):
    """Several rows of the sheet are saved in one request, each by the rights and the log of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def _rows(self, values_by_code, seen=None):
        return [
            [line.id, values, line.revision if seen is None else seen]
            for code, values in values_by_code.items()
            for line in self._line(code).with_user(self.officer)
        ]

    def _save(self, rows, user=None, side="unit"):
        return self.assessment.with_user(user or self.officer).save_rows(side, rows)

    def test_saving_several(self):
        """Scores, calculation, sums and log follow as if each had been saved alone."""
        answer = self._save(
            self._rows(
                {
                    "1.1.1": {"option_id": self._option("1.1.1", 2).id},
                    "1.1.2": {"numerator": 8, "denominator": 10},
                    "1.2": {"explanation": "Không có."},
                }
            )
        )
        self.assertEqual(answer["refused"], [])
        self.assertEqual(len(answer["lines"]), 3)
        self.assertEqual(answer["totals"]["score"], 2.5)
        self.assertEqual(self._line("1.1.2").self_score, 0.5)
        logged = self._line("1.1.1").log_ids
        self.assertEqual(set(logged.mapped("field")), {"option_id", "self_score"})
        self.assertEqual(logged.user_id, self.officer)
        self._assert_as_computed(self.assessment.line_ids)

    def test_one_that_is_refused_stops_no_other(self):
        """A row above its maximum, one that a colleague has changed, and one that is the council's are named."""
        seen = self._line("2.1").with_user(self.officer).revision
        self._line("2.1").with_user(self.leader).write({"explanation": "Của lãnh đạo."})
        rows = self._rows({"1.2": {"manual_score": 9}, "2.2": {"manual_score": 1}})
        rows += self._rows({"2.1": {"explanation": "Của tôi."}}, seen)
        rows += self._rows({"1.1.1": {"option_id": self._option("1.1.1", 2).id}})
        answer = self._save(rows)
        refused = {row["id"]: row for row in answer["refused"]}
        self.assertEqual(
            refused.keys(), set((self._line("1.2") | self._line("2.1") | self._line("2.2")).ids)
        )
        conflict = refused[self._line("2.1").id]
        self.assertEqual(conflict["theirs"]["explanation"], "Của lãnh đạo.")
        self.assertGreater(conflict["revision"], seen)
        self.assertNotIn("theirs", refused[self._line("1.2").id])
        self.assertEqual(self._line("1.1.1").self_score, 2)
        self.assertEqual(self._line("2.1").explanation, "Của lãnh đạo.")
        self.assertIs(self._line("1.2").manual_score, False)

    def test_what_is_no_row_of_it(self):
        """Another assessment's row, one that stands twice, and what has another form are refused whole."""
        other = self._line("1.2", self.other_assessment)
        good = self._rows({"1.2": {"manual_score": 1}})
        for rows in (
            [[other.id, {"manual_score": 1}, 0]],
            [*good, *good],
            [*good, [good[0][0] + 10**6, {}, 0]],
            [[good[0][0], {"manual_score": 1}]],
            [[True, {}, 0]],
            [[good[0][0], [], 0]],
            good[0][0],
            None,
        ):
            with self.subTest(rows=rows), self.assertRaises(UserError):
                self._save(rows)
        for side in ("leader", None, [], {}):
            with self.subTest(side=side), self.assertRaises(UserError):
                self._save(good, side=side)
        self.assertIs(self._line("1.2").manual_score, False)

    def test_rights(self):
        """Who may not save a row alone may not save it among others, and what is closed stays closed."""
        rows = self._rows({"1.2": {"manual_score": 1}})
        for user in (self.other_officer, self.appraiser):
            with self.assertRaises(AccessError):
                self._save(rows, user)
        # the secretary reads it
        self.assertTrue(self._save(rows, self.secretary)["refused"])
        for values in ({"self_score": 2}, {"assessment_id": self.other_assessment.id}, {"x": 1}):
            (refused,) = self._save(self._rows({"1.2": values}))["refused"]
            self.assertTrue(refused["message"])
        self._line("1.2").with_user(self.leader).write({"explanation": "Của lãnh đạo."})
        values = {"explanation": "Của tôi.", "seen_revision": 10**9}
        (refused,) = self._save(self._rows({"1.2": values}, 0))["refused"]
        self.assertIn("theirs", refused)
        self._fill_in()
        self._send()
        before = self._line("1.2").manual_score
        self.assertTrue(self._save(self._rows({"1.2": {"manual_score": 2}}))["refused"])
        self.assertEqual(self._line("1.2").manual_score, before)

    def test_queries(self):
        """A hundred rows take as many queries as ten: they are checked, written and logged together."""
        counts = []
        for leaves in (10, 100):
            rubric = self._make_large_rubric(leaves)
            rubric.action_publish()
            period = self.period.copy(
                {
                    "rubric_ids": [Command.set(rubric.ids)],
                    "self_deadline": self.period.self_deadline,
                }
            )
            period.with_user(self.secretary).action_open()
            assessment = period.assessment_ids.filtered(lambda one: one.unit_id == self.unit)
            for _round in range(2):  # the first warms the caches
                rows = [
                    [line.id, {"option_id": line.criterion_id.option_ids[_round].id}, line.revision]
                    for line in assessment.line_ids.with_user(self.officer)
                ]
                count = self._count_queries(
                    lambda a=assessment, r=rows: a.with_user(self.officer).save_rows("unit", r)
                )
            self.assertEqual(set(assessment.line_ids.mapped("self_score")), {0})
            counts.append(count)
        self.assertLess(counts[1] - counts[0], 10, counts)

    def test_a_return_is_told(self):
        """Who returned it, and why, stands in the sheet until it is sent again."""
        self.assertFalse(self._sheet()["returned"])
        self._fill_in()
        self._send()
        self.env["cchc.assessment.return"].with_user(self.leader).create(
            {"assessment_id": self.assessment.id, "reason": "Xem lại tiêu chí 1.2."}
        ).action_return()
        returned = self._sheet()["returned"]
        self.assertEqual(returned["reason"], "Xem lại tiêu chí 1.2.")
        self.assertEqual(returned["user"], self.leader.name)
        mine = self.env["cchc.assessment"].with_user(self.officer)
        self.assertEqual(mine.search([("is_returned", "=", True)]), self.assessment)
        self.assertTrue(self.assessment.with_user(self.officer).is_returned)
        self.assertNotIn(self.assessment, mine.search([("is_returned", "=", False)]))
        (section,) = [
            section
            for section in self.env["cchc.dashboard"]
            .with_user(self.officer)
            .get_dashboard()["sections"]
            if section["key"] == "unit"
        ]
        self.assertEqual(
            [card["returned"]["reason"] for card in section["cards"]], [returned["reason"]]
        )
        self._send()
        self.assertFalse(self._sheet()["returned"])
        self.assertFalse(mine.search([("is_returned", "=", True)]))


@tagged("post_install", "-at_install")
class TestComposedTexts(SheetCase, RemoteCase):
    """What looks alike is stored alike: each letter and its marks in one, wherever it comes from."""

    TEXT = "Đã hoàn thành kế hoạch, xem Công văn số 5"
    APART = unicodedata.normalize("NFD", TEXT)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def test_every_entrance(self):
        """The sheet, a form, many rows, a creation, a default, an import, and the name of a file."""
        self.assertNotEqual(self.APART, self.TEXT)
        line = self._line("1.2")
        line.with_user(self.officer).save_row({"explanation": self.APART}, line.revision)
        self.assertEqual(line.explanation, self.TEXT)
        values = {"explanation": self.APART}
        line = self._line("2.1").with_user(self.officer)
        self.assessment.with_user(self.officer).save_rows(
            "unit", [[line.id, values, line.revision]]
        )
        self.assertEqual(line.explanation, self.TEXT)
        line = self._line("1.1.2")
        self._call("cchc.assessment.line", "web_save", line.ids, values, {}, user=self.officer)
        self.env.invalidate_all()
        self.assertEqual(line.explanation, self.TEXT)
        groups = self.env["cchc.unit.group"]
        for made in (
            groups.create({"name": self.APART, "code": "T-1"}),
            groups.create({"name": self.APART.encode(), "code": "T-2"}),
            groups.with_context(default_name=self.APART).create({"code": "T-3"}),
            groups.browse(groups.load(["name", "code"], [[self.APART, "T-4"]])["ids"]),
        ):
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(made.name, self.TEXT)
        self.assertEqual(groups.search_count([("name", "=", self.APART)]), 4)
        document = self._file(self._line("1.1.1"), file_name=f"{self.APART}.pdf")
        self.assertEqual(document.file_name, f"{self.TEXT}.pdf")
