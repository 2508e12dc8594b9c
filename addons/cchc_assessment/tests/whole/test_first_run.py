from io import BytesIO

from lxml import html
from openpyxl import Workbook

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..common import PDF, CchcCase, WebCase

RUBRIC = (
    ("STT", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Điểm tối đa", "Tài liệu kiểm chứng"),
    ("1", "CÔNG TÁC CHỈ ĐẠO", 2, None),
    ("1.1", "Kế hoạch năm", 2, "Kế hoạch"),
    (None, "- Ban hành kịp thời: 2", None, None),
    (None, "- Không ban hành: 0", None, None),
)


@tagged("post_install", "-at_install")
class TestFirstRun(WebCase):
    """The tours for new people, in Chromium: each pointer is there when they come to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        (cls.officer | cls.secretary).lang = "vi_VN"

    def _lay_ready(self, user, name, content):
        self.env["ir.attachment"].with_user(user).create({"name": name, "raw": content})

    def _play_first_run(self, tour, user):
        self._play(f"{tour}_test", user, "action-cchc_assessment.cchc_dashboard_action")

    def test_an_officer(self):
        """Open, score, file, explain, send."""
        rubric = self._make_large_rubric(1)
        rubric.action_publish()
        self.period.rubric_ids = [Command.set(rubric.ids)]
        self.period.with_user(self.secretary).action_open()
        self._lay_ready(self.officer, "ke hoach.pdf", PDF)
        self._play_first_run("cchc_first_run_officer", self.officer)
        line = self.period.assessment_ids.filtered(lambda a: a.unit_id == self.unit).line_ids
        self.assertEqual(line.assessment_id.state, "leader_review")
        self.assertEqual((line.self_score, line.explanation), (1, "Báo cáo gửi sau."))
        self.assertEqual(len(line.evidence_ids), 1)

    def test_a_secretary(self):
        """Import the rubric, publish it, create the period, open it."""
        self._begin_a_year()

    def test_a_secretary_whose_menus_do_not_fit(self):
        """The same where the menu of the year is folded away."""
        self.browser_size = "1000x768"
        self._begin_a_year()

    def _begin_a_year(self):
        group = self.env["cchc.unit.group"].create({"name": "Nhóm mới", "code": "T-NM"})
        self.unit.group_id = group
        book = Workbook()
        for row in (("BỘ TIÊU CHÍ MỚI",), *RUBRIC):
            book.active.append(row)
        stream = BytesIO()
        book.save(stream)
        self._lay_ready(self.secretary, "bo tieu chi.xlsx", stream.getvalue())
        self._play_first_run("cchc_first_run_secretary", self.secretary)
        period = self.env["cchc.period"].search([("rubric_ids.group_ids", "=", group.id)])
        self.assertEqual((period.state, period.assessment_ids.unit_id), ("open", self.unit))


@tagged("post_install", "-at_install")
class TestWhoseTour(CchcCase):
    """Each role is offered the tour of its own work."""

    def _offered(self, user):
        return {
            tour["name"]: tour["is_new"]
            for tour in self.env["cchc.dashboard"].with_user(user).get_dashboard()["tours"]
        }

    def test_by_role(self):
        """Officers and leaders the one, secretaries the other, members of the council none."""
        for user in (self.officer, self.leader):
            self.assertEqual(self._offered(user), {"cchc_first_run_officer": True})
        self.assertEqual(self._offered(self.secretary), {"cchc_first_run_secretary": True})
        self.assertEqual(self._offered(self.appraiser), {})

    def test_the_next_tour(self):
        """Who has onboarding on is shown their own tour first, and never that of another role."""
        tours = self.env["web_tour.tour"].with_user(self.officer)
        self.assertFalse(tours.get_current_tour())
        self.officer.tour_enabled = True
        self.assertEqual(tours.get_current_tour()["name"], "cchc_first_run_officer")
        after = tours.consume("cchc_first_run_officer")
        self.assertFalse(after)
        self.assertEqual(self._offered(self.officer), {"cchc_first_run_officer": False})
        self.assertEqual(self._offered(self.leader), {"cchc_first_run_officer": True})

    def test_other_apps_tours_wait(self):
        """A tour of another app, however early in the order, is not for people of this one."""
        self.env["web_tour.tour"].create({"name": "cchc_test_other_app", "sequence": 1})
        self.officer.tour_enabled = True
        tours = self.env["web_tour.tour"].with_user(self.officer)
        self.assertEqual(tours.get_current_tour()["name"], "cchc_first_run_officer")
        self.assertFalse(tours.consume("cchc_first_run_officer"))

    def test_people_of_other_apps(self):
        """Whoever has nothing to do with the assessment is not shown its tours."""
        user = new_test_user(self.env, "cchc_other_app", groups="base.group_user")
        user.tour_enabled = True
        current = self.env["web_tour.tour"].with_user(user).get_current_tour()
        self.assertNotIn("cchc", str(current))


@tagged("post_install", "-at_install")
class TestEmptyStates(CchcCase):
    """Where there is nothing to show yet, people are told what to do first."""

    def test_every_list_says_what_comes_first(self):
        """Each action that opens a list has a sentence for when it is empty, and one on what to do."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "cchc_assessment"), ("model", "=", "ir.actions.act_window")]
        )
        actions = self.env["ir.actions.act_window"].browse(data.mapped("res_id"))
        lists = actions.filtered(lambda action: action.view_mode.split(",")[0] != "form")
        self.assertGreater(len(lists), 15)
        for action in lists:
            with self.subTest(action=action.xml_id):
                title, *rest = html.fragments_fromstring(action.help)
                self.assertEqual(title.get("class"), "o_view_nocontent_smiling_face")
                self.assertTrue(title.text_content().strip())
                self.assertTrue([node for node in rest if len(node.text_content()) > 20])


@tagged("post_install", "-at_install")
class TestHome(WebCase):
    """Where people come to when they have signed in."""

    def _home(self, user):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request("/web/session/get_session_info")["home_action_id"]

    def test_the_addons_people_begin_on_its_dashboard(self):
        """Not in Discuss; but who has chosen a home action, or runs the whole Odoo, keeps theirs."""
        dashboard = self.env.ref("cchc_assessment.cchc_dashboard_action")
        own = self.env.ref("cchc_assessment.cchc_period_action")
        for user in (self.officer, self.leader, self.appraiser, self.secretary):
            self.assertEqual(self._home(user), dashboard.id)
        self.secretary.action_id = own.id
        self.assertEqual(self._home(self.secretary), own.id)
        new_test_user(self.env, "cchc_other", groups="base.group_user")
        self.assertFalse(self._home(self.env["res.users"].search([("login", "=", "cchc_other")])))
