import base64
from io import BytesIO

from openpyxl import load_workbook
from psycopg2.errors import RestrictViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import CchcCase
from .test_rubric_import import make_workbook


@tagged("post_install", "-at_install")
class TestRubricGuards(CchcCase):
    """What would give a wrong score, or change a rubric in force, by ways that are easily overlooked."""

    def _messages(self):
        return " ".join(finding.message for finding in self.rubric._get_findings())

    def test_a_units_leaf_under_the_councils_branch_is_an_error(self):
        """A criterion that the unit would score for nothing, since its branch is the council's, stops publication."""
        self.criteria["1.1"].scored_by = "council"
        self.assertIn("which the council scores", self._messages())

    def test_a_deduction_from_a_penalty_is_an_error(self):
        """A penalty that is full for those who did nothing wrong stops publication."""
        self.criteria["2.1"].write(
            {"section": "penalty", "rule_type": "deduction", "points_per_item": 1}
        )
        self.assertIn("did nothing wrong", self._messages())

    def test_what_follows_from_the_tree_is_not_written(self):
        """No caller makes a leaf a branch, moves it to another company or rewrites where it comes from."""
        leaf, option = self.criteria["1.2"], self._option("1.1.1", 2)
        for record, values in (
            (leaf, {"is_leaf": False}),
            (leaf, {"level": 1}),
            (leaf, {"domain_id": self.criteria["2"].id}),
            (leaf, {"company_id": self.env.company.id}),
            (leaf, {"origin_id": leaf.id}),
            (option, {"rubric_id": self.rubric.id}),
            (self.rubric, {"origin_id": self.rubric.id}),
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                record.with_user(self.secretary).write(values)
        self.assertTrue(leaf.is_leaf)

    def test_a_published_rubric_keeps_its_groups(self):
        """Neither deleting a group of units nor archiving the rubric changes what is in force."""
        spare = self.env["cchc.unit.group"].create({"name": "Khác", "code": "T-KHAC"})
        self.rubric.group_ids |= spare
        self.rubric.with_user(self.secretary).action_publish()
        with mute_logger("odoo.sql_db"), self.assertRaises(RestrictViolation):
            spare.with_user(self.secretary).unlink()
        with self.assertRaises(UserError):
            self.rubric.with_user(self.secretary).write({"active": False})
        self.rubric.invalidate_recordset()
        self.assertIn(spare, self.rubric.group_ids)

    def test_two_rubrics_for_one_group_do_not_open(self):
        """Rubrics that came to share a group after they were chosen stop the opening of the period."""
        other = self.env["cchc.unit.group"].create({"name": "Khác", "code": "T-KHAC"})
        twin = self.rubric.copy({"group_ids": [Command.set(other.ids)]})
        self.period.rubric_ids |= twin
        twin.group_ids = self.group
        for rubric in self.rubric | twin:
            rubric.with_user(self.secretary).action_publish()
        with self.assertRaisesRegex(ValidationError, "two rubrics"):
            self.period.with_user(self.secretary).action_open()

    def test_caps_and_groups_are_compared(self):
        """A new version whose only change is its caps and groups is not called the same, on screen or printed."""
        self.rubric.with_user(self.secretary).action_publish()
        opened = self.rubric.with_user(self.secretary).action_new_version()
        version = self.env["cchc.rubric"].browse(opened["res_id"])
        version.bonus_cap = 5
        version.group_ids = self.env["cchc.unit.group"].create({"name": "Khác", "code": "T-KHAC"})
        dialog = self.env["cchc.rubric.comparison"].with_user(self.secretary)
        page = dialog.create({"rubric_id": version.id}).comparison
        self.assertIn("Sở, ban, ngành", page)
        self.assertIn("Khác", page)
        content, _type = (
            self.env["ir.actions.report"]
            .with_user(self.secretary)
            ._render("cchc_assessment.rubric_comparison_report", version.ids)
        )
        sheet = load_workbook(BytesIO(content)).active
        printed = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
        self.assertIn("Sở, ban, ngành → Khác", printed)
        self.assertIn("không có → 5", printed)
        self.assertNotIn("không khác nhau", printed)

    def test_a_corrected_leaf_takes_its_branch_along(self):
        """A criterion that the import took for the council's, corrected to the unit's, counts for the unit."""
        content = make_workbook(
            (
                ("1", "TÁC ĐỘNG", 4),
                ("1.1", "Mức độ hài lòng qua điều tra xã hội học", 4),
                ("1.1.1", "Mức độ hài lòng của người dân", 2),
                (None, "Từ 90%: 2"),
                (None, "Dưới 90%: 0"),
                ("1.1.2", "Công khai kết quả điều tra xã hội học", 2),
                (None, "Có: 2"),
                (None, "Không: 0"),
            )
        )
        wizard = (
            self.env["cchc.rubric.import"]
            .with_user(self.secretary)
            .create({"file": base64.b64encode(content), "file_name": "bo tieu chi.xlsx"})
        )
        wizard.line_ids.write({"scored_by": "unit", "section": "base"})
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        self.assertEqual(set(rubric.criterion_ids.mapped("scored_by")), {"unit"})
        rubric.group_ids = self.group
        self.assertNotIn("council", " ".join(f.message for f in rubric._get_findings()))
