from odoo.fields import Date
from odoo.tests import tagged

from ..sheet.test_sheet_tour import SheetTour
from .test_team_rights import TeamCase


@tagged("post_install", "-at_install")
class TestTeamTour(SheetTour, TeamCase):
    """A department works on its form: it is given out, filled in, checked, handed back, mended and sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cchc.task"].search([]).unlink()
        (cls.contributors | cls.officer | cls.leader).lang = "vi_VN"
        cls.leader.name = "Trần Thị Lãnh Đạo"

    def test_from_giving_out_to_sending(self):
        self._play_in_sheet("cchc_leader_gives_out", self.leader, self.assessment)
        tasks = self.env["cchc.task"].search([])
        self.assertEqual(
            {(task.criterion_id.code, task.user_ids.name) for task in tasks},
            {("1.1", "Mai"), ("1.2", "Nam"), ("2", "Hoa")},
        )
        self._play_in_sheet("cchc_contributor_fills_in", self.planner, self.assessment)
        self.assertEqual(self._line("1.1.2").explanation, "Đủ hồ sơ")
        self.assertFalse(self._line("1.2").explanation)
        self._line("1.1.1").with_user(self.planner).write(
            {"option_id": self._option("1.1.1", 2).id, "explanation": "Có kế hoạch"}
        )
        self._line("1.2").with_user(self.inventor).write({"manual_score": 1, "explanation": "Có"})
        self._line("2.1").with_user(self.clerk).write(
            {"numerator": 8, "denominator": 10, "explanation": "Có"}
        )
        self._play_in_sheet("cchc_officer_checks_and_hands_back", self.officer, self.assessment)
        self._play_in_sheet("cchc_contributor_mends", self.inventor, self.assessment)
        self.assertEqual(self._line("1.2").explanation, "Đã bổ sung")
        self._play_in_sheet("cchc_officer_sends_what_all_filled_in", self.officer, self.assessment)
        self.assertEqual(self.assessment.state, "leader_review")

    def test_the_dashboard(self):
        """A contributor begins with what is theirs; the officer sees who is late."""
        task = self._give(
            "1.2", self.inventor, date=Date.add(self.env.company._cchc_today(), days=-1)
        )
        self._play("cchc_contributor_dashboard", self.inventor, "cchc", timeout=200)
        self._play("cchc_officer_nudges_the_team", self.officer, "cchc", timeout=200)
        self.assertTrue(task.is_late)


@tagged("post_install", "-at_install")
class TestTeamOnAPhone(SheetTour, TeamCase):
    """A contributor on a phone finds what is theirs."""

    browser_size = "390x844"
    touch_enabled = True

    def test_cards(self):
        self.contributors.lang = "vi_VN"
        self.assessment.with_user(self.officer).action_hand_back(
            self._line("1.2").ids, "Thiếu phụ lục"
        )
        self._play_in_sheet("cchc_contributor_on_a_phone", self.inventor, self.assessment)
