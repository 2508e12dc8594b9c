"""A criterion's own deadline: what the date of the document that proves it proposes."""

import base64

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import CchcCase, RemoteCase, WebCase


class Deadlines:
    """The sample province, where a plan is due on 15 January and reports each quarter."""

    @classmethod
    def _make_rubric(cls):
        rubric = super()._make_rubric()
        cls.criteria["1.1.1"].deadlines = "15/01"
        return rubric

    def _file_on(self, *days, code="1.1.1"):
        documents = self.env["cchc.evidence"]
        for day in days:
            document = self._file(self._line(code), name=f"KH {day}")
            document.with_user(self.officer).document_date = day
            documents |= document
        return documents

    def _proposal(self, code="1.1.1"):
        return self._line(code).with_user(self.officer)._propose_level()


@tagged("post_install", "-at_install")
class TestTimeliness(Deadlines, CchcCase):
    """Proposed, never scored."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def test_a_late_document_proposes_the_late_level(self):
        """With its date, the deadline and the level in one sentence; nothing is chosen by it."""
        self.assertIs(self._proposal(), False)
        late = self._file_on("2026-01-28")
        self.assertEqual(
            self._proposal(),
            {
                "option_id": self._option("1.1.1", 1).id,
                "sentence": "Issued on 28/01/2026, due on 15/01/2026 → Không kịp thời",
            },
        )
        line = self._line("1.1.1")
        self.assertFalse(line.option_id)
        self.assertIs(line.self_score, False)
        [row] = self.assessment.with_user(self.officer).get_sheet_rows(line.ids)["lines"]
        self.assertEqual(row["timeliness"]["option_id"], self._option("1.1.1", 1).id)
        late.with_user(self.officer).document_date = "2026-01-15"
        self.assertEqual(self._proposal()["option_id"], self._option("1.1.1", 2).id)
        # a document without a date says nothing
        late.with_user(self.officer).document_date = False
        self.assertIs(self._proposal(), False)

    def test_in_the_users_language(self):
        """As an official would say it."""
        self.env["res.lang"]._activate_lang("vi_VN")
        self._file_on("2026-01-28")
        line = self._line("1.1.1").with_user(self.officer).with_context(lang="vi_VN")
        self.assertEqual(
            line._propose_level()["sentence"],
            "Ban hành ngày 28/01/2026, hạn 15/01/2026 → Không kịp thời",
        )

    def test_other_criteria_propose_nothing(self):
        """Neither without a deadline nor where there is no level to choose."""
        self._file_on("2026-01-28", code="1.1.2")
        self.assertIs(self._proposal("1.1.2"), False)

    def test_a_replaced_document_counts_no_more(self):
        """What was withdrawn proves nothing, its date neither."""
        late, _early = self._file_on("2026-01-28", "2026-01-10")
        self.assertIs(self._proposal(), False)
        late.with_user(self.officer).active = False
        self.assertEqual(self._proposal()["option_id"], self._option("1.1.1", 2).id)


@tagged("post_install", "-at_install")
class TestDeadlinesOfRubrics(Deadlines, CchcCase):
    """Written in the editor, checked, printed and read back."""

    def test_what_is_no_day_is_refused(self):
        """With the part that is wrong."""
        with self.assertRaisesRegex(ValidationError, "“31/02” is no day of a year"):
            self.criteria["1.1.1"].deadlines = "15/01; 31/02"

    def test_levels_that_tell_no_time_are_named(self):
        """A warning, no error: the rubric may be published."""
        self.criteria["1.1.2"].deadlines = "15/12"
        found = [
            one for one in self.rubric._get_findings() if one.kind == "deadline_without_levels"
        ]
        self.assertEqual(
            [(one.severity, one.criterion.code) for one in found], [("warning", "1.1.2")]
        )

    def test_it_goes_out_and_comes_back(self):
        """In the rubric's own form, in JSON, and among the changes of a new version."""
        self.criteria["1.1.1"].deadlines = "15/4; 15/01 năm sau"
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
        copied = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        [plan] = copied.criterion_ids.filtered(lambda one: one.code == "1.1.1")
        self.assertEqual(plan.deadlines, "15/04; 15/01 năm sau")
        [told] = self.rubric.with_user(self.secretary).read_exchange()
        told["criteria"][0]["children"][0]["children"][0]["deadlines"] = "15/7"
        made = self.env["cchc.rubric"].with_user(self.secretary).create_from_exchange(told)
        criteria = self.env["cchc.rubric"].browse(made).criterion_ids
        self.assertIn("15/7", criteria.mapped("deadlines"))
        told["criteria"][0]["children"][0]["children"][0]["deadlines"] = "bất kỳ"
        with self.assertRaises(UserError):
            self.env["cchc.rubric"].with_user(self.secretary).create_from_exchange(told)


@tagged("post_install", "-at_install")
class TestTimelinessTour(Deadlines, WebCase):
    """In the sheet's panel, in Chromium."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.officer.lang = "vi_VN"
        cls._open_period()

    def test_the_level_is_taken_by_one_click(self):
        """It is shown with its reason; the click alone chooses it."""
        self._file_on("2026-01-28")
        path = f"action-cchc_assessment.cchc_assessment_action/{self.assessment.id}"
        self._play("cchc_officer_takes_a_level", self.officer, path)
        self.assertEqual(self._line("1.1.1").option_id, self._option("1.1.1", 1))


@tagged("post_install", "-at_install")
class TestTimelinessAttacks(Deadlines, RemoteCase):
    """Dates of a unit's documents are the unit's, and what they propose as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def test_another_unit_learns_nothing(self):
        """Neither by the sheet's rows nor by calling what proposes."""
        self._file_on("2026-01-28")
        ids = self._line("1.1.1").ids
        for model, method, *args in (
            ("cchc.assessment", "get_sheet_rows", self.assessment.ids, ids),
            ("cchc.assessment", "get_sheet_rows", self.other_assessment.ids, ids),
            ("cchc.assessment.line", "_propose_level", ids),
            ("cchc.assessment.line", "save_row", ids, {}, 0),
        ):
            with self.subTest(method=method, ids=args[0]):
                answer = self._call(model, method, *args, user=self.other_officer)
                self.assertNotIn("28/01", str(answer))
                self.assertNotIn("Không kịp thời", str(answer))
        own = self._call(
            "cchc.assessment", "get_sheet_rows", self.assessment.ids, ids, user=self.officer
        )
        self.assertIn("28/01/2026", str(own))
