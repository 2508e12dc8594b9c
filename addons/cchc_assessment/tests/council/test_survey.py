import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.period import cchc_work
from ...wizard import cchc_survey_import
from ..common import CchcCase
from ..common_council import Council, make_survey


@tagged("post_install", "-at_install")
class TestSurvey(Council, CchcCase):
    """Points of a survey from a workbook: all rows, or none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        for assessment in (cls.assessment, cls.other_assessment):
            cls._submit(assessment)
            cls._start(assessment)

    def _wizard(self, *rows, user=None, **kwargs):
        return (
            self.env["cchc.survey.import"]
            .with_user(user or self.secretary)
            .create({"period_id": self.period.id, "file": make_survey(*rows, **kwargs)})
        )

    def _assert_not_imported(self, sentence, *rows):
        good = ("T-SDC", "2.2", 2, 100)
        wizard = self._wizard(good, *rows)
        self.assertEqual((wizard.row_count, wizard.problem_count), (1 + len(rows), 1))
        with self.assertRaisesRegex(UserError, sentence):
            wizard.action_import()
        other = self._appraisal("2.2", assessment=self.other_assessment)
        self.assertFalse(other.is_decided, "the good row is not imported either")

    def test_points_are_imported(self):
        """By code or by name, with a decimal comma, and with how many were asked."""
        self._wizard(
            ("T-STN", "2.2", "2,75", 120), ("Sở Đối chứng", "Mức độ hài lòng", 1.5, None)
        ).action_import()
        mine = self._appraisal("2.2")
        theirs = self._appraisal("2.2", assessment=self.other_assessment)
        self.assertEqual((mine.score, theirs.score), (2.75, 1.5))
        self.assertEqual(mine.remark, "Survey, 120 people asked.")
        self.assertEqual(mine.appraiser_id, self.secretary)

    def test_many_points(self):
        """They are written behind the request, a few rows at a time, by the rights of whoever asked then."""
        self.startPatcher(patch.object(cchc_work, "MOST_AT_ONCE", 1))
        self.startPatcher(patch.object(cchc_survey_import.CchcSurveyImport, "_rows_at_once", 1))
        both = self._appraisal("2.2") | self._appraisal("2.2", assessment=self.other_assessment)
        both = both.sudo()
        rows = ("T-STN", "2.2", "2,75", 120), ("Sở Đối chứng", "Mức độ hài lòng", 1.5, None)
        first, second = (
            self.env["cchc.work"].browse(self._wizard(*rows, user=user).action_import()["res_id"])
            for user in (self.secretary, self._make_user("second", "secretary"))
        )
        self.assertFalse(any(both.mapped("is_decided")))
        self.assertEqual((first.kind, first.period_id), ("survey_points", self.period))
        first.user_id.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        for part in first.part_ids:
            part._do_waiting()
        self.assertEqual(set(first.part_ids.mapped("state")), {"failed"})
        self.assertFalse(any(both.mapped("is_decided")))
        with self.enter_registry_test_mode():
            self.env.ref("cchc_assessment.cchc_work_cron").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((second.state, second.done_count), ("done", 2))
        self.assertEqual(both.mapped("score"), [2.75, 1.5])
        self.assertEqual(both[0].remark, "Survey, 120 people asked.")
        self.assertEqual(both.appraiser_id, second.user_id)

    def test_the_dry_run_changes_nothing(self):
        """It shows each row and what is wrong with it."""
        wizard = self._wizard(("T-STN", "2.2", 2, 120), ("T-XXX", "2.2", 2, 120))
        self.assertIn("T-XXX", wizard.preview)
        rows = wizard.preview.count("<tr") - 1
        cells = wizard.preview.count("<td")
        self.assertEqual(
            cells, 6 * rows, "what a row leaves out has an empty cell: the next ones stay in theirs"
        )
        self.assertEqual((wizard.row_count, wizard.problem_count), (2, 1))
        self.assertFalse(self._appraisal("2.2").is_decided)

    def test_bad_rows_are_named(self):
        """Each with its row and a sentence; nothing of the file is imported."""
        for sentence, row in (
            ("Row 5: “T-XXX” is no unit of the period", ("T-XXX", "2.2", 2, 1)),
            ("Row 5: “9.9” is no criterion of the unit", ("T-STN", "9.9", 2, 1)),
            ("Row 5: 3.5 points are more than the maximum of 3", ("T-STN", "2.2", 3.5, 1)),
            ("Row 5: “nhiều” is no number of points", ("T-STN", "2.2", "nhiều", 1)),
            ("Row 5: -1 points", ("T-STN", "2.2", -1, 1)),
            ("Row 5: The row has no points", ("T-STN", "2.2", None, 1)),
            ("Row 5: “1.5” is no number of people", ("T-STN", "2.2", 1, 1.5)),
            ("Row 5: The unit scores this criterion itself", ("T-STN", "1.2", 1, 1)),
            ("Row 5: It says the same unit and criterion as row 4", ("Sở Đối chứng", "2.2", 1, 1)),
        ):
            with self.subTest(sentence=sentence):
                self._assert_not_imported(sentence, row)

    def test_a_unit_that_is_concluded_is_left_alone(self):
        """Its points cannot change any more."""
        self._decide_all()
        self._conclude()
        self._assert_not_imported("not part of a round under way", ("T-STN", "2.2", 1, 1))

    def test_what_is_no_survey_is_refused(self):
        """A file that is no workbook, and one without the headings."""
        for content, sentence in (
            (base64.b64encode(b"xin chao"), "no file with a table"),
            (make_survey(("a", "b"), headings=("Cột 1", "Cột 2")), "Đơn vị, Tiêu chí, Điểm"),
        ):
            wizard = (
                self.env["cchc.survey.import"]
                .with_user(self.secretary)
                .create({"period_id": self.period.id, "file": content})
            )
            self.assertRegex(wizard.problem, sentence)
            with self.assertRaisesRegex(UserError, sentence):
                wizard.action_import()

    def test_only_the_secretary_imports(self):
        """A member of the council does not."""
        with self.assertRaises(AccessError):
            self._wizard(("T-STN", "2.2", 2, 120), user=self.appraiser)
