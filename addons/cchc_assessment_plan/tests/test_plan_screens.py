"""The screens of plans open in the browser, and the score sheet shows them beside the criterion."""

import json

from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import WebCase
from odoo.addons.cchc_assessment.tests.whole.test_screens import OPEN_SCREENS

from .common import Plans
from .test_plan_sheet import NextYear

PANEL = """
    const until = (find) => new Promise((resolve) => {
        const look = () => (find() ? resolve(find()) : requestAnimationFrame(look));
        look();
    });
    (async () => {
        const row = await until(() => document.querySelector(".o_cchc_sheet tr[data-code='1.2'] td[data-column]"));
        row.click();
        for (const text of %s) {
            await until(() => document.querySelector(".o_cchc_plan")?.textContent.includes(text));
        }
        console.log("test successful");
    })().catch((error) => console.error(error.message));
"""
READY = "!!odoo.__WOWL_DEBUG__?.root.env.services.action.currentController"


@tagged("post_install", "-at_install")
class TestPlanScreens(NextYear, WebCase):
    """As contributor, officer, leader and secretary, on a laptop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_published()
        cls.plan = cls._make_agreed()
        cls.now = cls._open_next_year()

    def _open(self, user, *screens):
        self.browser_js(
            "/odoo",
            OPEN_SCREENS % json.dumps(screens),
            ready=READY,
            login=user.login,
            timeout=120,
        )

    def test_screens(self):
        """Lists, cards, charts and forms, of a draft and of what was agreed."""
        addon = "cchc_assessment_plan"
        of_plans = [
            (f"{addon}.cchc_plan_action", "list", False),
            (f"{addon}.cchc_plan_action", "kanban", False),
            (f"{addon}.cchc_plan_action", "form", self.plan.id),
            (f"{addon}.cchc_plan_measure_action", "list", False),
            (f"{addon}.cchc_plan_measure_action", "graph", False),
            (f"{addon}.cchc_plan_measure_action", "form", self.plan.measure_ids[0].id),
            (f"{addon}.cchc_plan_line_action", "pivot", False),
            (f"{addon}.cchc_plan_line_action", "graph", False),
            (f"{addon}.cchc_plan_line_action", "form", self.plan.line_ids[0].id),
        ]
        for user in (self.contributor, self.leader):
            with self.subTest(user=user.login):
                self._open(user, *of_plans)
        self._open(self.secretary, *of_plans, (f"{addon}.cchc_plan_cause_action", "list", False))

    def test_the_panel_of_the_criterion(self):
        """The unit's officer sees what was planned, how far it is, and whether it helped."""
        self._plan_line(self.plan, "1.2").measure_ids.with_user(self.contributor).percent = 60
        line = self.now.line_ids.filtered(lambda one: one.criterion_id.code == "1.2")
        line.with_user(self.officer).write({"manual_score": 1.5, "explanation": "x"})
        self.browser_js(
            f"/odoo/action-cchc_assessment.cchc_assessment_action/{self.now.id}",
            PANEL % json.dumps(["Biện pháp cho 1.2", "60 %", "1.50"]),
            ready=READY,
            login=self.officer.login,
            timeout=120,
        )


@tagged("post_install", "-at_install")
class TestPlanTour(Plans, WebCase):
    """Officer, leader and who is charged go through a plan by clicks: written, returned, agreed to, carried out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_published()
        (cls.officer | cls.leader | cls.contributor).lang = "vi_VN"
        cls.contributor.name = "Mai"
        plan = cls._make_plan()
        cls._fill_in_plan(plan, cls.contributor)
        # the one of which nothing is said yet
        line = cls._plan_line(plan, "1.2")
        line.measure_ids.unlink()
        line.cause = False
        cls.plan = plan

    def test_from_the_result_to_what_is_done(self):
        plans = "action-cchc_assessment_plan.cchc_plan_action"
        self._play("cchc_officer_writes_a_plan", self.officer, plans, timeout=300)
        measure = self._plan_line(self.plan, "1.2").measure_ids
        self.assertEqual(measure.user_ids, self.contributor)
        self._play("cchc_leader_returns_a_plan", self.leader, plans, timeout=300)
        self.assertEqual(self.plan.return_reason, "Thiếu mốc thời gian quý I.")
        self._play("cchc_officer_sends_a_plan_again", self.officer, plans, timeout=300)
        self._play("cchc_leader_agrees_to_a_plan", self.leader, plans, timeout=300)
        self.assertEqual(self.plan.agreed_by_id, self.leader)
        mine = "action-cchc_assessment_plan.cchc_plan_measure_mine_action"
        self._play("cchc_charged_ends_a_measure", self.contributor, mine, timeout=300)
        self.assertEqual((measure.progress, measure.percent), ("done", 100))
