from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import CchcCase


class SheetTour(CchcCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        (cls.officer | cls.leader).lang = "vi_VN"

    def _play(self, tour, user):
        self.start_tour(
            "/odoo/action-cchc_assessment.cchc_assessment_action",
            tour,
            login=user.login,
            timeout=180,
        )


@tagged("post_install", "-at_install")
class TestSheetTour(SheetTour):
    """An officer works in the score sheet in Chromium."""

    def test_a_hundred_criteria_by_keyboard(self):
        """A form of 100 criteria is scored and explained without a mouse, each row saved by itself."""
        rubric = self._make_large_rubric(100)
        rubric.action_publish()
        self.period.rubric_ids = [Command.set(rubric.ids)]
        self.period.with_user(self.secretary).action_open()
        assessment = self.period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)
        self._play("cchc_officer_fills_by_keyboard", self.officer)
        self.assertEqual(assessment.progress, 100)
        self.assertEqual(set(assessment.line_ids.mapped("self_score")), {1})
        self.assertEqual(len(set(assessment.line_ids.mapped("explanation"))), 100)
        self.assertFalse(assessment.line_ids.filtered("needs_explanation"))

    def test_keyboard_paste_and_filters(self):
        """Cells keep what was there on Escape, a pasted column lands after a preview, sums follow."""
        self._open_period()
        self._play("cchc_officer_uses_the_sheet", self.officer)
        self.assertEqual(self.assessment.self_score, 4.2)
        self.assertIs(self._line("1.2").manual_score, False)


@tagged("post_install", "-at_install")
class TestSheetOnAPhone(SheetTour):
    """A leader reads the sheet on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_reading(self):
        """The criteria stand as cards, with their explanations and sums."""
        self._open_period()
        self._fill_in()
        self._send()
        self._play("cchc_leader_reads_on_a_phone", self.leader)
