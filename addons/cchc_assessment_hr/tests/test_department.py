import re
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_path
from odoo.tools.translate import PoFileReader, TranslationModuleReader

from odoo.addons.cchc_assessment.tests.common import CchcCase

MODULE = "cchc_assessment_hr"


@tagged("post_install", "-at_install")
class TestDepartment(CchcCase):
    """A unit's department, and the officers that are proposed from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department, cls.elsewhere = cls.env["hr.department"].create(
            [{"name": "Sở Thử nghiệm"}, {"name": "Sở Đối chứng"}]
        )
        cls.office = cls.env["hr.department"].create(
            {"name": "Văn phòng Sở", "parent_id": cls.department.id}
        )
        cls.colleague = cls._make_user("colleague", "officer")
        cls.without_role = new_test_user(cls.env, "cchc_hr_without_role", name="Chưa có vai trò")
        cls.env["hr.employee"].create(
            [
                {"name": user.name, "user_id": user.id, "department_id": department.id}
                for user, department in (
                    (cls.officer, cls.department),
                    (cls.colleague, cls.office),
                    (cls.without_role, cls.department),
                    (cls.other_officer, cls.elsewhere),
                )
            ]
            + [{"name": "Không có tài khoản", "department_id": cls.department.id}]
        )

    def _form(self):
        return Form(self.unit.with_user(self.secretary), "cchc_assessment.cchc_unit_view_form")

    def test_employees_are_proposed(self):
        """Those of the department and below it who have the role, beside who is an officer already."""
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as log, self._form() as form:
            form.department_id = self.department
            self.assertEqual(self.unit.officer_ids, self.officer, "granted before it was saved")
        self.assertEqual(self.unit.officer_ids, self.officer | self.colleague)
        self.assertIn(self.colleague.name, log.output[0])
        self.assertIn(self.without_role.name, log.output[0])
        self.assertNotIn(self.officer.name, log.output[0])

    def test_who_is_taken_out_is_no_officer(self):
        with self.assertLogs("odoo.tests.form.onchange", "WARNING"), self._form() as form:
            form.department_id = self.department
            form.officer_ids.remove(id=self.colleague.id)
        self.assertEqual(self.unit.officer_ids, self.officer)
        self.assertEqual(self.unit.department_id, self.department)

    def test_written_without_a_form(self):
        """A department alone makes nobody an officer, neither when it is set nor when somebody joins it."""
        self.unit.with_user(self.secretary).department_id = self.department
        self.env["hr.employee"].create(
            {
                "name": "Người mới",
                "user_id": self.other_leader.id,
                "department_id": self.department.id,
            }
        )
        self.assertEqual(self.unit.officer_ids, self.officer)

    def test_only_who_keeps_units_may(self):
        self.assertTrue(self.unit.with_user(self.officer).has_access("read"))
        with self.assertRaises(AccessError):
            self.unit.with_user(self.officer).department_id = self.department
        with self.assertRaises(AccessError):
            self.unit.with_user(self.leader).write({"department_id": self.department.id})

    def test_another_company(self):
        """Neither its department, nor people who may not enter the unit's company."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        department = self.env["hr.department"].create(
            {"name": "Sở của tỉnh khác", "company_id": company.id}
        )
        with self.assertRaises(UserError):
            self.unit.department_id = department
        self.colleague.write({"company_id": company.id, "company_ids": [Command.set(company.ids)]})
        with self.assertLogs("odoo.tests.form.onchange", "WARNING"), self._form() as form:
            form.department_id = self.department
        self.assertEqual(self.unit.officer_ids, self.officer)

    def test_without_the_department(self):
        """Where a department is deleted, the unit and its officers stay."""
        self.unit.department_id = self.office
        self.colleague.employee_ids.department_id = False
        self.office.unlink()
        self.assertFalse(self.unit.department_id)
        self.assertEqual(self.unit.officer_ids, self.officer)

    def test_views(self):
        """The department is on the form, in the list and in the search of whoever keeps the units."""
        for kind in ("form", "list", "search"):
            arch = self.env["cchc.unit"].with_user(self.secretary).get_view(view_type=kind)["arch"]
            self.assertIn('name="department_id"', arch)

    def test_vietnamese_is_complete(self):
        with (Path(file_path(MODULE)) / "i18n" / "vi.po").open("rb") as handle:
            translated = {entry["src"]: entry["value"] for entry in PoFileReader(handle)}
        self.assertTrue(all(translated.values()))
        rows = TranslationModuleReader(self.env.cr, modules=[MODULE], lang=None)
        self.assertLessEqual({row[4] for row in rows}, translated.keys())
        placeholders = re.compile(r"%\(\w+\)s")
        for source, value in translated.items():
            self.assertEqual(placeholders.findall(source), placeholders.findall(value))
