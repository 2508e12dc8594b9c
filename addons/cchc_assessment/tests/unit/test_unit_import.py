import base64
import io
from datetime import timedelta

import xlsxwriter
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common import CchcCase, RemoteCase
from ..common_council import Council

HEADINGS = ("Mã đơn vị", "Tên đơn vị", "Nhóm đơn vị", "Họ và tên", "Thư điện tử", "Vai trò")
NEW = ("T-M", "Sở Mới", "Sở, ban, ngành", "Trần Văn Mới", "moi@example.com", "Cán bộ")


def make_people(*rows, headings=HEADINGS):
    """A workbook with these rows under these headings, as the field of the dialog holds it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Danh sách")
        for number, row in enumerate([headings, *rows]):
            sheet.write_row(number, 0, row)
    return base64.b64encode(stream.getvalue())


class UnitImport:
    def _dialog(self, *rows, user=None, **values):
        return (
            self.env["cchc.unit.import"]
            .with_user(user or self.secretary)
            .create({"file": make_people(*rows), **values})
        )

    def _allow(self):
        """As the administrator does in the settings."""
        self.env["ir.config_parameter"].set_param(
            "cchc_assessment.secretary_makes_accounts", "True"
        )

    def _user(self, login):
        return self.env["res.users"].with_context(active_test=False).search([("login", "=", login)])


@tagged("post_install", "-at_install")
class TestUnitImport(UnitImport, Council, CchcCase):
    """Units, people and roles from a workbook: all rows, or none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env["res.users"].create(
            {
                "login": "cchc_it",
                "name": "Quản trị",
                "email": "it@example.com",
                "group_ids": [Command.set(cls.env.ref("base.group_system").ids)],
            }
        )

    def _assert_refused(self, sentence, *rows, user=None):
        dialog = self._dialog(NEW, *rows, user=user)
        self.assertEqual((dialog.row_count, dialog.problem_count), (1 + len(rows), 1))
        with self.assertRaisesRegex(UserError, sentence):
            dialog.action_import()
        self.assertFalse(self._user("moi@example.com"), "the good row is not imported either")
        self.assertFalse(self.env["cchc.unit"].search([("code", "=", "T-M")]))

    def test_the_administrator_brings_in_a_province(self):
        """Units, accounts and places; a second time nothing is new."""
        rows = (
            NEW,
            ("T-M", "", "", "Lê Thị Đứng", "Dung@Example.com", "Lãnh đạo"),
            ("T-STN", "", "", "Trần Văn Mới", "moi@example.com", "Lãnh đạo"),
            ("", "", "", "Phạm Thẩm", "tham@example.com", "Thành viên Hội đồng"),
            ("T-K", "Sở Không Người", "T-SBN", "", "", ""),
            ("T-M", "", "", "Vũ Phối", "phoi@example.com", "Người phối hợp"),
        )
        dialog = self._dialog(*rows, user=self.admin, invite=False)
        self.assertEqual(
            (dialog.row_count, dialog.news_count, dialog.problem_count), (6, 6, 0), dialog.preview
        )
        self.assertFalse(self._user("moi@example.com"), "the dry run writes nothing")
        dialog.action_import()
        unit = self.env["cchc.unit"].search([("code", "=", "T-M")])
        new, leader = self._user("moi@example.com"), self._user("dung@example.com")
        self.assertEqual((unit.name, unit.group_id), ("Sở Mới", self.group))
        self.assertEqual((unit.officer_ids, unit.leader_ids), (new, leader))
        self.assertEqual(unit.contributor_ids, self._user("phoi@example.com"))
        self.assertIn(new, self.unit.leader_ids)
        self.assertIn(self.leader, self.unit.leader_ids, "who has a place keeps it")
        roles = {
            role: self.env.ref(f"cchc_assessment.cchc_assessment_group_{role}")
            for role in ("contributor", "officer", "leader", "appraiser")
        }
        self.assertEqual(new.group_ids, roles["officer"] | roles["leader"])
        self.assertEqual(self._user("tham@example.com").group_ids, roles["appraiser"])
        self.assertEqual(unit.contributor_ids.group_ids, roles["contributor"])
        self.assertEqual(new.company_ids, self.env.company)
        self.assertTrue(self.env["cchc.unit"].search([("name", "=", "Sở Không Người")]))
        again = self._dialog(*rows, user=self.admin)
        self.assertEqual((again.news_count, again.problem_count), (0, 0), again.preview)
        again.action_import()
        self.assertEqual(len(self.env["cchc.unit"].search([("code", "=", "T-M")])), 1)

    def test_the_secretary_names_people_who_are_there(self):
        """Without the administrator's leave units are made and people named, but no account."""
        dialog = self._dialog(("T-M", "Sở Mới", "Sở, ban, ngành", "", "", ""))
        self.assertFalse(dialog.may_make_accounts)
        dialog.action_import()
        self.assertTrue(self.env["cchc.unit"].search([("code", "=", "T-M")]))
        self._dialog(("T-SDC", "", "", "Ai đó", self.officer.login, "Công chức")).action_import()
        self.assertIn(self.officer, self.other_unit.officer_ids)
        for row in (
            ("T-STN", "", "", "Ai", "ai@example.com", "Cán bộ"),
            ("T-STN", "", "", "Ai đó", self.officer.login, "Lãnh đạo"),
        ):
            dialog = self._dialog(row)
            with self.assertRaisesRegex(UserError, "has no account with this role"):
                dialog.action_import()
        self.assertFalse(self._user("ai@example.com"))

    def test_the_secretary_makes_accounts_where_it_is_allowed(self):
        """Of officers, leaders and members; who runs the year is the administrator's to say."""
        self._allow()
        self._dialog(NEW, invite=False).action_import()
        self.assertTrue(self._user("moi@example.com"))
        for role in ("Thư ký Hội đồng", "Chủ tịch Hội đồng"):
            dialog = self._dialog(("", "", "", "Bạn tôi", "ban@example.com", role))
            with self.assertRaisesRegex(UserError, "by the administrator only"):
                dialog.action_import()
        self.assertFalse(self._user("ban@example.com"))
        self._dialog(
            ("", "", "", "Bạn tôi", "ban@example.com", "Thư ký"), user=self.admin, invite=False
        ).action_import()
        self.assertTrue(
            self._user("ban@example.com").has_group(
                "cchc_assessment.cchc_assessment_group_secretary"
            )
        )

    def test_accounts_that_a_file_leaves_alone(self):
        """The administrator's, an archived one, a portal user's and one of another company: whoever asks."""
        self._allow()
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        portal = self.env.ref("base.group_portal")
        users = self.env["res.users"].create(
            [
                {
                    "login": "xa@example.com",
                    "name": "Xa",
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                },
                {"login": "nghi@example.com", "name": "Nghỉ", "active": False},
                {
                    "login": "cong@example.com",
                    "name": "Cổng",
                    "group_ids": [Command.set(portal.ids)],
                },
            ]
        )
        self.admin.login = "IT@example.com"
        before = {user: user.group_ids for user in users | self.admin}
        for login in ("it@example.com", *users.mapped("login")):
            for user in (self.secretary, self.admin):
                with self.subTest(login=login, user=user.login):
                    self._assert_refused(
                        "cannot be given a role by a file",
                        ("T-STN", "", "", "Ai", login, "Lãnh đạo"),
                        user=user,
                    )
        for user, groups in before.items():
            self.assertEqual(user.group_ids, groups)

    def test_who_works_in_another_province_too(self):
        """A role would hold there as well: the secretary gives none, the administrator may."""
        self._allow()
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        both = self._make_user("both", "officer")
        both.write({"login": "hai@example.com", "company_ids": [Command.link(company.id)]})
        row = ("", "", "", both.name, "hai@example.com", "Thành viên Hội đồng")
        self._assert_refused("cannot be given a role by a file", row)
        self.assertFalse(both.has_group("cchc_assessment.cchc_assessment_group_appraiser"))
        self._dialog(row, user=self.admin).action_import()
        self.assertTrue(both.has_group("cchc_assessment.cchc_assessment_group_appraiser"))

    def test_units_are_told_apart_by_their_tone_marks(self):
        """A commune whose name differs by a mark is another one, to be found and to be made."""
        self._allow()
        first, second = (f"Xã Tân {name}" for name in ("Hà", "Hạ"))
        self.unit.name = first
        self._assert_refused(
            "needs a code and a name", ("", second, "", "Ai", "ai@example.com", "Lãnh đạo")
        )
        self._dialog(("T-TH", second, "T-SBN", "", "", "")).action_import()
        self.assertEqual(self.env["cchc.unit"].search([("code", "=", "T-TH")]).name, second)
        self.assertFalse(self._dialog(("", first, "", "", "", "")).problem_count)

    def test_what_is_wrong_comes_first(self):
        """Rows that cannot be taken are not looked for in a long preview; the others stay in the file's order."""
        rows = [
            (f"T-{number}", f"Sở {number}", self.group.code if number != 2 else "Lạ", "", "", "")
            for number in range(4)
        ]
        preview = str(self._dialog(*rows).preview)
        places = [preview.index(f"Sở {number}") for number in (2, 0, 1, 3)]
        self.assertEqual(places, sorted(places))

    def test_bad_rows_are_named(self):
        """Each with its row and a sentence; nothing of the file is imported."""
        for sentence, row in (
            (
                "Row 3: “Quản trị hệ thống” is no role",
                ("T-STN", "", "", "A", "a@b.vn", "Quản trị hệ thống"),
            ),
            ("Row 3: The person has no role", ("T-STN", "", "", "A", "a@b.vn", "")),
            ("Row 3: The person has no e-mail", ("T-STN", "", "", "A", "", "Cán bộ")),
            ("Row 3: “a b” is no e-mail", ("T-STN", "", "", "A", "a b", "Cán bộ")),
            ("Row 3: “ai-do” is no e-mail", ("T-STN", "", "", "A", "ai-do", "Cán bộ")),
            ("Row 3: The person has no name", ("T-STN", "", "", "", "a@b.vn", "Cán bộ")),
            ("Row 3: The row names no unit", ("", "", "", "A", "a@b.vn", "Cán bộ")),
            ("Row 3: “Xa” is no unit group", ("T-Y", "Sở Y", "Xa", "", "", "")),
            ("Row 3: A unit that is made needs a unit group", ("T-Y", "Sở Y", "", "", "", "")),
            ("Row 3: A unit that is made needs a code", ("", "Sở Y", "T-SBN", "", "", "")),
            ("Row 3: The code “T-STN” is that of", ("T-STN", "Sở Y", "", "", "", "")),
            (
                "Row 3: “Sở Thử nghiệm” is there already",
                ("T-Y", "Sở Thử nghiệm", "T-SBN", "", "", ""),
            ),
            ("Row 3: Another row gives “T-M” another name", ("T-M", "Sở Khác", "", "", "", "")),
            ("Row 3: It says the same as row 2", NEW),
            (
                "Row 3: “moi@example.com” has another name",
                ("T-STN", "", "", "Khác", NEW[4], "Cán bộ"),
            ),
        ):
            with self.subTest(sentence=sentence):
                self._assert_refused(sentence, row, user=self.admin)

    def test_what_looks_like_a_formula_is_a_text(self):
        """It stands in the name as it was typed, and in the form to fill in as a text."""
        name = '=HYPERLINK("http://x","y")'
        self._dialog(
            ("T-M", name, "T-SBN", "+1+1", "moi@example.com", "Cán bộ"),
            user=self.admin,
            invite=False,
        ).action_import()
        self.assertEqual(self.env["cchc.unit"].search([("code", "=", "T-M")]).name, name)
        report = self.env["report.cchc_assessment.blank_form"].with_user(self.admin)
        sheet = load_workbook(io.BytesIO(report._make_people_form())).worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value in (name, "+1+1")]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertEqual(len(cells), 2)

    def test_the_form_comes_back_as_it_is(self):
        """What the form holds changes nothing when it is imported as it is, whatever groups are called alike."""
        self.env["cchc.unit.group"].create(
            {"name": self.group.name, "code": "T-CHUNG", "company_id": False}
        )
        report = self.env["report.cchc_assessment.blank_form"].with_user(self.secretary)
        content = base64.b64encode(report._make_people_form())
        dialog = self._dialog(NEW)
        dialog.file = content
        self.assertEqual((dialog.news_count, dialog.problem_count), (0, 0), dialog.preview)
        self.assertGreaterEqual(dialog.row_count, 4)

    def test_invitations(self):
        """Only who is made is invited, and where Odoo's app for it is there."""
        dialog = self._dialog(NEW, user=self.admin)
        dialog.action_import()
        new = self._user("moi@example.com")
        if "signup_type" in new.partner_id._fields:
            self.assertTrue(new.partner_id.signup_type)
        self.assertFalse(self._dialog(NEW, user=self.admin).news_count)

    def test_another_provinces_secretary(self):
        """Neither sees these units nor brings anything into them, whatever company the dialog is made with."""
        self._allow()
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        stranger = self._make_user("stranger", "secretary")
        stranger.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        with self.assertRaises(UserError):
            self._dialog(NEW, user=stranger, company_id=self.unit.company_id.id).action_import()
        dialog = self._dialog(("T-STN", "", "", "A", "a@b.vn", "Cán bộ"), user=stranger)
        self.assertNotIn(self.unit.name, str(dialog.preview))
        with self.assertRaisesRegex(UserError, "needs a code and a name"):
            dialog.action_import()
        for user in (self.appraiser, self.officer):
            with self.assertRaises(AccessError):
                self._dialog(NEW, user=user)

    def test_at_any_size(self):
        """Reading 60 rows asks the database as often as reading 10, of what is new and of what is there."""

        def make(number):
            rows = (
                (f"N{index}", f"Sở {index}", "T-SBN", f"Người {index}", f"n{index}@b.vn", "Cán bộ")
                for index in range(number)
            )
            return self._dialog(*rows, user=self.admin, invite=False)

        def count(number):
            dialog = make(number)
            return self._count_queries(lambda: dialog.preview)

        count(1)
        self.assertEqual(count(10), count(60))
        make(60).action_import()
        self.assertEqual(
            self._user("n59@b.vn"), self.unit.search([("code", "=", "N59")]).officer_ids
        )
        count(1)
        self.assertEqual(count(10), count(60))

    def test_a_period_like_last_years(self):
        """Dates a year later, the rubric's newest published version, who appraises what; none of the results."""
        self._make_council()
        now = Datetime.now().replace(microsecond=0)
        self.period.write({"appraisal_deadline": now + timedelta(days=40), "needs_chair": True})
        self._assign()
        self._assign(criterion_ids=[Command.set(self.criteria["1"].ids)])
        action = self.rubric.with_user(self.secretary).action_new_version()
        version = self.env["cchc.rubric"].browse(action["res_id"])
        opened = self.period.with_user(self.secretary).action_copy_to_next_year()
        copied = self.env["cchc.period"].browse(opened["res_id"])
        self.assertEqual((copied.year, copied.state), (2027, "draft"))
        self.assertEqual(copied.name, "Đánh giá CCHC năm 2027")
        self.assertEqual(copied.rubric_ids, self.rubric, "a draft does not count yet")
        self.assertEqual(copied.appraisal_deadline.year, (now + timedelta(days=40)).year + 1)
        self.assertTrue(copied.needs_chair)
        self.assertFalse(copied.assessment_ids or copied.publication_ids)
        self.assertEqual(len(copied.assignment_ids), 1)
        version.with_user(self.secretary)._publish()
        opened = copied.with_user(self.secretary).action_copy_to_next_year()
        self.assertEqual(self.env["cchc.period"].browse(opened["res_id"]).rubric_ids, version)
        self.assertNotEqual(version.display_name, self.rubric.display_name)
        self.assertIn("version 2", version.display_name)
        with self.assertRaises(AccessError):
            self.period.with_user(self.appraiser).action_copy_to_next_year()


@tagged("post_install", "-at_install")
class TestForms(UnitImport, Council, RemoteCase):
    """The workbooks to fill in, over the wire."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        for assessment in (cls.assessment, cls.other_assessment):
            cls._submit(assessment)
            cls._start(assessment)

    def test_a_surveys_form(self):
        """It has a row for each unit and criterion that only the council scores, and comes back filled in."""
        path = f"/cchc/form/survey/{self.period.id}"
        answer = self._get(self.secretary, path)
        book = load_workbook(io.BytesIO(answer.content))
        sheet = book.worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        self.assertEqual({row[0] for row in rows}, {"T-STN", "T-SDC"})
        self.assertEqual({row[2] for row in rows}, {"2.2"})
        for row in range(5, 5 + len(rows)):
            sheet.cell(row, 5, 2.5)
            sheet.cell(row, 6, 120)
        stream = io.BytesIO()
        book.save(stream)
        wizard = (
            self.env["cchc.survey.import"]
            .with_user(self.secretary)
            .create({"period_id": self.period.id, "file": base64.b64encode(stream.getvalue())})
        )
        self.assertEqual((wizard.row_count, wizard.problem_count), (2, 0), wizard.preview)
        wizard.action_import()
        self.assertEqual(self._appraisal("2.2").score, 2.5)

    def test_others_find_no_forms(self):
        """Neither a member nor a unit's people."""
        for user in (self.appraiser, self.leader):
            for path in ("/cchc/form/people", f"/cchc/form/survey/{self.period.id}"):
                self.assertEqual(self._get(user, path).status_code, 404)
        self.assertEqual(self._get(self.secretary, "/cchc/form/people").status_code, 200)
        self.assertEqual(self._get(self.secretary, "/cchc/form/survey/999999").status_code, 404)
